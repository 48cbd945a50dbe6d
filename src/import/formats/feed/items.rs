//! What items of feeds and exports of blogs say that the parser of feeds does not: which of them are articles
//! (WordPress, Blogger), whether they were published, and texts that only podcasts have.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::formats::xml::{Element, Tree};

/// One item.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ItemFacts {
    /// What it is in place of an article: an attachment, a menu, a comment, a template.
    pub(super) other: Option<String>,
    /// Its status, where it was not published.
    pub(super) status: Option<String>,
    /// A longer description than the feed's own.
    pub(super) summary: Option<String>,
}

impl ItemFacts {
    /// Whether its day is that of a publication.
    pub(super) fn is_published(&self) -> bool {
        self.status.is_none()
    }
}

/// All items of a feed, in their order.
pub(super) fn items(text: &str) -> Vec<ItemFacts> {
    let tree = Tree::of(text);
    let Some(root) = tree.roots().next() else {
        return Vec::new();
    };
    let is_item = |e: &&Element<'_>| e.name == "item" || e.name == "entry";
    let below = tree.below(root).filter(is_item);
    below.map(|item| facts(&tree, item)).collect()
}

fn facts(tree: &Tree<'_>, item: &Element<'_>) -> ItemFacts {
    let mut out = ItemFacts::default();
    for child in tree.children(item) {
        let value = || Some(tree.own_text(child)).filter(|v| !v.is_empty());
        match child.tag_name().as_str() {
            "wp:post_type" => {
                let kind = value().unwrap_or_default();
                out.other = (!is_post(&kind)).then_some(kind);
            }
            "wp:status" => {
                let status = value().filter(|s| !matches!(s.as_str(), "publish" | "inherit"));
                out.status = status;
            }
            "blogger:type" => {
                let kind = value().unwrap_or_default().to_lowercase();
                out.other = (!matches!(kind.as_str(), "post" | "page")).then_some(kind);
            }
            "blogger:status" => {
                out.status = value().map(|s| s.to_lowercase()).filter(|s| s != "live");
            }
            "app:control" if tree.below(child).any(|e| e.name == "draft") => {
                out.status = Some("draft".to_owned());
            }
            "itunes:summary" | "googleplay:description" => out.summary = value(),
            "category" => {
                let scheme = child.attribute("scheme").unwrap_or_default();
                let term = child.attribute("term").unwrap_or_default();
                let kind = term.rsplit('#').next().unwrap_or_default();
                if scheme.ends_with("#kind") && !matches!(kind, "post" | "page") {
                    out.other = Some(kind.to_owned());
                }
            }
            _ => {}
        }
    }
    out
}

/// Kinds of items that are articles: all but the blog's own parts.
fn is_post(kind: &str) -> bool {
    const OTHERS: [&str; 12] = [
        "attachment",
        "nav_menu_item",
        "revision",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
    ];
    !OTHERS.contains(&kind)
}

/// The text of a post without the marks that WordPress puts around pictures and films in it.
pub(super) fn without_shortcodes(text: &str) -> String {
    static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\[/?(?:caption|gallery|embed|video|audio|playlist)(?:\s[^\]\n]*)?\]").ok()
    });
    match &*MARKS {
        Some(marks) => marks.replace_all(text, "").into_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_are_no_articles_say_so() {
        let wordpress = "<rss><channel><wp:author><wp:status>x</wp:status></wp:author>\
            <item><title>A</title><wp:status><![CDATA[publish]]></wp:status><wp:post_type>post</wp:post_type>\
            <wp:comment><wp:status>draft</wp:status></wp:comment></item>\
            <item><wp:status>draft</wp:status><wp:post_type>page</wp:post_type></item>\
            <item><wp:status>inherit</wp:status><wp:post_type><![CDATA[attachment]]></wp:post_type></item>\
            </channel></rss>";
        let got = items(wordpress);
        assert_eq!(got[0], ItemFacts::default());
        assert_eq!(got[1].status.as_deref(), Some("draft"));
        assert_eq!(got[2].other.as_deref(), Some("attachment"));
        let blogger = "<feed><entry><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#template'/></entry>\
            <entry><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/><category scheme='x' term='news'/>\
            <app:control><app:draft>yes</app:draft></app:control></entry></feed>";
        let got = items(blogger);
        assert_eq!(got[0].other.as_deref(), Some("template"));
        assert_eq!(
            (got[1].other.as_deref(), got[1].is_published()),
            (None, false)
        );
    }

    #[test]
    fn marks_of_pictures_are_no_words() {
        let text = "One [caption id=\"x\" width=\"3\"]Photo[/caption] two [sic] [gallery]";
        assert_eq!(without_shortcodes(text), "One Photo two [sic] ");
    }
}
