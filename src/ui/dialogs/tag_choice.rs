//! A drop-down of tags.

use egui::{ComboBox, Ui};

use super::super::Cx;
use crate::workspace::TagId;

/// A choice of a tag that may be put on passages; whether it was changed. It takes the focus when `fresh`.
pub(super) fn tag_choice(
    ui: &mut Ui,
    cx: &Cx<'_>,
    tag: &mut Option<TagId>,
    none: Option<&str>,
    fresh: bool,
) -> bool {
    let book = &cx.state.session.workspace().codebook;
    let before = *tag;
    let words = tag.map_or_else(
        || none.unwrap_or("choose a tag").to_owned(),
        |tag| book.path(tag),
    );
    let combo = ComboBox::from_id_salt("tag")
        .selected_text(words)
        .width(260.0)
        .show_ui(ui, |ui| {
            if let Some(none) = none {
                ui.selectable_value(tag, None, none);
            }
            for (_, one) in book.in_tree_order() {
                if one.is_codable() {
                    ui.selectable_value(tag, Some(one.id), book.path(one.id));
                }
            }
        })
        .response;
    combo.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Tag"));
    if fresh {
        combo.request_focus();
    }
    *tag != before
}
