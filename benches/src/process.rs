//! The server under test: the real program in a process of its own, watched from outside.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::wire::Connection;

/// A server that is not there after so long will not come.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(2);
/// `USER_HZ`: what /proc counts processor time in, on every Linux.
const TICKS_PER_SECOND: u64 = 100;

/// What a process holds, in KiB.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) resident: u64,
    /// Without files that are mapped, which the system takes back when it needs room.
    pub(crate) anonymous: u64,
    pub(crate) highest: u64,
}

/// A running server. It ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits for its first page. Says how long that took.
    pub(crate) async fn start(
        config: &Path,
        address: SocketAddr,
        page: &[u8],
    ) -> Result<(Self, Duration)> {
        let log = config.with_extension("log");
        let out = File::create(&log)?;
        let begun = Instant::now();
        let child = Command::new(program()?)
            .args(["serve".as_ref(), "--config".as_ref(), config.as_os_str()])
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self {
            child,
            address,
            log,
        };
        loop {
            if let Ok(mut connection) = Connection::open(address).await
                && let Ok(answer) = connection.exchange(page).await
            {
                if answer.status == 200 {
                    return Ok((server, begun.elapsed()));
                }
                bail!(
                    "the first page came with status {}: {}",
                    answer.status,
                    server.last_words()
                );
            }
            if server.child.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                bail!("the server does not start: {}", server.last_words());
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Processor time so far, of all its threads.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in parentheses, may hold anything; what follows it is numbers.
        let (_, numbers) = stat
            .rsplit_once(')')
            .context("an unreadable /proc/PID/stat")?;
        let ticks: u64 = numbers
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap_or(0))
            .sum();
        Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
    }

    pub(crate) fn memory(&self) -> Result<Memory> {
        memory_of(&self.child.id().to_string())
    }

    pub(crate) fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }
}

/// What the kernel says of a process.
fn memory_of(process: &str) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = |name: &str| {
        status
            .lines()
            .find_map(|line| {
                line.strip_prefix(name)?
                    .split_whitespace()
                    .nth(1)?
                    .parse()
                    .ok()
            })
            .unwrap_or(0)
    };
    Ok(Memory {
        resident: value("VmRSS"),
        anonymous: value("RssAnon"),
        highest: value("VmHWM"),
    })
}

/// The same of this program, for what is measured in it.
pub(crate) fn memory_of_this() -> Result<Memory> {
    memory_of("self")
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed, not asked: what it acknowledged has to be there all the same.
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = ended {
            crate::report::say(&format!("bench: the server may still be running: {error}"));
        }
    }
}

/// The program lies beside this one, made with the same settings.
fn program() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let dir = here.parent().context("this program has no directory")?;
    Ok(dir.join("folkmoot"))
}

/// Builds the server as this program was built, so that no old one is measured.
pub(crate) fn build() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "build",
        "--quiet",
        "--package",
        "folkmoot-server",
        "--bin",
        "folkmoot",
    ]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let ended = command.status().context("cannot run cargo")?;
    if !ended.success() {
        bail!("the server does not build");
    }
    Ok(())
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
