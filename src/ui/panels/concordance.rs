//! The concordance: every mention one line, in its context, in an order of the words around it.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Rect, RichText, Stroke, Ui, pos2};

use super::super::commands::UiCommand;
use super::super::theme::Theme;
use super::super::widgets::choice::choice;
use super::super::widgets::list::{ListLook, ListState};
use super::super::widgets::table_view::table_buttons;
use super::super::{Ask, Cx, counted, grouped};
use super::looking::Looking;
use super::subject::{nothing, subject_choice};
use super::{Pane, Panel, PanelInfo, Place, Side, empty, tools_row};
use crate::analysis::concordance::{
    CONTEXT_CHARS, Concordance, ConcordanceSpec, ConcordanceView, SortLevel,
};
use crate::app::command::ViewCommand;
use crate::app::{Command, State, ViewWish};
use crate::text::tokens;
use crate::workspace::Slot;

/// The panel's id.
pub const PANE: Pane = Pane::new("Concordance");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Concordance",
    place: Place {
        side: Side::Bottom,
        order: 2,
    },
    digit: None,
    shows_focus: true,
    make: || Box::<ConcordancePanel>::default(),
};

/// The panel's own state.
#[derive(Default)]
pub struct ConcordancePanel {
    looking: Looking<ConcordanceView>,
    list: ListState,
    spec: ConcordanceSpec,
}

/// Lines of a sample, and the seed that it begins with.
const SAMPLE: usize = 100;
const SEED: u64 = 1851;

/// Widths of day and article, and of the room for a mention, in points.
const DAY: f32 = 98.0;
const ARTICLE: f32 = 220.0;
const GAP: f32 = 8.0;

impl Panel for ConcordancePanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = match self.looking.table(ui, cx) {
            Ok(table) => table,
            Err(error) => {
                empty(ui, cx, &format!("There are no lines: {error}"), None);
                return;
            }
        };
        let Some(table) = table else {
            empty(ui, cx, "The lines are being looked for …", None);
            return;
        };
        self.tools(ui, cx, &table);
        if table.lines.is_empty() {
            let words = nothing(cx, self.spec.subject, "every mention in its context");
            empty(ui, cx, &words, None);
            return;
        }
        let theme = cx.theme;
        let rect = ui.available_rect_before_wrap();
        let look = ListLook {
            id: PANE.focus_id(),
            name: "Concordance",
            rect,
            row: theme.size.table_row,
            theme,
        };
        let walked = self
            .list
            .show(ui, &look, table.lines.len(), |ui, at, rect| {
                line(ui, theme, &table, at, rect)
            });
        if let Some(hit) = walked.entered.and_then(|at| table.lines.get(at))
            && let Some(id) = table.corpus().id(hit.at)
        {
            cx.send(Command::View(ViewCommand::OpenAt(id, hit.span)));
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.search.views.table::<ConcordanceView>() {
            table_buttons(ui, cx, &table, "concordance");
        }
        if let Some(subject) = subject_choice(ui, cx, self.spec.subject) {
            self.spec.subject = subject;
            self.choose(cx);
        }
    }
}

impl ConcordancePanel {
    fn choose(&mut self, cx: &mut Cx<'_>) {
        let wish = ViewWish::choose::<ConcordanceView>(self.spec.clone());
        cx.send(Command::View(ViewCommand::Look(wish)));
        self.list.go_to(0);
    }

    /// How many lines there are, what they are ordered by, and whether all of them are shown.
    fn tools(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &Concordance) {
        let theme = cx.theme;
        let mut changed = false;
        let mut tags = false;
        tools_row(ui, cx, |ui| {
            ui.label(RichText::new(counted(table.lines.len(), "line", "lines")).font(theme.bold()));
            let of = match self.spec.sample {
                Some(_) => format!("of {}", grouped(table.all as u64)),
                None => format!("in {}", counted(table.articles, "article", "articles")),
            };
            ui.label(RichText::new(of).color(theme.color.weak));
            ui.label(RichText::new("sort").color(theme.color.weak));
            let mut levels: Vec<Option<SortLevel>> =
                self.spec.sort.iter().copied().map(Some).collect();
            levels.resize(3, None);
            for (at, level) in levels.iter_mut().enumerate() {
                if at > self.spec.sort.len() {
                    break;
                }
                let all: Vec<Option<SortLevel>> = std::iter::once(None)
                    .chain(SortLevel::ALL.map(Some))
                    .collect();
                let words = |level: &Option<SortLevel>| {
                    level.map_or_else(|| "as the table".to_owned(), SortLevel::words)
                };
                let now = words(level);
                let name = format!("Sort, level {}", at + 1);
                if let Some(chosen) = choice(ui, &name, &now, &all, words) {
                    *level = chosen;
                    changed = true;
                }
            }
            if changed {
                self.spec.sort = levels.into_iter().flatten().collect();
            }
            let mut is_sample = self.spec.sample.is_some();
            let words = format!("random sample of {SAMPLE}");
            if ui.checkbox(&mut is_sample, words).changed() {
                self.spec.sample = is_sample.then_some((SAMPLE, SEED));
                changed = true;
            }
            if let Some((most, seed)) = self.spec.sample {
                let weak = RichText::new(format!("seed {seed}")).color(theme.color.weak);
                ui.label(weak.size(theme.text.small));
                if ui.link("draw anew").clicked() {
                    self.spec.sample = Some((most, seed + 1));
                    changed = true;
                }
            }
            if ui.link("Tag hits …").clicked() {
                tags = true;
            }
        });
        if tags {
            cx.ask(Ask::Run(UiCommand::named("annotate.tag-hits")));
        }
        if changed {
            self.choose(cx);
        }
    }
}

