//! Dates of publication: as the source states them, never invented.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month; the stored day is the first.
    Month,
    /// To the year; the stored day is 1 January.
    Year,
}

/// Where a date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateBasis {
    /// The line ` date YYYY-MM-DD ` at the head of the file.
    Header,
    /// A metadata field of the record.
    Metadata,
    /// The name of the file.
    FileName,
    /// Concluded from the text: a proposal until the analyst accepts it.
    Inferred,
    /// Set by the analyst.
    Analyst,
}

impl DateBasis {
    /// In words, as shown beside a date and written to exports.
    pub fn words(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Metadata => "metadata",
            Self::FileName => "file name",
            Self::Inferred => "inferred",
            Self::Analyst => "analyst",
        }
    }
}

/// The date of an article, with its precision, its basis and the raw words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicationDate {
    /// The day; the first day of the month or year where only that is known.
    pub day: Date,
    /// How exactly it is known.
    pub precision: Precision,
    /// Where it comes from.
    pub basis: DateBasis,
    /// The words it was read from.
    pub raw: String,
}

impl PublicationDate {
    /// The last day it can mean: the same day, or the last of the month or year.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Day => self.day,
            Precision::Month => self.day.last_of_month(),
            Precision::Year => self.day.last_of_year(),
        }
    }
}

impl fmt::Display for PublicationDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written_date(self.day, self.precision))
    }
}

/// `2023-02-22`, `2023-02` or `2023`.
pub fn written_date(day: Date, precision: Precision) -> String {
    match precision {
        Precision::Day => day.to_string(),
        Precision::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Precision::Year => format!("{:04}", day.year()),
    }
}

/// Reads `2023-02-22`, `2023-02` or `2023` (also with `/` or `.`); `None` for anything else,
/// impossible days included.
pub fn parse_date(words: &str) -> Option<(Date, Precision)> {
    let mut parts = words.trim().split(['-', '/', '.']);
    let year = number(parts.next()?, 4)?;
    let month = parts
        .next()
        .map(|m| number(m, 2))
        .map_or(Some(None), |m| m.map(Some))?;
    let day = parts
        .next()
        .map(|d| number(d, 2))
        .map_or(Some(None), |d| d.map(Some))?;
    if parts.next().is_some() || year == 0 {
        return None;
    }
    let precision = match (month, day) {
        (_, Some(_)) => Precision::Day,
        (Some(_), None) => Precision::Month,
        (None, None) => Precision::Year,
    };
    let date = Date::new(year, month.unwrap_or(1) as i8, day.unwrap_or(1) as i8).ok()?;
    Some((date, precision))
}

fn number(digits: &str, width: usize) -> Option<i16> {
    (digits.len() == width && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

/// The header line of a text file: an optional space, `date`, a date, then a space or the line's
/// end. Returns the date and the length in bytes of the matched prefix, which is not part of the
/// text; the line's end is.
///
/// A prefix of this shape with an impossible day is no header: the words stay in the text.
pub fn header_date(text: &str) -> Option<(PublicationDate, usize)> {
    let lead = usize::from(text.starts_with(' '));
    let rest = text.get(lead..)?;
    let after = rest
        .get(..4)
        .filter(|w| w.eq_ignore_ascii_case("date"))
        .and_then(|_| rest.get(4..))?;
    let words = after.strip_prefix(' ')?;
    let raw = words.split([' ', '\n', '\r']).next()?;
    let (day, precision) = parse_date(raw)?;
    // A bare year is too likely to be a sentence that begins "date 2023 ...".
    if precision == Precision::Year {
        return None;
    }
    let end = lead + 4 + 1 + raw.len();
    let prefix = end + usize::from(text.get(end..)?.starts_with(' '));
    Some((
        PublicationDate {
            day,
            precision,
            basis: DateBasis::Header,
            raw: raw.to_owned(),
        },
        prefix,
    ))
}

/// A date in a file name (`2023-02-22-...`, `2023_02_22`, `20230222`, `2023-02-...`), where the
/// name holds just one; with two different ones there is no telling which is meant.
///
/// A month without a day is one only where nothing speaks of a season or the number of a case.
pub fn date_in_file_name(name: &str) -> Option<PublicationDate> {
    let found = only_date_in(name)?;
    if found.precision != Precision::Month {
        return Some(found);
    }
    let next = (found.day.year() + 1) % 100;
    let is_season = next == i16::from(found.day.month());
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    let speaks_of_number = words.any(|word| NUMBERED.contains(&word));
    (!is_season && !speaks_of_number).then_some(found)
}

/// Words beside a number that make it one of a case, a volume or a season.
const NUMBERED: [&str; 20] = [
    "case",
    "no",
    "nr",
    "nos",
    "docket",
    "file",
    "cv",
    "cr",
    "az",
    "vol",
    "volume",
    "issue",
    "season",
    "saison",
    "ref",
    "order",
    "rule",
    "resolution",
    "bill",
    "act",
];

fn only_date_in(name: &str) -> Option<PublicationDate> {
    let mut found: Option<PublicationDate> = None;
    for (start, _) in name.char_indices() {
        let before = name.get(..start)?.chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit()) {
            continue;
        }
        let Some((raw, day, precision)) = date_at(name.get(start..)?) else {
            continue;
        };
        let inside_longer = found
            .as_ref()
            .is_some_and(|f| name.find(&f.raw).is_some_and(|at| start < at + f.raw.len()));
        if inside_longer {
            continue;
        }
        if found
            .as_ref()
            .is_some_and(|f| f.day != day || f.precision != precision)
        {
            return None;
        }
        found.get_or_insert_with(|| PublicationDate {
            day,
            precision,
            basis: DateBasis::FileName,
            raw: raw.to_owned(),
        });
    }
    found
}

fn date_at(name: &str) -> Option<(&str, Date, Precision)> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let plausible = |date: Date| (1600..=2100).contains(&date.year());
    if digits == 8 {
        let raw = name.get(..8)?;
        let (day, precision) = parse_date(&format!(
            "{}-{}-{}",
            raw.get(..4)?,
            raw.get(4..6)?,
            raw.get(6..8)?
        ))?;
        return plausible(day).then_some((raw, day, precision));
    }
    if digits != 4 {
        return None;
    }
    if let Some(found) = unpadded_at(name) {
        return plausible(found.1).then_some(found);
    }
    for len in [10, 7] {
        let Some(raw) = name.get(..len) else { continue };
        let ends = !name.get(len..)?.starts_with(|c: char| c.is_ascii_digit());
        if let Some((day, precision)) = parse_date(&raw.replace('_', "-"))
            && ends
            && plausible(day)
        {
            return Some((raw, day, precision));
        }
    }
    None
}

