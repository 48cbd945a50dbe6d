//! Answers of news services that programs have saved (Guardian, New York Times, NewsAPI, Event Registry), and
//! posts of X as its archive and its interface give them. Records are told by their keys, at any depth.

use std::io::BufRead;
use std::sync::LazyLock;

use regex::bytes::Regex;
use serde_json::Value;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, Length, Unit};
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::{json, text_file};
use crate::import::input::unreadable;

pub(super) static ANSWERS: Service = Service {
    name: "news APIs",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with(['{', '['])
            && KINDS
                .iter()
                .any(|kind| kind.keys.iter().all(|key| text.contains(key)))
    },
    general: Some(&json::FORMAT),
    read: read_answers,
};

pub(super) static X_ARCHIVE: Service = Service {
    name: "X archive",
    told: |head| head.text().trim_start().starts_with("window.YTD.tweet"),
    general: Some(&text_file::FORMAT),
    read: read_posts,
};

/// A kind of record, and the keys by which it is told.
struct Kind {
    keys: &'static [&'static str],
    article: fn(&Value) -> Article,
}

static KINDS: [Kind; 4] = [
    Kind {
        keys: &["webTitle", "webPublicationDate"],
        article: guardian,
    },
    Kind {
        keys: &["headline", "pub_date", "web_url"],
        article: new_york_times,
    },
    Kind {
        keys: &["publishedAt", "urlToImage", "source"],
        article: news_api,
    },
    Kind {
        keys: &["uri", "dateTimePub", "body"],
        article: event_registry,
    },
];

fn read_answers<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut input = without_utf16(context.head.bytes, input)?;
    if input
        .fill_buf()
        .map_err(unreadable)?
        .starts_with(b"\xEF\xBB\xBF")
    {
        input.consume(3);
    }
    // One answer, or one a line.
    for value in serde_json::Deserializer::from_reader(input).into_iter::<Value>() {
        match value {
            Ok(value) => {
                if !gather(&value, 0, out) {
                    break;
                }
            }
            Err(_) if out.tally.articles() == 0 => break,
            Err(e) => {
                let why = format!("what follows is no JSON: {e}");
                out.tally.problem(ProblemKind::Limit(why));
                break;
            }
        }
    }
    Ok(())
}

/// Deepest value that is looked into.
const DEEPEST: u32 = 8;

fn gather(value: &Value, depth: u32, out: &mut Collector<'_, '_>) -> bool {
    if depth > DEEPEST {
        return true;
    }
    match value {
        Value::Array(all) => all.iter().all(|v| gather(v, depth + 1, out)),
        Value::Object(object) => {
            let fits = |kind: &&Kind| kind.keys.iter().all(|key| object.contains_key(*key));
            match KINDS.iter().find(fits) {
                Some(kind) => {
                    let article = (kind.article)(value);
                    let bytes = article.body.iter().map(String::len).sum();
                    out.take(article, ("UTF-8", false), bytes)
                }
                None => object.values().all(|v| gather(v, depth + 1, out)),
            }
        }
        _ => true,
    }
}

