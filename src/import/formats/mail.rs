//! Mails (EML), web pages saved as mails (MHTML), and folders of mails in one file (mbox).

use std::io::BufRead;

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::corpus::DateBasis;
use crate::corpus::read_date;
use crate::corpus::{Draft, ProblemKind};
use crate::import::formats::html::{decode_page, read_page};
use crate::import::limits::MAX_TEXT_BYTES;
use crate::import::sniff::is_mbox_line;
use crate::import::{Outlet, decode};

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken("a mail".into(), why.to_owned())
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

/// Reads a folder of mails, one article a mail.
pub(crate) fn mbox(mut input: impl BufRead, outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let mut one: Vec<u8> = Vec::new();
    let mut number = 0;
    let mut after_empty = true;
    let mut line = Vec::new();
    let finish = |one: &mut Vec<u8>, number: u64, outlet: &mut Outlet<'_>| {
        let bytes = one.len() as u64;
        if one.iter().all(u8::is_ascii_whitespace) {
            one.clear();
            return true;
        }
        let goes_on = match mail(one) {
            Ok(mut draft) => {
                let parsed = MessageParser::default().parse(one.as_slice());
                let id = parsed.and_then(|m| m.message_id().map(str::to_owned));
                draft.record = Some(id.unwrap_or_else(|| number.to_string()));
                outlet.deliver(vec![draft], bytes)
            }
            Err(kind) => {
                outlet.problem(ProblemKind::Record(number, kind.to_string()));
                true
            }
        };
        one.clear();
        goes_on
    };
    loop {
        line.clear();
        let n = input
            .read_until(b'\n', &mut line)
            .map_err(|e| ProblemKind::Unreadable(e.to_string()))?;
        let starts = n > 0
            && after_empty
            && line.starts_with(b"From ")
            && is_mbox_line(&String::from_utf8_lossy(&line));
        if starts || n == 0 {
            if !finish(&mut one, number, outlet) || n == 0 {
                return Ok(());
            }
            number += 1;
            after_empty = false;
            continue;
        }
        after_empty = line.trim_ascii().is_empty();
        // `>From` is how a line that begins with From is written in a folder.
        let unquoted = line
            .strip_prefix(b">")
            .filter(|l| l.trim_ascii_start().starts_with(b"From ") || l.starts_with(b">"));
        if one.len() < MAX_TEXT_BYTES {
            one.extend_from_slice(unquoted.unwrap_or(&line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_a_mail_each_and_body_lines_do_not_cut() {
        let folder = "From a@b Mon Mar  6 10:00:00 2023\nFrom: A <a@b>\nSubject: One\nDate: Mon, 6 Mar 2023 23:30:00 -0800\n\nFrom here on the road is cut.\n>From there too.\n\nFrom c@d Tue Mar  7 10:00:00 2023\nFrom: c@d\nSubject: Two\n\nText.\n";
        let mut all = Vec::new();
        let mut take = |drafts: Vec<Draft>, _| {
            all.extend(drafts);
            true
        };
        mbox(folder.as_bytes(), &mut Outlet::new(&mut take)).unwrap();
        let texts: Vec<_> = all.iter().map(|d| d.text.trim_end()).collect();
        assert_eq!(
            texts,
            [
                "One\n\nFrom here on the road is cut.\nFrom there too.",
                "Two\n\nText."
            ]
        );
        assert_eq!(all[0].date.as_ref().unwrap().to_string(), "2023-03-06");
    }
}
