//! Where a table begins: which of its first rows names the columns, and how.

use std::collections::HashSet;

use crate::corpus::{DateBasis, ProblemKind, read_date};

/// Rows among which the head is looked for.
pub(crate) const SAMPLE_ROWS: usize = 30;
/// Characters beyond which a cell is no name of a column.
const LONGEST_NAME: usize = 80;

/// The head of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TableHead {
    /// Names of the columns, each once.
    pub columns: Vec<String>,
    /// Rows that are no records: those above the head, and the head itself.
    pub skipped: usize,
    /// What is to be said of it.
    pub doubts: Vec<ProblemKind>,
}

impl TableHead {
    /// Finds the head among the first rows of a table.
    pub(crate) fn of(rows: &[Vec<String>]) -> Self {
        let at = head_row(rows);
        let head = rows.get(at).map_or(&[][..], Vec::as_slice);
        let is_named = !head.iter().any(|cell| is_value(cell));
        let mut doubts = Vec::new();
        if !is_named {
            let columns = (1..=head.len()).map(|n| format!("column {n}")).collect();
            return Self {
                columns,
                skipped: 0,
                doubts,
            };
        }
        if at > 0 {
            let first = rows.first().map(|row| row.join(" ")).unwrap_or_default();
            let first: String = first.trim().chars().take(LONGEST_NAME).collect();
            doubts.push(ProblemKind::Doubt(match at {
                1 => format!("has a line above the names of its columns that was passed over: {first}"),
                n => format!("has {n} lines above the names of its columns that were passed over, the first: {first}"),
            }));
        }
        let columns = different(head, &mut doubts);
        Self {
            columns,
            skipped: at + 1,
            doubts,
        }
    }
}

/// A cell that stands below a head, never in it: a date or a text.
fn is_value(cell: &str) -> bool {
    cell.chars().count() > LONGEST_NAME || read_date(cell, DateBasis::Metadata).is_some()
}

/// Cells up to the last that is not empty.
fn width(row: &[String]) -> usize {
    row.iter()
        .rposition(|c| !c.trim().is_empty())
        .map_or(0, |at| at + 1)
}

/// The first row, or the first as wide as the table behind rows that are narrower or comments.
fn head_row(rows: &[Vec<String>]) -> usize {
    let widths: Vec<usize> = rows.iter().map(|row| width(row)).collect();
    let mut counted: Vec<(usize, usize)> = Vec::new();
    for width in &widths {
        match counted.iter_mut().find(|(known, _)| known == width) {
            Some((_, times)) => *times += 1,
            None => counted.push((*width, 1)),
        }
    }
    let usual = counted.iter().max_by_key(|(width, times)| (*times, *width));
    let usual = usual.map_or(0, |(width, _)| *width);
    let is_comment = |row: &[String]| row.first().is_some_and(|c| c.trim_start().starts_with('#'));
    let is_head = |row: &[String]| {
        width(row) >= usual
            && !is_comment(row)
            && row
                .iter()
                .take(usual)
                .all(|c| !c.trim().is_empty() && !is_value(c))
    };
    let is_first = |row: &[String]| !is_comment(row) && width(row) * 2 > usual;
    if usual < 2
        || rows.first().is_none_or(|row| {
            is_first(row) && (width(row) >= usual || !rows.get(1).is_some_and(|next| is_head(next)))
        })
    {
        return 0;
    }
    rows.iter().position(|row| is_head(row)).unwrap_or(0)
}

/// The names of a head, each once: the second of two that are alike gets its number.
fn different(head: &[String], doubts: &mut Vec<ProblemKind>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(head.len());
    let mut known: HashSet<String> = HashSet::with_capacity(head.len());
    for (at, cell) in (1..).zip(head) {
        let name = match cell.trim().trim_start_matches('\u{FEFF}') {
            "" => format!("column {at}"),
            name => name.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let mut given = name.clone();
        let mut times = 1;
        while known.contains(&given) {
            times += 1;
            given = format!("{name} ({times})");
        }
        if times > 1 {
            doubts.push(ProblemKind::Doubt(format!(
                "has several columns called “{name}”: what stands in the {times}. of them is in the field “{given}”"
            )));
        }
        known.insert(given.clone());
        out.push(given);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(rows: &[&[&str]]) -> (Vec<String>, usize, usize) {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|c| (*c).to_owned()).collect())
            .collect();
        let head = TableHead::of(&rows);
        (head.columns, head.skipped, head.doubts.len())
    }

    #[test]
    fn the_head_is_the_first_row_as_wide_as_the_table() {
        let names = ["id", "date", "text"];
        let row: &[&str] = &["1", "2023-02-22", "Road cut"];
        let words = || names.map(str::to_owned).to_vec();
        for (rows, skipped, doubts) in [
            (vec![&names[..], row], 1, 0),
            (
                vec![
                    &["# Export of 5 May 2024"][..],
                    &["# query: pier"],
                    &names,
                    row,
                    row,
                ],
                3,
                1,
            ),
            (
                vec![&["Export of the archive", "", ""][..], &names, row],
                2,
                1,
            ),
            (vec![&["# a", " b", " c"][..], &names, row], 2, 1),
        ] {
            assert_eq!(head(&rows), (words(), skipped, doubts), "{rows:?}");
        }
        // Without names the first row is a record.
        assert_eq!(head(&[row, row]).1, 0);
        // A row that lacks its last name is the head all the same.
        assert_eq!(head(&[&["id", "date"], row, row]).1, 1);
    }

    #[test]
    fn names_are_there_once() {
        let (columns, _, doubts) = head(&[&["text", "", "text", "text"], &["a", "b", "c", "d"]]);
        assert_eq!(columns, ["text", "column 2", "text (2)", "text (3)"]);
        assert_eq!(doubts, 2);
    }
}
