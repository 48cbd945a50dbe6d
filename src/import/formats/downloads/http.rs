//! The answer of a server as a web archive keeps it: head, and a body that may be cut into chunks and packed,
//! or may not, whatever the head says.

use std::borrow::Cow;
use std::io::Read;

use crate::import::limits::MAX_MEMBER_BYTES;

/// What a server gave.
pub(super) struct Response<'b> {
    pub content_type: String,
    pub body: Cow<'b, [u8]>,
}

/// The ending of a page or a PDF; `None` for anything else.
pub(super) fn is_page(response: &Response<'_>) -> Option<&'static str> {
    let kind = response.content_type.to_ascii_lowercase();
    let body = &response.body;
    if body.starts_with(b"%PDF-") {
        return Some("pdf");
    }
    let start = body.get(..body.len().min(1024)).unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let seems = start.contains("<html") || start.contains("<!doctype html");
    let says = kind.contains("text/html") || kind.contains("application/xhtml");
    (!body.is_empty() && (says || seems && kind.is_empty())).then_some("html")
}

/// The body of an answer that came well; `None` for others.
pub(super) fn body_of(bytes: &[u8]) -> Option<Response<'_>> {
    if !bytes.starts_with(b"HTTP/") {
        // Old archives keep bodies alone.
        let is_markup = bytes.trim_ascii_start().starts_with(b"<");
        return is_markup.then(|| Response {
            content_type: String::new(),
            body: bytes.into(),
        });
    }
    let (head, body) = parted(bytes);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?;
    if status != "200" && status != "203" {
        return None;
    }
    let (mut content_type, mut packed, mut in_chunks) = (String::new(), String::new(), false);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => value.clone_into(&mut content_type),
            "content-encoding" => packed = value.to_ascii_lowercase(),
            "transfer-encoding" => in_chunks = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    let mut body = Cow::Borrowed(body);
    if in_chunks && let Some(joined) = joined(&body) {
        body = Cow::Owned(joined);
    }
    if let Some(unpacked) = unpacked(&body, &packed) {
        body = Cow::Owned(unpacked);
    }
    Some(Response { content_type, body })
}

fn parted(bytes: &[u8]) -> (&[u8], &[u8]) {
    let find = |mark: &[u8]| {
        bytes
            .windows(mark.len())
            .position(|w| w == mark)
            .map(|at| (at, mark.len()))
    };
    let long = find(b"\r\n\r\n");
    let short = find(b"\n\n");
    let first = match (long, short) {
        (Some(long), Some(short)) if short.0 < long.0 => Some(short),
        (Some(long), _) => Some(long),
        (None, short) => short,
    };
    let Some((at, len)) = first else {
        return (bytes, &[]);
    };
    (
        bytes.get(..at).unwrap_or_default(),
        bytes.get(at + len..).unwrap_or_default(),
    )
}

/// A body without the marks of its chunks; `None` where it has none: the head may lie.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut any = false;
    loop {
        let end = rest.iter().take(1024).position(|b| *b == b'\n');
        let Some(end) = end else { break };
        let line = String::from_utf8_lossy(rest.get(..end)?).into_owned();
        let size = line.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else {
            // A fault behind the first chunk: what came before it is kept.
            break;
        };
        any = true;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        let part = rest.get(..size).unwrap_or(rest);
        out.extend_from_slice(part);
        rest = rest.get(part.len()..)?;
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .unwrap_or(rest);
    }
    any.then_some(out)
}

/// How much of a body in Brotli is unpacked at once.
const BROTLI_BYTES: usize = 4096;

/// A body unpacked; `None` where it is not packed, whatever the head says. What came out before a fault is
/// kept.
fn unpacked(body: &[u8], says: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let unpack = |reader: &mut dyn Read, out: &mut Vec<u8>| {
        // A fault leaves what came before it.
        let read = reader.take(MAX_MEMBER_BYTES).read_to_end(out);
        read.is_ok() || !out.is_empty()
    };
    if body.starts_with(b"\x1F\x8B") {
        let read = unpack(&mut flate2::read::MultiGzDecoder::new(body), &mut out);
        return read.then_some(out);
    }
    let is_plain = body.trim_ascii_start().starts_with(b"<");
    if body.starts_with(&zstd::zstd_safe::MAGICNUMBER.to_le_bytes()) {
        let mut reader = zstd::stream::read::Decoder::with_buffer(body).ok()?;
        return unpack(&mut reader, &mut out).then_some(out);
    }
    if says.split(',').any(|kind| kind.trim() == "br") && !is_plain {
        let mut reader = brotli_decompressor::Decompressor::new(body, BROTLI_BYTES);
        return unpack(&mut reader, &mut out).then_some(out);
    }
    if says.contains("deflate") && !is_plain {
        if unpack(&mut flate2::read::ZlibDecoder::new(body), &mut out) {
            return Some(out);
        }
        out.clear();
        return unpack(&mut flate2::read::DeflateDecoder::new(body), &mut out).then_some(out);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Brotli stream of one part that is stored as it is, and an empty last one (RFC 7932, 9.2).
    fn stored_as_brotli(bytes: &[u8]) -> Vec<u8> {
        let head = (bytes.len() as u32 - 1) << 4 | 1 << 20;
        let mut out = head.to_le_bytes()[..3].to_vec();
        out.extend_from_slice(bytes);
        out.push(0x03);
        out
    }

    #[test]
    fn bodies_are_unpacked_as_they_were_packed_whatever_the_head_says() {
        let page = b"<html><body><p>Road cut.</p></body></html>";
        let response = |says: &str, body: &[u8]| {
            let mut bytes =
                format!("HTTP/1.1 200 OK\r\nContent-Encoding: {says}\r\n\r\n").into_bytes();
            bytes.extend_from_slice(body);
            body_of(&bytes).map(|r| r.body.into_owned())
        };
        let zstd = zstd::encode_all(&page[..], 1).unwrap();
        for (says, body) in [
            ("br", stored_as_brotli(page)),
            ("zstd", zstd.clone()),
            ("br", zstd),
            // Programs that unpacked what they kept left the head as it was.
            ("br", page.to_vec()),
            ("deflate", page.to_vec()),
        ] {
            assert_eq!(response(says, &body).as_deref(), Some(&page[..]), "{says}");
        }
        let cut = stored_as_brotli(page);
        let kept = response("br", &cut[..20]).unwrap();
        assert_eq!(kept, &page[..17], "what came out before a fault");
    }

    #[test]
    fn chunks_are_joined_and_what_has_none_stays() {
        assert_eq!(joined(b"001c37\r\nabc").as_deref(), Some(&b"abc"[..]));
        assert_eq!(
            joined(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").as_deref(),
            Some(&b"abcde"[..])
        );
        assert_eq!(joined(b"<html>\r\nabc"), None);
        assert!(body_of(b"HTTP/1.1 404 Not Found\r\n\r\n<html>").is_none());
    }
}
