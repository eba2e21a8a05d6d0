//! Two texts side by side, line by line, with the words that differ.

use std::time::Duration;

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use crate::pages::view::{DiffRow, Piece};

/// Lines that did not change, around those that did.
const AROUND: usize = 3;
/// Rows of one comparison.
const ROWS_MAX: usize = 2_000;
/// Beyond it, what is found so far counts: coarser, and as true.
const PATIENCE: Duration = Duration::from_millis(250);

pub(super) fn rows(old: &str, new: &str) -> Vec<DiffRow> {
    // Every line ends alike, so that the last one is like the others.
    let (old, new) = (format!("{}\n", old.trim_end()), format!("{}\n", new.trim_end()));
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_lines(old.as_str(), new.as_str());
    let mut rows = Vec::new();
    for (group, n) in diff.grouped_ops(AROUND).iter().zip(0..) {
        if n > 0 {
            rows.push(DiffRow { kind: "gap".to_owned(), ..DiffRow::default() });
        }
        for op in group {
            add(&diff, op, &mut rows);
            if rows.len() > ROWS_MAX {
                rows.truncate(ROWS_MAX);
                return rows;
            }
        }
    }
    rows
}

fn add(diff: &TextDiff<'_, '_, str>, op: &DiffOp, rows: &mut Vec<DiffRow>) {
    let (mut olds, mut news): (Vec<Side>, Vec<Side>) = (Vec::new(), Vec::new());
    for change in diff.iter_inline_changes(op) {
        let pieces: Vec<Piece> = change.iter_strings_lossy().map(|(changed, text)| Piece { text: text.trim_end_matches('\n').to_owned(), changed }).collect();
        let line = |index: Option<usize>| index.and_then(|n| u32::try_from(n + 1).ok()).unwrap_or(0);
        match change.tag() {
            ChangeTag::Equal => rows.push(DiffRow {
                kind: "same".to_owned(),
                old: plain(&pieces),
                new: plain(&pieces),
                old_line: line(change.old_index()),
                new_line: line(change.new_index()),
            }),
            ChangeTag::Delete => olds.push((line(change.old_index()), pieces)),
            ChangeTag::Insert => news.push((line(change.new_index()), pieces)),
        }
    }
    let (mut olds, mut news) = (olds.into_iter(), news.into_iter());
    loop {
        let row = match (olds.next(), news.next()) {
            (None, None) => return,
            (Some(old), Some(new)) => DiffRow { kind: "changed".to_owned(), old: old.1, new: new.1, old_line: old.0, new_line: new.0 },
            (Some(old), None) => DiffRow { kind: "removed".to_owned(), old: plain(&old.1), old_line: old.0, ..DiffRow::default() },
            (None, Some(new)) => DiffRow { kind: "added".to_owned(), new: plain(&new.1), new_line: new.0, ..DiffRow::default() },
        };
        rows.push(row);
    }
}

/// The number of a line, and what it says.
type Side = (u32, Vec<Piece>);

/// A line that is new or gone as a whole has no words to mark.
fn plain(pieces: &[Piece]) -> Vec<Piece> {
    vec![Piece { text: pieces.iter().map(|p| p.text.as_str()).collect(), changed: false }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.changed { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn lines_stand_beside_what_became_of_them() {
        let rows = rows("one\ntwo\nthe red house\nfour", "one\ntwo\nthe blue house\nfour\nfive");
        let kinds: Vec<&str> = rows.iter().map(|r| r.kind.as_str()).collect();
        assert_eq!(kinds, ["same", "same", "changed", "same", "added"]);
        assert_eq!((text(&rows[2].old), text(&rows[2].new)), ("the [red] house".to_owned(), "the [blue] house".to_owned()));
        assert_eq!((rows[4].old_line, rows[4].new_line), (0, 5));
    }

    #[test]
    fn what_did_not_change_is_left_out() {
        let old: String = (0..100).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 50\n", "");
        let rows = rows(&old, &new);
        assert_eq!(rows.len(), 7);
        assert_eq!(rows[3].kind, "removed");
        assert!(super::rows("same", "same").is_empty());
    }
}
