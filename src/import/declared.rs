//! The encoding that a page or an XML file declares of itself, and what becomes of it where it is not true.
//!
//! A declaration is what the XML declaration or a `<meta>` of this very page says: not the `charset` of a
//! script, not what stands in a comment, in a script or in a page quoted inside a feed.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use crate::corpus::ProblemKind;
use crate::import::decode::{Decoded, decode, guessed_encoding};

/// Bytes of a page in which its encoding is declared.
const DECLARED_WITHIN: usize = 16 << 10;

/// Decodes a page: a mark, then what fits UTF-8, then what it declares if that fits, then a guess.
pub(crate) fn decode_page(bytes: &[u8]) -> Result<Decoded<'_>, ProblemKind> {
    let plain = decode(bytes);
    let certain = plain
        .as_ref()
        .is_ok_and(|d| !d.guessed || d.encoding.starts_with("UTF-16"));
    if certain {
        return plain;
    }
    let Some(stated) = declared(bytes).filter(|e| *e != UTF_8) else {
        return plain;
    };
    // A page may hold a few broken bytes and still be what it says.
    let (text, encoding, _) = stated.decode(bytes);
    let replaced = text.matches('\u{FFFD}').count();
    let fits = replaced * 50 <= text.chars().filter(|c| !c.is_ascii()).count().max(50)
        && !is_other(bytes, &text, encoding);
    if !fits && plain.is_ok() {
        return plain;
    }
    Ok(Decoded {
        text: Cow::Owned(text.into_owned()),
        encoding: encoding.name(),
        guessed: false,
        replaced: replaced as u64,
    })
}

/// Whether a text that was decoded as declared reads like another encoding: an encoding of single bytes
/// makes letters of anything.
fn is_other(bytes: &[u8], text: &str, stated: &'static Encoding) -> bool {
    if !stated.is_single_byte() {
        return false;
    }
    let Ok(guess) = guessed_encoding(bytes, None) else {
        return false;
    };
    if guess == stated || guess == UTF_8 {
        return false;
    }
    let (other, _) = guess.decode_without_bom_handling(bytes);
    oddness(text) > 2 * oddness(&other) + 2
}

/// How many letters stand where no text has them: accented ones beside each other in a word of Latin
/// letters, letters of two scripts in one word, a capital behind a small letter, signs inside words.
fn oddness(text: &str) -> usize {
    let kind = |c: char| match c {
        'a'..='z' => 1,
        'A'..='Z' => 2,
        '\u{C0}'..='\u{24F}' => 3,
        '\u{400}'..='\u{52F}' if c.is_lowercase() => 4,
        '\u{400}'..='\u{52F}' => 5,
        _ if c.is_alphabetic() => 6,
        '\u{80}'..='\u{BF}' => 7,
        _ => 0,
    };
    let mut odd = 0;
    let mut before = 0;
    for now in text.chars().map(kind) {
        odd += usize::from(matches!(
            (before, now),
            (3 | 7, 3) | (1..=3, 4 | 5) | (4 | 5, 1..=3 | 5) | (1 | 3, 7)
        ));
        before = now;
    }
    odd
}

/// The encoding that a page or an XML file declares.
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED_WITHIN))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = head.trim_start_matches('\u{FEFF}').trim_start();
    if let Some(rest) = start.strip_prefix("<?xml") {
        let declaration = rest.split("?>").next().unwrap_or_default();
        if let Some(label) = attribute(declaration, "encoding") {
            return Encoding::for_label(label.as_bytes());
        }
    }
    let mut rest = start;
    while let Some(at) = rest.find('<') {
        let tag = rest.get(at..)?;
        let skipped = [
            ("<!--", "-->"),
            ("<![cdata[", "]]>"),
            ("<script", "</script"),
            ("<style", "</style"),
            ("<body", "\u{0}"),
        ];
        let hidden = skipped.iter().find(|(opens, _)| tag.starts_with(opens));
        if let Some((opens, closes)) = hidden {
            let inside = tag.get(opens.len()..)?;
            let end = inside.find(closes)?;
            rest = inside.get(end..)?;
            continue;
        }
        let end = tag.find('>').unwrap_or(tag.len());
        if let Some(meta) = tag.get(..end)?.strip_prefix("<meta")
            && let Some(encoding) = of_meta(meta)
        {
            return Some(encoding);
        }
        rest = tag.get(1..)?;
    }
    None
}

