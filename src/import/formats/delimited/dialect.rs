//! How a table is written: what lies between its values, how it quotes, how wide it is. Told from its
//! beginning.

use super::rows::{is_date_like, is_typed};
use crate::import::mapping::is_known_name;

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: char,
    /// Whether the first line only names the delimiter.
    pub(super) names_delimiter: bool,
    /// Whether `\"` is a quotation mark inside a field.
    pub(super) has_backslashes: bool,
    /// Whether all fields stand in marks.
    pub(super) quotes_all: bool,
    /// Values of a usual record; 0 where that cannot be told.
    pub(super) width: usize,
    /// Columns that hold numbers or dates.
    pub(super) typed: Vec<usize>,
    /// Those of dates.
    pub(super) dated: Vec<usize>,
}

/// Signs that lie between values, the most usual first.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Lines that are looked at.
const LINES: usize = 30;

impl Dialect {
    /// Of a table with this beginning; `usual` where nothing tells the delimiter.
    pub(super) fn of(text: &str, usual: char) -> Self {
        let mut lines: Vec<&str> = lines_of(text).take(LINES + 1).collect();
        let named = lines.first().and_then(|line| named_delimiter(line));
        if named.is_some() {
            lines.remove(0);
        }
        let delimiter = named.unwrap_or_else(|| delimiter_of(&lines, usual));
        let counts: Vec<usize> = lines.iter().map(|l| count(l, delimiter) + 1).collect();
        let width = most_frequent(counts.iter().copied().filter(|n| *n > 1));
        let mut usual_lines = lines
            .iter()
            .zip(&counts)
            .filter(|(_, n)| **n == width && width > 1)
            .map(|(line, _)| *line);
        let first = usual_lines.next().unwrap_or_default();
        let example = usual_lines.next().unwrap_or_default();
        let columns = |fits: fn(&str) -> bool| -> Vec<usize> {
            let cells = example.split(delimiter).enumerate();
            let fitting = cells.filter(|(_, cell)| fits(cell.trim().trim_matches('"')));
            fitting.map(|(at, _)| at).collect()
        };
        let is_quoted = |cell: &str| cell.len() > 1 && cell.starts_with('"') && cell.ends_with('"');
        Self {
            delimiter,
            names_delimiter: named.is_some(),
            has_backslashes: has_backslashes(text, delimiter),
            quotes_all: width > 1 && first.trim_end().split(delimiter).all(is_quoted),
            width,
            typed: columns(is_typed),
            dated: columns(is_date_like),
        }
    }
}

fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).filter(|l| !l.trim().is_empty())
}

/// `sep=;`, as spreadsheets write it for each other.
fn named_delimiter(line: &str) -> Option<char> {
    let line = line.trim_matches(['"', ' ', '\u{FEFF}']);
    let sign = line
        .get(..4)
        .filter(|k| k.eq_ignore_ascii_case("sep="))
        .and_then(|_| line.get(4..))?;
    if sign == "\\t" {
        return Some('\t');
    }
    let mut chars = sign.trim_matches(['"', '\'']).chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// How often a sign stands in a line outside quotation marks.
fn count(line: &str, sign: char) -> usize {
    let mut inside = false;
    line.chars()
        .filter(|c| {
            inside ^= *c == '"';
            *c == sign && !inside
        })
        .count()
}

fn most_frequent(all: impl Iterator<Item = usize>) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for n in all {
        match counts.iter_mut().find(|(known, _)| *known == n) {
            Some((_, times)) => *times += 1,
            None => counts.push((n, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(n, times)| (*times, *n))
        .map_or(0, |(n, _)| n)
}

/// The sign that cuts most of the first lines into equally many values.
fn delimiter_of(lines: &[&str], usual: char) -> char {
    let score = |sign: char| {
        let counts: Vec<usize> = lines.iter().map(|l| count(l, sign)).collect();
        let most = most_frequent(counts.iter().copied().filter(|n| *n > 0));
        let same = counts.iter().filter(|n| **n == most).count();
        // A head of known names counts more than commas in prose.
        let names = lines.iter().take(LINES / 3).filter(|line| {
            let known = line
                .split(sign)
                .filter(|c| is_known_name(c.trim().trim_matches('"')));
            known.count() > 1
        });
        (most > 0).then(|| {
            (
                names.count().min(1) * 2 + same,
                usize::from(sign == usual),
                most,
            )
        })
    };
    let best = DELIMITERS.iter().copied().max_by_key(|sign| score(*sign));
    best.filter(|sign| score(*sign).is_some()).unwrap_or(usual)
}

/// Whether marks inside fields are escaped by backslashes: one stands before a mark with a sign of the text
/// behind it, in a field in marks.
fn has_backslashes(text: &str, delimiter: char) -> bool {
    text.match_indices("\\\"").any(|(at, _)| {
        let behind = text.get(at + 2..).and_then(|rest| rest.chars().next());
        let before = text.get(..at).unwrap_or_default();
        let is_inside = before.ends_with('"') || !before.ends_with(delimiter);
        is_inside
            && text.contains('"')
            && behind.is_some_and(|c| c != delimiter && c != '\n' && c != '\r' && c != '"')
    })
}

/// Whether text without an ending that says so is a table: its first line names columns, one of them that of
/// texts or titles, and the next has as many values.
pub(super) fn looks_like_table(text: &str) -> bool {
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let (Some(mut head), Some(mut first)) = (lines.next(), lines.next()) else {
        return false;
    };
    if named_delimiter(head).is_some() {
        let Some(next) = lines.next() else {
            return false;
        };
        (head, first) = (first, next);
    }
    DELIMITERS.iter().any(|sign| {
        let cells: Vec<&str> = head
            .split(*sign)
            .map(|c| c.trim().trim_matches('"'))
            .collect();
        let known = cells.iter().filter(|c| is_known_name(c)).count();
        let is_of_text = |c: &&&str| {
            crate::import::mapping::is_text_name(c) || crate::import::mapping::is_title_name(c)
        };
        cells.len() > 1
            && known > 1
            && cells.iter().any(|c| is_of_text(&c))
            && cells
                .iter()
                .all(|c| c.chars().count() <= 40 && !c.ends_with(['.', '!', '?', ':']))
            && (count(first, *sign) + 1 == cells.len() || first.matches('"').count() % 2 == 1)
    })
}
