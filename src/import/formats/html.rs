//! Web pages saved from the web: title, date, author and address from what the page says of itself
//! (JSON-LD, meta tags, `time` elements), and its main text without the boilerplate around it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use serde_json::Value;

use crate::corpus::{DateBasis, PublicationDate, date_in_file_name};
use crate::corpus::{Draft, ProblemKind};
use crate::corpus::{date_in_address, read_date};
use crate::import::Outlet;
use crate::import::context::ReadContext;
pub(crate) use crate::import::declared::decode_page;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::{MAX_ELEMENTS, MAX_FILE_BYTES};
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
    outlet.deliver(vec![draft], bytes.len() as u64);
    outlet.add_problems(doubt);
    Ok(())
}

/// Text shorter than this, in characters, is not taken for the whole of an article.
const TOO_SHORT: usize = 140;

/// Makes an article of a page, and says where its bytes did not fit.
///
/// # Errors
/// Pages without text; bytes that fit no encoding; pages that the parser cannot take apart.
fn page(path: &str, bytes: &[u8]) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let decoded = decode_page(bytes)?;
    let mut draft = read_page(&decoded.text)?;
    draft.encoding = decoded.encoding.into();
    draft.encoding_guessed = decoded.guessed;
    if draft.date.is_none() {
        draft.date = date_in_file_name(path.rsplit('/').next().unwrap_or(path));
    }
    Ok((draft, decoded.doubt()))
}

