//! Dates as metadata writes them: ISO 8601, RFC 2822, and the written forms of newspapers in many languages.
//!
//! A wrong date is never right: a value counts only where every part of it is understood ([`grammar`]). What
//! one value leaves open the others of its column may decide ([`column`]): whether day or month comes first,
//! which language it speaks, whether numbers are seconds. Addresses hold days too ([`address`]).
//!
//! Useful for: values of metadata, one by one or as a column. Not useful for: days named inside a text.

mod address;
mod clock;
mod column;
mod east_asian;
mod grammar;
mod names;
mod tokens;

pub use address::{date_in_address, original_address};
pub use column::{ColumnDates, DateEvidence, OrderReason, decide_dates};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::corpus::{DateBasis, Precision, PublicationDate};
use grammar::Reading;

/// Earliest and latest year that is taken for a date of publication.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;

/// What comes first in dates of numbers such as `05/02/2023`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateOrder {
    /// 5 February.
    DayFirst,
    /// 2 May.
    MonthFirst,
}

impl DateOrder {
    /// In words, for the preview of columns.
    pub fn words(self) -> &'static str {
        match self {
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
        }
    }
}

/// What is known of how the values of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateStyle {
    /// What comes first in dates of numbers; undated without it, unless a number is above 12.
    pub order: Option<DateOrder>,
    /// Whether years may have two digits: in mail headers, feeds, and the date field of a recognised download.
    pub short_years: bool,
    /// Whether long numbers are seconds (or milli-, micro-, nanoseconds) since 1970.
    pub epochs: bool,
    /// Whether four digits alone are a year, rather than a time of day.
    bare_years: bool,
    /// Whether `2010-11` is a month, rather than a season.
    season_like_months: bool,
    /// Languages that the values speak; none where it is not known.
    languages: names::Languages,
}

impl Default for DateStyle {
    fn default() -> Self {
        Self {
            order: None,
            short_years: false,
            epochs: false,
            bare_years: true,
            season_like_months: false,
            languages: 0,
        }
    }
}

impl DateStyle {
    /// That of mail headers and feeds, where years may have two digits.
    pub fn of_mail() -> Self {
        Self {
            short_years: true,
            ..Self::default()
        }
    }

    /// Reads a value. The day is the one that stands there; no time zone is converted. `None` where any part
    /// of it is not understood, where day and month cannot be told apart, and for years that cannot be meant.
    pub fn read(&self, words: &str, basis: DateBasis) -> Option<PublicationDate> {
        let raw = words.trim();
        let (day, precision) = self.day_of(raw)?;
        Some(PublicationDate {
            day,
            precision,
            basis,
            raw: raw.to_owned(),
        })
    }

    fn day_of(&self, raw: &str) -> Option<(Date, Precision)> {
        if let Some(day) = iso_day(raw) {
            return Some((day, Precision::Day));
        }
        if self.epochs
            && let Some(day) = column::epoch(raw)
        {
            return Some((day, Precision::Day));
        }
        match grammar::understand(raw, self)?.reading {
            Reading::Known(day, precision) => Some((day, precision)),
            Reading::Open => None,
        }
    }
}

/// Reads a date of metadata by itself, in what it says without the other values of its column: see
/// [`DateStyle::read`].
pub fn read_date(words: &str, basis: DateBasis) -> Option<PublicationDate> {
    DateStyle::default().read(words, basis)
}

/// `2023-02-22` and `2023-02-22T10:00...`, by far the most: without taking it apart.
fn iso_day(raw: &str) -> Option<Date> {
    let (day, rest) = raw.split_at_checked(10)?;
    let is_clock = |c: char| c.is_ascii_digit() || ":.".contains(c);
    let rest = match rest.strip_prefix(['T', ' ']) {
        Some(clock) => clock.trim_end_matches('Z'),
        None => rest,
    };
    if !rest.chars().all(is_clock) || rest.len() > 18 || rest.len() == 1 {
        return None;
    }
    if !rest.is_empty() && rest.as_bytes().get(2) != Some(&b':') {
        return None;
    }
    let (date, precision) = crate::corpus::parse_date(day)?;
    (precision == Precision::Day && day.contains('-') && YEARS.contains(&date.year()))
        .then_some(date)
}

#[cfg(test)]
mod tests;
