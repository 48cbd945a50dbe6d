//! The program is killed while it fills the cache, at any instant; every opening after that ends with
//! the right answers. `DATELINE_KILLS` sets how often (50).

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use dateline::corpus::SourceSpec;
use dateline::corpus::{SourceId, TextHash};
use dateline::import::LoadProgress;
use dateline::library::{Library, folder_of};
use dateline::query::{NoFacts, Prepared, Query};

/// A small generator: instants differ from run to run, contents do not.
fn instant(n: u64) -> Duration {
    let clock = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let mixed = (u64::from(clock.subsec_nanos()) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Duration::from_millis(5 + (mixed >> 40) % 700)
}

fn index(articles: &Path, cache: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(["index", "--commit-seconds", "0.05"])
        .arg(articles)
        .env("DATELINE_CACHE", cache)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
fn killed_at_any_instant_the_next_opening_ends_with_the_right_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (articles, cache) = (folder.path().join("articles"), folder.path().join("cache"));
    std::fs::create_dir(&articles).unwrap();
    let mut mentions = 0;
    for n in 0..1500_u32 {
        let hits = n % 4;
        mentions += u64::from(hits);
        let text = format!(
            "Dispatch {n}\n\n{}{}",
            "bakhmut road ".repeat(hits as usize),
            "other words here ".repeat(40)
        );
        std::fs::write(articles.join(format!("{n:04}.txt")), text).unwrap();
    }
    let mut lines = String::new();
    for n in 0..6000 {
        let record = serde_json::json!({"id": n, "title": format!("Record {n}"), "text": format!("bakhmut {}", "more words ".repeat(30))});
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    std::fs::write(articles.join("records.jsonl"), lines).unwrap();
    mentions += 6000;
    let id = SourceId("articles".into());
    let spec = SourceSpec {
        id: id.clone(),
        root: articles.clone(),
        ..SourceSpec::default()
    };
    let kills = std::env::var("DATELINE_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(50);
    let workspace = articles.join("workspace.ron");
    let place = folder_of(&cache, &workspace);
    let mut found_at: BTreeMap<&str, u32> = BTreeMap::new();
    for n in 0..kills {
        if n % 5 == 0 {
            // From nothing again; otherwise from wherever the last kill left it.
            drop(std::fs::remove_dir_all(&place));
        }
        let mut child = index(&articles, &cache).spawn().unwrap();
        std::thread::sleep(instant(n));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut library = Library::open(&place, &workspace).unwrap();
        assert_eq!(
            library.rebuilt(),
            None,
            "kill {n}: what was committed must be whole"
        );
        let before = library.snapshot(1, std::slice::from_ref(&id)).unwrap();
        for at in before.corpus.places() {
            let text = before.corpus.text(at).unwrap();
            assert_eq!(TextHash::of(text), before.corpus.hash(at), "kill {n}");
        }
        let so_far = match before.corpus.len() {
            0 => "nothing",
            7500 => "everything",
            _ => "a part",
        };
        *found_at.entry(so_far).or_default() += 1;
        // Every third time the whole way to the end; the others go on from here.
        if n % 3 == 0 {
            library
                .update(
                    std::slice::from_ref(&spec),
                    &LoadProgress::default(),
                    |_| (),
                )
                .unwrap();
            let after = library.snapshot(2, std::slice::from_ref(&id)).unwrap();
            let query = Query::parse("bakhmut").unwrap().unwrap();
            let counts = after
                .index
                .count(&Prepared::new(&query, &NoFacts).unwrap())
                .unwrap();
            assert_eq!(
                (after.corpus.len(), counts.mentions()),
                (7500, mentions),
                "kill {n}"
            );
            library.verify().unwrap();
        }
    }
    println!("{kills} kills; after them the cache held {found_at:?}");
    assert!(found_at.len() > 1, "the instants must differ: {found_at:?}");
}
