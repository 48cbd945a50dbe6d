//! Telegram: the export of a chat, or of an account, as JSON and as pages. A message with words is an article.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::Document;
use regex::{Regex, bytes};
use serde_json::Value;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::Article;
use crate::import::formats::downloads::markup::{first_line, lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::{html, json};

pub(super) static JSON: Service = Service {
    name: "Telegram (JSON)",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with('{')
            && text.contains("\"messages\"")
            && MESSAGE
                .as_ref()
                .is_some_and(|m| m.is_match(text.as_bytes()))
    },
    general: Some(&json::FORMAT),
    read: read_json,
};

pub(super) static HTML: Service = Service {
    name: "Telegram (HTML)",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with('<')
            && text.contains("class=\"history\"")
            && text.contains("class=\"message ")
    },
    general: Some(&html::FORMAT),
    read: read_html,
};

/// Where a message begins.
static MESSAGE: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    bytes::Regex::new(
        r#"\{\s*"id"\s*:\s*-?\d+\s*,\s*"type"\s*:\s*"(?:message|service|unsupported)""#,
    )
    .ok()
});
static DIVISION: LazyLock<Option<bytes::Regex>> =
    LazyLock::new(|| bytes::Regex::new(r#"(?i)<div class="message (?:default|service)"#).ok());
/// The name of a chat, before its messages.
static CHAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"type"\s*:\s*"[a-z_]+"\s*,\s*"id""#).ok()
});

fn read_json<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(message) = MESSAGE.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, message);
    let mut chat = String::new();
    let mut number = 0;
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        if message.find(&piece).is_some_and(|m| m.start() == 0) {
            number += 1;
            match value_of(&text) {
                Ok(value) => {
                    let article = of_message(&value, &chat);
                    // Calls, pictures and notes of the service have no words.
                    if article.has_words() && !out.take(article, decoder.encoding(), piece.len()) {
                        break;
                    }
                }
                Err(why) => out.tally.problem(ProblemKind::Record(number, why)),
            }
        }
        let named = CHAT.as_ref().and_then(|c| c.captures_iter(&text).last());
        let name = named.and_then(|c| serde_json::from_str(c.get(1)?.as_str()).ok());
        chat = name.unwrap_or(chat);
    }
    Ok(())
}

/// The first value of a piece. Some versions write control characters as `\x01` and numbers of documents
/// without quotation marks.
fn value_of(text: &str) -> Result<Value, String> {
    let first = |text: &str| {
        serde_json::Deserializer::from_str(text)
            .into_iter::<Value>()
            .next()
    };
    let outcome = first(text).unwrap_or(Ok(Value::Null));
    outcome.or_else(|e| {
        static ESCAPES: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"\\x([0-9A-Fa-f]{2})").ok());
        static BARE: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r#"("document_id"\s*:\s*)([^"\s,}\]][^,}\]\s]*)"#).ok());
        let (Some(escapes), Some(bare)) = (ESCAPES.as_ref(), BARE.as_ref()) else {
            return Err(e.to_string());
        };
        let mended = escapes.replace_all(text, r"\u00$1");
        let mended = bare.replace_all(&mended, "$1\"$2\"");
        first(&mended)
            .unwrap_or(Ok(Value::Null))
            .map_err(|_| e.to_string())
    })
}

fn of_message(message: &Value, chat: &str) -> Article {
    let text = |key: &str| match message.get(key) {
        Some(Value::String(value)) => value.clone(),
        Some(Value::Number(value)) => value.to_string(),
        _ => String::new(),
    };
    if text("type") != "message" {
        return Article::default();
    }
    let mut out = Article {
        // The day in the time of the computer that wrote the export.
        date: text("date").chars().take(10).collect(),
        outlet: chat.to_owned(),
        byline: text("from"),
        id: text("id"),
        body: written(message.get("text"))
            .lines()
            .map(str::to_owned)
            .collect(),
        ..Article::default()
    };
    for key in [
        "forwarded_from",
        "reply_to_message_id",
        "media_type",
        "file",
        "photo",
        "via_bot",
        "edited",
    ] {
        out.add(&key.replace('_', " "), text(key));
    }
    out
}

/// Words, or a list of words and of links, mentions and the like.
fn written(text: Option<&Value>) -> String {
    match text {
        Some(Value::String(words)) => words.clone(),
        Some(Value::Array(parts)) => parts.iter().map(|p| written(Some(p))).collect(),
        Some(Value::Object(part)) => written(part.get("text")),
        _ => String::new(),
    }
}

