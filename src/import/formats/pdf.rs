//! PDF: its text layer. The reader is part of builds with the feature `formats`.

#[cfg(feature = "formats")]
mod layout;
#[cfg(feature = "formats")]
mod paragraphs;
#[cfg(feature = "formats")]
mod text_layer;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;

/// Bytes within which the sign stands: some programs write something before it.
const SIGN_WITHIN: usize = 1024;

pub(crate) static FORMAT: Format = Format {
    words: "a PDF",
    names: &["PDF"],
    endings: &["pdf"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| {
            let start = head.bytes.get(..SIGN_WITHIN).unwrap_or(head.bytes);
            start.windows(5).any(|w| w == b"%PDF-")
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read,
};

#[cfg(feature = "formats")]
fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(crate::import::limits::MAX_DOCUMENT_BYTES)?;
    let (mut draft, partly) = text_layer::pdf(bytes.into_owned())?;
    let name = context.head.name;
    draft.date = crate::corpus::date_in_file_name(name.rsplit('/').next().unwrap_or(name));
    crate::import::formats::downloads::document::deliver(draft, "PDF", context, outlet);
    partly.map_or(Ok(()), Err)
}

#[cfg(not(feature = "formats"))]
fn read(_: Input<'_>, _: &mut ReadContext<'_>, _: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    Err(ProblemKind::NotText(FORMAT.words.to_owned()))
}
