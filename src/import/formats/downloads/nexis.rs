//! What the printed downloads of Nexis have in common (TXT and HTML before 2020): a document is a list of
//! paragraphs, some of them centred, some of them labelled.

use crate::import::formats::downloads::article::{Article, Length, Unit, one_line};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::labels::{Label, is_copyright, label, seems_labelled};

/// A paragraph as it is printed; lines that are meant as such are kept.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub text: String,
    pub centred: bool,
    /// Printed larger than the rest, as titles are.
    pub large: bool,
}

/// Makes an article of a document.
pub(super) fn article_of(paragraphs: &[Paragraph]) -> Article {
    let mut out = Article::default();
    let rest = head(paragraphs, &mut out);
    let (text, behind) = parted(rest);
    out.body = labels_before(text, &mut out);
    classification(behind, &mut out);
    out.title = one_line(&out.title);
    out
}

/// Most paragraphs above the day.
const ABOVE_DAY: usize = 7;

/// The lines at the top: source, day, sometimes rights or the title between them. Gives what follows.
fn head<'p>(paragraphs: &'p [Paragraph], out: &mut Article) -> &'p [Paragraph] {
    let any_centred = paragraphs.iter().any(|p| p.centred);
    let stands = |p: &&Paragraph| p.centred || !any_centred;
    let is_end = |p: &&Paragraph| matches!(label(&p.text), Some((Label::Length | Label::Body, ..)));
    let above = paragraphs.iter().take(ABOVE_DAY).take_while(|p| !is_end(p));
    let day = above
        .clone()
        .position(|p| stands(&p) && day_of(&p.text).is_some());
    let Some(day) = day else {
        // Without a day only the source is sure.
        let rights = paragraphs
            .iter()
            .take_while(|p| is_copyright(&p.text))
            .count();
        let first = paragraphs
            .get(rights)
            .filter(|p| stands(p) && !p.large && label(&p.text).is_none());
        out.outlet = first.map(|p| one_line(&p.text)).unwrap_or_default();
        let from = rights + usize::from(first.is_some());
        return paragraphs.get(from..).unwrap_or_default();
    };
    let mut title: Vec<&str> = Vec::new();
    for paragraph in paragraphs
        .iter()
        .take(day)
        .filter(|p| !is_copyright(&p.text))
    {
        let text = paragraph.text.as_str();
        if out.outlet.is_empty() && !paragraph.large {
            out.outlet = one_line(text);
        } else if text.starts_with("http") {
            out.url = text.split_whitespace().collect();
        } else if stands(&paragraph) && any_centred {
            out.add("note", text);
        } else {
            title.push(text);
        }
    }
    if let Some(paragraph) = paragraphs.get(day) {
        take_day(&paragraph.text, out);
    }
    let title = title.join(" ");
    // The kind of a dispatch is no part of its title.
    let title = title.strip_prefix("LEADALL:").unwrap_or(&title);
    title.trim().clone_into(&mut out.title);
    // Some interfaces print the day twice, or an edition below it.
    let rest = paragraphs.get(day + 1..).unwrap_or_default();
    let more = rest.iter().take_while(|p| {
        p.centred
            && !p.large
            && p.text.chars().count() < LONGEST_EDITION
            && label(&p.text).is_none()
    });
    let more = more.count();
    for paragraph in rest.iter().take(more).filter(|p| day_of(&p.text).is_none()) {
        out.add("edition", paragraph.text.as_str());
    }
    rest.get(more..).unwrap_or_default()
}

/// Characters of an edition, or whatever else is centred below the day.
const LONGEST_EDITION: usize = 80;

/// The line of a paragraph that is its day: the first or the last, or the paragraph as a whole.
fn day_of(text: &str) -> Option<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let short = |l: &&&str| l.chars().count() < 90 && date_of(l).is_some();
    lines
        .first()
        .filter(short)
        .or_else(|| lines.last().filter(short))
        .copied()
}

fn take_day(text: &str, out: &mut Article) {
    let Some(day) = day_of(text) else { return };
    day.clone_into(&mut out.date);
    let mut behind = false;
    for line in text.lines().map(str::trim) {
        if line == day {
            behind = true;
        } else if behind {
            out.add("edition", line);
        } else if out.outlet.is_empty() {
            out.outlet = one_line(line);
        } else {
            out.add("note", line);
        }
    }
}

