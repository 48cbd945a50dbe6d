//! The first records of a table: what each column is taken as stands over it, what came of the dates below it,
//! and one record as the article that it becomes at the right.

use std::collections::HashMap;

use egui::{
    Button, ComboBox, Grid, Label, Rect, Response, RichText, Role, ScrollArea, Shape, Ui,
    WidgetInfo,
};

use super::super::theme::Theme;
use super::super::{grouped, widgets};
use crate::corpus::{ColumnDates, DateOrder, OrderReason};
use crate::corpus::{Draft, Mapping};
use crate::import::Preview;
use crate::text::counted::counted;
use crate::text::tokens;

/// Records of the beginning that are shown.
const SHOWN: usize = 4;
/// Characters of a text that are shown of the article.
const BEGINNING: usize = 320;

/// The parts of an article, and where a mapping keeps their columns.
type Part = (&'static str, fn(&mut Mapping) -> &mut Option<String>);

const PARTS: [Part; 7] = [
    ("Text", |m| &mut m.text),
    ("Title", |m| &mut m.title),
    ("Date", |m| &mut m.date),
    ("Source", |m| &mut m.publisher),
    ("Author", |m| &mut m.author),
    ("Address", |m| &mut m.url),
    ("Record key", |m| &mut m.id),
];

/// What every other column becomes.
const FIELD: &str = "Field";

/// What is shown of a table.
#[derive(Default)]
pub(super) struct ColumnTable {
    /// Which record is shown as an article.
    record: usize,
    found: Option<Found>,
}

/// What a mapping makes of the first records; found once, not in every frame.
struct Found {
    mapping: Mapping,
    record: usize,
    dates: Option<Dates>,
    /// What each column is taken as.
    parts: Vec<Option<usize>>,
    /// Numbers of the records that are shown, and their values by column.
    rows: Vec<(usize, Vec<String>)>,
    article: Option<Made>,
}

/// How the dates of a column are read, and how many either order would understand.
struct Dates {
    column: String,
    now: ColumnDates,
    by_order: [(DateOrder, u64); 2],
}

/// The beginning of an article that a record becomes.
struct Made {
    title: String,
    facts: String,
    beginning: String,
    fields: Vec<String>,
}

impl Found {
    fn of(mapping: &Mapping, preview: &Preview, record: usize) -> Self {
        let dates = mapping.date.clone().map(|column| {
            let understood = |order| preview.dates(&column, Some(order)).understood;
            Dates {
                now: preview.dates(&column, mapping.date_order),
                by_order: [DateOrder::DayFirst, DateOrder::MonthFirst].map(|o| (o, understood(o))),
                column,
            }
        });
        let style = mapping.date_style(preview.records.iter());
        let wanted = preview.records.get(record).cloned();
        let draft = wanted.and_then(|r| mapping.draft(r, record as u64 + 1, &style));
        let cells = |number: usize| {
            let record = preview.records.get(number).into_iter().flatten();
            let values: HashMap<&str, &str> =
                record.map(|(c, v)| (c.as_str(), v.as_str())).collect();
            let columns = preview.columns.iter();
            let cells = columns.map(|c| one_line(values.get(c.as_str()).unwrap_or(&"")));
            (number, cells.collect())
        };
        let rows = shown(preview, dates.as_ref());
        let columns = preview.columns.iter();
        Self {
            parts: columns.map(|c| part_of(&mut mapping.clone(), c)).collect(),
            rows: rows.into_iter().map(cells).collect(),
            article: draft.as_ref().map(Made::of),
            dates,
            mapping: mapping.clone(),
            record,
        }
    }
}

impl Made {
    fn of(draft: &Draft) -> Self {
        let (title, body) = if draft.has_stated_title {
            draft.text.split_once('\n').unwrap_or((&draft.text, ""))
        } else {
            ("", draft.text.as_str())
        };
        let body = body.trim_start();
        let mut beginning: String = body.chars().take(BEGINNING).collect();
        beginning = beginning.replace("\n\n", "\n");
        if body.chars().nth(BEGINNING).is_some() {
            beginning.push('…');
        }
        let date = draft.date.as_ref();
        let date = date.map_or("undated".to_owned(), ToString::to_string);
        let words = counted(tokens(&draft.text).count(), "word", "words");
        let facts = [
            Some(date),
            draft.publisher.clone(),
            draft.author.clone(),
            Some(words),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        let fields = draft.fields.iter().take(SHOWN);
        Self {
            title: one_line(title),
            facts: facts.join("   "),
            beginning,
            fields: fields
                .map(|(name, value)| format!("{name}: {}", one_line(value)))
                .collect(),
        }
    }
}

impl ColumnTable {
    /// Shows the records and what is made of them; choices go into the mapping.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        mapping: &mut Mapping,
        preview: &Preview,
    ) {
        self.record = self.record.min(preview.records.len().saturating_sub(1));
        let is_known = |f: &Found| f.mapping == *mapping && f.record == self.record;
        let found = match self.found.take().filter(is_known) {
            Some(found) => found,
            None => Found::of(mapping, preview, self.record),
        };
        let count = grouped(preview.records.len() as u64);
        let columns = counted(preview.columns.len(), "column", "columns");
        ui.horizontal(|ui| {
            let words = format!("{columns}; what is said here is of the first {count} records. Every other column becomes a field.");
            ui.label(weak(theme, &words));
            let is_guess = *mapping == preview.guess;
            let as_guessed = ui.add_enabled(!is_guess, Button::new("As guessed").small());
            widgets::focus_ring(ui, &as_guessed);
            if as_guessed.clicked() {
                mapping.clone_from(&preview.guess);
            }
        });
        ui.add_space(theme.space.s);
        records_ui(ui, theme, mapping, preview, &found);
        ui.add_space(theme.space.s);
        ui.columns(2, |sides| {
            if let [left, right] = sides {
                // Columns justify their words otherwise.
                let layout = egui::Layout::top_down(egui::Align::Min);
                left.with_layout(layout, |ui| {
                    dates_ui(ui, theme, mapping, found.dates.as_ref());
                });
                right.with_layout(layout, |ui| {
                    self.article_ui(ui, theme, preview, found.article.as_ref());
                });
            }
        });
        self.found = Some(found);
    }

    /// A record as the article that it becomes.
    fn article_ui(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        preview: &Preview,
        article: Option<&Made>,
    ) {
        ui.horizontal(|ui| {
            let head = format!("Record {} as an article", self.record + 1);
            ui.label(RichText::new(head).font(theme.bold()));
            let step = |ui: &mut Ui, sign: &str, name: &str, is_there: bool| {
                let button = ui.add_enabled(is_there, Button::new(sign).small());
                button.widget_info(|| WidgetInfo::labeled(Role::Button, is_there, name));
                widgets::focus_ring(ui, &button);
                button.clicked()
            };
            if step(ui, "<", "Record before", self.record > 0) {
                self.record -= 1;
            }
            if step(
                ui,
                ">",
                "Next record",
                self.record + 1 < preview.records.len(),
            ) {
                self.record += 1;
            }
        });
        let Some(article) = article else {
            ui.label(weak(
                theme,
                "It has no text and no title, so it becomes no article.",
            ));
            return;
        };
        if !article.title.is_empty() {
            let title = RichText::new(&article.title).font(theme.serif(theme.text.quote * 1.2));
            ui.add(Label::new(title.strong()).wrap());
        }
        ui.label(weak(theme, &article.facts));
        let beginning = RichText::new(&article.beginning).font(theme.serif(theme.text.quote));
        ui.add(Label::new(beginning).wrap());
        for field in &article.fields {
            ui.add(Label::new(weak(theme, field)).truncate());
        }
    }
}

fn weak(theme: &Theme, words: &str) -> RichText {
    RichText::new(words)
        .color(theme.color.weak)
        .size(theme.text.small)
}

/// What a column is taken as.
fn part_of(mapping: &mut Mapping, column: &str) -> Option<usize> {
    let mut parts = PARTS.iter();
    parts.position(|(_, part)| part(mapping).as_deref() == Some(column))
}

/// Takes a column as a part of the article, or as a field.
fn take_as(mapping: &mut Mapping, column: &str, wanted: Option<usize>) {
    for (number, (_, part)) in PARTS.iter().enumerate() {
        let slot = part(mapping);
        if Some(number) == wanted {
            *slot = Some(column.to_owned());
        } else if slot.as_deref() == Some(column) {
            *slot = None;
        }
    }
    if mapping.date.is_none() {
        mapping.date_order = None;
    }
}

/// Breadth of the numbers of records.
const NUMBERS: f32 = 64.0;
/// How far beside the view columns are drawn, so that the focus reaches the next.
const BESIDE: f32 = 260.0;

fn width_of(part: Option<usize>) -> f32 {
    match part {
        Some(0) => 220.0,
        Some(1) => 180.0,
        _ => 116.0,
    }
}

/// A cell of a table, cut where it does not fit.
fn cell(ui: &mut Ui, width: f32, words: RichText) -> Response {
    let size = egui::vec2(width, ui.text_style_height(&egui::TextStyle::Body) + 6.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_width(width);
        ui.add(Label::new(words).truncate())
    })
    .response
}

