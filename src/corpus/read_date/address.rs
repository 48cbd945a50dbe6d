//! Days in addresses of pages.

use jiff::civil::Date;

use super::grammar::day_of;
use super::names::meaning;
use crate::corpus::{DateBasis, Precision, PublicationDate};

/// Years that an address is dated by: the web is not older, and longer numbers are mostly keys.
const WEB_YEARS: std::ops::RangeInclusive<i16> = 1990..=2060;

/// Hosts that keep copies of pages; the day in their address is that of the copy.
const ARCHIVES: &[&str] = &[
    "archive.today",
    "archive.is",
    "archive.ph",
    "archive.md",
    "archive.li",
    "archive.vn",
    "archive.fo",
    "archive.org",
    "web.archive.org",
    "wayback.archive-it.org",
    "webcache.googleusercontent.com",
    "perma.cc",
    "ghostarchive.org",
    "megalodon.jp",
    "webcitation.org",
    "arquivo.pt",
    "webarchive.org.uk",
    "webarchive.nationalarchives.gov.uk",
];

/// The day in the path of an address: `/2019/11/19/`, `/2019/nov/18/`, `/2019-11-19-`, `-20191115/`. None where
/// two parts of it name different days. Of a copy in an archive only the address inside counts.
pub fn date_in_address(url: &str) -> Option<PublicationDate> {
    let path = path_of(original_address(url));
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    let mut found: Vec<(Date, String)> = in_folders(&parts);
    found.extend(parts.iter().flat_map(|part| in_part(part)));
    let (day, raw) = found.first()?.clone();
    found
        .iter()
        .all(|(other, _)| *other == day)
        .then_some(PublicationDate {
            day,
            precision: Precision::Day,
            basis: DateBasis::Metadata,
            raw,
        })
}

/// The address of the page that an archive keeps, empty where that of the copy does not hold it; any other
/// address as it is.
pub fn original_address(url: &str) -> &str {
    let inner = ["http://", "https://"]
        .iter()
        .filter_map(|scheme| url.rfind(scheme))
        .max()
        .filter(|at| *at > 0);
    let is_of_archive = |url: &str| {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.split(['/', ':', '?']).next().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        ARCHIVES.contains(&host)
    };
    match inner.and_then(|at| url.get(at..)) {
        Some(inner) if is_of_archive(url) => inner,
        None if is_of_archive(url) => "",
        _ => url,
    }
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Folders that follow each other: `2019/11/19`, `2019/nov/18`, `2019-11/19`. The number that begins a slug is
/// no day: `/2019/11/10-best-films/`.
fn in_folders(parts: &[&str]) -> Vec<(Date, String)> {
    let three = parts.windows(3).filter_map(|w| {
        let [year, month, day] = w else { return None };
        let month = number(month).or_else(|| named_month(month))?;
        Some((web_day(number(year)?, month, last_day(day)?)?, w.join("/")))
    });
    let two = parts.windows(2).filter_map(|w| {
        let [first, day] = w else { return None };
        let (year, month) = first.split_once('-')?;
        let date = web_day(number(year)?, number(month)?, last_day(day)?)?;
        Some((date, w.join("/")))
    });
    three.chain(two).collect()
}

/// `19`, `19.html`.
fn last_day(part: &str) -> Option<i16> {
    let (day, _) = part.split_once('.').unwrap_or((part, ""));
    number(day).filter(|_| day.len() <= 2)
}

/// Days that stand in one part between its signs: `20191119`, `2019-11-19`, `2019_11_19`.
fn in_part(part: &str) -> Vec<(Date, String)> {
    let pieces: Vec<&str> = part.split(['-', '_', '.']).collect();
    let whole = pieces.iter().filter_map(|piece| {
        if piece.len() != 8 || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let of = |range| number(piece.get(range)?);
        let date = web_day(of(0..4)?, of(4..6)?, of(6..8)?)?;
        Some((date, (*piece).to_owned()))
    });
    let spelled = pieces.windows(3).filter_map(|w| {
        let [year, month, day] = w else { return None };
        let is_padded = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let date = web_day(number(year)?, number(month)?, number(day)?)?;
        is_padded.then(|| (date, w.join("-")))
    });
    whole.chain(spelled).collect()
}

fn web_day(year: i16, month: i16, day: i16) -> Option<Date> {
    day_of(year, month, day).filter(|date| WEB_YEARS.contains(&date.year()))
}

fn named_month(word: &str) -> Option<i16> {
    let lower = word.to_lowercase();
    let known = meaning(&lower)?;
    // English first; else where only one month is called so.
    let month = known.month_in(1).or_else(|| known.only_month())?;
    Some(i16::from(month))
}

fn number(digits: &str) -> Option<i16> {
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}
