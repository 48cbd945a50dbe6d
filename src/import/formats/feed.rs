//! RSS and Atom files: an article an entry; and exports of blogs, which are such files with more in them.

mod items;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::corpus::read_date;
use crate::corpus::{DateBasis, PublicationDate};
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::declared::decode_page;
use crate::import::formats::html::read_page;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::{MAX_FILE_BYTES, MAX_MARKUP_DEPTH};
use crate::import::markup::{self, is_deep_xml};
use items::{ItemFacts, items, without_shortcodes};

pub(crate) static FORMAT: Format = Format {
    words: "a news feed",
    names: &["RSS", "Atom"],
    endings: &["xml", "rss", "atom"],
    contents: Contents::Articles,
    sniff: Sniff {
        shape: |head| {
            let has = |tag| head.markup().contains(tag);
            has("<rss") || has("<feed") || has("<rdf:rdf")
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| feed(&input.whole(MAX_FILE_BYTES)?, outlet),
};

/// Takes a feed apart.
fn parsed(bytes: &[u8]) -> Result<feed_rs::model::Feed, ProblemKind> {
    let parse = |bytes: &[u8]| {
        if is_deep_xml(bytes) {
            return Err(format!(
                "its elements lie more than {MAX_MARKUP_DEPTH} deep inside each other"
            ));
        }
        let parser = feed_rs::parser::Builder::new().build();
        parser.parse(bytes).map_err(|e| e.to_string())
    };
    // Many feeds hold a bare & in an address, which XML does not allow.
    let feed = parse(bytes).or_else(|_| parse(mended(bytes).as_bytes()));
    feed.map_err(|why| ProblemKind::Broken(FORMAT.words.to_owned(), why))
}

/// Reads all entries of a feed.
fn feed(bytes: &[u8], outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let decoded = decode_page(bytes)?;
    outlet.add_problems(decoded.doubt());
    let encoding = decoded.encoding;
    let text = without_declaration(&decoded.text);
    let facts = items(text);
    let bytes = text.as_bytes();
    let feed = parsed(bytes)?;
    let publisher = feed.title.as_ref().map(|t| t.content.trim().to_owned());
    // Items that the parser has passed over would shift all that follow.
    let facts = Some(facts).filter(|f| f.len() == feed.entries.len());
    let mut others: Vec<String> = Vec::new();
    let stated = stated_days(bytes);
    let mut drafts = Vec::with_capacity(feed.entries.len());
    for (number, entry) in (1_u64..).zip(feed.entries) {
        if outlet.is_stopped() {
            return Ok(());
        }
        let nothing = ItemFacts::default();
        let at = number as usize - 1;
        let facts = facts.as_ref().and_then(|f| f.get(at)).unwrap_or(&nothing);
        if let Some(other) = &facts.other {
            others.push(other.clone());
            continue;
        }
        let title = entry.title.map(|t| plain(&t.content)).unwrap_or_default();
        let body = entry.content.and_then(|c| c.body);
        let summary = || {
            entry
                .summary
                .map(|s| s.content)
                .into_iter()
                .chain(facts.summary.clone())
        };
        let body = body.or_else(|| summary().max_by_key(String::len));
        let text = without_shortcodes(&plain(&body.unwrap_or_default()));
        let text = Draft::joined(&title, &text);
        if text.trim().is_empty() {
            outlet.problem(ProblemKind::Record(number, "it has no text".into()));
            continue;
        }
        let link = entry
            .links
            .iter()
            .find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
        let author = entry
            .authors
            .first()
            .map(|a| a.name.clone().or_else(|| a.email.clone()));
        drafts.push(Draft {
            record: Some(entry.id),
            text,
            date: entry
                .published
                .or(entry.updated)
                .filter(|_| facts.is_published())
                .and_then(|d| day_of(&stated, d.timestamp())),
            fields: facts
                .status
                .iter()
                .map(|s| ("status".to_owned(), s.clone()))
                .collect(),
            publisher: publisher.clone(),
            author: author.flatten(),
            url: link.or(entry.links.first()).map(|l| l.href.clone()),
            encoding: encoding.into(),
            ..Draft::default()
        });
    }
    outlet.deliver(drafts, bytes.len() as u64);
    if !others.is_empty() {
        others.sort_unstable();
        let count = others.len();
        others.dedup();
        outlet.problem(ProblemKind::Doubt(format!(
            "has {count} items that are no articles and were left out: {}",
            others.join(", ")
        )));
    }
    Ok(())
}

/// XML without its declaration: it is UTF-8 now, whatever it says.
fn without_declaration(text: &str) -> &str {
    let start = text.trim_start();
    match start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    {
        Some((_, rest)) => rest,
        None => start,
    }
}

/// The feed with every `&` that begins no reference written as one.
fn mended(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    for (i, piece) in text.split('&').enumerate() {
        if i > 0 {
            let name = piece.split(';').next().unwrap_or_default();
            let known = piece.len() > name.len()
                && (matches!(name, "amp" | "lt" | "gt" | "quot" | "apos")
                    || name.strip_prefix('#').is_some_and(|n| {
                        n.trim_start_matches('x')
                            .chars()
                            .all(|c| c.is_ascii_hexdigit())
                    }));
            out.push_str(if known { "&" } else { "&amp;" });
        }
        out.push_str(piece);
    }
    out
}

/// The days that a feed states, by moment: the parser gives world time, the day is the one that stands
/// there.
fn stated_days(bytes: &[u8]) -> HashMap<i64, PublicationDate> {
    static DATES: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        regex::Regex::new(
            r"(?i)<(?:pubDate|published|updated|issued|modified|(?:dc:)?date)\b[^>]*>([^<]{8,60})<",
        )
        .ok()
    });
    let text = String::from_utf8_lossy(bytes);
    let Some(dates) = &*DATES else {
        return HashMap::new();
    };
    let found = dates.captures_iter(&text).filter_map(|c| {
        let raw = c.get(1)?.as_str().trim();
        Some((moment_of(raw)?, read_date(raw, DateBasis::Metadata)?))
    });
    found.collect()
}

