//! The day of a page by its metadata, and by what stands beside its headline. Days of comments, other stories,
//! events, updates, captures and clocks stand on the same pages, so a day counts only by a known name, or where
//! a reader would take it for the day of this article.

use dom_query::{Document, NodeRef};

use super::block_text::block_text;
use super::facts::are_alike;
use crate::corpus::{DateBasis, PublicationDate, read_date};

/// Names of metadata that state publication, without signs and case, the surest first.
const NAMES: &[&str] = &[
    "articlepublishedtime",
    "ogarticlepublishedtime",
    "datepublished",
    "ogpublishedtime",
    "ogpubdate",
    "articlepublished",
    "articlepubdate",
    "parselypubdate",
    "sailthrudate",
    "cxenseparserecspublishtime",
    "cxenseparsepublishtime",
    "publisheddate",
    "publishdate",
    "publishedat",
    "publishedtime",
    "publishtime",
    "publisheddatetime",
    "publicationdate",
    "publicationtime",
    "firstpublished",
    "firstpublicationdate",
    "originalpublicationdate",
    "articlepublicationdate",
    "pubdate",
    "citationpublicationdate",
    "citationonlinedate",
    "citationdate",
    "prismpublicationdate",
    "dcdateissued",
    "dctermsissued",
    "dcissued",
    "dcdatepublished",
    "dctermsdate",
    "dcdate",
    "dctermscreated",
    "dcdatecreated",
    "dccreated",
    "issuedate",
    "dateissued",
    "releasedate",
    "articledate",
    "articlecreated",
    "articlecreateddate",
    "displaydate",
    "postdate",
    "posteddate",
    "storydate",
    "newsdate",
    "contentdate",
    "pagedate",
    "docdate",
    "documentdate",
    "ptime",
    "pdate",
    "date",
    "datetime",
    "datecreated",
    "createddate",
    "creationdate",
    "created",
    "createdat",
    "articledatetime",
];

/// Words in class, id or item type of an element that holds something else than the article.
const ELSEWHERE: &[&str] = &[
    "comment",
    "disqus",
    "reply",
    "replies",
    "related",
    "recommend",
    "most-read",
    "mostread",
    "most_read",
    "popular",
    "trending",
    "sidebar",
    "widget",
    "teaser",
    "promo",
    "card",
    "footer",
    "event",
    "latest",
    "more-news",
    "more-stories",
    "newsletter",
    "carousel",
    "ticker",
    "outbrain",
    "taboola",
    "archive-list",
    "next-story",
    "prev-story",
    "breadcrumb",
    "navigation",
    "menu",
    "weather",
    "clock",
    "copyright",
    "read-next",
    "readnext",
    "also",
    "calendar",
    "wm-ipp",
];

/// Words before a day that say that it is not that of publication.
const UPDATES: &[&str] = &[
    "updat",
    "modif",
    "last edit",
    "edited",
    "revis",
    "correct",
    "aktualisier",
    "mis à jour",
    "mise à jour",
    "actualiza",
    "aggiornat",
    "atualiza",
    "bijgewerkt",
    "zaktualizowa",
    "aktualizac",
    "обновл",
    "изменен",
    "оновлен",
    "uppdatera",
    "opdater",
    "oppdater",
    "güncelle",
    "更新",
    "업데이트",
    "收录",
    "captured",
    "saved",
    "accessed",
    "retrieved",
    "archived",
    "born",
    "expires",
    "closes",
    "deadline",
];

/// Words before a day that say that it is that of publication.
const PUBLISHED: &[&str] = &[
    "publish",
    "posted",
    "first",
    "publié",
    "veröffentlicht",
    "erschienen",
    "publicad",
    "pubblicat",
    "gepubliceerd",
    "opublikow",
    "опубл",
    "issued",
];

fn known_date(raw: &str) -> Option<PublicationDate> {
    read_date(raw, DateBasis::Metadata)
}

