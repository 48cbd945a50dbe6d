//! A tag on every hit of the search: what would happen is shown with its numbers before it does.

use egui::{RichText, ScrollArea, Ui};

use super::super::{Cx, counted, grouped};
use super::tag_choice::tag_choice;
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::analysis::passages::Extent;
use crate::app::BulkPreview;
use crate::app::Command;
use crate::app::command::AnnotateCommand;
use crate::workspace::{Tag, TagId};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "tag-hits",
    title: "Tag all hits",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| TagHits::default())
}

/// Passages that are shown of those that would be tagged.
const SHOWN: usize = 40;

/// A tag on every hit of the search in the articles of the table.
#[derive(Default)]
struct TagHits {
    tag: Option<TagId>,
    extent: Extent,
    /// How many passages would be tagged; none while that is not known.
    passages: Option<usize>,
}

impl Body for TagHits {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        self.passages = None;
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
            changed |= tag_choice(ui, cx, &mut self.tag, None, fresh);
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
        self.passages = Some(n);
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
            .max_height(room(ui, 260.0))
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
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let words = self.passages.map_or_else(
            || "Tag passages".to_owned(),
            |n| format!("Tag {}", counted(n, "passage", "passages")),
        );
        if !foot.choice(&words, self.passages > Some(0)) {
            return true;
        }
        cx.send(Command::Annotate(AnnotateCommand::TagHits));
        false
    }
}