/// `2023-1-5`: the year before says the order.
fn unpadded_at(name: &str) -> Option<(&str, Date, Precision)> {
    let end = name.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '_'));
    let raw = name.get(..end.unwrap_or(name.len()))?;
    let parts: Vec<&str> = raw.split(['-', '_']).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let is_short = |part: &&str| (1..=2).contains(&part.len());
    let is_unpadded = is_short(month) && is_short(day) && raw.len() < 10;
    let padded = is_unpadded.then(|| format!("{year}-{month:0>2}-{day:0>2}"))?;
    let (date, precision) = parse_date(&padded)?;
    Some((raw, date, precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Option<(String, &str)> {
        header_date(text).map(|(d, len)| (d.to_string(), &text[len..]))
    }

    #[test]
    fn only_the_matched_prefix_leaves_the_text() {
        assert_eq!(
            header(" date 2023-02-22 Fighting\nMore"),
            Some(("2023-02-22".into(), "Fighting\nMore"))
        );
        assert_eq!(
            header("date 2023-02 Fighting"),
            Some(("2023-02".into(), "Fighting"))
        );
        assert_eq!(
            header("Date 2023-02-22\r\nText"),
            Some(("2023-02-22".into(), "\r\nText"))
        );
    }

    #[test]
    fn what_is_no_date_stays_in_the_text() {
        for text in [
            "date 2023-02-30 x",
            "date 2023 was bad",
            "update 2023-02-22 x",
            "  date 2023-02-22 x",
            "date2023-02-22",
            "",
        ] {
            assert_eq!(header(text), None, "{text}");
        }
    }

    #[test]
    fn file_names() {
        let date = |name| date_in_file_name(name).map(|d| d.to_string());
        assert_eq!(date("2023-02-22-bakhmut.txt"), Some("2023-02-22".into()));
        assert_eq!(date("bbc_2023_02_22.txt"), Some("2023-02-22".into()));
        assert_eq!(date("20230222.txt"), Some("2023-02-22".into()));
        assert_eq!(date("report 2023-02.txt"), Some("2023-02".into()));
        assert_eq!(date("2023-02-22 of 2023-03-01.txt"), None);
        assert_eq!(date("2023-1-5 road.txt"), Some("2023-01-05".into()));
        assert_eq!(date("bbc_2023_12_5.txt"), Some("2023-12-05".into()));
        for name in [
            "2023-1-5-2.txt",
            "2023-15-2.txt",
            "2010-11 season.txt",
            "2010-11.txt",
            "case 2019-07.txt",
            "CV-2019-05-smith.txt",
            "no. 2019-05.txt",
        ] {
            assert_eq!(date(name), None, "{name}");
        }
        assert_eq!(date("2023-13-22.txt"), None);
        assert_eq!(date("000_c346ef2f754208d2.txt"), None);
        assert_eq!(date("99999999.txt"), None);
    }
}
