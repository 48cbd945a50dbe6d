//! The one place through which the subcommands speak.
//!
//! Titles, paths, tags, names of people and queries come from anybody and may hold orders to a terminal. What
//! is written for people shows them where it goes to a terminal ([`line`], [`say`]); data keep them, in a
//! terminal escaped as their format does it ([`Data`]). A stream that is full or closed is an error of the
//! command, never a fault of the program.

use std::fmt::{self, Display};
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::{is_order, visible, visible_line};

/// Whether something could not be told on standard error: what was left out must not pass for nothing.
static UNTOLD: AtomicBool = AtomicBool::new(false);

/// Writes a line of a result for people to standard output.
///
/// # Errors
/// What the system says.
pub(super) fn line(out: &mut dyn Write, words: fmt::Arguments<'_>) -> io::Result<()> {
    let words = words.to_string();
    if io::stdout().is_terminal() {
        writeln!(out, "{}", visible_line(&words))
    } else {
        writeln!(out, "{words}")
    }
}

/// Says something on standard error, with the name of the program before it.
pub fn say(words: impl Display) {
    tell(&format!("dateline: {words}\n"));
}

/// Says something on standard error as it is.
pub(super) fn tell(words: &str) {
    let mut err = io::stderr().lock();
    let outcome = if err.is_terminal() {
        err.write_all(under_each_other(words).as_bytes())
    } else {
        err.write_all(words.as_bytes())
    };
    // Whoever reads it may go when they have read enough.
    if outcome.is_err_and(|e| e.kind() != io::ErrorKind::BrokenPipe) {
        UNTOLD.store(true, Ordering::Relaxed);
    }
}

/// Words for a terminal: what begins a further line is set in, so that no part of them passes for a message of
/// its own.
fn under_each_other(words: &str) -> String {
    let (lines, end) = match words.strip_suffix('\n') {
        Some(lines) => (lines, "\n"),
        None => (words, ""),
    };
    visible(lines).replace('\n', "\n  ") + end
}

/// Shows how far something has come, on the line of a terminal that is written over again and again. A
/// terminal that is gone needs none.
pub(super) fn progress(words: &str) {
    let mut err = io::stderr().lock();
    drop(write!(err, "\r{words}").and_then(|()| err.flush()));
}

/// Whether something could not be told on standard error.
pub(super) fn is_untold() -> bool {
    UNTOLD.load(Ordering::Relaxed)
}

/// How a format of data writes a character that a terminal must not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// `\u001b`, as in JSON: it reads back as what it was.
    Json,
    /// `\u{1b}`: as in RON, where it reads back too; tables have no way of their own.
    Braces,
}

/// Standard output for data: as they are, but for orders where it is a terminal.
pub(super) struct Data<W: Write> {
    out: W,
    /// None where everything goes through as it is.
    escape: Option<Escape>,
    /// The beginning of a character, or a carriage return that may belong to the end of a line.
    held: Vec<u8>,
}

/// Standard output for data of a format.
pub(super) fn data(escape: Escape) -> Data<StdoutLock<'static>> {
    let out = io::stdout().lock();
    let escape = out.is_terminal().then_some(escape);
    Data::new(out, escape)
}

impl<W: Write> Data<W> {
    fn new(out: W, escape: Option<Escape>) -> Self {
        Self {
            out,
            escape,
            held: Vec::new(),
        }
    }
}

impl<W: Write> Write for Data<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(escape) = self.escape else {
            return self.out.write(bytes);
        };
        self.held.extend_from_slice(bytes);
        let (shown, used) = escaped(&self.held, escape);
        self.held.drain(..used);
        self.out.write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What of these bytes can be shown already, and how many they are; what ends in the middle of something is
/// left for the next time.
fn escaped(bytes: &[u8], escape: Escape) -> (String, usize) {
    let mut out = String::with_capacity(bytes.len());
    let mut used = 0;
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let at_end = used + c.len_utf8() == bytes.len();
            if c == '\r' && at_end {
                return (out, used);
            }
            let is_end_of_line = c == '\r' && next == Some('\n');
            if is_order(c) && !matches!(c, '\n' | '\t') && !is_end_of_line {
                match escape {
                    Escape::Json => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                    Escape::Braces => out.extend(c.escape_unicode()),
                }
            } else {
                out.push(c);
            }
            used += c.len_utf8();
        }
        let wrong = chunk.invalid();
        if wrong.is_empty() {
            continue;
        }
        if used + wrong.len() == bytes.len() && wrong.len() < 4 {
            // Perhaps the rest of the character is still to come.
            return (out, used);
        }
        out.push(char::REPLACEMENT_CHARACTER);
        used += wrong.len();
    }
    (out, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]], escape: Option<Escape>) -> String {
        let mut data = Data::new(Vec::new(), escape);
        for piece in pieces {
            data.write_all(piece).unwrap();
        }
        data.flush().unwrap();
        String::from_utf8(data.out).unwrap()
    }

    #[test]
    fn data_are_untouched_but_on_a_terminal() {
        let csv = "a,\u{9b}31m\r\nż,\u{1b}]0;x\u{7}\r\n";
        assert_eq!(written(&[csv.as_bytes()], None), csv);
        assert_eq!(
            written(&[csv.as_bytes()], Some(Escape::Braces)),
            "a,\\u{9b}31m\r\nż,\\u{1b}]0;x\\u{7}\r\n"
        );
        let json = "{\"a\":\"\u{9b}\u{7f}\u{202e}\"}\n";
        let shown = written(&[json.as_bytes()], Some(Escape::Json));
        assert_eq!(shown, "{\"a\":\"\\u009b\\u007f\\u202e\"}\n");
        let (before, after): (serde_json::Value, serde_json::Value) = (
            serde_json::from_str(json).unwrap(),
            serde_json::from_str(&shown).unwrap(),
        );
        assert_eq!(before, after, "and they read back as what they were");
    }

    #[test]
    fn pieces_may_end_anywhere() {
        let whole = "ż\r\n\u{9b}\rx\u{202e}ł\n".as_bytes();
        let one = written(&[whole], Some(Escape::Braces));
        assert_eq!(one, "ż\r\n\\u{9b}\\u{d}x\\u{202e}ł\n");
        for at in 0..whole.len() {
            let (a, b) = whole.split_at(at);
            assert_eq!(written(&[a, b], Some(Escape::Braces)), one, "{at}");
        }
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(written(&bytes, Some(Escape::Braces)), one);
    }

    #[test]
    fn nothing_in_a_message_passes_for_another() {
        let forged = "dateline: x\ndateline: nothing wrong\n\u{1b}[2J\n";
        assert_eq!(
            under_each_other(forged),
            "dateline: x\n  dateline: nothing wrong\n  \\u{1b}[2J\n"
        );
    }
}
