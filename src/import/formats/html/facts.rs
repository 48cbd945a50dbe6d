//! What a page says of itself: title, day, author, outlet, address.

use std::sync::LazyLock;

use dom_query::Document;
use regex::Regex;

use super::json_ld::{LdNode, nodes_of};
use super::published;
use crate::corpus::{
    DateBasis, IN_ADDRESS, Known, Origins, PublicationDate, date_in_address, original_address,
    read_date,
};

/// What a page says of itself.
#[derive(Default)]
pub(super) struct PageFacts {
    pub(super) title: Option<String>,
    pub(super) date: Option<PublicationDate>,
    /// What it states as its day of publication, where that is not understood.
    pub(super) unread_date: Option<String>,
    pub(super) author: Option<String>,
    pub(super) site: Option<String>,
    pub(super) url: Option<String>,
    /// Where on the page these stand.
    pub(super) origins: Origins,
    /// The text of the article as JSON-LD states it.
    pub(super) body: Option<String>,
    /// Whether a browser or an archive saved it, so that the day in its file name is that of saving.
    pub(super) is_saved_copy: bool,
}

const TITLES: &[(&str, &str)] = &[
    ("meta[property='og:title']", "content"),
    ("meta[name='og:title']", "content"),
    ("meta[name='twitter:title']", "content"),
    ("meta[property='twitter:title']", "content"),
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
    ("meta[name='savepage-url']", "content"),
];

const SITES: &[(&str, &str)] = &[
    ("meta[property='og:site_name']", "content"),
    ("meta[name='og:site_name']", "content"),
    ("meta[name='application-name']", "content"),
];

/// A value, and where on the page it stands.
type Stated = (String, String);

/// All values of some attributes, in the order of the places.
fn all(page: &Document, places: &[(&str, &str)]) -> Vec<Stated> {
    let found = places.iter().flat_map(|(selector, attribute)| {
        let nodes = page.try_select(selector).into_iter();
        nodes
            .flat_map(|s| s.nodes().to_vec())
            .filter_map(|n| Some((n.attr(attribute)?, place_of(selector))))
    });
    found
        .map(|(v, place)| (v.trim().to_owned(), place))
        .filter(|(v, _)| !v.is_empty())
        .collect()
}

/// `meta og:title` of `meta[property='og:title']`.
fn place_of(selector: &str) -> String {
    let element = selector.split('[').next().unwrap_or_default();
    let name = selector.split('\'').nth(1).unwrap_or_default();
    format!("{element} {name}")
}

/// The first thing that is stated, with its place.
fn in_json_ld(nodes: &[LdNode], name: &str, of: fn(&LdNode) -> &Option<String>) -> Option<Stated> {
    let value = nodes.iter().find_map(|n| of(n).clone())?;
    Some((value, format!("JSON-LD {name}")))
}

