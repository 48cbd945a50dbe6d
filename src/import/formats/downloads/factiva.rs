//! What the formats of Factiva have in common: its codes, and the order of the lines above a text where there
//! are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::formats::downloads::article::{Article, Length, Unit, one_line};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::labels::is_copyright;

/// Codes of fields, and what they are called here; an empty name for what is no field.
const CODES: [(&str, &str); 36] = [
    ("SE", ""),
    ("HD", ""),
    ("BY", ""),
    ("CR", "credit"),
    ("WC", ""),
    ("PD", ""),
    ("ET", "time"),
    ("SN", ""),
    ("SC", "source code"),
    ("NGC", "newspaper group code"),
    ("GC", "group code"),
    ("ED", "edition"),
    ("PG", "page"),
    ("VOL", "volume"),
    ("LA", ""),
    ("CY", ""),
    ("LP", ""),
    ("TD", ""),
    ("CT", "contact"),
    ("ART", "captions"),
    ("CLM", "column"),
    ("RF", "reference"),
    ("CO", "companies"),
    ("IN", "industries"),
    ("NS", "subjects"),
    ("RE", "regions"),
    ("PE", "persons"),
    ("IPC", "publisher's codes"),
    ("IPD", "publisher's terms"),
    ("PUB", "publisher"),
    ("AN", ""),
    ("CX", "correction"),
    ("RST", "restrictor"),
    ("DLN", "dateline"),
    ("SUB", "subtitle"),
    ("LOC", "location"),
];

/// Whether it is one of the codes.
pub(super) fn is_code(word: &str) -> bool {
    CODES.iter().any(|(code, _)| *code == word)
}

/// Puts the value of a code where it belongs.
pub(super) fn take_code(code: &str, paragraphs: &[String], out: &mut Article) {
    let value = one_line(&paragraphs.join(" "));
    out.take_field(code, |out| match code {
        "HD" => out.title = title(&value),
        "SE" => out.section = value,
        "BY" => out.byline = value,
        "WC" => out.length = Length::read(&value, Unit::Words),
        "PD" => out.date = value,
        "SN" => out.outlet = value,
        "LA" => out.language = value,
        "AN" => out.id = number(&value),
        "LP" | "TD" => out
            .body
            .extend(paragraphs.iter().map(|p| without_addresses(p))),
        "CY" => {}
        other => {
            let named = CODES.iter().find(|(code, _)| *code == other);
            out.add(named.map_or(other, |(_, name)| name), value);
        }
    });
}

/// Titles bear a running number now and then: `1) Road cut`.
pub(super) fn title(words: &str) -> String {
    let words = words.trim();
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let behind = words.get(digits..).unwrap_or_default();
    match behind.strip_prefix(") ") {
        Some(title) if (1..=4).contains(&digits) => title.trim().to_owned(),
        _ => words.to_owned(),
    }
}

/// `Document LBA0000020170319ed3j00q06` in the language of the interface, without its first word.
pub(super) fn number(words: &str) -> String {
    let last = words.split_whitespace().last();
    last.unwrap_or_default().to_owned()
}

/// Whether a line ends an article: one word and an accession number.
pub(super) fn is_number_line(line: &str) -> bool {
    static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        // The code of the source filled up with zeros, the day, and nine characters more.
        Regex::new(r"^\s*[\p{L}]{2,12}\s+[A-Za-z]{2,10}0{0,8}(?:19|20)\d{6}[A-Za-z0-9]{7,12}\s*$")
            .ok()
    });
    LINE.as_ref().is_some_and(|l| l.is_match(line))
}

/// Without the addresses that stand in brackets behind links.
pub(super) fn without_addresses(text: &str) -> String {
    static ADDRESS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\[(?:https?://|mailto:|ftp://)[^\]\s]*\]").ok());
    match ADDRESS.as_ref() {
        Some(address) => address.replace_all(text, "").into_owned(),
        None => text.to_owned(),
    }
}

/// A line above a text that has no codes.
pub(super) struct HeadLine {
    pub text: String,
    pub is_title: bool,
    pub is_author: bool,
}

/// Reads the lines above a text. Their number varies: what is sure is the length (`877 words`) with the day
/// behind it, and is counted from. `false` where there is no such place.
pub(super) fn take_head(lines: &[HeadLine], out: &mut Article) -> bool {
    let is_length = |at: usize| {
        let line = lines.get(at).map_or("", |l| l.text.as_str());
        let day = lines.get(at + 1).map_or("", |l| l.text.as_str());
        Length::read(line, Unit::Words).is_some()
            && line.split_whitespace().count() <= 3
            && (date_of(day).is_some() || lines.get(at + 1).is_none())
    };
    let Some(at) = (0..lines.len()).find(|at| is_length(*at)) else {
        return false;
    };
    let (before, behind) = lines.split_at_checked(at).unwrap_or((lines, &[]));
    take_before(before, out);
    let mut rest = behind.iter().map(|l| l.text.as_str());
    out.length = rest.next().and_then(|l| Length::read(l, Unit::Words));
    rest.next().unwrap_or_default().clone_into(&mut out.date);
    let mut rest: Vec<&str> = rest.collect();
    let is_clock =
        |l: &&str| l.len() <= 8 && l.contains(':') && l.starts_with(|c: char| c.is_ascii_digit());
    if rest.first().is_some_and(is_clock) {
        out.add("time", rest.remove(0));
    }
    if !rest.is_empty() {
        rest.remove(0).clone_into(&mut out.outlet);
    }
    let rights = rest
        .iter()
        .position(|l| is_copyright(l))
        .unwrap_or(rest.len());
    rest.truncate(rights);
    if rest
        .last()
        .is_some_and(|l| !l.chars().any(|c| c.is_ascii_digit()))
        && rest.len() > 1
    {
        rest.pop().unwrap_or_default().clone_into(&mut out.language);
    }
    if !rest.is_empty() {
        out.add("source code", rest.remove(0));
    }
    // The page comes last, before it edition and volume.
    if let Some(page) = rest.pop() {
        out.add("page", page);
    }
    for line in rest {
        out.add("edition", line);
    }
    true
}

fn take_before(lines: &[HeadLine], out: &mut Article) {
    const BY: [&str; 8] = ["By ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door ", "VON "];
    let by = |l: &HeadLine| l.is_author || BY.iter().any(|b| l.text.starts_with(b));
    let titled = lines.iter().position(|l| l.is_title);
    // Without a mark: a short line above a longer one is the section.
    let guessed = || {
        let long = |at: usize| lines.get(at).map_or(0, |l| l.text.chars().count());
        let has_section =
            lines.get(1).is_some_and(|l| !by(l)) && long(0) <= 30 && long(1) > long(0);
        usize::from(has_section)
    };
    let at = titled.unwrap_or_else(guessed);
    for (place, line) in lines.iter().enumerate() {
        if place == at {
            out.title = title(&line.text);
        } else if place < at && out.section.is_empty() {
            line.text.clone_into(&mut out.section);
        } else if by(line) && out.byline.is_empty() {
            line.text.clone_into(&mut out.byline);
        } else {
            out.add("credit", line.text.as_str());
        }
    }
}
