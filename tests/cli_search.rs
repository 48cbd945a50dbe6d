//! `dateline search`, `timeline`, `index` and `cache`: the abilities of the search field without a window.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;

use serde_json::Value;

#[path = "common/place.rs"]
mod place;

use place::Place;

impl Place {
    fn count(&self, query: &str, path: &str) -> u64 {
        let output = self.run(&["search", query, path, "--count"]);
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim().parse().unwrap()
    }
}

#[test]
fn hits_have_their_ranges_in_characters_and_add_up() {
    let place = Place::new();
    let found = place.json(&[
        "search",
        "bakhmut OR \"chasiv yar\"",
        &place.sample(),
        "--json",
    ]);
    let hits = found["hits"].as_array().unwrap();
    let sum: u64 = hits.iter().map(|h| h["mentions"].as_u64().unwrap()).sum();
    assert_eq!(found["mentions"].as_u64(), Some(sum));
    assert_eq!(found["articles"].as_u64(), Some(hits.len() as u64));
    assert_eq!(
        place.count("bakhmut OR \"chasiv yar\"", &place.sample()),
        sum
    );
    for hit in hits {
        let file = Path::new(&place.path("sample/seeds")).join(hit["path"].as_str().unwrap());
        let whole = std::fs::read_to_string(file).unwrap();
        // The text of an article begins behind its date.
        let text = match whole.strip_prefix(" date ") {
            Some(rest) => rest.split_once(' ').unwrap().1.to_owned(),
            None => whole,
        };
        let characters: Vec<char> = text.chars().collect();
        for range in hit["ranges"].as_array().unwrap() {
            let [start, end] = [0, 1].map(|i| range[i].as_u64().unwrap() as usize);
            let words: String = characters[start..end].iter().collect();
            let folded = words.to_lowercase();
            assert!(
                folded == "bakhmut" || folded.starts_with("chasiv"),
                "{words}"
            );
        }
    }
    let few = place.json(&[
        "search",
        "bakhmut",
        &place.sample(),
        "--json",
        "--limit",
        "1",
    ]);
    assert_eq!(few["hits"].as_array().unwrap().len(), 1);
    assert!(few["articles"].as_u64() > Some(1));
}

#[test]
fn conditions_ask_for_dates_tags_and_tracks() {
    let place = Place::new();
    let articles = |query: &str| {
        let found = place.json(&["search", query, &place.sample(), "--json"]);
        found["articles"].as_u64().unwrap()
    };
    assert_eq!(articles("date:any") + articles("date:none"), 30);
    assert_eq!(articles("date:none"), 4);
    assert_eq!(
        articles("date:2022") + articles("date:2023") + articles("date:none"),
        30
    );
    assert_eq!(articles("words:>0"), 30);
    assert!(articles("tag:claim") > 0 && articles("tag:claim") >= articles("tag:=claim"));
    assert_eq!(
        articles("track:bakhmut"),
        articles("track:bakhmut track:wagner") + articles("track:bakhmut -track:wagner")
    );
    assert!(articles("track:bakhmut") > 0 && articles("bakhmut -track:bakhmut") == 0);
}

