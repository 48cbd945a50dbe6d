//! Exports the chart.

use egui::{RichText, Ui};

use super::super::Cx;
use super::super::native_dialog::NativeDialog;
use super::place::Place;
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::Command;
use crate::app::command::FileCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "export-chart",
    title: "Export chart",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| {
        ExportChart(Place::in_export_folder(state, "timeline.csv"))
    })
}

struct ExportChart(Place);

impl Body for ExportChart {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let words =
            "Every bin as it is drawn, with counts, intervals and what is divided by, as CSV.";
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        self.0.show(ui, cx, fresh, NativeDialog::ExportChart);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.0.foot(foot, "Export") else {
            return true;
        };
        cx.send(Command::File(FileCommand::ExportChart(path)));
        false
    }
}
