//! Web pages saved from the web: title, date, author and address from what the page says of itself
//! (JSON-LD, meta tags, `time` elements), and its main text without the boilerplate around it.

pub(crate) mod block_text;
mod facts;
mod json_ld;
mod main_text;
mod published;
pub(crate) mod xhtml;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use encoding_rs::Encoding;

use facts::PageFacts;
use main_text::main_text;
use xhtml::expanded;

use crate::corpus::date_in_file_name;
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::decode::{Decoded, decode};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_FILE_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a web page",
    names: &["web pages"],
    endings: &["html", "htm", "xhtml", "shtml"],
    contents: Contents::Article,
    sniff: Sniff {
        by_name: &["html", "htm", "xhtml", "shtml"],
        shape: |head| {
            let has = |tag| head.markup().contains(tag);
            has("<!doctype html") || has("<html") || has("<head") || has("<body")
        },
        ..Sniff::NOTHING
    },
    // The largest take long.
    sandboxed: |file| file.bytes > LARGE_PAGE,
    read,
};

/// Bytes from which markup is taken apart in a process of its own, which can be ended at any time.
pub(crate) const LARGE_PAGE: u64 = 512 << 10;

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_FILE_BYTES)?;
    let draft = page(context.head.name, &bytes)?;
    let unread = draft.unread_date().map(str::to_owned);
    outlet.deliver(vec![draft], bytes.len() as u64);
    outlet.add_problems(unread.map(|raw| ProblemKind::UnreadDates(1, raw)));
    Ok(())
}

/// Bytes of a page in which its encoding is declared.
const DECLARED_WITHIN: usize = 4096;

/// Makes an article of a page.
///
/// # Errors
/// Pages without text; bytes that fit no encoding; pages that the parser cannot take apart.
fn page(path: &str, bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let decoded = decode_page(bytes)?;
    let (mut draft, is_saved_copy) = taken_apart(&decoded.text)?;
    draft.encoding = decoded.encoding.into();
    draft.encoding_guessed = decoded.guessed;
    // What saved a page wrote the day of saving into its name.
    if draft.date.is_none() && !is_saved_copy {
        draft.date = date_in_file_name(path.rsplit('/').next().unwrap_or(path));
    }
    Ok(draft)
}

/// Makes an article of a page that is text already.
pub(crate) fn read_page(html: &str) -> Result<Draft, ProblemKind> {
    taken_apart(html).map(|(draft, _)| draft)
}

/// An article, and whether the page is a copy that a browser or an archive saved.
fn taken_apart(html: &str) -> Result<(Draft, bool), ProblemKind> {
    let html = expanded(html);
    // The parsers are large and the pages are others'; a fault in them must not end the loading.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let about = PageFacts::of(&Document::from(&*html), &html);
        let text = main_text(&html, about.body.as_deref(), about.author.as_deref());
        (about, text)
    }));
    let Ok((about, body)) = read else {
        return Err(ProblemKind::ReaderDied(
            "stopped by a fault of its own".into(),
        ));
    };
    let title = about.title.unwrap_or_default();
    let text = Draft::joined(&title, without_title(&body, &title));
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    let mut draft = Draft {
        text,
        date: about.date,
        author: about.author,
        publisher: about.site,
        url: about.url,
        ..Draft::default()
    };
    draft.keep_unread_date(about.unread_date);
    Ok((draft, about.is_saved_copy))
}

/// Many pages repeat their title as the first line of the text.
fn without_title<'b>(body: &'b str, title: &str) -> &'b str {
    let body = body.trim_start();
    match body.strip_prefix(title) {
        Some(rest) if !title.is_empty() && rest.starts_with('\n') => rest.trim_start(),
        _ => body,
    }
}

/// Decodes a page: a mark, then what fits UTF-8, then what it declares, then a guess.
pub(crate) fn decode_page(bytes: &[u8]) -> Result<Decoded<'_>, ProblemKind> {
    let plain = decode(bytes);
    let certain = plain
        .as_ref()
        .is_ok_and(|d| !d.guessed || d.encoding.starts_with("UTF-16"));
    if certain {
        return plain;
    }
    match declared(bytes) {
        Some(encoding) => {
            // A page may hold a few broken bytes and still be what it says.
            let (text, encoding, _) = encoding.decode(bytes);
            Ok(Decoded {
                text: Cow::Owned(text.into_owned()),
                encoding: encoding.name(),
                guessed: false,
            })
        }
        None => plain,
    }
}

/// The encoding that a page or an XML file declares.
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED_WITHIN))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    ["charset", "encoding"].iter().find_map(|key| {
        head.match_indices(key).find_map(|(at, _)| {
            let rest = head.get(at + key.len()..)?.trim_start().strip_prefix('=')?;
            let rest = rest.trim_start().trim_start_matches(['"', '\'']);
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))
                .unwrap_or(rest.len());
            Encoding::for_label(rest.get(..end)?.as_bytes())
        })
    })
}

/// Lines without white space around them, at most one empty line between.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        gap = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_is() {
        let body =
            "<p>Fighting went on for a third day around the town, residents said on Monday.</p>"
                .repeat(6);
        let html = format!(
            "<html><head><title>Road cut | The Paper</title>\
             <meta property=\"og:title\" content=\"Road cut\">\
             <script type=\"application/ld+json\">{{\"@graph\":[{{\"@type\":\"NewsArticle\",\"datePublished\":\"2023-02-22T23:30:00-05:00\",\"author\":\"A. Writer\"}}]}}</script>\
             </head><body><nav>Home News Sport</nav><article><h1>Road cut</h1>{body}</article><footer>All rights</footer></body></html>"
        );
        let draft = page("a.html", html.as_bytes()).unwrap();
        assert_eq!(draft.date.unwrap().to_string(), "2023-02-22");
        assert_eq!(draft.author.as_deref(), Some("A. Writer"));
        assert!(
            draft.text.starts_with("Road cut\n\nFighting went on"),
            "{}",
            draft.text
        );
        assert!(!draft.text.contains("All rights") && !draft.text.contains("Home News"));
    }

    #[test]
    fn a_declared_encoding_is_believed_and_utf8_believed_more() {
        let russian =
            "<html><head><meta charset=windows-1251></head><body>Бои за город</body></html>";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert!(
            page("a.html", &bytes)
                .unwrap()
                .text
                .contains("Бои за город")
        );
        assert!(
            page("a.html", russian.as_bytes())
                .unwrap()
                .text
                .contains("Бои за город")
        );
    }
}
