//! What a quick typist does arrives within one frame: every key goes where it belongs, in order, and none
//! is lost. Each test hands all its events over at once.

use dateline::ui::dialogs;
use dateline::workspace::Workspace;
use egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use crate::fixture::TestWorkbench;

const NONE: Modifiers = Modifiers::NONE;

/// A key is pressed and let go, with the modifiers changing before and after as the system tells it.
fn pressed(keys: &str) -> Vec<Event> {
    let mut parts: Vec<&str> = keys.split('+').collect();
    let key = Key::from_name(parts.pop().unwrap()).unwrap();
    let mut modifiers = NONE;
    for part in parts {
        modifiers |= match part {
            "ctrl" => Modifiers::COMMAND,
            "alt" => Modifiers::ALT,
            "shift" => Modifiers::SHIFT,
            other => panic!("no modifier: {other}"),
        };
    }
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    vec![
        Event::ModifiersChanged(modifiers),
        event(true),
        event(false),
        Event::ModifiersChanged(NONE),
    ]
}

/// Characters are typed: each is a key and a text, as the system tells it.
fn typed(words: &str) -> Vec<Event> {
    let mut out = Vec::new();
    for c in words.chars() {
        let text = c.to_string();
        let key = if c == ' ' {
            Some(Key::Space)
        } else {
            Key::from_name(&text)
        };
        let event = |pressed| {
            key.map(|key| Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers: NONE,
            })
        };
        out.extend(event(true));
        out.push(Event::Text(text));
        out.extend(event(false));
    }
    out
}

impl TestWorkbench {
    /// Everything arrives in one frame.
    fn burst(&mut self, parts: &[Vec<Event>]) {
        let events = parts.iter().flatten().cloned();
        self.harness.input_mut().events.extend(events);
        self.run();
    }

    fn workspace(&mut self) -> Workspace {
        (**self.app().state.session.workspace()).clone()
    }

    /// What stands in the text field that has the focus; none where none has it.
    fn typed_in(&self) -> Option<String> {
        let mut fields = self
            .harness
            .query_all_by(|n| n.is_focused() && is_field(n.role()));
        fields.find_map(|n| n.accesskit_node().value())
    }

    /// What a key that goes astray would change.
    fn here(&mut self) -> impl PartialEq + std::fmt::Debug + use<> {
        let state = &self.app().state;
        let workspace = state.session.workspace();
        let selection = &state.reading.selection;
        (
            (workspace.annotations.len(), workspace.codebook.len()),
            workspace.tracks.len(),
            state.session.history().steps().len(),
            selection.article.clone(),
            selection.passage,
            selection.annotation,
        )
    }
}

fn is_field(role: Role) -> bool {
    matches!(role, Role::TextInput | Role::MultilineTextInput)
}

#[test]
fn what_follows_the_key_of_searching_is_searched_for() {
    for key in ["/", "ctrl+F"] {
        let mut w = TestWorkbench::tall();
        w.select_mention("Bakhmut");
        let before = w.here();
        let key = if key == "/" { typed(key) } else { pressed(key) };
        // j and k walk, c and v put tags on the selected passage, n goes to the next hit.
        w.burst(&[key, typed("jcvnk 1")]);
        assert_eq!(w.app().state.search.query.text, "jcvnk 1");
        assert_eq!(w.here(), before);
    }
}

#[test]
fn a_search_its_enter_and_the_next_hit_in_one_frame() {
    let mut w = TestWorkbench::tall();
    w.burst(&[typed("/"), typed("shells"), pressed("Enter")]);
    assert_eq!(w.app().state.search.query.text, "shells");
    assert_eq!(w.selected(), "shells");
    let first = w.app().state.reading.selection.hit;
    let article = w.app().state.reading.selection.article.clone();
    w.burst(&[typed("nn")]);
    let state = &w.app().state;
    let second = (
        state.reading.selection.hit,
        state.reading.selection.article.clone(),
    );
    assert_ne!(second, (first, article));
}

#[test]
fn text_without_its_keys_comes_too() {
    let mut w = TestWorkbench::tall();
    let slash = pressed("/");
    let words = vec![Event::Text("bakhmut".to_owned())];
    w.burst(&[slash, words]);
    assert_eq!(w.app().state.search.query.text, "bakhmut");
}

#[test]
fn the_palette_runs_what_was_typed_and_what_follows_goes_to_the_dialog_that_opens() {
    let mut w = TestWorkbench::tall();
    w.select_mention("Bakhmut");
    let before = w.here();
    w.burst(&[
        pressed("ctrl+K"),
        typed("go to row"),
        pressed("Enter"),
        typed("jc3"),
    ]);
    assert_eq!(w.names(Role::Dialog, ""), ["Go to"]);
    assert_eq!(w.typed_in().as_deref(), Some("jc3"));
    assert_eq!(w.here(), before);
}

