use dateline::workspace::ReviewStatus;
use egui::{Key, Modifiers};

use crate::fixture::TestWorkbench;

#[test]
fn a_selection_is_made_grown_and_shrunk() {
    let mut w = TestWorkbench::tall();
    w.press("ctrl+2 ctrl+Home");
    w.press("shift+Right shift+Right");
    assert_eq!(w.selected().chars().count(), 2);
    w.press("alt+Up");
    let word = w.selected();
    w.press("alt+Up");
    let sentence = w.selected();
    w.press("alt+Up alt+Up");
    let all = w.selected();
    assert!(word.len() < sentence.len() && sentence.len() <= all.len());
    assert!(sentence.starts_with(&word) && !word.contains(' '));
    // In a title the sentence is the paragraph.
    while w.selected() != sentence {
        w.press("alt+Down");
    }
    w.press("alt+Down");
    assert_eq!(w.selected(), word);
    w.press("alt+Down");
    assert_eq!(w.selected().chars().count(), 2);
    // What has grown in one article never comes back in another.
    w.press("alt+Up Escape J alt+Down");
    assert_eq!(w.selected(), "");
    w.press("ctrl+Right ctrl+shift+Right");
    assert!(!w.selected().is_empty());
}

#[test]
fn a_tag_is_put_on_by_its_key_and_the_next_hit_is_selected() {
    let mut w = TestWorkbench::tall();
    let before = w.annotations();
    w.select_hit("shells");
    let first = w.app().state.reading.selection.article.clone();
    w.press("shift+C");
    assert_eq!(w.annotations(), before + 1);
    assert!(w.next_undo().contains("claim"));
    assert!(!w.selected().is_empty(), "the next hit is selected");
    // The last tag by its number.
    w.press("1");
    assert_eq!(w.annotations(), before + 2);
    assert_eq!(w.chosen().0, "claim");
    w.press("ctrl+Z ctrl+Z");
    assert_eq!(w.annotations(), before);
    assert!(first.is_some());
}

#[test]
fn a_tag_is_picked_by_a_few_letters_or_made_of_what_was_typed_or_selected() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("Enter");
    assert_eq!(w.focused(), "Tag");
    w.type_text("evac");
    w.press("Enter");
    assert_eq!(w.chosen().0, "civilians / evacuation");
    w.press("N Enter");
    w.type_text("hearsay");
    w.press("Enter");
    assert_eq!(w.chosen().0, "hearsay");
    // In vivo: the words themselves, last but one in the list.
    w.press("N");
    let words = w.selected();
    w.press("Enter");
    let tags = w.app().state.session.workspace().codebook.len();
    for _ in 0..tags {
        w.press("Down");
    }
    w.press("Enter");
    assert_eq!(w.chosen().0, words);
    w.press("ctrl+Z");
    assert_eq!(w.app().state.session.workspace().codebook.len(), tags);
}

#[test]
fn a_path_typed_in_the_picker_is_the_tag_whatever_is_like_it() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("Enter");
    w.type_text("civilians/evac");
    w.press("Enter");
    assert_eq!(
        w.chosen().0,
        "civilians / evac",
        "and not the evacuation that it is like"
    );
    // One that is there is that one, however it is written.
    w.press("N Enter");
    w.type_text("Civilians / Evacuation");
    let tags = w.app().state.session.workspace().codebook.len();
    w.press("Enter");
    assert_eq!(w.chosen().0, "civilians / evacuation");
    assert_eq!(w.app().state.session.workspace().codebook.len(), tags);
    // What cannot be a tag stays, with the reason, and makes nothing.
    let before = w.annotations();
    w.press("N Enter");
    w.type_text("qqq//x");
    w.press("Enter");
    assert!(w.says("A tag needs a name."));
    assert_eq!((w.focused().as_str(), w.annotations()), ("Tag", before));
}

#[test]
fn a_whole_article_gets_a_tag_new_or_known_a_memo_and_a_status() {
    let mut w = TestWorkbench::sample();
    w.press("ctrl+shift+A");
    w.type_text("rumour mill");
    w.press("Enter");
    let (tag, quote, _) = w.chosen();
    assert_eq!((&*tag, &*quote), ("rumour mill", ""));
    w.press("ctrl+R");
    let id = w.app().state.reading.selection.article.clone().unwrap();
    assert_eq!(
        w.app().state.session.workspace().status(&id),
        ReviewStatus::Reviewed
    );
    w.press("ctrl+6");
    w.tab_to("Memo");
    w.type_text("Ask the desk.");
    w.press("ctrl+1");
    let said = w
        .app()
        .state
        .session
        .workspace()
        .overrides
        .get(&id)
        .cloned()
        .unwrap();
    assert_eq!(&*said.memo, "Ask the desk.");
    // A field that the focus leaves for another panel keeps what was typed.
    w.press("ctrl+6");
    w.tab_to("Your title of the article");
    w.type_text("My title");
    w.press("ctrl+4");
    let said = w
        .app()
        .state
        .session
        .workspace()
        .overrides
        .get(&id)
        .cloned()
        .unwrap();
    assert_eq!(said.title.as_deref(), Some("My title"));
}

