//! Electronic books (EPUB): the chapters in reading order.

use crate::corpus::{DateBasis, Draft, ProblemKind, read_date};
use crate::import::document_xml::{about, attributes, finished, member, open, values};
use crate::import::formats::html::tidy;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_DOCUMENT_BYTES;
use crate::import::markup;
use crate::import::zip_head;

pub(crate) static FORMAT: Format = Format {
    words: "an electronic book",
    names: &["EPUB"],
    endings: &["epub"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| {
            zip_head::says(head, "application/epub+zip") || zip_head::is_named(head, &["epub"])
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        let (draft, partly) = epub(&bytes)?;
        outlet.deliver(vec![draft], bytes.len() as u64);
        partly.map_or(Ok(()), Err)
    },
};

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// Makes an article of a book, and says what is missing of it.
fn epub(bytes: &[u8]) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
    let mut archive = open(bytes, FORMAT.words)?;
    let container = member(&mut archive, "META-INF/container.xml", FORMAT.words)?
        .ok_or_else(|| broken("it has no list of contents"))?;
    let package_path = attributes(&container, "rootfile", &["full-path"])
        .map_err(|e| broken(&e))?
        .into_iter()
        .next()
        .and_then(|mut a| a.pop().flatten())
        .ok_or_else(|| broken("it has no list of contents"))?;
    let package = member(&mut archive, &package_path, FORMAT.words)?
        .ok_or_else(|| broken("its list of contents is missing"))?;
    let items = attributes(&package, "item", &["id", "href"]).map_err(|e| broken(&e))?;
    let order = attributes(&package, "itemref", &["idref"]).map_err(|e| broken(&e))?;
    let base = package_path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut text = String::new();
    let (chapters, mut missing) = (order.len(), 0);
    for reference in order {
        let id = reference.first().and_then(Option::as_ref);
        let item = items
            .iter()
            .find(|i| id.is_some() && i.first().and_then(Option::as_ref) == id);
        let href = item.and_then(|i| i.get(1)).and_then(Option::as_ref);
        let chapter = match href.map(|h| percent_decoded(h)) {
            Some(href) if base.is_empty() => member(&mut archive, &href, FORMAT.words),
            Some(href) => member(&mut archive, &format!("{base}/{href}"), FORMAT.words),
            None => Ok(None),
        };
        // One chapter that is damaged must not take the others with it.
        let Ok(Some(chapter)) = chapter else {
            missing += 1;
            continue;
        };
        let page = markup::document(&chapter);
        page.select("script, style, title").remove();
        let body = page.body().map(|b| tidy(&b.formatted_text()));
        text.push_str(&body.unwrap_or_default());
        text.push_str("\n\n");
    }
    if missing == chapters && missing > 0 {
        return Err(broken("its chapters cannot be read"));
    }
    let mut draft = Draft {
        text: text.trim().to_owned(),
        encoding: "EPUB".into(),
        ..Draft::default()
    };
    let stated = values(&package, &["title", "creator", "date"]);
    // A book says when it was published, not when it was made.
    let published = stated.get(2).cloned().flatten();
    draft.date = published.and_then(|raw| read_date(&raw, DateBasis::Metadata));
    about(&mut draft, stated);
    draft.fields.retain(|(name, _)| name != "created");
    let partly = (missing > 0)
        .then(|| ProblemKind::Limit(format!("{missing} of {chapters} chapters cannot be read")));
    Ok((finished(draft)?, partly))
}

fn percent_decoded(href: &str) -> String {
    let mut out = Vec::with_capacity(href.len());
    let mut bytes = href.split('#').next().unwrap_or_default().bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex: Vec<u8> = bytes.by_ref().take(2).collect();
            let text = std::str::from_utf8(&hex).unwrap_or_default();
            out.extend(u8::from_str_radix(text, 16).ok());
        } else {
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