/// Name without signs and case.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether a name speaks of the date of publication in words that are all known: one that is not may make it the
/// date of anything else.
fn is_made_of_known_words(name: &str) -> bool {
    const DATES: [&str; 9] = [
        "date",
        "datetime",
        "published",
        "publish",
        "publication",
        "pubdate",
        "created",
        "posted",
        "issued",
    ];
    const OTHERS: [&str; 34] = [
        "article", "articles", "page", "content", "news", "story", "post", "dc", "dcterms", "og",
        "meta", "first", "original", "orig", "pub", "cms", "web", "online", "display", "print",
        "issue", "entry", "item", "doc", "document", "time", "creation", "release", "released",
        "utc", "iso", "on", "at", "terms",
    ];
    let lower = name.to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    let is_dated = words.clone().any(|word| DATES.contains(&word));
    is_dated && words.all(|word| DATES.contains(&word) || OTHERS.contains(&word))
}

/// The day in a meta element whose name says that it is the day of publication, and which element that is.
pub(super) fn in_meta(page: &Document) -> Option<(PublicationDate, String)> {
    let metas = page.select("meta[content]");
    let mut best: Option<(usize, PublicationDate, String)> = None;
    for node in metas.nodes() {
        if is_inside_elsewhere(node, None) {
            continue;
        }
        let names = ["property", "name", "itemprop"];
        let ranks = names.iter().filter_map(|attribute| {
            let written = node.attr(attribute)?;
            let name = plain(&written);
            let known = NAMES.iter().position(|known| *known == name);
            let rank = known.or_else(|| is_made_of_known_words(&written).then_some(NAMES.len()))?;
            Some((rank, written.trim().to_owned()))
        });
        let Some((rank, name)) = ranks.min() else {
            continue;
        };
        if best.as_ref().is_some_and(|(known, ..)| *known <= rank) {
            continue;
        }
        let content = node.attr("content").unwrap_or_default();
        if let Some(date) = known_date(&content).filter(|_| content.trim().len() >= 8) {
            best = Some((rank, date, format!("meta {name}")));
        }
    }
    best.map(|(_, date, place)| (date, place))
}

/// What the surest of those elements says, understood or not.
pub(super) fn stated_in_meta(page: &Document) -> Option<String> {
    let selection =
        page.select("meta[property='article:published_time'], meta[itemprop='datePublished']");
    let stated = selection.nodes().first()?.attr("content")?;
    Some(stated.trim().to_owned()).filter(|raw| !raw.is_empty())
}

/// The heading that a reader takes for the headline.
pub(super) fn headline<'p>(page: &'p Document, title: Option<&str>) -> Option<NodeRef<'p>> {
    let headings = page.select("h1, h2, h3");
    let nodes = headings.nodes();
    let is_title = |h: &&NodeRef<'p>| title.is_some_and(|t| are_alike(&block_text(h), t));
    let is_first = |h: &&NodeRef<'p>| h.has_name("h1");
    let named = nodes.iter().filter(is_first).find(is_title);
    let named = named.or_else(|| nodes.iter().find(is_title));
    let alone = || {
        let mut first = nodes.iter().filter(is_first);
        first.next().filter(|_| first.next().is_none())
    };
    named.or_else(alone).copied()
}

/// An element that may state the day.
struct Candidate<'p> {
    node: NodeRef<'p>,
    /// Characters of text before it.
    place: usize,
    /// Whether it stands below the headline.
    is_below: bool,
    date: PublicationDate,
    /// Whether it says itself that it is the day of publication.
    is_explicit: bool,
}

/// Characters of text between headline and day, at most: a standfirst and a byline fit in.
const NEAR: usize = 600;
/// Characters between a day and the headline below it.
const NEAR_ABOVE: usize = 120;
/// Characters of a paragraph of prose; the first may be a standfirst.
const PROSE_CHARS: usize = 150;
/// Most elements that are looked at.
const MAX_CANDIDATES: usize = 300;
/// Longest text that is a day and little else.
const LONGEST_DAY: usize = 90;

