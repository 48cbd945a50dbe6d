//! Annotations and tags.

use egui::Key;

use super::view::show_pane;
use super::{CMD, CMD_SHIFT, Info, Menu, NONE, has_chosen, has_passage, has_query, key, may_mark};
use crate::analysis::Grouping;
use crate::app::command::{AnnotateCommand, ArticleCommand, ArticleFields, ViewCommand};
use crate::app::{Command, State};
use crate::ui::dialogs;
use crate::ui::grouped;
use crate::ui::panels::annotations::{self, AnnotationsPanel};
use crate::ui::panels::codebook::{self, CodebookPanel};
use crate::ui::shell::Workbench;
use crate::workspace::{AnnotationId, ReviewStatus};

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::Annotate, id, label, act)
}

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row("annotate.tag-passage", "Tag the selection …", |w, _| {
        w.open_dialog(dialogs::tag_picker::tag_passage());
    })
    .when(has_passage),
    row("annotate.note", "Note on the selection", |w, _| {
        annotate(
            w,
            AnnotateCommand::Passage {
                tag: None,
                advance: false,
            },
        );
    })
    .keys(&[key(CMD, Key::M)])
    .when(has_passage),
    row(
        "annotate.add-range",
        "Add the selection to the chosen annotation",
        |w, _| annotate(w, AnnotateCommand::AddRange),
    )
    .keys(&[key(CMD, Key::Enter)])
    .when(|state| has_passage(state) && has_chosen(state)),
    row(
        "annotate.place",
        "Place the chosen annotation at the selection",
        |w, _| on_chosen(w, AnnotateCommand::PlaceAtSelection),
    )
    .when(|state| {
        let lost = state.reading.selection.annotation;
        has_passage(state) && lost.is_some_and(|id| state.is_unplaced(id))
    }),
    row(
        "annotate.tag-article",
        "Tag the whole article …",
        |w, _| {
            w.open_dialog(dialogs::tag_picker::tag_article());
        },
    )
    .keys(&[key(CMD_SHIFT, Key::A)])
    .about(several)
    .when(may_mark),
    row(
        "annotate.article-fields",
        "Set date, source or status …",
        |w, _| {
            w.open_dialog(dialogs::article_fields::request());
        },
    )
    .about(several)
    .when(may_mark),
    row("annotate.edit-note", "Edit note", |w, ctx| {
        show_pane(w, ctx, annotations::PANE);
        w.panels.with(AnnotationsPanel::focus_note);
        w.await_field();
    })
    .section()
    .keys(&[key(NONE, Key::F2)])
    .when(has_chosen),
    row(
        "annotate.change-tag",
        "Change the tag of the chosen annotation …",
        |w, _| {
            if let Some(id) = chosen(w) {
                w.open_dialog(dialogs::tag_picker::change_tag(id));
            }
        },
    )
    .keys(&[key(CMD_SHIFT, Key::T)])
    .when(has_chosen),
    row(
        "annotate.relate",
        "Relate to another annotation …",
        |w, _| {
            if let Some(id) = chosen(w) {
                w.open_dialog(dialogs::relate::request(id));
            }
        },
    )
    .keys(&[key(CMD_SHIFT, Key::R)])
    .when(has_chosen),
    row("annotate.remove-range", "Remove the last range", |w, _| {
        let id = w.state.reading.selection.annotation;
        let ranges = id.and_then(|id| ranges(&w.state, id));
        if let Some((id, last)) = id.zip(ranges.and_then(|n| n.checked_sub(1))) {
            annotate(w, AnnotateCommand::RemoveRange(id, last));
        }
    })
    .when(|state| {
        let chosen = state.reading.selection.annotation;
        has_chosen(state) && chosen.and_then(|id| ranges(state, id)) > Some(1)
    }),
    row("annotate.reviewed", "Mark annotation reviewed", |w, _| {
        on_chosen(w, |id| {
            AnnotateCommand::SetStatus(id, ReviewStatus::Reviewed)
        });
    })
    .when(has_chosen),
    row("annotate.dismissed", "Mark annotation dismissed", |w, _| {
        on_chosen(w, |id| {
            AnnotateCommand::SetStatus(id, ReviewStatus::Dismissed)
        });
    })
    .when(has_chosen),
    row("annotate.unseen", "Mark annotation unseen", |w, _| {
        on_chosen(w, |id| AnnotateCommand::SetStatus(id, ReviewStatus::Unseen));
    })
    .when(has_chosen),
    row("annotate.delete", "Delete annotation", |w, _| {
        on_chosen(w, AnnotateCommand::Delete);
    })
    .when(has_chosen),
    row("annotate.tag-hits", "Tag all hits …", |w, _| {
        w.open_dialog(dialogs::tag_hits::request());
    })
    .section()
    .keys(&[key(CMD_SHIFT, Key::H)])
    .when(has_query),
    row(
        "annotate.retag-listed",
        "Change the tag of all listed …",
        |w, _| w.open_dialog(dialogs::retag_listed::request()),
    )
    .when(has_listed),
    row("annotate.delete-listed", "Delete all listed …", |w, _| {
        w.open_dialog(dialogs::delete_listed::request());
    })
    .when(has_listed),
    row("annotate.new-tag", "New tag …", |w, ctx| {
        show_pane(w, ctx, codebook::PANE);
        w.panels.with(|p: &mut CodebookPanel| p.begin_new_tag(None));
        w.await_field();
    })
    .section()
    .when(|state| state.session.may_edit()),
    row(
        "annotate.article-reviewed",
        "Mark article reviewed",
        |w, _| {
            mark_article(w, ReviewStatus::Reviewed);
        },
    )
    .section()
    .keys(&[key(CMD, Key::R)])
    .about(several)
    .when(may_mark),
    row(
        "annotate.reviewed-and-next",
        "Mark article reviewed and go to the next",
        |w, _| w.dispatch(Command::Article(ArticleCommand::ReviewedAndNext)),
    )
    .keys(&[key(CMD_SHIFT, Key::D)])
    .when(may_mark),
    row(
        "annotate.article-dismissed",
        "Mark article dismissed",
        |w, _| mark_article(w, ReviewStatus::Dismissed),
    )
    .about(several)
    .when(may_mark),
    row("annotate.article-unseen", "Mark article unseen", |w, _| {
        mark_article(w, ReviewStatus::Unseen);
    })
    .about(several)
    .when(may_mark),
    row("annotate.relink", "Re-link renamed articles", |w, _| {
        w.dispatch(Command::Article(ArticleCommand::Relink));
    })
    .section()
    .when(|state| state.session.may_edit() && !state.session.relinks().is_empty()),
    row(
        "annotate.group-by-article",
        "Group annotations by article",
        |w, _| w.dispatch(Command::View(ViewCommand::Group(Grouping::Article))),
    )
    .section(),
    row(
        "annotate.group-by-tag",
        "Group annotations by tag",
        |w, _| w.dispatch(Command::View(ViewCommand::Group(Grouping::Tag))),
    ),
];