/// A moment in seconds, of a date with time and zone.
fn moment_of(raw: &str) -> Option<i64> {
    let iso = raw.parse::<jiff::Timestamp>().ok();
    let mail = || jiff::fmt::rfc2822::parse(raw).ok().map(|z| z.timestamp());
    iso.or_else(mail).map(jiff::Timestamp::as_second)
}

fn day_of(stated: &HashMap<i64, PublicationDate>, seconds: i64) -> Option<PublicationDate> {
    if let Some(date) = stated.get(&seconds) {
        return Some(date.clone());
    }
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    let day = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    let written = read_date(&day.to_string(), DateBasis::Metadata)?;
    Some(PublicationDate {
        raw: moment.to_string(),
        ..written
    })
}

/// Entries hold pieces of pages.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let page = markup::document(html);
    let text = crate::import::formats::html::tidy(&page.formatted_text());
    if text.is_empty() {
        read_page(html).map(|d| d.text).unwrap_or_default()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_that_stands_there() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Paper</title>\
            <item><title>Road &amp;amp; rail cut</title><link>http://a.org/1</link>\
            <description>&lt;p&gt;Fighting.&lt;/p&gt;</description>\
            <pubDate>Wed, 22 Feb 2023 23:30:00 -0500</pubDate></item>\
            <item><title>Next</title><pubDate>Thu, 23 Feb 2023 09:00:00 -0500</pubDate></item></channel></rss>";
        let mut all = Vec::new();
        let mut take = |drafts: Vec<Draft>, _| {
            all.extend(drafts);
            true
        };
        feed(rss.as_bytes(), &mut Outlet::new(&mut take)).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].date.as_ref().unwrap().to_string(), "2023-02-22");
        assert_eq!(all[0].text, "Road & rail cut\n\nFighting.");
        assert_eq!(all[0].publisher.as_deref(), Some("The Paper"));
    }
}
