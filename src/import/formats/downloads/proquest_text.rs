//! ProQuest as plain text: records between lines of underscores.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::proquest::article_of;
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "ProQuest (TXT)",
    told,
    general: Some(&text_file::FORMAT),
    read,
};

static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^_{40,}[ \t]*\r?$").ok());

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let has = |words: &str| text.contains(words);
    has("________________________________________")
        && (has("ProQuest document ID:") || has("Publication info:") && has("Full text:"))
        && LINE.as_ref().is_some_and(|l| l.is_match(text.as_bytes()))
}

fn read<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(line) = LINE.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, line);
    // A record whose last fields have not come, and what stands behind lines inside its text.
    let mut held: Vec<(String, usize)> = Vec::new();
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece).into_owned();
        let begins = begins_record(&text);
        if begins || held.is_empty() {
            if !take_all(&mut held, &decoder, out) {
                return Ok(());
            }
            let is_whole = !begins || has_line(&text, LAST_FIELD);
            held.push((text, piece.len()));
            if is_whole && !take_all(&mut held, &decoder, out) {
                return Ok(());
            }
            continue;
        }
        let is_end = has_line(&text, LAST_FIELD);
        held.push((text, piece.len()));
        if is_end {
            let bytes = held.iter().map(|(_, bytes)| bytes).sum();
            let whole: String = held.drain(..).map(|(text, _)| text).collect();
            held.push((whole, bytes));
            if !take_all(&mut held, &decoder, out) {
                return Ok(());
            }
        }
    }
    take_all(&mut held, &decoder, out);
    Ok(())
}

/// The field with which every record ends, or nearly so.
const LAST_FIELD: &str = "ProQuest document ID:";

fn has_line(text: &str, start: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start().starts_with(start))
}

/// Whether a piece is the beginning of a record, rather than what stands behind a line in a text.
fn begins_record(text: &str) -> bool {
    let mut lines = text
        .lines()
        .filter(|l| !l.starts_with("____") && !l.trim().is_empty());
    lines.next().is_some_and(|line| number_of(line).is_some())
        || has_line(text, "Full text:")
        || has_line(text, "Publication info:")
}

/// Hands on the records that are held; `false` where nothing more is wanted.
fn take_all(
    held: &mut Vec<(String, usize)>,
    decoder: &PieceDecoder,
    out: &mut Collector<'_, '_>,
) -> bool {
    let mut all = held.drain(..);
    all.all(|(text, bytes)| {
        // Entities were left as they are in some fields.
        let text = text.replace("&amp;", "&");
        let mut lines: Vec<&str> = text.lines().filter(|l| !l.starts_with("____")).collect();
        let first = lines.iter().position(|l| !l.trim().is_empty());
        let number = first.and_then(|at| number_of(lines.get(at)?));
        if let (Some(number), Some(at)) = (number, first) {
            out.tally.numbered(number);
            lines.drain(..=at);
        }
        article_of(&lines).is_none_or(|article| out.take(article, decoder.encoding(), bytes))
    })
}

/// `Document 1 of 500`.
fn number_of(line: &str) -> Option<u64> {
    let rest = line.trim().strip_prefix("Document ")?;
    let (number, all) = rest.split_once(" of ")?;
    all.parse::<u64>().ok()?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    const LINE: &str = "____________________________________________________________";
    const RECORD: &str = "\n\nRoad cut\n\nPublication info: Feb 26, 2009.\n\nhttps://libproxy.example/login?accountid=1\n\nAbstract: None available.\n\nLinks: https://x.example/?a=1\n\nFull text: The road was cut.\nTitle: a line of the text.\n\nCAPTION: A road.\nCREDIT: A. Writer\n\nSubject: Roads; R&amp;D\n\nTitle: Road cut\n\nPublication title: The Post; City\n\nPublication date: Feb 26, 2 009\n\nSection: News\n\nLanguage of publication: English\n\nProQuest document ID: 123\n\nDocument URL: https://libproxy.example/docview/123?accountid=1\n\nDatabase: News\n\n";

    #[test]
    fn records_are_articles_and_lines_of_texts_stay() {
        let file = format!(
            "{LINE}{RECORD}{LINE}\n\nDocument 3 of 5{}{LINE}\n\nContact us at: http://about.example\nDatabase copyright\n",
            RECORD.replace("123", "124")
        );
        let (drafts, problems) = read_all("a.txt", file.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Road cut\n\nThe road was cut.\n\nTitle: a line of the text.\n\nCAPTION: A road.\n\nCREDIT: A. Writer"
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].publisher.as_deref()),
            ("2009-02-26", Some("The Post; City"))
        );
        assert_eq!(field(&drafts[0], "subject"), Some("Roads; R&D"));
        assert_eq!(drafts[1].record.as_deref(), Some("124"));
        assert!(!format!("{:?}", drafts[0]).contains("libproxy"));
        let parted = file.replace(
            "CAPTION: A road.",
            &format!("Behind.\n{LINE}\n\nBetween.\n{LINE}\n\nAt the end."),
        );
        let (drafts, _) = read_all("a.txt", parted.as_bytes());
        assert_eq!(drafts.len(), 2);
        for words in [
            "cut.\n\nTitle: a line",
            "Behind.\n\nBetween.\n\nAt the end.",
        ] {
            assert!(drafts[0].text.contains(words), "{}", drafts[0].text);
        }
        let gap = format!("{LINE}\n\nDocument 1 of 5{RECORD}{file}");
        assert!(said("a.txt", gap.as_bytes()).contains("missing: 2"));
    }
}