fn annotate(w: &mut Workbench, command: AnnotateCommand) {
    w.dispatch(Command::Annotate(command));
}

fn chosen(w: &Workbench) -> Option<AnnotationId> {
    w.state.reading.selection.annotation
}

/// Does something with the chosen annotation.
fn on_chosen(w: &mut Workbench, command: fn(AnnotationId) -> AnnotateCommand) {
    if let Some(id) = chosen(w) {
        annotate(w, command(id));
    }
}

/// How many ranges an annotation has.
fn ranges(state: &State, id: AnnotationId) -> Option<usize> {
    let workspace = state.session.workspace();
    Some(workspace.annotations.get(id)?.anchors.len())
}

/// Whether the list of annotations shows any that may be changed.
fn has_listed(state: &State) -> bool {
    state.session.may_edit() && state.search.base.annotations > 0
}

/// Says how far one has come with the chosen articles, or the open one.
fn mark_article(w: &mut Workbench, status: ReviewStatus) {
    let articles = w.state.chosen_articles();
    let command = if let [one] = articles.as_slice() {
        ArticleCommand::SetStatus(one.clone(), status)
    } else {
        ArticleCommand::SetFields(articles, ArticleFields::status(status))
    };
    w.dispatch(Command::Article(command));
}

/// Of how many articles, where that is more than one.
fn several(state: &State) -> Option<String> {
    let n = state.reading.selection.marked.len();
    (n > 0).then(|| format!("{} selected", grouped(n as u64)))
}
