use std::fs;

use crate::fixture::TestWorkbench;

#[test]
fn every_hit_is_tagged_after_a_look_and_undone_at_once() {
    let mut w = TestWorkbench::sample();
    let before = w.annotations();
    w.select_hit("shells");
    w.press("ctrl+shift+H");
    w.tab_to("Tag");
    w.type_text("claim");
    w.tab_to("the whole sentence");
    w.press("Space");
    w.tab_to("Tag ");
    let button = w.focused();
    w.press("Enter");
    let n: usize = button.split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(w.annotations(), before + n, "{button}");
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before);
}

#[test]
fn what_is_listed_gets_another_tag_or_goes() {
    let mut w = TestWorkbench::sample();
    let before = w.annotations();
    w.press("ctrl+3");
    w.tab_to("Filter annotations");
    w.type_text("road");
    let listed = w.app().state.search.base.annotations;
    assert!(0 < listed && listed < before);
    w.command("Change the tag of all listed");
    w.tab_to("Change the tag");
    w.press("Enter");
    assert!(
        w.next_undo()
            .contains(&format!("of {listed} annotations to no tag")),
        "{}",
        w.next_undo()
    );
    w.press("ctrl+2 ctrl+Z");
    w.command("Delete all listed");
    w.press("Enter");
    assert_eq!(w.annotations(), before - listed);
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before);
}

#[test]
fn what_changed_in_a_source_is_walked_through_and_proposals_are_taken() {
    let mut w = TestWorkbench::cached();
    w.select_hit("\"Drivers know it by its wrecks\"");
    w.press("C");
    let id = w.app().state.reading.selection.annotation.unwrap();
    let path = w.file.with_file_name("seeds/20-road-to-chasiv-yar.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("by its wrecks", "by its burnt wrecks")).unwrap();
    w.press("F5");
    assert!(w.says("The source was changed in 1 place"));
    w.press("ctrl+2 F7");
    assert!(w.says("Hide changes"), "shown by going to the first");
    let caret = w.app().state.reading.selection.passage.unwrap().caret;
    let text = w
        .app()
        .state
        .reading
        .doc
        .as_ref()
        .unwrap()
        .text()
        .to_owned();
    assert!(
        text[caret..].trim_start().starts_with("burnt"),
        "{}",
        &text[caret..caret + 20]
    );
    w.command("Show what changed in the source");
    assert!(w.says("Show changes"));
    // The annotation waits with a proposal.
    assert!(w.app().state.is_unplaced(id));
    w.command("Load report");
    w.tab_to("It stands there now");
    w.press("Enter Escape");
    assert!(!w.app().state.is_unplaced(id));
    assert_eq!(w.chosen().1, "Drivers know it by its burnt wrecks");
}

#[test]
fn a_renamed_article_is_linked_again() {
    let mut w = TestWorkbench::sample();
    let seeds = w.file.with_file_name("seeds");
    fs::rename(
        seeds.join("20-road-to-chasiv-yar.txt"),
        seeds.join("20-renamed.txt"),
    )
    .unwrap();
    w.press("F5");
    assert_eq!(w.app().state.session.relinks().len(), 1);
    w.command("Re-link renamed articles");
    assert!(w.app().state.session.unplaced().is_empty());
    assert!(w.app().state.session.relinks().is_empty());
}
