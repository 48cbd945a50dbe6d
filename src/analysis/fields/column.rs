//! A column of the articles' metadata, by its own name: whatever it holds.

use super::WorkspaceFacts;
use super::values::ValueMatcher;
use crate::corpus::{DateBasis, read_date};
use crate::query::{DateTest, FieldTest, Holds, NumberTest, QueryError, Test};

/// What stands behind the help of the fields.
pub const HELP: &str = "any column of the metadata by its name; also views:>100, updated:2023..";

/// Comparisons and ranges are of numbers, else of dates; the rest is words.
pub(super) fn condition<'f>(
    facts: &'f WorkspaceFacts,
    test: &FieldTest,
) -> Result<Holds<'f>, QueryError> {
    let column = facts.corpus.column(&test.name);
    let values = column.values.iter();
    let fits: Vec<bool> = match compared(test)? {
        Compared::Number(number) => {
            let of = |value: &String| value.trim().replace(',', "").parse().ok();
            values
                .map(|v| of(v).is_some_and(|n| number.holds(n)))
                .collect()
        }
        Compared::Date(date) => {
            let of = |value: &String| {
                let read = read_date(value, DateBasis::Metadata);
                date.holds(read.map(|d| (d.day, d.last_day())))
            };
            values.map(of).collect()
        }
        Compared::Words => {
            let matcher = ValueMatcher::new(test.text()?);
            values.map(|v| matcher.fits(v)).collect()
        }
    };
    Ok(Box::new(move |at| {
        let number = column.numbers.get(at.ix()).copied().unwrap_or(0);
        number > 0 && fits.get(number as usize).copied().unwrap_or(false)
    }))
}

/// Whether what is compared is a number or a date.
pub(super) fn check(test: &FieldTest) -> Result<(), QueryError> {
    compared(test).map(|_| ())
}

enum Compared {
    Words,
    Number(NumberTest),
    Date(DateTest),
}

fn compared(test: &FieldTest) -> Result<Compared, QueryError> {
    match &test.test {
        Test::Text(_) => Ok(Compared::Words),
        Test::Compared(_) | Test::Date(_) | Test::Number(_) => match (test.number(), test.date()) {
            (Ok(number), _) => Ok(Compared::Number(number)),
            (_, Ok(date)) => Ok(Compared::Date(date)),
            (Err(_), Err(_)) => {
                Err(test.value_error("Write a number or a date beside <, > or .. here."))
            }
        },
    }
}
