//! Parquet tables. The reader is part of builds with the feature `formats`.

#[cfg(feature = "formats")]
mod rows;
#[cfg(feature = "formats")]
mod zones;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;

pub(crate) static FORMAT: Format = Format {
    words: "a Parquet table",
    names: &["Parquet"],
    endings: &["parquet"],
    contents: Contents::Records,
    sniff: Sniff {
        magic: |head| head.starts(b"PAR1"),
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
    match input.into_file() {
        Some(file) => rows::table(file, context.mapping, outlet),
        // Its reader wants a file on disk.
        None => Err(ProblemKind::NotText(
            "a Parquet table inside an archive".into(),
        )),
    }
}

#[cfg(not(feature = "formats"))]
fn read(_: Input<'_>, _: &mut ReadContext<'_>, _: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    Err(ProblemKind::NotText(FORMAT.words.to_owned()))
}
