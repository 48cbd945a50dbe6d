//! Calendar bins: days, ISO 8601 weeks, months, quarters, years.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::corpus::Precision;

/// The width of a bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BinUnit {
    /// A day.
    Day,
    /// An ISO 8601 week: Monday to Sunday, of the year that holds its Thursday.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A calendar year.
    Year,
}

impl BinUnit {
    /// All, from the finest.
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The unit of this name.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.words() == words)
    }

    /// First day of the bin that holds `day`.
    pub fn start_of(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), month, 1).unwrap_or(day)
            }
            Self::Year => day.first_of_year(),
        }
    }

    /// First day of the bin after the one that starts at `start`.
    pub fn next(self, start: Date) -> Date {
        let step = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        };
        start.saturating_add(step)
    }

    /// Last day of the bin that starts at `start`.
    pub fn last_of(self, start: Date) -> Date {
        self.next(start).saturating_sub(1.day())
    }

    /// Its label: `2023-02-22`, `2022-W52` (with the ISO year), `2023-02`, `2023-Q1`, `2023`.
    pub fn label(self, start: Date) -> String {
        match self {
            Self::Day => start.to_string(),
            Self::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Self::Quarter => format!("{:04}-Q{}", start.year(), (start.month() - 1) / 3 + 1),
            Self::Year => format!("{:04}", start.year()),
        }
    }

    /// Whether a date known this exactly falls into one bin.
    pub fn can_hold(self, precision: Precision) -> bool {
        match precision {
            Precision::Day => true,
            Precision::Month => self >= Self::Month,
            Precision::Year => self == Self::Year,
        }
    }

    /// How many bins lie from the one that holds `first` to the one that holds `last`.
    pub fn count_between(self, first: Date, last: Date) -> usize {
        let (a, b) = (self.start_of(first), self.start_of(last));
        let days = (b - a).get_days().max(0) as usize;
        let months =
            |d: Date| usize::try_from(i32::from(d.year()) * 12 + i32::from(d.month())).unwrap_or(0);
        1 + match self {
            Self::Day => days,
            Self::Week => days / 7,
            Self::Month => months(b).saturating_sub(months(a)),
            Self::Quarter => months(b).saturating_sub(months(a)) / 3,
            Self::Year => months(b).saturating_sub(months(a)) / 12,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        let day = date(2023, 1, 1);
        let start = BinUnit::Week.start_of(day);
        assert_eq!(
            (BinUnit::Week.label(start).as_str(), start),
            ("2022-W52", date(2022, 12, 26))
        );
        assert_eq!(BinUnit::Week.last_of(start), day);
    }

    #[test]
    fn counting_bins_is_walking_them() {
        for unit in BinUnit::ALL {
            let (first, last) = (date(2022, 11, 29), date(2024, 3, 1));
            let mut n = 1;
            let mut at = unit.start_of(first);
            while at < unit.start_of(last) {
                at = unit.next(at);
                n += 1;
            }
            assert_eq!(unit.count_between(first, last), n, "{unit:?}");
        }
    }
}
