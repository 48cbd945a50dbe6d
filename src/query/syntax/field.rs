//! Conditions on an article: `date:2022-10..2023-02`, `tag:claim`, `words:>500`.

use jiff::civil::Date;

use crate::corpus::{Precision, parse_date};
use crate::query::syntax::QueryError;
use crate::text::{Span, fold};

/// A condition on an article.
///
/// Which fields there are, and what each can be asked, the language does not know: whoever answers
/// ([`crate::query::Facts`]) does, reads the value as what the field holds ([`Self::text`],
/// [`Self::date`], [`Self::number`]) and refuses names that nobody knows ([`Self::error`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldTest {
    /// What it asks about: the folded name before the colon.
    pub name: String,
    /// What must hold of it.
    pub test: Test,
    /// Where it was written.
    pub place: FieldPlace,
}

/// Where a condition was written, in bytes of the query. Equal to every other: the same condition at
/// another place is the same condition.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldPlace {
    /// Its name, without the colon.
    pub name: Span,
    /// Name and value.
    pub whole: Span,
}

impl PartialEq for FieldPlace {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for FieldPlace {}

impl std::hash::Hash for FieldPlace {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// What must hold of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Of its words.
    Text(TextTest),
    /// Of something that can be compared, as written: `>5`, `2022..2023`.
    Compared(String),
    /// Of its day.
    Date(DateTest),
    /// Of its number.
    Number(NumberTest),
}

impl FieldTest {
    /// What is asked of the words of a field.
    ///
    /// # Errors
    /// It asks for a date or a number.
    pub fn text(&self) -> Result<TextTest, QueryError> {
        match &self.test {
            Test::Text(text) => Ok(text.clone()),
            Test::Compared(value) => text_test(value, self.place.whole),
            Test::Date(_) | Test::Number(_) => {
                Err(QueryError::new(self.place.whole, "Write words here."))
            }
        }
    }

    /// What is asked of the day of a field.
    ///
    /// # Errors
    /// It asks for no date.
    pub fn date(&self) -> Result<DateTest, QueryError> {
        match &self.test {
            Test::Date(date) => Ok(date.clone()),
            Test::Compared(value) => date_test(value, self.place.whole),
            Test::Text(text) => date_test(&text.pattern, self.place.whole),
            Test::Number(_) => Err(QueryError::new(self.place.whole, DATE_FORMS)),
        }
    }

    /// What is asked of the number of a field.
    ///
    /// # Errors
    /// It asks for no number.
    pub fn number(&self) -> Result<NumberTest, QueryError> {
        let read = match &self.test {
            Test::Number(number) => Some(number.clone()),
            Test::Compared(value) => number_test(value),
            Test::Text(text) => number_test(&text.pattern),
            Test::Date(_) => None,
        };
        read.ok_or_else(|| QueryError::new(self.place.whole, NUMBER_FORMS))
    }

    /// That nobody can answer it because of its name.
    pub fn error(&self, message: impl Into<String>) -> QueryError {
        QueryError::new(self.place.name, message)
    }

    /// That nobody can answer it because of its value.
    pub fn value_error(&self, message: impl Into<String>) -> QueryError {
        QueryError::new(self.place.whole, message)
    }
}

/// What the words of a field must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextTest {
    /// Folded words, in which `*` and `?` are wildcards.
    pub pattern: String,
    /// Whether it is the whole value: for a tag, without its sub-tags.
    pub whole: bool,
}

/// What a date must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DateTest {
    /// There is none.
    None,
    /// Any of the days it can mean lies in this range, ends included.
    Range(Option<Date>, Option<Date>),
}

/// What a number must be: ends of a range, and whether each is part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NumberTest {
    /// The least.
    pub low: Option<(Decimal, bool)>,
    /// The greatest.
    pub high: Option<(Decimal, bool)>,
}

/// A finite number that can be compared for equality.
#[derive(Clone, Copy, Debug)]
pub struct Decimal(pub f64);

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Decimal {}