impl PageFacts {
    /// Of a page, given as its markup too: what saved it stands in comments.
    pub(super) fn of(page: &Document, html: &str) -> Self {
        let saved_from = saved_from(html);
        let addresses = all(page, ADDRESSES);
        let is_archived = addresses
            .iter()
            .any(|(url, _)| original_address(url) != url);
        let is_address = |url: &str| url.starts_with("http");
        let saved = saved_from
            .iter()
            .map(|u| (u.clone(), "comment of the browser that saved it".to_owned()));
        let url = addresses
            .into_iter()
            .chain(saved)
            .map(|(url, place)| (original_address(&url).to_owned(), place))
            .find(|(url, _)| is_address(url) && !is_of_archive_alone(url));
        let stated_titles = StatedTitles::of(page);
        let own = own_nodes(
            nodes_of(page),
            &stated_titles,
            url.as_ref().map(|(u, _)| u.as_str()),
        );
        let site = all(page, SITES).into_iter().next();
        let site = site.or_else(|| in_json_ld(&own, "publisher", |n| &n.publisher));
        let headline = own.iter().find_map(|n| n.headline.clone());
        let title = stated_titles.title(headline.as_ref(), site.as_ref().map(|(s, _)| s.as_str()));
        let url = url.or_else(|| {
            let mut addresses = own.iter().flat_map(|n| n.addresses.iter());
            let found = addresses.find(|a| is_address(a)).cloned();
            found.map(|url| (url, "JSON-LD url".to_owned()))
        });
        let author = in_json_ld(&own, "author", |n| &n.author)
            .or_else(|| all(page, AUTHORS).into_iter().find(|(a, _)| !is_address(a)));
        let date = day_of(page, &own, title.as_ref(), url.as_ref());
        let stated_day = || {
            let of_json_ld = own.iter().find_map(|n| n.published.clone());
            of_json_ld.or_else(|| published::stated_in_meta(page))
        };
        let mut origins = Origins::default();
        let mut noted = |known, stated: Option<Stated>| {
            let (value, place) = stated?;
            origins.set(known, place);
            Some(value)
        };
        let facts = Self {
            unread_date: if date.is_none() { stated_day() } else { None },
            author: noted(Known::Author, author),
            body: own.iter().find_map(|n| n.body.clone()),
            title: noted(Known::Title, title),
            site: noted(Known::Publisher, site),
            url: noted(Known::Address, url),
            is_saved_copy: is_archived || saved_from.is_some() || has_mark_of_saving(page),
            date: None,
            origins: Origins::default(),
        };
        let (date, place) = date.unzip();
        if let Some(place) = place {
            origins.set(Known::Date, place);
        }
        Self {
            date,
            origins,
            ..facts
        }
    }
}

/// The day of publication as a page states it, the surest first.
fn day_of(
    page: &Document,
    own: &[LdNode],
    title: Option<&Stated>,
    url: Option<&Stated>,
) -> Option<(PublicationDate, String)> {
    let in_json_ld = |name: &str, of: fn(&LdNode) -> &Option<String>| {
        let read = |raw: &String| read_date(raw, DateBasis::Metadata);
        let date = own.iter().find_map(|n| of(n).as_ref().and_then(read))?;
        Some((date, format!("JSON-LD {name}")))
    };
    let headline = published::headline(page, title.map(|(t, _)| t.as_str()));
    in_json_ld("datePublished", |n| &n.published)
        .or_else(|| published::in_meta(page))
        .or_else(|| {
            Some((
                published::beside(page, headline)?,
                "beside the headline".to_owned(),
            ))
        })
        .or_else(|| in_json_ld("dateCreated", |n| &n.created))
        .or_else(|| Some((date_in_address(&url?.0)?, IN_ADDRESS.to_owned())))
}

/// An address within an archive that does not hold that of the page.
fn is_of_archive_alone(url: &str) -> bool {
    original_address(url).is_empty()
}

/// The address that a browser wrote into a comment when it saved the page.
fn saved_from(html: &str) -> Option<String> {
    static SAVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?s)<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:)\s*(\S+)",
        )
        .ok()
    });
    // Such comments stand at the beginning.
    let mut end = html.len().min(4096);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let found = SAVED.as_ref()?.captures(html.get(..end)?)?;
    Some(found.get(1)?.as_str().to_owned())
}

fn has_mark_of_saving(page: &Document) -> bool {
    page.select("meta[name^='savepage-'], meta[name='scrapbook'], #wm-ipp, #wm-ipp-base")
        .exists()
}

/// The titles that a page states, besides JSON-LD.
struct StatedTitles {
    heading: Option<String>,
    shared: Option<Stated>,
    tag: Option<String>,
}

