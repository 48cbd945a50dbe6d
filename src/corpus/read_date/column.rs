//! What the values of a column decide together.
//!
//! [`DateEvidence`] is gathered value by value; from it comes a [`DateStyle`], with which each value is read.
//! Where no value of a column of numbers is above 12, nobody knows the order: those values stay undated until
//! the analyst says it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::grammar::{Reading, is_season, understand};
use super::names::Languages;
use super::{DateOrder, DateStyle};
use crate::corpus::DateBasis;

/// Why dates of numbers are read in this order, or are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderReason {
    /// No value needs one.
    NotNeeded,
    /// The analyst said so.
    Chosen,
    /// A number above 12 shows it; the value.
    Shown(String),
    /// Some values show the one order, some the other; one of each, day first and month first.
    Mixed(String, String),
    /// No number is above 12; one of the values.
    Open(String),
}

impl OrderReason {
    /// In words, for the preview of columns.
    pub fn words(&self) -> String {
        match self {
            Self::NotNeeded => "no value needs an order".to_owned(),
            Self::Chosen => "as you chose".to_owned(),
            Self::Shown(value) => format!("as {value} shows"),
            Self::Mixed(day_first, month_first) => {
                format!("{day_first} has the day first, {month_first} the month")
            }
            Self::Open(value) => {
                format!("nothing shows whether {value} begins with the day or the month")
            }
        }
    }
}

/// What the values of a column have shown so far.
#[derive(Clone, Debug, Default)]
pub struct DateEvidence {
    day_first: Option<String>,
    month_first: Option<String>,
    open: Option<String>,
    languages: Languages,
    epochs: u64,
    /// Long numbers that cannot be seconds.
    other_numbers: u64,
    months: u64,
    seasons: u64,
    /// Four digits that are no year.
    clock_like: u64,
}

impl DateEvidence {
    /// Takes a value in. Empty ones say nothing.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() || super::iso_day(value).is_some() {
            return;
        }
        if self.add_digits(value) {
            return;
        }
        let style = DateStyle {
            short_years: true,
            ..DateStyle::default()
        };
        let Some(read) = understand(value, &style) else {
            return;
        };
        if !read.is_doubtful {
            self.languages |= read.languages;
        }
        let keep = |slot: &mut Option<String>| {
            slot.get_or_insert_with(|| value.to_owned());
        };
        match (read.reading, read.shows) {
            (Reading::Open, _) => keep(&mut self.open),
            (Reading::Known(..), Some(DateOrder::DayFirst)) => keep(&mut self.day_first),
            (Reading::Known(..), Some(DateOrder::MonthFirst)) => keep(&mut self.month_first),
            (Reading::Known(..), None) => {}
        }
    }

    /// Values of digits: numbers of seconds, times of day, seasons. Whether it was one.
    fn add_digits(&mut self, value: &str) -> bool {
        let whole = without_fraction(value);
        if whole.len() >= 9 && whole.bytes().all(|b| b.is_ascii_digit()) {
            let is_compact_day = matches!(whole.len(), 12 | 14);
            let counted = match (epoch(value), is_compact_day) {
                (Some(_), _) => &mut self.epochs,
                (None, true) => return true,
                (None, false) => &mut self.other_numbers,
            };
            *counted += 1;
            return true;
        }
        if value.len() == 4 && value.bytes().all(|b| b.is_ascii_digit()) {
            let year = value.parse().unwrap_or(0);
            self.clock_like += u64::from(!(1500..=2100).contains(&year));
            return true;
        }
        let Some((year, second)) = value.split_once(['-', '/', '.']) else {
            return false;
        };
        let (Ok(year), Ok(second), 4, 2) = (
            year.parse::<i16>(),
            second.parse::<i16>(),
            year.len(),
            second.len(),
        ) else {
            return false;
        };
        if is_season(year, second) {
            self.seasons += u64::from(second > 12);
        } else {
            self.months += u64::from((1..=12).contains(&second));
        }
        true
    }

    /// How the column is written, by what was shown or else by what the analyst `chosen`.
    pub fn style(&self, chosen: Option<DateOrder>) -> (DateStyle, OrderReason) {
        let shown = |value: &String| OrderReason::Shown(value.clone());
        let (order, reason) = match (chosen, &self.day_first, &self.month_first, &self.open) {
            (Some(order), ..) => (Some(order), OrderReason::Chosen),
            (None, Some(day), None, _) => (Some(DateOrder::DayFirst), shown(day)),
            (None, None, Some(month), _) => (Some(DateOrder::MonthFirst), shown(month)),
            (None, Some(day), Some(month), _) => {
                (None, OrderReason::Mixed(day.clone(), month.clone()))
            }
            (None, None, None, Some(open)) => (None, OrderReason::Open(open.clone())),
            (None, None, None, None) => (None, OrderReason::NotNeeded),
        };
        let style = DateStyle {
            order,
            short_years: false,
            epochs: self.epochs > 0 && self.other_numbers == 0,
            bare_years: self.clock_like == 0,
            season_like_months: self.months > 0 && self.seasons == 0,
            languages: self.languages,
        };
        (style, reason)
    }
}

/// A column of dates as it is read, for the preview and the load report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDates {
    /// How its values are read.
    pub style: DateStyle,
    /// Why in this order.
    pub reason: OrderReason,
    /// Values that are not empty.
    pub values: u64,
    /// Those that were understood.
    pub understood: u64,
    /// The first that was not.
    pub not_understood: Option<String>,
}

impl ColumnDates {
    /// Whether the analyst must say the order before all of it can be read.
    pub fn asks_for_order(&self) -> bool {
        match self.reason {
            OrderReason::Open(_) | OrderReason::Mixed(..) => true,
            OrderReason::NotNeeded | OrderReason::Chosen | OrderReason::Shown(_) => false,
        }
    }
}

/// Decides how the values of a column are written and reads them all; `chosen` is the order that the analyst
/// chose, if any.
pub fn decide_dates<'v>(
    values: impl Iterator<Item = &'v str> + Clone,
    chosen: Option<DateOrder>,
) -> ColumnDates {
    let mut evidence = DateEvidence::default();
    values.clone().for_each(|value| evidence.add(value));
    let (style, reason) = evidence.style(chosen);
    let mut out = ColumnDates {
        style,
        reason,
        values: 0,
        understood: 0,
        not_understood: None,
    };
    for value in values.filter(|v| !v.trim().is_empty()) {
        out.values += 1;
        if style.read(value, DateBasis::Metadata).is_some() {
            out.understood += 1;
        } else if out.not_understood.is_none() {
            out.not_understood = Some(value.trim().to_owned());
        }
    }
    out
}

/// `1677024000.0` is `1677024000`.
fn without_fraction(value: &str) -> &str {
    match value.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => value,
    }
}

/// First and last second that is taken for one since 1970: 1990 and 2100.
const SECONDS: std::ops::Range<i64> = 631_152_000..4_102_444_800;

/// The day of a number of seconds, milliseconds, microseconds or nanoseconds since 1970, which has no zone but
/// that of the world.
pub(super) fn epoch(value: &str) -> Option<Date> {
    let digits = without_fraction(value);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let unit = match digits.len() {
        9 | 10 => 1,
        13 => 1_000,
        16 => 1_000_000,
        19 => 1_000_000_000,
        _ => return None,
    };
    let seconds = digits.parse::<i64>().ok()? / unit;
    if !SECONDS.contains(&seconds) {
        return None;
    }
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).date())
}
