//! The main text of a page without the boilerplate around it.

use dom_query::{Document, NodeRef, Selection};
use dom_smoothie::{Config, Readability};

use super::block_text::block_text;
use super::tidy;
use crate::corpus::{DateBasis, Precision, read_date};
use crate::import::limits::MAX_ELEMENTS;
use crate::import::markup;

/// Text shorter than this, in characters, is not taken for the whole of an article.
const TOO_SHORT: usize = 140;

/// The main text of a page; `stated` is the text that the page itself states for machines.
pub(super) fn main_text(html: &str, stated: Option<&str>, author: Option<&str>) -> String {
    let shown = shown_text(html, author);
    let stated = stated.map(plain_words).unwrap_or_default();
    // A page may show only the beginning. What it shows in full has captions and headings more than what it
    // states.
    let is_more = stated.chars().count() * 10 > shown.chars().count() * 11 + 400;
    if is_more { stated } else { shown }
}

/// Text that may hold tags or entities.
fn plain_words(text: &str) -> String {
    if text.contains('&') || text.contains("</") || text.contains("<br") || text.contains("<p>") {
        let once = super::json_ld::unescaped(text);
        let markup = if once.contains("</") || once.contains("<br") {
            once
        } else {
            text.to_owned()
        };
        tidy(&block_text(&Document::fragment(markup).root()))
    } else {
        tidy(text)
    }
}

fn shown_text(html: &str, author: Option<&str>) -> String {
    let document = markup::document(html);
    clean(&document);
    let config = Config {
        max_elements_to_parse: MAX_ELEMENTS,
        ..Config::default()
    };
    let readable = Readability::with_document(document, None, Some(config))
        .and_then(|mut page| page.parse().map(|_| page))
        .map(|page| readable_text(&page.doc))
        .unwrap_or_default();
    let readable = without_byline(&readable, author);
    if readable.chars().count() >= TOO_SHORT {
        return readable;
    }
    // Short pages and odd ones: everything that is not around the text.
    let document = markup::document(html);
    clean(&document);
    document
        .select("script, style, noscript, template, nav, footer, header, aside, form, title")
        .remove();
    let whole = document
        .body()
        .map(|body| tidy(&block_text(&body)))
        .unwrap_or_default();
    let whole = without_byline(&whole, author);
    if whole.is_empty() { readable } else { whole }
}

/// The text of what was found to be the article of a page.
fn readable_text(page: &Document) -> String {
    let found = page.select_single("#readability-page-1");
    let Some(content) = found.nodes().first() else {
        return String::new();
    };
    drop_repeated_captions(&found);
    tidy(&block_text(content))
}

/// Takes away what readers do not see, or close before they read.
fn clean(document: &Document) {
    let Some(body) = document.body() else { return };
    let hidden =
        document.select("[hidden], [style*='display'], [style*='visibility'], template, dialog");
    for node in hidden.nodes() {
        if is_hidden(node) && !holds_article(node) && !is_most_of(node, &body) {
            node.remove_from_parent();
        }
    }
    let boxes = document.select("div, section, aside, form, dialog, p");
    for node in boxes.nodes() {
        if (is_consent(node) || asks_for_consent(node)) && !holds_article(node) {
            node.remove_from_parent();
        }
    }
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_name("template") || node.has_name("dialog") && !node.has_attr("open") {
        return true;
    }
    let is_stated = node
        .attr("hidden")
        .is_some_and(|h| &*h != "until-found" && &*h != "false");
    let style = node.attr("style").unwrap_or_default();
    let style: String = style.to_lowercase().split_whitespace().collect();
    is_stated || style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether it holds the headline or the article.
fn holds_article(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|d| {
        d.node_name()
            .is_some_and(|name| matches!(&*name, "h1" | "article" | "main"))
    })
}

/// Whether it holds most of the text of the page: pages that wait for a script are hidden as a whole.
fn is_most_of(node: &NodeRef<'_>, body: &NodeRef<'_>) -> bool {
    node.normalized_char_count() * 2 > body.normalized_char_count()
}

