//! gzip around another file, all members of it.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::packed::{is_inside_sandboxed, read_unpacked};

pub(crate) static FORMAT: Format = Format {
    words: "a gzip file",
    names: &["`.gz`"],
    endings: &["gz", "tgz"],
    contents: Contents::File,
    sniff: Sniff {
        magic: |head| head.starts(b"\x1F\x8B"),
        ..Sniff::NOTHING
    },
    sandboxed: |file| is_inside_sandboxed(file, |packed| Ok(gunzip(packed))),
    read,
};

fn gunzip<R: Read>(packed: R) -> MultiGzDecoder<R> {
    MultiGzDecoder::new(packed)
}

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    read_unpacked(FORMAT.words, gunzip(input.stream()), context, outlet)
}
