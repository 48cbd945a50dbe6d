//! What an analyst does, one test a story.

use dateline::store;
use dateline::workspace::Workspace;
use egui::{Key, Modifiers, Role, Theme, Vec2};
use egui_kittest::kittest::Queryable;

use crate::fixture::TestWorkbench;

const NONE: Modifiers = Modifiers::NONE;
const CMD: Modifiers = Modifiers::COMMAND;

#[test]
fn a_newcomer_sees_the_whole_product_at_once() {
    let w = TestWorkbench::sample();
    assert!(
        w.harness
            .query_by_label_contains("Reader: The last good road")
            .is_some()
    );
    assert!(w.names(Role::Row, "2023-02-26").len() == 1);
    assert!(!w.names(Role::Mark, "mention of Bakhmut").is_empty());
    assert!(!w.names(Role::Mark, "annotation supply / road").is_empty());
    assert!(w.names(Role::ListItem, "2022-11: 0 articles").len() == 1);
    assert!(w.says("30 articles · 4 undated"));
}

#[test]
fn searching_narrows_the_table_and_walks_through_hits() {
    let mut w = TestWorkbench::sample();
    w.key(NONE, Key::Slash);
    w.type_text("\"chasiv yar\" OR wagner*");
    let answer = w.app().state.search.base.clone();
    let (rows, hits) = (answer.rows.len(), answer.query.as_ref().unwrap().mentions);
    assert!(w.says(&format!("{rows} of 30 articles · {hits} hits")));
    w.key(NONE, Key::Enter);
    assert!(w.says("hit 1 of"));
    w.key(NONE, Key::N);
    assert!(w.says("hit 2 of"));
    w.key(Modifiers::SHIFT, Key::N);
    assert!(w.says("hit 1 of"));
}

#[test]
fn a_wrong_query_is_explained_and_the_last_result_stays() {
    let mut w = TestWorkbench::sample();
    w.key(CMD, Key::F);
    w.type_text("wagner");
    let rows = w.app().state.search.base.rows.len();
    w.type_text(" (soledar");
    assert!(w.says("This ( is not closed"));
    assert_eq!(w.app().state.search.base.rows.len(), rows);
}

#[test]
fn a_name_is_followed_from_a_selection_in_two_keys() {
    let mut w = TestWorkbench::tall();
    let tracks = w.app().state.session.workspace().tracks.len();
    w.select_mention("Wagner");
    w.key(CMD, Key::T);
    w.key(NONE, Key::Enter);
    // Wagner is followed already: the program says so and adds nothing.
    assert_eq!(w.app().state.session.workspace().tracks.len(), tracks);
    assert!(w.says("follows just this already"));
    let at = w.place_of("annotation supply / road");
    w.click_at(at, 2);
    let words = w.app().state.selected_words().unwrap().to_owned();
    w.key(CMD, Key::T);
    w.key(NONE, Key::Enter);
    let added = w
        .app()
        .state
        .session
        .workspace()
        .tracks
        .last()
        .unwrap()
        .clone();
    assert_eq!(&*added.name, words);
    assert!(
        w.app()
            .state
            .search
            .base
            .track(added.id)
            .unwrap()
            .counts
            .as_ref()
            .unwrap()
            .mentions()
            > 0
    );
}

#[test]
fn brushing_the_chart_filters_every_panel() {
    let mut w = TestWorkbench::sample();
    let (from, to) = (w.place_of("2022-12:"), w.place_of("2023-02:"));
    w.drag(from, to);
    assert!(w.says("2022-12-01 – 2023-02-28"));
    assert!(w.says("4 undated left out"));
    assert!(w.says("9 of 30 articles"));
    assert!(w.names(Role::Row, "2023-05").is_empty());
    assert_eq!(
        w.names(Role::ListItem, "2023-05:").len(),
        1,
        "the chart does not collapse to its own brush"
    );
    w.click("include undated articles");
    assert!(w.says("13 of 30 articles"));
    w.click("remove filter 2022-12-01 – 2023-02-28");
    assert!(!w.says("left out"));
    assert!(w.says("30 articles"));
}

#[test]
fn clicking_a_bar_shows_its_articles_and_the_lane_shows_the_undated() {
    let mut w = TestWorkbench::sample();
    let at = w.place_of("2022-09:");
    w.click_at(at, 1);
    assert!(w.says("2 of 30 articles"));
    w.click_first("undated: 4 articles");
    assert!(w.says("4 of 30 articles"));
    assert_eq!(w.names(Role::Row, "no date").len(), 4);
}

