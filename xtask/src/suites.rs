//! `cargo xtask test`: all suites, one after the other, with what each of them needs.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::console::{Step, cargo, say, target};
use crate::machine::{self, Need};
use crate::postgres::Cluster;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Only tests whose path contains this
    #[arg(long)]
    filter: Option<String>,
    /// Only this suite; may be given several times
    #[arg(long, value_enum)]
    only: Vec<Suite>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Tests inside the crates, and the examples in their documentation
    Unit,
    /// The stories in `tests/it`, on SQLite
    Sqlite,
    /// The same stories, on PostgreSQL
    Postgres,
    /// Stories in a real browser
    E2e,
    /// Stories with a foreign server
    Interop,
}

/// The tests that need a browser or a foreign server live in modules of these names.
const APART: [(Suite, &str); 2] = [(Suite::E2e, "e2e::"), (Suite::Interop, "interop::")];

impl Suite {
    const ALL: [Self; 5] = [
        Self::Unit,
        Self::Sqlite,
        Self::Postgres,
        Self::E2e,
        Self::Interop,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::E2e => "e2e",
            Self::Interop => "interop",
        }
    }

    fn needs(self) -> &'static [Need] {
        match self {
            Self::Unit | Self::Sqlite => &[],
            Self::Postgres => &[Need::Postgres],
            Self::E2e => &[Need::Browser],
            Self::Interop => &[Need::Peer],
        }
    }
}

/// What came of one suite.
struct Outcome {
    suite: Suite,
    count: Count,
    took: Duration,
    problem: Option<String>,
}

/// The sum of the result lines that cargo's tests print.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    fn read(line: &str) -> Option<Self> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut count = Self::default();
        for part in numbers.split("; ") {
            match part.split_once(' ') {
                Some((n, "passed")) => count.passed = n.parse().ok()?,
                Some((n, "failed")) => count.failed = n.parse().ok()?,
                Some((n, "ignored")) => count.ignored = n.parse().ok()?,
                _ => {}
            }
        }
        Some(count)
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let chosen: Vec<Suite> = Suite::ALL
        .into_iter()
        .filter(|suite| options.only.is_empty() || options.only.contains(suite))
        .collect();
    let needs: Vec<Need> = chosen
        .iter()
        .flat_map(|suite| suite.needs())
        .copied()
        .collect();
    machine::prepare(&needs)?;
    // Some stories start the real program; it must be the one that this source makes.
    if chosen.iter().any(|suite| *suite != Suite::Unit) {
        Step::new(cargo())
            .args(["build", "--package", "folkmoot-server", "--bins"])
            .run()?;
    }
    let outcomes: Vec<Outcome> = chosen
        .into_iter()
        .map(|suite| run_suite(suite, options.filter.as_deref()))
        .collect();
    conclude(&outcomes, options.filter.as_deref(), started.elapsed())
}

fn run_suite(suite: Suite, filter: Option<&str>) -> Outcome {
    say(&format!("\n== {} ==", suite.name()));
    let started = Instant::now();
    let mut count = Count::default();
    let mut watch = |line: &str| {
        if let Some(read) = Count::read(line) {
            count.add(read);
        }
    };
    let ran = match suite {
        Suite::Unit => unit(filter, &mut watch),
        Suite::Sqlite => stories(None, filter, &mut watch),
        Suite::Postgres => {
            Cluster::start().and_then(|cluster| stories(Some(cluster.url()), filter, &mut watch))
        }
        Suite::E2e | Suite::Interop => apart(suite, filter, &mut watch),
    };
    let mut problem = ran.err().map(|error| format!("{error:#}"));
    if problem.is_none() && filter.is_none() && count.passed == 0 {
        problem = Some("not one test ran".to_owned());
    }
    Outcome {
        suite,
        count,
        took: started.elapsed(),
        problem,
    }
}

fn unit(filter: Option<&str>, watch: &mut dyn FnMut(&str)) -> Result<()> {
    let all = ["test", "--workspace", "--exclude", "it", "--no-fail-fast"];
    let code = Step::new(cargo())
        .args(all)
        .args(["--tests"])
        .args(filter)
        .run_watched(&mut *watch);
    let examples = Step::new(cargo())
        .args(all)
        .args(["--doc"])
        .args(filter)
        .run_watched(&mut *watch);
    code.and(examples)
}

fn stories(
    postgres: Option<&str>,
    filter: Option<&str>,
    watch: &mut dyn FnMut(&str),
) -> Result<()> {
    let skip = APART.iter().flat_map(|(_, path)| ["--skip", path]);
    let step = it().args(["--"]).args(filter).args(skip);
    let step = match postgres {
        Some(url) => step.env("IT_DB", "postgres").env("IT_POSTGRES_URL", url),
        None => step.env("IT_DB", "sqlite"),
    };
    step.run_watched(watch)
}

/// Two filters of a test binary mean "either", so with a filter of the person's own we pick the tests ourselves.
fn apart(suite: Suite, filter: Option<&str>, watch: &mut dyn FnMut(&str)) -> Result<()> {
    let path = APART
        .iter()
        .find(|(which, _)| *which == suite)
        .map_or("", |(_, path)| path);
    let step = it().env("IT_DB", "sqlite").args(["--"]);
    let Some(filter) = filter else {
        return step.args([path]).run_watched(watch);
    };
    let listed = it().args(["--", "--list", "--format=terse"]).read()?;
    let names: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .filter(|name| name.contains(path) && name.contains(filter))
        .collect();
    if names.is_empty() {
        say(&format!(
            "No test of this suite has \"{filter}\" in its path."
        ));
        return Ok(());
    }
    step.args(["--exact"]).args(names).run_watched(watch)
}

fn it() -> Step {
    Step::new(cargo())
        .args(["test", "--package", "it", "--test", "it"])
        .env("IT_FOLKMOOT_BIN", target().join("debug/folkmoot"))
}

/// The last lines: one for each suite, and the sum in the form that cargo's tests use.
fn conclude(outcomes: &[Outcome], filter: Option<&str>, took: Duration) -> Result<()> {
    let mut sum = Count::default();
    say("");
    for Outcome {
        suite,
        count,
        took,
        problem,
    } in outcomes
    {
        sum.add(*count);
        let verdict = if problem.is_none() { "ok" } else { "FAILED" };
        let Count {
            passed,
            failed,
            ignored,
        } = count;
        say(&format!(
            "{:<9} {verdict:<6} {passed} passed, {failed} failed, {ignored} ignored, {:.0} s",
            suite.name(),
            took.as_secs_f64()
        ));
    }
    let broken: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| {
            outcome
                .problem
                .as_ref()
                .map(|problem| format!("{}: {problem}", outcome.suite.name()))
        })
        .collect();
    let verdict = if broken.is_empty() { "ok" } else { "FAILED" };
    let Count {
        passed,
        failed,
        ignored,
    } = sum;
    if let Some(filter) = filter.filter(|_| passed + failed == 0) {
        bail!("no test at all has \"{filter}\" in its path");
    }
    for line in &broken {
        say(line);
    }
    say(&format!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; 0 filtered out; finished in {:.2}s",
        took.as_secs_f64()
    ));
    if broken.is_empty() {
        Ok(())
    } else {
        bail!("{} of {} suites failed", broken.len(), outcomes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn reads_the_result_lines_of_cargo() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.42s";
        assert_eq!(
            Count::read(line),
            Some(Count {
                passed: 12,
                failed: 3,
                ignored: 1
            })
        );
        assert_eq!(Count::read("test store::votes::counts ... ok"), None);
    }
}
