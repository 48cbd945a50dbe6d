//! Zstandard around another file, all frames of it, however long their windows are.

use std::io::{self, BufRead, BufReader};

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
        magic: |head| head.starts(b"\x28\xB5\x2F\xFD") || is_skippable(head.bytes),
        ..Sniff::NOTHING
    },
    sandboxed: |file| is_inside_sandboxed(file, |packed| decoder(BufReader::new(packed))),
    read,
};

/// Whether it begins with a frame that is passed over, as programs put one before the first that is read.
fn is_skippable(head: &[u8]) -> bool {
    head.first().is_some_and(|b| b & 0xF0 == 0x50) && head.get(1..4) == Some(b"\x2A\x4D\x18")
}

/// Largest window, as a power of two: what `--long=31` packs.
const WINDOW_LOG: u32 = 31;

fn decoder<'d, R: BufRead>(packed: R) -> io::Result<Decoder<'d, R>> {
    let mut out = Decoder::with_buffer(packed)?;
    out.window_log_max(WINDOW_LOG)?;
    Ok(out)
}

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let unpacked = decoder(input.stream())
        .map_err(|e| ProblemKind::Broken(FORMAT.words.to_owned(), e.to_string()))?;
    read_unpacked(FORMAT.words, unpacked, context, outlet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn long_windows_and_frames_that_are_passed_over_are_read() {
        let mut packer = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        packer.long_distance_matching(true).unwrap();
        packer.window_log(30).unwrap();
        packer.write_all(b"Road cut").unwrap();
        let frame = packer.finish().unwrap();
        let skipped = b"\x50\x2A\x4D\x18\x04\0\0\0abcd";
        let file = [&skipped[..], &frame, skipped, &frame].concat();
        assert!(is_skippable(&file));
        let mut out = String::new();
        decoder(&file[..])
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, "Road cutRoad cut");
    }
}