#[test]
fn a_passage_is_tagged_by_the_tags_key_and_undone() {
    let mut w = TestWorkbench::sample();
    let before = (**w.app().state.session.workspace()).clone();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::T);
    assert_eq!(
        w.app().state.session.workspace().annotations.len(),
        before.annotations.len() + 1
    );
    assert!(
        !w.names(Role::Mark, "annotation claim / territory: Bakhmut")
            .is_empty()
    );
    assert!(w.says("undo: tag “claim / territory”"));
    w.key(CMD, Key::Z);
    assert_eq!(
        w.app().state.session.workspace().annotations,
        before.annotations
    );
    w.key(CMD | Modifiers::SHIFT, Key::Z);
    assert_eq!(
        w.app().state.session.workspace().annotations.len(),
        before.annotations.len() + 1
    );
}

#[test]
fn shift_and_a_key_tag_and_go_on_to_the_next_hit() {
    let mut w = TestWorkbench::sample();
    w.key(NONE, Key::Slash);
    w.type_text("road");
    w.key(NONE, Key::Enter);
    let before = w.app().state.session.workspace().annotations.len();
    w.key(Modifiers::SHIFT, Key::R);
    w.key(Modifiers::SHIFT, Key::R);
    assert_eq!(
        w.app().state.session.workspace().annotations.len(),
        before + 2
    );
    assert_eq!(w.app().state.selected_words(), Some("road"));
}

#[test]
fn the_picker_finds_a_tag_by_a_few_letters_and_makes_new_ones() {
    let mut w = TestWorkbench::tall();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::Enter);
    w.type_text("evac");
    w.key(NONE, Key::Enter);
    let state = &w.app().state;
    let chosen = state
        .session
        .workspace()
        .annotations
        .get(state.reading.selection.annotation.unwrap())
        .unwrap();
    assert_eq!(
        state.session.workspace().codebook.path(chosen.tag.unwrap()),
        "civilians / evacuation"
    );
    w.select_mention("Wagner");
    w.key(NONE, Key::Enter);
    w.type_text("mercenaries");
    w.key(NONE, Key::Enter);
    assert!(
        w.app()
            .state
            .session
            .workspace()
            .codebook
            .by_path("mercenaries")
            .is_some()
    );
}

#[test]
fn a_note_is_typed_into_the_chosen_annotation_and_is_one_step() {
    let mut w = TestWorkbench::sample();
    w.click_first("choose annotation supply / road");
    let steps = w.app().state.session.history().steps().len();
    w.key(NONE, Key::F2);
    w.run();
    for letters in ["Com", "pare ", "with January"] {
        w.type_text(letters);
    }
    let state = &w.app().state;
    let note = state
        .session
        .workspace()
        .annotations
        .get(state.reading.selection.annotation.unwrap())
        .unwrap()
        .note
        .clone();
    assert!(note.contains("Compare with January"), "{note}");
    assert_eq!(state.session.history().steps().len(), steps + 1);
}

#[test]
fn overlapping_annotations_are_stacked_and_cycled() {
    let mut w = TestWorkbench::sample();
    w.click_first("choose annotation supply / road");
    let first = w.app().state.reading.selection.annotation;
    w.key(NONE, Key::Period);
    let second = w.app().state.reading.selection.annotation;
    assert_ne!(first, second);
    w.key(NONE, Key::Comma);
    assert_eq!(w.app().state.reading.selection.annotation, first);
}

#[test]
fn edges_move_by_keyboard_and_escape_restores_them() {
    let mut w = TestWorkbench::sample();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::T);
    let id = w.app().state.reading.selection.annotation.unwrap();
    let words = |w: &mut TestWorkbench| {
        w.app()
            .state
            .session
            .workspace()
            .annotations
            .get(id)
            .unwrap()
            .quote()
    };
    assert_eq!(words(&mut w), "Bakhmut");
    w.key(NONE, Key::E);
    w.key(CMD, Key::ArrowRight);
    w.key(NONE, Key::Escape);
    assert_eq!(words(&mut w), "Bakhmut");
    w.key(NONE, Key::E);
    w.key(CMD, Key::ArrowRight);
    w.key(NONE, Key::Enter);
    assert_eq!(words(&mut w), "Bakhmut hangs");
}

#[test]
fn a_further_range_is_added_to_the_chosen_annotation() {
    let mut w = TestWorkbench::tall();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::T);
    let id = w.app().state.reading.selection.annotation.unwrap();
    w.select_mention("Wagner");
    w.app().state.reading.selection.annotation = Some(id);
    w.key(CMD, Key::Enter);
    assert_eq!(
        w.app()
            .state
            .session
            .workspace()
            .annotations
            .get(id)
            .unwrap()
            .anchors
            .len(),
        2
    );
}

