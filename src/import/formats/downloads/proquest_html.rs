//! ProQuest as a page, or as a mail that holds one: an anchor `DocID_…` before each record.

use std::io::{BufRead, Read};
use std::sync::LazyLock;

use mail_parser::{MessageParser, PartType};
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Length, Unit};
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::proquest::article_of;
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::{html, mail};
use crate::import::head::FileHead;
use crate::import::input::unreadable;
use crate::import::limits::MAX_WHOLE_BYTES;

pub(super) static SERVICE: Service = Service {
    name: "ProQuest (HTML)",
    told: |head| head.text().trim_start().starts_with('<') && has_anchor(head.text()),
    general: Some(&html::FORMAT),
    read: |input, context, out| {
        let input = without_utf16(context.head.bytes, input)?;
        let mut decoder = PieceDecoder::new(context.head.bytes, None);
        read_page(input, &mut decoder, out)
    },
};

pub(super) static IN_MAIL: Service = Service {
    name: "ProQuest (mail)",
    told: told_in_mail,
    general: Some(&mail::FORMAT),
    read: read_mail,
};

static START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)<a[^<>]{0,100}name\s*=\s*["']?DocID_"#).ok());

fn has_anchor(text: &str) -> bool {
    text.contains("DocID_") && START.as_ref().is_some_and(|s| s.is_match(text.as_bytes()))
}

fn told_in_mail(head: &FileHead<'_>) -> bool {
    let text = head.text();
    let first = text.lines().next().unwrap_or_default();
    let begins = first
        .split_once(':')
        .is_some_and(|(name, _)| !name.contains(' '));
    if !begins || !text.to_ascii_lowercase().contains("proquest") {
        return false;
    }
    // Lines of a mail end anywhere.
    let joined = text
        .replace("=\r\n", "")
        .replace("=\n", "")
        .replace("=3D", "=");
    has_anchor(&joined) || joined.contains("base64") && joined.contains("multipart/")
}

fn read_page(
    input: Box<dyn BufRead + '_>,
    decoder: &mut PieceDecoder,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = START.as_ref() else {
        return Ok(());
    };
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        let text = decoder.text(&piece);
        let Some(lines) = with_markup(&text, |page| lines_of([page.root()])) else {
            out.tally
                .failed("an article whose markup cannot be taken apart");
            continue;
        };
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let Some(mut article) = article_of(&lines) else {
            continue;
        };
        let count = text.split_once("wordcount=\"").map(|(_, behind)| behind);
        let count = count.and_then(|c| c.split('"').next());
        article.length = count.and_then(|c| Length::read(&format!("{c} words"), Unit::Words));
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn read_mail<'i>(
    mut input: Box<dyn BufRead + 'i>,
    _: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut bytes = Vec::new();
    let mut whole = input.by_ref().take(MAX_WHOLE_BYTES);
    whole.read_to_end(&mut bytes).map_err(unreadable)?;
    let Some(message) = MessageParser::default().parse(&bytes) else {
        return Ok(());
    };
    for part in &message.parts {
        if let PartType::Html(page) = &part.body {
            let mut decoder = PieceDecoder::new(b"", None);
            read_page(Box::new(page.as_bytes()), &mut decoder, out)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    const RECORD: &str = "<div><a name=\"DocID_MSTAR_123\"></a><p></p><p>Road cut &amp; closed</p><p><strong>Author:  </strong>Writer, A.</p>\
        <p><strong>Publication info:  </strong>The Post ; City [City]08 May 2010: AA.2.</p><p><a href=\"https://x.example?accountid=1\">ProQuest document link</a></p>\
        <p><strong>Abstract:  </strong></p><p>In short.</p><p><strong>Full text: </strong><text wordcount=\"5\"><meta name=\"V\"><title></title><p>The road\nwas cut.</p><p>Enlarge this image.</p></text></p>\
        <p><strong>Subject: </strong>Roads</p><p><strong>Publication title: </strong>The Post; City</p><p><strong>Publication date: </strong>May 8, 2010</p><p><strong>ProQuest document ID: </strong>123</p></div>";

    #[test]
    fn pages_and_mails_give_the_same_articles() {
        let page = format!(
            "<html><body>{RECORD}</body>{}</body></html>",
            RECORD.replace("123", "124")
        );
        let encoded = page
            .replace('=', "=3D")
            .replace("DocID_MSTAR", "Doc=\r\nID_MSTAR");
        let mail = format!(
            "From: noreply@proquest.com\r\nTo: a@b.example\r\nSubject: Your ProQuest Research\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"xx\"\r\n\r\n--xx\r\nContent-Type: text/html; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}\r\n--xx--\r\n"
        );
        for (name, bytes) in [("a.html", &page), ("a.eml", &mail)] {
            let (drafts, problems) = read_all(name, bytes.as_bytes());
            assert_eq!(drafts.len(), 2, "{name}: {problems:?}");
            assert_eq!(
                drafts[0].text,
                "Road cut & closed\n\nThe road was cut.\n\nEnlarge this image."
            );
            assert_eq!(
                (day(&drafts[0]).as_str(), drafts[0].author.as_deref()),
                ("2010-05-08", Some("Writer, A."))
            );
            assert_eq!(
                (
                    field(&drafts[0], "abstract"),
                    field(&drafts[0], "stated length")
                ),
                (Some("In short."), Some("5 words"))
            );
            assert_eq!(drafts[1].record.as_deref(), Some("124"));
        }
    }
}
