//! RSS, Atom and JSON feeds, and exports of blogs that are written as one: an article an entry.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::corpus::{DateBasis, DateStyle, Draft, Known, ProblemKind, PublicationDate};
use crate::import::Outlet;
use crate::import::declared::decode_page;
use crate::import::formats::html::block_text::block_text;
use crate::import::formats::html::{read_page, tidy};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::{MAX_FILE_BYTES, MAX_MARKUP_DEPTH};
use crate::import::markup::{self, is_deep_xml};

pub(crate) static FORMAT: Format = Format {
    words: "a news feed",
    names: &["RSS", "Atom"],
    endings: &["xml", "rss", "atom"],
    contents: Contents::Articles,
    sniff: Sniff {
        // A JSON Feed says its version at its beginning.
        magic: |head| {
            let start = head.text().trim_start();
            let start = start.get(..VERSION_WITHIN).unwrap_or(start);
            start.starts_with('{') && start.contains("jsonfeed.org/version/")
        },
        shape: |head| {
            let has = |tag| head.markup().contains(tag);
            has("<rss") || has("<feed") || has("<rdf:rdf")
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| feed(&input.whole(MAX_FILE_BYTES)?, outlet),
};

/// Bytes within which a JSON Feed says its version.
const VERSION_WITHIN: usize = 400;

/// Reads all entries of a feed.
fn feed(bytes: &[u8], outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let decoded = decode_page(bytes)?;
    outlet.add_problems(decoded.doubt());
    let text = &*with_room_around_mails(without_declaration(&decoded.text));
    let stated = StatedDays::default();
    let parse = |text: &str| {
        if is_deep_xml(text.as_bytes()) {
            return Err(format!(
                "its elements lie more than {MAX_MARKUP_DEPTH} deep inside each other"
            ));
        }
        stated.clear();
        // An entry that states neither an id nor a link gets none: the parser would draw lots, and the
        // article would be another one at each reading.
        let parser = stated.parser().id_generator(|links, title, address| {
            if links.is_empty() {
                return String::new();
            }
            feed_rs::parser::generate_id(links, title, address)
        });
        parser
            .build()
            .parse(text.as_bytes())
            .map_err(|e| e.to_string())
    };
    // Many feeds hold a bare & in an address, which XML does not allow.
    let parsed = parse(text).or_else(|_| parse(&mended(text)));
    let feed = parsed.map_err(|why| ProblemKind::Broken(FORMAT.words.to_owned(), why))?;
    let publisher = feed.title.as_ref().map(|t| t.content.trim().to_owned());
    let encoding = decoded.encoding;
    let mut kinds = BlogExport::of(text).kinds(feed.entries.len()).into_iter();
    let mut no_articles = 0_u64;
    let mut drafts = Vec::with_capacity(feed.entries.len());
    for (number, entry) in (1_u64..).zip(feed.entries) {
        if outlet.is_stopped() {
            return Ok(());
        }
        let kind = kinds.next().unwrap_or_default();
        if !kind.is_article {
            no_articles += 1;
            continue;
        }
        let mut draft = draft_of(entry, &stated, kind.is_of_blog);
        if draft.text.trim().is_empty() {
            outlet.problem(ProblemKind::Record(number, "it has no text".into()));
            continue;
        }
        if draft.record.as_deref().is_some_and(str::is_empty) {
            draft.record = Some(number.to_string());
        }
        draft.publisher.clone_from(&publisher);
        draft.note_origin(Known::Publisher, "title of the feed");
        draft.encoding = encoding.into();
        draft
            .fields
            .extend(kind.status.map(|status| ("status".to_owned(), status)));
        drafts.push(draft);
    }
    if no_articles > 0 {
        outlet.problem(ProblemKind::WithoutParts(format!(
            "{no_articles} of its entries are comments, menus, attachments or templates and no articles"
        )));
    }
    outlet.add_problems(stated.not_understood());
    outlet.deliver(drafts, bytes.len() as u64);
    Ok(())
}

/// An article of an entry.
fn draft_of(entry: feed_rs::model::Entry, stated: &StatedDays, is_of_blog: bool) -> Draft {
    let title = entry.title.map(|t| plain(&t.content)).unwrap_or_default();
    // The whole text stands in one of these, a beginning of it in others.
    let media = entry.media.into_iter().filter_map(|m| m.description);
    let bodies = entry
        .content
        .and_then(|c| c.body)
        .into_iter()
        .chain(entry.summary.map(|s| s.content))
        .chain(media.map(|d| d.content));
    let bodies = bodies.map(|html| {
        if is_of_blog {
            plain(&without_shortcodes(&html))
        } else {
            plain(&html)
        }
    });
    let mut body = String::new();
    for one in bodies {
        if one.chars().count() > body.chars().count() {
            body = one;
        }
    }
    let link = entry
        .links
        .iter()
        .find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
    let author = entry
        .authors
        .first()
        .map(|a| a.name.clone().or_else(|| a.email.clone()));
    let day = |moment: Option<i64>| moment.and_then(|number| stated.day(number));
    let date = day(entry.published.map(|d| d.timestamp()));
    let mut fields = Vec::new();
    // The day of an update is none of publication.
    if date.is_none()
        && let Some(updated) = day(entry.updated.map(|d| d.timestamp()))
    {
        fields.push(("updated".to_owned(), updated.to_string()));
    }
    let mut draft = Draft {
        record: Some(entry.id),
        date,
        author: author.flatten(),
        url: link.or(entry.links.first()).map(|l| l.href.clone()),
        fields,
        ..Draft::default()
    };
    draft.set_text(&title, &body);
    draft.note_origin(Known::Title, "title of the entry");
    draft.note_origin(Known::Date, "day of the entry");
    draft.note_origin(Known::Author, "author of the entry");
    draft.note_origin(Known::Address, "link of the entry");
    draft
}

/// XML without its declaration: it is UTF-8 now, whatever it says.
fn without_declaration(text: &str) -> &str {
    let start = text.trim_start();
    let behind = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"));
    behind.map_or(start, |(_, rest)| rest)
}

/// The feed with a blank between a mail address and a character beyond ASCII that touches it, where people are
/// named: the parser takes the byte beside an address for a character (`info@example.jp（編集部）`).
fn with_room_around_mails(text: &str) -> Cow<'_, str> {
    static PEOPLE: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        let names = "author|managingEditor|webMaster|creator|contributor|publisher|owner";
        regex::Regex::new(&format!(r"(?s)<(?:\w+:)?(?:{names})(?:\s[^>]*)?>.*?</")).ok()
    });
    static MAILS: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        let mail = r"(?:mailto:)?[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}";
        let beside = r"[^\x00-\x7F]|&#x?[0-9A-Fa-f]+;";
        regex::Regex::new(&format!(r"({beside})?({mail})({beside})?")).ok()
    });
    let (Some(people), Some(mails)) = (PEOPLE.as_ref(), MAILS.as_ref()) else {
        return Cow::Borrowed(text);
    };
    people.replace_all(text, |person: &regex::Captures<'_>| {
        let whole = person.get(0).map_or("", |m| m.as_str());
        let spaced = mails.replace_all(whole, |found: &regex::Captures<'_>| {
            let part = |n| found.get(n).map_or("", |m| m.as_str());
            let room = |beside: &str| if is_beyond_ascii(beside) { " " } else { "" };
            let (before, mail, after) = (part(1), part(2), part(3));
            format!("{before}{}{mail}{}{after}", room(before), room(after))
        });
        spaced.into_owned()
    })
}