#[test]
fn a_wrong_query_is_underlined_on_standard_error() {
    let place = Place::new();
    let output = place.run(&["search", "a (b", &place.sample()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("not closed") && said.contains("\n    ^"),
        "{said}"
    );
}

#[test]
fn a_packed_data_file_is_searched_by_itself() {
    let place = Place::new();
    let mut lines = String::new();
    for n in 0..20 {
        let record = serde_json::json!({"id": n, "date": format!("2023-01-{:02}", n % 5 + 1), "title": "Report", "text": "Bakhmut again", "places": ["ua", "ru"]});
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    let packed = zstd::encode_all(lines.as_bytes(), 3).unwrap();
    // A workspace beside it is not what was asked for.
    let file = place.path("sample/archive.jsonl.zst");
    std::fs::write(&file, packed).unwrap();
    let found = place.json(&[
        "search",
        "bakhmut places:ru date:2023-01-02",
        &file,
        "--json",
    ]);
    assert_eq!(found["mentions"].as_u64(), Some(4));
    assert_eq!(found["hits"][0]["record"], "1");
    let chart = place.json(&[
        "timeline",
        "bakhmut",
        &file,
        "--bin",
        "day",
        "--measure",
        "mentions",
        "--format",
        "json",
    ]);
    let bins = chart["series"][0]["bins"].as_array().unwrap();
    assert_eq!(bins.len(), 5);
    assert!(bins.iter().all(|b| b["mentions"] == 4 && b["value"] == 4.0));
}

#[test]
fn the_timeline_is_the_same_in_both_formats() {
    let place = Place::new();
    let arguments = [
        "timeline",
        "bakhmut",
        &place.sample(),
        "--bin",
        "month",
        "--measure",
        "rate",
    ];
    let csv = place.run(&[&arguments[..], &["--format", "csv"]].concat());
    let chart = place.json(&[&arguments[..], &["--format", "json"]].concat());
    let mut table = csv::Reader::from_reader(csv.stdout.as_slice());
    let head = table.headers().unwrap().clone();
    let column = head.iter().position(|name| name == "mentions").unwrap();
    let mentions: u64 = table
        .records()
        .map(|r| r.unwrap()[column].parse::<u64>().unwrap())
        .sum();
    let series = &chart["series"][0];
    let in_bins: u64 = series["bins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["mentions"].as_u64().unwrap())
        .sum();
    let lanes = series["undated"]["mentions"].as_u64().unwrap()
        + series["imprecise"]["mentions"].as_u64().unwrap();
    assert_eq!(mentions, in_bins + lanes);
    assert_eq!(mentions, place.count("bakhmut", &place.sample()));
}

#[test]
fn what_is_indexed_answers_the_same_and_is_cleared_by_name() {
    let place = Place::new();
    let before = place.count("bakhmut", &place.sample());
    let indexed = place.run(&["index", &place.sample()]);
    assert!(
        String::from_utf8(indexed.stdout)
            .unwrap()
            .starts_with("30 articles")
    );
    assert_eq!(place.count("bakhmut", &place.sample()), before);
    // A new file is found without asking for it.
    std::fs::write(place.path("sample/seeds/31.txt"), "Bakhmut, once more").unwrap();
    assert_eq!(place.count("bakhmut", &place.sample()), before + 1);
    let listed = String::from_utf8(place.run(&["cache", "list"]).stdout).unwrap();
    assert!(listed.lines().count() == 1 && listed.contains("workspace.ron"));
    let cleared = String::from_utf8(place.run(&["cache", "clear"]).stdout).unwrap();
    assert!(cleared.starts_with("removed") && cleared.contains("workspace.ron"));
    assert!(place.run(&["cache", "list"]).stdout.is_empty());
    assert_eq!(place.count("bakhmut", &place.sample()), before + 1);
}

#[cfg(feature = "formats")]
#[test]
fn a_reader_that_dies_is_an_entry_of_the_report_and_the_rest_loads() {
    let place = Place::new();
    let folder = place.folder.path().join("mixed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.pdf"), b"%PDF-1.7 nothing of it").unwrap();
    std::fs::write(folder.join("b.docx"), b"PK\x03\x04word/ nothing").unwrap();
    std::fs::write(
        folder.join("c.eml"),
        b"From: a@b\nSubject: Road\nDate: Mon, 6 Mar 2023 10:00:00 +0000\n\ncut\n",
    )
    .unwrap();
    let path = folder.to_str().unwrap();
    let output = place.run(&["search", "road", path, "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (found["articles"].as_u64(), &found["hits"][0]["date"]),
        (Some(1), &Value::from("2023-03-06"))
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a.pdf") && said.contains("b.docx"), "{said}");
}

#[test]
fn files_without_a_cache_answer_as_those_with_one_do() {
    let place = Place::new();
    // More than is looked at together, in one file.
    let filler = "and so it went on the whole night long near the river ".repeat(120);
    let mut lines = String::new();
    for i in 0..2_800 {
        let day = 1 + i % 28;
        let name = if i % 7 == 0 { "Bakhmut" } else { "Soledar" };
        lines += &format!(
            "{{\"id\":\"{i}\",\"title\":\"Road {i}\",\"date\":\"2023-03-{day:02}\",\"text\":\"{name} {filler}\"}}\n"
        );
    }
    std::fs::write(place.path("many.jsonl"), lines).unwrap();
    let (sample, many) = (place.sample(), place.path("many.jsonl"));
    let questions: Vec<Vec<&str>> = vec![
        vec!["search", "bakhmut -soledar", &many, "--json"],
        vec!["search", "road date:2023-03-05", &many, "--csv"],
        vec!["search", "/roads? [0-9]+7/", &many, "--limit", "20"],
        vec!["timeline", "bakhmut", &many, "--format", "json"],
        vec!["search", "chasiv NEAR/3 yar", &sample, "--json"],
        vec!["search", "tag:supply", &sample, "--csv"],
        vec!["search", "track:wagner bakhmut", &sample, "--count"],
        vec!["search", "language:en", &sample, "--count"],
        vec!["timeline", "wagner*", &sample, "--bin", "week"],
        vec!["search", "nothingofthesort", &sample, "--csv"],
    ];
    let answers = |questions: &[Vec<&str>]| -> Vec<Vec<u8>> {
        let answer = |q: &Vec<&str>| {
            let output = place.run(q);
            assert_eq!(output.status.code(), Some(0), "{q:?}");
            output.stdout
        };
        questions.iter().map(answer).collect()
    };
    let streamed = answers(&questions);
    for path in [&sample, &many] {
        assert_eq!(place.run(&["index", path]).status.code(), Some(0));
    }
    for (i, (a, b)) in streamed.iter().zip(answers(&questions)).enumerate() {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(a), text(&b), "{:?}", questions[i]);
        assert!(!a.is_empty(), "{:?}", questions[i]);
    }
    assert_eq!(
        serde_json::from_slice::<Value>(&streamed[0]).unwrap()["mentions"],
        400
    );
}

#[test]
fn a_chart_is_split_by_a_column_and_a_wrong_one_is_named() {
    let place = Place::new();
    let table = "title,text,date,place\nA,wheat wheat,1987-03-02,usa; uk\nB,wheat,1987-03-03,usa\n";
    std::fs::write(place.path("a.csv"), table).unwrap();
    let path = place.path("a.csv");
    let split = |by: &str| {
        place.run(&[
            "timeline", "wheat", &path, "--bin", "month", "--split", by, "--format", "json",
        ])
    };
    let chart: Value = serde_json::from_slice(&split("place").stdout).unwrap();
    assert_eq!(chart["split_by"], "place");
    let of = |i: usize, what: &str| chart["series"][i]["bins"][0][what].clone();
    assert_eq!(chart["series"][0]["value"], "usa");
    assert_eq!(
        (of(0, "mentions"), of(0, "of_articles")),
        (3.into(), 2.into())
    );
    assert_eq!(
        (of(1, "mentions"), of(1, "of_articles")),
        (2.into(), 1.into())
    );
    let wrong = split("colour");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("place"));
}

#[test]
fn a_field_that_does_not_exist_is_named_and_ends_with_code_2() {
    let place = Place::new();
    let sample = place.sample();
    std::fs::write(
        place.path("a.csv"),
        "title,text,date,place\nA,wheat,1987-03-02,usa\n",
    )
    .unwrap();
    let table = place.path("a.csv");
    let refuses = |arguments: &[&str], words: &str| {
        let output = place.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        said
    };
    let near = "no field daet; did you mean date?";
    for _ in ["read once", "from its cache"] {
        let said = refuses(&["search", "bakhmut daet:2022", &sample], near);
        assert!(said.contains("\n          ^^^^"), "{said}");
        refuses(&["search", "daet:2022", &sample, "--json"], near);
        refuses(&["search", "track:wagner daet:2022", &sample], near);
        refuses(&["timeline", "bakhmut daet:2022", &sample], near);
        refuses(
            &["tag", "daet:2022", &sample, "--tag", "claim", "--dry-run"],
            near,
        );
        refuses(&["info", &sample, "--track", "x=daet:2022"], near);
        refuses(&["search", "plaec:usa", &table], "did you mean place?");
        assert_eq!(place.count("wheat place:usa", &table), 1);
        for path in [&sample, &table] {
            assert_eq!(place.run(&["index", path]).status.code(), Some(0));
        }
    }
}

#[test]
fn check_names_a_track_that_asks_for_a_field_that_does_not_exist() {
    let place = Place::new();
    let sample = place.sample();
    assert_eq!(place.run(&["check", &sample]).status.code(), Some(0));
    let text = std::fs::read_to_string(&sample).unwrap();
    let changed = text.replacen("query: \"", "query: \"daet:2022 OR ", 1);
    assert_ne!(text, changed);
    std::fs::write(&sample, changed).unwrap();
    let output = place.run(&["check", &sample]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no field daet; did you mean date?"), "{said}");
    // Whoever asks for it is told so too.
    let name = said.split('“').nth(1).unwrap().split('”').next().unwrap();
    for command in ["search", "timeline"] {
        let output = place.run(&[command, &format!("track:\"{name}\""), &sample]);
        assert_eq!(output.status.code(), Some(2), "{command}");
    }
    // The others are counted, this one is not a zero.
    let output = place.run(&["info", &sample, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let info: Value = serde_json::from_slice(&output.stdout).unwrap();
    let warnings = info["warnings"].to_string();
    assert!(warnings.contains("no field daet"), "{warnings}");
    assert!(!info["tracks"].as_array().unwrap().is_empty());
}

#[test]
fn the_names_of_a_language_mean_the_same() {
    let place = Place::new();
    let articles = |query: &str| {
        let found = place.json(&["search", query, &place.sample(), "--json"]);
        found["articles"].as_u64().unwrap()
    };
    let english = articles("language:en");
    assert!(english > 10);
    for query in ["language:eng", "language:English", "lang:EN"] {
        assert_eq!(articles(query), english, "{query}");
    }
    let split = |by: &str| {
        place.json(&[
            "timeline",
            "the",
            &place.sample(),
            "--split",
            by,
            "--format",
            "json",
        ])
    };
    assert_eq!(split("language"), split("Lang"));
    assert_eq!(split("language")["series"][0]["value"], "eng");
}
