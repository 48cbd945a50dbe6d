//! Facets: the articles at hand by source, year, language, tag and metadata, to include and exclude.

use std::collections::BTreeSet;

use egui::{
    Button, CollapsingHeader, DragValue, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::super::widgets::kept_scroll::KeptScroll;
use super::super::{Cx, grouped};
use super::looking::Looking;
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::analysis::facets::{Facet, FacetBy, FacetsView, Spread};
use crate::app::command::FilterCommand;
use crate::app::{Command, State};
use crate::enrich::language::language_name;
use crate::workspace::Filter;
use crate::workspace::filter::{FacetField, NumberRange};

/// Values that are shown before one asks for all.
const FEW: usize = 8;

/// The panel's id.
pub const PANE: Pane = Pane::new("Facets");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Facets",
    place: Place {
        side: Side::Left,
        order: 2,
    },
    digit: Some(7),
    shows_focus: false,
    make: || Box::<FacetsPanel>::default(),
};

/// The panel's own state: which lists are shown in full.
#[derive(Default)]
pub struct FacetsPanel {
    looking: Looking<FacetsView>,
    full: BTreeSet<String>,
    /// What is in sight, by facet and value.
    scroll: KeptScroll<(String, String)>,
}

impl Panel for FacetsPanel {
    fn after_frame(&self, ui: &Ui, state: &State, out: &mut Vec<Command>) {
        self.looking.after_frame(ui, state, out);
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }
}

impl FacetsPanel {
    /// Draws the lists.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let focus = ui.interact(area, PANE.focus_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(Role::List, true, "Facets"));
        let facets = match self.looking.table(ui, cx) {
            Ok(facets) => facets,
            Err(error) => {
                empty(ui, cx, &format!("Nothing could be counted: {error}"), None);
                return;
            }
        };
        let Some(facets) = facets.filter(|f| !f.all.is_empty()) else {
            empty(
                ui,
                cx,
                "Sources, years, languages and metadata of the articles will be listed here.",
                None,
            );
            return;
        };
        let mut filter = cx.state.search.filter.clone();
        let column = self
            .scroll
            .area()
            .id_salt("facets")
            .auto_shrink(false)
            .show(ui, |ui| {
                self.scroll.start(ui);
                egui::Frame::new()
                    .inner_margin(theme.space.m)
                    .show(ui, |ui| {
                        for facet in &facets.all {
                            self.facet(ui, cx, facet, &mut filter);
                        }
                        duplicates(ui, cx, facets.surplus, &mut filter);
                    });
            });
        self.scroll.end(ui, &column);
        if filter != cx.state.search.filter {
            cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
        }
    }

    fn facet(&mut self, ui: &mut Ui, cx: &Cx<'_>, facet: &Facet, filter: &mut Filter) {
        let theme = cx.theme;
        let name = match &facet.by {
            FacetBy::Source => "source",
            FacetBy::Tag(_) => "tag",
            FacetBy::Field(field) => field.words(),
        };
        let full = self.full.contains(name);
        let shown = if full { facet.values.len() } else { FEW };
        self.scroll.part(ui, (name.to_owned(), String::new()));
        CollapsingHeader::new(RichText::new(name).font(theme.bold()))
            .id_salt(("facet", name))
            .default_open(true)
            .show(ui, |ui| {
                if let (Some(spread), FacetBy::Field(field)) = (&facet.spread, &facet.by) {
                    range(ui, cx, field, spread, filter);
                    return;
                }
                for (i, (value, n)) in facet.values.iter().take(shown).enumerate() {
                    self.scroll.part(ui, (name.to_owned(), value.clone()));
                    row(ui, cx, facet, i, value, *n, filter);
                }
                let hidden = facet.values.len().saturating_sub(shown);
                let more = RichText::new(format!("{} more", grouped(hidden as u64)))
                    .size(theme.text.small);
                if hidden > 0 && ui.link(more).clicked() {
                    self.full.insert(name.to_owned());
                }
                if full && facet.more > 0 {
                    let words = format!("and {} rarer ones", grouped(facet.more as u64));
                    ui.label(
                        RichText::new(words)
                            .color(theme.color.weak)
                            .size(theme.text.small),
                    );
                }
            });
    }
}

/// Height of the histogram of a range, in points.
const HISTOGRAM: f32 = 36.0;

/// A facet of numbers: how they spread, and from where to where they are wanted.
fn range(ui: &mut Ui, cx: &Cx<'_>, field: &FacetField, spread: &Spread, filter: &mut Filter) {
    let theme = cx.theme;
    let chosen = filter.values.get(field).and_then(|c| c.range);
    let whole = NumberRange {
        from: spread.from,
        to: spread.to,
    };
    let mut now = chosen.unwrap_or(whole);
    let size = vec2(ui.available_width(), HISTOGRAM);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = format!("{} from {} to {}", field.words(), spread.from, spread.to);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let most = spread.bins.iter().max().copied().unwrap_or(1).max(1) as f32;
    let each = rect.width() / spread.bins.len() as f32;
    let step = (spread.to - spread.from) / spread.bins.len() as f64;
    for (at, n) in spread.bins.iter().enumerate() {
        let height = *n as f32 / most * rect.height();
        let left = rect.left() + each * at as f32;
        let bar = Rect::from_min_max(
            pos2(left + 0.5, rect.bottom() - height),
            pos2(left + each - 0.5, rect.bottom()),
        );
        let (low, high) = (
            spread.from + step * at as f64,
            spread.from + step * (at + 1) as f64,
        );
        let is_in = high >= now.from && low <= now.to;
        let color = if is_in {
            theme.color.accent
        } else {
            theme.color.line
        };
        ui.painter().rect_filled(bar, 0.0, color);
    }
    ui.horizontal(|ui| {
        let speed = (spread.to - spread.from) / 200.0;
        let drag = |value| {
            DragValue::new(value)
                .speed(speed)
                .range(spread.from..=spread.to)
        };
        let from = ui.add(drag(&mut now.from));
        ui.label("to");
        let to = ui.add(drag(&mut now.to));
        let name = field.words();
        let from = from.accessible_name(format!("Least {name}"));
        let to = to.accessible_name(format!("Greatest {name}"));
        if from.changed() || to.changed() {
            let range = NumberRange {
                from: now.from.min(now.to),
                to: now.to.max(now.from),
            };
            let range = (range != whole).then_some(range);
            filter.choose(field, |c| c.range = range);
        }
        if chosen.is_some() && ui.link("all").clicked() {
            filter.choose(field, |c| c.range = None);
        }
    });
}

