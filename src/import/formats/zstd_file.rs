//! Zstandard around another file, all frames of it.

use zstd::stream::read::Decoder;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::packed::{is_inside_sandboxed, read_unpacked};

pub(crate) static FORMAT: Format = Format {
    words: "a Zstandard file",
    names: &["`.zst`"],
    endings: &["zst"],
    contents: Contents::File,
    sniff: Sniff {
        magic: |head| head.starts(b"\x28\xB5\x2F\xFD"),
        ..Sniff::NOTHING
    },
    sandboxed: |file| is_inside_sandboxed(file, Decoder::new),
    read,
};

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let unpacked = Decoder::with_buffer(input.stream())
        .map_err(|e| ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string()))?;
    read_unpacked(FORMAT.words, unpacked, context, outlet)
}
