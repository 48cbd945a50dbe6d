//! RSS and Atom files: an article an entry.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::corpus::read_date;
use crate::corpus::{DateBasis, PublicationDate};
use crate::corpus::{Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::formats::html::{declared, read_page};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::{MAX_FILE_BYTES, MAX_MARKUP_DEPTH};
use crate::import::markup::{self, is_deep_xml};

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
        // An entry that states neither an id nor a link gets none: the parser would draw lots, and the
        // article would be another one at each reading.
        let parser = feed_rs::parser::Builder::new().id_generator(|links, title, address| {
            if links.is_empty() {
                return String::new();
            }
            feed_rs::parser::generate_id(links, title, address)
        });
        parser.build().parse(bytes).map_err(|e| e.to_string())
    };
    // Many feeds hold a bare & in an address, which XML does not allow.
    let feed = parse(bytes).or_else(|_| parse(mended(bytes).as_bytes()));
    feed.map_err(|why| ProblemKind::Broken(FORMAT.words.to_owned(), why))
}

/// Reads all entries of a feed.
fn feed(bytes: &[u8], outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let feed = parsed(bytes)?;
    let publisher = feed.title.as_ref().map(|t| t.content.trim().to_owned());
    let encoding = declared(bytes).map_or("UTF-8", encoding_rs::Encoding::name);
    let stated = stated_days(bytes);
    let mut drafts = Vec::with_capacity(feed.entries.len());
    for (number, entry) in (1_u64..).zip(feed.entries) {
        if outlet.is_stopped() {
            return Ok(());
        }
        let title = entry.title.map(|t| plain(&t.content)).unwrap_or_default();
        let body = entry.content.and_then(|c| c.body);
        let body = body.or_else(|| entry.summary.map(|s| s.content));
        let text = Draft::joined(&title, &plain(&body.unwrap_or_default()));
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
            record: Some(if entry.id.is_empty() {
                number.to_string()
            } else {
                entry.id
            }),
            text,
            date: entry
                .published
                .or(entry.updated)
                .and_then(|d| day_of(&stated, d.timestamp())),
            publisher: publisher.clone(),
            author: author.flatten(),
            url: link.or(entry.links.first()).map(|l| l.href.clone()),
            encoding: encoding.into(),
            ..Draft::default()
        });
    }
    outlet.deliver(drafts, bytes.len() as u64);
    Ok(())
}

/// The feed in UTF-8, with every `&` that begins no reference written as one.
fn mended(bytes: &[u8]) -> String {
    let encoding = declared(bytes).unwrap_or(encoding_rs::UTF_8);
    let (text, _, _) = encoding.decode(bytes);
    // The declaration would be believed, and is not true any more.
    let text = match text.find("?>") {
        Some(end) if text.trim_start().starts_with("<?xml") => {
            text.get(end + 2..).unwrap_or_default()
        }
        _ => &text,
    };
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
    let encoding = declared(bytes).unwrap_or(encoding_rs::UTF_8);
    let (text, _, _) = encoding.decode(bytes);
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

    fn read(text: &str) -> Vec<Draft> {
        let mut all = Vec::new();
        let mut take = |drafts: Vec<Draft>, _| {
            all.extend(drafts);
            true
        };
        feed(text.as_bytes(), &mut Outlet::new(&mut take)).unwrap();
        all
    }

    #[test]
    fn entries_that_state_no_id_keep_theirs_at_each_reading() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title>\
            <item><title>Road</title></item>\
            <item><title>Rail</title><link>http://a.org/1</link></item>\
            <item><title>Rail</title><guid>g3</guid></item></channel></rss>";
        let keys = || -> Vec<Option<String>> { read(rss).into_iter().map(|d| d.record).collect() };
        let once = keys();
        assert_eq!(once, keys());
        assert_eq!(once[0].as_deref(), Some("1"));
        assert_eq!(once[2].as_deref(), Some("g3"));
    }

    #[test]
    fn the_day_is_the_one_that_stands_there() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Paper</title>\
            <item><title>Road &amp;amp; rail cut</title><link>http://a.org/1</link>\
            <description>&lt;p&gt;Fighting.&lt;/p&gt;</description>\
            <pubDate>Wed, 22 Feb 2023 23:30:00 -0500</pubDate></item>\
            <item><title>Next</title><pubDate>Thu, 23 Feb 2023 09:00:00 -0500</pubDate></item></channel></rss>";
        let all = read(rss);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].date.as_ref().unwrap().to_string(), "2023-02-22");
        assert_eq!(all[0].text, "Road & rail cut\n\nFighting.");
        assert_eq!(all[0].publisher.as_deref(), Some("The Paper"));
    }
}