#[test]
fn the_caret_selects_by_keyboard_and_grows() {
    let mut w = TestWorkbench::sample();
    let at = w.place_of("mention of Bakhmut");
    w.click_at(at, 1);
    w.key(Modifiers::ALT, Key::ArrowUp);
    assert_eq!(w.app().state.selected_words(), Some("Bakhmut"));
    w.key(Modifiers::ALT, Key::ArrowUp);
    assert!(
        w.app()
            .state
            .selected_words()
            .unwrap()
            .starts_with("The last good road")
    );
    w.key(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(w.app().state.selected_words(), Some("Bakhmut"));
    w.key(NONE, Key::ArrowRight);
    w.key(Modifiers::SHIFT | CMD, Key::ArrowRight);
    assert_eq!(w.app().state.selected_words(), Some(" hangs"));
}

#[test]
fn everything_can_be_undone() {
    let mut w = TestWorkbench::sample();
    let start: Workspace = (**w.app().state.session.workspace()).clone();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::T);
    w.select_mention("Bakhmut");
    w.key(NONE, Key::Enter);
    w.type_text("new one");
    w.key(NONE, Key::Enter);
    w.key(CMD, Key::R);
    w.select_mention("Bakhmut");
    w.key(CMD, Key::M);
    w.type_text("why");
    w.key(NONE, Key::Escape);
    w.key(NONE, Key::Delete);
    assert!(w.app().state.session.history().steps().len() >= 6);
    while w.app().state.session.history().next_undo().is_some() {
        w.key(CMD, Key::Z);
    }
    let end = (**w.app().state.session.workspace()).clone();
    assert_eq!(
        (end.annotations, end.codebook, end.tracks, end.overrides),
        (
            start.annotations,
            start.codebook,
            start.tracks,
            start.overrides
        )
    );
}

#[test]
fn what_was_done_is_there_when_the_window_opens_again() {
    let mut w = TestWorkbench::sample();
    w.select_mention("Bakhmut");
    w.key(NONE, Key::T);
    let id = w.app().state.reading.selection.annotation.unwrap();
    w.save();
    assert!(w.says("saved"));
    let on_disk = store::open(&w.file).unwrap().workspace;
    assert_eq!(on_disk.annotations.get(id).unwrap().quote(), "Bakhmut");
    let again = TestWorkbench::open(&w.file, Vec2::new(1440.0, 900.0), Theme::Light);
    assert!(
        !again
            .names(Role::Mark, "annotation claim / territory: Bakhmut")
            .is_empty()
    );
}

#[test]
fn the_annotated_set_is_exported_from_the_keyboard() {
    let mut w = TestWorkbench::sample();
    let out = w.app().state.export_folder().join("annotations.jsonl");
    w.key(CMD, Key::E);
    w.run();
    w.click("Export");
    let lines = std::fs::read_to_string(&out).unwrap();
    assert_eq!(
        lines.lines().count(),
        w.app().state.session.workspace().annotations.len()
    );
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    for key in [
        "id",
        "article",
        "path",
        "title",
        "date",
        "tag",
        "ranges_chars",
        "ranges_bytes",
        "ranges_utf16",
        "quote",
        "note",
        "attributes",
        "author",
        "created",
        "modified",
    ] {
        assert!(first.get(key).is_some(), "{key}");
    }
    assert!(w.says("Exported"));
}

#[test]
fn the_codebook_is_edited_with_conflicts_named() {
    let mut w = TestWorkbench::sample();
    w.click("Codebook");
    w.click("+ New tag");
    w.run();
    w.type_text("weather");
    w.key(NONE, Key::Enter);
    assert!(
        w.app()
            .state
            .session
            .workspace()
            .codebook
            .by_path("weather")
            .is_some()
    );
    // The field stays for the next one.
    w.type_text("weather");
    w.key(NONE, Key::Enter);
    w.run();
    assert!(w.says("There is already a tag “weather” here"));
}

#[test]
fn deleting_a_tag_says_first_what_happens_to_its_annotations() {
    let mut w = TestWorkbench::sample();
    w.click("Codebook");
    w.click_first("tag language");
    w.click("More about this tag");
    w.click("Delete …");
    assert!(w.says("annotations use it"));
    let all = w.app().state.session.workspace().annotations.len();
    w.click("Delete the tag, keep its annotations as plain notes");
    assert_eq!(w.app().state.session.workspace().annotations.len(), all);
    assert!(
        w.app()
            .state
            .session
            .workspace()
            .codebook
            .by_path("language")
            .is_none()
    );
    w.key(CMD, Key::Z);
    assert!(
        w.app()
            .state
            .session
            .workspace()
            .codebook
            .by_path("language")
            .is_some()
    );
}

