//! A stream cut into pieces at the beginnings of its articles, so that a file of any size is read with one
//! article in memory; and the text of such a piece.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::declared;
use crate::import::decode;
use crate::import::input::unreadable;
use crate::import::limits::{MAX_TEXT_BYTES, MAX_WHOLE_BYTES};

/// Bytes that are read at once.
const STEP: usize = 256 << 10;
/// Longest mark, in bytes: what may still become one is looked at again with what follows.
const LONGEST_MARK: usize = 4096;

/// Gives the pieces one by one: first what stands before the first mark, then from mark to mark.
pub(super) struct Pieces<'p> {
    input: Box<dyn BufRead + 'p>,
    mark: &'p Regex,
    buffer: Vec<u8>,
    /// Where in the buffer the next piece begins.
    start: usize,
    /// How far the buffer was searched already.
    searched: usize,
    ended: bool,
}

impl<'p> Pieces<'p> {
    pub(super) fn new(input: Box<dyn BufRead + 'p>, mark: &'p Regex) -> Self {
        Self {
            input,
            mark,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            ended: false,
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// What the system says; a piece that is longer than an article may be.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, ProblemKind> {
        loop {
            let found = self.mark.find_at(&self.buffer, self.searched);
            let certain = found.filter(|m| self.ended || m.end() < self.buffer.len());
            if let Some(mark) = certain.filter(|m| m.start() > self.start) {
                return Ok(Some(self.take(mark.start())));
            }
            if let Some(own) = certain {
                // The mark with which this piece begins.
                self.searched = own.end().max(self.start + 1);
                continue;
            }
            if self.ended {
                let end = self.buffer.len();
                return Ok((end > self.start).then(|| self.take(end)));
            }
            self.searched = self
                .searched
                .max(self.buffer.len().saturating_sub(LONGEST_MARK));
            self.read_on()?;
        }
    }

    fn take(&mut self, end: usize) -> Vec<u8> {
        let piece = self.buffer.get(self.start..end).unwrap_or_default();
        let piece = piece.to_vec();
        self.start = end;
        self.searched = end;
        piece
    }

    fn read_on(&mut self) -> Result<(), ProblemKind> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
        if self.buffer.len() > MAX_TEXT_BYTES {
            let most = MAX_TEXT_BYTES >> 20;
            return Err(ProblemKind::Limit(format!(
                "one article in it is longer than {most} MB"
            )));
        }
        let mut step = self.input.by_ref().take(STEP as u64);
        let read = step.read_to_end(&mut self.buffer).map_err(unreadable)?;
        self.ended = read == 0;
        Ok(())
    }
}

/// What pieces of one file are decoded with: UTF-8 where they fit it, else what the file declares, else what
/// the first of them seemed to be.
pub(super) struct PieceDecoder {
    legacy: Option<&'static Encoding>,
    guessed: bool,
    declared: Option<&'static Encoding>,
}

impl PieceDecoder {
    /// `head` are the first bytes of the file; `usual` is what the service writes where it declares nothing.
    pub(super) fn new(head: &[u8], usual: Option<&'static Encoding>) -> Self {
        Self {
            legacy: None,
            guessed: false,
            declared: declared(head).or(usual),
        }
    }

    /// The text of a piece.
    pub(super) fn text<'t>(&mut self, bytes: &'t [u8]) -> Cow<'t, str> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Cow::Borrowed(text);
        }
        if self.legacy.is_none() {
            let fits = |e: &&'static Encoding| !e.decode_without_bom_handling(bytes).1;
            self.legacy = self.declared.filter(fits);
        }
        if let Some(encoding) = self.legacy {
            return Cow::Owned(encoding.decode_without_bom_handling(bytes).0.into_owned());
        }
        let guess = decode(bytes).ok();
        self.guessed = guess.is_some();
        match guess.and_then(|d| Some((Encoding::for_label(d.encoding.as_bytes())?, d.text))) {
            Some((encoding, text)) => {
                self.legacy = Some(encoding).filter(|e| *e != UTF_8);
                text
            }
            None => String::from_utf8_lossy(bytes),
        }
    }

    /// The encoding that was met, and whether it is a guess.
    pub(super) fn encoding(&self) -> (&'static str, bool) {
        match self.legacy {
            Some(encoding) => (encoding.name(), self.guessed),
            None => (UTF_8.name(), false),
        }
    }
}

/// The encoding that markup declares for itself; none of what is no markup, or of UTF-8.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(head);
    let start = start
        .trim_start_matches(['\u{FEFF}', '\u{FFFD}'])
        .trim_start();
    let found = start.starts_with('<').then(|| declared::declared(head))?;
    found.filter(|e| *e != UTF_8)
}

/// The stream as UTF-8 where it is in UTF-16: then it is read whole, so that marks are found.
///
/// # Errors
/// Such a file that is too large, or does not fit its encoding.
pub(super) fn without_utf16<'i>(
    head: &[u8],
    mut input: Box<dyn BufRead + 'i>,
) -> Result<Box<dyn BufRead + 'i>, ProblemKind> {
    let even = head.get(..head.len() & !1).unwrap_or_default();
    let is_wide = decode(even).is_ok_and(|d| d.encoding.starts_with("UTF-16"));
    if !is_wide {
        return Ok(input);
    }
    let mut bytes = Vec::new();
    let mut whole = input.by_ref().take(MAX_WHOLE_BYTES + 1);
    let read = whole.read_to_end(&mut bytes).map_err(unreadable)? as u64;
    if read > MAX_WHOLE_BYTES {
        return Err(ProblemKind::TooLarge {
            bytes: read,
            limit: MAX_WHOLE_BYTES,
        });
    }
    let text = decode(&bytes)?.text.into_owned();
    Ok(Box::new(Cursor::new(text.into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &[u8], mark: &str) -> Vec<String> {
        let mark = Regex::new(mark).unwrap();
        let mut pieces = Pieces::new(Box::new(text), &mark);
        let mut out = Vec::new();
        while let Some(piece) = pieces.next().unwrap() {
            out.push(String::from_utf8(piece).unwrap());
        }
        out
    }

    #[test]
    fn pieces_begin_at_their_marks_and_nothing_is_lost() {
        assert_eq!(cut(b"head<a>1<a>2", "<a>"), ["head", "<a>1", "<a>2"]);
        assert_eq!(cut(b"<a>1<a>", "<a>"), ["<a>1", "<a>"]);
        assert_eq!(cut(b"none", "<a>"), ["none"]);
        assert!(cut(b"", "<a>").is_empty());
        // Across the steps in which a stream is read.
        let long = format!("{}<article>", "x".repeat(STEP - 4)).repeat(5);
        let got = cut(long.as_bytes(), "<article>");
        assert_eq!((got.len(), got.concat() == long), (6, true));
    }

    #[test]
    fn utf8_comes_before_what_is_declared() {
        let head = b"<meta charset=ISO-8859-1>";
        let mut decoder = PieceDecoder::new(head, None);
        assert_eq!(decoder.text("é".as_bytes()), "é");
        assert_eq!(decoder.text(b"caf\xE9"), "café");
        assert_eq!(decoder.encoding(), ("windows-1252", false));
    }
}