/// Whether a character, or a reference to one by its number, lies beyond ASCII.
fn is_beyond_ascii(written: &str) -> bool {
    let number = written.strip_prefix("&#").and_then(|n| n.strip_suffix(';'));
    let number = number.map(|n| match n.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => n.parse(),
    });
    number.map_or(!written.is_ascii(), |n| n.is_ok_and(|n| n > 127))
}

/// The feed with every `&` that begins no reference written as one.
fn mended(text: &str) -> String {
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

/// The days that a feed states, as it states them. The parser of feeds gives moments in world time; here it is
/// made to carry the number of a day instead.
#[derive(Clone, Default)]
struct StatedDays(Arc<Mutex<KnownDays>>);

#[derive(Default)]
struct KnownDays {
    known: Vec<PublicationDate>,
    not_understood: Vec<String>,
}

impl StatedDays {
    fn parser(&self) -> feed_rs::parser::Builder {
        let days = self.clone();
        feed_rs::parser::Builder::new().timestamp_parser(move |raw| {
            let number = days.add(raw)?;
            let carrier = jiff::Timestamp::from_second(number).ok()?;
            carrier.to_string().parse().ok()
        })
    }

    fn with<R>(&self, run: impl FnOnce(&mut KnownDays) -> R) -> R {
        // A thread that died here left the list whole: it is only pushed to.
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        run(&mut days)
    }

    fn clear(&self) {
        self.with(|days| *days = KnownDays::default());
    }

    fn add(&self, raw: &str) -> Option<i64> {
        let raw = raw.trim();
        let day = DateStyle::of_mail().read(raw, DateBasis::Metadata);
        self.with(|days| {
            let Some(day) = day else {
                if !raw.is_empty() {
                    days.not_understood.push(raw.to_owned());
                }
                return None;
            };
            days.known.push(day);
            i64::try_from(days.known.len() - 1).ok()
        })
    }

    fn day(&self, number: i64) -> Option<PublicationDate> {
        let number = usize::try_from(number).ok()?;
        self.with(|days| days.known.get(number).cloned())
    }

    /// What to say of days that are not understood.
    fn not_understood(&self) -> Option<ProblemKind> {
        self.with(|days| {
            let first = days.not_understood.first()?.clone();
            let count = days.not_understood.len() as u64;
            Some(ProblemKind::UnreadDates(count, first))
        })
    }
}

/// What an entry of the export of a blog is; of a feed every entry is an article.
struct EntryKind {
    is_article: bool,
    is_of_blog: bool,
    /// Where it is not published.
    status: Option<String>,
}

impl Default for EntryKind {
    fn default() -> Self {
        Self {
            is_article: true,
            is_of_blog: false,
            status: None,
        }
    }
}

/// A blog with everything in it, written as a feed: WordPress (WXR) and Blogger.
struct BlogExport {
    /// The entries as they stand, of such an export.
    entries: Vec<String>,
}

impl BlogExport {
    fn of(text: &str) -> Self {
        let element = if text.contains("wordpress.org/export/") {
            "item"
        } else if text.contains("schemas.google.com/blogger/") {
            "entry"
        } else {
            return Self {
                entries: Vec::new(),
            };
        };
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        let entries = text.split(&open).skip(1).map(|entry| {
            let end = entry.find(&close).unwrap_or(entry.len());
            entry.get(..end).unwrap_or(entry).to_owned()
        });
        Self {
            entries: entries.collect(),
        }
    }

    /// What the entries are; nothing where there are more or fewer than the parser found.
    fn kinds(self, count: usize) -> Vec<EntryKind> {
        if self.entries.len() != count {
            return Vec::new();
        }
        self.entries.iter().map(|entry| kind_of(entry)).collect()
    }
}

fn kind_of(entry: &str) -> EntryKind {
    let value = |element: &str| {
        let (_, rest) = entry.split_once(&format!("<{element}>"))?;
        let (value, _) = rest.split_once(&format!("</{element}>"))?;
        let value = value.trim();
        let inside = value
            .strip_prefix("<![CDATA[")
            .and_then(|v| v.strip_suffix("]]>"));
        Some(inside.unwrap_or(value).to_owned())
    };
    let of_wordpress = value("wp:post_type").is_none_or(|kind| {
        !matches!(
            kind.as_str(),
            "attachment"
                | "nav_menu_item"
                | "revision"
                | "custom_css"
                | "wp_block"
                | "wp_template"
                | "wp_template_part"
                | "wp_global_styles"
                | "wp_navigation"
                | "oembed_cache"
                | "customize_changeset"
        )
    });
    let of_blogger = ["comment", "template", "settings"]
        .iter()
        .all(|kind| !entry.contains(&format!("blogger/2008/kind#{kind}")))
        && !matches!(value("blogger:type").as_deref(), Some("COMMENT"));
    let is_draft = entry.contains("<app:draft>yes") || entry.contains("<blogger:status>DRAFT");
    let status = value("wp:status")
        .filter(|status| status != "publish")
        .or_else(|| is_draft.then(|| "draft".to_owned()));
    EntryKind {
        is_article: of_wordpress && of_blogger,
        is_of_blog: true,
        status,
    }
}

/// Text without the marks of WordPress: `[caption id="x"]`, `[/gallery]`.
fn without_shortcodes(html: &str) -> Cow<'_, str> {
    static CODES: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        regex::Regex::new(r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_caption|vc_[a-z_]+|et_pb_[a-z_]+)(?:\s[^\]]*)?/?\]").ok()
    });
    match CODES.as_ref() {
        Some(codes) => codes.replace_all(html, " "),
        None => Cow::Borrowed(html),
    }
}

