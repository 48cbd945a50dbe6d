//! Go to a row of the table by its number, or to the article nearest a date.

use egui::{Id, RichText, Ui};
use jiff::civil::Date;

use super::super::widgets::field;
use super::super::{Cx, grouped};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::ViewCommand;
use crate::corpus::{ArticleIx, parse_date};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "go-to",
    title: "Go to",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| GoTo::default())
}

#[derive(Default)]
struct GoTo {
    typed: String,
}

impl Body for GoTo {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let rows = cx.state.search.base.rows.len() as u64;
        let hint = format!(
            "A row from 1 to {}, or a date such as 2023-02-22",
            grouped(rows)
        );
        ui.label(RichText::new(hint).color(cx.theme.color.weak));
        let id = Id::unique("go to");
        field::line(ui, id, &mut self.typed, "Row or date", "");
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let target = target(cx, self.typed.trim());
        let meant = foot.choice("Go", target.is_some());
        let Some(ix) = target.filter(|_| meant) else {
            return true;
        };
        cx.send(Command::View(ViewCommand::Open(ix)));
        cx.send(Command::View(ViewCommand::Step(0)));
        false
    }
}

fn target(cx: &Cx<'_>, typed: &str) -> Option<ArticleIx> {
    let rows = &cx.state.search.base.rows;
    if let Ok(number) = typed.replace(',', "").parse::<usize>()
        && typed.len() != 4
    {
        return rows.get(number.checked_sub(1)?).copied();
    }
    let (day, _) = parse_date(typed)?;
    nearest(cx, day)
}

/// The article whose date is nearest to a day.
fn nearest(cx: &Cx<'_>, day: Date) -> Option<ArticleIx> {
    let metadata = &cx.state.search.base.metadata;
    let dated = cx
        .state
        .search
        .base
        .rows
        .iter()
        .filter_map(|ix| Some((metadata.day(*ix)?, *ix)));
    dated
        .min_by_key(|(d, _)| (*d - day).get_days().abs())
        .map(|(_, ix)| ix)
}
