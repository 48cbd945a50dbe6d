//! What a newcomer copies from the README and from the help works as it is printed, on the sample.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

use dateline::store;

/// A folder with what the examples name, and the program on the path.
struct Newcomer {
    folder: tempfile::TempDir,
}

impl Newcomer {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        store::write_sample(folder.path()).unwrap();
        std::fs::create_dir(at("articles")).unwrap();
        for entry in std::fs::read_dir(at("seeds")).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), at("articles").join(entry.file_name())).unwrap();
        }
        std::fs::write(at("articles/report.txt"), "Chasiv Yar was quiet.").unwrap();
        let line =
            r#"{"title":"Road","date":"2023-02-22","text":"The road from Bakhmut to Chasiv Yar."}"#;
        std::fs::create_dir(at("brat-folder")).unwrap();
        let road = "The road from Bakhmut to Chasiv Yar.";
        std::fs::write(at("brat-folder/road.txt"), road).unwrap();
        let mark = "T1\tPerson 14 21\tBakhmut\n";
        std::fs::write(at("brat-folder/road.ann"), mark).unwrap();
        let packed = zstd::encode_all(format!("{line}\n").as_bytes(), 3).unwrap();
        std::fs::write(at("archive.jsonl.zst"), packed).unwrap();
        let bin = at("bin");
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_dateline"), bin.join("dateline")).unwrap();
        let newcomer = Self { folder };
        newcomer.says("dateline export workspace.ron --format w3c --out set.jsonld");
        newcomer
    }

    /// Types a line into a shell.
    fn types(&self, line: &str) -> Output {
        let inside = |name: &str| self.folder.path().join(name);
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("sh")
            .args(["-c", line])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", inside("bin").display()))
            .env("HOME", inside("home"))
            .env("DATELINE_CACHE", inside("cache"))
            .env("DATELINE_DATA", inside("data"))
            .env("DATELINE_CONFIG", inside("config"))
            .output()
            .unwrap()
    }

    fn says(&self, line: &str) -> String {
        let out = self.types(line);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(out.status.code(), Some(0), "{line}\n{}", text(&out.stderr));
        text(&out.stdout) + &text(&out.stderr)
    }
}

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The lines of the blocks of code that begin so.
fn blocks(readme: &str, language: &str) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Vec<String>)> = None;
    for line in readme.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(named)) => open = Some((named, Vec::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, lines)), None) => lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    blocks.retain(|(named, _)| *named == language);
    blocks.into_iter().map(|(_, lines)| lines).collect()
}

#[test]
fn every_step_of_the_walkthrough_gives_what_is_shown_below_it() {
    let newcomer = Newcomer::new();
    let steps = blocks(&readme(), "console");
    assert_eq!(steps.len(), 6);
    for step in steps {
        let line = step[0].strip_prefix("$ ").unwrap();
        let said = newcomer.says(line);
        for shown in &step[1..] {
            assert!(said.contains(shown.as_str()), "{line}\n{shown}\n{said}");
        }
    }
}

#[test]
fn every_command_of_the_readme_runs() {
    let newcomer = Newcomer::new();
    let lines = blocks(&readme(), "").into_iter().flatten();
    let commands: Vec<String> = lines.filter(|l| l.starts_with("dateline ")).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        newcomer.says(&command);
    }
}

#[test]
fn every_query_of_the_readme_finds_something_in_the_sample() {
    let newcomer = Newcomer::new();
    let text = readme();
    let table = text.split("| query | finds |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|l| l.starts_with('|'));
    let queries: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    assert!(queries.len() > 15, "{queries:?}");
    for query in queries {
        let counted = newcomer.says(&format!("dateline search '{query}' workspace.ron --json"));
        let answer: serde_json::Value = serde_json::from_str(counted.trim()).unwrap();
        let articles = answer["articles"]
            .as_u64()
            .or(answer["hits"].as_array().map(|h| h.len() as u64));
        assert!(articles > Some(0), "{query}: {counted}");
    }
}

/// The help of every subcommand, the program's own first.
fn helps(newcomer: &Newcomer) -> Vec<String> {
    let own = newcomer.says("dateline --help");
    let commands = own.split("Commands:").nth(1).unwrap();
    let commands = commands.lines().skip(1).take_while(|l| !l.is_empty());
    // A line further in goes on with the words of the one above.
    let names = commands.filter_map(|l| l.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty());
    let all = names.filter(|name| *name != "help");
    let helps = all.map(|name| newcomer.says(&format!("dateline {name} --help")));
    let helps: Vec<String> = helps.collect();
    std::iter::once(own.clone()).chain(helps).collect()
}

#[test]
fn every_example_of_the_help_runs_as_it_is_printed() {
    let newcomer = Newcomer::new();
    let mut ran = 0;
    for help in helps(&newcomer) {
        let examples = help.split("Example").nth(1).unwrap_or_default();
        let lines = examples.lines().skip(1).take_while(|l| l.starts_with("  "));
        for line in lines.map(str::trim) {
            // What opens a window, with words behind it that say so, is not for here.
            let is_of_window = !line.contains('\'') && line.contains("   ");
            if is_of_window && line.contains("open") {
                continue;
            }
            newcomer.says(line);
            ran += 1;
        }
    }
    assert!(ran > 12, "{ran}");
}

#[test]
fn what_is_misspelt_is_said_with_the_nearest() {
    let newcomer = Newcomer::new();
    for (line, code, words) in [
        ("dateline serch bakhmut workspace.ron", 2, "dateline search"),
        ("dateline nowhere/", 3, "no file or folder"),
        ("dateline search chasiv yar workspace.ron", 2, "quotes"),
        ("dateline search tag:claom workspace.ron", 2, "claim"),
        ("dateline search status:seeen workspace.ron", 2, "seen"),
        (
            "dateline search track:Bakmut workspace.ron --count",
            2,
            "Bakhmut",
        ),
        (
            "dateline timeline tag:nothing workspace.ron",
            2,
            "there are: claim",
        ),
        ("dateline cache clear articles", 0, "no cache"),
    ] {
        let out = newcomer.types(line);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(code), "{line}\n{said}");
        assert!(said.contains(words), "{line}\n{said}");
    }
    // Nothing to do leaves nothing behind.
    newcomer.says("dateline edit articles </dev/null");
    assert!(!newcomer.folder.path().join("articles/.dateline").exists());
    let csv = "dateline search bakhmut workspace.ron --csv --delimiter ';' --bom";
    let out = newcomer.types(csv).stdout;
    assert!(out.starts_with("\u{FEFF}".as_bytes()) && out.contains(&b';'));
    assert!(out.windows(2).any(|two| two == b"\r\n"));
    // What is there is never replaced unasked.
    let export = "dateline export workspace.ron --out set.csv";
    newcomer.says(export);
    assert_eq!(newcomer.types(export).status.code(), Some(5));
    newcomer.says(&format!("{export} --overwrite"));
    let nothing = newcomer.folder.path().join("nothing");
    std::fs::create_dir(&nothing).unwrap();
    std::fs::write(nothing.join("a.7z"), b"7z\xBC\xAF\x27\x1C").unwrap();
    assert_eq!(
        newcomer.types("dateline info nothing").status.code(),
        Some(3)
    );
}