#[test]
fn panels_are_walked_with_f6_and_articles_with_j_and_k() {
    let mut w = TestWorkbench::sample();
    let start = w.app().state.reading.selection.article.clone();
    w.key(NONE, Key::J);
    assert_ne!(w.app().state.reading.selection.article, start);
    w.key(NONE, Key::K);
    assert_eq!(w.app().state.reading.selection.article, start);
    w.key(Modifiers::ALT, Key::ArrowLeft);
    assert_ne!(w.app().state.reading.selection.article, start);
    w.key(NONE, Key::F6);
    assert!(
        w.harness
            .get_by_role_and_label(Role::Grid, "Articles")
            .is_focused()
    );
    w.key(NONE, Key::ArrowDown);
    w.key(NONE, Key::F6);
    assert!(
        w.harness
            .query_by_label_contains("Reader:")
            .unwrap()
            .is_focused()
    );
}

#[test]
fn a_file_that_cannot_be_loaded_is_in_the_report_and_all_others_load() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a.txt", &b"date 2023-02-22 Road cut\n\nBody."[..]),
        ("b.txt", b""),
        ("c.txt", b"%PDF-1.7 x"),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut w = TestWorkbench::open(folder.path(), Vec2::new(1440.0, 900.0), Theme::Light);
    assert!(w.says("1 thing to decide: Load report"));
    w.key(CMD, Key::K);
    w.type_text("load report");
    w.key(NONE, Key::Enter);
    assert!(
        !w.says("1 thing to decide: Load report"),
        "it is being looked at"
    );
    assert!(w.says("is empty"));
    assert!(w.says("is a PDF"));
    assert_eq!(w.app().state.session.corpus().len(), 1);
}

#[test]
fn a_source_is_taken_out_and_undo_brings_it_back() {
    let mut w = TestWorkbench::tall();
    let annotations = w.app().state.session.workspace().annotations.len();
    w.click("Details");
    w.click("Remove source “seeds”");
    assert_eq!(w.app().state.session.corpus().len(), 0);
    assert_eq!(
        w.app().state.session.workspace().annotations.len(),
        annotations
    );
    w.key(CMD, Key::Z);
    assert_eq!(w.app().state.session.corpus().len(), 30);
    assert!(w.app().state.session.unplaced().is_empty());
}

#[test]
fn facets_include_and_exclude_and_every_panel_follows() {
    let mut w = TestWorkbench::sample();
    w.key(CMD, Key::Num7);
    let rows = w.app().state.search.base.rows.len();
    w.click("2022");
    let of_2022 = w.app().state.search.base.rows.len();
    assert!(of_2022 > 0 && of_2022 < rows);
    assert!(w.says("year: 2022"), "a chip says what was chosen");
    // The facet itself still offers the other years.
    w.click("2023");
    assert!(w.app().state.search.base.rows.len() > of_2022);
    w.click("Leave out year: no date");
    assert!(w.says("year: not no date"));
}

#[test]
fn the_search_field_completes_what_is_typed() {
    let mut w = TestWorkbench::sample();
    w.key(CMD, Key::F);
    w.type_text("tag:cas");
    w.key(NONE, Key::ArrowDown);
    w.key(NONE, Key::Enter);
    let text = w.app().state.search.query.text.clone();
    assert!(
        text.starts_with("tag:") && text.len() > "tag:cas".len(),
        "{text}"
    );
    assert!(w.app().state.search.query.error.is_none());
    assert!(!w.app().state.search.base.rows.is_empty());
}

#[test]
fn near_spellings_are_taken_in_with_one_key() {
    let mut w = TestWorkbench::tall();
    let seeds = w.file.with_file_name("seeds");
    std::fs::write(seeds.join("40.txt"), "Soledor, as some write it").unwrap();
    w.key(NONE, Key::F5);
    w.key(CMD, Key::Num5);
    w.click("+ New track");
    w.click("Query of the new track");
    w.type_text("soledar");
    assert!(w.says("soledor"));
    w.key(Modifiers::ALT, Key::Num1);
    w.key(NONE, Key::Enter);
    let track = w
        .app()
        .state
        .session
        .workspace()
        .tracks
        .last()
        .unwrap()
        .clone();
    assert_eq!(&*track.query, "soledar OR soledor");
}
