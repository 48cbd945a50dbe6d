//! Word documents (DOCX): the body and its footnotes, without comments and deletions.

use crate::corpus::{Draft, ProblemKind};
use crate::import::document_xml::{PartNames, about, finished, member, open, text_of, values};
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
    read: |input, _, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        if downloads::document::take_word(&bytes, outlet)? {
            return Ok(());
        }
        outlet.deliver(vec![docx(&bytes)?], bytes.len() as u64);
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
    skipped: &["w:pPr", "w:del", "w:moveFrom", "w:instrText", "mc:Fallback"],
};

/// Makes an article of a Word document: its body, without comments and deletions.
fn docx(bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let mut archive = open(bytes, FORMAT.words)?;
    let Some(xml) = member(&mut archive, "word/document.xml", FORMAT.words)? else {
        return Err(ProblemKind::Broken(
            FORMAT.words.to_owned(),
            "it has no text part".into(),
        ));
    };
    let mut text = text_of(&xml, &PARTS, FORMAT.words)?;
    if let Some(notes) = member(&mut archive, "word/footnotes.xml", FORMAT.words)? {
        text.push_str(&text_of(&notes, &PARTS, FORMAT.words)?);
    }
    let mut draft = Draft {
        text: tidy(&text),
        encoding: "DOCX".into(),
        ..Draft::default()
    };
    if let Some(core) = member(&mut archive, "docProps/core.xml", FORMAT.words)? {
        about(&mut draft, values(&core, &["title", "creator", "created"]));
    }
    finished(draft)
}
