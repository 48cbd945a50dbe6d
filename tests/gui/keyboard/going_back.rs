use std::fs;

use egui_kittest::kittest::Queryable;

use crate::fixture::TestWorkbench;

#[test]
fn the_history_shows_each_step_and_goes_to_it() {
    let mut w = TestWorkbench::tall();
    let before = w.annotations();
    w.select_hit("shells");
    w.press("C N V");
    assert_eq!(w.annotations(), before + 2);
    w.press("ctrl+H");
    assert_eq!(w.focused(), "Steps");
    assert!(w.says("annotations: 1 added"));
    w.press("Down");
    assert!(
        w.says("annotation added: claim: “"),
        "what the step before did"
    );
    w.press("Enter");
    assert_eq!(w.annotations(), before + 1);
    w.press("End Enter");
    assert_eq!(w.annotations(), before);
    w.press("Home Enter Escape");
    assert_eq!(w.annotations(), before + 2);
    // Back to what had the focus.
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before + 1);
}

#[test]
fn an_earlier_version_is_looked_at_and_gone_back_to() {
    let mut w = TestWorkbench::tall();
    let before = w.annotations();
    w.select_hit("shells");
    w.press("C");
    w.save();
    w.command("Earlier versions");
    assert_eq!(w.focused(), "Versions");
    w.press("Enter");
    assert!(w.says("annotation removed: claim: “"), "what would go");
    w.tab_to("Go back to it");
    w.press("Enter");
    assert_eq!(w.annotations(), before);
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before + 1);
}

#[test]
fn a_conflict_is_seen_and_decided() {
    let mut w = TestWorkbench::sample();
    let text = fs::read_to_string(&w.file).unwrap();
    let outside = text.replace("name: \"Wagner\"", "name: \"PMC\"");
    assert_ne!(text, outside);
    fs::write(&w.file, outside).unwrap();
    w.press("ctrl+5");
    w.tab_to("Name of track Wagner");
    w.press("ctrl+A");
    w.type_text("Wagner here");
    w.press("Tab");
    w.app().state.settle();
    w.run();
    w.command("Conflicts");
    assert!(w.says("PMC"), "both sides are shown");
    w.tab_to("Take this");
    w.press("Enter");
    let names: Vec<_> = w
        .app()
        .state
        .session
        .workspace()
        .tracks
        .iter()
        .map(|t| t.name.to_string())
        .collect();
    assert!(names.contains(&"PMC".to_owned()), "{names:?}");
}

#[test]
fn a_copy_is_saved_to_a_typed_place() {
    let mut w = TestWorkbench::sample();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("copy.ron");
    w.press("ctrl+shift+S");
    w.press("ctrl+A");
    w.type_text(path.to_str().unwrap());
    w.press("Enter");
    w.app().state.settle();
    w.run();
    let now = &w.app().state.session.project().as_ref().unwrap().file;
    assert_eq!(*now, fs::canonicalize(&path).unwrap());
}

#[test]
fn where_the_workspace_cannot_be_written_a_copy_is_one_key_away() {
    let mut w = TestWorkbench::sample();
    let work = w.file.with_file_name(".dateline");
    w.select_hit("shells");
    w.press("C");
    w.save();
    // The journal's folder becomes a file: nothing can be written there.
    fs::remove_dir_all(&work).unwrap();
    fs::write(&work, "in the way").unwrap();
    w.press("N V");
    w.app().state.settle();
    w.run();
    assert!(w.says("saved in your own folder") || w.says("not saved"));
    w.tab_to("save a copy …");
    w.press("Enter");
    assert_eq!(w.focused(), "Path");
    assert!(w.harness.query_by_label("Save").is_some());
}

#[test]
fn the_panels_are_gone_round_also_from_within_one() {
    let mut w = TestWorkbench::sample();
    w.press("ctrl+1 F6");
    let second = w.focused();
    assert!(second.starts_with("Reader"), "{second}");
    w.press("F6");
    let third = w.focused();
    // From the field above the list, too.
    w.press("shift+Tab F6");
    let fourth = w.focused();
    assert!(
        fourth != third && !fourth.starts_with("Articles"),
        "{third} {fourth}"
    );
    w.press("shift+F6");
    assert_eq!(w.focused(), third);
}
