//! What could not be loaded, what was repaired or guessed, and which annotations have no place.

use std::sync::Arc;

use egui::{Align, Button, Label, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use super::super::{Ask, Cx, counted, grouped};
use super::{Body, DialogInfo, DialogRequest, Foot, Width, room};
use crate::app::Command;
use crate::app::command::{AnnotateCommand, FileCommand, ViewCommand};
use crate::corpus::{LoadReport, ProblemGroup, ReportSection, group_problems};
use crate::workspace::{Annotation, AnnotationId};

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "load-report",
    title: "Load report",
    width: Width::Table,
    foot: true,
    example: |_| Some(request()),
};

/// Most entries that are listed of a group, and of annotations without a place.
const LISTED: usize = 2000;

/// Breadth of the numbers and of the buttons, and height of a row and of a section's head, in points.
const NUMBER: f32 = 72.0;
const BUTTON: f32 = 136.0;
const ROW: f32 = 44.0;
const HEAD: f32 = 26.0;

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |state| ShownReport::of(state.session.report()))
}

/// The load report, grouped once.
struct ShownReport {
    report: Arc<LoadReport>,
    groups: Vec<ProblemGroup>,
    /// The groups that are listed in full, by their words.
    open: Vec<&'static str>,
}

impl ShownReport {
    fn of(report: &Arc<LoadReport>) -> Self {
        Self {
            report: Arc::clone(report),
            groups: group_problems(&report.problems),
            open: Vec::new(),
        }
    }
}

impl Body for ShownReport {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        if fresh {
            cx.send(Command::File(FileCommand::ReportSeen));
        }
        let report = cx.state.session.report();
        if !Arc::ptr_eq(report, &self.report) {
            let open = std::mem::take(&mut self.open);
            *self = Self {
                open,
                ..Self::of(report)
            };
        }
        ui.label(summary(cx, &self.groups));
        ScrollArea::vertical()
            .max_height(room(ui, 440.0))
            .auto_shrink([false, true])
            .show(ui, |ui| {
                let groups = std::mem::take(&mut self.groups);
                for section in groups.chunk_by(|a, b| a.section == b.section) {
                    if let Some(first) = section.first() {
                        head(ui, cx, first.section.title(), section.len());
                    }
                    for group in section {
                        self.row(ui, cx, group);
                    }
                }
                self.groups = groups;
                unplaced(ui, cx);
            });
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        foot.done();
        if foot.other("Read the files again", true) {
            cx.send(Command::File(FileCommand::Reload));
            return false;
        }
        if foot.other("Copy as text", true) {
            cx.ask(Ask::Copy(self.as_text(cx)));
        }
        true
    }
}

impl ShownReport {
    /// One kind of problem: number, what it is and what to do, an example, and its list.
    fn row(&mut self, ui: &mut Ui, cx: &Cx<'_>, group: &ProblemGroup) {
        let theme = cx.theme;
        let is_open = self.open.contains(&group.words);
        let several = group.places.len() > 1;
        ui.horizontal(|ui| {
            ui.set_min_height(ROW);
            let right = Layout::right_to_left(Align::Center);
            ui.allocate_ui_with_layout(vec2(NUMBER, ROW), right, |ui| {
                ui.add(Label::new(
                    RichText::new(grouped(group.count)).font(theme.bold()),
                ));
            });
            ui.add_space(theme.space.s);
            let words = (ui.available_width() - BUTTON - theme.space.l).max(BUTTON);
            ui.allocate_ui_with_layout(vec2(words, ROW), Layout::top_down(Align::Min), |ui| {
                ui.set_width(words);
                ui.spacing_mut().item_spacing.y = theme.space.xxs;
                ui.add_space(theme.space.xs);
                let mut job = egui::text::LayoutJob::default();
                let lit = egui::TextFormat::simple(theme.bold(), theme.color.text);
                let weak = |font| egui::TextFormat::simple(font, theme.color.weak);
                job.append(group.words, 0.0, lit);
                job.append(" ", 0.0, weak(theme.body()));
                job.append(&group.advice, 0.0, weak(theme.body()));
                ui.add(Label::new(job).wrap());
                let example = group
                    .places
                    .first()
                    .map(|at| self.words(*at))
                    .unwrap_or_default();
                let shown = RichText::new(&example)
                    .font(theme.small())
                    .color(theme.color.weak);
                ui.add(Label::new(shown).truncate()).on_hover_text(&example);
                ui.add_space(theme.space.xs);
            });
            if several {
                let label = if is_open {
                    "Hide the list".to_owned()
                } else {
                    format!("List the {}", grouped(group.places.len() as u64))
                };
                let button = ui.add(Button::new(&label).min_size(vec2(BUTTON, 24.0)));
                let name = format!("{label}: {}", group.words);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                if button.clicked() {
                    self.open.retain(|words| *words != group.words);
                    if !is_open {
                        self.open.push(group.words);
                    }
                }
            }
        });
        if is_open && several {
            self.list(ui, cx, group);
        }
        line(ui, cx);
    }

