//! The command line: what can be asked of the program, and how it answers.
//!
//! Answers go to standard output, so that scripts can use them; the log goes to standard error.
//! The program ends with 0 when all went well, 1 when something failed, and 2 when the command
//! line or a setting is wrong.

mod admin;
mod demo;
mod doctor;
mod logging;
mod migrate;
mod serve;
mod signals;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use folkmoot::config::{self, Config};

const BAD_SETTING: u8 = 2;

/// A community server that an organization hosts and does not own.
#[derive(Parser)]
#[command(name = "folkmoot", version)]
struct Arguments {
    /// The file with the settings. [default: folkmoot.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server. This is what happens when no command is given.
    Serve,
    /// Open two houses that already talk with each other, to look around in. Nothing needs to be set.
    Demo,
    /// Bring the database up to date, or take steps back.
    Migrate(migrate::Arguments),
    /// Set up and repair an instance from the command line, also while it runs.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Look for what may be wrong, and say what to do about it.
    Doctor,
    /// Print every setting with its default and what it does.
    ExampleConfig,
}

pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if matches!(arguments.command, Some(Command::ExampleConfig)) {
        say(config::example().trim_end());
        return ExitCode::SUCCESS;
    }
    let config = match load(arguments.config) {
        Ok(config) => config,
        Err(error) => {
            complain(&error.to_string());
            return ExitCode::from(BAD_SETTING);
        }
    };
    let command = arguments.command.unwrap_or(Command::Serve);
    let mut log = config.log.clone();
    if matches!(command, Command::Demo) && log.level == config::Log::default().level {
        // What the houses tell each other would bury the addresses that are printed.
        log.level = "error".to_owned();
    }
    logging::start(&log);
    let outcome = match command {
        Command::Serve => serve::run(config),
        Command::Demo => demo::run(&config),
        Command::Migrate(arguments) => migrate::run(&config, &arguments),
        Command::Admin(command) => admin::run(config, command),
        Command::Doctor => doctor::run(config),
        Command::ExampleConfig => Ok(ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        complain(&format!("{error:#}"));
        ExitCode::FAILURE
    })
}

fn load(file: Option<PathBuf>) -> Result<Config, config::ConfigError> {
    let named = std::env::var_os("FOLKMOOT_CONFIG")
        .filter(|name| !name.is_empty())
        .map(PathBuf::from);
    // A variable that is not text is none of ours: our names and values are.
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Config::load(file.or(named).as_deref(), variables)
}

/// The runtime that a command runs in.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}

/// Says something to whoever called; a reader who went away is no error.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "folkmoot: {text}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn commands_are_understood() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("folkmoot").is_ok_and(|found| found.command.is_none()));
        for line in [
            "folkmoot serve --config a.toml",
            "folkmoot migrate --down 1",
            "folkmoot admin create-user --name ann --email a@b.example --role admin --password-stdin",
            "folkmoot admin create-token --name script",
            "folkmoot admin create-token --name script --user ann",
            "folkmoot admin reset-password --name ann",
            "folkmoot admin recount",
            "folkmoot doctor",
            "folkmoot demo",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
        for line in [
            "folkmoot admin create-user --name ann --role king --email a@b.example",
            "folkmoot dance",
        ] {
            assert_eq!(
                parse(line).err().map(|error| error.exit_code()),
                Some(2),
                "{line}"
            );
        }
    }
}
