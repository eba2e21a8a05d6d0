//! The real program, as somebody runs it: commands, and a server in a process of its own that can be killed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Settings of one installation, given by the environment.
#[derive(Clone)]
pub(crate) struct Program {
    dir: PathBuf,
    settings: Vec<(String, String)>,
}

/// A server that runs. It is killed when this is dropped.
pub(crate) struct Serving {
    process: Child,
    /// What it said until it was open.
    pub(crate) words: Vec<String>,
}

/// More than any start takes.
const START: Duration = Duration::from_secs(60);

fn binary() -> Result<PathBuf> {
    let path = std::env::var_os("IT_FOLKMOOT_BIN").context("IT_FOLKMOOT_BIN is not set; `cargo xtask test` does that")?;
    Ok(PathBuf::from(path))
}

impl Program {
    /// Runs in `dir`, with nothing set.
    pub(crate) fn in_dir(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), settings: Vec::new() }
    }

    /// Sets `server.bind` and the like.
    pub(crate) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        let name = format!("FOLKMOOT_{}", key.replace('.', "__").to_ascii_uppercase());
        self.settings.push((name, value.into()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(binary()?);
        command.args(arguments).current_dir(&self.dir).kill_on_drop(true);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FOLKMOOT_")) {
            command.env_remove(name);
        }
        Ok(command)
    }

    /// Runs a command to its end, with this on its standard input.
    pub(crate) async fn run(&self, arguments: &[&str], input: &str) -> Result<Output> {
        let mut command = self.command(arguments)?;
        command.envs(self.settings.iter().cloned()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(stdin) = child.stdin.take() {
            let mut stdin: std::fs::File = stdin.into_owned_fd()?.into();
            // A command that reads nothing may have ended already.
            let _unread = stdin.write_all(input.as_bytes());
        }
        Ok(tokio::time::timeout(START, child.wait_with_output()).await.context("it does not end")??)
    }

    /// The same where it must go well; what it said.
    pub(crate) async fn says(&self, arguments: &[&str], input: &str) -> Result<String> {
        let output = self.run(arguments, input).await?;
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !output.status.success() {
            bail!("{arguments:?} ended with {}:\n{said}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        Ok(said)
    }

    /// Starts a command that serves, and returns when it says a line with `open` in it.
    pub(crate) async fn serves(&self, arguments: &[&str], open: &str) -> Result<Serving> {
        let mut command = self.command(arguments)?;
        command.envs(self.settings.iter().cloned()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut process = command.spawn()?;
        let out = process.stdout.take().context("its output is not piped")?;
        let mut lines = BufReader::new(out).lines();
        let mut words = Vec::new();
        let reading = async {
            while let Some(line) = lines.next_line().await? {
                words.push(line);
                if words.last().is_some_and(|line| line.contains(open)) {
                    return Ok(());
                }
            }
            bail!("it ended before it was open: {words:#?}")
        };
        tokio::time::timeout(START, reading).await.context("it does not open")??;
        // Whatever else it says must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Serving { process, words })
    }
}

impl Serving {
    /// As a power cut would: no signal that it could hear.
    pub(crate) async fn kill(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }

    /// As Ctrl-C or a service manager would.
    pub(crate) async fn stop(mut self) -> Result<std::process::ExitStatus> {
        let id = self.process.id().context("it has ended already")?;
        let told = Command::new("kill").arg("-TERM").arg(id.to_string()).status().await?;
        anyhow::ensure!(told.success(), "it could not be told to stop");
        Ok(tokio::time::timeout(START, self.process.wait()).await.context("it does not stop")??)
    }
}