fn read_html<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(division) = DIVISION.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, division);
    let (mut chat, mut author) = (String::new(), String::new());
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        if division.find(&piece).is_none_or(|m| m.start() != 0) {
            let name = with_markup(&text, |page| first_line(page, ".page_header .text"));
            chat = name.unwrap_or_default();
            continue;
        }
        let Some(mut article) = with_markup(&text, of_division) else {
            out.tally
                .failed("a message whose markup cannot be taken apart");
            continue;
        };
        chat.clone_into(&mut article.outlet);
        // Messages that follow one of the same sender do not repeat the name.
        if article.byline.is_empty() {
            author.clone_into(&mut article.byline);
        } else {
            article.byline.clone_into(&mut author);
        }
        if article.has_words() && !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn of_division(page: &Document) -> Article {
    let mut out = Article::default();
    let message = page.select("div.message");
    if message.has_class("service") {
        return out;
    }
    let id = message.attr("id").unwrap_or_default();
    id.trim_start_matches("message").clone_into(&mut out.id);
    let dates = page.select(".date");
    let date = dates.nodes().first().and_then(|n| n.attr("title"));
    out.date = date.unwrap_or_default().to_string();
    out.byline = first_line(page, ".from_name");
    let texts = page.select("div.text");
    out.body = texts
        .nodes()
        .first()
        .map(|n| lines_of([*n]))
        .unwrap_or_default();
    out
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, read_all};

    #[test]
    fn messages_with_words_are_articles() {
        let json = r#"{ "chats": {"list": [ {"name": "Road \"news\"", "type": "private_channel", "id": 7, "messages": [
            {"id": 1, "type": "service", "date": "2020-01-01T00:00:00", "actor": "A", "text": ""},
            {"id": 2, "type": "message", "date": "2020-01-02T23:30:00", "date_unixtime": "1577997000", "from": null, "text": "Road cut\nagain"},
            {"id": 3, "type": "message", "date": "2020-01-03T00:00:00", "from": "B", "photo": "(File not included.)", "text": ""},
            {"id": 4, "type": "message", "date": "2020-01-03T10:00:00", "from": "B", "text": ["See ", {"type": "link", "text": "a.example"}, {"type": "custom_emoji", "text": "\x01!", "document_id": AB-12}]},
            {"id": 5, "type": "message", "date": "2020-01-03T10:00:00", "from": "B", "text": oops}
            ]}, {"name": "Rail", "type": "personal_chat", "id": 8, "messages": [ {"id": 2, "type": "message", "date": "2020-02-01T00:00:00", "text": "Open"} ]} ]}}"#;
        let (drafts, problems) = read_all("result.json", json.as_bytes());
        let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(
            texts,
            ["Road cut\n\nagain", "See a.example\u{1}!", "Open"],
            "{problems:?}"
        );
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (
                day(&drafts[0]).as_str(),
                drafts[0].publisher.as_deref(),
                drafts[0].author.as_deref()
            ),
            ("2020-01-02", Some("Road \"news\""), None)
        );
        assert_eq!(drafts[2].publisher.as_deref(), Some("Rail"));
    }

    #[test]
    fn pages_of_messages() {
        let page = "<!DOCTYPE html><html><body><div class=\"page_header\"><div class=\"text bold\">Road news</div></div><div class=\"history\"><div class=\"message service\" id=\"message-1\"><div class=\"body details\">1 January 2020</div></div>\
            <div class=\"message default clearfix\" id=\"message2\"><div class=\"pull_right date details\" title=\"02.01.2020 23:30:00 UTC+01:00\">23:30</div><div class=\"from_name\">A</div><div class=\"text\">Road <b>cut</b></div></div>\
            <div class=\"message default clearfix joined\" id=\"message3\"><div class=\"date\" title=\"03.01.2020 01:00:00 UTC+01:00\">01:00</div><div class=\"text\">Again</div></div></div></body></html>";
        let (drafts, problems) = read_all("messages2.html", page.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (2, 0), "{problems:?}");
        assert_eq!(
            (
                drafts[1].text.as_str(),
                day(&drafts[1]).as_str(),
                drafts[1].author.as_deref()
            ),
            ("Again", "2020-01-03", Some("A"))
        );
        assert_eq!(drafts[0].publisher.as_deref(), Some("Road news"));
    }
}
