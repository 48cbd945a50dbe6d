//! The numbers of all articles as compact arrays, for sums and filters over a million of them.

use jiff::civil::Date;
use rayon::prelude::*;

use super::{DateBasis, Precision, PublicationDate};
use crate::corpus::article_table::ArticleTable;

/// Parallel to the corpus: one entry an article.
#[derive(Debug, Default)]
pub struct Columns {
    /// Days since 1970-01-01; `i32::MIN` for no date.
    pub days: Box<[i32]>,
    /// Precision of the date.
    pub precisions: Box<[Precision]>,
    /// Number of words.
    pub words: Box<[u32]>,
    /// Words of the title.
    pub title_words: Box<[u32]>,
    /// Who published it, as a number of a name.
    pub publishers: Box<[u32]>,
}

impl Columns {
    pub(super) fn of(table: &ArticleTable, rows: &[u32]) -> Self {
        let read = |row: &u32| table.row(*row);
        Self {
            days: rows.par_iter().map(|r| read(r).day).collect(),
            precisions: rows
                .par_iter()
                .map(|r| precision_of(read(r).date_kind))
                .collect(),
            words: rows.par_iter().map(|r| read(r).words).collect(),
            title_words: rows.par_iter().map(|r| read(r).title_words).collect(),
            publishers: rows.par_iter().map(|r| read(r).publisher).collect(),
        }
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A day as days since 1970-01-01.
pub fn day_number(day: Date) -> i32 {
    // Both lie within ±9999 years, so their distance fits.
    (day - EPOCH).get_days()
}

/// The day of a number; `None` for no date.
pub fn day_of(number: i32) -> Option<Date> {
    if number == i32::MIN {
        return None;
    }
    EPOCH
        .checked_add(jiff::Span::new().try_days(i64::from(number)).ok()?)
        .ok()
}

/// A date as two numbers: its day, and precision with basis.
pub(super) fn date_numbers(date: &PublicationDate) -> (i32, u32) {
    let precision = match date.precision {
        Precision::Day => 0,
        Precision::Month => 1,
        Precision::Year => 2,
    };
    let basis = match date.basis {
        DateBasis::Header => 0,
        DateBasis::Metadata => 1,
        DateBasis::FileName => 2,
        DateBasis::Inferred => 3,
        DateBasis::Analyst => 4,
    };
    (day_number(date.day), precision | (basis << 16))
}

fn precision_of(kind: u32) -> Precision {
    match kind & 0xFFFF {
        1 => Precision::Month,
        2 => Precision::Year,
        _ => Precision::Day,
    }
}

/// The reverse of [`date_numbers`].
pub(super) fn date_of(day: i32, kind: u32, raw: &str) -> Option<PublicationDate> {
    let basis = match kind >> 16 {
        0 => DateBasis::Header,
        1 => DateBasis::Metadata,
        2 => DateBasis::FileName,
        3 => DateBasis::Inferred,
        _ => DateBasis::Analyst,
    };
    Some(PublicationDate {
        day: day_of(day)?,
        precision: precision_of(kind),
        basis,
        raw: raw.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_back() {
        for day in [
            jiff::civil::date(1970, 1, 1),
            jiff::civil::date(-9999, 1, 1),
            jiff::civil::date(9999, 12, 31),
            jiff::civil::date(2024, 2, 29),
        ] {
            assert_eq!(day_of(day_number(day)), Some(day));
        }
        assert_eq!(day_of(i32::MIN), None);
    }
}