/// The records under what their columns are taken as. Of a table of a thousand columns those in sight are drawn.
fn records_ui(ui: &mut Ui, theme: &Theme, mapping: &mut Mapping, preview: &Preview, found: &Found) {
    let gap = theme.space.m;
    let mut at = NUMBERS + gap;
    let mut places: Vec<(f32, f32)> = Vec::with_capacity(found.parts.len());
    for part in &found.parts {
        places.push((at, width_of(*part)));
        at += width_of(*part) + gap;
    }
    let area = ScrollArea::horizontal().id_salt("records");
    area.auto_shrink([false, true])
        .show_viewport(ui, |ui, seen| {
            ui.set_width(at);
            ui.spacing_mut().item_spacing.y = 2.0;
            let behind = ui.painter().add(Shape::Noop);
            let mut of_date: Option<Rect> = None;
            // Draws the cells in sight of a row; each gives its place.
            let mut row =
                |ui: &mut Ui, first: &str, draw: &mut dyn FnMut(&mut Ui, usize, f32) -> Rect| {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 0.0;
                        cell(ui, NUMBERS, weak(theme, first));
                        ui.add_space(gap);
                        for (number, (left, width)) in places.iter().enumerate() {
                            if left + width < seen.left() - BESIDE || *left > seen.right() + BESIDE
                            {
                                ui.add_space(width + gap);
                                continue;
                            }
                            let rect = draw(ui, number, *width);
                            ui.add_space(gap);
                            if preview.columns.get(number) == found.mapping.date.as_ref() {
                                of_date = Some(of_date.map_or(rect, |known| known.union(rect)));
                            }
                        }
                    });
                };
            row(ui, "", &mut |ui, number, width| {
                let column = preview.columns.get(number).map_or("", String::as_str);
                cell(ui, width, RichText::new(column).font(theme.bold())).rect
            });
            row(ui, "taken as", &mut |ui, number, width| {
                let part = found.parts.get(number).copied().flatten();
                let column = preview.columns.get(number).map_or("", String::as_str);
                choice_ui(ui, width, mapping, column, part).rect
            });
            for (record, cells) in &found.rows {
                row(
                    ui,
                    &grouped(*record as u64 + 1),
                    &mut |ui, number, width| {
                        let value = cells.get(number).map_or("", String::as_str);
                        let mut words = RichText::new(value);
                        if matches!(found.parts.get(number), Some(Some(0 | 1))) {
                            words = words.font(theme.serif(theme.text.body));
                        }
                        let is_date = preview.columns.get(number) == found.mapping.date.as_ref();
                        let wrong = found.dates.as_ref().filter(|_| is_date);
                        let wrong = wrong.and_then(|d| d.now.not_understood.as_deref());
                        if wrong == Some(value) {
                            words = words.color(theme.color.warning);
                        }
                        cell(ui, width, words).rect
                    },
                );
            }
            // The bar of the scroll area lies below the last record, not over it.
            ui.add_space(theme.space.m);
            if let Some(rect) = of_date {
                let rect = rect.expand2(egui::vec2(theme.space.xs, 0.0));
                let fill = Shape::rect_filled(rect, theme.radius.field, theme.color.selected);
                ui.painter().set(behind, fill);
            }
        });
}

