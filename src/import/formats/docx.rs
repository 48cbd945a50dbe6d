//! Word documents (DOCX): the body and its notes, without comments and deletions.

use crate::corpus::{Draft, ProblemKind, date_in_file_name};
use crate::import::document_xml::{
    PartNames, about, finished, member, open, related, text_of, values,
};
use crate::import::formats::html::tidy;
use crate::import::formats::{Contents, Format, Sniff, downloads};
use crate::import::limits::MAX_DOCUMENT_BYTES;
use crate::import::zip_head;

pub(crate) static FORMAT: Format = Format {
    words: "a Word document",
    names: &["DOCX"],
    endings: &["docx", "docm"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| {
            zip_head::has_parts(head, "word/") || zip_head::is_named(head, &["docx", "docm"])
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        if downloads::document::take_word(&bytes, outlet)? {
            return Ok(());
        }
        let draft = docx(context.head.name, &bytes)?;
        outlet.deliver(vec![draft], bytes.len() as u64);
        Ok(())
    },
};

const PARTS: PartNames = PartNames {
    run: &["w:t"],
    paragraph: &["w:p"],
    cell: &["w:tc"],
    tab: &["w:tab"],
    line: &["w:br", "w:cr"],
    space: &[],
    hyphen: &["w:noBreakHyphen"],
    aside: &["w:txbxContent"],
    // A reading above a word (rt) repeats it.
    skipped: &[
        "w:pPr",
        "w:del",
        "w:moveFrom",
        "w:instrText",
        "w:rt",
        "mc:Fallback",
    ],
    hides: &["w:vanish"],
    stretch: &["w:r"],
};

/// Makes an article of a Word document: its body and its notes, without comments and deletions.
fn docx(name: &str, bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let mut archive = open(bytes, FORMAT.words)?;
    // Most call the part so; the document itself says what it is called.
    let usual = "word/document.xml".to_owned();
    let main =
        of_kind(&related(&mut archive, "", FORMAT.words), "/officeDocument").unwrap_or(usual);
    let Some(xml) = member(&mut archive, &main, FORMAT.words)? else {
        return Err(ProblemKind::Broken(
            FORMAT.words.to_owned(),
            "it has no text part".into(),
        ));
    };
    let mut text = text_of(&xml, &PARTS, FORMAT.words)?;
    let parts = related(&mut archive, &main, FORMAT.words);
    for notes in ["footnotes", "endnotes"] {
        let usual = format!("word/{notes}.xml");
        let part = of_kind(&parts, &format!("/{notes}")).unwrap_or(usual);
        if let Some(notes) = member(&mut archive, &part, FORMAT.words)? {
            text.push('\n');
            text.push_str(&text_of(&notes, &PARTS, FORMAT.words)?);
        }
    }
    let mut draft = Draft {
        text: tidy(&text),
        date: date_in_file_name(name.rsplit('/').next().unwrap_or(name)),
        encoding: "DOCX".into(),
        ..Draft::default()
    };
    if let Some(core) = member(&mut archive, "docProps/core.xml", FORMAT.words)? {
        about(&mut draft, values(&core, &["title", "creator", "created"]));
    }
    finished(draft)
}

/// The part of a kind among those that one refers to.
fn of_kind(parts: &[(String, String)], end: &str) -> Option<String> {
    let found = parts.iter().find(|(kind, _)| kind.ends_with(end));
    found.map(|(_, part)| part.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
        let mut out = std::io::Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut out);
        for (name, text) in members {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        out.into_inner()
    }

    fn body(inside: &str) -> String {
        format!("<w:document><w:body>{inside}</w:body></w:document>")
    }

    fn text(inside: &str) -> String {
        docx("a.docx", &zipped(&[("word/document.xml", &body(inside))]))
            .unwrap()
            .text
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn notes_and_boxes_stand_behind_the_sentence_they_interrupt() {
        let text_box = format!(
            "<w:drawing><w:txbxContent>{}{}</w:txbxContent></w:drawing>",
            paragraph("Box one."),
            paragraph("Box two.")
        );
        let within = format!(
            "<w:p><w:r><w:t>Before</w:t></w:r><w:r>{text_box}</w:r><w:r><w:t xml:space='preserve'> after.</w:t></w:r></w:p>{}",
            paragraph("Next.")
        );
        assert_eq!(
            text(&within),
            "Before after.\nBox one.\nBox two.\n\nNext.".replace("\n\n", "\n")
        );
        // A box in a box, and one outside any paragraph.
        let nested = format!(
            "<w:txbxContent><w:p><w:r><w:t>Outer</w:t></w:r>{text_box}</w:p></w:txbxContent>"
        );
        assert_eq!(text(&nested), "Outer\nBox one.\nBox two.");
    }

    #[test]
    fn hyphens_that_do_not_break_are_kept_and_optional_ones_are_not() {
        let inside = "<w:p><w:r><w:t>UN</w:t><w:noBreakHyphen/><w:t>backed co</w:t><w:softHyphen/><w:t>operation</w:t></w:r></w:p>";
        assert_eq!(text(inside), "UN\u{2011}backed cooperation");
    }

    #[test]
    fn hidden_words_are_none() {
        let run = |about: &str, words: &str| {
            format!("<w:r><w:rPr>{about}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>")
        };
        let inside = format!(
            "<w:p>{}{}{}</w:p>",
            run("<w:vanish/>", "secret "),
            run("<w:vanish w:val='0'/>", "shown "),
            run("<w:b/>", "bold")
        );
        assert_eq!(text(&inside), "shown bold");
    }

    #[test]
    fn parts_are_where_the_document_says() {
        let relation = |kind: &str, target: &str| {
            format!("<Relationship Id='r' Type='http://x/{kind}' Target='{target}'/>")
        };
        let list = |all: &str| format!("<Relationships>{all}</Relationships>");
        let notes = |words: &str| {
            format!(
                "<w:endnotes><w:endnote>{}</w:endnote></w:endnotes>",
                paragraph(words)
            )
        };
        let bytes = zipped(&[
            (
                "_rels/.rels",
                &list(&relation("officeDocument", "/word/document2.xml")),
            ),
            (
                "word/_rels/document2.xml.rels",
                &list(&(relation("endnotes", "notes/e.xml") + &relation("footnotes", "../f.xml"))),
            ),
            ("word/document2.xml", &body(&paragraph("Main."))),
            ("word/notes/e.xml", &notes("Endnote.")),
            ("f.xml", &notes("Footnote.")),
        ]);
        let draft = docx("2023-02-22 road.docx", &bytes).unwrap();
        assert_eq!(draft.text, "Main.\n\nFootnote.\n\nEndnote.");
        assert_eq!(draft.date.unwrap().to_string(), "2023-02-22");
    }

    #[test]
    fn any_prefix_will_do() {
        for (declared, prefix) in [
            (
                "xmlns:ns0=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"",
                "ns0:",
            ),
            (
                "xmlns=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"",
                "",
            ),
        ] {
            let xml = body(&paragraph("Main."))
                .replace("<w:document>", &format!("<w:document {declared}>"))
                .replace("w:", prefix);
            let bytes = zipped(&[("word/document.xml", &xml)]);
            assert_eq!(docx("a.docx", &bytes).unwrap().text, "Main.", "{xml}");
        }
    }
}
