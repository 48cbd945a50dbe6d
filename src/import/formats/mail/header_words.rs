//! Words of mail headers: encoded words of any charset, also where one is cut inside a character, and raw bytes
//! of old programs.

use encoding_rs::Encoding;

use crate::import::decode;

/// The words of a header value.
pub(super) fn header_words(raw: &[u8]) -> String {
    let unfolded = unfolded(raw);
    let mut out = String::new();
    // Bytes of encoded words that follow each other in one charset: a character may be cut between them.
    let mut open: Option<(&'static Encoding, Vec<u8>)> = None;
    let mut rest: &[u8] = &unfolded;
    while !rest.is_empty() {
        let (plain, word) = next_word(rest);
        let is_gap = open.is_some() && word.is_some() && plain.iter().all(u8::is_ascii_whitespace);
        if !is_gap && !plain.is_empty() {
            close(&mut open, &mut out);
            out.push_str(&raw_words(plain));
        }
        let Some(word) = word else { break };
        rest = word.rest;
        match &mut open {
            Some((encoding, bytes)) if *encoding == word.encoding => bytes.extend(word.bytes),
            other => {
                close(other, &mut out);
                *other = Some((word.encoding, word.bytes));
            }
        }
    }
    close(&mut open, &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn close(open: &mut Option<(&'static Encoding, Vec<u8>)>, out: &mut String) {
    if let Some((encoding, bytes)) = open.take() {
        out.push_str(&encoding.decode_without_bom_handling(&bytes).0);
    }
}

fn raw_words(bytes: &[u8]) -> String {
    if bytes.trim_ascii().is_empty() {
        return " ".to_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => decode(bytes).map_or_else(
            |_| String::from_utf8_lossy(bytes).into_owned(),
            |d| d.text.into_owned(),
        ),
    }
}

/// A value in one line.
fn unfolded(raw: &[u8]) -> Vec<u8> {
    let kept = raw.iter().filter(|b| !matches!(b, b'\r' | b'\n'));
    kept.copied().collect()
}

struct EncodedWord<'r> {
    encoding: &'static Encoding,
    bytes: Vec<u8>,
    rest: &'r [u8],
}

/// What stands before the next encoded word, and that word.
fn next_word(raw: &[u8]) -> (&[u8], Option<EncodedWord<'_>>) {
    let starts = raw.windows(2).enumerate().filter(|(_, w)| *w == b"=?");
    for (at, _) in starts {
        let (before, from) = raw.split_at(at);
        if let Some(word) = encoded_word(from) {
            return (before, Some(word));
        }
    }
    (raw, None)
}

/// `=?charset?Q?words?=`
fn encoded_word(raw: &[u8]) -> Option<EncodedWord<'_>> {
    let mut parts = raw.get(2..)?.splitn(3, |b| *b == b'?');
    let (charset, kind, words) = (parts.next()?, parts.next()?, parts.next()?);
    let end = words.windows(2).position(|w| w == b"?=")?;
    let (words, rest) = words.split_at(end);
    // A language may stand behind the charset: utf-8*en.
    let charset = charset.split(|b| *b == b'*').next()?;
    let encoding = Encoding::for_label(charset)?;
    let bytes = match kind {
        b"Q" | b"q" => quoted(words),
        b"B" | b"b" => mail_parser::decoders::base64::base64_decode(words)?,
        _ => return None,
    };
    Some(EncodedWord {
        encoding,
        bytes,
        rest: rest.get(2..).unwrap_or_default(),
    })
}

fn quoted(words: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(byte) = words.get(at) {
        let hex = words
            .get(at + 1..at + 3)
            .filter(|_| *byte == b'=')
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, hex) {
            (_, Some(value)) => {
                out.push(value);
                at += 3;
                continue;
            }
            (b'_', None) => out.push(b' '),
            (other, None) => out.push(*other),
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_headers_are_whole() {
        let (latin, _, _) = encoding_rs::WINDOWS_1251.encode("Бои за город и дорогу на запад");
        for (raw, expected) in [
            (&b" Road cut\r\n"[..], "Road cut"),
            (
                b"=?UTF-8?Q?pasi=C5=BEad=C4?=\r\n =?UTF-8?Q?=97jim=C5=B3?=",
                "pasižadėjimų",
            ),
            (b"=?utf-8?B?0JE=?= =?utf-8?b?0L7QuA==?=", "Бои"),
            (b"Re: =?iso-8859-1?Q?caf=E9_au?= lait", "Re: café au lait"),
            (b"=?utf-8*en?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"),
            (b"=?x-none?Q?a?= b", "=?x-none?Q?a?= b"),
            (b"a =? b ?= c", "a =? b ?= c"),
            (&latin, "Бои за город и дорогу на запад"),
        ] {
            assert_eq!(header_words(raw), expected);
        }
    }
}
