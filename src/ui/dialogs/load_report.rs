//! What could not be loaded, and what has no place.

use egui::{Label, RichText, ScrollArea, Ui};

use super::super::{Cx, counted};
use super::{Body, DialogInfo, DialogRequest, room};
use crate::app::Command;
use crate::app::command::{AnnotateCommand, ViewCommand};
use crate::workspace::{Annotation, AnnotationId};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "load-report",
    title: "Load report",
    wide: true,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| LoadReport)
}

/// The load report.
struct LoadReport;

impl Body for LoadReport {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        let problems = &cx.state.session.report().problems;
        let unplaced = cx.state.session.unplaced().to_vec();
        if problems.is_empty() && unplaced.is_empty() {
            ui.label(format!(
                "{} loaded, nothing to report.",
                counted(
                    cx.state.session.corpus().len(),
                    "article was",
                    "articles were"
                )
            ));
            return true;
        }
        ScrollArea::vertical()
            .max_height(room(ui, 420.0))
            .show(ui, |ui| {
                for problem in problems.iter().take(2000) {
                    ui.add(
                        Label::new(RichText::new(&problem.path).font(theme.small_medium()))
                            .selectable(true)
                            .wrap(),
                    );
                    ui.label(format!(
                        "{} {}",
                        problem.kind,
                        if problem.kind.is_failure() {
                            "— not loaded"
                        } else {
                            ""
                        }
                    ));
                    ui.label(
                        RichText::new(problem.kind.advice())
                            .color(theme.color.weak)
                            .size(theme.text.small),
                    );
                    ui.add_space(theme.space.s);
                }
                if problems.len() > 2000 {
                    ui.label(format!("… and {} more", problems.len() - 2000));
                }
                if !unplaced.is_empty() {
                    ui.label(RichText::new("Annotations without a place").font(theme.bold()));
                    for lost in unplaced.iter().take(2000) {
                        if let Some(now) = &lost.proposed {
                            proposal(ui, cx, lost.annotation, now);
                            continue;
                        }
                        if ui
                            .link(&lost.why)
                            .on_hover_text("Choose it, to read its note or delete it")
                            .clicked()
                        {
                            cx.out
                                .push(Command::View(ViewCommand::Choose(Some(lost.annotation))));
                        }
                    }
                }
            });
        true
    }
}

/// An annotation whose words were changed: what it was on, and what stands there now.
fn proposal(ui: &mut Ui, cx: &mut Cx<'_>, id: AnnotationId, now: &Annotation) {
    let theme = cx.theme;
    let Some(before) = cx.state.session.workspace().annotations.get(id).cloned() else {
        return;
    };
    let line = |ui: &mut Ui, head: &str, annotation: &Annotation| {
        let mut job = egui::text::LayoutJob::default();
        let weak = egui::TextFormat::simple(theme.small(), theme.color.weak);
        let lit = egui::TextFormat::simple(theme.small(), theme.color.text);
        job.append(head, 0.0, weak.clone());
        for anchor in &annotation.anchors {
            job.append(&anchor.before.replace('\n', " "), 0.0, weak.clone());
            job.append(&anchor.quote.replace('\n', " "), 0.0, lit.clone());
            job.append(&anchor.after.replace('\n', " "), 0.0, weak.clone());
        }
        ui.add(Label::new(job).wrap());
    };
    line(ui, "was: ", &before);
    line(ui, "now: ", now);
    ui.horizontal(|ui| {
        if ui.button("It stands there now").clicked() {
            cx.send(Command::Annotate(AnnotateCommand::TakePlace(id)));
        }
        if ui.button("Show it").clicked() {
            cx.send(Command::View(ViewCommand::Choose(Some(id))));
        }
    });
    ui.add_space(theme.space.s);
}