#[test]
fn every_dialog_of_the_table_gets_what_is_typed_after_it_was_asked_for() {
    /// Dialogs that begin with a text field.
    const WITH_FIELD: [&str; 17] = [
        "open",
        "add-articles",
        "save-copy",
        "export-annotations",
        "export-chart",
        "import-codebook",
        "export-codebook",
        "settings",
        "palette",
        "go-to",
        "tag-passage",
        "tag-article",
        "change-tag",
        "relate",
        "follow",
        "tag-details",
        "split-tag",
    ];
    let mut with_field = 0;
    let mut w = TestWorkbench::sample();
    w.select_mention("Bakhmut");
    for info in dialogs::ALL {
        let before = w.here();
        assert!(w.app().open_example(info));
        w.burst(&[typed("jcnk1")]);
        assert_eq!(w.names(Role::Dialog, ""), [info.title]);
        if WITH_FIELD.contains(&info.id) {
            with_field += 1;
            let field = w.typed_in().unwrap_or_default();
            assert!(field.contains("jcnk1"), "{}: {field:?}", info.id);
        }
        // What a definition says of a tag is a change of its own, typed where it belongs.
        if info.id != "tag-details" {
            assert_eq!(w.here(), before, "{}", info.id);
        }
        w.press("Escape");
        assert!(w.names(Role::Dialog, "").is_empty(), "{}", info.id);
    }
    assert_eq!(with_field, WITH_FIELD.len());
}

#[test]
fn a_new_tag_is_named_by_what_follows() {
    let mut w = TestWorkbench::tall();
    w.select_mention("Bakhmut");
    let annotations = w.annotations();
    let name = typed("cvjn");
    w.burst(&[
        pressed("ctrl+K"),
        typed("new tag"),
        pressed("Enter"),
        name,
        pressed("Enter"),
    ]);
    let names: Vec<String> = w
        .workspace()
        .codebook
        .children(None)
        .map(|t| t.name.to_string())
        .collect();
    assert!(names.contains(&"cvjn".to_owned()), "{names:?}");
    assert_eq!(w.annotations(), annotations);
}

#[test]
fn the_first_letters_of_a_note_are_in_it() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("C");
    // Another panel stands where the note will be.
    w.press("ctrl+4 ctrl+2");
    w.burst(&[pressed("F2"), typed("secj k")]);
    assert_eq!(w.chosen().2, "secj k");
    w.press("Escape");
    let annotations = w.annotations();
    // The annotation and its note: no letter did anything else.
    assert_eq!(w.app().state.session.history().steps().len(), 2);
    w.select_hit("shells");
    w.burst(&[pressed("ctrl+M"), typed("who says")]);
    assert_eq!(w.chosen().2, "who says");
    assert_eq!(w.annotations(), annotations + 1);
}

#[test]
fn a_tag_is_picked_in_one_breath() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    let before = w.annotations();
    w.burst(&[pressed("Enter"), typed("denial"), pressed("Enter")]);
    assert_eq!(w.chosen().0, "claim / denial");
    assert_eq!(w.annotations(), before + 1);
}

#[test]
fn a_track_is_named_and_followed_in_one_breath() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    let before = w.annotations();
    w.burst(&[
        pressed("ctrl+T"),
        typed(" cj"),
        pressed("Enter"),
        typed("n"),
    ]);
    let tracks = w.workspace().tracks;
    let last = tracks.last().unwrap();
    assert_eq!(&*last.name, "shells cj");
    assert_eq!(w.annotations(), before);
}

#[test]
fn a_row_is_gone_to_in_one_breath() {
    let mut w = TestWorkbench::tall();
    let third = w.app().state.search.base.rows[2];
    let third = w
        .app()
        .state
        .session
        .corpus()
        .get(third)
        .unwrap()
        .id
        .clone();
    w.burst(&[pressed("ctrl+G"), typed("3"), pressed("Enter")]);
    assert_eq!(w.app().state.reading.selection.article, Some(third));
}

#[test]
fn the_filter_form_begins_with_its_first_field() {
    let mut w = TestWorkbench::tall();
    w.select_mention("Bakhmut");
    let before = w.here();
    w.burst(&[pressed("ctrl+shift+F"), typed("road")]);
    assert_eq!(w.app().state.search.filter.title, "road");
    // The table shows fewer, the article stays.
    assert_eq!(w.here(), before);
}

#[test]
fn shift_that_is_let_go_of_within_the_frame_still_selects() {
    let mut w = TestWorkbench::tall();
    w.press("ctrl+2 ctrl+Home");
    w.burst(&[
        pressed("shift+Right"),
        pressed("shift+Right"),
        pressed("shift+Right"),
    ]);
    assert_eq!(w.selected().chars().count(), 3);
    w.burst(&[pressed("ctrl+shift+Right"), pressed("Right")]);
    assert_eq!(w.selected(), "");
}

#[test]
fn alt_and_a_digit_choose_a_spelling_and_type_nothing() {
    let mut w = TestWorkbench::tall();
    w.select_hit("bakhmut");
    w.press("ctrl+T");
    let offered = w.names(Role::CheckBox, "1  ");
    assert_eq!(offered.len(), 1, "a near spelling is offered");
    let name = w.typed_in().unwrap();
    let mut events = pressed("alt+1");
    events.insert(2, Event::Text("1".to_owned()));
    w.burst(&[events]);
    assert_eq!(w.typed_in().unwrap(), name);
    w.press("Enter");
    let tracks = w.workspace().tracks;
    assert!(
        tracks.last().unwrap().query.to_string().contains(" OR "),
        "the spelling is in"
    );
}
