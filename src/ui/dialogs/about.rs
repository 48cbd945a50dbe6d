//! What this is.

use egui::{RichText, Ui};

use super::super::Cx;
use super::{Body, DialogInfo, DialogRequest, Width};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "about",
    title: "About Dateline",
    width: Width::Narrow,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| About)
}

/// What this is.
struct About;

impl Body for About {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        ui.label(
            RichText::new(format!("Dateline {}", env!("CARGO_PKG_VERSION"))).font(cx.theme.bold()),
        );
        ui.label("A workbench for people who read news as evidence.");
        let weak = |words: &str| {
            RichText::new(words)
                .color(cx.theme.color.weak)
                .size(cx.theme.text.small)
        };
        ui.label(weak("MIT or Apache-2.0, as you like. Everything stays on this machine; nothing is sent anywhere."));
        ui.label(weak(
            "Fonts: Dateline Sans after Inter, Dateline Serif after Source Serif 4; SIL Open Font License 1.1.",
        ));
        true
    }
}
