//! OpenDocument texts (ODT): the body, without comments and tracked changes.

use crate::corpus::{Draft, ProblemKind, date_in_file_name};
use crate::import::document_xml::{PartNames, about, finished, member, open, text_of, values};
use crate::import::formats::html::tidy;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_DOCUMENT_BYTES;
use crate::import::zip_head;

pub(crate) static FORMAT: Format = Format {
    words: "an OpenDocument text",
    names: &["ODT"],
    endings: &["odt"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| {
            zip_head::says(head, "opendocument.text") || zip_head::is_named(head, &["odt"])
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        let draft = odt(context.head.name, &bytes)?;
        outlet.deliver(vec![draft], bytes.len() as u64);
        Ok(())
    },
};

const PARTS: PartNames = PartNames {
    run: &["text:p", "text:h", "text:span", "text:a"],
    paragraph: &["text:p", "text:h"],
    cell: &["table:table-cell"],
    tab: &["text:tab"],
    line: &["text:line-break"],
    space: &["text:s"],
    hyphen: &[],
    aside: &["text:note-body", "draw:text-box"],
    // A reading above a word repeats it.
    skipped: &[
        "office:annotation",
        "text:tracked-changes",
        "text:note-citation",
        "text:ruby-text",
        "office:automatic-styles",
        "office:forms",
    ],
    hides: &[],
    stretch: &[],
};

/// Makes an article of an OpenDocument text.
fn odt(name: &str, bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let mut archive = open(bytes, FORMAT.words)?;
    let Some(xml) = member(&mut archive, "content.xml", FORMAT.words)? else {
        return Err(ProblemKind::Broken(
            FORMAT.words.to_owned(),
            "it has no text part".into(),
        ));
    };
    let mut draft = Draft {
        text: tidy(&text_of(&xml, &PARTS, FORMAT.words)?),
        date: date_in_file_name(name.rsplit('/').next().unwrap_or(name)),
        encoding: "ODT".into(),
        ..Draft::default()
    };
    if let Some(meta) = member(&mut archive, "meta.xml", FORMAT.words)? {
        about(
            &mut draft,
            values(&meta, &["title", "initial-creator", "creation-date"]),
        );
    }
    finished(draft)
}
