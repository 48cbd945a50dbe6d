//! Factiva as HTML: a division `article xxArticle` each, with codes in a table or without.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::Article;
use crate::import::formats::downloads::factiva::{
    HeadLine, is_code, is_number_line, number, take_code, take_head, title, without_addresses,
};
use crate::import::formats::downloads::markup::{line_of, lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::html;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Factiva (HTML)",
    told,
    general: Some(&html::FORMAT),
    read,
};

/// Where an article begins. Pasted style sheets hold the same names, but no such element.
static START: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)<div[^<>]{0,300}class\s*=\s*["']?article [a-z]{2,8}Article\b"#).ok()
});

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    if !text.trim_start().starts_with('<') {
        return false;
    }
    let begins = || START.as_ref().is_some_and(|s| s.is_match(text.as_bytes()));
    text.contains("<title>Factiva") || text.contains("factivalogo") || begins()
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
    while let Some(piece) = pieces.next()? {
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        let text = decoder.text(&piece);
        let Some(article) = with_markup(&text, article_of) else {
            out.tally
                .failed("an article whose markup cannot be taken apart");
            continue;
        };
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn article_of(page: &Document) -> Article {
    let mut out = Article::default();
    let Some(root) = page.select("div[class*='rticle']").nodes().first().copied() else {
        return out;
    };
    if !with_codes(root, &mut out) {
        without_codes(root, &mut out);
    }
    out
}

/// A table with a code and its value in every row; `false` where there is none.
fn with_codes(root: NodeRef<'_>, out: &mut Article) -> bool {
    let mut found = false;
    for row in root.descendants_it().filter(|n| n.has_name("tr")) {
        let cells: Vec<NodeRef<'_>> = row.element_children();
        let [code, value, ..] = cells.as_slice() else {
            continue;
        };
        let code = line_of(*code);
        if is_code(&code) {
            take_code(&code, &lines_of([*value]), out);
            found = true;
        }
    }
    found
}

/// Divisions above the text, whose order is fixed but not their number; then paragraphs.
fn without_codes(root: NodeRef<'_>, out: &mut Article) {
    let mut head: Vec<HeadLine> = Vec::new();
    // Paragraphs, and whether the class says that they are text.
    let mut paragraphs: Vec<(String, bool)> = Vec::new();
    for child in root.children() {
        let is_text = child
            .class()
            .is_some_and(|c| c.contains("articleParagraph"));
        let lines = lines_of([child]);
        if lines.is_empty() {
            continue;
        }
        if child.has_name("div") && paragraphs.is_empty() {
            head.push(HeadLine {
                text: lines.join(" "),
                is_title: child.id_attr().is_some_and(|id| &*id == "hd") || is_headline(child),
                is_author: child.has_class("author"),
            });
        } else if paragraphs.is_empty() && !is_text && is_headline(child) {
            head.push(HeadLine {
                text: lines.join(" "),
                is_title: true,
                is_author: false,
            });
        } else {
            paragraphs.extend(lines.into_iter().map(|line| (line, is_text)));
        }
    }
    if !take_head(&head, out) {
        for line in head {
            if line.is_title && out.title.is_empty() {
                out.title = title(&line.text);
            } else {
                out.add("note", line.text);
            }
        }
    }
    if let Some(at) = paragraphs
        .iter()
        .rposition(|(line, is_text)| !is_text && is_number_line(line))
    {
        let behind = paragraphs.split_off(at);
        out.id = behind
            .first()
            .map(|(line, _)| number(line))
            .unwrap_or_default();
        // Before it stands the publisher, in a paragraph that has no class either.
        if let Some((publisher, _)) =
            paragraphs.pop_if(|(line, is_text)| !*is_text && is_name(line))
        {
            out.add("publisher", publisher);
        }
    }
    let texts = paragraphs.iter().map(|(line, _)| without_addresses(line));
    out.body.extend(texts);
}

/// The name of a publisher rather than a sentence.
fn is_name(line: &str) -> bool {
    line.chars().count() <= 120 && line.split_whitespace().count() <= 14
}

fn is_headline(node: NodeRef<'_>) -> bool {
    let says = |n: NodeRef<'_>| n.class().is_some_and(|c| c.ends_with("Headline"));
    says(node) || node.descendants_it().any(says)
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn both_layouts_become_the_same_fields() {
        let page = "<html><head><title>Factiva</title><style>.article .enArticle{}</style></head><body>\
            <div id=\"article-POST000020180531ee5v000qa\" class=\"article\"><div class=\"article deArticle\"><p>\n</p>\
            <div>Politik; 1</div><div id=\"hd\"><span class=\"deHeadline\">1) Stra&szlig;e <b>gesperrt</b></span></div>\
            <div class=\"author\">Von A. Feder </div><div>Eigener Bericht</div><div>9 W\u{FFFD}rter</div><div>9 Januar 1993</div><div>10:15</div>\
            <div>Die Post</div><div>POST</div><div>Abendausgabe</div><div>14</div><div>Deutsch</div><div>(c) 1993 Die Post</div><p></p>\
            <p class=\"articleParagraph dearticleParagraph\">Die Stra\u{DF}e ist\nseit Montag[http://a.example/x] gesperrt.</p>\
            <p>Das sagte ein Sprecher der Stadt am Abend, der nicht genannt werden will und auch sonst schweigt.</p>\
            <p>Verlag der Post</p><p>Dokument POST000020180531ee5v000qa</p></div></div><br/><span></span>\
            <div class=\"article enArticle\"><table><tr><td class=\"index\"><b>HD</b>&nbsp;</td><td><b>Road cut</b></td></tr>\
            <tr><td><b>WC</b></td><td>1,295 words</td></tr><tr><td><b>PD</b></td><td>29 d\u{E9}cembre 2011</td></tr><tr><td><b>SN</b></td><td>The Post</td></tr>\
            <tr><td><b>LP</b></td><td><p>One.</p>\n<p>Two.</p></td></tr><tr><td><b>TD</b></td><td><p>Three.</p></td></tr><tr><td><b>RE</b></td><td>fra : France</td></tr>\
            <tr><td><b>AN</b></td><td><br/>Document POSTFR0020111229e7ct0001r</td></tr></table></div><div id=\"pageFooter\">Footer</div>";
        let (drafts, problems) = read_all("a.htm", page.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        let [plain, coded] = drafts.as_slice() else {
            panic!()
        };
        assert_eq!(
            plain.text,
            "Stra\u{DF}e gesperrt\n\nDie Stra\u{DF}e ist seit Montag gesperrt.\n\nDas sagte ein Sprecher der Stadt am Abend, der nicht genannt werden will und auch sonst schweigt."
        );
        assert_eq!(
            (day(plain).as_str(), plain.publisher.as_deref()),
            ("1993-01-09", Some("Die Post"))
        );
        assert_eq!(plain.author.as_deref(), Some("Von A. Feder"));
        for (name, value) in [
            ("section", "Politik; 1"),
            ("language", "Deutsch"),
            ("page", "14"),
            ("edition", "Abendausgabe"),
            ("publisher", "Verlag der Post"),
            ("id", "POST000020180531ee5v000qa"),
            ("credit", "Eigener Bericht"),
        ] {
            assert_eq!(field(plain, name), Some(value), "{name}");
        }
        assert_eq!(coded.text, "Road cut\n\nOne.\n\nTwo.\n\nThree.");
        assert_eq!(
            (day(coded).as_str(), field(coded, "stated length")),
            ("2011-12-29", Some("1295 words"))
        );
        assert_eq!(coded.record.as_deref(), Some("POSTFR0020111229e7ct0001r"));
    }
}
