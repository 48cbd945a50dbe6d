//! Layouts of keyboards, and keys that the analyst has given to commands.

use egui::{Event, Key, Modifiers};

use crate::fixture::TestWorkbench;

/// A key as the window system tells it: what it means on the layout, where it is, and what it types.
fn struck(w: &mut TestWorkbench, key: Key, physical: Key, typed: &str) {
    for pressed in [true, false] {
        w.harness.event(Event::Key {
            key,
            physical_key: Some(physical),
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
        if pressed {
            w.harness.event(Event::Text(typed.to_owned()));
        }
    }
    w.run();
}

#[test]
fn on_a_ukrainian_layout_letters_go_by_where_they_are() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    let before = w.annotations();
    // The toolkit gives the place of the key where its letter is none that it knows.
    struck(&mut w, Key::C, Key::C, "с");
    assert_eq!(
        (w.annotations(), w.chosen().0),
        (before + 1, "claim".into())
    );
    let open = w.app().state.reading.selection.article.clone();
    w.press("Escape");
    struck(&mut w, Key::J, Key::J, "о");
    assert_ne!(w.app().state.reading.selection.article, open);
    // In a field it is the letter that is typed.
    w.press("/");
    struck(&mut w, Key::C, Key::C, "с");
    assert!(w.app().state.search.query.text.ends_with('с'));
}

#[test]
fn on_a_german_layout_letters_go_by_what_they_are() {
    let mut w = TestWorkbench::tall();
    w.command("New tag");
    w.type_text("zone");
    // The field stays for the next tag until one leaves it.
    w.press("Enter Escape");
    let book = &w.app().state.session.workspace().codebook;
    assert_eq!(
        book.by_path("zone")
            .unwrap()
            .key
            .map(|k| k.to_string())
            .as_deref(),
        Some("z")
    );
    w.select_hit("shells");
    // Z lies where Y is on an American keyboard.
    struck(&mut w, Key::Z, Key::Y, "z");
    assert_eq!(w.chosen().0, "zone");
}

#[test]
fn a_command_gets_another_key_and_conflicts_are_refused() {
    let mut w = TestWorkbench::sample();
    let change = "Change the key of Mark article reviewed";
    w.press("F1");
    w.tab_to(change);
    w.press("Enter ctrl+S");
    assert!(w.says("belongs to “Save now”"));
    w.tab_to(change);
    w.press("Enter C");
    assert!(w.says("put tags on passages"));
    w.tab_to(change);
    w.press("Enter F9");
    w.press("Escape");
    let reviewed = |w: &mut TestWorkbench| {
        let id = w.app().state.reading.selection.article.clone().unwrap();
        w.app().state.session.workspace().status(&id) == dateline::workspace::ReviewStatus::Reviewed
    };
    w.press("ctrl+R");
    assert!(!reviewed(&mut w), "the old key is free");
    w.press("F9");
    assert!(reviewed(&mut w));
    // The menu and the palette show the new one, and it can be as it was.
    w.press("ctrl+K");
    w.type_text("Mark article reviewed");
    w.press("Escape F1");
    w.tab_to("As it was");
    w.press("Enter Escape");
    assert!(w.app().state.settings.keys.is_empty());
}
