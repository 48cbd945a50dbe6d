//! `dateline text`, `info` and what came to `search` and `timeline` later: queries that begin with a minus,
//! near-duplicates once, bins wider than asked for.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::Output;

use serde_json::Value;

#[path = "common/place.rs"]
mod place;

use place::Place;

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_query_may_begin_with_a_minus() {
    let place = Place::new();
    let all = place.json(&["search", "words:>0", &place.sample(), "--json"]);
    let with = place.json(&["search", "bakhmut", &place.sample(), "--json"]);
    for arguments in [
        vec!["search", "-bakhmut", &place.sample(), "--json"],
        vec!["search", "--json", "-bakhmut", &place.sample()],
        vec!["search", "!bakhmut", &place.sample(), "--json"],
    ] {
        let without = place.json(&arguments);
        let sum = without["articles"].as_u64().unwrap() + with["articles"].as_u64().unwrap();
        assert_eq!(Some(sum), all["articles"].as_u64(), "{arguments:?}");
    }
    let chart = place.run(&[
        "timeline",
        "-wagner bakhmut",
        &place.sample(),
        "--bin",
        "year",
    ]);
    assert_eq!(chart.status.code(), Some(0), "{}", said(&chart));
    let unknown = place.run(&["search", "a", &place.sample(), "--nonsense"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn articles_are_printed_as_they_are_searched() {
    let place = Place::new();
    let sample = place.sample();
    let output = place.run(&["text", &sample, "--json"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    let all: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let info = place.json(&["info", &sample, "--json"]);
    let by_article = info["by_article"].as_array().unwrap();
    assert_eq!(all.len(), by_article.len());
    for (article, known) in all.iter().zip(by_article) {
        assert_eq!(
            (&article["id"], &article["title"]),
            (&known["id"], &known["title"])
        );
        let text = article["text"].as_str().unwrap();
        assert!(text.contains(article["title"].as_str().unwrap()));
        let words = dateline::text::count_words(text);
        assert_eq!(known["words"].as_u64(), Some(u64::from(words)));
    }
    // What is found at a range of a hit stands there in the text.
    let found = place.json(&["search", "bakhmut", &sample, "--json"]);
    let hit = &found["hits"][0];
    let path = hit["path"].as_str().unwrap();
    let one = place.run(&["text", &sample, path]);
    let one = String::from_utf8(one.stdout).unwrap();
    let range = hit["ranges"][0].as_array().unwrap();
    let [start, end] = [0, 1].map(|i| range[i].as_u64().unwrap() as usize);
    let words: String = one.chars().skip(start).take(end - start).collect();
    assert_eq!(words.to_lowercase(), "bakhmut");
    // By its id too; and one that is not there is a mistake, never nothing.
    let id = by_article.iter().find(|a| a["path"] == path).unwrap()["id"]
        .as_str()
        .unwrap();
    assert_eq!(place.run(&["text", &sample, id]).stdout, one.as_bytes());
    let none = place.run(&["text", &sample, "nowhere.txt"]);
    assert_eq!((none.status.code(), none.stdout.len()), (Some(2), 0));
    assert!(said(&none).contains("no article “nowhere.txt”"));
}

#[test]
fn records_of_a_table_have_ids_of_their_own() {
    let place = Place::new();
    let table = "id,title,text\na,One,Harbour words\nb,Two,Other words\n";
    std::fs::write(place.path("t.csv"), table).unwrap();
    let file = place.path("t.csv");
    let one = place.run(&["text", &file, "t.csv#b", "--json"]);
    let one: Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!(one["title"], "Two");
    let both = String::from_utf8(place.run(&["text", &file]).stdout).unwrap();
    let heads = both
        .lines()
        .filter(|l| l.starts_with("==> ") && l.ends_with(" <=="));
    assert_eq!(heads.count(), 2);
}

#[test]
fn info_says_what_is_known_of_each_article() {
    let place = Place::new();
    std::fs::create_dir(place.path("news")).unwrap();
    let story = "The harbour of Torvik was closed on Monday after a storm had broken the pier, and the council said that it would open again in the spring.";
    let write = |name: &str, bytes: &[u8]| std::fs::write(place.path(name), bytes).unwrap();
    write(
        "news/a.txt",
        format!(" date 2023-02-22 Pier\n\n{story}").as_bytes(),
    );
    write(
        "news/b.txt",
        format!(" date 2023-02-23 Pier again\n\n{story} So it was.").as_bytes(),
    );
    write(
        "news/c.txt",
        "Caf\u{e9}"
            .chars()
            .map(|c| c as u8)
            .collect::<Vec<u8>>()
            .as_slice(),
    );
    let info = place.json(&["info", &place.path("news"), "--json"]);
    let articles = info["by_article"].as_array().unwrap();
    let of = |path: &str| articles.iter().find(|a| a["path"] == path).unwrap();
    assert_eq!(of("a.txt")["language"], "eng");
    assert_eq!(of("a.txt")["date_raw"], "2023-02-22");
    assert_eq!(
        of("a.txt")["near_duplicates"],
        of("b.txt")["near_duplicates"]
    );
    assert!(of("a.txt")["near_duplicates"].is_u64() && of("c.txt")["near_duplicates"].is_null());
    assert_eq!(
        (
            &of("a.txt")["encoding_guessed"],
            &of("c.txt")["encoding_guessed"]
        ),
        (&Value::Bool(false), &Value::Bool(true))
    );
    assert!(of("a.txt")["id"].as_str().unwrap().ends_with(":a.txt"));
    assert!(of("a.txt")["source"].is_string() && of("a.txt")["author"].is_null());
    let table = "title,text,author,place,date\nOne,Harbour words,I. Veld,Torvik,2023-02-22\n";
    write("t.csv", table.as_bytes());
    let info = place.json(&["info", &place.path("t.csv"), "--json"]);
    let article = &info["by_article"][0];
    assert_eq!(
        (&article["author"], &article["fields"]["place"]),
        (&Value::from("I. Veld"), &Value::from("Torvik"))
    );
}

#[test]
fn near_duplicates_are_counted_once_a_group_where_it_is_asked() {
    let place = Place::new();
    std::fs::create_dir(place.path("news")).unwrap();
    let story = "The harbour of Torvik was closed on Monday after a storm had broken the pier, and the council said that it would open again in the spring.";
    for (name, text) in [("a", story), ("b", story), ("c", "Another harbour.")] {
        let file = place.path(&format!("news/{name}.txt"));
        std::fs::write(file, format!(" date 2023-02-22 {name}\n\n{text}")).unwrap();
    }
    let chart = |more: &[&str]| {
        let news = place.path("news");
        let mut arguments = vec![
            "timeline", "harbour", &news, "--bin", "year", "--format", "json",
        ];
        arguments.extend(more);
        place.json(&arguments)
    };
    let (all, once) = (chart(&[]), chart(&["--once-a-group"]));
    let bin = |chart: &Value| {
        let bin = &chart["series"][0]["bins"][0];
        (bin["mentions"].as_u64(), bin["of_articles"].as_u64())
    };
    assert_eq!(
        (bin(&all), bin(&once)),
        ((Some(3), Some(3)), (Some(2), Some(2)))
    );
    assert_eq!(once["filter"], "all articles, near-duplicates once");
}

#[test]
fn bins_wider_than_asked_for_are_said() {
    let place = Place::new();
    std::fs::create_dir(place.path("news")).unwrap();
    for (name, day) in [("a", "2023-02-22"), ("b", "9999-12-31")] {
        let file = place.path(&format!("news/{name}.txt"));
        std::fs::write(
            file,
            format!(" date {day} News\n\nShelling of the harbour."),
        )
        .unwrap();
    }
    let news = place.path("news");
    let arguments = [
        "timeline", "shelling", &news, "--bin", "month", "--format", "json",
    ];
    let output = place.run(&arguments);
    assert!(
        said(&output).contains("asked for bins of one month, made bins of one year"),
        "{}",
        said(&output)
    );
    let chart: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&chart["unit"], &chart["widened_from"]),
        (&Value::from("year"), &Value::from("month"))
    );
    let years = place.run(&["timeline", "shelling", &news, "--bin", "year"]);
    assert_eq!(said(&years), "");
}

#[test]
fn info_says_where_metadata_stand() {
    let place = Place::new();
    std::fs::create_dir_all(place.path("news/The Post")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(place.path(name), text).unwrap();
    write("news/one.txt", "Repair of the pier was agreed.");
    write("news/The Post/two.txt", "Repair of the pier was put off.");
    write(
        "news/metadata.csv",
        "file,date,publisher\none.txt,2023-02-22,The Herald\n",
    );
    let info = place.json(&["info", &place.path("news"), "--json"]);
    let articles = info["by_article"].as_array().unwrap();
    let origins = |path: &str| {
        let article = articles.iter().find(|a| a["path"] == path).unwrap();
        article["origins"].clone()
    };
    assert_eq!(
        origins("one.txt"),
        serde_json::json!({"date": "metadata.csv, column date", "publisher": "metadata.csv, column publisher"})
    );
    assert_eq!(
        origins("The Post/two.txt"),
        serde_json::json!({"publisher": "folder"})
    );
}