/// The choice of what a column is taken as.
fn choice_ui(
    ui: &mut Ui,
    width: f32,
    mapping: &mut Mapping,
    column: &str,
    now: Option<usize>,
) -> Response {
    let name = |part: Option<usize>| {
        let part = part.and_then(|at| PARTS.get(at));
        part.map_or(FIELD, |(name, _)| name)
    };
    let mut chosen = now;
    let combo = ComboBox::from_id_salt(("taken as", column))
        .width(width)
        .selected_text(name(now))
        .show_ui(ui, |ui| {
            for part in (0..PARTS.len()).map(Some).chain([None]) {
                ui.selectable_value(&mut chosen, part, name(part));
            }
        })
        .response;
    let words = format!("{column} is taken as {}", name(now));
    combo.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &words));
    if combo.gained_focus() {
        combo.scroll_to_me(None);
    }
    if chosen != now {
        take_as(mapping, column, chosen);
    }
    combo
}

/// The first records, and the first whose date is not understood.
fn shown(preview: &Preview, dates: Option<&Dates>) -> Vec<usize> {
    let mut out: Vec<usize> = (0..preview.records.len().min(SHOWN)).collect();
    let wrong = dates.and_then(|dates| {
        let value = dates.now.not_understood.as_ref()?;
        let has_it = |record: &Vec<(String, String)>| {
            record.iter().any(|(c, v)| *c == dates.column && v == value)
        };
        preview.records.iter().position(has_it)
    });
    out.extend(wrong.filter(|number| *number >= SHOWN));
    out
}

