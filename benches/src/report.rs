//! What was measured, beside what was promised.

use std::io::Write;

/// How a number stands against its budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Budget {
    AtLeast(f64),
    AtMost(f64),
    /// Told for its own sake.
    None,
}

impl Budget {
    fn verdict(self, value: f64) -> &'static str {
        let kept = match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            Self::None => return "",
        };
        if kept { "pass" } else { "MISS" }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {}", number(least)),
            Self::AtMost(most) => format!("<= {}", number(most)),
            Self::None => String::new(),
        }
    }
}

struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    budget: Budget,
}

/// The table of one run.
#[derive(Default)]
pub(crate) struct Report {
    place: String,
    rows: Vec<Row>,
}

impl Report {
    /// What is measured from now on, such as the database.
    pub(crate) fn enter(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Adds a number, and says it at once: a run takes minutes.
    pub(crate) fn add(&mut self, what: &str, value: f64, unit: &'static str, budget: Budget) {
        let row = Row {
            what: format!("{}: {what}", self.place),
            value,
            unit,
            budget,
        };
        say(&format!("  {}", line(&row)));
        self.rows.push(row);
    }

    pub(crate) fn print(&self) {
        let processors = std::thread::available_parallelism().map_or(0, usize::from);
        say(&format!(
            "\n{processors} processors, shared by the server, its database and this load generator.\n"
        ));
        say("| what | measured | budget | |");
        say("| --- | ---: | ---: | --- |");
        for row in &self.rows {
            say(&format!(
                "| {} | {} {} | {} | {} |",
                row.what,
                number(row.value),
                row.unit,
                row.budget.text(),
                row.budget.verdict(row.value)
            ));
        }
        let missed = self
            .rows
            .iter()
            .filter(|row| row.budget.verdict(row.value) == "MISS")
            .count();
        say(&format!("\n{missed} of the budgets are missed."));
    }
}

fn line(row: &Row) -> String {
    format!(
        "{:<58} {:>10} {:<12} {:<12} {}",
        row.what,
        number(row.value),
        row.unit,
        row.budget.text(),
        row.budget.verdict(row.value)
    )
}

/// With as many digits as mean something.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

/// One line for whoever watches; a reader who went away is no error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_have_two_sides() {
        assert_eq!(Budget::AtLeast(2.0).verdict(2.0), "pass");
        assert_eq!(Budget::AtLeast(2.0).verdict(1.9), "MISS");
        assert_eq!(Budget::AtMost(2.0).verdict(2.1), "MISS");
        assert_eq!(Budget::None.verdict(1.0), "");
        assert_eq!(number(2345.6), "2346");
        assert_eq!(number(0.2404), "0.240");
    }
}
