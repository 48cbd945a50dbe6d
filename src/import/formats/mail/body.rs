//! The words of a mail: all its text parts in their order, of alternatives the best, mails inside it, and what
//! had to be left out.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::flowed::unfolded;
use super::header_words::header_words;
use crate::import::decode;
use crate::import::formats::html::{decode_page, read_page};

/// Deepest part inside parts that is read.
const MAX_DEPTH: u32 = 20;

/// What the parts of a mail hold.
#[derive(Default)]
pub(super) struct Body {
    /// Texts in their order.
    texts: Vec<String>,
    /// Attachments that are not read, in words.
    pub(super) left_out: Vec<String>,
    /// How it is locked, where its text is.
    pub(super) locked: Option<&'static str>,
}

impl Body {
    /// All parts of a message.
    pub(super) fn of(message: &Message<'_>) -> Self {
        let mut out = Self::default();
        out.take(message, 0, 0);
        out
    }

    /// The texts, an empty line between them.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.texts.iter().map(|t| t.trim_end()).collect();
        texts.join("\n\n")
    }

    fn chars(&self) -> usize {
        self.texts.iter().map(|t| t.trim().chars().count()).sum()
    }

    fn take(&mut self, message: &Message<'_>, id: u32, depth: u32) {
        let Some(part) = message.parts.get(id as usize).filter(|_| depth < MAX_DEPTH) else {
            return;
        };
        match &part.body {
            PartType::Text(text) if is_words(part) => {
                self.texts
                    .extend(Some(plain(message, part, text)).filter(|t| !t.trim().is_empty()));
                if text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
                    self.locked = Some("it is encrypted (PGP)");
                    self.texts.pop();
                }
            }
            PartType::Html(html) => self
                .texts
                .extend(page(message, part, html).filter(|t| !t.trim().is_empty())),
            PartType::Message(inside) => self.take_message(inside, depth),
            PartType::Multipart(parts) => match subtype(part).as_str() {
                "alternative" => self.take_best(message, parts, depth),
                "encrypted" => self.locked = Some("it is encrypted (PGP)"),
                _ => parts
                    .iter()
                    .for_each(|inner| self.take(message, *inner, depth + 1)),
            },
            PartType::Text(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
                self.leave_out(part);
            }
        }
    }

    /// A mail inside a mail: who, what, and its text.
    fn take_message(&mut self, inside: &Message<'_>, depth: u32) {
        let raw = |name: &str| {
            let header = inside
                .headers()
                .iter()
                .find(|h| h.name().eq_ignore_ascii_case(name))?;
            let range = header.offset_start() as usize..header.offset_end() as usize;
            inside.raw_message.get(range).map(header_words)
        };
        let head = ["From", "Date", "Subject"]
            .into_iter()
            .filter_map(|name| Some(format!("{name}: {}", raw(name)?)));
        let head: Vec<String> = head.collect();
        if !head.is_empty() {
            self.texts.push(head.join("\n"));
        }
        self.take(inside, 0, depth + 1);
    }

    /// Of several forms of one text the plain one, unless it only says that there is another.
    fn take_best(&mut self, message: &Message<'_>, parts: &[u32], depth: u32) {
        let mut forms: Vec<(bool, Self)> = parts
            .iter()
            .map(|id| {
                let mut form = Self::default();
                form.take(message, *id, depth + 1);
                let part = message.parts.get(*id as usize);
                let is_plain = part.is_some_and(|p| matches!(p.body, PartType::Text(_)));
                (is_plain, form)
            })
            .filter(|(_, form)| form.chars() > 0 || form.locked.is_some())
            .collect();
        let longest = forms
            .iter()
            .map(|(_, form)| form.chars())
            .max()
            .unwrap_or(0);
        let is_stub = |form: &Self| {
            let chars = form.chars();
            chars * 10 < longest
                || chars < STUB && chars * 2 < longest && speaks_of_other_form(form)
        };
        let plain = forms
            .iter()
            .position(|(is_plain, form)| *is_plain && !is_stub(form));
        let at = plain.unwrap_or_else(|| forms.len().saturating_sub(1));
        if at < forms.len() {
            let (_, best) = forms.swap_remove(at);
            self.texts.extend(best.texts);
            self.left_out.extend(best.left_out);
            self.locked = self.locked.or(best.locked);
        }
    }

    fn leave_out(&mut self, part: &MessagePart<'_>) {
        let kind = part.content_type();
        let main = kind
            .map(|k| k.ctype().to_ascii_lowercase())
            .unwrap_or_default();
        match subtype(part).as_str() {
            "pkcs7-mime" | "x-pkcs7-mime" => {
                let smime = kind
                    .and_then(|k| k.attribute("smime-type"))
                    .unwrap_or_default();
                self.locked = Some(if smime.eq_ignore_ascii_case("signed-data") {
                    "its text lies inside a signature (S/MIME)"
                } else {
                    "it is encrypted (S/MIME)"
                });
            }
            "ms-tnef" | "vnd.ms-tnef" => {
                self.left_out
                    .push("winmail.dat, which may hold its text".to_owned());
            }
            // Signatures and pictures hold no words.
            "pgp-signature" | "pkcs7-signature" | "x-pkcs7-signature" | "pgp-encrypted" => {}
            _ if matches!(main.as_str(), "image" | "audio" | "video" | "font") => {}
            other => {
                let named = part.attachment_name().map(str::to_owned);
                let named = named.filter(|n| !n.trim().is_empty());
                self.left_out
                    .push(named.unwrap_or_else(|| format!("a part of the kind {main}/{other}")));
            }
        }
    }
}

