//! Nexis as HTML (before 2020): a division a field, an article behind each `<DOCFULL>`. Classes are numbered
//! anew in every file, so what is a title is told by the style sheet.

use std::collections::HashSet;
use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::nexis::Paragraph;
use crate::import::formats::downloads::nexis_text::take;
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::html;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Nexis (HTML)",
    told,
    general: Some(&html::FORMAT),
    read,
};

static START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)<DOCFULL>[ \t\r\n]*-->").ok());

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let is_markup = text.trim_start().starts_with('<');
    is_markup && (text.contains("<DOCFULL>") || text.contains("<!-- LXNComment"))
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
    let usual = Some(encoding_rs::WINDOWS_1252);
    let mut decoder = PieceDecoder::new(context.head.bytes, usual);
    let mut pieces = Pieces::new(input, start);
    let mut styles = Styles::default();
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        let begins = start.find(&piece).is_some_and(|m| m.start() == 0);
        let Some((_, html)) = text.split_once("-->").filter(|_| begins) else {
            styles = Styles::of(&text);
            out.tally.state(stated(&text));
            continue;
        };
        // What stands behind the article: a cover of the next, in a file that was put together.
        let html = html.split("</DOCFULL>").next().unwrap_or_default();
        let html = html
            .trim_end()
            .trim_end_matches("<!-- Hide XML section from browser");
        let Some(mut paragraphs) = with_markup(html, |page| paragraphs_of(page, &styles)) else {
            out.tally
                .failed("an article whose markup cannot be taken apart");
            continue;
        };
        if let Some(number) = paragraphs.first().and_then(|p| index_number(&p.text)) {
            out.tally.numbered(number);
            paragraphs.remove(0);
        }
        if !take(&paragraphs, decoder.encoding(), piece.len(), out) {
            break;
        }
    }
    Ok(())
}

/// `1 of 49 DOCUMENTS`.
fn index_number(line: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let upper = line.to_uppercase();
    let is_index = words.len() <= 6 && (upper.contains("DOCUMENT") || upper.contains("DOKUMENT"));
    let number = words.iter().find_map(|w| w.parse().ok());
    number.filter(|_| is_index)
}

/// Articles that the head states.
fn stated(head: &str) -> u64 {
    let lower = head.to_ascii_lowercase();
    let behind = lower.split_once(" documents=\"").map(|(_, behind)| behind);
    let number = behind.and_then(|b| b.split('"').next());
    number.and_then(|n| n.trim().parse().ok()).unwrap_or(0)
}

/// What the classes of a file look like.
#[derive(Default)]
struct Styles {
    centred: HashSet<String>,
    large: HashSet<String>,
}

impl Styles {
    fn of(head: &str) -> Self {
        let mut out = Self::default();
        for rule in head.split('}') {
            let Some((name, style)) = rule.rsplit_once('{') else {
                continue;
            };
            let Some((_, name)) = name.trim().rsplit_once('.') else {
                continue;
            };
            if style.contains("text-align: center") {
                out.centred.insert(name.to_owned());
            }
            if style.contains("font-size: 14pt") && style.contains("bold") {
                out.large.insert(name.to_owned());
            }
        }
        out
    }

    fn has(classes: &HashSet<String>, node: NodeRef<'_>) -> bool {
        node.class()
            .is_some_and(|c| c.split_whitespace().any(|one| classes.contains(one)))
    }
}

fn paragraphs_of(page: &Document, styles: &Styles) -> Vec<Paragraph> {
    let mut out = Vec::new();
    for node in page.root().children() {
        gather(node, styles, false, 0, &mut out);
    }
    out
}

/// Deepest division that is looked into.
const DEEPEST: usize = 200;