fn of_meta(meta: &str) -> Option<&'static Encoding> {
    let label = attribute(meta, "charset").or_else(|| {
        let is_type = attribute(meta, "http-equiv") == Some("content-type");
        let content = is_type.then(|| attribute(meta, "content")).flatten()?;
        let (_, label) = content.split_once("charset=")?;
        Some(
            label
                .trim_matches([' ', '"', '\''])
                .split(';')
                .next()
                .unwrap_or(label),
        )
    })?;
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    // Whoever can read this is not reading wide characters.
    let is_wide = encoding.name().starts_with("UTF-16");
    Some(if is_wide { UTF_8 } else { encoding })
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'));
        let (found, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            if behind.is_empty() {
                return None;
            }
            rest = behind;
            continue;
        };
        let value = value.trim_start();
        let (value, behind) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let inside = value.get(1..)?;
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if found == name {
            return Some(value.trim_end_matches('/').trim());
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1252;

    const RUSSIAN: &str = "Причал в порту Ольховка закрыт на ремонт до весны, сообщил инженер.";
    const FRENCH: &str = "La jetée est réparée, a dit l'ingénieur à la mairie de l'évêché.";

    fn page(head: &str, text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let page = format!("<html><head>{head}</head><body><p>{text}</p></body></html>");
        encoding.encode(&page).0.into_owned()
    }

    #[test]
    fn only_the_page_itself_declares_its_encoding() {
        for (head, label) in [
            (
                "<script src=a charset=utf-8></script><meta charset=koi8-r>",
                Some("KOI8-R"),
            ),
            (
                "<!-- <meta charset=utf-8> --><META CHARSET='windows-1251'/>",
                Some("windows-1251"),
            ),
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
                Some("windows-1251"),
            ),
            ("<meta name=description content=\"charset=koi8-r\">", None),
            ("<meta data-charset=koi8-r>", None),
            (
                "<script>document.write('<meta charset=koi8-r>')</script>",
                None,
            ),
            ("<link rel=x charset=koi8-r>", None),
            ("<style>/* <meta charset=koi8-r> */</style>", None),
        ] {
            let page = page(head, "x", UTF_8);
            assert_eq!(declared(&page).map(Encoding::name), label, "{head}");
        }
        let xml = b"<?xml version='1.0' encoding='koi8-r'?><rss><![CDATA[<meta charset=utf-8>]]>";
        assert_eq!(declared(xml).map(Encoding::name), Some("KOI8-R"));
        let feed = b"<rss><item><![CDATA[<meta charset=koi8-r>]]></item></rss>";
        assert_eq!(declared(feed), None);
    }

    #[test]
    fn a_declaration_that_does_not_fit_is_not_believed() {
        use encoding_rs::{KOI8_R, WINDOWS_1251};
        for (label, text, encoding) in [
            ("utf-8", RUSSIAN, WINDOWS_1251),
            ("iso-8859-1", RUSSIAN, WINDOWS_1251),
            ("koi8-r", RUSSIAN, WINDOWS_1251),
            ("windows-1251", RUSSIAN, KOI8_R),
            ("windows-1251", FRENCH, WINDOWS_1252),
            ("utf-8", FRENCH, WINDOWS_1252),
            ("windows-1251", RUSSIAN, WINDOWS_1251),
            ("iso-8859-1", FRENCH, WINDOWS_1252),
            ("utf-16", RUSSIAN, WINDOWS_1251),
            ("windows-1252", RUSSIAN, UTF_8),
        ] {
            let page = page(&format!("<meta charset={label}>"), text, encoding);
            let got = decode_page(&page).unwrap();
            assert!(got.text.contains(text), "{label}: {}", got.text);
        }
    }
}
