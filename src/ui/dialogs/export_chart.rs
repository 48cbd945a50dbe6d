//! Exports the chart: its numbers, or a picture of it.

use std::path::Path;

use egui::{DragValue, RichText, Ui};

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
    DialogRequest::new(&INFO, |state| ExportChart {
        place: Place::in_export_folder(state, "timeline.csv"),
        size: (1200, 600),
    })
}

struct ExportChart {
    place: Place,
    /// Width and height of a picture, in pixels.
    size: (u32, u32),
}

/// What a chart is written as, by the ending of its name.
const ENDINGS: [(&str, &str); 4] = [
    ("csv", "Numbers (CSV)"),
    ("json", "Numbers (JSON)"),
    ("svg", "Picture (SVG)"),
    ("png", "Picture (PNG)"),
];

impl Body for ExportChart {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let path = self.place.path.trim().to_owned();
        let ending = Path::new(&path).extension().and_then(|e| e.to_str());
        let ending = ending.unwrap_or_default().to_lowercase();
        ui.horizontal_wrapped(|ui| {
            for (name, words) in ENDINGS {
                if ui.selectable_label(ending == name, words).clicked() {
                    let path = Path::new(&path).with_extension(name);
                    self.place.path = path.display().to_string();
                }
            }
        });
        let is_picture = matches!(ending.as_str(), "svg" | "png");
        ui.horizontal(|ui| {
            ui.add_enabled_ui(is_picture, |ui| {
                ui.label("Width");
                let value = DragValue::new(&mut self.size.0).range(200..=10_000);
                ui.add(value).accessible_name("Width in pixels");
                ui.label("Height");
                let value = DragValue::new(&mut self.size.1).range(200..=10_000);
                ui.add(value).accessible_name("Height in pixels");
            });
        });
        let words = if is_picture {
            "As it is drawn, with title, axes and a footnote that says what the numbers mean."
        } else {
            "Every bin as it is drawn, with counts, intervals and what is divided by."
        };
        ui.label(RichText::new(words).color(cx.theme.color.weak));
        self.place.show(ui, cx, fresh, NativeDialog::ExportChart);
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let Some(path) = self.place.foot(foot, "Export") else {
            return true;
        };
        cx.send(Command::File(FileCommand::ExportChart(path, self.size)));
        false
    }
}