impl StatedTitles {
    fn of(page: &Document) -> Self {
        let headings = page.select("h1");
        let words = |text: &str| {
            let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Some(joined).filter(|t| !t.is_empty())
        };
        let mut titles = all(page, TITLES).into_iter();
        let shared = titles.find_map(|(t, place)| Some((words(&t)?, place)));
        let tag = words(&page.select_single("title").text());
        let stated: Vec<&String> = shared.iter().map(|(t, _)| t).chain(&tag).collect();
        let all_headings: Vec<String> = headings
            .nodes()
            .iter()
            .filter_map(|h| words(&super::block_text::block_text(h)))
            .collect();
        let like_one = |h: &&String| stated.iter().any(|t| are_alike(h, t));
        let heading = all_headings
            .iter()
            .find(like_one)
            .or_else(|| all_headings.first().filter(|_| all_headings.len() == 1))
            .cloned();
        Self {
            heading,
            shared,
            tag,
        }
    }

    /// The headline that readers see before what was written for search engines; without the name of the site.
    fn title(&self, of_json_ld: Option<&String>, site: Option<&str>) -> Option<Stated> {
        let shared = self.shared.as_ref().map(|(t, _)| t);
        let others: Vec<&String> = [shared, of_json_ld, self.tag.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        // A heading that differs is often the name of the site or of a section.
        let heading = self.heading.as_ref();
        let agrees = |h: &&String| match others.first() {
            None => true,
            Some(surest) if are_alike(h, surest) || goes_on(h, surest) => true,
            // The title tag alone may be written for other readers.
            Some(_) => others.len() == 1 && self.tag.is_some() && h.split_whitespace().count() >= 3,
        };
        let heading = heading.filter(agrees);
        let at = |place: &'static str| move |title| (title, place.to_owned());
        let of_heading = at("heading of the page");
        let (found, place) = heading
            .map(of_heading)
            .or_else(|| {
                self.shared
                    .as_ref()
                    .map(|(title, place)| (title, place.clone()))
            })
            .or_else(|| of_json_ld.map(at("JSON-LD headline")))
            .or_else(|| {
                let alone = self.heading.as_ref().filter(|_| self.tag.is_none());
                alone.map(of_heading)
            })
            .or_else(|| self.tag.as_ref().map(at("title of the page")))?;
        let title = without_site(found, site, &others);
        Some((
            title.split_whitespace().collect::<Vec<_>>().join(" "),
            place,
        ))
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        let shared = self.shared.iter().map(|(t, _)| t);
        self.heading.iter().chain(shared).chain(&self.tag)
    }
}

/// Whether a heading begins with all words of a title and says more.
fn goes_on(heading: &str, title: &str) -> bool {
    let mut words = heading.split_whitespace().map(letters);
    let mut of_title = title.split_whitespace().map(letters);
    letters(title).chars().count() >= 4 && of_title.all(|word| words.next() == Some(word))
}

/// Words of the name of a section that stands between a title and its site.
const SECTION_WORDS: usize = 2;

/// A title without the name of a section behind it, which the mark before the site's name parts from it.
fn without_section<'t>(title: &'t str, mark: &str) -> &'t str {
    let words = |part: &str| part.split_whitespace().count();
    match title.rsplit_once(mark) {
        Some((before, section)) if mark.contains(['|', '｜', '·', '»']) => {
            if words(section) <= SECTION_WORDS && words(before) > SECTION_WORDS {
                before.trim()
            } else {
                title
            }
        }
        _ => title,
    }
}

/// A title without the name of the site behind it (or before it).
fn without_site<'t>(title: &'t str, site: Option<&str>, others: &[&String]) -> &'t str {
    const MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " · ", " » ", "｜", "："];
    let is_site = |part: &str| {
        let part = letters(part);
        !part.is_empty() && site.is_some_and(|s| letters(s) == part)
    };
    let is_title = |part: &str| {
        letters(part).chars().count() >= 4 && others.iter().any(|o| letters(o) == letters(part))
    };
    for mark in MARKS {
        if let Some((before, after)) = title.rsplit_once(mark)
            && (is_site(after) || is_title(before))
        {
            return without_section(before.trim(), mark);
        }
        if let Some((before, after)) = title.split_once(mark)
            && is_site(before)
        {
            return after.trim();
        }
    }
    title
}

