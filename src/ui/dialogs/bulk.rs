//! Many annotations at once: what would happen is shown with its numbers before it does.

use egui::{Button, ComboBox, RichText, ScrollArea, Ui};

use super::super::{Cx, counted, grouped};
use super::Body;
use crate::analysis::passages::Extent;
use crate::app::BulkPreview;
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::{Tag, TagId};

/// Passages that are shown of those that would be tagged.
const SHOWN: usize = 40;

/// A choice of a tag that may be put on passages; whether it was changed.
fn tag_choice(ui: &mut Ui, cx: &Cx<'_>, tag: &mut Option<TagId>, none: Option<&str>) -> bool {
    let book = &cx.state.session.workspace().codebook;
    let before = *tag;
    let words = tag.map_or_else(
        || none.unwrap_or("choose a tag").to_owned(),
        |tag| book.path(tag),
    );
    ComboBox::from_id_salt("tag")
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
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Tag"));
    *tag != before
}

/// A tag on every hit of the search in the articles of the table.
#[derive(Default)]
pub(super) struct TagHits {
    tag: Option<TagId>,
    extent: Extent,
}

impl Body for TagHits {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        if fresh {
            let book = &cx.state.session.workspace().codebook;
            let codable = |t: &&TagId| book.get(**t).is_some_and(Tag::is_codable);
            self.tag = cx.state.reading.recent_tags.iter().find(codable).copied();
        }
        if cx.state.search.query.query.is_none() || cx.state.search.query.error.is_some() {
            ui.label("Search for something first.");
            return true;
        }
        let articles = counted(cx.state.search.base.rows.len(), "article", "articles");
        ui.label(format!(
            "Every hit of “{}” in the {articles} of the table gets:",
            cx.state.search.query.text
        ));
        let mut changed = fresh;
        ui.horizontal(|ui| {
            changed |= tag_choice(ui, cx, &mut self.tag, None);
            for (extent, words) in [
                (Extent::Words, "the exact words"),
                (Extent::Sentence, "the whole sentence"),
            ] {
                changed |= ui.radio_value(&mut self.extent, extent, words).changed();
            }
        });
        let Some(tag) = self.tag else { return true };
        // The search and the filter can be changed meanwhile.
        let found = cx.state.tools.bulk.clone();
        let is_known = found.as_ref().is_some_and(|p| cx.state.is_current(p));
        if changed || (!is_known && !cx.state.is_busy()) {
            cx.send(Command::Annotate(AnnotateCommand::PreviewHits(
                tag,
                self.extent,
            )));
            return true;
        }
        let is_meant = |p: &BulkPreview| (p.tag, p.extent) == (tag, self.extent);
        let Some(BulkPreview { passages, .. }) = found.filter(|p| is_known && is_meant(p)) else {
            ui.label(RichText::new("Looking for the hits …").color(theme.color.weak));
            return true;
        };
        let n = passages.found.len();
        let mut words = format!(
            "{} in {}",
            counted(n, "passage", "passages"),
            counted(passages.articles, "article", "articles")
        );
        if passages.already > 0 {
            words += &format!(
                "; {} more have this tag already",
                grouped(passages.already as u64)
            );
        }
        ui.label(RichText::new(words).font(theme.bold()));
        ScrollArea::vertical()
            .max_height(260.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for found in passages.found.iter().take(SHOWN) {
                    let anchor = &found.anchor;
                    let mut job = egui::text::LayoutJob::default();
                    let weak = egui::TextFormat::simple(theme.small(), theme.color.weak);
                    let lit = egui::TextFormat::simple(theme.small(), theme.color.text);
                    job.append(&anchor.before.replace('\n', " "), 0.0, weak.clone());
                    job.append(&anchor.quote.replace('\n', " "), 0.0, lit);
                    job.append(&anchor.after.replace('\n', " "), 0.0, weak);
                    ui.add(egui::Label::new(job).truncate());
                }
                if n > SHOWN {
                    let more = format!("and {} more", grouped((n - SHOWN) as u64));
                    ui.label(RichText::new(more).color(theme.color.weak));
                }
            });
        let button = format!("Tag {}", counted(n, "passage", "passages"));
        if ui.add_enabled(n > 0, Button::new(button)).clicked() {
            cx.send(Command::Annotate(AnnotateCommand::TagHits));
            return false;
        }
        true
    }
}

/// Another tag for all annotations that the list shows.
#[derive(Default)]
pub(super) struct RetagListed {
    tag: Option<TagId>,
}

impl Body for RetagListed {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let n = cx.state.search.base.annotations;
        let listed = counted(n, "annotation that is", "annotations that are");
        ui.label(format!("The {listed} listed get:"));
        tag_choice(ui, cx, &mut self.tag, Some("no tag: plain notes"));
        let undo = RichText::new(
            "The list shows what the filter and its own field let pass. Undo takes it back.",
        );
        ui.label(undo.color(cx.theme.color.weak).size(cx.theme.text.small));
        if ui
            .add_enabled(n > 0, Button::new("Change the tag"))
            .clicked()
        {
            cx.send(Command::Annotate(AnnotateCommand::RetagListed(self.tag)));
            return false;
        }
        true
    }
}

/// All annotations that the list shows go.
pub(super) struct DeleteListed;

impl Body for DeleteListed {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let n = cx.state.search.base.annotations;
        let all = cx.state.session.workspace().annotations.len();
        ui.label(format!(
            "{} of {} will be deleted: those that are listed.",
            counted(n, "annotation", "annotations"),
            grouped(all as u64)
        ));
        let undo = RichText::new("Undo brings everything back.");
        ui.label(undo.color(cx.theme.color.weak).size(cx.theme.text.small));
        let words = format!("Delete {}", counted(n, "annotation", "annotations"));
        let button = ui.add_enabled(n > 0, Button::new(words));
        if fresh {
            button.request_focus();
        }
        if button.clicked() {
            cx.send(Command::Annotate(AnnotateCommand::DeleteListed));
            return false;
        }
        true
    }
}
