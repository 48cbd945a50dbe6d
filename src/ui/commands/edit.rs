//! Undoing, copying, searching and filtering, preferences.

use std::sync::Arc;

use egui::{Context, Key};

use super::{CMD, CMD_ALT, CMD_SHIFT, Info, Menu, NONE, is_open, key};
use crate::app::Command;
use crate::app::command::{FileCommand, FilterCommand, Marking, QueryCommand, ViewCommand};
use crate::session::Severity;
use crate::ui::panels::reader::ReaderPanel;
use crate::ui::shell::Workbench;
use crate::ui::{dialogs, search_field};

const fn row(id: &'static str, label: &'static str, act: super::Act) -> Info {
    Info::new(Menu::Edit, id, label, act)
}

/// The rows of the menu.
pub(super) const ROWS: &[Info] = &[
    row("edit.undo", "Undo", |w, _| w.dispatch(FileCommand::Undo))
        .keys(&[key(CMD, Key::Z)])
        .fields_own()
        .when(|state| state.session.may_edit() && state.session.history().next_undo().is_some())
        .about(|state| Some(state.session.history().next_undo()?.label.clone())),
    row("edit.redo", "Redo", |w, _| w.dispatch(FileCommand::Redo))
        .keys(&[key(CMD_SHIFT, Key::Z), key(CMD, Key::Y)])
        .fields_own()
        .when(|state| state.session.may_edit() && state.session.history().next_redo().is_some())
        .about(|state| Some(state.session.history().next_redo()?.label.clone())),
    row("edit.history", "History", |w, _| {
        w.open_dialog(dialogs::history::request());
    })
    .keys(&[key(CMD, Key::H)])
    .when(is_open),
    row("edit.copy-citation", "Copy with citation", |w, ctx| {
        copy_citation(w, ctx);
    })
    .section()
    .keys(&[key(CMD_SHIFT, Key::C)])
    .when(|state| state.selected_span().is_some() || state.reading.selection.annotation.is_some()),
    row(
        "edit.select-articles",
        "Select all articles of the table",
        |w, _| {
            w.dispatch(Command::View(ViewCommand::Mark(Marking::All)));
        },
    )
    .when(super::is_reading),
    row("edit.search", "Search", |_, ctx| {
        ctx.memory_mut(|m| m.request_focus(search_field::id()));
    })
    .section()
    .keys(&[key(CMD, Key::F), key(NONE, Key::Slash)])
    .when(is_open),
    row(
        "edit.search-selection",
        "Search for the selected words",
        |w, _| {
            if let Some(words) = w.state.selected_words() {
                // Marks of quotation in it would end the phrase.
                let words = words.replace(['"', '“', '”', '„'], " ");
                let words: Vec<&str> = words.split_whitespace().collect();
                let query = format!("\"{}\"", words.join(" "));
                w.dispatch(QueryCommand::SetText(query));
            }
        },
    )
    .when(super::has_passage),
    row("edit.filter", "Filter …", |w, _| {
        w.panels.filter.open();
        w.await_field();
    })
    .keys(&[key(CMD_SHIFT, Key::F)])
    .when(is_open),
    row("edit.only-source", "Show only this source", |w, _| {
        let Some(doc) = &w.state.reading.doc else {
            return;
        };
        let effective = w.state.session.workspace().effective(&doc.article);
        let mut filter = w.state.search.filter.clone();
        filter.sources = std::iter::once(effective.source().to_owned()).collect();
        filter.not_sources.clear();
        w.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    })
    .when(super::is_reading),
    row("edit.clear-filter", "Clear filter", |w, _| {
        w.dispatch(Command::Filter(FilterCommand::Clear));
    })
    .when(|state| !state.search.filter.is_empty()),
    row("edit.save-search", "Save this search …", |w, _| {
        w.open_dialog(dialogs::save_search::request());
    })
    .keys(&[key(CMD, Key::B)])
    .when(|state| super::has_query(state) && state.session.may_edit()),
    row("edit.saved-searches", "Saved searches …", |w, _| {
        w.open_dialog(dialogs::saved_searches::request());
    })
    .when(is_open),
    row("edit.find-in-article", "Find in the article", |w, _| {
        w.panels.with(ReaderPanel::open_find);
        w.await_field();
    })
    .keys(&[key(CMD_ALT, Key::F)])
    .when(super::is_reading),
    row(
        "edit.clear-search-history",
        "Clear search history",
        |w, _| {
            w.dispatch(QueryCommand::ClearHistory);
        },
    )
    .when(|state| !state.session.search_history().is_empty()),
    row("edit.settings", "Settings …", |w, _| {
        w.open_dialog(dialogs::settings::request());
    })
    .section()
    .keys(&[key(CMD, Key::Comma)]),
];

/// Characters of what was copied that are said.
const SAID_CHARS: usize = 60;

/// Puts quote, title, source, date and its basis, path and range on the clipboard.
fn copy_citation(w: &mut Workbench, ctx: &Context) {
    let state = &w.state;
    let chosen = state
        .reading
        .selection
        .annotation
        .and_then(|id| state.session.workspace().annotations.get(id));
    let corpus = Arc::clone(state.session.corpus());
    let (article, quote, spans) =
        if let Some((words, span)) = state.selected_words().zip(state.selected_span()) {
            let Some(doc) = &state.reading.doc else {
                return;
            };
            (Arc::clone(&doc.article), words.to_owned(), vec![span])
        } else if let Some(annotation) = chosen {
            let Some(article) = state.session.corpus().by_id(&annotation.article) else {
                return;
            };
            (
                Arc::new(article),
                annotation.quote(),
                annotation.spans().collect(),
            )
        } else {
            return;
        };
    let filed = state.session.workspace().effective(&article);
    let date = filed.date().map_or_else(
        || "no date".to_owned(),
        |d| format!("{d} ({})", d.basis.words()),
    );
    let text = corpus.find(&article.id).and_then(|at| corpus.text(at));
    let offsets = crate::text::Offsets::new(text.unwrap_or_default());
    let ranges: Vec<String> = spans
        .iter()
        .map(|s| offsets.span_in_chars(*s))
        .map(|(a, b)| format!("{a}–{b}"))
        .collect();
    let place = if ranges.is_empty() {
        String::new()
    } else {
        format!(", characters {}", ranges.join(", "))
    };
    let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let citation = format!(
        "“{quote}”\n{}. {}, {date}. {}{place}",
        filed.title_or_opening(),
        filed.source(),
        article.path,
    );
    ctx.copy_text(citation);
    let start: String = quote.chars().take(SAID_CHARS).collect();
    let more = if start.len() < quote.len() {
        " …"
    } else {
        ""
    };
    let said = format!("Copied with its citation: “{start}{more}”");
    w.state.session.tell(Severity::Info, said);
}
