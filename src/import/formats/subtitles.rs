//! Subtitles of films (SubRip, WebVTT): one article of what is said, without numbers and times.

use crate::corpus::{Draft, ProblemKind, date_in_file_name};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::inline_html::without_markup;
use crate::import::input::Input;
use crate::import::limits::MAX_FILE_BYTES;
use crate::import::{Outlet, decode_until};

pub(crate) static FORMAT: Format = Format {
    words: "a file of subtitles",
    names: &["SRT", "VTT"],
    endings: &["srt", "vtt"],
    contents: Contents::Article,
    sniff: Sniff {
        shape: |head| looks_like_subtitles(head.text()),
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read,
};

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_FILE_BYTES)?;
    let decoded = decode_until(&bytes, outlet.stop())?;
    let text = spoken(&decoded.text);
    if text.is_empty() {
        return Err(ProblemKind::Empty);
    }
    let name = context.head.name;
    let draft = Draft {
        text,
        date: date_in_file_name(name.rsplit('/').next().unwrap_or(name)),
        encoding: decoded.encoding.into(),
        encoding_guessed: decoded.guessed,
        ..Draft::default()
    };
    outlet.deliver(vec![draft], bytes.len() as u64);
    outlet.add_problems(decoded.doubt());
    Ok(())
}

/// Times stand in one of the first lines, behind a number or the name of the format.
fn looks_like_subtitles(text: &str) -> bool {
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let first = lines.next().unwrap_or_default().trim();
    if first == "WEBVTT" || first.starts_with("WEBVTT ") {
        return true;
    }
    let is_number = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    is_times(first) || is_number && lines.next().is_some_and(is_times)
}

/// `00:00:01,000 --> 00:00:04,000`, also with what stands behind.
fn is_times(line: &str) -> bool {
    let is_time = |time: &str| {
        let time = time.trim();
        let time = time.split_whitespace().next().unwrap_or_default();
        time.contains(':')
            && time.contains([',', '.'])
            && time
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b':' | b',' | b'.'))
    };
    line.split_once("-->")
        .is_some_and(|(from, to)| is_time(from) && is_time(to))
}

/// What is said; what is shown again is said once. A sentence goes on in the next line, and is read as one.
fn spoken(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for block in text.replace("\r\n", "\n").split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !is_times(line));
        if lines.next().is_none() {
            // Notes, styles, the head of the file.
            continue;
        }
        for line in lines {
            let line = without_marks(line);
            if !line.is_empty() && out.last() != Some(&line) {
                out.push(line);
            }
        }
    }
    let mut text = String::new();
    for line in out {
        if !text.is_empty() {
            let ends = ['.', '!', '?', '…', '。', '！', '？', '"', '”', '»'];
            text.push(if text.ends_with(ends) { '\n' } else { ' ' });
        }
        text.push_str(&line);
    }
    text
}

/// A line without `<i>`, `<00:00:01.000>` and `{\an8}`, and with signs in place of their names (`&amp;`).
fn without_marks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let closes = if mark.starts_with('<') { '>' } else { '}' };
        let is_mark = mark.starts_with("{\\")
            || mark.starts_with('<')
                && mark.get(1..).is_some_and(|m| {
                    m.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
                });
        match mark.find(closes) {
            Some(end) if is_mark => rest = mark.get(end + 1..).unwrap_or_default(),
            _ => {
                out.push_str(mark.get(..1).unwrap_or_default());
                rest = mark.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    without_markup(out.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_are_no_words() {
        let srt = "1\r\n00:00:01,000 --> 00:00:04,000\r\nThe <i>pier</i> is closed,\r\nhe said.\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,000\r\n{\\an8}In 1987 a < b.\r\n";
        assert!(looks_like_subtitles(srt));
        assert_eq!(spoken(srt), "The pier is closed, he said.\nIn 1987 a < b.");
        let vtt = "WEBVTT - x\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\na1\n00:01.000 --> 00:04.000 align:start\nThe<00:02.000><c> pier</c>\n\n00:04.000 --> 00:05.000\nThe pier\nis closed &amp; dark\n";
        assert!(looks_like_subtitles(vtt));
        assert_eq!(spoken(vtt), "The pier is closed & dark");
        assert!(
            !looks_like_subtitles("1\nRoad cut --> 3: no\n") && !looks_like_subtitles("12\n\nRoad")
        );
    }
}
