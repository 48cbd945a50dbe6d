//! Mails (EML), and web pages saved as mails (MHTML).

mod body;
mod flowed;
mod header_words;

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use body::{Body, raw_text};
use header_words::header_words;

use crate::corpus::{
    DateBasis, DateStyle, Draft, IN_ADDRESS, Known, ProblemKind, date_in_address, read_date,
};
use crate::import::formats::html::{decode_page, read_page};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_WHOLE_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a mail",
    names: &["mails (EML)", "MHTML"],
    endings: &["eml", "emlx", "mht", "mhtml"],
    contents: Contents::Article,
    sniff: Sniff {
        by_name: &["eml", "emlx", "mht", "mhtml"],
        shape: |head| looks_like_mail(head.text()),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| {
        let bytes = input.whole(MAX_WHOLE_BYTES)?;
        let (draft, left_out) = mail(&bytes)?;
        let unread = draft.unread_date().map(str::to_owned);
        outlet.deliver(vec![draft], bytes.len() as u64);
        outlet.add_problems(unread.map(|raw| ProblemKind::UnreadDates(1, raw)));
        left_out.map_or(Ok(()), Err)
    },
};

/// Lines within which a mail shows that it is one: some have long traces of their way.
const HEAD_LINES: usize = 300;

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
    for line in after_length(text).lines().take(HEAD_LINES) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if !is_header_name(name) {
            return false;
        }
        known += usize::from(KNOWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 3
}

/// Whether a header line may begin so: visible signs but the colon (RFC 5322, section 3.6.8).
pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}

/// A text without a line before it that is nothing but a number: the length of the mail in Apple's files.
fn after_length(text: &str) -> &str {
    let line = text.split('\n').next().unwrap_or_default();
    let is_length = !line.trim().is_empty() && line.trim().bytes().all(|b| b.is_ascii_digit());
    let start = if is_length { line.len() + 1 } else { 0 };
    text.get(start..).unwrap_or(text)
}

/// The mail of such a file, without what stands behind it.
fn without_wrapping(bytes: &[u8]) -> &[u8] {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let number = std::str::from_utf8(line).ok().map(str::trim);
    let length = number
        .filter(|n| n.len() < 12 && n.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|n| n.parse::<usize>().ok());
    let Some(length) = length else { return bytes };
    let rest = bytes.get(line.len() + 1..).unwrap_or_default();
    rest.get(..length).unwrap_or(rest)
}

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// Makes an article of one mail, or of the page inside, and says what of it is left out.
pub(crate) fn mail(bytes: &[u8]) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let bytes = without_wrapping(bytes);
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| broken("it has no head"))?;
    if is_saved_page(&message) {
        return Ok((saved(&message)?, None));
    }
    let words = |name: &str| raw_header(&message, name).map(header_words);
    let title = words("Subject").unwrap_or_default();
    let body = Body::of(&message);
    if let Some(how) = body.locked.filter(|_| body.text().trim().is_empty()) {
        return Err(broken(how));
    }
    let stated = words("Date");
    let mut draft = Draft {
        date: stated.as_deref().and_then(day_of),
        author: author(&message),
        fields: recipients(&message),
        encoding: "mail".into(),
        ..Draft::default()
    };
    draft.set_text(&title, &body.text());
    draft.note_origin(Known::Title, "header Subject");
    draft.note_origin(Known::Date, "header Date");
    draft.note_origin(Known::Author, "header From");
    if draft.text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    draft.keep_unread_date(stated);
    let mut left_out = body.left_out;
    left_out.extend(body.locked.map(|how| format!("a part: {how}")));
    let left_out = (!left_out.is_empty()).then(|| {
        ProblemKind::WithoutParts(format!("attachments are not read: {}", left_out.join(", ")))
    });
    Ok((draft, left_out))
}

/// The bytes of a header, as they stand.
fn raw_header<'m>(message: &'m Message<'_>, name: &str) -> Option<&'m [u8]> {
    let mut headers = message.headers().iter();
    let header = headers.find(|h| h.name().eq_ignore_ascii_case(name))?;
    message
        .raw_message
        .get(header.offset_start() as usize..header.offset_end() as usize)
}

/// Who wrote it: the name, else the address.
fn author(message: &Message<'_>) -> Option<String> {
    let from = message.from().and_then(|a| a.first())?;
    let raw = raw_header(message, "From").map(header_words);
    // The name before the address, read whole: the parser takes every encoded word by itself.
    let whole = raw
        .as_deref()
        .and_then(|raw| raw.split_once('<'))
        .map(|(name, _)| name.trim().trim_matches('"').trim().to_owned());
    whole
        .filter(|name| {
            !name.is_empty() && raw.as_deref().is_some_and(|r| r.matches('<').count() == 1)
        })
        .or_else(|| from.name().or_else(|| from.address()).map(str::to_owned))
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
fn day_of(raw: &str) -> Option<crate::corpus::PublicationDate> {
    DateStyle::of_mail().read(raw, DateBasis::Metadata)
}

/// Whether it is a page that a browser saved: nobody sent it to anybody, and its page has an address.
fn is_saved_page(message: &Message<'_>) -> bool {
    let is_sent = message.to().is_some() || message.header("Received").is_some();
    if is_sent {
        return false;
    }
    let has_address = message.html_bodies().any(|part| {
        let place = part.content_location().unwrap_or_default();
        ["http:", "https:", "file:", "mhtml:"]
            .iter()
            .any(|s| place.starts_with(s))
    });
    let is_by_browser = message.from().is_some_and(|f| {
        let name = f.first().and_then(|a| a.name().or_else(|| a.address()));
        name.is_some_and(|n| n.starts_with("Saved by"))
    });
    has_address || is_by_browser || message.header_raw("Snapshot-Content-Location").is_some()
}

/// A saved page: the date of the mail is the day of saving, not of publication.
fn saved(message: &Message<'_>) -> Result<Draft, ProblemKind> {
    let page = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some((part, html)),
        PartType::Text(_)
        | PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Message(_)
        | PartType::Multipart(_) => None,
    });
    let (part, html) = page.ok_or_else(|| broken("there is no page inside"))?;
    // Where the head of the part names no encoding, the page does.
    let raw = html.contains('\u{FFFD}').then(|| raw_text(message, part));
    let raw = raw.flatten();
    let decoded = raw.as_deref().and_then(|raw| decode_page(raw).ok());
    let mut draft = read_page(decoded.as_ref().map_or(html, |d| &d.text))?;
    let address = message
        .header_raw("Snapshot-Content-Location")
        .map(|s| s.trim().to_owned())
        .or_else(|| part.content_location().map(str::to_owned));
    draft.url = draft.url.or(address);
    draft.note_origin(Known::Address, "header of the saved page");
    let by_address = || draft.url.as_deref().and_then(date_in_address);
    draft.date = draft.date.take().or_else(by_address);
    draft.note_origin(Known::Date, IN_ADDRESS);
    let day = raw_header(message, "Date").map(header_words);
    let day = day.and_then(|raw| read_date(&raw, DateBasis::Metadata));
    draft
        .fields
        .extend(day.map(|d| ("saved".to_owned(), d.to_string())));
    draft.encoding = "MHTML".into();
    Ok(draft)
}

#[cfg(test)]
mod tests;
