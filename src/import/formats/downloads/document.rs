//! Downloads that come as documents: their readers hand over what they have read.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::{DownloadFact, Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::document_xml::{member, open};
use crate::import::formats::downloads::lexis::{
    Line, read_lines, seems_lexis, without_running_heads,
};
use crate::import::formats::downloads::{Collector, Service, apa, factiva_text, nexis_text, wiso};
use crate::import::head::FileHead;

/// Hands on the articles of a Word document that is a download; `false` where it is none, or cannot be cut.
///
/// # Errors
/// The document cannot be opened; its own reader says it as well.
pub(crate) fn take_word(bytes: &[u8], outlet: &mut Outlet<'_>) -> Result<bool, ProblemKind> {
    let words = "a Word document";
    let mut archive = open(bytes, words)?;
    let Some(xml) = member(&mut archive, "word/document.xml", words)? else {
        return Ok(false);
    };
    if !seems_lexis(&xml) {
        return Ok(false);
    }
    let lines = word_lines(&xml);
    let mut collector = Collector::new(outlet);
    read_lines(&lines, "DOCX", bytes.len(), &mut collector);
    let found = collector.finish();
    if !found {
        not_cut("Nexis (DOCX)", outlet);
    }
    Ok(found)
}

fn not_cut(service: &str, outlet: &mut Outlet<'_>) {
    let fact = DownloadFact::NotCut(service.to_owned());
    outlet.problem(ProblemKind::Download(fact));
}

/// Services whose text a document may hold, in the order in which they are told.
static IN_TEXT: &[&Service] = &[
    &factiva_text::SERVICE,
    &apa::IN_TEXT,
    &wiso::SERVICE,
    &nexis_text::SERVICE,
];

/// Hands on what a reader of documents made of one: the articles of a download, or the document as it is.
pub(crate) fn deliver(
    draft: Draft,
    format: &'static str,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) {
    let bytes = context.bytes;
    // Some services write bytes of UTF-8 that their document does not announce.
    let mended = apa::mended(&draft.text);
    let text = mended.as_deref().unwrap_or(&draft.text);
    let head = FileHead::new(context.head.name, text.as_bytes());
    let told = IN_TEXT.iter().find(|s| (s.told)(&head));
    let lexis = seems_lexis(text);
    if !lexis && told.is_none() {
        outlet.deliver(vec![draft], bytes);
        return;
    }
    let mut collector = Collector::new(outlet).of_format(format);
    let mut outcome = Ok(());
    let mut name = format!("Nexis ({format})");
    if lexis {
        let lines = without_running_heads(text);
        read_lines(&lines, format, text.len(), &mut collector);
    } else if let Some(service) = told {
        service.name.clone_into(&mut name);
        let mut within = context.inside(&head, bytes);
        outcome = (service.read)(Box::new(text.as_bytes()), &mut within, &mut collector);
    }
    if !collector.finish() {
        not_cut(&name, outlet);
        outlet.deliver(vec![draft], bytes);
    }
    outlet.add_problems(outcome.err());
}