/// The things of JSON-LD that are the page's own article: those whose headline or address is the page's. Where
/// a page states only one article, without an address that says otherwise, that one.
fn own_nodes(nodes: Vec<LdNode>, titles: &StatedTitles, url: Option<&str>) -> Vec<LdNode> {
    let has_address = |node: &LdNode| {
        let own = url.map(bare_address);
        own.is_some_and(|own| node.addresses.iter().any(|a| bare_address(a) == own))
    };
    let is_elsewhere = |node: &LdNode| {
        let known: Vec<&String> = node
            .addresses
            .iter()
            .filter(|a| a.starts_with("http"))
            .collect();
        url.is_some() && !known.is_empty() && !has_address(node)
    };
    let is_named = |node: &LdNode| {
        let headline = node.headline.as_ref();
        headline.is_some_and(|h| titles.all().any(|t| are_alike(h, t)))
    };
    let articles = nodes.iter().filter(|n| n.is_article).count();
    let mut own: Vec<LdNode> = nodes
        .into_iter()
        .filter(|node| {
            let is_only = (node.is_article && articles == 1) || articles == 0;
            let is_silent = node.headline.is_none() || titles.all().next().is_none();
            is_named(node) || has_address(node) || is_only && is_silent && !is_elsewhere(node)
        })
        .collect();
    // Articles say more than the pages around them.
    own.sort_by_key(|node| !node.is_article);
    own
}

/// An address by which two are compared: without scheme, `www.`, query, fragment and slash at the end.
fn bare_address(url: &str) -> String {
    let url = original_address(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_lowercase()
}

/// Letters and words of a heading that are looked at: a page may make a heading of all its text, again and again.
const LETTERS: usize = 400;
const WORDS: usize = 80;

/// Letters and digits of the beginning of a title, in small letters.
fn letters(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).take(LETTERS).collect()
}

