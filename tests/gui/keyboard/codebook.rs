use std::fs;

use dateline::workspace::{Tag, TagId};

use crate::fixture::TestWorkbench;

fn tag(w: &mut TestWorkbench, path: &str) -> Option<Tag> {
    w.app()
        .state
        .session
        .workspace()
        .codebook
        .by_path(path)
        .cloned()
}

fn id(w: &mut TestWorkbench, path: &str) -> TagId {
    tag(w, path).unwrap_or_else(|| panic!("no tag {path}")).id
}

/// Shows a tag in the codebook's editor.
fn show(w: &mut TestWorkbench, name: &str) {
    w.press("ctrl+4");
    w.tab_to(&format!("tag {name}"));
    w.press("Enter");
}

/// Chooses from the menu of the tag that is shown.
fn menu(w: &mut TestWorkbench, item: &str) {
    w.tab_to("More about this tag");
    w.press("Enter");
    w.tab_to(item);
    w.press("Enter");
    w.run();
}

#[test]
fn a_tag_is_made_named_defined_and_given_a_key() {
    let mut w = TestWorkbench::sample();
    w.command("New tag");
    w.type_text("hearsay");
    w.press("Enter");
    show(&mut w, "hearsay");
    w.tab_to("Name of the tag");
    w.press("ctrl+A");
    w.type_text("rumour");
    w.press("Tab");
    let rumour = id(&mut w, "rumour");
    w.tab_to("Definition");
    w.type_text("RecordState by nobody in particular.");
    w.press("Escape");
    let now = w
        .app()
        .state
        .session
        .workspace()
        .codebook
        .get(rumour)
        .cloned()
        .unwrap();
    assert_eq!(&*now.definition, "RecordState by nobody in particular.");
    // A name that was typed is kept when another panel is shown.
    w.tab_to("Name of the tag");
    w.press("ctrl+A");
    w.type_text("whisper");
    w.press("ctrl+1");
    assert_eq!(id(&mut w, "whisper"), rumour);
}

#[test]
fn a_path_makes_what_is_missing_and_the_field_stays_for_the_next() {
    let mut w = TestWorkbench::sample();
    w.command("New tag");
    w.type_text("weather / snow/drifts");
    w.press("Enter");
    assert!(tag(&mut w, "weather / snow / drifts").is_some());
    assert_eq!(w.focused(), "Name of the new tag");
    w.type_text("weather/frost");
    w.press("Enter");
    assert!(tag(&mut w, "weather / frost").is_some());
    // What cannot be taken stays where it was typed, and why stands beside it.
    for (typed, why) in [
        ("weather/", "A tag needs a name."),
        (
            "weather / frost",
            "There is already a tag “weather / frost”",
        ),
    ] {
        w.press("ctrl+A");
        w.type_text(typed);
        w.press("Enter");
        assert!(w.says(why), "{typed}: {why}");
        assert_eq!(w.focused(), "Name of the new tag");
    }
    w.press("Escape");
    assert_ne!(w.focused(), "Name of the new tag");
    w.press("ctrl+2 ctrl+Z");
    assert!(tag(&mut w, "weather / frost").is_none(), "one step each");
    w.press("ctrl+Z");
    assert!(tag(&mut w, "weather").is_none());
}

#[test]
fn a_sub_tag_is_made_moved_merged_and_deleted() {
    let mut w = TestWorkbench::sample();
    show(&mut w, "language");
    menu(&mut w, "New sub-tag");
    w.type_text("slur");
    w.press("Enter");
    let slur = id(&mut w, "language / slur");
    show(&mut w, "slur");
    menu(&mut w, "Move below");
    w.tab_to("civilians");
    w.press("Enter");
    assert_eq!(id(&mut w, "civilians / slur"), slur);
    show(&mut w, "slur");
    menu(&mut w, "Merge into");
    w.tab_to("claim");
    w.press("Enter");
    assert_eq!(tag(&mut w, "civilians / slur"), None);
    show(&mut w, "utilities");
    menu(&mut w, "Delete");
    w.press("Enter");
    assert_eq!(tag(&mut w, "civilians / utilities"), None);
    w.press("ctrl+2 ctrl+Z ctrl+Z");
    assert!(tag(&mut w, "civilians / utilities").is_some());
    assert_eq!(id(&mut w, "civilians / slur"), slur);
}

