//! Coverage: how far one has come with the articles at hand, by month or by source.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{RichText, Ui};

use super::super::widgets::choice::choice;
use super::super::widgets::table_view::{StripPart, TableView, table_buttons};
use super::super::{Ask, Cx, dialogs, grouped};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::analysis::SharedTable;
use crate::analysis::coverage::{AuditList, Coverage, CoverageBy, CoverageRow, CoverageView};
use crate::app::command::{FilterCommand, ViewCommand};
use crate::app::{Command, State, ViewWish};

/// The panel's id.
pub const PANE: Pane = Pane::new("Coverage");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Coverage",
    place: Place {
        side: Side::Bottom,
        order: 20,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<CoveragePanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct CoveragePanel {
    looking: Looking<CoverageView>,
    table: TableView<Coverage>,
    by: CoverageBy,
}

impl Panel for CoveragePanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(Some(table)) if !table.rows.is_empty() => table,
            Ok(_) => {
                empty(ui, cx, "No article is in the table.", None);
                return;
            }
            Err(error) => {
                empty(ui, cx, &format!("Nothing could be counted: {error}"), None);
                return;
            }
        };
        let strip = |row: usize| {
            let row = table.rows.get(row);
            row.map_or_else(Vec::new, |row| parts(cx.theme, row))
        };
        let strip: &dyn Fn(usize) -> Vec<StripPart> = &strip;
        let focus = PANE.focus_id();
        let picked = self.table.show(ui, cx, focus, &table, Some(strip));
        if let Some(row) = picked.row.and_then(|row| table.rows.get(row)) {
            show_only(cx, &table, row);
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = cx.state.search.views.table::<CoverageView>();
        if let Some(table) = &table {
            table_buttons(ui, cx, table, "coverage");
        }
        let list = ui.button("List …").on_hover_text(
            "Save the articles of the table, each with its status, hits and annotations",
        );
        if list.clicked() {
            let list = AuditList(Arc::clone(&cx.state.search.base));
            let request = dialogs::export_table::request(SharedTable(Arc::new(list)), "articles");
            cx.ask(Ask::Dialog(request));
        }
        let words = |by: &CoverageBy| by.words().to_owned();
        let now = self.by.words();
        if let Some(by) = choice(ui, "Divided by", now, &CoverageBy::ALL, words) {
            self.by = by;
            let wish = ViewWish::choose::<CoverageView>(by);
            cx.send(Command::View(ViewCommand::Look(wish)));
        }
        if let Some(table) = &table {
            let all = &table.all;
            let mut words = format!(
                "{} of {} articles done",
                grouped(all.done()),
                grouped(all.articles)
            );
            if table.is_searched {
                let (done, hits) = (grouped(all.hits_done), grouped(all.hits));
                words = format!("{done} of {hits} hits reviewed · {words}");
            }
            ui.label(RichText::new(words).color(cx.theme.color.weak));
        }
    }
}

/// Reviewed and dismissed in full colour, seen and unseen fainter.
fn parts(theme: &super::super::theme::Theme, row: &CoverageRow) -> Vec<StripPart> {
    let [unseen, seen, reviewed, dismissed] = row.progress.by_status;
    let all = row.progress.articles.max(1) as f32;
    let color = &theme.color;
    [
        (reviewed, color.accent),
        (dismissed, color.weak),
        (seen, color.faint(color.accent)),
        (unseen, color.line),
    ]
    .into_iter()
    .map(|(n, color)| (n as f32 / all, color))
    .collect()
}

/// Narrows the table to a part.
fn show_only(cx: &mut Cx<'_>, table: &Coverage, row: &CoverageRow) {
    let mut filter = cx.state.search.filter.clone();
    match (table.by, row.days) {
        (CoverageBy::Month, Some(days)) => filter.dates = Some(days),
        (CoverageBy::Month, None) if row.name == "no date" => filter.only_undated = true,
        (CoverageBy::Month, None) => return,
        (CoverageBy::Source, _) => filter.sources = BTreeSet::from([row.name.clone()]),
    }
    cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
}
