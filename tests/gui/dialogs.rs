//! The frame that dialogs share: where the focus is, what Enter, Esc and Tab do, and that what lies behind
//! stands still.

use dateline::ui::dialogs;
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Role, TouchPhase, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::fixture::TestWorkbench;

impl TestWorkbench {
    fn dialogs(&self) -> Vec<String> {
        self.names(Role::Dialog, "")
    }
}

#[test]
fn escape_closes_the_innermost_thing_and_the_focus_returns() {
    let mut w = TestWorkbench::sample();
    w.select_hit("shells");
    w.press("ctrl+2");
    let before = w.focused();
    assert!(before.starts_with("Reader"), "{before}");
    let retag = dialogs::ALL.iter().find(|d| d.id == "retag-listed");
    w.app().open_example(retag.unwrap());
    w.run();
    assert_eq!(w.focused(), "Tag");
    w.press("Enter");
    assert!(w.says("claim / denial"), "the drop-down is open");
    w.press("Escape");
    assert_eq!(
        w.dialogs(),
        [retag.unwrap().title],
        "only the drop-down was closed"
    );
    assert_eq!(w.focused(), "Tag", "the focus is back on what opened it");
    w.press("Escape");
    assert!(w.dialogs().is_empty());
    assert_eq!(w.focused(), before);
    assert!(
        w.app().state.selected_words().is_some(),
        "the passage is still selected"
    );
}

#[test]
fn tab_stays_inside_every_dialog() {
    let mut w = TestWorkbench::sample();
    for info in dialogs::ALL {
        w.app().open_example(info);
        w.run();
        for key in ["Tab", "shift+Tab"] {
            let mut seen = Vec::new();
            for _ in 0..8 {
                w.press(key);
                let dialog = w.harness.get_by_role_and_label(Role::Dialog, info.title);
                let room = dialog.rect();
                let focused = w
                    .harness
                    .query_all_by(|n| n.is_focused() && n.label().is_some());
                // Between the last and the first nothing may have it for one press.
                let Some(focused) = focused.last() else {
                    continue;
                };
                let name = focused.accesskit_node().label().unwrap_or_default();
                // What is scrolled out of a body lies above or below its edge, never at a side.
                let at = focused.rect().center().x;
                assert!(room.x_range().contains(at), "{}: {name}", info.id);
                seen.push(name);
            }
            assert!(!seen.is_empty(), "{}: {key} leads nowhere", info.id);
        }
        w.press("Escape");
    }
}

#[test]
fn what_lies_behind_a_dialog_stands_still() {
    let mut w = TestWorkbench::sample();
    w.select_hit("shells");
    let row = w.place_of("mention of");
    let before = format!("{:?}", w.app().state.reading.selection);
    let steps = w.app().state.session.history().steps().len();
    w.press("F1");
    assert_eq!(w.dialogs(), ["Keys"]);
    w.press("C J N 1 ctrl+R ctrl+Z F3 F6 Delete");
    w.click_at(row, 1);
    w.harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, -300.0),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    w.run();
    let after = format!("{:?}", w.app().state.reading.selection);
    assert_eq!(after, before);
    assert_eq!(w.app().state.session.history().steps().len(), steps);
    assert_eq!(w.dialogs(), ["Keys"]);
    w.press("Escape");
    assert_eq!(w.place_of("mention of"), row, "the page was not scrolled");
}

#[test]
fn enter_is_the_main_button_unless_something_has_its_own_use_for_it() {
    let mut w = TestWorkbench::sample();
    let annotations = w.annotations();
    // The main button has the focus where there is no field.
    w.command("Delete all listed");
    assert!(w.focused().starts_with("Delete "), "{}", w.focused());
    w.press("Tab");
    assert_eq!(w.focused(), "Cancel");
    w.press("Enter");
    assert!(w.dialogs().is_empty());
    assert_eq!(
        w.annotations(),
        annotations,
        "Cancel had its own use for Enter"
    );
    w.command("Delete all listed");
    w.press("Enter");
    assert_eq!(w.annotations(), 0);
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), annotations);
}

#[test]
fn enter_with_nothing_to_do_leaves_the_focus_where_it_is() {
    let mut w = TestWorkbench::sample();
    w.press("ctrl+G");
    w.type_text("no such row");
    w.press("Enter");
    assert_eq!(w.dialogs(), ["Go to"]);
    assert_eq!(w.focused(), "Row or date");
    w.key(Modifiers::COMMAND, Key::A);
    w.type_text("2");
    w.press("Enter");
    assert!(w.dialogs().is_empty());
}

#[test]
fn a_file_is_not_replaced_by_enter_in_the_field() {
    let mut w = TestWorkbench::sample();
    let target = w.file.with_file_name("annotations.jsonl");
    std::fs::write(&target, "mine").unwrap();
    w.press("ctrl+E");
    w.key(Modifiers::COMMAND, Key::A);
    w.type_text(&target.display().to_string());
    assert!(w.says("A file of this name exists."));
    w.press("Enter");
    assert_eq!(w.dialogs(), ["Export annotations"]);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "mine");
    w.tab_to("Export and replace");
    w.press("Enter");
    assert_ne!(std::fs::read_to_string(&target).unwrap(), "mine");
}
