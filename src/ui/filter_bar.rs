//! The filter bar: chips of what is looked at.

use egui::{
    Align, Button, Frame, Id, Key, Layout, Margin, Panel, Popup, PopupCloseBehavior, RichText,
    ScrollArea, Ui,
};
use jiff::civil::Date;

use super::commands::UiCommand;
use super::widgets::{chip, field};
use super::{Ask, Cx, counted};
use crate::app::Command;
use crate::app::command::FilterCommand;
use crate::corpus::{DateBasis, PublicationDate, parse_date};
use crate::workspace::Filter;
use crate::workspace::ReviewStatus;
use crate::workspace::filter::Chip;

/// The filter form's own state: days as they are typed.
#[derive(Default)]
pub struct FilterForm {
    from: String,
    to: String,
    /// The range that the typed days were last taken from.
    known: Option<(Date, Date)>,
    /// Set to open the form.
    opens: bool,
    /// Set until its first field has the focus.
    focuses: bool,
}

impl FilterForm {
    /// Opens the form with the focus in its first field.
    pub fn open(&mut self) {
        self.opens = true;
    }
}

/// Draws the bar.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut FilterForm) {
    let theme = cx.theme;
    let frame = Frame::new()
        .fill(theme.color.page)
        .inner_margin(Margin::symmetric(theme.space.m as i8, 0));
    Panel::top("filter bar")
        .exact_size(theme.size.filter_bar)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                let filter = &cx.state.search.filter;
                let add = ui
                    .add(Button::new("+ Filter").frame_when_inactive(false))
                    .on_hover_text("Choose which articles are looked at");
                if std::mem::take(&mut form.opens) {
                    form.focuses = true;
                    Popup::open_id(ui, Popup::default_response_id(&add));
                }
                Popup::from_toggle_button_response(&add)
                    .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                    .show(|ui| form_ui(ui, cx, form));
                for part in filter.chips() {
                    if chip::removable(ui, &filter.words(&part, cx.state.session.workspace()))
                        .clicked()
                    {
                        cx.out.push(Command::Filter(FilterCommand::Set(Box::new(
                            filter.clone().without(&part),
                        ))));
                    }
                    if part == Chip::Dates {
                        undated_switch(ui, cx);
                    }
                }
                if filter.is_empty() {
                    ui.label(
                        RichText::new("no filter")
                            .color(theme.color.weak)
                            .size(theme.text.small),
                    );
                    once_switch(ui, cx);
                } else {
                    once_switch(ui, cx);
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if ui
                            .add(
                                Button::new(RichText::new("Clear all").color(theme.color.weak))
                                    .frame_when_inactive(false),
                            )
                            .clicked()
                        {
                            cx.ask(Ask::Run(UiCommand::CLEAR_FILTER));
                        }
                    });
                }
            });
        });
}

/// Counts near-duplicates once, or each: the switch stands beside what the counts are of.
fn once_switch(ui: &mut Ui, cx: &mut Cx<'_>) {
    if !cx.state.derived().has_duplicate_groups() || cx.state.search.filter.once {
        return;
    }
    let theme = cx.theme;
    let words = RichText::new("· count near-duplicates once")
        .color(theme.color.weak)
        .size(theme.text.small);
    let tip = "Of each group of reprints and updates only the first counts, in the table, the chart and every number";
    if ui.link(words).on_hover_text(tip).clicked() {
        let mut filter = cx.state.search.filter.clone();
        filter.once = true;
        cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
    }
}

/// How many undated articles a date range leaves out, and the switch to include them.
fn undated_switch(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = cx.theme;
    let included = cx.state.search.filter.include_undated;
    let left_out = cx.state.search.base.undated_left_out;
    let words = if included {
        "undated included".to_owned()
    } else if left_out == 0 {
        return;
    } else {
        format!("{} left out", counted(left_out, "undated", "undated"))
    };
    ui.label(
        RichText::new(format!("{words} ·"))
            .color(theme.color.weak)
            .size(theme.text.small),
    );
    let action = if included { "leave out" } else { "include" };
    let link = ui
        .link(RichText::new(action).size(theme.text.small))
        .accessible_name(format!("{action} undated articles"));
    if link.clicked() {
        cx.send(Command::Filter(FilterCommand::IncludeUndated(!included)));
    }
}

