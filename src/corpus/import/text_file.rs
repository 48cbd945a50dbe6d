//! Plain text: one file is one article.

use std::sync::Arc;

use super::{Decoded, ProblemKind};
use crate::corpus::{
    Article, ArticleId, SourceId, TextHash, date_in_file_name, header_date, title_of,
};
use crate::text::count_words;

/// Makes an article of a decoded file, and says where its header is doubtful.
///
/// The text is the decoded file without the matched date prefix; everything else of it stays, line
/// ends included.
///
/// # Errors
/// A file that holds nothing but its header.
pub fn article_from_text(
    source: &SourceId,
    path: &str,
    decoded: Decoded<'_>,
) -> Result<(Article, Option<ProblemKind>), ProblemKind> {
    let whole = decoded.text;
    let header = header_date(&whole);
    let doubt = if header.is_none() {
        impossible_header(&whole)
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
    let text: Arc<str> = whole.get(text_start..).unwrap_or_default().into();
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    let article = Article {
        id: ArticleId::new(source, path, None),
        source: source.clone(),
        path: path.to_owned(),
        record: None,
        title: title_of(&text),
        date,
        hash: TextHash::of(&text),
        words: count_words(&text),
        encoding: decoded.encoding,
        encoding_guessed: decoded.guessed,
        text_start: text_start as u32,
        text,
    };
    Ok((article, doubt))
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
    use super::super::decode;
    use super::*;

    fn read(path: &str, bytes: &[u8]) -> (Article, Option<ProblemKind>) {
        article_from_text(&SourceId("s".into()), path, decode(bytes).unwrap()).unwrap()
    }

    #[test]
    fn the_header_is_no_part_of_the_text_and_carriage_returns_are() {
        let (article, doubt) = read("a.txt", b" date 2023-02-22 Road cut\r\n\r\nBody.");
        assert_eq!(&*article.text, "Road cut\r\n\r\nBody.");
        assert_eq!(
            (article.title(), article.words, article.text_start),
            ("Road cut", 3, 17)
        );
        assert_eq!(doubt, None);
    }

    #[test]
    fn the_file_name_is_the_next_best_basis() {
        let (article, _) = read("x/2023-02-22-road.txt", b"Road cut");
        let date = article.date.clone().unwrap();
        assert_eq!(
            (date.to_string().as_str(), date.basis.words()),
            ("2023-02-22", "file name")
        );
        assert_eq!(article.origin(), "x");
    }

    #[test]
    fn an_impossible_header_is_reported_and_the_words_stay() {
        let (article, doubt) = read("a.txt", b"date 2023-02-30 Road");
        assert_eq!(
            (article.date.clone(), &*article.text),
            (None, "date 2023-02-30 Road")
        );
        assert_eq!(
            doubt,
            Some(ProblemKind::ImpossibleDate("2023-02-30".into()))
        );
    }
}