/// The paragraphs of the main part of a Word document, with the marks at which articles begin.
fn word_lines(xml: &str) -> Vec<Line> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    let mut out: Vec<Line> = Vec::new();
    let mut open = Line::default();
    let (mut runs, mut skipped) = (0_u32, 0_u32);
    while let Ok(event) = reader.read_event() {
        let shown = runs > 0 && skipped == 0;
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "pPr" | "del" | "moveFrom" | "instrText" | "Fallback" => skipped += 1,
                "t" => runs += 1,
                "br" | "cr" => open.text.push('\n'),
                "tab" => open.text.push('\t'),
                "bookmarkStart" => open.starts |= is_start(&e),
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "pPr" | "del" | "moveFrom" | "instrText" | "Fallback" => {
                    skipped = skipped.saturating_sub(1);
                }
                "t" => runs = runs.saturating_sub(1),
                "p" => {
                    let done = std::mem::take(&mut open);
                    out.push(Line {
                        text: done.text.trim().to_owned(),
                        ..done
                    });
                }
                _ => {}
            },
            Event::Text(t) if shown => open.text.push_str(&t.xml10_content()),
            Event::CData(t) if shown => open.text.push_str(&t),
            Event::GeneralRef(g) if shown => match g.resolve_char_ref() {
                Ok(Some(c)) => open.text.push(c),
                _ => open
                    .text
                    .push_str(resolve_predefined_entity(&g).unwrap_or_default()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if !open.text.trim().is_empty() {
        out.push(open);
    }
    out
}

/// `<w:bookmarkStart w:name="Bookmark_14"/>` stands where an article begins.
fn is_start(element: &BytesStart<'_>) -> bool {
    element.attributes().flatten().any(|attribute| {
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .unwrap_or_default();
        attribute.key.local_name().as_ref() == "name" && value.starts_with("Bookmark_")
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    fn docx(paragraphs: &[&str]) -> Vec<u8> {
        let mut body = String::new();
        for p in paragraphs {
            if let Some(mark) = p.strip_prefix('#') {
                body += &format!("<w:p><w:bookmarkStart w:id=\"1\" w:name=\"{mark}\"/></w:p>");
                continue;
            }
            let text = p.replace('\n', "</w:t><w:br/><w:t>").replace('&', "&amp;");
            body += &format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        }
        let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
        let mut out = std::io::Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut out);
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("word/document.xml", options).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
        archive.finish().unwrap();
        out.into_inner()
    }

    const COVER: [&str; 12] = [
        "Date and Time: Friday, 5. July 2019 09:31:00 CEST",
        "Job Number: 1",
        "Documents (3)",
        "1. Road cut",
        "Client/Matter: -None-",
        "Search Terms: road",
        "Narrowed by: ",
        "Content Type",
        "Narrowed by",
        "News",
        "Sources: The Post; Content Type: News",
        "",
    ];
    const FIRST: [&str; 14] = [
        "Road\ncut - Correction Appended",
        "The Post",
        "",
        "\n Correction Appended",
        "\nCopyright 2005 The Post",
        "Section:\u{A0}News, Pg. 13",
        "Length:\u{A0}11 words",
        "Byline:\u{A0}A. Writer",
        "Body",
        "",
        "The road was cut on Monday.",
        "Body",
        "\nLoad-Date:\u{A0}March 9, 2005",
        "\nEnd of Document",
    ];
    const SECOND: [&str; 15] = [
        "#Bookmark_2",
        "Rail opened",
        "The Post",
        "vendredi 30 août 2013 13:25 GMT",
        "Late Edition",
        "Length: 4 words",
        "Body",
        "The rail line opened.",
        "Graphic",
        "PHOTO: A train",
        "Classification",
        "Language: ENGLISH",
        "\nSubject: RAIL (90%)",
        "\nLoad-Date: August 31, 2013",
        "\nEnd of Document",
    ];

    fn file(parts: &[&[&str]]) -> Vec<u8> {
        docx(&parts.concat())
    }

    #[test]
    fn a_word_download_is_its_articles() {
        let bytes = file(&[&COVER, &FIRST, &SECOND]);
        let (drafts, problems) = read_all("anything.DOCX", &bytes);
        assert_eq!(drafts.len(), 2, "{problems:?}");
        let (road, rail) = (&drafts[0], &drafts[1]);
        assert_eq!(road.text, "Road cut\n\nThe road was cut on Monday.\n\nBody");
        assert_eq!(
            (day(road).as_str(), road.publisher.as_deref()),
            ("", Some("The Post"))
        );
        assert_eq!(road.author.as_deref(), Some("A. Writer"));
        assert_eq!(field(road, "section"), Some("News, Pg. 13"));
        assert_eq!(field(road, "loaded"), Some("March 9, 2005"));
        assert_eq!(rail.text, "Rail opened\n\nThe rail line opened.");
        assert_eq!(day(rail), "2013-08-30");
        assert_eq!(field(rail, "edition"), Some("Late Edition"));
        assert_eq!(field(rail, "graphic"), Some("PHOTO: A train"));
        assert_eq!(field(rail, "language"), Some("ENGLISH"));
        assert!(said("a.docx", &bytes).contains("holds 2 of 3 articles"));
    }

    #[test]
    fn a_document_that_only_speaks_of_such_is_one_article() {
        let bytes = file(&[&[
            "A manual",
            "Nexis prints Load-Date and End of Document below each text.",
        ]]);
        let (drafts, problems) = read_all("a.docx", &bytes);
        assert_eq!((drafts.len(), problems.len()), (1, 1), "{problems:?}");
        assert!(problems[0].to_string().contains("could not be cut"));
    }

    #[test]
    fn rich_text_follows_the_same_rules() {
        let lines = [&COVER[..], &FIRST, &SECOND[1..]].concat();
        let body: String = lines
            .iter()
            .map(|l| {
                l.trim()
                    .replace('\n', " ")
                    .replace('\u{A0}', "\\~")
                    .replace('û', "\\'fb")
                    + "\\par\n"
            })
            .collect();
        let rtf = format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}");
        let (drafts, problems) = read_all("a.rtf", rtf.as_bytes());
        let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(texts.len(), 2, "{problems:?}");
        assert!(
            texts[0].starts_with("Road cut\n\nThe road was cut"),
            "{texts:?}"
        );
        assert_eq!(
            (day(&drafts[1]).as_str(), drafts[1].encoding.as_ref()),
            ("2013-08-30", "RTF")
        );
    }
}
