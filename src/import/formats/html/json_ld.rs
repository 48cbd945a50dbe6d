//! What a page says of itself in JSON-LD, also where that is slightly broken, and which of the things it
//! speaks of is the page's own article.

use dom_query::Document;
use serde_json::{Map, Value};

/// Deepest object that is looked at.
const MAX_DEPTH: u32 = 8;

/// One thing that JSON-LD speaks of and that may be the page's article.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct LdNode {
    /// Whether it is an article of some kind, rather than a page around one.
    pub(super) is_article: bool,
    pub(super) headline: Option<String>,
    pub(super) addresses: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) created: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) body: Option<String>,
}

/// Types that are never the page's article, however they are dated.
const OTHER_THINGS: &[&str] = &[
    "Comment",
    "Answer",
    "Event",
    "Person",
    "Organization",
    "ImageObject",
    "Product",
    "Offer",
    "JobPosting",
    "WebSite",
    "BreadcrumbList",
    "ItemList",
    "Place",
    "Rating",
    "Brand",
    "Claim",
    "Book",
    "Movie",
    "Dataset",
    "WPHeader",
    "WPFooter",
    "SiteNavigationElement",
];

/// Parts of an end of a type that make it an article.
const ARTICLES: &[&str] = &["Article", "Posting", "Report", "Review", "Obituary"];

/// Where the page's own article may lie inside another thing. What is mentioned, cited, listed or reviewed is
/// another story.
const INSIDE: &[&str] = &["@graph", "mainEntity", "mainEntityOfPage"];

/// All things that the scripts of a page speak of.
pub(super) fn nodes_of(page: &Document) -> Vec<LdNode> {
    let mut out = Vec::new();
    for script in page.select("script[type*='ld+json']").nodes() {
        for value in values(&script.text()) {
            collect(&value, 0, &mut out);
        }
    }
    out
}

/// The values of a script: as it stands, else mended.
fn values(script: &str) -> Vec<Value> {
    let inside = without_wrapping(script);
    if let Ok(value) = serde_json::from_str(inside) {
        return vec![value];
    }
    let mended = mended(inside);
    let all = serde_json::Deserializer::from_str(&mended).into_iter::<Value>();
    // Several values one after the other; what is broken beyond mending ends it.
    all.map_while(Result::ok).collect()
}

/// Without the marks of comments and CDATA that some put around it, and without a semicolon behind it.
fn without_wrapping(script: &str) -> &str {
    let start = script.find(['{', '[']);
    // CDATA has a bracket of its own.
    let start = match script.find("CDATA[") {
        Some(mark) if start.is_some_and(|s| s <= mark + 5) => {
            let after = mark + "CDATA[".len();
            script
                .get(after..)
                .and_then(|s| s.find(['{', '[']))
                .map(|s| s + after)
        }
        _ => start,
    };
    let rest = start.and_then(|s| script.get(s..)).unwrap_or_default();
    let rest = match rest.rfind("]]>") {
        Some(mark) => rest.get(..mark).unwrap_or(rest),
        None => rest,
    };
    let end = rest.rfind(['}', ']']).map_or(rest.len(), |end| end + 1);
    rest.get(..end).unwrap_or(rest)
}

/// JSON with raw line ends and tabs in strings, commas behind the last member, comments and semicolons, made
/// right.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut in_string = false;
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_string => {
                out.push(c);
                out.extend(chars.next());
            }
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\n' if in_string => out.push_str("\\n"),
            '\r' if in_string => {}
            '\t' if in_string => out.push_str("\\t"),
            c if in_string && c.is_control() => out.push(' '),
            '}' | ']' if !in_string => {
                // A comma behind the last member.
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            '/' if !in_string && chars.peek() == Some(&'/') => {
                while chars.next_if(|c| *c != '\n').is_some() {}
            }
            '/' if !in_string && chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            ';' if !in_string => {}
            c => out.push(c),
        }
    }
    out
}

