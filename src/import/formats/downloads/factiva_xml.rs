//! Factiva as XML: the answer of its service, an element `article` each.

use std::io::BufRead;
use std::sync::LazyLock;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, Length, Unit, one_line};
use crate::import::formats::downloads::factiva::title;
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Factiva (XML)",
    told,
    general: None,
    read,
};

static START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<(?:[a-zA-Z0-9]+:)?article(?:\s[^<>]*)?>").ok());

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    text.trim_start().starts_with('<')
        && (text.contains("<PPSResponse")
            || text.contains("factiva.com/pps")
            || text.contains("<accessionNo>") && text.contains("<leadParagraph"))
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
        let text = decoder.text(&piece);
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            let count = text.split_once("ResultSet count=\"");
            let count = count.and_then(|(_, c)| c.split('"').next()?.parse().ok());
            out.tally.state(count.unwrap_or(0));
            continue;
        }
        if !out.take(article_of(&text), decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

/// The outermost elements of an article, one after the other.
fn article_of(xml: &str) -> Article {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    let mut out = Article::default();
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => {
                let name = e.local_name().as_ref().to_owned();
                // `hlt` marks hits inside words.
                if name != "hlt" && name != "eLink" {
                    text.clear();
                }
                path.push(name);
            }
            Event::End(e) => {
                let name = e.local_name().as_ref().to_owned();
                if name == "article" {
                    break;
                }
                let field = path.get(1).cloned().unwrap_or_default();
                if name != "hlt" && name != "eLink" {
                    take(
                        &field,
                        &name,
                        &one_line(&std::mem::take(&mut text)),
                        &mut out,
                    );
                }
                path.pop();
            }
            Event::Text(t) => text.push_str(&t.xml10_content()),
            Event::CData(t) => text.push_str(&t),
            Event::GeneralRef(g) => match g.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(resolve_predefined_entity(&g).unwrap_or_default()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    out
}

fn take(field: &str, element: &str, value: &str, out: &mut Article) {
    if value.is_empty() {
        return;
    }
    let owned = value.to_owned();
    out.take_field(field, |out| match field {
        "headline" if out.title.is_empty() => out.title = title(value),
        "headline" => out.title = format!("{} {value}", out.title),
        "byline" => out.byline = owned,
        "leadParagraph" | "tailParagraphs" | "corrections" => out.body.push(owned),
        "publicationDate" if out.date.is_empty() && element.starts_with("date") => out.date = owned,
        "publicationDate" => out.add("time", value),
        "sourceName" => out.outlet = owned,
        "sectionName" => out.section = owned,
        "baseLanguage" => out.language = owned,
        "wordCount" => out.length = Length::read(&format!("{value} words"), Unit::Words),
        "accessionNo" => out.id = owned,
        "copyright" | "reference" | "logo" => {}
        other => out.add(other, value),
    });
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    #[test]
    fn paragraphs_are_text_and_the_rest_is_fields() {
        let xml = "<?xml version=\"1.0\"?><PPSResponse><r xmlns=\"http://global.factiva.com/pps/2.0\"><ppsarticleResultSet count=\"2\"><ppsarticle><article>\
            <accessionNo>POST0000020120109e51700030</accessionNo><baseLanguage>EN</baseLanguage><copyright>(c)</copyright>\
            <headline><paragraph>\n <hlt>Road</hlt>s cut</paragraph></headline><leadParagraph><paragraph>One &amp; two.</paragraph><paragraph>Three.</paragraph></leadParagraph>\
            <publicationDate><date>2012-01-09</date></publicationDate><sourceName>The Post</sourceName><region code=\"usa\"><name>United States</name></region>\
            <tailParagraphs><paragraph>Four.</paragraph></tailParagraphs><wordCount>942</wordCount></article></ppsarticle></ppsarticleResultSet></r></PPSResponse>";
        let (drafts, problems) = read_all("a.xml", xml.as_bytes());
        assert_eq!(drafts.len(), 1, "{problems:?}");
        assert_eq!(drafts[0].text, "Roads cut\n\nOne & two.\n\nThree.\n\nFour.");
        assert_eq!(
            (day(&drafts[0]).as_str(), field(&drafts[0], "region")),
            ("2012-01-09", Some("United States"))
        );
        let said = said("a.xml", xml.as_bytes());
        assert!(
            said.contains("1 of 2 articles") && said.contains("of 942 words"),
            "{said}"
        );
    }
}
