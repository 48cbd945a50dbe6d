//! The program's own children: hostile files cost themselves alone, limits hold in them, and none of them
//! outlives its parent. The children are those of the real program.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

/// A subcommand on a folder, with folders of its own for everything else.
fn dateline(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).arg(folder.join("articles"));
    for (name, at) in [
        ("DATELINE_CONFIG", "config"),
        ("DATELINE_CACHE", "cache"),
        ("DATELINE_DATA", "data"),
    ] {
        command.env(name, folder.join(at));
    }
    command
}

fn folder_of(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("articles")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join("articles").join(name), text).unwrap();
    }
    folder
}

fn page(body: &str) -> String {
    format!("<html><head><title>Road</title></head><body>{body}</body></html>")
}

/// How many articles came of a folder, and the warnings.
fn loaded(folder: &Path) -> (u64, String) {
    counted(&dateline(folder, &["info", "--json"]).output().unwrap())
}

fn counted(out: &Output) -> (u64, String) {
    let info: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| {
        let said = String::from_utf8_lossy(&out.stderr);
        panic!("{e}: {} {said}", out.status)
    });
    (
        info["articles"].as_u64().unwrap(),
        info["warnings"].to_string(),
    )
}

/// Each of these ended the program, or held it for minutes.
#[test]
fn hostile_markup_costs_nothing_and_its_words_are_read() {
    let deep = |open: &str| page(&format!("<p>word one</p>{}deepest", open.repeat(20_000)));
    let feed = |body: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title><item><title>Road</title><description><![CDATA[{body}]]></description></item></channel></rss>"
        )
    };
    let fonts = (0..5_000)
        .map(|n| format!("<font a{n}=1>"))
        .collect::<Vec<_>>()
        .concat();
    let folder = folder_of(&[
        ("ruby.html", deep("<ruby><rt>")),
        ("div.html", deep("<div>")),
        (
            "font.html",
            page(&format!("{fonts}{}", "<p>x".repeat(10_000))),
        ),
        ("table.html", deep("<table><tr><td>")),
        ("svg.html", deep("<svg><title>")),
        ("select.html", deep("<select>")),
        ("ruby.xml", feed(&"<ruby><rt>x".repeat(20_000))),
        ("plain.txt", "Road cut.".to_owned()),
        (
            "mail.eml",
            format!(
                "From: A <a@b>\nTo: c@d\nSubject: Road\nDate: Wed, 22 Feb 2023 10:00:00 +0100\nContent-Type: text/html\n\n{}",
                deep("<ruby><rt>")
            ),
        ),
    ]);
    let (articles, said) = loaded(folder.path());
    assert_eq!(articles, 9, "{said}");
    let out = dateline(folder.path(), &["search", "deepest"])
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&out.stdout).into_owned();
    // Readings above words (`rt`) are none of the text.
    for name in ["div.html", "table.html", "select.html"] {
        assert!(found.contains(name), "{name}: {found}");
    }
}

/// Feeds whose own elements lie too deep are named, and cost nothing else.
#[test]
fn a_file_that_is_refused_is_named_and_the_others_are_loaded() {
    let folder = folder_of(&[
        (
            "deep.xml",
            format!("<rss version=\"2.0\">{}", "<a>".repeat(50_000)),
        ),
        ("page.html", page("<p>Road cut.</p>")),
    ]);
    let (articles, said) = loaded(folder.path());
    assert_eq!(articles, 1, "{said}");
    assert!(
        said.contains("deep.xml") && said.contains("256 deep"),
        "{said}"
    );
}

