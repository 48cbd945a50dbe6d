//! The table of commands as the window uses it.

use crate::fixture::TestWorkbench;

#[test]
fn the_search_history_is_forgotten_on_demand() {
    let mut w = TestWorkbench::sample();
    w.select_hit("shells");
    assert_eq!(w.app().state.session.search_history(), ["shells"]);
    w.command("Clear search history");
    assert!(w.app().state.session.search_history().is_empty());
}

#[test]
fn a_command_of_the_palette_that_leads_to_a_field_puts_the_focus_there() {
    let mut w = TestWorkbench::sample();
    w.select_hit("shells");
    w.press("C");
    for (command, field) in [
        ("Search", "Search the corpus"),
        ("Edit note", "Note"),
        ("New tag", "Name of the new tag"),
        ("Filter …", "Words of the title"),
    ] {
        w.command(command);
        assert_eq!(w.focused(), field, "{command}");
        w.press("Escape");
    }
}

#[test]
fn a_key_that_was_given_under_a_name_of_old_still_works() {
    let mut w = TestWorkbench::sample();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.ron");
    std::fs::write(&file, r#"(keys: {"GoToRow": ["F8"]})"#).unwrap();
    w.app().state.settings = dateline::app::Settings::read(&file);
    w.run();
    w.press("F8");
    assert_eq!(w.names(egui::Role::Dialog, ""), ["Go to"]);
}
