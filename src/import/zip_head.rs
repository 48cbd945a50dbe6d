//! The beginning of a ZIP archive: office documents are archives whose first members tell them.

use crate::import::head::FileHead;

const SIGN: &[u8] = b"PK\x03\x04";
const SIGN_OF_EMPTY: &[u8] = b"PK\x05\x06";
/// Bytes of the first member within which it says what the archive is.
const MIMETYPE_WITHIN: usize = 120;

/// Whether it is a ZIP archive of any kind.
pub(crate) fn is_zip(head: &FileHead<'_>) -> bool {
    head.starts(SIGN) || head.starts(SIGN_OF_EMPTY)
}

/// Whether it is such an archive and its first member says that it is of this kind.
pub(crate) fn says(head: &FileHead<'_>, kind: &str) -> bool {
    let first = head.bytes.get(30..).unwrap_or_default();
    let rest = first.strip_prefix(b"mimetype").unwrap_or_default();
    let rest = rest.get(..MIMETYPE_WITHIN).unwrap_or(rest);
    is_zip(head) && rest.windows(kind.len()).any(|w| w == kind.as_bytes())
}

/// Whether it is an archive of Microsoft's kind with parts in this folder.
pub(crate) fn has_parts(head: &FileHead<'_>, folder: &str) -> bool {
    let names = member_names(head.bytes);
    is_zip(head)
        && names.contains(&"[Content_Types].xml")
        && names.iter().any(|n| n.starts_with(folder))
}

/// Whether it is such an archive, says nothing of itself, and has one of these endings.
pub(crate) fn is_named(head: &FileHead<'_>, endings: &[&str]) -> bool {
    is_zip(head)
        && head.has_ending(endings)
        && !["epub+zip", "opendocument"].iter().any(|k| says(head, k))
        && !["word/", "xl/"].iter().any(|f| has_parts(head, f))
}

/// Names in the local headers of an archive's first members.
fn member_names(head: &[u8]) -> Vec<&str> {
    let starts = head
        .windows(SIGN.len())
        .enumerate()
        .filter(|(_, w)| *w == SIGN);
    starts
        .filter_map(|(at, _)| {
            let len = head.get(at + 26..at + 28)?;
            let len = usize::from(u16::from_le_bytes([*len.first()?, *len.last()?]));
            std::str::from_utf8(head.get(at + 30..at + 30 + len)?).ok()
        })
        .collect()
}
