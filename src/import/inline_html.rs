//! Pieces of pages inside cells, fields and feeds: text without tags.
//!
//! A sign "less" is no tag: only names that pages have are, with what belongs to a tag behind them.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::formats::html::tidy;
use crate::import::markup;

/// A tag of a page.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // What opens a block (in small letters: `<P>` is a share of the stock market), what closes anything,
    // and what has attributes as only tags have.
    Regex::new(concat!(
        r"<(?:p|br|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|table|tr|td|th|tbody|figure|section|article|hr|html|body)",
        r"(?:\s+[a-z@:_-]+\s*=[^<>]*)?\s*/?>",
        r"|(?i:</(?:p|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|table|tr|td|th|tbody|figure|figcaption|section|article|header|footer|sup|sub|u|s|small|iframe|script|style|strike|del|ins|font|center|pre|code|html|body|cite|q|abbr|mark)\s*>)",
        r"|(?i:<br\s*/?>)",
        r"|(?i:<(?:a|p|div|img|span|font|iframe|script|style|video|audio|source|td|abbr)\s+[a-z-]+\s*=[^<>]*>)",
    ))
    .ok()
});

/// A sign written by its name or number.
static REFERENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|[lr][sd]quo|laquo|raquo|[lr]saquo|bull|euro|pound|copy|reg|deg|shy|[A-Za-z]{1,2}(?:acute|grave|circ|uml|tilde|cedil|ring|caron|slash|lig)|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});",
    )
    .ok()
});

/// A value without tags, and with signs in place of their names.
pub(crate) fn without_markup(value: String) -> String {
    if !value.contains(['<', '&']) {
        return value;
    }
    let has =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(&value));
    if has(&TAG) {
        return text_of(&value);
    }
    if has(&REFERENCE) {
        return references_resolved(&value);
    }
    value
}

/// The text of a piece of a page, a line a paragraph.
pub(crate) fn text_of(html: &str) -> String {
    let page = markup::document(html);
    page.select("script, style, template").remove();
    tidy(&page.formatted_text())
}

/// The text with a sign for every name of one; everything else stays as it is.
fn references_resolved(value: &str) -> String {
    let Some(pattern) = &*REFERENCE else {
        return value.to_owned();
    };
    let resolved = |found: &regex::Captures<'_>| {
        let whole = found.get(0).map_or("", |m| m.as_str());
        let name = whole.trim_matches(['&', ';']);
        sign_of(name).map_or_else(|| whole.to_owned(), String::from)
    };
    pattern.replace_all(value, resolved).into_owned()
}

/// The sign of a name or number (`amp`, `#39`, `#x27`, `eacute`).
pub(crate) fn sign_of(name: &str) -> Option<char> {
    let number = name
        .strip_prefix('#')
        .and_then(|n| match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
    match (name, number) {
        ("amp" | "AMP", _) => Some('&'),
        ("lt" | "LT", _) => Some('<'),
        ("gt" | "GT", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        ("nbsp", _) => Some('\u{A0}'),
        // Numbers of letters that Windows has there are the parser's.
        (_, Some(number)) if !(128..160).contains(&number) => char::from_u32(number),
        _ => {
            let written = format!("&{name};");
            let page = markup::document(&written);
            let text = page.text();
            let mut chars = text.chars();
            let sign = chars.next().filter(|_| *text != *written)?;
            chars.next().is_none().then_some(sign)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_names_of_signs_are_no_words() {
        for (value, text) in [
            (
                "<p class=\"lead\">Pier &amp; quay <b>repair</b> agreed.</p><p>Second&nbsp;one.</p>",
                "Pier & quay repair agreed.\n\nSecond one.",
            ),
            ("One.<br/>Two.<br>Three.", "One.\nTwo.\nThree."),
            (
                "A <a href='x'>link</a>.<script>var a = 1;</script>",
                "A link.",
            ),
            ("Smith &amp; Sons&#8217; caf&eacute;", "Smith & Sons’ café"),
        ] {
            assert_eq!(without_markup(value.to_owned()), text);
        }
    }

    #[test]
    fn signs_that_are_no_tags_stay() {
        for text in [
            "if a < b and c > d then <3",
            "AT&T, R&D; Q&A",
            "a<b>c, x <y> z <Qtly div>",
            "Placer <P>, <DD> and <UL> rose",
            "<john@example.org> wrote",
            "List<String> and Vec<u8>",
            "5 &lt 6 & so on",
        ] {
            assert_eq!(without_markup(text.to_owned()), text);
        }
    }
}
