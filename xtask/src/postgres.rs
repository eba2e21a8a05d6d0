//! A PostgreSQL of our own for the length of a test run, on a free port, gone afterwards.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};

use crate::console::{Step, say, target};
use crate::machine::{is_root, postgres_programs};

/// Who runs the server when we are root, which PostgreSQL refuses to be run by. The package makes this user.
const USER: &str = "postgres";

/// The directory of a cluster is called this and the id of the process that started it.
const PREFIX: &str = "postgres-";

/// A running cluster. It stops when this is dropped, and also when this process dies in any other way.
pub(crate) struct Cluster {
    url: String,
    home: PathBuf,
    keeper: Child,
}

impl Cluster {
    pub(crate) fn start() -> Result<Self> {
        let programs = postgres_programs().context("PostgreSQL's initdb is nowhere to be found")?;
        let run_as = is_root().then_some(USER);
        let home = make_home(run_as)?;
        match Self::start_in(&programs, run_as, &home) {
            Ok(cluster) => Ok(cluster),
            Err(error) => {
                let log = std::fs::read_to_string(home.join("log")).unwrap_or_default();
                let _leftover = std::fs::remove_dir_all(&home);
                Err(error.context(format!("PostgreSQL did not start. Its log:\n{log}")))
            }
        }
    }

    fn start_in(programs: &Path, run_as: Option<&str>, home: &Path) -> Result<Self> {
        let data = home.join("data");
        let secret = secret()?;
        let password_file = home.join("password");
        std::fs::write(&password_file, &secret)?;
        if let Some(user) = run_as {
            Step::new("chown").arg_pair(user, &password_file).read()?;
        }
        as_user(run_as, &programs.join("initdb"))
            .args([
                "--username=folkmoot",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth=password",
                "--no-sync",
            ])
            .args([
                "--pwfile".as_ref(),
                password_file.as_os_str(),
                "--pgdata".as_ref(),
                data.as_os_str(),
            ])
            .read()?;
        let port = free_port()?;
        // Durability stays as in production: the tests that kill a server rely on it.
        let options = format!(
            "-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
             -c shared_buffers=64MB -c fsync=on -c log_min_messages=fatal"
        );
        let keeper = keeper(run_as, programs, home, &options)?;
        let url = format!("postgres://folkmoot:{secret}@127.0.0.1:{port}/postgres");
        Ok(Self {
            url,
            home: home.to_owned(),
            keeper,
        })
    }

    /// The address of its maintenance database, for somebody who may create databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            say(&format!("xtask: PostgreSQL may still be running: {error}"));
        }
        let _leftover = std::fs::remove_dir_all(&self.home);
    }
}

/// Starts the server, says so, and stops it at the end of its standard input, which comes however this process ends.
const KEEP: &str = r#"
"$0" start --wait --timeout=60 --silent --pgdata "$1/data" --log "$1/log" --options "$2" </dev/null >/dev/null || exit 1
trap "" PIPE
echo ready
read -r _
exec "$0" stop --silent --mode=immediate --pgdata "$1/data"
"#;

fn keeper(run_as: Option<&str>, programs: &Path, home: &Path, options: &str) -> Result<Child> {
    let mut keeper = as_user(run_as, Path::new("/bin/sh"))
        .args(["-c", KEEP])
        .args([programs.join("pg_ctl").as_path(), home])
        .args([options])
        .into_command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Its own group, so that Ctrl-C in the terminal does not reach it before it has done its work.
        .process_group(0)
        .spawn()
        .context("could not start the keeper of PostgreSQL")?;
    let mut line = String::new();
    if let Some(out) = keeper.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    if line.trim() != "ready" {
        bail!("pg_ctl failed ({})", keeper.wait()?);
    }
    Ok(keeper)
}

fn as_user(user: Option<&str>, program: &Path) -> Step {
    match user {
        // The server must not start in a directory that its user cannot see.
        Some(user) => Step::new("runuser")
            .args(["-u", user, "--"])
            .args([program])
            .dir(Path::new("/")),
        None => Step::new(program).dir(Path::new("/")),
    }
}

/// A new directory in the build directory, or elsewhere if the server's user cannot get there.
fn make_home(run_as: Option<&str>) -> Result<PathBuf> {
    let name = format!("{PREFIX}{}", std::process::id());
    let near = target();
    std::fs::create_dir_all(&near)?;
    remove_abandoned(&near);
    let reachable = as_user(run_as, Path::new("test"))
        .args(["-x".as_ref(), near.as_os_str()])
        .read()
        .is_ok();
    let home = if reachable {
        near.join(name)
    } else {
        Path::new("/var/tmp").join(format!("folkmoot-{name}"))
    };
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    std::fs::create_dir(&home).with_context(|| format!("could not make {}", home.display()))?;
    if let Some(user) = run_as {
        Step::new("chown").arg_pair(user, &home).read()?;
    }
    Ok(home)
}

/// A run that was killed leaves its directory behind, though not its server.
fn remove_abandoned(near: &Path) {
    for entry in std::fs::read_dir(near).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.parse::<u32>().ok());
        if owner.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            let _leftover = std::fs::remove_dir_all(entry.path());
        }
    }
}

impl Step {
    fn arg_pair(self, first: &str, second: &Path) -> Self {
        self.args([first.as_ref(), second.as_os_str()])
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A password nobody else on this machine can guess.
fn secret() -> Result<String> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
