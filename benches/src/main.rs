//! The benchmarks: a real server in a process of its own, on a database of its own, under a load that this process
//! makes. Everything stays on this machine, and everything has an end.

mod database;
mod delivery;
mod house;
mod inbox;
mod newsletter;
mod pages;
mod process;
mod report;
mod search;
mod similar;
mod wire;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use crate::database::Kind;
use crate::house::House;
use crate::process::Server;
use crate::report::{Budget, Report, say};
use crate::wire::Sink;

/// Measures a server and prints one table, beside what was promised.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    /// Only these parts. [default: all]
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Only on these databases. [default: both]
    #[arg(long, value_enum)]
    database: Vec<Kind>,
    /// Fewer and shorter: to see that everything works, not to quote.
    #[arg(long)]
    quick: bool,
    /// Threads in the large house.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(i64).range(100..=1_000_000))]
    threads: i64,
    /// Do not build the server first.
    #[arg(long)]
    no_build: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Inbox,
    Delivery,
    Pages,
    Memory,
    Similar,
    Search,
    Newsletter,
}

/// How much is done.
struct Scale {
    small: i64,
    large: i64,
    activities: usize,
    followers: usize,
    pages: Duration,
    idle: Duration,
}

impl Arguments {
    fn scale(&self) -> Scale {
        let seconds = Duration::from_secs;
        if self.quick {
            let large = self.threads.min(5_000);
            Scale {
                small: 500,
                large,
                activities: 2_000,
                followers: 200,
                pages: seconds(2),
                idle: seconds(2),
            }
        } else {
            Scale {
                small: 1_000,
                large: self.threads,
                activities: 10_000,
                followers: 1_000,
                pages: seconds(8),
                idle: seconds(10),
            }
        }
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

/// A directory for everything that a run writes, gone at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn make() -> Result<Self> {
        // Beside the program, and so on the disk of the build: temporary directories are often in memory.
        let mut dir = std::env::current_exe()?;
        dir.set_file_name(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(&dir)?;
        Ok(Self(dir))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _leftover = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if !arguments.no_build {
        process::build()?;
    }
    let scratch = Scratch::make()?;
    let sink = Sink::open().await?;
    let mut report = Report::default();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if !arguments.database.is_empty() && !arguments.database.contains(&kind) {
            continue;
        }
        if !kind.is_there() {
            say(&format!(
                "{}: left out; `cargo xtask bench` starts one",
                kind.name()
            ));
            continue;
        }
        report.enter(kind.name());
        // What was measured before a failure is worth telling.
        if let Err(error) = measure(&arguments, kind, &scratch, &sink, &mut report).await {
            report.print();
            return Err(error);
        }
    }
    report.print();
    Ok(())
}

async fn measure(
    arguments: &Arguments,
    kind: Kind,
    scratch: &Scratch,
    sink: &Sink,
    report: &mut Report,
) -> Result<()> {
    let scale = arguments.scale();
    let mut speeds = None;
    if arguments.wants(Part::Pages) {
        say(&format!(
            "{}: a house with {} threads",
            kind.name(),
            scale.small
        ));
        let house = House::make(kind, &scratch.0, scale.small, sink.address, 0).await?;
        let (server, _) =
            Server::start(&house.config, house.address, &pages::front(&house)).await?;
        speeds = Some(pages::measure(&house, &server, scale.pages, None, report).await?);
    }
    say(&format!(
        "{}: a house with {} threads",
        kind.name(),
        scale.large
    ));
    let house = House::make(kind, &scratch.0, scale.large, sink.address, scale.followers).await?;
    let front = pages::front(&house);
    // Once for what is only done on the first start, once to be measured.
    drop(Server::start(&house.config, house.address, &front).await?);
    let (server, start) = Server::start(&house.config, house.address, &front).await?;
    let outcome = load(
        arguments,
        &scale,
        &house,
        &server,
        start,
        sink,
        speeds.as_ref(),
        report,
    )
    .await;
    outcome.map_err(|error| error.context(server.last_words()))
}

#[expect(
    clippy::too_many_arguments,
    reason = "one run hands everything that it has to its parts"
)]
async fn load(
    arguments: &Arguments,
    scale: &Scale,
    house: &House,
    server: &Server,
    start: Duration,
    sink: &Sink,
    speeds: Option<&pages::Speeds>,
    report: &mut Report,
) -> Result<()> {
    if arguments.wants(Part::Memory) {
        report.add(
            "start to the first page",
            start.as_secs_f64(),
            "s",
            Budget::AtMost(1.0),
        );
        tokio::time::sleep(scale.idle).await;
        let memory = server.memory()?;
        report.add(
            "memory when idle",
            mebibytes(memory.resident),
            "MiB",
            Budget::AtMost(64.0),
        );
    }
    if arguments.wants(Part::Pages) {
        pages::measure(house, server, scale.pages, speeds, report).await?;
    }
    if arguments.wants(Part::Similar) {
        similar::measure(house, report)?;
    }
    if arguments.wants(Part::Search) {
        search::measure(house, report)?;
    }
    if arguments.wants(Part::Newsletter) {
        newsletter::measure(house, report).await?;
    }
    if arguments.wants(Part::Inbox) {
        inbox::measure(house, server, scale.activities, report).await?;
    }
    if arguments.wants(Part::Delivery) {
        delivery::measure(house, server, sink, scale.followers, report).await?;
    }
    if arguments.wants(Part::Memory) {
        let memory = server.memory()?;
        report.add(
            "memory at its highest, all loads",
            mebibytes(memory.highest),
            "MiB",
            Budget::AtMost(256.0),
        );
        report.add(
            "memory after the loads",
            mebibytes(memory.resident),
            "MiB",
            Budget::None,
        );
        report.add(
            "memory after the loads, without mapped files",
            mebibytes(memory.anonymous),
            "MiB",
            Budget::None,
        );
    }
    Ok(())
}

fn mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}
