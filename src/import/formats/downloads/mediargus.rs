//! Mediargus (GoPress) as plain text: numbered entries with a first sentence each, then the texts, each below
//! a line with its day and page and above a line with the rights of its publisher.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::Regex;
use regex::bytes::Regex as Bytes;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, Length, Unit, one_line};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::labels::is_copyright;
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Mediargus (TXT)",
    told,
    general: Some(&text_file::FORMAT),
    read,
};

/// `30-11-2011, p.23`, above a text.
static START: LazyLock<Option<Bytes>> =
    LazyLock::new(|| Bytes::new(r"(?m)^[ \t]*\d{2}-\d{2}-\d{4}, p\.[ \t]?[^\r\n]{1,12}\r?$").ok());

/// `De Morgen, woensdag 30 november 2011, p. 23, 853w.`, below the title of an entry.
static ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(.+), (\p{L}+ \d{1,2} \p{L}+ \d{4}), p\.\s?(.+), (\d+)w\.?$").ok()
});

/// What the list at the beginning says of an article.
struct Entry {
    title: String,
    outlet: String,
    date: String,
    page: String,
    length: Option<Length>,
    used: bool,
}

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let about = |line: &str| ABOUT.as_ref().is_some_and(|a| a.is_match(line.trim()));
    text.contains("w.") && text.contains(", p. ") && text.lines().take(40).any(about)
}

fn read<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = START.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, start);
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            entries = entries_of(&text);
            out.tally.state(entries.len() as u64);
            continue;
        }
        let article = article_of(&text, &mut entries);
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn entries_of(list: &str) -> Vec<Entry> {
    let lines: Vec<&str> = list
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let pairs = lines.iter().zip(lines.iter().skip(1));
    pairs
        .filter_map(|(title, about)| {
            let found = ABOUT.as_ref()?.captures(about)?;
            let group = |n: usize| found.get(n).map_or("", |m| m.as_str()).to_owned();
            // A mark of byte order may have become another sign.
            let (number, title) = title.split_once(". ")?;
            let number = number.trim_start_matches(|c: char| !c.is_ascii_digit());
            number.parse::<u32>().ok()?;
            Some(Entry {
                title: one_line(title),
                outlet: group(1),
                date: group(2),
                page: group(3),
                length: Length::read(&format!("{} words", group(4)), Unit::Words),
                used: false,
            })
        })
        .collect()
}

fn article_of(text: &str, entries: &mut [Entry]) -> Article {
    let mut out = Article::default();
    let mut lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let first = if lines.is_empty() {
        ""
    } else {
        lines.remove(0)
    };
    let (date, page) = first.split_once(", p.").unwrap_or((first, ""));
    date.clone_into(&mut out.date);
    out.add("page", page);
    let day = date_of(date).map(|d| d.day);
    let fits = |e: &Entry| {
        let title = || lines.iter().take(6).any(|l| one_line(l) == e.title);
        !e.used && e.page.trim() == page.trim() && date_of(&e.date).map(|d| d.day) == day && title()
    };
    let same = |e: &Entry| {
        !e.used && e.page.trim() == page.trim() && date_of(&e.date).map(|d| d.day) == day
    };
    let found = entries
        .iter()
        .position(fits)
        .or_else(|| entries.iter().position(same));
    if let Some(at) = found
        && let Some(entry) = entries.get_mut(at)
    {
        entry.used = true;
        entry.title.clone_into(&mut out.title);
        entry.outlet.clone_into(&mut out.outlet);
        entry.date.clone_into(&mut out.date);
        out.length = entry.length;
    }
    let title = lines
        .iter()
        .take(6)
        .position(|l| !out.title.is_empty() && one_line(l) == out.title);
    // Before it stand the regions whose edition had it, or the author.
    let above: Vec<&str> = lines.drain(..title.unwrap_or(0)).collect();
    out.add("edition", above.join("; "));
    if title.is_some() {
        lines.remove(0);
    } else if out.title.is_empty() && !lines.is_empty() {
        lines.remove(0).clone_into(&mut out.title);
    }
    let end = lines
        .iter()
        .rposition(|l| is_copyright(l))
        .unwrap_or(lines.len());
    let text = lines.get(..end).unwrap_or_default();
    out.body = text.iter().map(|l| (*l).to_owned()).collect();
    out
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    #[test]
    fn texts_are_counted_and_entries_give_what_they_lack() {
        let file = "1. De weg is dicht\n\nDe Post, woensdag 30 november 2011, p. 23, 6w.\n\nDe weg is ...\n\n\n2. Het caf\u{E9}\n\nDe Standaard, Mag, dinsdag 29 november 2011, p. 13, 678w.\n\nEen column.\n\n\n\n30-11-2011, p.23\n\nDe weg is dicht\n\nDe weg is al lang dicht.\n\n\u{A9} 2011 De Post\n\n\n29-11-2011, p.13\n\nAntwerpen, Limburg\n\nHet caf\u{E9}\n\nTekst.\n\n\u{A9} 2011 De Standaard\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(file);
        let (drafts, problems) = read_all("a.txt", &bytes);
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "De weg is dicht\n\nDe weg is al lang dicht."
        );
        assert_eq!(drafts[1].text, "Het café\n\nTekst.");
        assert_eq!(
            (day(&drafts[1]).as_str(), drafts[1].publisher.as_deref()),
            ("2011-11-29", Some("De Standaard, Mag"))
        );
        assert_eq!(
            (
                field(&drafts[1], "edition"),
                field(&drafts[1], "stated length")
            ),
            (Some("Antwerpen, Limburg"), Some("678 words"))
        );
        let said = said("a.txt", &bytes);
        assert!(
            said.contains("2 of 2 articles") && said.contains("1 of 678 words"),
            "{said}"
        );
    }
}
