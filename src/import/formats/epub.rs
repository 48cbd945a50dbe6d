//! Electronic books (EPUB): the chapters in reading order.

use crate::corpus::{
    DateBasis, Draft, IN_PROPERTIES, Known, ProblemKind, PublicationDate, date_in_file_name,
    read_date,
};
use crate::import::document_xml::{
    Archive, about, attributes, finished, member, open, resolved, texts, values,
};
use crate::import::formats::html::block_text::block_text;
use crate::import::formats::html::tidy;
use crate::import::formats::html::xhtml::expanded;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_DOCUMENT_BYTES;
use crate::import::{markup, zip_head};

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
    read: |input, context, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        let (draft, partly) = epub(context.head.name, &bytes)?;
        outlet.deliver(vec![draft], bytes.len() as u64);
        partly.map_or(Ok(()), Err)
    },
};

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// Makes an article of a book, and says what is missing of it.
fn epub(name: &str, bytes: &[u8]) -> Result<(Draft, Option<ProblemKind>), ProblemKind> {
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
    let locked = locked_parts(&mut archive);
    let base = package_path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut text = String::new();
    let chapters = order.len();
    let mut missing: Vec<String> = Vec::new();
    for reference in order {
        let id = reference.first().and_then(Option::as_ref);
        let item = items
            .iter()
            .find(|i| id.is_some() && i.first().and_then(Option::as_ref) == id);
        let href = item.and_then(|i| i.get(1)).and_then(Option::as_ref);
        let Some(path) = href.map(|h| resolved(base, &percent_decoded(h))) else {
            missing.push(
                id.cloned()
                    .unwrap_or_else(|| "one without a name".to_owned()),
            );
            continue;
        };
        if locked.contains(&path) {
            missing.push(format!("{path} (encrypted)"));
            continue;
        }
        // One chapter that is damaged must not take the others with it.
        let Ok(Some(chapter)) = member(&mut archive, &path, FORMAT.words) else {
            missing.push(path);
            continue;
        };
        let words = chapter_text(&chapter);
        if !words.is_empty() {
            text.push_str(&words);
            text.push_str("\n\n");
        }
    }
    if missing.len() == chapters && chapters > 0 {
        let are_locked = missing.iter().all(|m| m.ends_with("(encrypted)"));
        return Err(broken(if are_locked {
            "its chapters are encrypted"
        } else {
            "its chapters cannot be read"
        }));
    }
    let mut draft = Draft {
        text: text.trim().to_owned(),
        encoding: "EPUB".into(),
        ..Draft::default()
    };
    draft.date = published(&package);
    draft.note_origin(Known::Date, IN_PROPERTIES);
    draft.date = draft
        .date
        .or_else(|| date_in_file_name(name.rsplit('/').next().unwrap_or(name)));
    about(&mut draft, values(&package, &["title", "creator", "date"]));
    draft.fields.retain(|(name, _)| name != "created");
    let partly = (!missing.is_empty()).then(|| {
        let named: Vec<&str> = missing.iter().take(MAX_NAMED).map(String::as_str).collect();
        let and_more = if missing.len() > MAX_NAMED {
            " and more"
        } else {
            ""
        };
        let named = named.join(", ");
        let count = missing.len();
        ProblemKind::WithoutParts(format!(
            "{count} of {chapters} chapters cannot be read: {named}{and_more}"
        ))
    });
    Ok((finished(draft)?, partly))
}

/// Most chapters that are named where they are missing.
const MAX_NAMED: usize = 5;

/// The words of a chapter, without lists of contents.
fn chapter_text(chapter: &str) -> String {
    let page = markup::document(&expanded(chapter));
    for nav in page.select("nav").nodes() {
        let kind = nav.attr("epub:type").unwrap_or_default();
        if ["toc", "landmarks", "page-list"]
            .iter()
            .any(|k| kind.contains(k))
        {
            nav.remove_from_parent();
        }
    }
    let body = page.body().map(|b| tidy(&block_text(&b)));
    // A page without a body has no words.
    body.unwrap_or_default()
}

/// The parts that are encrypted, by their paths.
fn locked_parts(archive: &mut Archive<'_>) -> Vec<String> {
    // Most books have no such list.
    let Ok(Some(list)) = member(archive, "META-INF/encryption.xml", FORMAT.words) else {
        return Vec::new();
    };
    let all = attributes(&list, "CipherReference", &["URI"]).unwrap_or_default();
    let paths = all.into_iter().filter_map(|mut one| one.pop().flatten());
    paths.map(|p| resolved("", &percent_decoded(&p))).collect()
}

