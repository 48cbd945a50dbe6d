//! Every panel and dialog in both themes and three sizes: it settles, has names for everything, and
//! draws no glyph that the fonts lack (the fixture fails on each of these).

use egui::{Key, Modifiers, Pos2, Rect, Role, Theme, Vec2};
use egui_kittest::kittest::Queryable;

use crate::fixture::TestWorkbench;

const SIZES: [Vec2; 3] = [
    Vec2::new(900.0, 560.0),
    Vec2::new(1440.0, 900.0),
    Vec2::new(2560.0, 1300.0),
];

/// The smallest window at twice its size, in points, and two larger ones.
const DIALOG_SIZES: [Vec2; 3] = [Vec2::new(720.0, 450.0), SIZES[1], SIZES[2]];

#[test]
fn every_panel_in_both_themes_and_three_sizes() {
    for theme in [Theme::Light, Theme::Dark] {
        for size in SIZES {
            let mut w = TestWorkbench::sample_at(size, theme);
            for info in dateline::ui::PANELS {
                let words = format!("Show {}", info.title);
                w.command(&words);
                let shown = w.names(Role::Pane, info.title);
                assert_eq!(shown.len(), 1, "{words}");
            }
            w.key(Modifiers::NONE, Key::CloseBracket);
        }
    }
}

#[test]
fn every_dialog_of_the_table_in_both_themes_and_in_three_sizes() {
    for (at, size) in DIALOG_SIZES.into_iter().enumerate() {
        // The middle size in both themes: sizes differ in layout, themes in colours alone.
        let themes = [Theme::Light, Theme::Dark];
        for theme in themes.into_iter().take(if at == 1 { 2 } else { 1 }) {
            let mut w = TestWorkbench::sample_at(size, theme);
            for info in dateline::ui::dialogs::ALL {
                assert!(w.app().open_example(info), "{} has no example", info.id);
                w.run();
                assert_eq!(w.names(Role::Dialog, ""), [info.title]);
                let dialog = w.harness.get_by_role_and_label(Role::Dialog, info.title);
                let rect = dialog.rect();
                let room = Rect::from_min_size(Pos2::ZERO, size);
                assert!(room.contains_rect(rect), "{}: {rect} in {size}", info.id);
                w.key(Modifiers::NONE, Key::Escape);
                assert!(w.names(Role::Dialog, "").is_empty(), "{}", info.id);
            }
        }
    }
}

#[test]
fn the_welcome_and_an_empty_folder_say_what_to_do() {
    for size in SIZES {
        let w = TestWorkbench::welcome(size, Theme::Light);
        assert!(w.says("Try the sample"));
    }
    let folder = tempfile::tempdir().unwrap();
    let w = TestWorkbench::open(folder.path(), SIZES[1], Theme::Dark);
    assert!(w.says("There is no file to read in"));
    assert!(
        !folder.path().join("workspace.ron").exists(),
        "looking writes nothing"
    );
}
