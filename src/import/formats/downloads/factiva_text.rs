//! Factiva as text, pasted from its RTF: with a code before every value, or without.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::Article;
use crate::import::formats::downloads::factiva::{
    HeadLine, is_code, is_number_line, number, take_code, take_head, without_addresses,
};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Factiva (TXT)",
    told,
    general: Some(&text_file::FORMAT),
    read,
};

/// The line with the accession number, which ends an article. A paragraph may begin with the same two letters.
static END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m-u)^(?:[ \t\xC2\xA0]*AN[ \t]+(?:[^ \t\r\n]{2,40}[ \t]+){0,2}[A-Za-z]{2,12}[0-9]{4}[A-Za-z0-9]{6,30}|[ \t]*[^ \t\r\n]{2,30}[ \t]+[A-Za-z]{2,10}0{0,8}(?:19|20)[0-9]{6}[A-Za-z0-9]{7,12})[ \t]*\r?$").ok()
});

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let has = |code: &str| {
        text.lines()
            .any(|l| code_of(l).is_some_and(|(c, _)| c == code))
    };
    if text.contains("HD") && text.contains("PD") && has("HD") && has("PD") && has("SN") {
        return true;
    }
    // Without codes: accession numbers, and lengths with a day below.
    let is_end = |l: &str| (20..60).contains(&l.trim().len()) && is_number_line(l);
    text.lines().any(is_end) && {
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .collect();
        let mut out = Article::default();
        let upto = lines.iter().position(|l| is_end(l)).unwrap_or(0);
        take_head(&head_lines(lines.get(..upto).unwrap_or_default()), &mut out)
    }
}

fn head_lines(lines: &[&str]) -> Vec<HeadLine> {
    let line = |text: &&str| HeadLine {
        text: (*text).to_owned(),
        is_title: false,
        is_author: false,
    };
    lines.iter().map(line).collect()
}

/// A code at the beginning of a line, and what stands behind it.
fn code_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{FEFF}', ' ', '\t', '\u{A0}']);
    let end = line
        .find(|c: char| !c.is_ascii_uppercase())
        .unwrap_or(line.len());
    let (code, value) = line.split_at_checked(end)?;
    // One blank may follow a word in capitals.
    let parted = value.is_empty() || value.starts_with(['\t', '\u{A0}']) || value.starts_with("  ");
    (parted && is_code(code)).then(|| (code, value.trim()))
}

fn read<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(end) = END.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, end);
    let mut open = String::new();
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        if end.find(&piece).is_none_or(|m| m.start() != 0) {
            open.push_str(&text);
            continue;
        }
        let (last, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let mut article = article_of(&open);
        article.id = number(last);
        let bytes = open.len();
        open.clear();
        open.push_str(rest);
        if !out.take(article, decoder.encoding(), bytes) {
            return Ok(());
        }
    }
    let article = article_of(&open);
    // What stands behind the last number is an article that was cut off, or an address of the service.
    if article.length.is_some() {
        out.tally
            .failed(&format!("{} …, cut off", article.short_name()));
        out.take(article, decoder.encoding(), open.len());
    }
    Ok(())
}

fn article_of(text: &str) -> Article {
    let mut out = Article::default();
    if text
        .lines()
        .any(|l| code_of(l).is_some_and(|(code, _)| code == "HD"))
    {
        with_codes(text, &mut out);
    } else {
        without_codes(text, &mut out);
    }
    out
}

fn with_codes(text: &str, out: &mut Article) {
    let mut open: Option<(&str, Vec<String>)> = None;
    for line in text.lines() {
        if let Some((code, value)) = code_of(line) {
            if let Some((code, paragraphs)) = open.take() {
                take_code(code, &paragraphs, out);
            }
            open = Some((code, vec![value.to_owned()]));
        } else if let Some((_, paragraphs)) = &mut open {
            let line = line.trim();
            if !line.is_empty() {
                paragraphs.push(line.to_owned());
            }
        }
    }
    if let Some((code, paragraphs)) = open {
        take_code(code, &paragraphs, out);
    }
}

fn without_codes(text: &str, out: &mut Article) {
    // Blank lines part the paragraphs; the head has none, or one below each line.
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let rights = |l: &&str| super::labels::is_copyright(l);
    let upto = lines
        .iter()
        .take(16)
        .position(rights)
        .map_or(0, |at| at + 1);
    let (head, body) = lines.split_at_checked(upto).unwrap_or((&[], &lines));
    if !take_head(&head_lines(head), out) {
        out.body.extend(lines.iter().map(|l| without_addresses(l)));
        return;
    }
    let mut body: Vec<String> = body.iter().map(|l| without_addresses(l)).collect();
    if let Some(publisher) =
        body.pop_if(|l| l.split_whitespace().count() <= 14 && !l.ends_with('.'))
    {
        out.add("publisher", publisher);
    }
    out.body = body;
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn a_paragraph_may_begin_with_the_letters_of_the_number() {
        let text = CODED.replace(
            "It rained.",
            "It rained.\n\nAN explosion rocked the harbour, said Reed.\n\nIt rained again.",
        );
        let (drafts, problems) = read_all("a.txt", text.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        let text = &drafts[0].text;
        assert!(
            text.contains("AN explosion") && text.ends_with("It rained again."),
            "{text}"
        );
    }

    const CODED: &str = "\u{FEFF} \n\n HD\tRoad cut\n WC\t12 words\n PD\t19 March 2017\n ET\t21:13\n SN\tThe Post\n SC\tPOST\n LA\tEnglish\n CY\tCopyright 2017 The Post. \n\n LP\tThe road was cut.\n\nHD stands for something else here.\n\n TD\tIt rained.\n\n RF\tReleased: 2017-3-19T21:13:28.000Z\n RE\tusa : United States\n AN\tDocument POST000020170319ed3j00q06\n \n\n\n   SE\tTech\n   HD\tRail opened\n   BY\tBy A. Writer \n   WC\t4 words\n   PD\t1 May 2017\n   SN\tThe Post\n   LP\tThe line opened.\n   AN\tDocument POST000020170430ed4u001gt\n";

    #[test]
    fn codes_are_fields() {
        let (drafts, problems) = read_all("a.txt", CODED.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Road cut\n\nThe road was cut.\n\nHD stands for something else here.\n\nIt rained."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), day(&drafts[1]).as_str()),
            ("2017-03-19", "2017-05-01")
        );
        assert_eq!(
            drafts[0].record.as_deref(),
            Some("POST000020170319ed3j00q06")
        );
        assert_eq!(field(&drafts[1], "section"), Some("Tech"));
        assert_eq!(drafts[1].author.as_deref(), Some("By A. Writer"));
    }

    #[test]
    fn without_codes_the_length_is_the_anchor() {
        let text = "Straße gesperrt\nVon A. Feder\n9 Wörter\n9 Januar 1993\nDie Post\nPOST\n14\nDeutsch\n(c) 1993 Die Post\n\nDie Straße ist seit Montag gesperrt.\n\nVerlag der Post\n\nDokument POST000020180531ee5v000qa\n\n";
        let two = text
            .repeat(2)
            .replace("ee5v000qa\n\nStraße", "ee5v000qb\n\nStraße");
        let (drafts, problems) = read_all("a.txt", two.as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[1].text,
            "Straße gesperrt\n\nDie Straße ist seit Montag gesperrt."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].author.as_deref()),
            ("1993-01-09", Some("Von A. Feder"))
        );
    }
}
