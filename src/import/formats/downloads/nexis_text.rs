//! Nexis as plain text (before 2020): lines of 80 columns, an article behind each `1 of 10 DOCUMENTS`.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::markup::unwrapped;
use crate::import::formats::downloads::nexis::{Paragraph, article_of};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Nexis (TXT)",
    told,
    general: Some(&text_file::FORMAT),
    read,
};

/// The line that begins an article, in the languages of the interface.
static INDEX_LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let line = r"(?mi-u)^(?:\xEF\xBB\xBF)?[ \t\xC2\xA0]*(?:FOCUS - )?(?:([0-9]{1,7}) (?:of|von|de|van|di|sur) [0-9]{1,7} (?:DOCUMENT|DOKUMENT|DOCUMENTO|DOCUMENTE|DOKUMENTE|DOCUMENTI)[SN]?|(?:Dokument|Documento?) ([0-9]{1,7}) (?:von|de|van|di|sur) [0-9]{1,7})[ \t]*\r?$";
    Regex::new(line).ok()
});

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let may_be = [" DOCUMENT", "Dokument ", "Document", "DOKUMENT"]
        .iter()
        .any(|w| text.contains(w));
    may_be
        && INDEX_LINE
            .as_ref()
            .is_some_and(|line| line.is_match(text.as_bytes()))
}

fn read<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(line) = INDEX_LINE.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, line);
    while let Some(piece) = pieces.next()? {
        let Some(found) = line
            .captures(&piece)
            .filter(|c| c.get(0).is_some_and(|m| m.start() == 0))
        else {
            out.tally.state(stated(&decoder.text(&piece)));
            continue;
        };
        let number = found.get(1).or_else(|| found.get(2)).map(|m| m.as_bytes());
        let number = number.and_then(|n| std::str::from_utf8(n).ok()?.parse().ok());
        let end = found.get(0).map_or(0, |m| m.end());
        let text = decoder.text(piece.get(end..).unwrap_or_default());
        if let Some(number) = number {
            out.tally.numbered(number);
        }
        let paragraphs = paragraphs_of(&text);
        if !take(&paragraphs, decoder.encoding(), piece.len(), out) {
            break;
        }
    }
    Ok(())
}

/// Hands on the article of a document; `false` where nothing more is wanted.
pub(super) fn take(
    paragraphs: &[Paragraph],
    encoding: (&'static str, bool),
    bytes: usize,
    out: &mut Collector<'_, '_>,
) -> bool {
    let failed = paragraphs.iter().take(4).find(|p| is_failure(&p.text));
    if let Some(failed) = failed {
        out.tally.failed(&failed.text);
        return out.goes_on();
    }
    let article = article_of(paragraphs);
    if !article.has_words() {
        out.tally.failed("a document without a text");
        return out.goes_on();
    }
    out.take(article, encoding, bytes)
}

/// What the service prints where it cannot give a document.
fn is_failure(text: &str) -> bool {
    text.starts_with("We are sorry but there is an error in this document")
        || text.starts_with("This document could not be ")
}

/// Articles that the cover states: `Download Request: Selected Items: 1-10,12`.
pub(super) fn stated(cover: &str) -> u64 {
    const NAMES: [&str; 8] = [
        "Download Request:",
        "Print Request:",
        "Email Request:",
        "Printopdracht:",
        "Downloadopdracht:",
        "Druckauftrag:",
        "Downloadauftrag:",
        "Demande de téléchargement:",
    ];
    let line = cover
        .lines()
        .map(str::trim)
        .find_map(|line| NAMES.iter().find_map(|name| line.strip_prefix(name)));
    let Some((_, ranges)) = line.and_then(|line| line.rsplit_once(':')) else {
        return 0;
    };
    let mut all = 0_u64;
    for range in ranges.split(',').map(str::trim) {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => all = all.saturating_add(last - first + 1),
            _ => return 0,
        }
    }
    all
}

/// Columns of the page.
const WIDTH: usize = 80;

/// The paragraphs of a document: lines between empty ones, joined where they were wrapped.
pub(super) fn paragraphs_of(text: &str) -> Vec<Paragraph> {
    let longest = text.lines().map(|l| l.trim_end().chars().count()).max();
    let width = longest.filter(|l| *l <= WIDTH + 20).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            open.push(line);
            continue;
        }
        if open.is_empty() {
            continue;
        }
        let centred = open.first().is_some_and(|first| is_centred(first));
        let lines = unwrapped(open.drain(..), if centred { usize::MAX } else { width });
        out.push(Paragraph {
            text: lines.join("\n"),
            centred,
            large: false,
        });
    }
    out
}