/// One line; what it says.
fn line(ui: &mut Ui, theme: &Theme, table: &Concordance, at: usize, rect: Rect) -> String {
    let (Some(hit), Some(line)) = (table.lines.get(at), table.line(at, 2 * CONTEXT_CHARS)) else {
        return String::new();
    };
    let day = table.day(hit.at);
    let title = table.title(hit.at);
    let sort = &table.spec().sort;
    let painter = ui.painter_at(rect);
    let aside = if rect.width() > 640.0 {
        DAY + ARTICLE
    } else {
        DAY
    };
    let middle = rect.left() + (rect.width() - aside) * 0.46;
    let font = theme.serif(theme.text.body);
    let (text, weak) = (theme.color.text, theme.color.weak);
    // The context before ends at the mention; its beginning goes where there is no room.
    let left = marked(theme, &line.left, sort, true, &font, text);
    let galley = painter.layout_job(left);
    let top = |height: f32| rect.center().y - height / 2.0;
    let room = Rect::from_x_y_ranges(rect.left()..=middle - GAP, rect.y_range());
    let place = pos2(middle - GAP - galley.size().x, top(galley.size().y));
    painter
        .with_clip_rect(room.intersect(painter.clip_rect()))
        .galley(place, galley, text);
    let mut job = LayoutJob::default();
    let bold = TextFormat::simple(theme.serif_bold(theme.text.body), text);
    job.append(&line.hit, 0.0, bold);
    let behind = marked(theme, &line.right, sort, false, &font, text);
    let whole = rect.right() - aside - GAP - middle;
    let hit_galley = painter.layout_job(job);
    let width = hit_galley.size().x;
    painter.galley(pos2(middle, top(hit_galley.size().y)), hit_galley, text);
    let mut behind = behind;
    behind.wrap = TextWrapping::truncate_at_width((whole - width).max(20.0));
    let galley = painter.layout_job(behind);
    let height = galley.size().y;
    painter.galley(pos2(middle + width, top(height)), galley, text);
    let mut x = rect.right() - aside;
    for (words, width, color) in [(&day, DAY, text), (&title, ARTICLE, weak)] {
        if x + width > rect.right() + 1.0 {
            break;
        }
        let mut job = LayoutJob::simple_singleline(words.clone(), theme.body(), color);
        job.wrap = TextWrapping::truncate_at_width(width - GAP);
        let galley = painter.layout_job(job);
        painter.galley(pos2(x, top(galley.size().y)), galley, color);
        x += width;
    }
    format!("{day}, {title}: {}{}{}", line.left, line.hit, line.right)
}

/// Context with the words that lines are ordered by marked: each level in a colour and a line of its own.
fn marked(
    theme: &Theme,
    words: &str,
    sort: &[SortLevel],
    is_left: bool,
    font: &egui::FontId,
    color: Color32,
) -> LayoutJob {
    let all: Vec<_> = tokens(words).map(|t| t.span).collect();
    let mut marks: Vec<(usize, usize, usize)> = Vec::new();
    for (level, by) in sort.iter().enumerate() {
        let place = match (*by, is_left) {
            (SortLevel::Right(n), false) => usize::from(n).checked_sub(1),
            (SortLevel::Left(n), true) => all.len().checked_sub(usize::from(n)),
            _ => None,
        };
        if let Some(span) = place.and_then(|at| all.get(at)) {
            marks.push((span.start(), span.end(), level));
        }
    }
    marks.sort_unstable();
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(font.clone(), color);
    let mut at = 0;
    for (start, end, level) in marks {
        job.append(words.get(at..start).unwrap_or_default(), 0.0, plain.clone());
        let slot = theme
            .color
            .slot(Slot::after(LEVEL_SLOTS.get(level).copied().unwrap_or(0)));
        let marked = TextFormat {
            underline: Stroke::new(1.5, slot),
            ..plain.clone()
        };
        job.append(words.get(start..end).unwrap_or_default(), 0.0, marked);
        at = end;
    }
    job.append(words.get(at..).unwrap_or_default(), 0.0, plain);
    job.wrap.max_rows = 1;
    job.break_on_newline = false;
    job
}

/// Places in the palette of the three levels: red, green, violet.
const LEVEL_SLOTS: [usize; 3] = [1, 2, 5];
