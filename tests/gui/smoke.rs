//! Every panel and dialog in both themes and three sizes: it settles, has names for everything, and
//! draws no glyph that the fonts lack (the fixture fails on each of these).

use egui::{Key, Modifiers, Role, Theme, Vec2};

use crate::fixture::TestWorkbench;

const SIZES: [Vec2; 3] = [
    Vec2::new(900.0, 560.0),
    Vec2::new(1440.0, 900.0),
    Vec2::new(2560.0, 1300.0),
];

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
fn every_dialog_in_both_themes() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut w = TestWorkbench::sample_at(SIZES[1], theme);
        for info in dateline::ui::commands::ALL
            .iter()
            .filter(|i| i.label.contains('…') || i.label.starts_with(['K', 'H', 'A', 'L', 'M']))
        {
            if !info.command.is_enabled(&w.app().state) {
                continue;
            }
            w.key(Modifiers::COMMAND, Key::K);
            w.type_text(info.label.trim_end_matches(" …"));
            w.key(Modifiers::NONE, Key::Enter);
            w.run();
            w.key(Modifiers::NONE, Key::Escape);
        }
    }
}

#[test]
fn the_welcome_and_an_empty_folder_say_what_to_do() {
    for size in SIZES {
        let w = TestWorkbench::welcome(size, Theme::Light);
        assert!(w.says("Try the sample corpus"));
    }
    let folder = tempfile::tempdir().unwrap();
    let w = TestWorkbench::open(folder.path(), SIZES[1], Theme::Dark);
    assert!(w.says("There are no articles in this workspace yet"));
    assert!(
        !folder.path().join("workspace.ron").exists(),
        "looking writes nothing"
    );
}