/// The day that stands beside the headline, or that says itself that it is the day of publication.
pub(super) fn beside(page: &Document, headline: Option<NodeRef<'_>>) -> Option<PublicationDate> {
    let body = page.body()?;
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    // Where long paragraphs begin: the text of the article.
    let mut prose: Vec<usize> = Vec::new();
    let (mut headline_at, mut length) = (None, 0);
    for node in body.descendants_it() {
        if headline.is_some_and(|h| h.id == node.id) {
            headline_at = Some(length);
        }
        if node.is_text() {
            length += node.text().trim().chars().count();
        } else if node.has_name("p") && node.normalized_char_count() >= PROSE_CHARS {
            prose.push(length);
        } else if node.is_element() && candidates.len() < MAX_CANDIDATES {
            candidates.extend(candidate(node, length, headline_at.is_some()));
        }
    }
    let headline_chars = headline.map_or(0, |h| h.text().trim().chars().count());
    let is_own = |c: &&Candidate<'_>| {
        !is_inside_elsewhere(&c.node, headline.as_ref()) && !is_of_update(&c.node)
    };
    let own: Vec<&Candidate<'_>> = candidates.iter().filter(is_own).collect();
    let explicit: Vec<&&Candidate<'_>> = own.iter().filter(|c| c.is_explicit).collect();
    if let Some(first) = explicit.first()
        && (headline_at.is_some() || explicit.iter().all(|c| c.date.day == first.date.day))
    {
        return Some(first.date.clone());
    }
    let start = headline_at?;
    let is_near = |c: &&&Candidate<'_>| {
        if c.is_below {
            let between = prose
                .iter()
                .filter(|p| (start..c.place).contains(p))
                .count();
            c.place <= start + headline_chars + NEAR && between < 2 && !is_in_paragraph(&c.node)
        } else {
            c.place + NEAR_ABOVE >= start && headline.is_some_and(|h| share_a_box(&c.node, &h))
        }
    };
    own.iter().find(is_near).map(|c| c.date.clone())
}