fn gather(
    node: NodeRef<'_>,
    styles: &Styles,
    centred: bool,
    depth: usize,
    out: &mut Vec<Paragraph>,
) {
    let name = node.node_name().unwrap_or_default();
    let centred = centred || Styles::has(&styles.centred, node);
    match &*name {
        "p" | "span" | "" | "b" | "i" | "a" | "font" => {
            let text = lines_of([node]).join("\n");
            let mut within = node.descendants_it();
            if !text.is_empty() {
                out.push(Paragraph {
                    text,
                    centred,
                    large: within.any(|n| Styles::has(&styles.large, n)),
                });
            }
        }
        // A row a line.
        "table" => {
            let mut rows = Vec::new();
            for row in node.descendants_it().filter(|n| n.has_name("tr")) {
                rows.push(lines_of([row]).join(" "));
            }
            out.push(Paragraph {
                text: rows.join("\n"),
                ..Paragraph::default()
            });
        }
        _ if depth < DEEPEST => {
            for inner in node.children() {
                gather(inner, styles, centred, depth + 1, out);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{read_all, said};

    const HEAD: &str = "<HTML><HEAD><STYLE TYPE=\"text/css\"><!--\n.c0 { text-align: center; }\n.c1 { font-size: 10pt; color: #CC0033; }\n.c5 { text-align: left; }\n.c7 { font-size: 14pt; font-weight: bold; }\n--></STYLE>\n<!-- LXNComment 1:2 --><META TOPIC=\"null\" DOCUMENTS=\"2\" /></HEAD><BODY>\n<DIV CLASS=\"c5\">Send To: A LIBRARY</DIV>\n<A NAME=\"DOC_ID_0_0\"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n";

    fn document(number: u8, date: &str, title: &str, body: &str) -> String {
        format!(
            "<DOCFULL> -->\n<BR><DIV CLASS=\"c0\"><P><SPAN>{number} of 2 DOCUMENTS</SPAN></P></DIV>\n<BR><DIV CLASS=\"c0\"><P><SPAN>The Daily Post</SPAN></P></DIV>\n<DIV CLASS=\"c0\"><P><SPAN CLASS=\"c1\">December</SPAN><SPAN> {date}</SPAN></P></DIV>\n<DIV CLASS=\"c5\"><P><SPAN CLASS=\"c7\">{title}</SPAN></P></DIV>\n<DIV CLASS=\"c5\"><P><SPAN>SECTION: </SPAN><SPAN>News; Pg. 2</SPAN></P></DIV>\n<DIV CLASS=\"c5\"><P><SPAN>LENGTH: </SPAN><SPAN>9 words</SPAN></P></DIV>\n<DIV CLASS=\"c5\">{body}</DIV>\n<DIV CLASS=\"c5\"><P><SPAN>LOAD-DATE: </SPAN><SPAN>January 2, 1992</SPAN></P></DIV>\n<DIV CLASS=\"c0\"><P>Copy 1991 The Daily Post<BR>All Rights Reserved</P></DIV>\n<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n<A NAME=\"DOC_ID_0_1\"></A><!-- Hide XML section from browser\n<DOC NUMBER=1>\n"
        )
    }

    #[test]
    fn hits_inside_words_join_and_speakers_stay_in_the_text() {
        let one = document(
            1,
            "19, 1991",
            "Road <SPAN CLASS=\"c1\">cut</SPAN>",
            "<P>The ro<SPAN CLASS=\"c1\">ad</SPAN> is\n cut.</P><P><B>POST: </B>For how long, Caf&eacute;?</P>",
        );
        let file = format!(
            "{HEAD}{one}{}",
            document(
                2,
                "20, 1991",
                "Rail",
                "<TABLE><TR><TD>One</TD><TD>Two</TD></TR></TABLE>"
            )
        );
        let (drafts, problems) = read_all("a.html", file.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Road cut\n\nThe road is cut.\n\nPOST: For how long, Café?"
        );
        assert_eq!(drafts[0].date.as_ref().unwrap().to_string(), "1991-12-19");
        assert_eq!(drafts[0].publisher.as_deref(), Some("The Daily Post"));
        assert_eq!(drafts[1].text, "Rail\n\nOne Two");
        assert!(said("a.html", file.as_bytes()).contains("2 of 2 articles"));
    }
}