/// A child of the program that waits for calls.
fn child() -> Child {
    Command::new(PROGRAM)
        .arg("read-sandboxed")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn task(path: &Path) -> String {
    let bytes: Vec<u8> = path.to_str().unwrap().bytes().collect();
    format!(
        "files [{{\"on_disk\":{{\"Unix\":{bytes:?}}},\"path\":\"a.html\",\"mapping\":null,\"of_folder\":false,\"sample\":false}}]\n"
    )
}

#[test]
fn limits_hold_in_a_child_and_it_ends_with_its_input() {
    let folder = folder_of(&[("a.html", page("<p>Road cut.</p>"))]);
    let mut child = child();
    let mut calls = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        calls
            .write_all(task(&folder.path().join("articles/a.html")).as_bytes())
            .unwrap();
        let mut line = || {
            let mut line = String::new();
            answers.read_line(&mut line).unwrap();
            line
        };
        let (draft, end_of_file, end) = (line(), line(), line());
        assert!(
            draft.starts_with("+{\"Draft\"") && draft.contains("Road cut."),
            "{draft}"
        );
        assert_eq!((end_of_file.as_str(), end.as_str()), ("+\"End\"\n", ".\n"));
    }
    if cfg!(target_os = "linux") {
        let of = |what: &str| std::fs::read_to_string(format!("/proc/{}/{what}", child.id()));
        let limits = of("limits").unwrap();
        let soft = |name: &str| {
            let line = limits.lines().find(|l| l.starts_with(name)).unwrap();
            let rest = line[name.len()..].split_whitespace().next();
            rest.unwrap().to_owned()
        };
        assert_eq!(soft("Max address space"), (4_u64 << 30).to_string());
        assert_eq!(soft("Max file size"), "0");
        assert_eq!(soft("Max core file size"), "0");
        assert!(soft("Max cpu time").parse::<u64>().unwrap() >= 900);
        assert_eq!(of("oom_score_adj").unwrap().trim(), "1000");
    }
    drop(calls);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_child_that_is_asked_for_what_it_does_not_know_ends() {
    let mut child = child();
    let mut calls = child.stdin.take().unwrap();
    calls.write_all(b"window {}\n").unwrap();
    child.wait().unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert_eq!(said, "");
}

/// Attributes by the hundred thousand keep a reader busy for long.
fn slow_page() -> String {
    let attributes = (0..400_000)
        .map(|n| format!(" a{n}"))
        .collect::<Vec<_>>()
        .concat();
    page(&format!("<p{attributes}>Road cut.</p>"))
}

/// The processes that a process has started.
fn children_of(process: u32) -> Vec<u32> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|n| n.parse::<u32>().ok()) else {
            continue;
        };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(") ").next().and_then(|s| s.split(' ').nth(1));
        if parent.and_then(|p| p.parse::<u32>().ok()) == Some(process) {
            out.push(id);
        }
    }
    out
}

/// Until it is so; the test hangs where it never is.
fn wait_until<T>(mut is: impl FnMut() -> Option<T>) -> T {
    loop {
        if let Some(it) = is() {
            return it;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn no_child_outlives_a_parent_that_is_killed_however_busy_it_is() {
    if !cfg!(target_os = "linux") {
        eprintln!("not run: processes are looked for in /proc");
        return;
    }
    let folder = folder_of(&[("slow.html", slow_page())]);
    let mut parent = dateline(folder.path(), &["info", "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let children = wait_until(|| Some(children_of(parent.id())).filter(|c| !c.is_empty()));
    parent.kill().unwrap();
    parent.wait().unwrap();
    // Whoever takes orphans in may take a moment to forget them.
    wait_until(|| {
        let gone = |id: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            stat.is_empty() || stat.rsplit(") ").next().is_some_and(|s| s.starts_with('Z'))
        };
        children.iter().all(gone).then_some(())
    });
}

/// The child is killed from outside, as the system does where memory runs out.
#[test]
fn a_child_that_is_killed_costs_its_file_which_is_named() {
    if !cfg!(target_os = "linux") {
        eprintln!("not run: processes are looked for in /proc");
        return;
    }
    let folder = folder_of(&[
        ("slow.html", slow_page()),
        ("page.html", page("<p>Road cut.</p>")),
        ("plain.txt", "Road cut.".to_owned()),
    ]);
    let parent = dateline(folder.path(), &["info", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whichever child reads the slow one, and the one that is asked once more.
    let busy = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let times: Vec<u64> = stat
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .skip(11)
            .take(1)
            .filter_map(|t| t.parse().ok())
            .collect();
        times.first().is_some_and(|ticks| *ticks > 50)
    };
    let id = parent.id();
    let killer = std::thread::spawn(move || {
        while Path::new(&format!("/proc/{id}/exe")).exists() {
            for child in children_of(id).into_iter().filter(busy) {
                Command::new("kill")
                    .args(["-9", &child.to_string()])
                    .status()
                    .unwrap();
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    });
    let out = parent.wait_with_output().unwrap();
    killer.join().unwrap();
    let (articles, said) = counted(&out);
    assert_eq!(articles, 2, "{said}");
    assert!(
        said.contains("slow.html") && said.contains("its reader"),
        "{said}"
    );
}