fn is_centred(line: &str) -> bool {
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    let length = line.trim_end().chars().count();
    let right = WIDTH.saturating_sub(length);
    indent >= 20 || indent >= 3 && indent.abs_diff(right) <= 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats::downloads::testing::{field, read_all, said};

    #[test]
    fn a_text_may_speak_of_a_language() {
        let text = DUTCH.replace(
            "JANSEN: Het is te laat.",
            "LANGUAGE: is a mystery, said Reed.\n\nHet is te laat.",
        );
        let (drafts, _) = read_all("a.txt", text.as_bytes());
        assert!(
            drafts[0].text.ends_with("said Reed.\n\nHet is te laat."),
            "{}",
            drafts[0].text
        );
        assert_eq!(field(&drafts[0], "language"), Some("Dutch / Nederlands"));
    }

    const DUTCH: &str = "\u{FEFF}\n\nPrintopdracht: Geselecteerde documenten: 1-3\nVerzenden naar:\n\nA LIBRARY\n\n\n                              1 of 40 DOCUMENTS\n\n\n                   Copyright 2002 De Courant\n\n                                   De Courant\n\n                              24. September 2002\n\n                              September 24, 2002\n\nSECTION: Binnenland; Blz. 3\n\nLENGTH: 12 woorden\n\nKOP: De weg is afgesloten;\nBewoners boos\n\nTEKST:\nDe weg naar het dorp is afgesloten. MID: de kiezers. Dat zegt de gemeente op\nmaandag.\n\nJANSEN: Het is te laat.\n\nLOAD-DATE: September 30, 2002\n\nLANGUAGE: Dutch / Nederlands\n\nPUB-TYPE: Krant\n";
    const GERMAN: &str = "                              2 of 40 DOCUMENTS\n\n\n                                 Die Stadtpost\n\n                            Mittwoch 31. August 2011\n\nStra\u{DF}e gesperrt;\nAnwohner klagen\n\nAUTOR: A. Feder\n\nRUBRIK: S. 7 Ausg. 167\n\nL\u{C4}NGE: 306 W\u{F6}rter\n\nDie Stra\u{DF}e ist seit Montag gesperrt.\n\nUPDATE: 2. September 2011\n\nSPRACHE: GERMAN; DEUTSCH\n\n\nCopyright 2011 Verlag der Stadtpost\n                            Alle Rechte Vorbehalten\n";
    const FAILED: &str = "                              3 of 40 DOCUMENTS\n\nWe are sorry but there is an error in this document.\n";

    fn file() -> String {
        [DUTCH, GERMAN, FAILED].join("\n\n")
    }

    #[test]
    fn fields_of_all_interfaces_are_fields_and_the_text_is_the_text() {
        let (drafts, problems) = read_all("a.txt", file().as_bytes());
        assert_eq!(drafts.len(), 2, "{problems:?}");
        let dutch = &drafts[0];
        assert_eq!(
            dutch.text,
            "De weg is afgesloten; Bewoners boos\n\nDe weg naar het dorp is afgesloten. MID: de kiezers. Dat zegt de gemeente op maandag.\n\nJANSEN: Het is te laat."
        );
        assert_eq!(dutch.date.as_ref().unwrap().to_string(), "2002-09-24");
        assert_eq!(dutch.publisher.as_deref(), Some("De Courant"));
        let field = |name: &str| {
            dutch
                .fields
                .iter()
                .find(|f| f.0 == name)
                .map(|f| f.1.as_str())
        };
        assert_eq!(field("section"), Some("Binnenland; Blz. 3"));
        assert_eq!(field("language"), Some("Dutch / Nederlands"));
        assert_eq!(field("stated length"), Some("12 words"));
        assert_eq!(field("loaded"), Some("September 30, 2002"));
        let german = &drafts[1];
        assert_eq!(
            german.text,
            "Straße gesperrt; Anwohner klagen\n\nDie Straße ist seit Montag gesperrt."
        );
        assert_eq!(german.date.as_ref().unwrap().to_string(), "2011-08-31");
        assert_eq!(german.author.as_deref(), Some("A. Feder"));
    }

    #[test]
    fn what_the_cover_states_and_what_failed_is_said() {
        let said = said("a.txt", file().as_bytes());
        assert!(
            said.contains("an article that the service could not give"),
            "{said}"
        );
        assert!(said.contains("another length than is stated"), "{said}");
        let cut = file().replace("2 of 40 DOCUMENTS", "5 of 40 DOCUMENTS");
        let cut = cut.replace("3 of 40 DOCUMENTS", "6 of 40 DOCUMENTS");
        let said = crate::import::formats::downloads::testing::said("a.txt", cut.as_bytes());
        assert!(said.contains("missing: 2, 3, 4"), "{said}");
    }

    #[test]
    fn other_encodings_are_read_as_well() {
        let (legacy, _, _) = encoding_rs::WINDOWS_1252.encode(GERMAN);
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(GERMAN.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [legacy.as_ref(), &wide] {
            let (drafts, _) = read_all("a", bytes);
            assert!(
                drafts[0].text.starts_with("Straße gesperrt"),
                "{}",
                drafts[0].text
            );
        }
    }

    #[test]
    fn covers_state_ranges_and_lists() {
        assert_eq!(stated("Download Request: Selected Items: 1-10"), 10);
        assert_eq!(stated("\nPrintopdracht: Alle documenten: 1-2325\n"), 2325);
        assert_eq!(stated("Download Request: Selected Items: 1, 3, 7-9"), 5);
        assert_eq!(stated("Download Request: Current Document"), 0);
        assert_eq!(stated("no cover"), 0);
    }
}