/// One value: a click includes it or lets it go, the sign at its right excludes it.
fn row(
    ui: &mut Ui,
    cx: &Cx<'_>,
    facet: &Facet,
    at: usize,
    value: &str,
    n: usize,
    filter: &mut Filter,
) {
    let theme = cx.theme;
    let (wanted, unwanted) = chosen(facet, at, value, filter);
    let words = match &facet.by {
        FacetBy::Field(FacetField::Language) if value != "unknown" => language_name(value),
        _ => value,
    };
    ui.horizontal(|ui| {
        let mut on = wanted;
        let mut text = RichText::new(words);
        if unwanted {
            text = text.strikethrough().color(theme.color.weak);
        }
        let check = ui.checkbox(&mut on, text);
        if check.on_hover_text("Only articles with this").changed() {
            include(facet, at, value, on, filter);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let sign = Button::new(RichText::new("not").size(theme.text.small))
                .frame(unwanted)
                .selected(unwanted);
            let tip = format!("Leave out {name}: {words}", name = name_of(facet));
            let button = ui.add(sign).on_hover_text(&tip);
            button.widget_info(|| WidgetInfo::selected(Role::Button, true, unwanted, &tip));
            if button.clicked() {
                exclude(facet, at, value, !unwanted, filter);
            }
            let count = RichText::new(grouped(n as u64)).color(theme.color.weak);
            ui.label(count.size(theme.text.small));
        });
    });
}

fn name_of(facet: &Facet) -> &str {
    match &facet.by {
        FacetBy::Source => "source",
        FacetBy::Tag(_) => "tag",
        FacetBy::Field(field) => field.words(),
    }
}

fn chosen(facet: &Facet, at: usize, value: &str, filter: &Filter) -> (bool, bool) {
    match &facet.by {
        FacetBy::Source => (
            filter.sources.contains(value),
            filter.not_sources.contains(value),
        ),
        FacetBy::Tag(ids) => ids.get(at).map_or((false, false), |tag| {
            (filter.tags.contains(tag), filter.not_tags.contains(tag))
        }),
        FacetBy::Field(field) => filter.values.get(field).map_or((false, false), |c| {
            (c.only.contains(value), c.not.contains(value))
        }),
    }
}

fn put<T: Ord>(value: T, on: bool, among: &mut BTreeSet<T>) {
    if on {
        among.insert(value);
    } else {
        among.remove(&value);
    }
}

fn include(facet: &Facet, at: usize, value: &str, on: bool, filter: &mut Filter) {
    match &facet.by {
        FacetBy::Source => {
            filter.not_sources.remove(value);
            put(value.to_owned(), on, &mut filter.sources);
        }
        FacetBy::Tag(ids) => {
            if let Some(tag) = ids.get(at) {
                filter.not_tags.remove(tag);
                put(*tag, on, &mut filter.tags);
            }
        }
        FacetBy::Field(field) => filter.choose(field, |choice| {
            choice.not.remove(value);
            put(value.to_owned(), on, &mut choice.only);
        }),
    }
}

fn exclude(facet: &Facet, at: usize, value: &str, on: bool, filter: &mut Filter) {
    match &facet.by {
        FacetBy::Source => {
            filter.sources.remove(value);
            put(value.to_owned(), on, &mut filter.not_sources);
        }
        FacetBy::Tag(ids) => {
            if let Some(tag) = ids.get(at) {
                filter.tags.remove(tag);
                put(*tag, on, &mut filter.not_tags);
            }
        }
        FacetBy::Field(field) => filter.choose(field, |choice| {
            choice.only.remove(value);
            put(value.to_owned(), on, &mut choice.not);
        }),
    }
}

/// The switch that counts near-duplicates once.
fn duplicates(ui: &mut Ui, cx: &Cx<'_>, surplus: usize, filter: &mut Filter) {
    let theme = cx.theme;
    ui.add_space(theme.space.s);
    if !cx.state.derived().has_duplicate_groups() {
        let words = RichText::new("Looking for near-duplicates …").color(theme.color.weak);
        ui.label(words.size(theme.text.small));
        return;
    }
    if surplus == 0 && !filter.once {
        return;
    }
    let mut once = filter.once;
    let words = format!(
        "Near-duplicates once ({} copies counted now)",
        grouped(surplus as u64)
    );
    let words = if once {
        "Near-duplicates once".to_owned()
    } else {
        words
    };
    let tip = "Reprints and updates: articles that share half of their five-word sequences. Of each group the first is kept, in the table, the chart and every count";
    if ui.checkbox(&mut once, words).on_hover_text(tip).changed() {
        filter.once = once;
    }
}
