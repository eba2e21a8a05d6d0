//! `cargo xtask`: the project's own tasks, so that nobody has to remember how they are done.

mod console;
mod machine;
mod migration;
mod postgres;
mod suites;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

use crate::console::Step;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "The tasks of the project",
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the tests need, start what they need, and run all of them
    Test(suites::Options),
    /// What has to pass before a change is merged: format, lints, tidiness, tests
    Ci,
    /// Format the code
    Fmt,
    /// Lints and tidiness, without the tests
    Lint,
    /// Build the benchmarks for speed and run them; what follows is passed on
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Serve an instance that reads its templates from disk, so that saving one shows it
    Dev {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Make the four files of a new migration: up and down, for both databases
    NewMigration { name: String },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Test(options) => suites::run(&options),
        Task::Ci => ci(),
        Task::Fmt => cargo(&["fmt", "--all"]).run(),
        Task::Lint => lint(),
        Task::Bench { rest } => bench(&rest),
        Task::Dev { rest } => cargo(&["run", "-p", "folkmoot-server", "--", "serve"])
            .args(&rest)
            .env(
                "FOLKMOOT_DEVELOPMENT__THEME_DIR",
                console::root().join("themes"),
            )
            .run(),
        Task::NewMigration { name } => {
            migration::create(&console::root().join("migrations"), &name)
        }
    }
}

/// Without PostgreSQL on this machine, SQLite alone is measured.
fn bench(rest: &[String]) -> Result<()> {
    let step = cargo(&["run", "--release", "-p", "folkmoot-bench", "--"]).args(rest);
    match machine::postgres_programs() {
        Some(_) => {
            let cluster = postgres::Cluster::start()?;
            step.env("BENCH_POSTGRES_URL", cluster.url()).run()
        }
        None => step.run(),
    }
}

/// Runs every check before it gives up, so that one visit to the log is enough.
fn ci() -> Result<()> {
    let format = cargo(&["fmt", "--all", "--check"]).run();
    let lints = lint();
    let failed: Vec<String> = [format, lints]
        .into_iter()
        .filter_map(|checked| checked.err().map(|e| format!("{e:#}")))
        .collect();
    let tests = suites::run(&suites::Options::default());
    match (failed.is_empty(), tests) {
        (true, tests) => tests,
        (false, Ok(())) => bail!("{}", failed.join("\n")),
        (false, Err(tests)) => bail!("{}\n{tests:#}", failed.join("\n")),
    }
}

fn lint() -> Result<()> {
    let tidiness = tidy::check(&console::root());
    let clippy = cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])
    .run();
    match (tidiness, clippy) {
        (Err(tidiness), Err(clippy)) => bail!("{tidiness:#}\n{clippy:#}"),
        (tidiness, clippy) => tidiness.and(clippy),
    }
}

/// The cargo that started this task, in the root of the project.
fn cargo(arguments: &[&str]) -> Step {
    Step::new(console::cargo()).args(arguments)
}