impl std::hash::Hash for Decimal {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl DateTest {
    /// Whether a date that can mean the days `first` to `last` fits; `None` for no date.
    pub fn holds(&self, days: Option<(Date, Date)>) -> bool {
        match (self, days) {
            (Self::None, days) => days.is_none(),
            (Self::Range(..), None) => false,
            (Self::Range(from, to), Some((first, last))) => {
                from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
            }
        }
    }
}

impl NumberTest {
    /// Whether a number fits.
    pub fn holds(&self, number: f64) -> bool {
        let above = |(end, included): (Decimal, bool)| {
            number > end.0 || (included && number.total_cmp(&end.0).is_eq())
        };
        let below = |(end, included): (Decimal, bool)| {
            number < end.0 || (included && number.total_cmp(&end.0).is_eq())
        };
        self.low.is_none_or(above) && self.high.is_none_or(below)
    }
}

/// Reads what stands after `name:`, typed bare or between quotation marks. The values of these two
/// names are read at once, so that they have one form and a mistake is named while it is typed.
pub(super) fn test_of(
    name: &str,
    value: &str,
    quoted: bool,
    place: FieldPlace,
) -> Result<FieldTest, QueryError> {
    let name = fold(name).into_owned();
    let test = match name.as_str() {
        "date" => Test::Date(date_test(value, place.whole)?),
        "words" => {
            let number = number_test(value);
            Test::Number(number.ok_or_else(|| QueryError::new(place.whole, NUMBER_FORMS))?)
        }
        _ if !quoted && (value.starts_with(['<', '>']) || value.contains("..")) => {
            Test::Compared(value.to_owned())
        }
        _ => Test::Text(text_test(value, place.whole)?),
    };
    Ok(FieldTest { name, test, place })
}

const NUMBER_FORMS: &str =
    "Write a number here: words:500, words:>500, words:<=500 or words:200..500.";
const DATE_FORMS: &str = "Write a date here: date:2023-02-22, date:2023-02, date:>=2023, date:2022-10..2023-02 or date:none.";

fn text_test(value: &str, span: Span) -> Result<TextTest, QueryError> {
    let (value, whole) = match value.strip_prefix('=') {
        Some(rest) => (rest, true),
        None => (value, false),
    };
    let pattern = fold(value.trim()).into_owned();
    if pattern.is_empty() {
        return Err(QueryError::new(
            span,
            "Write what to look for directly after the colon.",
        ));
    }
    Ok(TextTest { pattern, whole })
}

fn date_test(value: &str, span: Span) -> Result<DateTest, QueryError> {
    let wrong = || QueryError::new(span, DATE_FORMS);
    let days = |words: &str| -> Result<(Date, Date), QueryError> {
        let (first, precision) = parse_date(words).ok_or_else(wrong)?;
        let last = match precision {
            Precision::Day => first,
            Precision::Month => first.last_of_month(),
            Precision::Year => first.last_of_year(),
        };
        Ok((first, last))
    };
    if value.eq_ignore_ascii_case("none") {
        return Ok(DateTest::None);
    }
    if value.eq_ignore_ascii_case("any") {
        return Ok(DateTest::Range(None, None));
    }
    let (from, to) = if let Some(rest) = value.strip_prefix(">=") {
        (Some(days(rest)?.0), None)
    } else if let Some(rest) = value.strip_prefix("<=") {
        (None, Some(days(rest)?.1))
    } else if let Some(rest) = value.strip_prefix('>') {
        (Some(days(rest)?.1.tomorrow().map_err(|_| wrong())?), None)
    } else if let Some(rest) = value.strip_prefix('<') {
        (None, Some(days(rest)?.0.yesterday().map_err(|_| wrong())?))
    } else if let Some((from, to)) = value.split_once("..") {
        let from = (!from.is_empty()).then(|| days(from)).transpose()?;
        let to = (!to.is_empty()).then(|| days(to)).transpose()?;
        (from.map(|d| d.0), to.map(|d| d.1))
    } else {
        let (first, last) = days(value.strip_prefix('=').unwrap_or(value))?;
        (Some(first), Some(last))
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(QueryError::new(
            span,
            "The first date of this range is after the last.",
        ));
    }
    Ok(DateTest::Range(from, to))
}

fn number_test(value: &str) -> Option<NumberTest> {
    let number = |digits: &str| {
        let parsed: f64 = digits.parse().ok()?;
        let plain = digits
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
        // One zero, so that equal numbers are equal values.
        (plain && parsed.is_finite()).then_some(Decimal(parsed + 0.0))
    };
    let (low, high) = if let Some(rest) = value.strip_prefix(">=") {
        (Some((number(rest)?, true)), None)
    } else if let Some(rest) = value.strip_prefix("<=") {
        (None, Some((number(rest)?, true)))
    } else if let Some(rest) = value.strip_prefix('>') {
        (Some((number(rest)?, false)), None)
    } else if let Some(rest) = value.strip_prefix('<') {
        (None, Some((number(rest)?, false)))
    } else if let Some((from, to)) = value.split_once("..") {
        let end = |digits: &str| {
            if digits.is_empty() {
                Some(None)
            } else {
                number(digits).map(|n| Some((n, true)))
            }
        };
        (end(from)?, end(to)?)
    } else {
        let exactly = (number(value.strip_prefix('=').unwrap_or(value))?, true);
        (Some(exactly), Some(exactly))
    };
    (low.is_some() || high.is_some()).then_some(NumberTest { low, high })
}
