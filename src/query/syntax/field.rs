//! Conditions on an article: `date:2022-10..2023-02`, `tag:claim`, `words:>500`.

use jiff::civil::Date;

use crate::corpus::{Precision, parse_date};
use crate::query::syntax::QueryError;
use crate::text::{Span, fold};

/// What a condition asks about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Who published it.
    Source,
    /// Who wrote it.
    Author,
    /// The path of its file.
    File,
    /// Its date, the analyst's first.
    Date,
    /// How many words it has.
    Words,
    /// The language that was detected.
    Language,
    /// The tags of its annotations.
    Tag,
    /// The notes of its annotations and its memo.
    Note,
    /// Who made its annotations.
    By,
    /// Its review status.
    Status,
    /// The tracks it mentions.
    Track,
    /// A column of its metadata, by its folded name.
    Column(String),
}

/// The fields that every corpus has, as they are typed.
pub const STANDARD_FIELDS: [&str; 12] = [
    "title", "source", "author", "file", "date", "words", "language", "tag", "note", "by",
    "status", "track",
];

impl Field {
    pub(super) fn named(name: &str) -> Self {
        match fold(name).as_ref() {
            "source" => Self::Source,
            "author" => Self::Author,
            "file" => Self::File,
            "date" => Self::Date,
            "words" => Self::Words,
            "language" | "lang" => Self::Language,
            "tag" => Self::Tag,
            "note" => Self::Note,
            "by" => Self::By,
            "status" => Self::Status,
            "track" => Self::Track,
            other => Self::Column(other.to_owned()),
        }
    }

    /// As it is typed before the colon.
    pub fn name(&self) -> &str {
        match self {
            Self::Source => "source",
            Self::Author => "author",
            Self::File => "file",
            Self::Date => "date",
            Self::Words => "words",
            Self::Language => "language",
            Self::Tag => "tag",
            Self::Note => "note",
            Self::By => "by",
            Self::Status => "status",
            Self::Track => "track",
            Self::Column(name) => name,
        }
    }
}

/// A condition on an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldTest {
    /// What it asks about.
    pub field: Field,
    /// What must hold of it.
    pub test: Test,
}

/// What must hold of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Of its words.
    Text(TextTest),
    /// Of its day.
    Date(DateTest),
    /// Of its number.
    Number(NumberTest),
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

/// Reads what stands after `name:`, typed bare or between quotation marks.
pub(super) fn test_of(
    name: &str,
    value: &str,
    quoted: bool,
    span: Span,
) -> Result<FieldTest, QueryError> {
    let field = Field::named(name);
    let test = match &field {
        Field::Date => date_test(value, span).map(Test::Date)?,
        Field::Words => number_test(value)
            .map(Test::Number)
            .ok_or_else(|| QueryError::new(span, NUMBER_FORMS))?,
        Field::Column(_) if !quoted => column_test(value, span)?,
        Field::Source
        | Field::Author
        | Field::File
        | Field::Language
        | Field::Tag
        | Field::Note
        | Field::By
        | Field::Status
        | Field::Track
        | Field::Column(_) => text_test(value, span)?,
    };
    Ok(FieldTest { field, test })
}

const NUMBER_FORMS: &str =
    "Write a number here: words:500, words:>500, words:<=500 or words:200..500.";
const DATE_FORMS: &str = "Write a date here: date:2023-02-22, date:2023-02, date:>=2023, date:2022-10..2023-02 or date:none.";

fn text_test(value: &str, span: Span) -> Result<Test, QueryError> {
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
    Ok(Test::Text(TextTest { pattern, whole }))
}

/// A column holds anything: comparisons and ranges are numbers or dates, the rest is words.
fn column_test(value: &str, span: Span) -> Result<Test, QueryError> {
    if value.starts_with(['<', '>']) || value.contains("..") {
        if let Some(number) = number_test(value) {
            return Ok(Test::Number(number));
        }
        return date_test(value, span).map(Test::Date).map_err(|_| {
            QueryError::new(span, "Write a number or a date beside <, > or .. here.")
        });
    }
    text_test(value, span)
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