#[test]
fn a_further_range_is_added_and_taken_away() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("C");
    let first = w.chosen().1;
    w.press("ctrl+shift+Right ctrl+shift+Right");
    let further = w.selected().trim().to_owned();
    assert!(!further.is_empty());
    w.press("ctrl+Enter");
    assert_eq!(w.chosen().1.split(" … ").count(), 2, "{}", w.chosen().1);
    w.command("Remove the last range");
    assert_eq!(w.chosen().1, first);
}

#[test]
fn the_ends_of_an_annotation_are_moved_kept_and_restored() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("C");
    let before = w.chosen().1;
    w.press("E ctrl+Right Enter");
    let longer = w.chosen().1;
    assert!(longer.starts_with(&before) && longer.len() > before.len());
    w.press("S Right Enter");
    assert_eq!(w.chosen().1, longer[1..]);
    w.press("E ctrl+Right Escape");
    assert_eq!(w.chosen().1, longer[1..]);
    w.press("ctrl+Z ctrl+Z");
    assert_eq!(w.chosen().1, before);
}

#[test]
fn overlapping_ones_are_gone_through_and_one_is_deleted_and_comes_back() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("C");
    w.press("alt+Up");
    let start = w.selected();
    assert!(!start.is_empty(), "the word under the caret");
    w.press("V");
    assert_eq!(w.chosen().0, "civilians");
    w.press("Period");
    assert_eq!(w.chosen().0, "claim");
    w.press("Comma");
    assert_eq!(w.chosen().0, "civilians");
    let before = w.annotations();
    w.press("Delete");
    assert_eq!(w.annotations(), before - 1);
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before);
    // And from one to the next in reading order.
    w.press("CloseBracket OpenBracket F4 shift+F4");
    assert!(w.app().state.reading.selection.annotation.is_some());
}

#[test]
fn a_note_without_a_tag_is_typed_at_once_and_is_one_step() {
    let mut w = TestWorkbench::tall();
    // Another panel stands where the note will be.
    w.press("ctrl+4");
    w.select_hit("shells");
    let before = w.annotations();
    w.press("ctrl+M");
    assert_eq!(w.focused(), "Note");
    for words in ["W", "ho", " says so?"] {
        w.type_text(words);
    }
    w.press("Escape");
    assert_eq!(w.chosen().2, "Who says so?");
    w.press("F2");
    assert_eq!(w.focused(), "Note");
    w.press("Escape ctrl+Z");
    assert_eq!(w.chosen().2, "");
    w.press("ctrl+Z");
    assert_eq!(w.annotations(), before);
}

#[test]
fn the_chosen_annotation_gets_another_tag_a_status_and_a_relation() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    w.press("C ctrl+shift+T");
    w.type_text("denial");
    w.press("Enter");
    assert_eq!(w.chosen().0, "claim / denial");
    w.command("Mark annotation reviewed");
    let id = w.app().state.reading.selection.annotation.unwrap();
    let status = w
        .app()
        .state
        .session
        .workspace()
        .annotations
        .get(id)
        .unwrap()
        .status;
    assert_eq!(status, ReviewStatus::Reviewed);
    w.press("ctrl+shift+R");
    w.type_text("confirms");
    w.tab_to("Annotations to choose from");
    w.press("Down Enter");
    let relation = w
        .app()
        .state
        .session
        .workspace()
        .relations
        .last()
        .unwrap()
        .clone();
    assert_eq!((&*relation.name, relation.from), ("confirms", id));
    assert!(w.says("confirms →"), "listed in the editor");
    w.press("ctrl+3");
    w.tab_to("Take away relation confirms");
    w.press("Enter");
    assert!(!w.says("confirms →"));
}

#[test]
fn a_passage_is_copied_with_where_it_stands() {
    let mut w = TestWorkbench::tall();
    w.select_hit("shells");
    let words = w.selected();
    let copied = w.copied_by(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    assert!(copied.starts_with(&format!("“{words}”")), "{copied}");
    assert!(copied.contains(".txt, characters "), "{copied}");
}

#[test]
fn who_annotates_is_said_once_and_written_into_what_follows() {
    let mut w = TestWorkbench::tall();
    w.press("ctrl+Comma");
    assert_eq!(w.focused(), "Author");
    w.type_text(" two");
    w.press("Escape");
    w.select_hit("shells");
    w.press("C");
    let id = w.app().state.reading.selection.annotation.unwrap();
    let author = w
        .app()
        .state
        .session
        .workspace()
        .annotations
        .get(id)
        .unwrap()
        .author
        .clone();
    assert!(author.contains("two"), "{author}");
}
