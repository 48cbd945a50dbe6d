//! WISO and GENIOS, as text or as the text of a PDF: newspaper and day above the title or below the text, and
//! the rights of the database at the end of each article.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::{Regex, bytes};

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::Article;
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "WISO (TXT)",
    told,
    general: Some(&text_file::FORMAT),
    read,
};

/// The line that ends an article.
static END: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    bytes::Regex::new(r"(?m-u)^[^\r\n]{0,20}GBI-Genios Deutsche Wirtschaftsdatenbank[^\r\n]*\r?$")
        .ok()
});

/// `Die Post vom 02.04.2013, S. 3`, `Die Post Nr. 12 vom 3. März 2001 Seite 4`.
static ABOUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:Quelle:\s*)?(.{2,80}?)(?:,?\s+Nr\.\s*\S+)?,?\s+vom\s+(\d{1,2}\.\s?(?:\d{1,2}\.\s?|\p{L}+\s)\d{2,4})\b[,\s]*(.*)$").ok()
});

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let is_page = text.trim_start().starts_with('<');
    !is_page && (text.contains("GBI-Genios") || text.contains("wiso-net.de/document"))
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
        let article = article_of(&open);
        let bytes = open.len();
        let (_, rest) = text.split_once('\n').unwrap_or((&text, ""));
        open.clear();
        open.push_str(rest);
        if !out.take(article, decoder.encoding(), bytes) {
            return Ok(());
        }
    }
    let last = article_of(&open);
    // What stands behind the last end is an article that was cut off, or nothing.
    if !last.outlet.is_empty() && !last.body.is_empty() {
        out.take(last, decoder.encoding(), open.len());
    }
    Ok(())
}

fn about(line: &str) -> Option<(String, String, String)> {
    let found = ABOUT.as_ref()?.captures(line)?;
    let group = |n: usize| found.get(n).map_or("", |m| m.as_str().trim()).to_owned();
    Some((group(1), group(2), group(3)))
}

/// Running heads, contents and the like.
fn is_furniture(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), ["Seite", _, "von", _])
        || matches!(line, "Inhaltsverzeichnis" | "Dokumente" | "WISO" | "wiso")
}

fn article_of(text: &str) -> Article {
    const FIELDS: [&str; 6] = [
        "Ressort",
        "Ausgabe",
        "Rubrik",
        "Dokumentnummer",
        "Autor",
        "Serie",
    ];
    let mut out = Article::default();
    let clean = text.replace(['\u{FEFF}', '\u{A0}', '\u{C}'], " ");
    let mut lines: Vec<&str> = Vec::new();
    let mut sourced = false;
    for line in clean.lines().map(str::trim) {
        if line.is_empty() || is_furniture(line) {
            continue;
        }
        let named = line
            .split_once(':')
            .map(|(name, value)| (name.trim(), value.trim()));
        match named {
            Some((name, value)) if FIELDS.contains(&name) => match name {
                "Ressort" | "Rubrik" if out.section.is_empty() => {
                    value.clone_into(&mut out.section)
                }
                "Dokumentnummer" => value.clone_into(&mut out.id),
                "Autor" => value.clone_into(&mut out.byline),
                other => out.add(&other.to_lowercase(), value),
            },
            Some(("Dauerhafte Adresse des Dokuments", value)) => {
                value
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .clone_into(&mut out.url);
            }
            Some(("Alle Rechte vorbehalten", _)) => {}
            _ if line.starts_with("https://www.wiso-net.de/document/") => {
                line.clone_into(&mut out.url)
            }
            Some(("Quelle", value)) => {
                sourced = true;
                take_about(about(line), value, &mut out);
            }
            _ if lines.is_empty() && out.outlet.is_empty() && about(line).is_some() => {
                take_about(about(line), line, &mut out);
            }
            _ => lines.push(line),
        }
    }
    if !lines.is_empty() {
        lines.remove(0).clone_into(&mut out.title);
    }
    // Where the source stands below the text the last line above it is the author.
    let is_name =
        |l: &&str| l.split_whitespace().count() <= 5 && !l.ends_with(['.', '!', '?', '"', '“']);
    if sourced && out.byline.is_empty() && lines.len() > 1 && lines.last().is_some_and(is_name) {
        lines.pop().unwrap_or_default().clone_into(&mut out.byline);
    }
    out.body = lines.into_iter().map(str::to_owned).collect();
    out
}

fn take_about(found: Option<(String, String, String)>, whole: &str, out: &mut Article) {
    match found {
        Some((outlet, date, page)) => {
            (out.outlet, out.date) = (outlet, date);
            out.add("page", page);
        }
        None => whole.clone_into(&mut out.outlet),
    }
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn heads_above_and_sources_below() {
        let end = "Alle Rechte vorbehalten: (c) Die Post\n\u{A9} GBI-Genios Deutsche Wirtschaftsdatenbank GmbH\n\n";
        let file = format!(
            "\u{FEFF}Die Post vom 02.04.2013, S. 3\n\nStraße gesperrt\n\nRessort: Lokales\nDie Straße ist zu.\nSeite 2 von 70\nSie bleibt es.\nDokumentnummer: POST-1\nDauerhafte Adresse des Dokuments: https://www.wiso-net.de/document/POST__1\n{end}Bahn fährt\n\nDie Bahn fährt wieder.\nA. Feder\nQuelle: Das Blatt vom 3. März 2001 Seite 4\n{end}Ohne Tag\n\nText ohne Tag.\nQuelle: Stern\n{end}"
        );
        let (drafts, problems) = read_all("a.txt", file.as_bytes());
        assert_eq!(drafts.len(), 3, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Straße gesperrt\n\nDie Straße ist zu.\n\nSie bleibt es."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), field(&drafts[0], "section")),
            ("2013-04-02", Some("Lokales"))
        );
        assert_eq!(
            (drafts[1].text.as_str(), day(&drafts[1]).as_str()),
            ("Bahn fährt\n\nDie Bahn fährt wieder.", "2001-03-03")
        );
        assert_eq!(
            (drafts[1].author.as_deref(), drafts[1].publisher.as_deref()),
            (Some("A. Feder"), Some("Das Blatt"))
        );
        assert_eq!(
            (day(&drafts[2]).as_str(), drafts[2].publisher.as_deref()),
            ("", Some("Stern"))
        );
    }
}
