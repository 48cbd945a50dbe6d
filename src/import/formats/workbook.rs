//! Workbooks (XLSX, ODS): each sheet is a table. The reader is part of builds with the feature `formats`.

#[cfg(feature = "formats")]
mod month_formats;
#[cfg(feature = "formats")]
mod sheets;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::zip_head;

pub(crate) static FORMAT: Format = Format {
    words: "a workbook",
    names: &["XLSX", "ODS"],
    endings: &["xlsx", "xlsm", "ods"],
    contents: Contents::Records,
    sniff: Sniff {
        magic: |head| {
            zip_head::says(head, "opendocument.spreadsheet")
                || zip_head::has_parts(head, "xl/")
                || zip_head::is_named(head, &["xlsx", "xlsm", "ods"])
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
    let bytes = input.whole(crate::import::limits::MAX_WHOLE_BYTES)?;
    sheets::workbook(&bytes, context.mapping, outlet)
}

#[cfg(not(feature = "formats"))]
fn read(_: Input<'_>, _: &mut ReadContext<'_>, _: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    Err(ProblemKind::NotText(FORMAT.words.to_owned()))
}