/// An element that states a day: a `time`, or one whose class or item property says so and that holds nothing
/// else.
fn candidate(node: NodeRef<'_>, place: usize, is_below: bool) -> Option<Candidate<'_>> {
    let is_time = node.has_name("time") || node.has_name("relative-time");
    let property = node.attr("itemprop").map(|p| plain(&p)).unwrap_or_default();
    let marks = marks_of(&node);
    let speaks = ["date", "time", "publish", "posted", "dateline"];
    let is_marked = || speaks.iter().any(|word| marks.contains(word));
    if !is_time && property.is_empty() && !is_marked() || property == "datemodified" {
        return None;
    }
    let from_attribute = ["datetime", "content", "title"]
        .iter()
        .filter(|_| is_time || property == "datepublished" || node.has_name("abbr"))
        .find_map(|attribute| known_date(&node.attr(attribute)?));
    let date = from_attribute.or_else(|| date_in_text(&node))?;
    let is_explicit = property == "datepublished"
        || node.attr("pubdate").is_some()
        || marks.contains("publish")
        || marks.contains("entry-date");
    Some(Candidate {
        node,
        place,
        is_below,
        date,
        is_explicit,
    })
}

/// The text of an element where it is a day with at most a label.
fn date_in_text(node: &NodeRef<'_>) -> Option<PublicationDate> {
    let text = node.text();
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_DAY || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    known_date(&joined).or_else(|| {
        let (label, rest) = joined.split_once(':')?;
        let label = label.to_lowercase();
        let is_label = PUBLISHED.iter().any(|word| label.contains(word));
        known_date(rest).filter(|_| is_label)
    })
}

/// Class and id of an element, in small letters.
fn marks_of(node: &NodeRef<'_>) -> String {
    let of = |name| {
        node.attr(name)
            .map(|v| v.to_lowercase())
            .unwrap_or_default()
    };
    format!("{} {}", of("class"), of("id"))
}

/// Whether an element lies in something else than the article with this headline: what lies around both does
/// not count.
fn is_inside_elsewhere(node: &NodeRef<'_>, headline: Option<&NodeRef<'_>>) -> bool {
    let around: Vec<NodeRef<'_>> = headline.map(|h| h.ancestors(None)).unwrap_or_default();
    let is_around = |n: &NodeRef<'_>| around.iter().any(|a| a.id == n.id);
    let own = std::iter::once(*node).chain(node.ancestors_it(None));
    own.take_while(|n| !is_around(n)).any(|n| {
        let Some(name) = n.node_name() else {
            return false;
        };
        if matches!(&*name, "body" | "html" | "head") {
            return false;
        }
        let is_other_part = matches!(&*name, "aside" | "nav" | "footer")
            || headline.is_some() && &*name == "header";
        let kind = n
            .attr("itemtype")
            .map(|k| k.to_lowercase())
            .unwrap_or_default();
        let property = n
            .attr("itemprop")
            .map(|k| k.to_lowercase())
            .unwrap_or_default();
        let marks = format!("{} {kind} {property}", marks_of(&n));
        let is_marked = ELSEWHERE.iter().any(|word| marks.contains(word));
        let of_person = kind.ends_with("/person") || kind.ends_with("/organization");
        // A box that begins with a heading of its own is another story.
        let has_heading = headline.is_some()
            && n.id != node.id
            && n.descendants_it()
                .take_while(|d| d.id != node.id)
                .any(|d| is_heading(&d));
        is_other_part || is_marked || of_person || has_heading
    })
}

fn is_heading(node: &NodeRef<'_>) -> bool {
    let name = node.node_name();
    name.is_some_and(|name| matches!(&*name, "h1" | "h2" | "h3" | "h4"))
}

/// Whether the words before a day, or its own marks, say that it is that of an update.
fn is_of_update(node: &NodeRef<'_>) -> bool {
    let marks = marks_of(node);
    let own = node.text().to_lowercase();
    if ["modif", "updat", "revis"]
        .iter()
        .any(|word| marks.contains(word))
    {
        return true;
    }
    let says = |text: &str, words: &[&str]| words.iter().filter_map(|word| text.rfind(word)).max();
    let before = format!("{} {own}", text_before(node));
    match (says(&before, UPDATES), says(&before, PUBLISHED)) {
        (Some(update), Some(published)) => update > published,
        (update, _) => update.is_some(),
    }
}

/// The last words before an element within the same block.
fn text_before(node: &NodeRef<'_>) -> String {
    const LAST: usize = 60;
    let mut before = Vec::new();
    let mut at = *node;
    // The elements around it that hold little else belong to the same line.
    for _ in 0..3 {
        let mut sibling = at.prev_sibling();
        while let Some(one) = sibling {
            before.push(one.text().to_lowercase());
            sibling = one.prev_sibling();
        }
        let Some(parent) = at.parent().filter(|p| p.text().chars().count() < 200) else {
            break;
        };
        at = parent;
    }
    before.reverse();
    let joined = before.join(" ");
    let start = joined
        .char_indices()
        .rev()
        .nth(LAST)
        .map_or(0, |(at, _)| at);
    joined.get(start..).unwrap_or_default().to_owned()
}

/// Whether it stands within the prose: a day that the text speaks of.
fn is_in_paragraph(node: &NodeRef<'_>) -> bool {
    let around = node.ancestors_it(Some(4));
    let mut paragraphs =
        around.filter(|n| n.has_name("p") || n.has_name("li") || n.has_name("blockquote"));
    paragraphs.any(|p| {
        let text = p.text();
        let text = text.trim();
        let own = node.text().trim().chars().count();
        // A sentence, rather than a byline.
        text.ends_with(['.', '!', '?', '”', '"']) && text.chars().count() > own + 2
            || text.chars().count() > own + LONGEST_DAY
    })
}

/// Whether a day above a headline and the headline lie in one box below the body.
fn share_a_box(node: &NodeRef<'_>, headline: &NodeRef<'_>) -> bool {
    let above: Vec<NodeRef<'_>> = headline.ancestors(Some(3));
    let shared = node
        .ancestors_it(Some(4))
        .find(|a| above.iter().any(|h| h.id == a.id));
    shared.is_some_and(|s| !s.has_name("body") && !s.has_name("html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "<p>The harbour council of Port Alder met on the quay and agreed to repair the north pier before the winter storms arrive, the engineer said, and residents asked for a timetable.</p>";

    fn day(body: &str) -> Option<String> {
        let html = format!("<html><head><title>Pier shut</title></head><body>{body}</body></html>");
        let page = Document::from(html.as_str());
        let date = in_meta(&page)
            .map(|(day, _)| day)
            .or_else(|| beside(&page, headline(&page, Some("Pier shut"))));
        date.map(|d| d.to_string())
    }

    #[test]
    fn the_day_beside_the_headline_is_that_of_the_page() {
        for body in [
            format!(
                "<article><h1>Pier shut</h1><time datetime='2023-02-22T10:00Z'>x</time>{PROSE}</article>"
            ),
            format!(
                "<main><div class=meta><time>22 February 2023</time></div><h1>Pier shut</h1>{PROSE}</main>"
            ),
            format!(
                "<h1>Pier shut</h1><p>A standfirst of a line.</p><p>By A. Writer | <span class='date'>22 February 2023</span></p>{PROSE}"
            ),
            format!(
                "<h1>Pier shut</h1><div class='article-date'>Published: 22 Feb 2023, 10:15</div>{PROSE}"
            ),
            format!(
                "<h1>Pier shut</h1><p>Updated <time datetime=2024-06-01>1 June</time>, first published <time datetime=2023-02-22>22</time></p>{PROSE}"
            ),
            format!(
                "<body class='has-sidebar comments-open'><div class='card'><h1>Pier shut</h1><time datetime=2023-02-22></time>{PROSE}</div>"
            ),
            format!(
                "<header><time datetime=2024-03-01>today</time></header><h1>Pier shut</h1><time datetime=2023-02-22></time>{PROSE}"
            ),
            format!(
                "<div class=related><h3>Other</h3><time datetime=2024-01-01></time></div><h1>Pier shut</h1><time datetime=2023-02-22></time>{PROSE}"
            ),
            format!(
                "<h1>Pier shut</h1>{PROSE}{PROSE}{PROSE}{PROSE}<time itemprop=datePublished datetime=2023-02-22></time>"
            ),
        ] {
            assert_eq!(day(&body).as_deref(), Some("2023-02-22"), "{body}");
        }
    }

    #[test]
    fn names_of_metadata_are_known_by_their_words() {
        for name in [
            "article_date_original",
            "story:published-on",
            "DC.date.original",
            "cms-publication-date",
        ] {
            let html = format!(
                "<meta name='{name}' content='Saturday, December 27, 2014, 12:06 PM'><h1>x</h1>"
            );
            let date = in_meta(&Document::from(html.as_str())).map(|(day, _)| day.to_string());
            assert_eq!(date.as_deref(), Some("2014-12-27"), "{name}");
        }
    }

    #[test]
    fn other_days_of_the_page_are_not_its_own() {
        for body in [
            format!("<h1>Pier shut</h1>{PROSE}<div id=comments><time datetime=2024-05-05></time></div>"),
            format!("<h1>Pier shut</h1><section class='user-comments'><time datetime=2024-05-05></time></section>{PROSE}"),
            format!("<div class=topbar><time datetime=2024-05-05></time></div><h1>Pier shut</h1>{PROSE}"),
            format!("<h1>Pier shut</h1>{PROSE}<p>The works begin on <time datetime=2025-04-01>1 April</time>, the council said.</p>"),
            "<h1>Pier shut</h1><p>The council of the port said on the quay that all the works begin on <time datetime=2025-04-01>1 April</time> if no storm comes, which nobody believes.</p>".to_owned(),
            format!("<h1>Pier shut</h1><p>Last updated: <time datetime=2024-06-01>1 June</time></p>{PROSE}"),
            format!("<h1>Pier shut</h1><span>Aktualisiert am <time datetime=2024-06-01>1. Juni</time></span>{PROSE}"),
            format!("<h1>Pier shut</h1><div itemscope itemtype='https://schema.org/Event'><time datetime=2024-06-01></time></div>{PROSE}"),
            format!("<h1>Pier shut</h1>{PROSE}<article><h2>Ferry sold</h2><time datetime=2024-06-01></time></article>"),
            format!("<h1>Pier shut</h1>{PROSE}<footer><time datetime=2024-06-01></time></footer>"),
            format!("<meta name='generated-at-time' content='2024-01-05'><h1>Pier shut</h1>{PROSE}"),
            format!("<meta property='event:start_time' content='2024-01-05'><meta property='profile:birthdate' content='1970-01-05'><meta property='article:modified_time' content='2024-01-05'><h1>Pier shut</h1>{PROSE}"),
            format!("<meta name='savepage-date' content='2024-01-05'><meta name='build-date' content='2024-01-05'><meta name='kickoff-date' content='2024-01-05'><h1>Pier shut</h1>{PROSE}"),
            format!("<h1>Pier shut</h1><div itemprop=comment><meta itemprop=datePublished content=2024-01-05></div>{PROSE}"),
        ] {
            assert_eq!(day(&body), None, "{body}");
        }
    }
}
