//! Rooms may use only rooms below them, and none beside them; within `app` no files use each other in a
//! circle. The table of ranks is the documentation; a fixture with a violation must fail.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up. A room may name itself and those below it; rooms of one rank stand side by
/// side and may not name each other.
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
        .filter(|(_, named)| *named != room)
        .filter(|(_, named)| {
            rank(named).is_some_and(|r| r >= own) || (room == "ui" && named == "cli")
        })
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

/// A file as the place of its module: `["command", "view"]`.
type Place = Vec<String>;

/// A source without comments and without its tests.
fn code_of(source: &str) -> String {
    let code = source
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Every path that a source names, groups in braces written out.
fn named_paths(code: &str) -> Vec<String> {
    fn written_out(before: &str, rest: &str, out: &mut Vec<String>) {
        let Some((head, group)) = rest.split_once('{') else {
            out.push(format!("{before}{}", rest.trim()));
            return;
        };
        let before = format!("{before}{}", head.trim());
        let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
        let (mut depth, mut from) = (0, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    written_out(&before, &group[from..at], out);
                    from = at + 1;
                }
                _ => {}
            }
        }
        written_out(&before, &group[from..], out);
    }
    let mut out = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let tree = code[at + 4..].split(';').next().unwrap_or_default();
        written_out("", tree, &mut out);
    }
    for marker in ["crate::", "super::"] {
        for (at, _) in code.match_indices(marker) {
            let path = code[at..].chars();
            out.push(
                path.take_while(|c| c.is_alphanumeric() || "_:".contains(*c))
                    .collect(),
            );
        }
    }
    out
}

/// The files of a room, which of them use which: by module path, as far as that names a file; what a `mod.rs`
/// offers of its files counts as theirs.
fn uses_within(room: &str, files: &BTreeMap<Place, String>) -> BTreeMap<Place, BTreeSet<Place>> {
    let absolute = |own: &Place, path: &str| -> Option<Place> {
        let mut parts: Vec<&str> = path.split("::").filter(|p| !p.is_empty()).collect();
        let mut place = own.clone();
        if parts.starts_with(&["crate", room]) {
            place.clear();
            parts.drain(..2);
        } else if parts.first() == Some(&"super") {
            while parts.first() == Some(&"super") {
                place.pop()?;
                parts.remove(0);
            }
        } else if parts.first() == Some(&"crate") {
            return None;
        }
        place.extend(parts.into_iter().map(str::to_owned));
        Some(place)
    };
    let is_hub = |place: &Place| {
        files
            .keys()
            .any(|f| f.len() > place.len() && f.starts_with(place))
    };
    let mut offered: BTreeMap<Place, Place> = BTreeMap::new();
    for (place, code) in files.iter().filter(|(place, _)| is_hub(place)) {
        for path in named_paths(code) {
            let relative = !path.starts_with("crate") && !path.starts_with("super");
            let target = absolute(place, &path).filter(|_| relative);
            if let Some((target, name)) = target.and_then(|t| Some((t.clone(), t.last()?.clone())))
            {
                let mut seen_as = place.clone();
                seen_as.push(name);
                offered.insert(seen_as, target);
            }
        }
    }
    let file_of = |place: Place| -> Option<Place> {
        let place = (1..=place.len())
            .find_map(|n| offered.get(place.get(..n)?))
            .cloned()
            .unwrap_or(place);
        let ends = (0..=place.len()).rev();
        ends.filter_map(|n| Some(place.get(..n)?.to_vec()))
            .find(|p| files.contains_key(p))
    };
    let mut out = BTreeMap::new();
    for (own, code) in files.iter().filter(|(place, _)| !is_hub(place)) {
        let paths = named_paths(code);
        let named = paths
            .iter()
            .filter(|p| p.starts_with("crate::") || p.starts_with("super::"));
        let used = named.filter_map(|path| file_of(absolute(own, path)?));
        let used = used.filter(|file| file != own && !is_hub(file));
        out.insert(own.clone(), used.collect());
    }
    out
}

/// The files that lie on a circle.
fn circle(uses: &BTreeMap<Place, BTreeSet<Place>>) -> Vec<String> {
    let mut left = uses.clone();
    loop {
        // What uses nothing that is left, or is used by nothing that is left, lies on no circle.
        let used: BTreeSet<Place> = left.values().flatten().cloned().collect();
        let here: BTreeSet<Place> = left.keys().cloned().collect();
        let before = left.len();
        left.retain(|file, of| used.contains(file) && of.iter().any(|f| here.contains(f)));
        for of in left.values_mut() {
            of.retain(|file| here.contains(file));
        }
        if left.len() == before {
            return left.keys().map(|file| file.join("/")).collect();
        }
    }
}

#[test]
fn the_files_of_app_use_each_other_in_no_circle() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
    let mut files = BTreeMap::new();
    for file in sources(&room) {
        let path = file.strip_prefix(&room).unwrap().with_extension("");
        let mut place: Place = path
            .iter()
            .map(|p| p.to_str().unwrap().to_owned())
            .collect();
        if place.last().is_some_and(|last| last == "mod") {
            place.pop();
        }
        files.insert(place, code_of(&fs::read_to_string(&file).unwrap()));
    }
    let uses = uses_within("app", &files);
    let state: Place = vec!["state".to_owned()];
    let view: Place = vec!["command".to_owned(), "view".to_owned()];
    assert!(uses[&view].contains(&state), "uses are seen");
    assert!(uses[&state].len() > 5, "{:?}", uses[&state]);
    assert_eq!(circle(&uses), Vec::<String>::new());
}

#[test]
fn a_circle_is_noticed_also_through_what_a_room_offers() {
    let file = |place: &[&str], code: &str| {
        let place: Place = place.iter().map(|p| (*p).to_owned()).collect();
        (place, code_of(code))
    };
    let files = BTreeMap::from([
        file(&[], "mod a;\nmod b;\nmod c;\npub use b::{B, Other};"),
        file(&["a"], "use crate::app::{B, c};"),
        file(
            &["b"],
            "// use super::c;\nuse crate::text::{Span};\nfn f() { super::a::g() }",
        ),
        file(
            &["c"],
            "use std::fs;\n#[cfg(test)]\nmod tests { use crate::app::a; }",
        ),
    ]);
    assert_eq!(circle(&uses_within("app", &files)), ["a", "b"]);
}