    /// A problem with its place.
    fn words(&self, at: usize) -> String {
        let problem = self.report.problems.get(at);
        problem.map_or_else(String::new, |p| format!("{} {}", p.path, p.kind))
    }

    /// Every problem of a group.
    fn list(&self, ui: &mut Ui, cx: &Cx<'_>, group: &ProblemGroup) {
        let theme = cx.theme;
        let indent = NUMBER + theme.space.l;
        for at in group.places.iter().take(LISTED) {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(indent);
                let words = RichText::new(self.words(*at)).font(theme.small());
                ui.add(Label::new(words).selectable(true).wrap());
            });
        }
        let more = group.places.len().saturating_sub(LISTED);
        if more > 0 {
            ui.horizontal(|ui| {
                ui.add_space(indent);
                ui.label(format!("… and {} more", grouped(more as u64)));
            });
        }
    }

    /// The whole report, a line a problem.
    fn as_text(&self, cx: &Cx<'_>) -> String {
        let mut out = summary(cx, &self.groups) + "\n";
        for group in &self.groups {
            let count = grouped(group.count);
            out += &format!("\n{count} {} {}\n", group.words, group.advice);
            for at in &group.places {
                out += &format!("  {}\n", self.words(*at));
            }
        }
        out
    }
}

/// How much was loaded and how much not, in a sentence or two.
fn summary(cx: &Cx<'_>, groups: &[ProblemGroup]) -> String {
    let session = &cx.state.session;
    let articles = counted(session.corpus().len(), "article", "articles");
    let undated = grouped(cx.state.search.base.undated as u64);
    let mut words = format!("{articles} loaded, {undated} of them undated.");
    let decide = groups.iter().filter(|g| g.section == ReportSection::Decide);
    let decide = decide.count() + usize::from(!session.unplaced().is_empty());
    if decide > 0 {
        let things = counted(decide, "thing is", "things are");
        words += &format!(" {things} for you to decide.");
    } else if groups.is_empty() {
        words += " Nothing to report.";
    }
    words
}

/// The head of a section, and how many rows it has.
fn head(ui: &mut Ui, cx: &Cx<'_>, title: &str, rows: usize) {
    let theme = cx.theme;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEAD));
    ui.painter().rect_filled(rect, 0.0, theme.color.panel);
    let inner = rect.shrink2(vec2(theme.space.s, 0.0));
    let layout = Layout::left_to_right(Align::Center);
    let mut words = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout));
    words.label(RichText::new(title).font(theme.small_medium()));
    let number = RichText::new(grouped(rows as u64)).font(theme.small());
    words.label(number.color(theme.color.weak));
}

/// The hairline below a row.
fn line(ui: &mut Ui, cx: &Cx<'_>) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    let at = rect.center().y;
    ui.painter()
        .hline(rect.x_range(), at, cx.theme.hairline(ui));
}

/// Annotations that have no place in the articles.
fn unplaced(ui: &mut Ui, cx: &mut Cx<'_>) {
    let unplaced = cx.state.session.unplaced().to_vec();
    if unplaced.is_empty() {
        return;
    }
    head(ui, cx, "Annotations without a place", unplaced.len());
    for lost in unplaced.iter().take(LISTED) {
        if let Some(now) = &lost.proposed {
            proposal(ui, cx, lost.annotation, now);
            continue;
        }
        let link = ui.link(&lost.why);
        let link = link.on_hover_text("Choose it, to read its note or delete it");
        if link.clicked() {
            let choose = ViewCommand::Choose(Some(lost.annotation));
            cx.send(Command::View(choose));
        }
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
