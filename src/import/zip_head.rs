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

/// Names in the local headers of an archive's first members, one behind the other: what lies inside a member
/// (an archive that was not packed again) is none of them.
fn member_names(head: &[u8]) -> Vec<&str> {
    let mut out = Vec::new();
    let mut at = 0;
    while head.get(at..).is_some_and(|rest| rest.starts_with(SIGN)) {
        let short = |from: usize| {
            let bytes = head.get(at + from..)?.first_chunk::<2>()?;
            Some(usize::from(u16::from_le_bytes(*bytes)))
        };
        let long = |from: usize| {
            let bytes = head.get(at + from..)?.first_chunk::<4>()?;
            Some(u32::from_le_bytes(*bytes) as usize)
        };
        let (Some(flags), Some(method), Some(packed)) = (short(6), short(8), long(18)) else {
            break;
        };
        let (Some(name), Some(extra)) = (short(26), short(28)) else {
            break;
        };
        let data = at + 30 + name + extra;
        let name = head.get(at + 30..at + 30 + name);
        out.extend(name.and_then(|n| std::str::from_utf8(n).ok()));
        let says_size_behind = flags & 8 != 0;
        at = match (says_size_behind, method) {
            (false, _) => data + packed,
            // Where the size stands behind what is not packed, nobody can tell where that ends.
            (true, 0) if packed == 0 => break,
            (true, 0) => data + packed,
            (true, _) => {
                let rest = head.get(data..).unwrap_or_default();
                match rest.windows(SIGN.len()).position(|w| w == SIGN) {
                    Some(found) => data + found,
                    None => break,
                }
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zipped(members: &[(&str, &[u8])], stored: bool) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let method = if stored {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        for (name, bytes) in members {
            let options = zip::write::SimpleFileOptions::default().compression_method(method);
            archive.start_file(*name, options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_of_documents_is_no_document() {
        let document = zipped(
            &[
                ("[Content_Types].xml", b"<x/>"),
                ("word/document.xml", b"<x/>"),
            ],
            false,
        );
        let archive = zipped(&[("a.docx", &document), ("b.docx", &document)], true);
        assert!(has_parts(&FileHead::new("a.docx", &document), "word/"));
        assert!(!has_parts(&FileHead::new("a.zip", &archive), "word/"));
        assert_eq!(member_names(&archive), ["a.docx", "b.docx"]);
    }
}