/// Whether two titles are those of one article: one holds the other, or most of their words are the same.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    let (bare_a, bare_b) = (letters(a), letters(b));
    if bare_a.is_empty() || bare_b.is_empty() {
        return false;
    }
    let (short, long) = if bare_a.len() < bare_b.len() {
        (&bare_a, &bare_b)
    } else {
        (&bare_b, &bare_a)
    };
    // Short words stand in many titles.
    if short == long || short.chars().count() >= 8 && long.contains(short.as_str()) {
        return true;
    }
    let words = |title: &str| -> Vec<String> {
        let words = title.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|w| !w.is_empty())
            .take(WORDS)
            .map(str::to_lowercase)
            .collect()
    };
    let (words_a, words_b) = (words(a), words(b));
    let common = words_a.iter().filter(|w| words_b.contains(w)).count();
    common >= 3 && common * 10 >= words_a.len().min(words_b.len()) * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> PageFacts {
        PageFacts::of(&Document::from(html), html)
    }

    #[test]
    fn the_headline_that_readers_see_is_the_title() {
        for (html, title) in [
            (
                "<title>Pier shut | The Paper</title><meta property='og:site_name' content='The Paper'>",
                "Pier shut",
            ),
            (
                "<title>Pier shut - The Paper</title><h1>Pier shut</h1>",
                "Pier shut",
            ),
            (
                "<title>The Paper: Pier shut</title><h1>The Paper</h1><meta property='og:title' content='Pier shut for a year'>",
                "Pier shut for a year",
            ),
            (
                "<title>x</title><h1>Pier shut for a year</h1><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Pier shut for a year: ten things you must know\"}</script>",
                "Pier shut for a year",
            ),
            (
                "<title>Storm - what we know</title>",
                "Storm - what we know",
            ),
            ("<h1>Pier\n shut</h1>", "Pier shut"),
            (
                "<title>Причал</title><h1>Причал закрыт</h1>",
                "Причал закрыт",
            ),
            (
                "<title>Pier repair agreed | News | The Paper</title><meta property='og:site_name' content='The Paper'>",
                "Pier repair agreed",
            ),
            (
                "<title>Pier | Shut | The Paper</title><meta property='og:site_name' content='The Paper'>",
                "Pier | Shut",
            ),
        ] {
            assert_eq!(facts(html).title.as_deref(), Some(title), "{html}");
        }
    }

    #[test]
    fn another_storys_day_is_not_the_pages() {
        let ld = |body: &str| {
            format!(
                "<title>Pier shut for a year</title><link rel=canonical href='https://a.org/pier'><h1>Pier shut for a year</h1><script type='application/ld+json'>{body}</script>"
            )
        };
        let other = r#"{"@type":"NewsArticle","headline":"Ferry sold to owners abroad","url":"https://a.org/ferry","datePublished":"2024-01-15"}"#;
        let own = r#"{"@type":"NewsArticle","headline":"Pier shut for a year","datePublished":"2023-02-22"}"#;
        let by_address = r#"{"@type":"NewsArticle","headline":"What is wrong with it?","url":"http://www.a.org/pier/?x=1","datePublished":"2023-02-22"}"#;
        for (html, day) in [
            (ld(other), None),
            (ld(&format!("[{other},{own}]")), Some("2023-02-22")),
            (ld(&format!("[{other},{by_address}]")), Some("2023-02-22")),
            (
                ld(r#"{"@type":"NewsArticle","datePublished":"2023-02-22"}"#),
                Some("2023-02-22"),
            ),
            (
                ld(
                    r#"{"@type":"MedicalWebPage","name":"Pier shut for a year - A","datePublished":"2023-02-22"}"#,
                ),
                Some("2023-02-22"),
            ),
            (
                ld(
                    r#"{"@type":"ClaimReview","url":"https://a.org/pier","datePublished":"2023-02-22","itemReviewed":{"@type":"Claim","datePublished":"2020-01-01"}}"#,
                ),
                Some("2023-02-22"),
            ),
            (
                ld(
                    r#"{"@type":"NewsArticle","headline":"Pier shut for a year","dateModified":"2023-02-22"}"#,
                ),
                None,
            ),
        ] {
            let date = facts(&html).date.map(|d| d.to_string());
            assert_eq!(date.as_deref(), day, "{html}");
        }
    }

    #[test]
    fn the_address_is_that_of_the_page_and_not_of_its_copy() {
        for (html, url, day) in [
            (
                "<link rel=canonical href='https://archive.is/2023.03.15-101512/https://a.org/2023/02/22/pier'>",
                Some("https://a.org/2023/02/22/pier"),
                Some("2023-02-22"),
            ),
            (
                "<!-- saved from url=(0026)https://a.org/2023/02/22/pier --><html>",
                Some("https://a.org/2023/02/22/pier"),
                Some("2023-02-22"),
            ),
            (
                "<meta property='og:url' content='http://archive.today/20230315101512/AbCdE'>",
                None,
                None,
            ),
            (
                "<meta name='savepage-date' content='Wed Mar 15 2023 10:15:12 GMT+0100'>",
                None,
                None,
            ),
        ] {
            let facts = facts(html);
            assert_eq!(facts.url.as_deref(), url, "{html}");
            assert_eq!(facts.date.map(|d| d.to_string()).as_deref(), day, "{html}");
            assert!(facts.is_saved_copy, "{html}");
        }
    }

    #[test]
    fn a_day_that_is_not_understood_is_kept_in_its_words() {
        let html =
            "<title>Pier shut</title><meta property='article:published_time' content='03/04/2023'>";
        let facts = facts(html);
        assert_eq!(facts.date, None);
        assert_eq!(facts.unread_date.as_deref(), Some("03/04/2023"));
    }
}