fn collect(value: &Value, depth: u32, out: &mut Vec<LdNode>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(all) => all.iter().for_each(|v| collect(v, depth + 1, out)),
        Value::Object(object) => {
            let kinds = kinds_of(object);
            let is_other = kinds
                .iter()
                .any(|kind| OTHER_THINGS.iter().any(|other| kind.ends_with(other)));
            if !is_other {
                out.extend(node_of(object, &kinds));
            }
            for inner in INSIDE.iter().filter_map(|name| object.get(*name)) {
                collect(inner, depth + 1, out);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn kinds_of(object: &Map<String, Value>) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        _ => Vec::new(),
    }
}

/// A thing with anything to say; without a type it is none.
fn node_of(object: &Map<String, Value>, kinds: &[&str]) -> Option<LdNode> {
    let text = |key: &str| {
        let found = match object.get(key)? {
            Value::String(text) => text.clone(),
            Value::Array(all) => all.iter().find_map(Value::as_str)?.to_owned(),
            _ => return None,
        };
        Some(found).filter(|t| !t.trim().is_empty())
    };
    if kinds.is_empty() {
        return None;
    }
    let mut addresses: Vec<String> = ["url", "@id"].into_iter().filter_map(text).collect();
    match object.get("mainEntityOfPage") {
        Some(Value::String(address)) => addresses.push(address.clone()),
        Some(Value::Object(page)) => {
            let of = |key: &str| page.get(key).and_then(Value::as_str).map(str::to_owned);
            addresses.extend(of("@id").or_else(|| of("url")));
        }
        _ => {}
    }
    let node = LdNode {
        is_article: kinds
            .iter()
            .any(|kind| ARTICLES.iter().any(|a| kind.ends_with(a))),
        headline: text("headline")
            .or_else(|| text("name"))
            .map(|t| unescaped(&t)),
        addresses,
        published: text("datePublished"),
        created: text("dateCreated"),
        author: object.get("author").and_then(names),
        publisher: object.get("publisher").and_then(names),
        body: text("articleBody").or_else(|| text("reviewBody")),
    };
    let says_something = node.is_article || node.published.is_some();
    says_something.then_some(node)
}

/// Texts in JSON-LD often carry the entities and tags of the page around them.
pub(super) fn unescaped(text: &str) -> String {
    if text.contains('&') {
        Document::fragment(text).text().to_string()
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

    fn days(script: &str) -> Vec<Option<String>> {
        let page = format!("<script type='application/ld+json'>{script}</script>");
        let nodes = nodes_of(&Document::from(page.as_str()));
        nodes.into_iter().map(|n| n.published).collect()
    }

    #[test]
    fn small_faults_are_mended() {
        let good = r#""@type":"NewsArticle","datePublished":"2023-02-22""#;
        for script in [
            format!("{{{good}}}"),
            format!("{{{good},}}"),
            format!("[{{{good},}},]"),
            format!("{{{good}}};"),
            format!("<!-- {{{good}}} -->"),
            format!("//<![CDATA[\n{{{good}}}\n//]]>"),
            format!("/* <![CDATA[ */ [{{{good}}}] /* ]]> */"),
            format!("{{\"description\":\"a\nb\tc\",{good}}}"),
            format!("{{\"@type\":\"WebSite\"}}{{{good}}}"),
            format!("{{ // what it is\n{good} }}"),
            format!("{{\"@graph\":[{{\"@type\":\"WebPage\",\"mainEntity\":{{{good}}}}}]}}"),
            format!("{{\"@type\":\"WebPage\",\"mainEntityOfPage\":{{{good}}}}}"),
        ] {
            assert_eq!(days(&script), [Some("2023-02-22".to_owned())], "{script}");
        }
    }

    #[test]
    fn what_is_another_thing_is_no_article() {
        for script in [
            r#"{"@type":"Event","datePublished":"2023-02-22"}"#,
            r#"{"@type":"Comment","datePublished":"2023-02-22"}"#,
            r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2023-02-22"}]}"#,
            r#"{"@type":"Person","birthDate":"1970-01-05"}"#,
            r#"{"@type":"ClaimReview","itemReviewed":{"@type":"Claim","datePublished":"2020-01-01"}}"#,
        ] {
            assert!(days(script).iter().all(Option::is_none), "{script}");
        }
    }
}
