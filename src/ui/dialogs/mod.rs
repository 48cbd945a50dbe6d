//! Dialogs: one at a time over the window, which is dimmed and still meanwhile.
//!
//! A dialog is a file with a [`DialogInfo`] (what it is called, how wide it is), a function that makes a
//! [`DialogRequest`] (with what it is about, if it needs that: a tag, an annotation), and a [`Body`]. Its
//! line in [`ALL`] is all that others need; the tests open every one of them from there. Adding one: copy
//! `go_to.rs`, add its line.
//!
//! What all share is in `frame`: head, scrim, focus, Enter and Esc. A body draws what is between head and
//! foot and names its buttons in [`Body::foot`]; whatever is to be done goes out as a command.
//!
//! Parts of several: `annotation_list` and `differences` (lists), `place` (where to write), `tag_choice`.
//!
//! Useful for: what is decided and then left. Not useful for: what one works beside, which is a panel.

pub(super) mod about;
mod annotation_list;
pub(super) mod article_fields;
pub(super) mod choose_tag;
pub(super) mod close_unsaved;
mod column_table;
pub(super) mod columns;
pub(super) mod conflicts;
pub(super) mod delete_listed;
pub(super) mod delete_tag;
mod differences;
pub(super) mod earlier_versions;
pub(super) mod events;
pub(super) mod export;
pub(super) mod export_chart;
pub(super) mod export_codebook;
pub(super) mod export_table;
pub(super) mod follow;
mod frame;
pub(super) mod go_to;
#[cfg(test)]
#[path = "../../../tests/seams/greeting.rs"]
mod greeting;
pub(super) mod history;
mod hit_lines;
pub(super) mod import_annotations;
pub(super) mod import_codebook;
pub(super) mod keys;
pub(super) mod load_report;
pub(super) mod messages;
pub(super) mod new_tables;
pub(super) mod open;
pub(super) mod palette;
mod place;
pub(super) mod query_help;
pub(super) mod relate;
pub(super) mod retag_listed;
pub(super) mod review_tag;
pub(super) mod save_copy;
pub(super) mod save_search;
pub(super) mod saved_searches;
pub(super) mod settings;
pub(super) mod split_tag;
mod tag_choice;
pub(super) mod tag_details;
pub(super) mod tag_hits;
pub(super) mod tag_picker;

use egui::{Key, Response, Ui};

use super::{Cx, presses};
use crate::app::{Command, State};
use crate::workspace::{AnnotationId, TagId};
pub use frame::Dialog;
use frame::{Foot, room};

/// What a dialog is called, and how it looks.
pub struct DialogInfo {
    /// Its stable id.
    pub id: &'static str,
    /// What stands in its head, and is its name for assistive technology.
    pub title: &'static str,
    /// How much room it needs.
    pub(super) width: Width,
    /// Whether it has a foot with buttons; without one a choice closes it.
    pub(super) foot: bool,
    /// Asks for it as the program does, with something of the open workspace where it needs that; none where
    /// the workspace has nothing of the kind.
    pub(super) example: fn(&State) -> Option<DialogRequest>,
}

/// How much room a dialog needs in breadth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// A question, or a field or two.
    Narrow,
    /// A list.
    Wide,
    /// A table, or a list with facts and buttons beside it.
    Table,
}

/// Every dialog.
pub static ALL: &[&DialogInfo] = &[
    &open::OPEN,
    &open::ADD,
    &save_copy::INFO,
    &export::INFO,
    &export_chart::INFO,
    &export_table::INFO,
    &import_annotations::INFO,
    &import_codebook::INFO,
    &export_codebook::INFO,
    &load_report::INFO,
    &columns::INFO,
    &new_tables::INFO,
    &earlier_versions::INFO,
    &conflicts::INFO,
    &messages::INFO,
    &close_unsaved::INFO,
    &save_search::INFO,
    &saved_searches::INFO,
    &events::INFO,
    &history::INFO,
    &settings::INFO,
    &palette::INFO,
    &go_to::INFO,
    &tag_picker::TAG_PASSAGE,
    &tag_picker::TAG_ARTICLE,
    &tag_picker::CHANGE_TAG,
    &article_fields::INFO,
    &relate::INFO,
    &tag_hits::INFO,
    &retag_listed::INFO,
    &delete_listed::INFO,
    &follow::INFO,
    &tag_details::INFO,
    &review_tag::INFO,
    &split_tag::INFO,
    &choose_tag::MERGE,
    &choose_tag::MOVE,
    &delete_tag::INFO,
    &keys::INFO,
    &query_help::INFO,
    &about::INFO,
    #[cfg(test)]
    &greeting::INFO,
];

/// A wish to open a dialog, with what it is about.
pub struct DialogRequest {
    info: &'static DialogInfo,
    make: Make,
}

/// Makes what a dialog shows from the state as it is when it opens.
type Make = Box<dyn FnOnce(&State) -> Box<dyn Body>>;

impl DialogRequest {
    fn new<B: Body + 'static>(
        info: &'static DialogInfo,
        make: impl FnOnce(&State) -> B + 'static,
    ) -> Self {
        Self {
            info,
            make: Box::new(move |state| Box::new(make(state))),
        }
    }
}

impl std::fmt::Debug for DialogRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DialogRequest").field(&self.info.id).finish()
    }
}

/// What stands in a dialog.
trait Body {
    /// Draws what is between head and foot; `false` closes the dialog. `fresh` is true once, when it is
    /// opened: its first field then asks for the focus, after it has been drawn.
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool;

    /// Draws the buttons and does what they say; `false` closes the dialog.
    fn foot(&mut self, foot: &mut Foot<'_>, _: &mut Cx<'_>) -> bool {
        foot.done();
        true
    }

    /// What Esc means here; `true` where the dialog stays. Usually it closes it and does nothing else.
    fn escaped(&mut self, _: &mut Cx<'_>) -> bool {
        false
    }

    /// What was typed and not yet said when it is closed.
    fn uncommitted(&self, _: &State) -> Option<Command> {
        None
    }
}

/// Whether Enter was pressed in a field.
fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}

/// The row of a list that the arrows lead to from a row while a field above it has the focus; it may be
/// beyond the last.
fn walked(ui: &Ui, from: usize) -> usize {
    let arrows = presses::take(ui, |press| {
        press.is_plain() && matches!(press.key, Key::ArrowDown | Key::ArrowUp)
    });
    arrows.iter().fold(from, |at, press| {
        if press.key == Key::ArrowDown {
            at + 1
        } else {
            at.saturating_sub(1)
        }
    })
}

/// A tag, for the example of a dialog about one.
fn first_tag(state: &State) -> Option<TagId> {
    let workspace = state.session.workspace();
    let tags = workspace.codebook.in_tree_order();
    tags.first().map(|(_, tag)| tag.id)
}

/// An annotation, for the example of a dialog about one.
fn first_annotation(state: &State) -> Option<AnnotationId> {
    state
        .session
        .workspace()
        .annotations
        .iter()
        .next()
        .map(|a| a.id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_dialogs_share_an_id_or_a_title() {
        let mut seen = HashSet::new();
        for info in ALL {
            assert!(seen.insert(info.id), "{}", info.id);
            assert!(seen.insert(info.title), "{}", info.title);
        }
    }
}