/// Entries hold pieces of pages.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let page = markup::document(html);
    let text = tidy(&block_text(&page.root()));
    if text.is_empty() {
        read_page(html).map(|d| d.text).unwrap_or_default()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats::testing::given;

    #[test]
    fn entries_that_state_no_id_keep_theirs_at_each_reading() {
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title>\
            <item><title>Road</title></item>\
            <item><title>Rail</title><link>http://a.org/1</link></item>\
            <item><title>Rail</title><guid>g3</guid></item></channel></rss>";
        let keys =
            || -> Vec<Option<String>> { read(rss).0.into_iter().map(|d| d.record).collect() };
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
        let (all, _) = read(rss);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].date.as_ref().unwrap().to_string(), "2023-02-22");
        assert_eq!(all[0].text, "Road & rail cut\n\nFighting.");
        assert_eq!(all[0].publisher.as_deref(), Some("The Paper"));
    }

    #[test]
    fn names_may_touch_mail_addresses_in_any_script() {
        for (written, author) in [
            ("info@example.jp（編集部）", "（編集部）"),
            ("編集部：info@example.jp", "編集部："),
            ("<![CDATA[«Редакция»info@example.org]]>", "«Редакция»"),
            (
                "&#65288;&#32232;&#38598;&#37096;&#65289;info@example.jp",
                "（編集部）",
            ),
            ("info@example.jp&#xFF08;x", "（x"),
            ("info@example.org (Ann Lee)", "(Ann Lee)"),
            ("Ann Lee &lt;info@example.org&gt;", "Ann Lee"),
            ("Ann Lee &#60;info@example.org&#62;", "Ann Lee"),
            ("Écrivez à é@example.org", "Écrivez à é@example.org"),
        ] {
            let rss = format!(
                "<rss version=\"2.0\"><channel><title>P</title><item><title>Road</title>\
                <author>{written}</author></item></channel></rss>"
            );
            let (all, said) = read(&rss);
            let found = all.first().and_then(|d| d.author.as_deref());
            assert_eq!((found, said.len()), (Some(author), 0), "{written}");
        }
    }

    fn read(feed_text: &str) -> (Vec<Draft>, Vec<String>) {
        let (all, said) = given(|outlet| feed(feed_text.as_bytes(), outlet));
        (all, said.iter().map(ToString::to_string).collect())
    }

    fn days(all: &[Draft]) -> Vec<Option<String>> {
        let days = all.iter().map(|d| d.date.as_ref().map(ToString::to_string));
        days.collect()
    }

    #[test]
    fn days_are_read_however_they_are_written() {
        for (raw, day) in [
            ("Fri, 22 Sep 17 22:05:03 +0300", Some("2017-09-22")),
            ("Fri, 22 Sep 2017 23:30:00 CEST", Some("2017-09-22")),
            ("2017-09-22 23:30:00", Some("2017-09-22")),
            ("Fri, 22 Sep 2017", Some("2017-09-22")),
            ("Fr, 22 Sep 2017 23:30:00 -0400", Some("2017-09-22")),
            ("ven., 22 sept. 2017 23:30:00 +0200", Some("2017-09-22")),
            ("Пт, 22 сен 2017 23:30:00 +0300", Some("2017-09-22")),
            ("09/10/2017 10:00", None),
            ("Mon, 30 Nov -0001 00:00:00 +0000", None),
            ("yesterday", None),
        ] {
            let text = format!(
                "<rss version='2.0'><channel><title>P</title><pubDate>Sun, 01 Jan 2023 00:00:00 GMT</pubDate><item><title>First</title><pubDate>{raw}</pubDate></item></channel></rss>"
            );
            let (all, said) = read(&text);
            assert_eq!(days(&all)[0].as_deref(), day, "{raw}");
            assert_eq!(said.len(), usize::from(day.is_none()), "{raw}: {said:?}");
        }
    }

    #[test]
    fn the_day_of_an_update_is_a_field() {
        let (all, _) = read(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title><entry><title>A</title><id>1</id><updated>2023-03-01T10:00:00Z</updated></entry><entry><title>B</title><id>2</id><published>2023-02-22T23:30:00-05:00</published><updated>2023-03-01T10:00:00Z</updated></entry></feed>",
        );
        assert_eq!(days(&all), [None, Some("2023-02-22".into())]);
        assert_eq!(
            all[0].fields,
            [("updated".to_owned(), "2023-03-01".to_owned())]
        );
    }

    #[test]
    fn the_fullest_text_of_an_entry_is_read() {
        let (all, _) = read(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><title>P</title>\
            <item><title>A</title><description>Teaser.</description><content:encoded>&lt;dl&gt;&lt;dt&gt;Full&lt;/dt&gt;&lt;dd&gt;text here.&lt;/dd&gt;&lt;/dl&gt;</content:encoded></item>\
            <item><title>B</title><itunes:summary>What was said.</itunes:summary></item></channel></rss>",
        );
        assert_eq!(all[0].text, "A\n\nFull\ntext here.");
        assert_eq!(all[1].text, "B\n\nWhat was said.");
    }

    #[test]
    fn json_feeds_are_feeds() {
        let text = r#"{"version":"https://jsonfeed.org/version/1.1","title":"P","items":[{"id":"1","title":"A","content_html":"<p>Words.</p>","date_published":"2023-02-22T23:30:00-05:00","date_modified":"2024-01-01T00:00:00Z"}]}"#;
        let head = crate::import::head::FileHead::new("a.json", text.as_bytes());
        assert_eq!(crate::import::formats::sniff(&head).words, FORMAT.words);
        let (all, _) = read(text);
        assert_eq!(all[0].text, "A\n\nWords.");
        assert_eq!(days(&all), [Some("2023-02-22".into())]);
    }

    #[test]
    fn of_a_blog_only_posts_are_articles() {
        let item = |kind: &str, status: &str, day: &str| {
            format!(
                "<item><title>{kind} {status}</title><pubDate>{day}</pubDate><content:encoded><![CDATA[<p>Text.</p>[caption id=\"x\"]Photo[/caption]]]></content:encoded><wp:status><![CDATA[{status}]]></wp:status><wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:comment><wp:comment_content>Troll words</wp:comment_content></wp:comment></item>"
            )
        };
        let good = "Wed, 22 Feb 2023 09:00:00 +0000";
        let text = format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>Blog</title>{}{}{}{}</channel></rss>",
            item("post", "publish", good),
            item("post", "draft", "Mon, 30 Nov -0001 00:00:00 +0000"),
            item("attachment", "inherit", good),
            item("nav_menu_item", "publish", good)
        );
        let (all, said) = read(&text);
        assert_eq!(days(&all), [Some("2023-02-22".into()), None]);
        assert_eq!(all[0].text, "post publish\n\nText.\n\nPhoto");
        assert_eq!(all[0].fields, []);
        assert_eq!(all[1].fields, [("status".to_owned(), "draft".to_owned())]);
        assert!(
            said.iter().any(|s| s.contains("2 of its entries")),
            "{said:?}"
        );
        let entry = |kind: &str| {
            format!(
                "<entry><title>{kind}</title><id>{kind}</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/><published>2023-02-22T10:00:00Z</published></entry>"
            )
        };
        let blogger = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title>{}{}{}{}</feed>",
            entry("post"),
            entry("comment"),
            entry("template"),
            entry("settings")
        );
        let (all, _) = read(&blogger);
        assert_eq!(all.len(), 1);
    }
}