/// Characters below which a plain text may be a stub.
const STUB: usize = 600;

/// Whether a text says that there is another form of it.
fn speaks_of_other_form(form: &Body) -> bool {
    const SAYS: [&str; 14] = [
        "html",
        "view it in",
        "view this",
        "in your browser",
        "in a browser",
        "online version",
        "cannot show",
        "cannot display",
        "not support",
        "im browser",
        "navigateur",
        "navegador",
        "nel browser",
        "браузер",
    ];
    let text = form.text().to_lowercase();
    SAYS.iter().any(|words| text.contains(words))
}

fn subtype(part: &MessagePart<'_>) -> String {
    let kind = part.content_type().and_then(|t| t.subtype());
    kind.unwrap_or_default().to_ascii_lowercase()
}

/// Whether a text part holds words rather than data: calendars and addresses do not.
fn is_words(part: &MessagePart<'_>) -> bool {
    match subtype(part).as_str() {
        "plain" | "" | "enriched" | "markdown" | "x-markdown" | "rfc822-headers" => true,
        _ => part.content_type().is_none(),
    }
}

fn plain(message: &Message<'_>, part: &MessagePart<'_>, text: &str) -> String {
    let kind = part.content_type();
    // A declared encoding that does not fit leaves marks of replacement: look at the bytes.
    let doubtful = part.is_encoding_problem || text.contains('\u{FFFD}');
    let raw = doubtful.then(|| raw_text(message, part)).flatten();
    let decoded = raw.as_deref().and_then(|raw| decode(raw).ok());
    let text = decoded.as_ref().map_or(text, |d| &d.text);
    let says = |name: &str, value: &str| {
        let stated = kind.and_then(|k| k.attribute(name));
        stated.is_some_and(|v| v.eq_ignore_ascii_case(value))
    };
    if says("format", "flowed") {
        return unfolded(text, says("delsp", "yes"));
    }
    // Mail ends its lines with two characters; texts here keep one.
    text.replace("\r\n", "\n")
}

fn page(message: &Message<'_>, part: &MessagePart<'_>, html: &str) -> Option<String> {
    // Where the head of the part names no encoding, the page does.
    let raw = html.contains('\u{FFFD}').then(|| raw_text(message, part));
    let raw = raw.flatten();
    let decoded = raw.as_deref().and_then(|raw| decode_page(raw).ok());
    let html = decoded.as_ref().map_or(html, |d| &d.text);
    read_page(html).map(|d| d.text).ok()
}

/// The bytes of a part, unpacked but not decoded to text.
pub(super) fn raw_text(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let bytes = message.raw_message.get(range)?;
    match part.encoding {
        mail_parser::Encoding::None => Some(bytes.to_vec()),
        mail_parser::Encoding::Base64 => mail_parser::decoders::base64::base64_decode(bytes),
        mail_parser::Encoding::QuotedPrintable => {
            mail_parser::decoders::quoted_printable::quoted_printable_decode(bytes)
        }
    }
}
