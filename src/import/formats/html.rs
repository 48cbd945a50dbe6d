//! Web pages saved from the web: title, date, author and address from what the page says of itself
//! (JSON-LD, meta tags, `time` elements), and its main text without the boilerplate around it.

pub(crate) mod block_text;
mod facts;
mod json_ld;
mod main_text;
mod published;
pub(crate) mod xhtml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use facts::PageFacts;
use main_text::main_text;
use xhtml::expanded;

use crate::corpus::date_in_file_name;
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
pub(crate) use crate::import::declared::decode_page;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_FILE_BYTES;
use crate::import::markup;

pub(crate) static FORMAT: Format = Format {
    words: "a web page",
    names: &["web pages"],
    endings: &["html", "htm", "xhtml", "shtml"],
    contents: Contents::Article,
    sniff: Sniff {
        by_name: &["html", "htm", "xhtml", "shtml"],
        shape: |head| {
            let has = |tag| head.markup().contains(tag);
            has("<!doctype html")
                || has("<html")
                // Other markup has elements of these names as well, but inside.
                || head.markup().starts_with("<head")
                || head.markup().starts_with("<body")
                || is_piece_of_page(head.markup())
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read,
};

/// Whether markup begins with an element that only pages have, as what was copied out of one does.
fn is_piece_of_page(markup: &str) -> bool {
    const ELEMENTS: [&str; 22] = [
        "p",
        "div",
        "span",
        "h1",
        "h2",
        "h3",
        "h4",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "table",
        "img",
        "meta",
        "title",
        "blockquote",
        "strong",
        "em",
        "figure",
        "section",
        "main",
    ];
    let name = markup.strip_prefix('<').and_then(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
        let (name, behind) = rest.split_at(end);
        behind.starts_with(['>', ' ', '/', '\n']).then_some(name)
    });
    name.is_some_and(|name| ELEMENTS.contains(&name)) && markup.contains("</")
}

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_FILE_BYTES)?;
    let (draft, doubt) = page(context.head.name, &bytes)?;
    let unread = draft.unread_date().map(str::to_owned);
    outlet.deliver(vec![draft], bytes.len() as u64);
    outlet.add_problems(unread.map(|raw| ProblemKind::UnreadDates(1, raw)));
    outlet.add_problems(doubt);
    Ok(())
}

/// Makes an article of a page, and says where its bytes did not fit.
///
/// # Errors
/// Pages without text; bytes that fit no encoding; pages that the parser cannot take apart.
fn page(path: &str, bytes: &[u8]) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let decoded = decode_page(bytes)?;
    let (mut draft, is_saved_copy) = taken_apart(&decoded.text)?;
    draft.encoding = decoded.encoding.into();
    draft.encoding_guessed = decoded.guessed;
    // What saved a page wrote the day of saving into its name.
    if draft.date.is_none() && !is_saved_copy {
        draft.date = date_in_file_name(path.rsplit('/').next().unwrap_or(path));
    }
    Ok((draft, decoded.doubt()))
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
        let about = PageFacts::of(&markup::document(&html), &html);
        let text = main_text(&html, about.body.as_deref(), about.author.as_deref());
        (about, text)
    }));
    let Ok((about, body)) = read else {
        return Err(ProblemKind::ReaderDied(
            "stopped by a fault of its own".into(),
        ));
    };
    let title = about.title.unwrap_or_default();
    let mut draft = Draft {
        date: about.date,
        author: about.author,
        publisher: about.site,
        url: about.url,
        origins: about.origins,
        ..Draft::default()
    };
    draft.set_text(&title, without_title(&body, &title));
    if draft.text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
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
        let (draft, _) = page("a.html", html.as_bytes()).unwrap();
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
                .0
                .text
                .contains("Бои за город")
        );
        assert!(
            page("a.html", russian.as_bytes())
                .unwrap()
                .0
                .text
                .contains("Бои за город")
        );
    }
}
