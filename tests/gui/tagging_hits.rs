//! A tag on every hit: each is seen in its context first, and can be left out.

use std::path::Path;

use egui::{Role, Theme, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::fixture::TestWorkbench;

/// The dialog, for the hits of a search.
fn opened(w: &mut TestWorkbench, query: &str) {
    w.app().search_for(query);
    w.run();
    w.press("ctrl+shift+H");
    assert_eq!(w.focused(), "Tag");
}

/// The lines that are taken, or left out.
fn lines(w: &TestWorkbench, fate: &str) -> Vec<String> {
    let found = w.harness.query_all_by(|n| {
        n.role() == Role::ListItem && n.label().is_some_and(|l| l.ends_with(fate))
    });
    found.filter_map(|n| n.accesskit_node().label()).collect()
}

fn annotations(w: &mut TestWorkbench) -> usize {
    w.app().state.session.workspace().annotations.len()
}

#[test]
fn a_line_is_left_out_by_keys_and_the_tag_is_made_on_the_way() {
    let mut w = TestWorkbench::sample();
    let before = annotations(&mut w);
    opened(&mut w, "shells");
    let hits = lines(&w, ", taken").len();
    assert!(hits > 2 && w.says(&format!("Tag {hits} passages")));
    w.type_text("weapons / shells");
    assert!(w.says("Create “weapons / shells”"));
    // Over how much is tagged, and all hits at once.
    for _ in 0..4 {
        w.press("Tab");
    }
    assert_eq!(w.focused(), "Hits");
    w.press("ArrowDown");
    w.press("Space");
    assert_eq!(lines(&w, ", left out").len(), 1);
    assert!(w.says(&format!("{} of {hits} passages", hits - 1)));
    w.press("Escape");
    assert_eq!(annotations(&mut w), before, "nothing was tagged");

    opened(&mut w, "shells");
    w.type_text("weapons / shells");
    w.press("Enter");
    assert_eq!(annotations(&mut w), before + hits);
    let book = &w.app().state.session.workspace().codebook;
    assert!(book.by_path("weapons / shells").is_some());
    w.press("ctrl+2");
    w.press("ctrl+Z");
    assert_eq!(annotations(&mut w), before, "one step takes it all back");
}

#[test]
fn all_are_left_out_and_taken_in_at_once_and_what_is_left_out_stays_so_for_another_tag() {
    let mut w = TestWorkbench::sample();
    opened(&mut w, "shells");
    let hits = lines(&w, ", taken").len();
    w.click("All hits");
    assert_eq!(lines(&w, ", taken").len(), 0);
    assert!(w.says("Tag 0 passages"));
    w.click("All hits");
    assert_eq!(lines(&w, ", taken").len(), hits);
    w.click_first(&lines(&w, ", taken")[1].clone());
    w.press("Space");
    let first = lines(&w, ", left out");
    assert_eq!(first.len(), 1);
    for _ in 0..4 {
        w.press("shift+Tab");
    }
    assert_eq!(w.focused(), "Tag");
    w.type_text("language");
    assert_eq!(lines(&w, ", left out"), first);
    assert!(w.says(&format!("Tag {} passages", hits - 1)));
}

#[test]
fn without_any_tag_one_is_made_of_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "Shells fell on the road.").unwrap();
    let path: &Path = folder.path();
    let mut w = TestWorkbench::open(path, Vec2::new(1024.0, 700.0), Theme::Light);
    opened(&mut w, "shells");
    assert!(w.says("There is no tag yet"));
    w.press("Enter");
    assert_eq!(annotations(&mut w), 0, "no tag, nothing done");
    w.type_text("shelling");
    w.press("Enter");
    assert_eq!(annotations(&mut w), 1);
}
