//! Plain text: one file is one article.

use crate::corpus::{Draft, ProblemKind};
use crate::corpus::{date_in_file_name, header_date};
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_FILE_BYTES;
use crate::import::{Decoded, Outlet, decode_until};

pub(crate) static FORMAT: Format = Format {
    words: "a text file",
    names: &["text", "Markdown"],
    endings: &["txt", "text", "md", "markdown"],
    contents: Contents::Article,
    sniff: Sniff {
        by_name: &["md", "markdown"],
        // What nothing else is.
        shape: |_| true,
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
    let replaced = decoded.doubt();
    let (draft, doubt) = draft_from_text(context.head.name, decoded)?;
    outlet.deliver(vec![draft], bytes.len() as u64);
    outlet.add_problems(replaced);
    doubt.map_or(Ok(()), Err)
}

/// Makes an article of a decoded file, and says where its header is doubtful.
///
/// The text is the decoded file without the matched date prefix; everything else of it stays, line
/// ends included.
///
/// # Errors
/// A file that holds nothing but its header.
pub fn draft_from_text(
    path: &str,
    decoded: Decoded<'_>,
) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let mut text = decoded.text.into_owned();
    let header = header_date(&text);
    let doubt = if header.is_none() {
        impossible_header(&text)
    } else {
        None
    };
    let (date, text_start) = match header {
        Some((date, prefix)) => (Some(date), prefix),
        None => (
            date_in_file_name(path.rsplit('/').next().unwrap_or(path)),
            0,
        ),
    };
    text.drain(..text_start);
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    let draft = Draft {
        text,
        date,
        encoding: decoded.encoding.into(),
        encoding_guessed: decoded.guessed,
        text_start: text_start as u32,
        ..Draft::default()
    };
    Ok((draft, doubt))
}

/// A head that has the shape of a header but names a day that does not exist.
fn impossible_header(text: &str) -> Option<ProblemKind> {
    let rest = text.strip_prefix(' ').unwrap_or(text);
    let raw = rest.strip_prefix("date ")?.split_whitespace().next()?;
    let shaped = raw.len() == 10
        && raw.char_indices().all(|(i, c)| {
            if i == 4 || i == 7 {
                c == '-'
            } else {
                c.is_ascii_digit()
            }
        });
    shaped.then(|| ProblemKind::ImpossibleDate(raw.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::decode;

    fn read(path: &str, bytes: &[u8]) -> (Draft, Option<ProblemKind>) {
        draft_from_text(path, decode(bytes).unwrap()).unwrap()
    }

    #[test]
    fn the_header_is_no_part_of_the_text_and_carriage_returns_are() {
        let (draft, doubt) = read("a.txt", b" date 2023-02-22 Road cut\r\n\r\nBody.");
        assert_eq!(draft.text, "Road cut\r\n\r\nBody.");
        assert_eq!((draft.text_start, doubt), (17, None));
    }

    #[test]
    fn the_file_name_is_the_next_best_basis() {
        let (draft, _) = read("x/2023-02-22-road.txt", b"Road cut");
        let date = draft.date.unwrap();
        assert_eq!(
            (date.to_string().as_str(), date.basis.words()),
            ("2023-02-22", "file name")
        );
    }

    #[test]
    fn an_impossible_header_is_reported_and_the_words_stay() {
        let (draft, doubt) = read("a.txt", b"date 2023-02-30 Road");
        assert_eq!(
            (draft.date, draft.text.as_str()),
            (None, "date 2023-02-30 Road")
        );
        assert_eq!(
            doubt,
            Some(ProblemKind::ImpossibleDate("2023-02-30".into()))
        );
    }
}