/// Title and labelled paragraphs up to the text, and the paragraphs of the text.
fn labels_before(paragraphs: &[Paragraph], out: &mut Article) -> Vec<String> {
    let mut rest = paragraphs.iter().peekable();
    let mut labelled = false;
    let mut body: Vec<String> = Vec::new();
    // Text between the title and the labels, where these stand in another order.
    while let Some(paragraph) = rest.next() {
        let text = paragraph.text.as_str();
        match label(text) {
            Some((Label::Body, _, value)) => {
                body.push(value.to_owned());
                break;
            }
            Some((label, name, value)) if fits(label, value) => {
                labelled = true;
                take(label, name, value, out);
            }
            _ if paragraph.large && out.title.is_empty() => text.clone_into(&mut out.title),
            _ if out.title.is_empty() && !labelled && body.is_empty() => {
                text.clone_into(&mut out.title);
            }
            _ if seems_labelled(text) && is_before_labels(rest.clone()) => {
                let (name, value) = text.split_once(':').unwrap_or((text, ""));
                out.add(&name.to_lowercase(), value);
            }
            _ => {
                body.push(text.to_owned());
                break;
            }
        }
    }
    for paragraph in rest {
        let text = paragraph.text.as_str();
        match label(text) {
            // Older documents state these behind the text.
            Some((label @ (Label::Section | Label::Length), name, value))
                if fits(label, value) && is_free(label, out) =>
            {
                take(label, name, value, out);
            }
            Some((Label::Title, _, value)) if out.title.is_empty() => {
                value.clone_into(&mut out.title);
            }
            Some((Label::Byline, _, value)) if out.byline.is_empty() => {
                out.byline = one_line(value);
            }
            Some((Label::Body, _, value)) => body.push(value.to_owned()),
            _ => body.push(text.to_owned()),
        }
    }
    body
}

fn is_free(label: Label, out: &Article) -> bool {
    match label {
        Label::Length => out.length.is_none(),
        _ => out.section.is_empty(),
    }
}

/// Whether known labels follow without text between them.
fn is_before_labels<'p>(rest: impl Iterator<Item = &'p Paragraph>) -> bool {
    for paragraph in rest.take(6) {
        match label(&paragraph.text) {
            Some((Label::Length | Label::Section | Label::Byline | Label::Dateline, ..)) => {
                return true;
            }
            Some(_) => {}
            None if seems_labelled(&paragraph.text) => {}
            None => return false,
        }
    }
    false
}

/// Whether the value is one of such a field: a text may begin `Length: 19 metres`.
fn fits(label: Label, value: &str) -> bool {
    match label {
        Label::Length => {
            Length::read(value, Unit::Words).is_some_and(|_| value.chars().count() < 40)
        }
        Label::Loaded => date_of(value).is_some(),
        // `LANGUAGE: is a mystery, said Reed.`
        Label::Language => {
            value.split_whitespace().count() <= MOST_LANGUAGE_WORDS
                && !value.contains(['.', '?', '!'])
        }
        Label::Correction => false,
        _ => true,
    }
}

/// Words by which a language is named: `Chinese (Simplified)`, `Dutch / Nederlands`.
const MOST_LANGUAGE_WORDS: usize = 6;

fn take(label: Label, name: &str, value: &str, out: &mut Article) {
    let value = one_line(value);
    match label {
        Label::Title => out.title = value,
        Label::Byline if out.byline.is_empty() => out.byline = value,
        Label::Section if out.section.is_empty() => out.section = value,
        Label::Length if out.length.is_none() => out.length = Length::read(&value, Unit::Words),
        Label::Language => out.language = value,
        Label::Loaded => out.add("loaded", value),
        Label::Highlight => out.add("highlight", value),
        Label::Dateline => out.add("dateline", value),
        _ => out.add(&name.to_lowercase(), value),
    }
}

/// The text, and what stands behind it: classification, days of loading, rights.
fn parted(paragraphs: &[Paragraph]) -> (&[Paragraph], &[Paragraph]) {
    let is_rights = |p: &Paragraph| is_copyright(&p.text);
    let end = paragraphs.iter().rposition(|p| !is_rights(p));
    let within = paragraphs
        .get(..end.map_or(0, |e| e + 1))
        .unwrap_or_default();
    // Labels that stand nowhere else: nothing behind them is text.
    let is_sure = |p: &Paragraph| match label(&p.text) {
        Some((label @ (Label::Loaded | Label::Language), name, value)) => {
            is_upper(name) && fits(label, value)
        }
        Some((Label::Behind, name, _)) => is_upper(name) && name.contains('-'),
        _ => false,
    };
    let is_behind = |p: &Paragraph| {
        let found = label(&p.text);
        matches!(found, Some((Label::Behind | Label::Loaded | Label::Language | Label::Correction, name, _)) if is_upper(name))
    };
    let mut start = within.iter().position(is_sure).unwrap_or(within.len());
    while start > 0 && within.get(start - 1).is_some_and(is_behind) {
        start -= 1;
    }
    within.split_at_checked(start).unwrap_or((within, &[]))
}

/// Fields from what stands behind the text; corrections belong to it.
fn classification(paragraphs: &[Paragraph], out: &mut Article) {
    let mut open: Option<(String, String)> = None;
    for paragraph in paragraphs {
        let text = &paragraph.text;
        if is_copyright(text) {
            continue;
        }
        let found = label(text);
        if found.is_none()
            && let Some((_, value)) = &mut open
        {
            value.push(' ');
            value.push_str(text);
            continue;
        }
        if let Some((name, value)) = open.take() {
            out.add(&name, value);
        }
        match found {
            Some((Label::Correction, ..)) => out.body.push(text.clone()),
            Some((
                label @ (Label::Language
                | Label::Loaded
                | Label::Length
                | Label::Section
                | Label::Byline),
                name,
                value,
            )) => take(label, name, value, out),
            Some((_, name, value)) => open = Some((name.to_lowercase(), value.to_owned())),
            None => out.add("note", text.as_str()),
        }
    }
    if let Some((name, value)) = open {
        out.add(&name, value);
    }
}

fn is_upper(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}
