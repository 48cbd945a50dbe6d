//! Dates as metadata writes them.

use jiff::civil::Date;
use jiff::fmt::{rfc2822, temporal};

use crate::corpus::{DateBasis, Precision, PublicationDate, parse_date};

static MAIL: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
static ISO: temporal::DateTimeParser = temporal::DateTimeParser::new();

/// Earliest and latest year that is taken for a date of publication.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;

/// Reads a date of metadata: ISO 8601 with or without a time, RFC 2822, and the written forms of
/// newspapers. The day is the one that stands there; no time zone is converted. `None` for anything
/// else, for forms in which day and month cannot be told apart, and for years that cannot be meant.
pub fn read_date(words: &str, basis: DateBasis) -> Option<PublicationDate> {
    let raw = words.trim();
    let (day, precision) = day_of(raw).filter(|(day, _)| YEARS.contains(&day.year()))?;
    Some(PublicationDate {
        day,
        precision,
        basis,
        raw: raw.to_owned(),
    })
}

/// The day in the path of an address: `/2019/11/19/`, `/2019-11-19-`, `/20191119`.
pub fn date_in_address(url: &str) -> Option<PublicationDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path
        .split(['/', '?', '#'])
        .skip(1)
        .flat_map(|part| match part.split_once('-') {
            // Some write /2019-11/19/.
            Some((year, month)) if part.len() == 7 && parse_date(part).is_some() => {
                vec![year, month]
            }
            _ => vec![part],
        })
        .collect();
    let spelled = parts.windows(3).find_map(|w| {
        let [year, month, day] = w else { return None };
        parse_date(&format!("{year}-{month:0>2}-{day:0>2}")).map(|_| w.join("/"))
    });
    let raw = spelled.or_else(|| {
        let dated = |p: &&&str| p.len() >= 8 && p.starts_with(|c: char| c.is_ascii_digit());
        let in_part = |p: &&str| crate::corpus::date_in_file_name(p).map(|d| d.raw);
        parts.iter().filter(dated).find_map(in_part)
    })?;
    let written = raw.replace('/', "-");
    let padded: Vec<String> = written.split('-').map(|n| format!("{n:0>2}")).collect();
    let mut date = read_date(&padded.join("-"), DateBasis::Metadata)?;
    date.raw = raw;
    Some(date)
}

fn day_of(raw: &str) -> Option<(Date, Precision)> {
    if raw.is_empty() || raw.len() > 80 {
        return None;
    }
    if let Some(known) = parse_date(raw) {
        return Some(known);
    }
    let exact = |day| Some((day, Precision::Day));
    if let Some(day) = compact(raw).or_else(|| iso(raw)) {
        return exact(day);
    }
    if let Ok(zoned) = MAIL.parse_zoned(raw) {
        return exact(zoned.date());
    }
    written(raw)
}

/// `20230222`, also with a time behind it.
fn compact(raw: &str) -> Option<Date> {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    let day = raw.get(..8)?;
    if !matches!(digits, 8 | 14) {
        return None;
    }
    parse_date(&format!(
        "{}-{}-{}",
        day.get(..4)?,
        day.get(4..6)?,
        day.get(6..)?
    ))
    .map(|(d, _)| d)
}

/// `2023-02-22T10:00:00+02:00`, `2023-02-22 10:00`, also with `/` or `.` in the day.
fn iso(raw: &str) -> Option<Date> {
    if let Ok(date) = ISO.parse_date(raw) {
        return Some(date);
    }
    let (day, precision) = parse_date(raw.get(..10)?)?;
    let ends = raw.get(10..)?.starts_with(['T', ' ', ',']);
    (ends && precision == Precision::Day).then_some(day)
}

/// `6 March 2023`, `March 6th, 2023`, `Mon, 6 Mar 2023 10:00`, `March 2023`, with the name of a month
/// in English; a clock and a weekday are passed over.
fn written(raw: &str) -> Option<(Date, Precision)> {
    let mut month = None;
    let mut numbers: Vec<&str> = Vec::new();
    for word in raw.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '.' | '|')) {
        if word.is_empty() || word.contains(':') {
            continue;
        }
        if let Some(number) = month_of(word) {
            if month.replace(number).is_some() {
                return None;
            }
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            let plain = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            numbers.push(plain);
        }
    }
    let month = month?;
    let year: i16 = numbers.iter().find(|n| n.len() == 4)?.parse().ok()?;
    let day = numbers.iter().find(|n| (1..=2).contains(&n.len()));
    match day {
        Some(day) => Some((
            Date::new(year, month, day.parse().ok()?).ok()?,
            Precision::Day,
        )),
        None => Some((Date::new(year, month, 1).ok()?, Precision::Month)),
    }
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = word.to_ascii_lowercase();
    let fits = |month: &str| {
        lower == *month || lower == "sept" && month == "september" || month.get(..3) == Some(&lower)
    };
    let at = MONTHS.iter().position(|m| fits(m))?;
    Some(at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<String> {
        read_date(words, DateBasis::Metadata).map(|d| d.to_string())
    }

    #[test]
    fn forms_that_metadata_has() {
        for words in [
            "2023-03-06",
            "2023-03-06T23:30:00-08:00",
            "2023-03-06T10:00:00.000Z",
            "2023-03-06 10:00:00",
            "2023/03/06 10:00",
            "20230306",
            "20230306101500",
            "Mon, 6 Mar 2023 10:00:00 +0100",
            "Tue, 06 Mar 2023 10:00:00 GMT",
            "March 6, 2023",
            "March 6th, 2023 at 10:15",
            "6 March 2023",
            "6-MAR-2023 10:01:18.26",
        ] {
            assert_eq!(read(words).as_deref(), Some("2023-03-06"), "{words}");
        }
        assert_eq!(read("March 2023").as_deref(), Some("2023-03"));
        assert_eq!(read("2023-03").as_deref(), Some("2023-03"));
    }

    #[test]
    fn addresses_hold_days() {
        for url in [
            "https://a.org/news/2019/11/19/teachers-pack/",
            "https://a.org/2019/11/19",
            "https://a.org/20191119-teachers",
            "https://a.org/fortune/2019-11/19/c_1.htm",
        ] {
            let date = date_in_address(url).map(|d| d.to_string());
            assert_eq!(date.as_deref(), Some("2019-11-19"), "{url}");
        }
        assert_eq!(date_in_address("https://a.org/2019/sports/11"), None);
    }

    #[test]
    fn what_cannot_be_told_is_no_date() {
        for words in [
            "03/06/2023",
            "yesterday",
            "0001-01-01T00:00:00Z",
            "2023-02-30",
            "",
            "12",
            "May",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