#[test]
fn what_a_tag_means_is_said_in_full_and_what_was_coded_before_is_reviewed() {
    let mut w = TestWorkbench::sample();
    let road = id(&mut w, "supply / road");
    show(&mut w, "road");
    menu(&mut w, "More about this tag …");
    w.tab_to("Examples");
    w.type_text("The road to Chasiv Yar.");
    w.tab_to("Not for");
    w.type_text("Streets.");
    w.tab_to("+ Attribute");
    w.press("Enter");
    w.tab_to("name");
    w.type_text("condition");
    // Closed without leaving the field.
    w.press("Escape Escape");
    let now = w
        .app()
        .state
        .session
        .workspace()
        .codebook
        .get(road)
        .cloned()
        .unwrap();
    assert_eq!(
        (&*now.examples, &*now.exclusions),
        ("The road to Chasiv Yar.", "Streets.")
    );
    assert_eq!(&*now.attributes[0].name, "condition");
    let queue = w.app().state.made_before(road).len();
    assert!(queue > 1);
    show(&mut w, "road");
    w.tab_to(&format!("{queue} were coded before"));
    w.press("Enter");
    assert_eq!(w.focused(), "Annotations to choose from");
    // What is looked at changes neither the order nor what is marked.
    let ids: Vec<_> = w
        .app()
        .state
        .made_before(road)
        .iter()
        .map(|a| a.id)
        .collect();
    for at in [1, 2, 1] {
        let is_last = w.app().state.reading.selection.annotation == Some(ids[2]);
        w.press(if is_last { "Up" } else { "Down" });
        assert_eq!(w.app().state.reading.selection.annotation, Some(ids[at]));
    }
    w.press("Enter");
    let left = w.app().state.made_before(road);
    assert!(left.len() == queue - 1 && left.iter().all(|a| a.id != ids[1]));
    w.tab_to("All ");
    w.press("Enter Escape");
    assert!(w.app().state.made_before(road).is_empty());
}

#[test]
fn a_tag_is_split_and_retired() {
    let mut w = TestWorkbench::sample();
    show(&mut w, "road");
    let road = id(&mut w, "supply / road");
    let of = |w: &mut TestWorkbench, tag| {
        let all = w.app().state.session.workspace().annotations.iter();
        all.filter(|a| a.tag == Some(tag)).count()
    };
    let before = of(&mut w, road);
    menu(&mut w, "Split");
    w.type_text("bridge");
    w.tab_to("Annotations to choose from");
    w.press("Enter Down Enter");
    w.tab_to("Split off 2 annotations");
    w.press("Enter");
    let bridge = id(&mut w, "supply / bridge");
    assert_eq!((of(&mut w, road), of(&mut w, bridge)), (before - 2, 2));
    show(&mut w, "bridge");
    menu(&mut w, "More about this tag …");
    w.tab_to("Retired");
    w.press("Space Escape");
    assert!(tag(&mut w, "supply / bridge").unwrap().retired);
    w.select_hit("bridge");
    w.press("Enter");
    w.type_text("bridge");
    let offered = w.names(egui::Role::ListBoxOption, "supply / bridge");
    assert_eq!(offered, Vec::<String>::new());
}

#[test]
fn a_codebook_is_written_and_taken_in() {
    let mut w = TestWorkbench::sample();
    w.command("Export codebook");
    let path = w.app().state.export_folder().join("codebook.csv");
    w.press("Enter");
    w.app().state.settle();
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("supply / road"));
    fs::write(&path, format!("{written}supply / tunnel,,,,,,,,,\r\n")).unwrap();
    w.command("Import codebook");
    w.type_text(path.to_str().unwrap());
    w.press("Enter");
    assert!(tag(&mut w, "supply / tunnel").is_some());
}