/// The words at a path of keys; empty where there are none.
fn at(value: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(value, |v, key| v.get(key));
    match found {
        Some(Value::String(words)) => words.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn day_of(moment: &str) -> String {
    moment.chars().take(10).collect()
}

/// Paragraphs of words, or of markup.
fn paragraphs(words: &str) -> Vec<String> {
    if words.contains("</") || words.contains("<p") {
        let lines = with_markup(words, |page| lines_of([page.root()]));
        return lines.unwrap_or_default();
    }
    words.lines().map(str::to_owned).collect()
}

fn guardian(record: &Value) -> Article {
    let field = |name: &str| at(record, &["fields", name]);
    let body = [field("bodyText"), field("body"), field("trailText")];
    let body = body.into_iter().find(|b| !b.is_empty()).unwrap_or_default();
    Article {
        title: at(record, &["webTitle"]),
        date: day_of(&at(record, &["webPublicationDate"])),
        outlet: Some(field("publication"))
            .filter(|p| !p.is_empty())
            .unwrap_or_else(|| "The Guardian".to_owned()),
        byline: field("byline"),
        section: at(record, &["sectionName"]),
        language: field("lang"),
        length: Length::read(&format!("{} words", field("wordcount")), Unit::Words),
        id: at(record, &["id"]),
        url: at(record, &["webUrl"]),
        body: paragraphs(&body),
        ..Article::default()
    }
}

fn new_york_times(record: &Value) -> Article {
    // The interface does not give the text.
    let parts = ["abstract", "lead_paragraph", "snippet"].map(|key| at(record, &[key]));
    let mut body: Vec<String> = Vec::new();
    for part in parts {
        if !part.is_empty() && !body.contains(&part) {
            body.push(part);
        }
    }
    let mut out = Article {
        title: at(record, &["headline", "main"]),
        date: day_of(&at(record, &["pub_date"])),
        outlet: at(record, &["source"]),
        byline: at(record, &["byline", "original"]),
        section: at(record, &["section_name"]),
        id: at(record, &["_id"]),
        url: at(record, &["web_url"]),
        body,
        ..Article::default()
    };
    out.add("words of the whole", at(record, &["word_count"]));
    out.add("page", at(record, &["print_page"]));
    out
}

fn news_api(record: &Value) -> Article {
    let content = at(record, &["content"]);
    // Texts are cut after some 200 characters: `… [+3452 chars]`.
    let (text, cut) = match content.rsplit_once("[+") {
        Some((text, cut)) if cut.ends_with("chars]") => {
            (text.trim_end(), cut.trim_end_matches(" chars]"))
        }
        _ => (content.as_str(), ""),
    };
    let description = at(record, &["description"]);
    let mut out = Article {
        title: at(record, &["title"]),
        date: day_of(&at(record, &["publishedAt"])),
        outlet: at(record, &["source", "name"]),
        byline: at(record, &["author"]),
        url: at(record, &["url"]),
        id: at(record, &["url"]),
        body: [paragraphs(&description), paragraphs(text)].concat(),
        ..Article::default()
    };
    out.add("characters cut off", cut);
    out
}

fn event_registry(record: &Value) -> Article {
    let authors = record.get("authors").and_then(Value::as_array);
    let names: Vec<String> = authors
        .into_iter()
        .flatten()
        .map(|a| at(a, &["name"]))
        .collect();
    let dated = ["date", "dateTimePub", "dateTime"].map(|key| at(record, &[key]));
    Article {
        title: at(record, &["title"]),
        date: day_of(
            &dated
                .into_iter()
                .find(|d| !d.is_empty())
                .unwrap_or_default(),
        ),
        outlet: at(record, &["source", "title"]),
        byline: names.join("; "),
        language: at(record, &["lang"]),
        id: at(record, &["uri"]),
        url: at(record, &["url"]),
        body: paragraphs(&at(record, &["body"])),
        ..Article::default()
    }
}

static POST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\{\s*"(?:tweet|noteTweet)"\s*:\s*\{"#).ok());

fn read_posts<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(post) = POST.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, post);
    let mut number = 0;
    while let Some(piece) = pieces.next()? {
        if post.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        number += 1;
        let text = decoder.text(&piece);
        let value = serde_json::Deserializer::from_str(&text)
            .into_iter::<Value>()
            .next();
        match value {
            Some(Ok(value)) => {
                let article = of_post(value.get("tweet").unwrap_or(&value));
                if !out.take(article, decoder.encoding(), piece.len()) {
                    break;
                }
            }
            Some(Err(e)) => out
                .tally
                .problem(ProblemKind::Record(number, e.to_string())),
            None => {}
        }
    }
    Ok(())
}

fn of_post(post: &Value) -> Article {
    let whole = at(post, &["full_text"]);
    let mut text = if whole.is_empty() {
        at(post, &["text"])
    } else {
        whole
    };
    // Short addresses say nothing.
    let links = post
        .get("entities")
        .and_then(|e| e.get("urls"))
        .and_then(Value::as_array);
    for link in links.into_iter().flatten() {
        let (short, long) = (at(link, &["url"]), at(link, &["expanded_url"]));
        if !short.is_empty() && !long.is_empty() {
            text = text.replace(&short, &long);
        }
    }
    let text = text
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    // `Wed Sep 04 13:51:55 +0000 2019`
    let made = at(post, &["created_at"]);
    let words: Vec<&str> = made.split_whitespace().collect();
    let date = match words.as_slice() {
        [_, month, day, _, _, year] => format!("{day} {month} {year}"),
        _ => day_of(&made),
    };
    let mut out = Article {
        date,
        language: at(post, &["lang"]),
        // The number is rounded where it is not written as words.
        id: at(post, &["id_str"]),
        body: vec![text],
        ..Article::default()
    };
    out.add("in reply to", at(post, &["in_reply_to_screen_name"]));
    out.add("retweets", at(post, &["retweet_count"]));
    out.add("favourites", at(post, &["favorite_count"]));
    out
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn answers_of_news_services() {
        for (json, text, date, outlet) in [
            (
                r#"{"response":{"status":"ok","results":[{"id":"a/b","webTitle":"Road","webPublicationDate":"2019-11-18T23:30:00Z","sectionName":"World","webUrl":"https://a.example","fields":{"body":"<p>Cut.</p><p>Again.</p>","byline":"A. Writer"}}]}}"#,
                "Road\n\nCut.\n\nAgain.",
                "2019-11-18",
                "The Guardian",
            ),
            (
                r#"{"response":{"docs":[{"_id":"n","headline":{"main":"Road"},"pub_date":"2019-11-18T10:00:00+0000","web_url":"https://b.example","abstract":"Cut.","lead_paragraph":"Cut.","source":"The Times"}]}}"#,
                "Road\n\nCut.",
                "2019-11-18",
                "The Times",
            ),
            (
                r#"{"status":"ok","totalResults":9,"articles":[{"source":{"id":null,"name":"Post"},"author":null,"title":"Road","description":"","url":"https://c.example","urlToImage":null,"publishedAt":"2019-11-18T10:00:00Z","content":"Cut… [+345 chars]"}]}"#,
                "Road\n\nCut…",
                "2019-11-18",
                "Post",
            ),
            (
                r#"{"articles":{"results":[{"uri":"1","lang":"eng","title":"Road","body":"Cut.","date":"2019-11-18","dateTimePub":"2019-11-18T10:00:00Z","source":{"title":"Post"},"authors":[{"name":"A"}]}]}}"#,
                "Road\n\nCut.",
                "2019-11-18",
                "Post",
            ),
        ] {
            let (drafts, problems) = read_all("a.json", json.as_bytes());
            assert_eq!(
                (drafts.len(), problems.len()),
                (1, 0),
                "{json}: {problems:?}"
            );
            assert_eq!(
                (
                    drafts[0].text.as_str(),
                    day(&drafts[0]).as_str(),
                    drafts[0].publisher.as_deref()
                ),
                (text, date, Some(outlet))
            );
        }
    }

    #[test]
    fn posts_of_an_archive() {
        let file = "window.YTD.tweets.part0 = [\n  {\"tweet\" : {\"id\" : \"1\", \"id_str\" : \"11\", \"created_at\" : \"Wed Sep 04 13:51:55 +0000 2019\", \"full_text\" : \"Road &amp; rail https://t.co/x\", \"entities\" : {\"urls\" : [{\"url\" : \"https://t.co/x\", \"expanded_url\" : \"https://a.example/road\"}]}, \"lang\" : \"en\"}},\n  {\"tweet\" : {\"id_str\" : \"12\", \"created_at\" : \"Thu Sep 05 00:00:00 +0000 2019\", \"full_text\" : \"Open\"}}\n]";
        let (drafts, problems) = read_all("tweets.js", file.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (2, 0), "{problems:?}");
        assert_eq!(
            (drafts[0].text.as_str(), day(&drafts[0]).as_str()),
            ("Road & rail https://a.example/road", "2019-09-04")
        );
        assert_eq!(field(&drafts[0], "language"), Some("en"));
    }
}