/// How the dates of the chosen column are read, why so, and the choice of another order.
fn dates_ui(ui: &mut Ui, theme: &Theme, mapping: &mut Mapping, dates: Option<&Dates>) {
    let Some(dates) = dates.filter(|d| d.now.values > 0) else {
        ui.label(RichText::new("Date").font(theme.bold()));
        ui.label(weak(
            theme,
            "No column is taken as the date: its articles are undated.",
        ));
        return;
    };
    let seen = &dates.now;
    ui.horizontal(|ui| {
        ui.label(RichText::new("Date").font(theme.bold()));
        ui.label(weak(theme, &format!("column {}", dates.column)));
    });
    let (understood, values) = (grouped(seen.understood), grouped(seen.values));
    ui.label(RichText::new(format!("{understood} of {values} understood")).font(theme.bold()));
    if seen.reason != OrderReason::NotNeeded {
        let order = seen.style.order.map_or("no order", DateOrder::words);
        ui.label(weak(
            theme,
            &format!("Read with {order}: {}.", seen.reason.words()),
        ));
        Grid::new("orders")
            .spacing([theme.space.m, 0.0])
            .num_columns(2)
            .show(ui, |ui| {
                let order = &mut mapping.date_order;
                ui.radio_value(order, None, "As the values show");
                ui.end_row();
                for (one, understood) in dates.by_order {
                    let words = match one {
                        DateOrder::DayFirst => "Day first",
                        DateOrder::MonthFirst => "Month first",
                    };
                    ui.radio_value(order, Some(one), words);
                    ui.label(weak(theme, &format!("{} understood", grouped(understood))));
                    ui.end_row();
                }
            });
    }
    if let Some(value) = &seen.not_understood {
        let missed = seen.values.saturating_sub(seen.understood);
        let words = format!(
            "{} not understood, the first is “{}”. Such records become undated articles.",
            grouped(missed),
            one_line(value)
        );
        ui.add(Label::new(RichText::new(words).color(theme.color.warning)).wrap());
    }
}

/// The beginning of a value, for a line that is cut where it does not fit.
fn one_line(value: &str) -> String {
    let short: String = value.chars().take(200).collect();
    short.replace(['\n', '\r'], " ")
}
