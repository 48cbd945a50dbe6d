//! Mails (EML), and web pages saved as mails (MHTML).

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::corpus::DateBasis;
use crate::corpus::read_date;
use crate::corpus::{Draft, ProblemKind};
use crate::import::decode;
use crate::import::formats::html::{decode_page, read_page};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_WHOLE_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a mail",
    names: &["mails (EML)", "MHTML"],
    endings: &["eml", "mht", "mhtml"],
    contents: Contents::Article,
    sniff: Sniff {
        by_name: &["eml", "mht", "mhtml"],
        shape: |head| looks_like_mail(head.text()),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| {
        let bytes = input.whole(MAX_WHOLE_BYTES)?;
        outlet.deliver(vec![mail(&bytes)?], bytes.len() as u64);
        Ok(())
    },
};

/// Header lines of a mail, three known ones at least.
fn looks_like_mail(text: &str) -> bool {
    const KNOWN: [&str; 9] = [
        "from",
        "to",
        "date",
        "subject",
        "received",
        "mime-version",
        "message-id",
        "return-path",
        "delivered-to",
    ];
    let mut known = 0;
    for line in text.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        known += usize::from(KNOWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 3
}

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// Makes an article of one mail, or of the page inside.
pub(crate) fn mail(bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| broken("it has no head"))?;
    let saved_page = message
        .content_type()
        .is_some_and(|t| t.subtype() == Some("related"))
        && message.header_raw("Snapshot-Content-Location").is_some()
        || message.from().is_some_and(|f| {
            let name = f.first().and_then(|a| a.name().or_else(|| a.address()));
            name.is_some_and(|n| n.starts_with("Saved by"))
        });
    if saved_page {
        return saved(&message);
    }
    let title = message.subject().unwrap_or_default().trim().to_owned();
    let text = Draft::joined(&title, &body(&message));
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    let from = message.from().and_then(|a| a.first());
    let author = from.and_then(|a| a.name().or_else(|| a.address()));
    Ok(Draft {
        text,
        date: date_of(&message),
        author: author.map(str::to_owned),
        fields: recipients(&message),
        encoding: "mail".into(),
        ..Draft::default()
    })
}

fn recipients(message: &Message<'_>) -> Vec<(String, String)> {
    let to = message.to().map(|to| {
        let named = to.iter().filter_map(|a| a.name().or_else(|| a.address()));
        named.collect::<Vec<_>>().join("; ")
    });
    let mut out = Vec::new();
    out.extend(to.filter(|t| !t.is_empty()).map(|t| ("to".to_owned(), t)));
    out
}

/// The day as the head states it, in its own time zone.
fn date_of(message: &Message<'_>) -> Option<crate::corpus::PublicationDate> {
    let date = message.date().filter(|d| d.is_valid())?;
    read_date(&date.to_rfc3339(), DateBasis::Metadata)
}

fn body(message: &Message<'_>) -> String {
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) if !text.trim().is_empty() => Some((part, text)),
        _ => None,
    });
    if let Some((part, text)) = plain {
        // A declared encoding that does not fit leaves marks of replacement: look at the bytes.
        if part.is_encoding_problem || text.contains('\u{FFFD}') {
            let raw = raw_text(message, part);
            if let Some(raw) = raw.as_deref().and_then(|raw| decode(raw).ok()) {
                return lines(&raw.text);
            }
        }
        return lines(text);
    }
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html),
        _ => None,
    });
    match page {
        Some(html) => read_page(html).map(|d| d.text).unwrap_or_default(),
        None => String::new(),
    }
}

/// The bytes of a part, unpacked but not decoded to text.
fn raw_text(message: &Message<'_>, part: &mail_parser::MessagePart<'_>) -> Option<Vec<u8>> {
    let raw = message.raw_message();
    let bytes = raw.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize)?;
    match part.encoding {
        mail_parser::Encoding::None => Some(bytes.to_vec()),
        mail_parser::Encoding::Base64 => mail_parser::decoders::base64::base64_decode(bytes),
        mail_parser::Encoding::QuotedPrintable => {
            mail_parser::decoders::quoted_printable::quoted_printable_decode(bytes)
        }
    }
}

/// Mail ends its lines with two characters; texts here keep one.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A saved page: the date of the mail is the day of saving, not of publication.
fn saved(message: &Message<'_>) -> Result<Draft, ProblemKind> {
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html),
        _ => None,
    });
    let html = page.ok_or_else(|| broken("there is no page inside"))?;
    // Where the head of the part names no encoding, the page does.
    let raw = html.contains('\u{FFFD}').then(|| {
        let part = message.html_bodies().next()?;
        raw_text(message, part)
    });
    let raw = raw.flatten();
    let decoded = raw.as_deref().and_then(|raw| decode_page(raw).ok());
    let mut draft = read_page(decoded.as_ref().map_or(html, |d| &d.text))?;
    let address = message
        .header_raw("Snapshot-Content-Location")
        .map(|s| s.trim().to_owned())
        .or_else(|| {
            message
                .html_bodies()
                .find_map(|p| p.content_location().map(str::to_owned))
        });
    draft.url = draft.url.or(address);
    draft.encoding = "MHTML".into();
    Ok(draft)
}
