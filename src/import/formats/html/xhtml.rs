//! Pages written as XML: an element may close itself there (`<script src="a.js"/>`), which a reader of HTML
//! takes for one that stays open.

use std::borrow::Cow;

/// Characters within which a page says that it is XML.
const SAID_WITHIN: usize = 2048;

/// Elements of HTML that never have an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// A page with an end for every element that closes itself, where it is XML; any other as it is.
pub(crate) fn expanded(html: &str) -> Cow<'_, str> {
    let start = html
        .char_indices()
        .nth(SAID_WITHIN)
        .map_or(html.len(), |(at, _)| at);
    let start = html.get(..start).unwrap_or(html);
    let is_xml = start
        .trim_start_matches('\u{FEFF}')
        .trim_start()
        .starts_with("<?xml")
        || start.contains("xmlns=\"http://www.w3.org/1999/xhtml\"")
        || start.contains("xmlns='http://www.w3.org/1999/xhtml'");
    if is_xml && html.contains("/>") {
        Cow::Owned(with_ends(html))
    } else {
        Cow::Borrowed(html)
    }
}

fn with_ends(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        out.push_str(before);
        let length = tag_length(tag);
        let (tag, after) = tag.split_at(length);
        rest = after;
        let name = tag.get(1..).unwrap_or_default();
        let end = name.find(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '-' | '_'));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        match tag.strip_suffix("/>") {
            Some(start) if !name.is_empty() && !VOID.contains(&name.to_lowercase().as_str()) => {
                out.push_str(start.trim_end());
                out.push_str("></");
                out.push_str(name);
                out.push('>');
            }
            _ => out.push_str(tag),
        }
    }
    out.push_str(rest);
    out
}

/// Bytes of a tag, a comment or a CDATA section from its `<` on; 1 for a sign that begins none.
fn tag_length(tag: &str) -> usize {
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        if tag.starts_with(start) {
            return tag.find(end).map_or(tag.len(), |at| at + end.len());
        }
    }
    if !tag
        .get(1..)
        .is_some_and(|t| t.starts_with(|c: char| c.is_alphabetic()))
    {
        return 1;
    }
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_close_themselves_get_an_end() {
        let page = |body: &str| format!("<?xml version='1.0'?>{body}");
        for (from, to) in [
            ("<title/>", "<title></title>"),
            ("<script src='a>b'/>x", "<script src='a>b'></script>x"),
            ("<br/><img src=a />", "<br/><img src=a />"),
            ("<!-- <p/> --><p/>", "<!-- <p/> --><p></p>"),
            ("<svg:g a=\"1\"/>", "<svg:g a=\"1\"></svg:g>"),
            ("1 < 2 <i/>", "1 < 2 <i></i>"),
            ("<p", "<p"),
        ] {
            assert_eq!(with_ends(&page(from)), page(to), "{from}");
        }
        assert_eq!(expanded("<p/>x"), "<p/>x", "not XML");
    }
}