/// Words in class and id of banners that ask for consent.
const BANNERS: &[&str] = &[
    "consent",
    "cookie",
    "gdpr",
    "cmp-",
    "cmpbox",
    "cmp_",
    "onetrust",
    "didomi",
    "usercentrics",
    "qc-cmp",
    "truste",
    "evidon",
    "sp_message",
    "sp-message",
    "privacy-banner",
    "privacy-notice",
    "privacy-manager",
    "quantcast",
    "ccpa",
    "dsgvo",
    "rgpd",
];

fn is_consent(node: &NodeRef<'_>) -> bool {
    let of = |name| {
        node.attr(name)
            .map(|v| v.to_lowercase())
            .unwrap_or_default()
    };
    let marks = format!("{} {} {}", of("class"), of("id"), of("aria-label"));
    BANNERS.iter().any(|word| marks.contains(word))
}

/// Words that banners have in their first lines.
const ASKING: &[&str] = &[
    "cookie",
    "consent",
    "privacy",
    "our partners",
    "personal data",
    "legitimate interest",
    "accept all",
    "einwilligung",
    "zustimm",
    "datenschutz",
    "unsere partner",
    "personenbezogen",
    "alle akzeptieren",
    "consentement",
    "nos partenaires",
    "données personnelles",
    "tout accepter",
    "confidentialité",
    "consentimiento",
    "nuestros socios",
    "datos personales",
    "aceptar todo",
    "privacidad",
    "consenso",
    "nostri partner",
    "dati personali",
    "accetta tutto",
    "toestemming",
    "persoonsgegevens",
    "zgod",
    "danych osobowych",
    "соглас",
    "персональн",
    "файлы cookie",
];

/// Whether a box outside the article begins like a banner that asks for consent.
fn asks_for_consent(node: &NodeRef<'_>) -> bool {
    // Such boxes lie at the edge of a page.
    let around: Vec<NodeRef<'_>> = node.ancestors_it(Some(7)).collect();
    let is_of_text = |a: &NodeRef<'_>| a.has_name("article") || a.has_name("main");
    if node.has_name("p") || around.len() > 6 || around.iter().any(is_of_text) {
        return false;
    }
    let text = node.text();
    let start: String = text.chars().take(500).collect::<String>().to_lowercase();
    let said = ASKING.iter().filter(|word| start.contains(*word)).count();
    let is_named =
        start.contains("cookie") || start.contains("consent") || start.contains("einwillig");
    said >= 3 && (is_named || said >= 4)
}

/// A caption that stands twice, for two sizes of one picture, is read once.
fn drop_repeated_captions(content: &Selection<'_>) {
    let mut seen: Vec<String> = Vec::new();
    let captions = content.select("figcaption");
    for node in captions.nodes() {
        let words = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        if seen.contains(&words) {
            node.remove_from_parent();
        } else {
            seen.push(words);
        }
    }
}

/// Lines at the beginning among which a byline may stand.
const FIRST_LINES: usize = 6;
/// Longest byline or line of a day, in characters.
const LONGEST_BYLINE: usize = 120;

/// Text without the byline and the line of the day above it: both are known apart.
fn without_byline(text: &str, author: Option<&str>) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut has_begun = false;
    let mut seen = 0;
    for line in text.lines() {
        let line_is_short = line.chars().count() <= LONGEST_BYLINE;
        if !line.is_empty() {
            seen += 1;
            has_begun |= seen > FIRST_LINES || !line_is_short;
        }
        if !has_begun && line_is_short && (is_line_of_day(line) || is_byline(line, author)) {
            continue;
        }
        out.push(line);
    }
    tidy(&out.join("\n"))
}

fn is_line_of_day(line: &str) -> bool {
    const LABELS: &[&str] = &[
        "updated",
        "last updated",
        "published",
        "posted",
        "modified",
        "last modified",
        "first published",
        "aktualisiert",
        "zuletzt aktualisiert",
        "veröffentlicht",
        "publié le",
        "mis à jour le",
        "publicado",
        "actualizado",
        "pubblicato",
        "aggiornato",
        "опубликовано",
        "обновлено",
        "опубліковано",
        "оновлено",
    ];
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let is_date = |words: &str| {
        let words = words.trim_start_matches([':', ' ', '-', '–', '|']);
        read_date(words, DateBasis::Metadata).is_some_and(|d| d.precision == Precision::Day)
    };
    let is_of_day = |words: &str| {
        let lower = words.trim().to_lowercase();
        let label = LABELS
            .iter()
            .filter(|l| lower.starts_with(**l))
            .max_by_key(|l| l.len());
        is_date(words) || label.is_some_and(|l| lower.get(l.len()..).is_some_and(is_date))
    };
    // Two days may stand in one line.
    is_of_day(line) || line.split(['|', '·', '•', '—']).all(is_of_day)
}

