//! What the formats of ProQuest have in common: a record is lines; a closed list of names stands behind the
//! text, because lines of a text look like fields as well (`CREDIT:`, `CAPTION:`).

use std::sync::LazyLock;

use regex::Regex;

use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::dates::date_of;

/// Names before the text.
const BEFORE: [&str; 8] = [
    "Author",
    "Authors",
    "Publication info",
    "ProQuest document link",
    "Abstract",
    "Abstract (summary)",
    "Links",
    "Full text",
];

/// Names behind the text.
const BEHIND: [&str; 46] = [
    "Subject",
    "Business indexing term",
    "Location",
    "People",
    "Company / organization",
    "Company/organization",
    "Classification",
    "Identifier / keyword",
    "Title",
    "Alternate title",
    "Author",
    "Authors",
    "Author affiliation",
    "Correspondence author",
    "Publication title",
    "Publication date",
    "Publication year",
    "Publication subject",
    "Volume",
    "Issue",
    "Pages",
    "First page",
    "Number of pages",
    "Edition",
    "Section",
    "Column",
    "Dateline",
    "Series",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "ISSN",
    "e-ISSN",
    "ISBN",
    "CODEN",
    "Source type",
    "Language of publication",
    "Language",
    "Document type",
    "Document feature",
    "DOI",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
];

/// The name that a line begins with, of those in a list, and what stands behind it.
fn named<'l>(line: &'l str, names: &[&'static str]) -> Option<(&'static str, &'l str)> {
    let (name, value) = line.trim().split_once(':')?;
    let found = names.iter().find(|n| n.eq_ignore_ascii_case(name.trim()));
    found.map(|n| (*n, value.trim()))
}

/// Makes an article of the lines of a record; `None` where it is none.
pub(super) fn article_of(lines: &[&str]) -> Option<Article> {
    let start = lines
        .iter()
        .position(|l| named(l, &["Full text"]).is_some());
    let behind = behind_from(lines, start.map_or(0, |s| s + 1));
    if start.is_none() && behind == lines.len() {
        return None;
    }
    let mut out = Article::default();
    let head_end = start.unwrap_or(behind).min(behind);
    let abstracted = take_head(lines.get(..head_end).unwrap_or_default(), &mut out);
    if let Some(at) = start {
        let first = lines.get(at).and_then(|l| named(l, &["Full text"]));
        out.body.extend(
            first
                .map(|(_, value)| value.to_owned())
                .filter(|v| !v.is_empty()),
        );
        let text = lines.get(at + 1..behind).unwrap_or_default();
        out.body.extend(text.iter().map(|l| (*l).trim().to_owned()));
    }
    if out.body.iter().all(|p| p.trim().is_empty()) {
        // Without the text the summary is what there is to read.
        out.body = vec![abstracted];
    } else {
        out.add("abstract", abstracted);
    }
    take_behind(lines.get(behind..).unwrap_or_default(), &mut out);
    if date_of(&out.date).is_none() {
        out.date = without_blanks(&out.date);
    }
    Some(out)
}

/// Where the fields behind the text begin: the last title of a publication, and what is named above it.
fn behind_from(lines: &[&str], text: usize) -> usize {
    let last = |name: &'static str| lines.iter().rposition(|l| named(l, &[name]).is_some());
    let Some(mut at) = last("Publication title").or_else(|| last("ProQuest document ID")) else {
        return lines.len();
    };
    let mut place = at;
    while place > text {
        place -= 1;
        let line = lines.get(place).copied().unwrap_or_default();
        if named(line, &BEHIND).is_some() {
            at = place;
        } else if !line.trim().is_empty() {
            break;
        }
    }
    at
}

/// Title and names before the text; gives the summary.
fn take_head(lines: &[&str], out: &mut Article) -> String {
    let mut open = "";
    let mut summary = String::new();
    for line in lines {
        let line = line.trim();
        if is_link(line) {
            continue;
        }
        let (name, value) = match named(line, &BEFORE) {
            Some((name, value)) => {
                open = name;
                (name, value)
            }
            None => (open, line),
        };
        match name {
            _ if value.is_empty() => {}
            "" if out.title.is_empty() => value.clone_into(&mut out.title),
            "" => out.add("citation", value),
            "Author" | "Authors" => {
                let whole = format!("{} {value}", out.byline);
                whole.trim().clone_into(&mut out.byline);
            }
            "Publication info" if out.date.is_empty() => {
                out.date = day_within(value);
                out.add("publication info", value);
            }
            // Such lines hold the address of a library and the number of an account.
            "Abstract" | "Abstract (summary)" if value != "None available." => {
                summary.push_str(value);
                summary.push('\n');
            }
            _ => {}
        }
    }
    summary
}

fn is_link(line: &str) -> bool {
    line.starts_with("http") || line == "ProQuest document link"
}

/// The day in `Los Angeles Times ; Los Angeles, Calif. 08 May 2010: AA.2.`, or in `Mar 9, 2022.`
fn day_within(words: &str) -> String {
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}").ok()
    });
    let found = DAY.as_ref().and_then(|d| d.find(words));
    found.map_or("", |m| m.as_str()).to_owned()
}

/// Old wrapping left blanks inside words: `Feb 26, 2 009`, `Jan 1 7, 2009`.
fn without_blanks(date: &str) -> String {
    let words: Vec<&str> = date.split_whitespace().collect();
    let mut out = String::new();
    for word in words {
        let both = out.ends_with(|c: char| c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_ascii_digit());
        if !out.is_empty() && !both {
            out.push(' ');
        }
        out.push_str(word);
    }
    if date_of(&out).is_some() {
        out
    } else {
        date.to_owned()
    }
}

fn take_behind(lines: &[&str], out: &mut Article) {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in lines {
        match named(line, &BEHIND) {
            Some((name, value)) => all.push((name, value.to_owned())),
            None => {
                if let Some((_, value)) = all.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    for (name, value) in all {
        let value = one_line(&value);
        out.take_field(name, |out| match name {
            "Title" if out.title.is_empty() => out.title = value,
            "Title" => {}
            "Author" | "Authors" if out.byline.is_empty() => out.byline = value,
            "Author" | "Authors" => {}
            "Publication title" => out.outlet = value,
            "Publication date" => out.date = value,
            "Section" => out.section = value,
            "Language of publication" | "Language" => out.language = value,
            "ProQuest document ID" => out.id = value,
            "Document URL" if !out.id.is_empty() => {
                // Without the proxy and the account of the library.
                out.url = format!("https://www.proquest.com/docview/{}", out.id);
            }
            "Document URL" | "Copyright" => {}
            other => out.add(&other.to_lowercase(), value),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_inside_days_are_mended() {
        assert_eq!(without_blanks("Feb 26, 2 009"), "Feb 26, 2009");
        assert_eq!(without_blanks("Jan 1 7, 2009"), "Jan 17, 2009");
        assert_eq!(without_blanks("no day"), "no day");
        assert_eq!(
            day_within("Post ; City [City]08 May 2010: AA.2."),
            "08 May 2010"
        );
    }
}
