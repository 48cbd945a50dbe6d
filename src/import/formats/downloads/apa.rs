//! APA DeFacto: press articles as a page, a division `eintrag` each, and those of websites as rich text, each
//! below a line with the name of the site and the day it was found.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::Document;
use regex::bytes::Regex as Bytes;
use regex::{Captures, Regex};

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::{html, text_file};
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "APA DeFacto (HTML)",
    told: |head| {
        let text = head.text();
        let is_page = text.trim_start().starts_with('<');
        is_page
            && (text.contains("DeFacto") || text.contains("Ressort:"))
            && text.contains("eintrag")
    },
    general: Some(&html::FORMAT),
    read: read_page,
};

pub(super) static IN_TEXT: Service = Service {
    name: "APA DeFacto (RTF)",
    told: told_in_text,
    general: Some(&text_file::FORMAT),
    read: read_text,
};

static ENTRY: LazyLock<Option<Bytes>> =
    LazyLock::new(|| Bytes::new(r#"(?i)<div[^<>]{0,100}class\s*=\s*["']eintrag["']"#).ok());

/// The line above an article in a text.
static LINE: LazyLock<Option<Bytes>> = LazyLock::new(|| {
    Bytes::new(r#"(?m)^[ \t]*["„“”][^"“”\r\n]{2,80}["“”] (?:Nr\. ?\S+ )?(?:vom|gefunden am) \d{2}\.\d{2}\.\d{4}"#).ok()
});

/// `"Wiener Blatt" Nr. 065 vom 02.04.2013   Seite: 3`.
static HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*["„“”]?([^"“”\n]{2,80}?)["“”]?\s+(?:Nr\.\s*(\S+)\s+)?(?:vom|gefunden am)\s+(\d{2}\.\d{2}\.\d{4})[^\n]*?(?:Seite:\s*(\S+))?\s*$"#).ok()
});

fn told_in_text(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let says = text.contains("gefunden am ") || text.contains("Ressort:") && text.contains(" vom ");
    let line = LINE.as_ref().filter(|_| says);
    line.and_then(|l| l.find(text.trim_start_matches('\u{FEFF}').as_bytes()))
        .is_some_and(|m| m.start() < 2000)
}

fn take_head(line: &str, out: &mut Article) -> bool {
    let Some(found) = HEAD.as_ref().and_then(|h| h.captures(line)) else {
        return false;
    };
    let group = |c: &Captures<'_>, n: usize| c.get(n).map_or("", |m| m.as_str()).to_owned();
    out.outlet = group(&found, 1);
    out.date = group(&found, 3);
    out.add("issue", group(&found, 2));
    out.add("page", group(&found, 4));
    true
}

fn read_page<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = ENTRY.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        let text = decoder.text(&piece);
        let article = with_markup(&text, of_entry).unwrap_or_default();
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn of_entry(page: &Document) -> Article {
    let mut out = Article::default();
    let Some(entry) = page.select("div.eintrag").nodes().first().copied() else {
        return out;
    };
    let mut headed = false;
    for node in entry.children() {
        if node.has_name("pre") && !headed {
            headed = true;
            for line in lines_of([node]) {
                if let Some(section) = line.strip_prefix("Ressort:") {
                    section.trim().clone_into(&mut out.section);
                } else if !take_head(&line, &mut out) {
                    out.add("note", line);
                }
            }
            continue;
        }
        let lines = if node.is_text() {
            vec![one_line(&node.text())]
        } else {
            lines_of([node])
        };
        for line in lines.into_iter().filter(|l| !l.is_empty()) {
            // The title is a heading of its own, or what stands above the first.
            if out.title.is_empty() {
                out.title = line;
            } else {
                out.body.push(line);
            }
        }
    }
    out
}

fn read_text<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = LINE.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        let mut article = Article::default();
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        if !lines
            .next()
            .is_some_and(|first| take_head(first, &mut article))
        {
            continue;
        }
        for line in lines {
            let is_rule = line.len() >= 4 && line.chars().all(|c| matches!(c, '_' | '-' | '='));
            if let Some(section) = line.strip_prefix("Ressort:") {
                section.trim().clone_into(&mut article.section);
            } else if is_rule {
            } else if article.title.is_empty() {
                line.clone_into(&mut article.title);
            } else {
                article.body.push(line.to_owned());
            }
        }
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

/// Text whose bytes were UTF-8 but were read as windows-1252, as these files have it: `hÃ¤lt` is `hält`.
/// Other text stays as it is.
pub(super) fn mended(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'Å', 'â']) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let byte_of = |c: char| {
        let mut spelled = [0; 4];
        let (bytes, _, failed) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut spelled));
        bytes.first().copied().filter(|_| !failed && !c.is_ascii())
    };
    let mut out = String::with_capacity(text.len());
    let (mut mended, mut strange) = (0, 0);
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let first = byte_of(*c);
        let length = match first {
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) => 3,
            Some(0xF0..=0xF4) => 4,
            _ => 0,
        };
        let run: Option<Vec<u8>> = chars
            .get(at..at + length)
            .filter(|_| length > 0)
            .and_then(|run| run.iter().map(|c| byte_of(*c)).collect());
        let spelled = run.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(spelled) = spelled {
            out.push_str(&spelled);
            mended += 1;
            at += length;
        } else {
            strange += u32::from(first.is_some_and(|b| b >= 0xC0));
            out.push(*c);
            at += 1;
        }
    }
    (mended >= 3 && strange * 10 <= mended).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn entries_of_a_page() {
        let page = "<!DOCTYPE html><html><head><title>DeFacto-Campus - Ausdruck</title></head><body><div class=\"eintrag\"><pre>\"Das Blatt\" Nr. 065 vom 02.04.2013      Seite: 3\nRessort: Europa@welt</pre>\
            <h3>Straße gesperrt</h3>Anwohner\nklagen<br><p>   Die Straße ist\ngesperrt.</p><p>Zweiter Absatz.</p></div><div class=\"eintrag\"><pre>\"Die Post\" vom 03.04.2013     Seite: 23</pre><h3>Bahn fährt</h3><p>Text.</p></div></body></html>";
        let (drafts, problems) = read_all("a.htm", page.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Straße gesperrt\n\nAnwohner klagen\n\nDie Straße ist gesperrt.\n\nZweiter Absatz."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].publisher.as_deref()),
            ("2013-04-02", Some("Das Blatt"))
        );
        assert_eq!(
            (field(&drafts[0], "section"), field(&drafts[1], "page")),
            (Some("Europa@welt"), Some("23"))
        );
    }

    #[test]
    fn websites_as_rich_text_with_raw_bytes() {
        let entry = |site: &str, title: &str| {
            format!(
                "\"{site}\" gefunden am 28.12.2017 10:36 Uhr\\par\n\\par\n{title}\\par\n\\par\nEr hält für möglich, daß die Straße gesperrt ist.\\par\n______________________________\\par\n"
            )
        };
        let rtf = format!(
            "{{\\rtf\\ansi {}{}}}",
            entry("Kurier.example", "Straße"),
            entry("Post.example", "Bahn")
        );
        let (drafts, problems) = read_all("a.rtf", rtf.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Straße\n\nEr hält für möglich, daß die Straße gesperrt ist."
        );
        assert_eq!(
            (day(&drafts[1]).as_str(), drafts[1].publisher.as_deref()),
            ("2017-12-28", Some("Post.example"))
        );
    }

    #[test]
    fn right_text_is_not_mended() {
        assert_eq!(
            mended("Er hält für möglich – schon, daß é und à stehen"),
            None
        );
        assert_eq!(
            mended("hÃ¤lt fÃ¼r mÃ¶glich").as_deref(),
            Some("hält für möglich")
        );
    }
}