/// The day of publication: a book says when it was published, and sometimes when it was made or changed.
fn published(package: &str) -> Option<PublicationDate> {
    let all = texts(package, "date", &["event"]);
    let read = |event: Option<&str>| {
        let mut those = all
            .iter()
            .filter(|(attributes, _)| attributes.first().and_then(Option::as_deref) == event);
        those.find_map(|(_, raw)| read_date(raw, DateBasis::Metadata))
    };
    read(Some("publication"))
        .or_else(|| read(Some("original-publication")))
        .or_else(|| read(None))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn book(dates: &str, chapters: &[(&str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
        let mut out = std::io::Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut out);
        let mut put = |name: &str, text: &str| {
            archive
                .start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        };
        put(
            "META-INF/container.xml",
            "<container><rootfile full-path='OEBPS/c.opf'/></container>",
        );
        let items = chapters.iter().enumerate();
        let items = items.map(|(i, (href, _))| format!("<item id='c{i}' href='{href}'/>"));
        let items = items.collect::<Vec<_>>().concat();
        let spine = (0..chapters.len()).map(|i| format!("<itemref idref='c{i}'/>"));
        let spine = spine.collect::<Vec<_>>().concat();
        put(
            "OEBPS/c.opf",
            &format!(
                "<package><metadata xmlns:dc='d' xmlns:opf='o'>{dates}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
            ),
        );
        for (href, text) in chapters.iter().filter(|(_, text)| !text.is_empty()) {
            put(&resolved("OEBPS", href), text);
        }
        for (name, text) in more {
            put(name, text);
        }
        archive.finish().unwrap();
        out.into_inner()
    }

    const XHTML: &str = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>";

    #[test]
    fn chapters_are_found_and_those_missing_are_named() {
        let one = format!(
            "{XHTML}<head><title/><script src='a'/></head><body><a id='x'/><p>One.</p></body></html>"
        );
        let contents =
            format!("{XHTML}<body><nav epub:type='toc'><ol><li>One</li></ol></nav></body></html>");
        let bytes = book(
            "",
            &[
                ("../text/one.xhtml", &one),
                ("toc.xhtml", &contents),
                ("gone.xhtml", ""),
                ("two%20b.xhtml", ""),
            ],
            &[("OEBPS/two b.xhtml", "<body>Two.</body>")],
        );
        let (draft, partly) = epub("a.epub", &bytes).unwrap();
        assert_eq!(draft.text, "One.\n\nTwo.");
        let said = partly.unwrap().to_string();
        assert!(
            said.contains("1 of 4") && said.contains("OEBPS/gone.xhtml"),
            "{said}"
        );
    }

    #[test]
    fn encrypted_chapters_are_said() {
        let list = |uri: &str| format!("<encryption><CipherReference URI='{uri}'/></encryption>");
        let chapters = [("a.xhtml", "<p>One.</p>"), ("b.xhtml", "nonsense")];
        let bytes = book(
            "",
            &chapters,
            &[("META-INF/encryption.xml", &list("OEBPS/b.xhtml"))],
        );
        let (draft, partly) = epub("a.epub", &bytes).unwrap();
        assert_eq!(draft.text, "One.");
        assert!(partly.unwrap().to_string().contains("encrypted"));
        let bytes = book(
            "",
            &chapters[1..],
            &[("META-INF/encryption.xml", &list("OEBPS/b.xhtml"))],
        );
        let problem = epub("a.epub", &bytes).unwrap_err();
        assert!(problem.to_string().contains("encrypted"), "{problem}");
    }

    #[test]
    fn only_the_day_of_publication_is_the_date() {
        for (dates, day) in [
            ("<dc:date>2023-02-22</dc:date>", Some("2023-02-22")),
            (
                "<dc:date opf:event='creation'>2024-01-01</dc:date><dc:date opf:event='publication'>2023-02-22</dc:date>",
                Some("2023-02-22"),
            ),
            (
                "<dc:date opf:event='modification'>2024-01-01</dc:date>",
                None,
            ),
            ("<meta property='dcterms:modified'>2024-01-01</meta>", None),
        ] {
            let bytes = book(dates, &[("a.xhtml", "<p>One.</p>")], &[]);
            let (draft, _) = epub("a.epub", &bytes).unwrap();
            assert_eq!(draft.date.map(|d| d.to_string()).as_deref(), day, "{dates}");
        }
    }
}