/// Makes an article of a page that is text already.
pub(crate) fn read_page(html: &str) -> Result<Draft, ProblemKind> {
    // The parsers are large and the pages are others'; a fault in them must not end the loading.
    let read = catch_unwind(AssertUnwindSafe(|| {
        let about = PageFacts::of(&markup::document(html));
        let text = main_text(html);
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
    Ok(Draft {
        text,
        date: about.date,
        author: about.author,
        publisher: about.site,
        url: about.url,
        ..Draft::default()
    })
}

/// Many pages repeat their title as the first line of the text.
fn without_title<'b>(body: &'b str, title: &str) -> &'b str {
    let body = body.trim_start();
    match body.strip_prefix(title) {
        Some(rest) if !title.is_empty() && rest.starts_with('\n') => rest.trim_start(),
        _ => body,
    }
}

fn main_text(html: &str) -> String {
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MAX_ELEMENTS,
        ..Config::default()
    };
    let document = markup::document(html);
    let readable = Readability::with_document(document, None, Some(config))
        .and_then(|mut page| page.parse())
        .map(|article| tidy(&article.text_content))
        .unwrap_or_default();
    if readable.chars().count() >= TOO_SHORT {
        return readable;
    }
    // Short pages and odd ones: everything that is not around the text.
    let document = markup::document(html);
    document
        .select("script, style, noscript, template, nav, footer, header, aside, form, title")
        .remove();
    let whole = document
        .body()
        .map(|body| tidy(&body.formatted_text()))
        .unwrap_or_default();
    if whole.is_empty() { readable } else { whole }
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

/// What a page says of itself.
#[derive(Default)]
struct PageFacts {
    title: Option<String>,
    date: Option<PublicationDate>,
    author: Option<String>,
    site: Option<String>,
    url: Option<String>,
}

/// Where pages say when they were published, the surest first.
const DATES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[property='og:article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("[itemprop='datePublished']", "datetime"),
    ("[itemprop='datePublished']", "content"),
    ("meta[name='article:published_time']", "content"),
    ("meta[name='parsely-pub-date']", "content"),
    ("meta[name='sailthru.date']", "content"),
    ("meta[name='article.published']", "content"),
    ("meta[name='published-date']", "content"),
    ("meta[name='publish-date']", "content"),
    ("meta[name='publishdate']", "content"),
    ("meta[name='publishedDate']", "content"),
    ("meta[name='publication_date']", "content"),
    ("meta[name='pubdate']", "content"),
    ("meta[name='PubDate']", "content"),
    ("meta[name='dc.date.issued']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("meta[name='dcterms.created']", "content"),
    ("meta[name='DC.date']", "content"),
    ("meta[name='dc.date']", "content"),
    ("meta[name='date']", "content"),
    ("meta[name='Date']", "content"),
    ("meta[property='og:published_time']", "content"),
    ("meta[property='og:pubdate']", "content"),
    ("time[pubdate]", "datetime"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];

const TITLES: &[(&str, &str)] = &[
    ("meta[property='og:title']", "content"),
    ("meta[name='twitter:title']", "content"),
];

const AUTHORS: &[(&str, &str)] = &[
    ("meta[name='author']", "content"),
    ("meta[name='Author']", "content"),
    ("meta[name='byl']", "content"),
    ("meta[name='parsely-author']", "content"),
    ("meta[property='article:author']", "content"),
];

const ADDRESSES: &[(&str, &str)] = &[
    ("link[rel='canonical']", "href"),
    ("meta[property='og:url']", "content"),
];

impl PageFacts {
    fn of(page: &Document) -> Self {
        let mut out = Self::default();
        for node in page.select("script[type='application/ld+json']").nodes() {
            let text = node.text();
            if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
                out.take_json_ld(&value, 0);
            }
        }
        let all = |places: &[(&str, &str)]| -> Vec<String> {
            let found = places.iter().flat_map(|(selector, attribute)| {
                let nodes = page.try_select(selector).into_iter();
                nodes
                    .flat_map(|s| s.nodes().to_vec())
                    .filter_map(|n| n.attr(attribute))
            });
            found
                .map(|v| v.trim().to_owned())
                .filter(|v| !v.is_empty())
                .collect()
        };
        let first = |places| all(places).into_iter().next();
        let address = |url: &String| url.starts_with("http");
        out.url = out.url.or_else(|| all(ADDRESSES).into_iter().find(address));
        if out.date.is_none() {
            let read = |raw: &String| read_date(raw, DateBasis::Metadata);
            out.date = all(DATES).iter().find_map(read);
        }
        out.date = out.date.or_else(|| any_dated_meta(page));
        out.date = out
            .date
            .or_else(|| out.url.as_deref().and_then(date_in_address));
        out.title = out.title.or_else(|| first(TITLES)).or_else(|| {
            let heading = page.select("h1");
            let only = (heading.length() == 1).then(|| heading.text().trim().to_owned());
            let title = page.select_single("title").text().trim().to_owned();
            only.filter(|h| !h.is_empty()).or(Some(title))
        });
        out.title = out
            .title
            .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
        let named = |a: &String| !address(a);
        out.author = out.author.or_else(|| all(AUTHORS).into_iter().find(named));
        out.site = out
            .site
            .or_else(|| first(&[("meta[property='og:site_name']", "content")]));
        out
    }

    fn take_json_ld(&mut self, value: &Value, depth: u32) {
        const KINDS: [&str; 4] = ["Article", "BlogPosting", "Report", "NewsArticle"];
        if depth > 6 {
            return;
        }
        match value {
            Value::Array(all) => all.iter().for_each(|v| self.take_json_ld(v, depth + 1)),
            Value::Object(object) => {
                for inner in ["@graph", "mainEntity", "mainEntityOfPage"] {
                    if let Some(graph) = object.get(inner).filter(|g| !g.is_string()) {
                        self.take_json_ld(graph, depth + 1);
                    }
                }
                let kinds = match object.get("@type") {
                    Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
                    Some(Value::String(one)) => vec![one.as_str()],
                    _ => Vec::new(),
                };
                if !kinds
                    .iter()
                    .any(|k| KINDS.iter().any(|known| k.ends_with(known)))
                {
                    return;
                }
                let text = |key: &str| object.get(key).and_then(Value::as_str);
                if self.date.is_none() {
                    let raw = text("datePublished").or_else(|| text("dateCreated"));
                    self.date = raw.and_then(|raw| read_date(raw, DateBasis::Metadata));
                }
                let headline = text("headline").or_else(|| text("name"));
                self.title = self.title.take().or_else(|| headline.map(unescaped));
                self.author = self
                    .author
                    .take()
                    .or_else(|| object.get("author").and_then(names));
                self.site = self
                    .site
                    .take()
                    .or_else(|| object.get("publisher").and_then(names));
            }
            _ => {}
        }
    }
}

/// A day in any meta tag whose name speaks of a date, but not of a change.
fn any_dated_meta(page: &Document) -> Option<PublicationDate> {
    const SPEAKS: [&str; 4] = ["date", "publish", "created", "time"];
    const CHANGE: [&str; 5] = ["modif", "updat", "expir", "valid", "revis"];
    page.select("meta[content]")
        .nodes()
        .iter()
        .find_map(|node| {
            let name = ["name", "property", "itemprop"]
                .iter()
                .find_map(|a| node.attr(a))?;
            let name = name.to_lowercase();
            let fits =
                SPEAKS.iter().any(|w| name.contains(w)) && !CHANGE.iter().any(|w| name.contains(w));
            let content = node
                .attr("content")
                .filter(|c| fits && c.trim().len() >= 8)?;
            read_date(&content, DateBasis::Metadata)
        })
}

/// Headlines in JSON-LD often carry the entities of the page around them.
fn unescaped(text: &str) -> String {
    if text.contains('&') {
        markup::document(text).text().to_string()
    } else {
        text.to_owned()
    }
}

fn names(value: &Value) -> Option<String> {
    let found: Vec<String> = match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(all) => all.iter().filter_map(names).collect(),
        Value::Object(object) => object.get("name").and_then(names).into_iter().collect(),
        _ => Vec::new(),
    };
    (!found.is_empty()).then(|| found.join(", "))
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