fn form_ui(ui: &mut Ui, cx: &mut Cx<'_>, form: &mut FilterForm) {
    ui.set_width(320.0);
    let mut filter: Filter = cx.state.search.filter.clone();
    let label = |ui: &mut Ui, words: &str| {
        ui.label(
            RichText::new(words)
                .color(cx.theme.color.weak)
                .size(cx.theme.text.small),
        )
    };
    label(ui, "Title has the words");
    let title = field::line(
        ui,
        Id::unique("filter title"),
        &mut filter.title,
        "Words of the title",
        "evacuation",
    );
    if form.focuses {
        // After it is drawn: while a form is measured nothing in it keeps the focus.
        form.focuses = ui.is_sizing_pass() || !title.has_focus();
        title.request_focus();
    }
    label(ui, "Dates, from and to");
    dates_ui(ui, cx, form, &mut filter);
    let mut only = filter.only_undated;
    if ui
        .checkbox(&mut only, "Only articles without a date")
        .changed()
    {
        filter.only_undated = only;
        filter.dates = filter.dates.filter(|_| !only);
    }
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        sets_ui(ui, cx, &mut filter);
    });
    if filter != cx.state.search.filter {
        cx.send(Command::Filter(FilterCommand::Set(Box::new(filter))));
    }
}

/// The days of the filter, as they are typed.
fn dates_ui(ui: &mut Ui, cx: &Cx<'_>, form: &mut FilterForm, filter: &mut Filter) {
    if form.known != cx.state.search.filter.dates {
        form.known = cx.state.search.filter.dates;
        let words = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
        form.from = words(form.known.map(|d| d.0));
        form.to = words(form.known.map(|d| d.1));
    }
    ui.horizontal(|ui| {
        let mut entered = false;
        for (text, id, name) in [
            (&mut form.from, "filter from", "From day"),
            (&mut form.to, "filter to", "To day"),
        ] {
            ui.allocate_ui(egui::vec2(110.0, 26.0), |ui| {
                let field = field::line(ui, Id::unique(id), text, name, "2023-02-22");
                entered |= field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            });
        }
        let last = |words: &str| {
            let (day, precision) = parse_date(words)?;
            let raw = String::new();
            let basis = DateBasis::Analyst;
            Some(
                PublicationDate {
                    day,
                    precision,
                    basis,
                    raw,
                }
                .last_day(),
            )
        };
        let range = parse_date(&form.from).map(|d| d.0).zip(last(&form.to));
        let set = ui
            .add_enabled(range.is_some(), Button::new("Set"))
            .clicked();
        if (set || entered) && range.is_some() {
            filter.dates = range;
            filter.only_undated = false;
        }
    });
}

/// The parts that are chosen from lists.
fn sets_ui(ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter) {
    let weak = |words: &str| {
        RichText::new(words)
            .color(cx.theme.color.weak)
            .size(cx.theme.text.small)
    };
    ui.label(weak("Status"));
    ui.horizontal_wrapped(|ui| {
        for status in ReviewStatus::ALL {
            toggle(ui, &mut filter.statuses, &status, status.words());
        }
    });
    ui.label(weak("Mentions"));
    for track in &cx.state.session.workspace().tracks {
        toggle(ui, &mut filter.tracks, &track.id, &track.name);
    }
    ui.label(weak("Has an annotation tagged"));
    for (depth, tag) in cx.state.session.workspace().codebook.in_tree_order() {
        ui.horizontal(|ui| {
            ui.add_space(depth as f32 * cx.theme.space.m);
            toggle(ui, &mut filter.tags, &tag.id, &tag.name);
        });
    }
    if cx.state.search.base.sources.len() > 1 {
        ui.label(weak("Source"));
        for (source, n) in cx.state.search.base.sources.iter() {
            toggle(ui, &mut filter.sources, source, &format!("{source} ({n})"));
        }
    }
}

fn toggle<T: Ord + Clone>(
    ui: &mut Ui,
    set: &mut std::collections::BTreeSet<T>,
    item: &T,
    words: &str,
) {
    let mut on = set.contains(item);
    if ui.checkbox(&mut on, words).changed() {
        if on {
            set.insert(item.clone());
        } else {
            set.remove(item);
        }
    }
}