fn is_byline(line: &str, author: Option<&str>) -> bool {
    const LEADS: &[&str] = &[
        "by ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "text: ", "от ",
    ];
    let Some(author) = author.map(str::trim).filter(|a| a.chars().count() >= 3) else {
        return false;
    };
    let lower = line.trim().to_lowercase();
    let author = author.to_lowercase();
    let lead = LEADS.iter().find_map(|lead| lower.strip_prefix(lead));
    lower == author
        || lead.is_some_and(|rest| rest.trim().trim_end_matches([',', '|', '.']).trim() == author)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "<p>The harbour council of Port Alder met on the quay and agreed to repair the north pier before the winter storms arrive. Residents asked for a timetable.</p>";

    #[test]
    fn banners_and_hidden_words_are_no_text() {
        let banner = "<p>We and our partners store cookies and process personal data with your consent. You may change your privacy settings.</p>".repeat(6);
        for extra in [
            format!("<div id=onetrust-banner>{banner}</div>"),
            format!("<section class='cookie-wall'>{banner}</section>"),
            format!("<div class=x><h2>We value your privacy</h2>{banner}</div>"),
            format!("<div style='display: none'>{banner}</div>"),
            format!("<div hidden>{banner}</div>"),
            "<template><p>partners</p></template>".to_owned(),
            format!("<dialog>{banner}</dialog>"),
        ] {
            for prose in [PROSE.repeat(5), "<p>The pier is shut.</p>".to_owned()] {
                let html = format!(
                    "<body>{extra}<main><article><h1>Pier shut</h1>{prose}</article></main></body>"
                );
                let text = main_text(&html, None, None);
                assert!(!text.contains("partners"), "{html}\n{text}");
                assert!(text.contains("pier"), "{html}\n{text}");
            }
        }
    }

    #[test]
    fn an_article_about_cookies_stays() {
        let about = "<p>The privacy law asks for consent before cookies are stored and personal data goes to partners.</p>".repeat(5);
        for html in [
            format!("<article><h1>Cookies</h1>{about}</article>"),
            format!("<div class='cookies-accepted'><h1>Cookies</h1>{about}</div>"),
            format!("<body style='display:none'><div><h1>Cookies</h1>{about}</div></body>"),
        ] {
            assert!(
                main_text(&html, None, None).contains("privacy law"),
                "{html}"
            );
        }
    }

    #[test]
    fn what_the_page_states_counts_where_it_is_more() {
        let html = "<article><h1>Pier shut</h1><p>The pier is shut.</p><div>Subscribe to read on.</div></article>";
        let stated = "The pier is shut. The lighthouse keeper retired. ".repeat(30);
        assert!(main_text(html, Some(&stated), None).contains("lighthouse"));
        let tagged = format!("&lt;p&gt;{stated}&lt;/p&gt;&lt;p&gt;End.&lt;/p&gt;");
        assert!(main_text(html, Some(&tagged), None).ends_with("\n\nEnd."));
        let long = format!("<article><h1>Pier shut</h1>{}</article>", PROSE.repeat(5));
        assert!(!main_text(&long, Some("A summary."), None).contains("summary"));
    }

    #[test]
    fn bylines_and_lines_of_days_are_no_text() {
        let text = "By A. Writer\nUpdated 6 March 2023, 10:15\n\nThe pier is shut. By A. Writer";
        assert_eq!(
            without_byline(text, Some("A. Writer")),
            "The pier is shut. By A. Writer"
        );
        let two = "Published 22 February 2023 | Updated 1 June 2024\n\nThe pier is shut.";
        assert_eq!(without_byline(two, None), "The pier is shut.");
        for kept in [
            "Pier shut | 22 February 2023 was the day",
            "By the sea",
            "Updated rules of 2023 come",
            "March 6",
            "In March 2023 the pier fell.",
        ] {
            assert_eq!(without_byline(kept, Some("A. Writer")), kept);
        }
    }
}
