//! Rooms may use only rooms below them. The table of ranks is the documentation; a fixture with a
//! violation must fail.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up. A room may name itself and those below it; `ui` and `cli` stand side
/// by side and may not name each other.
const RANKS: [&[&str]; 15] = [
    &["text"],
    &["corpus"],
    &["import", "query"],
    &["index", "enrich"],
    &["library"],
    &["workspace"],
    &["store"],
    &["analysis"],
    &["exchange"],
    &["jobs"],
    &["session"],
    &["app", "cli"],
    &["ui"],
    &["main"],
    &["lib"],
];

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().position(|rooms| rooms.contains(&room))
}

/// The room of a file below `src`; `lib.rs` and `main.rs` stand above all.
fn room_of(path: &Path) -> Option<String> {
    let first = path.iter().next()?.to_str()?;
    rank(first).map(|_| first.to_owned())
}

/// Every room that a source text names by `crate::room` (also inside braces) or by `super` beyond its own.
fn named_rooms(source: &str, depth: usize) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (number, line) in source.lines().enumerate() {
        // Documentation may speak of anything.
        let code = line.split("//").next().unwrap_or_default();
        for (at, marker) in code.match_indices("crate::") {
            let rest = &code[at + marker.len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(list) => list.split(['{', '}', ',']).map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let word: String = name
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if rank(&word).is_some() {
                    out.push((number + 1, word));
                }
            }
        }
        let supers = code.matches("super::").count();
        let chained = longest_chain(code);
        if supers > 0 && chained > depth {
            let after = code.rsplit("super::").next().unwrap_or_default();
            let word: String = after
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if rank(&word).is_some() {
                out.push((number + 1, word));
            }
        }
    }
    out
}

/// How many `super::` follow each other at most.
fn longest_chain(code: &str) -> usize {
    let mut longest = 0;
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        let mut chain = 0;
        rest = &rest[at..];
        while let Some(next) = rest.strip_prefix("super::") {
            chain += 1;
            rest = next;
        }
        longest = longest.max(chain);
    }
    longest
}

fn violations(path: &Path, source: &str) -> Vec<String> {
    let Some(room) = room_of(path) else {
        return Vec::new();
    };
    let own = rank(&room).unwrap();
    // `src/room/mod.rs` is one level deep, as is `src/room/file.rs` in its module tree.
    let folders = path.iter().count() - 1;
    let depth = if path.file_name().is_some_and(|n| n == "mod.rs") {
        folders
    } else {
        folders + 1
    };
    named_rooms(source, depth.saturating_sub(1))
        .into_iter()
        .filter(|(_, named)| *named != room && rank(named).is_some_and(|r| r >= own))
        .map(|(line, named)| format!("{}:{line}: {room} may not use {named}", path.display()))
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

#[test]
fn no_room_uses_a_room_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src);
    assert!(files.len() > 40, "the sources were found");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            violations(
                file.strip_prefix(&src).unwrap(),
                &fs::read_to_string(file).unwrap(),
            )
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_toolkit_is_named_in_ui_alone() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src) {
        let path = file.strip_prefix(&src).unwrap().to_owned();
        if path.starts_with("ui") {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        for name in [
            "egui::",
            "eframe::",
            "egui_plot::",
            "egui_extras::",
            "egui_tiles::",
            "rfd::",
        ] {
            assert!(!source.contains(name), "{} names {name}", path.display());
        }
    }
}

#[test]
fn a_violation_is_noticed_in_every_form() {
    let path = Path::new("query/index.rs");
    for source in [
        "use crate::workspace::Tag;",
        "use crate::{text::Span, store::save};",
        "fn f() { crate::app::load(); }",
        "macro_rules! m { () => { $crate::ui::start() } }",
        "#[cfg(test)] mod tests { use crate::cli::run; }",
        "use super::super::store::save;",
    ] {
        assert_eq!(violations(path, source).len(), 1, "{source}");
    }
    for source in [
        "use crate::corpus::Article;",
        "// see crate::ui for the window",
        "use super::Positions;",
    ] {
        assert!(violations(path, source).is_empty(), "{source}");
    }
}
