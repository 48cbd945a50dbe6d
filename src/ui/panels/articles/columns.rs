//! The table's columns: which there are, which fit, their heads, and the choice among them.

use egui::{
    Align, Align2, Layout, Rect, RichText, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};
use egui_extras::{Column, TableBuilder};

use crate::analysis::{SortColumn, SortKey};
use crate::app::Command;
use crate::app::command::{FilterCommand, TrackCommand, ViewCommand};
use crate::ui::Cx;
use crate::ui::icons::{self, Icon};
use crate::ui::theme::Theme;
use crate::ui::widgets::{menu_item, swatch};
use crate::workspace::initials;

/// Room for the fields of metadata in the menu, in points; more scroll.
const FIELDS_HEIGHT: f32 = 220.0;

/// What a column shows and how wide it is.
#[derive(Clone, Debug)]
pub(super) struct Col {
    pub column: SortColumn,
    head: String,
    width: f32,
    /// Columns of a higher number hide first where the panel is narrow.
    rank: u8,
}

impl Col {
    /// What its head says.
    pub(super) fn head(&self) -> &str {
        &self.head
    }
}

pub(super) fn columns(cx: &Cx<'_>) -> Vec<Col> {
    let settings = &cx.state.settings;
    let width = |column: SortColumn, default: f32| {
        settings
            .column_widths
            .iter()
            .find(|(c, _)| *c == column)
            .map_or(default, |(_, w)| *w)
    };
    let col = |column, head: &str, default, rank| Col {
        column,
        head: head.to_owned(),
        width: width(column, default),
        rank,
    };
    let mut out = vec![
        col(SortColumn::Date, "Date", 100.0, 1),
        col(SortColumn::Title, "Title", 0.0, 0),
        col(SortColumn::Source, "Source", 100.0, 8),
        col(SortColumn::Words, "Words", 56.0, 7),
    ];
    if cx.state.search.base.query.is_some() {
        // Hits stay, whatever else must go.
        out.push(col(SortColumn::Hits, "Hits", 42.0, 1));
        out.push(col(SortColumn::Relevance, "Rel.", 42.0, 9));
    }
    let tracks = &cx.state.session.workspace().tracks;
    let signs = initials(tracks);
    let shown = tracks.iter().zip(&signs).filter(|(t, _)| t.shown);
    out.extend(shown.enumerate().map(|(i, (t, sign))| {
        col(
            SortColumn::Track(t.id),
            sign,
            36.0,
            if i < 3 { 3 } else { 6 },
        )
    }));
    if cx.state.derived().has_languages() {
        out.push(col(SortColumn::Language, "Lang", 42.0, 10));
    }
    if cx.state.derived().has_duplicate_groups() {
        out.push(col(SortColumn::Alike, "Near-dup.", 44.0, 11));
    }
    let fields = settings.field_columns();
    out.extend(
        fields
            .filter(|(column, _)| cx.state.search.base.field(*column).is_some())
            .map(|(column, name)| col(column, name, 90.0, 5)),
    );
    out.push(col(SortColumn::Annotations, "Annotations", 32.0, 4));
    out.push(col(SortColumn::Status, "Status", 30.0, 5));
    out.retain(|c| c.column == SortColumn::Title || !settings.hidden_columns.contains(&c.column));
    out
}

/// The columns that fit beside a title of its least width; the least needed go first.
pub(super) fn fitting(mut columns: Vec<Col>, width: f32, min_title: f32) -> Vec<Col> {
    let room = width - min_title - 12.0;
    while columns.iter().map(|c| c.width).sum::<f32>() > room {
        let Some(last) = columns
            .iter()
            .enumerate()
            .max_by_key(|(i, c)| (c.rank, *i))
            .filter(|(_, c)| c.rank > 1)
        else {
            break;
        };
        columns.remove(last.0);
    }
    columns
}

/// Draws the head and returns the widths of the columns.
pub(super) fn header(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    rect: Rect,
    columns: &[Col],
    drawn: &mut Vec<SortColumn>,
) -> Vec<f32> {
    let theme = cx.theme;
    let salt: Vec<SortColumn> = columns.iter().map(|c| c.column).collect();
    let mut head = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("head"));
    head.spacing_mut().item_spacing.x = 0.0;
    // Dividers of columns show when the pointer is over them.
    head.visuals_mut().widgets.noninteractive.bg_stroke = Stroke::NONE;
    let mut table = TableBuilder::new(&mut head)
        .id_salt("articles")
        .vscroll(false)
        .min_scrolled_height(0.0)
        .sense(Sense::HOVER)
        .cell_layout(Layout::left_to_right(Align::Center));
    for col in columns {
        table = table.column(match col.column {
            SortColumn::Title => Column::remainder().at_least(80.0).clip(true),
            _ => Column::initial(col.width)
                .range(28.0..=180.0)
                .clip(true)
                .resizable(true),
        });
    }
    // Widths are the settings'; the toolkit's own are for one set of columns.
    if *drawn != salt {
        table.reset();
        *drawn = salt;
    }
    let mut widths = Vec::new();
    let filled = table.header(rect.height(), |mut row| {
        for col in columns {
            row.col(|ui| head_cell(ui, cx, col));
        }
    });
    filled.body(|body| widths = body.widths().to_vec());
    ui.painter()
        .hline(ui.max_rect().x_range(), rect.bottom(), theme.hairline(ui));
    keep_widths(cx, columns, &widths);
    widths
}

/// Remembers widths that the analyst has dragged.
fn keep_widths(cx: &mut Cx<'_>, columns: &[Col], widths: &[f32]) {
    let mut settings = cx.state.settings.clone();
    for (col, width) in columns.iter().zip(widths) {
        if col.column != SortColumn::Title && (col.width - width).abs() > 0.5 {
            settings.column_widths.retain(|(c, _)| *c != col.column);
            settings.column_widths.push((col.column, width.round()));
        }
    }
    if settings.column_widths != cx.state.settings.column_widths {
        cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
    }
}

fn head_cell(ui: &mut Ui, cx: &mut Cx<'_>, col: &Col) {
    let theme = cx.theme;
    let rect = ui.max_rect();
    let name = column_name(cx, col.column);
    let response = ui.interact(rect, ui.scope_id().with("sort"), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, format!("Sort by {name}")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.color.hover);
    }
    if response.clicked() {
        let add = ui.input(|i| i.modifiers.shift);
        cx.send(Command::Filter(FilterCommand::Sort {
            column: col.column,
            add,
        }));
    }
    let key = cx
        .state
        .search
        .sort
        .iter()
        .position(|k| k.column == col.column);
    let color = if key.is_some() {
        theme.color.text
    } else {
        theme.color.weak
    };
    let inner = inset(rect, col.column, theme);
    let mut right = inner.right();
    match col.column {
        SortColumn::Track(id) => {
            let text = ui.painter().text(
                inner.right_center(),
                Align2::RIGHT_CENTER,
                &col.head,
                theme.small_medium(),
                color,
            );
            if let Some(track) = cx.state.session.workspace().track(id) {
                swatch::track_square(
                    ui.painter(),
                    pos2(text.left() - 9.0, rect.center().y),
                    track.slot,
                    theme,
                );
            }
            right = text.left() - 18.0;
        }
        SortColumn::Annotations => icons::paint(
            ui.painter(),
            inner.with_min_x(inner.right() - 14.0),
            Icon::Pencil,
            color,
        ),
        SortColumn::Status => icons::paint(ui.painter(), inner, Icon::Eye, color),
        SortColumn::Words | SortColumn::Hits | SortColumn::Relevance | SortColumn::Alike => {
            ui.painter().text(
                inner.right_center(),
                Align2::RIGHT_CENTER,
                &col.head,
                theme.small_medium(),
                color,
            );
        }
        SortColumn::Date
        | SortColumn::Title
        | SortColumn::Source
        | SortColumn::Language
        | SortColumn::Field(_) => {
            let text = ui.painter_at(inner).text(
                inner.left_center(),
                Align2::LEFT_CENTER,
                &col.head,
                theme.small_medium(),
                color,
            );
            right = text.right() + 16.0;
        }
    }
    if let Some(place) = key {
        sort_mark(ui, cx, col.column, rect, right, place);
    }
    response.context_menu(|ui| head_menu(ui, cx, col.column));
    response.on_hover_text(format!(
        "{name}. Click to sort, with Shift as a further key."
    ));
}

/// What can be done with a column: the menu of its head.
fn head_menu(ui: &mut Ui, cx: &mut Cx<'_>, column: SortColumn) {
    let is_name = matches!(
        column,
        SortColumn::Title
            | SortColumn::Source
            | SortColumn::Status
            | SortColumn::Language
            | SortColumn::Field(_)
    );
    let (up, down) = match column {
        SortColumn::Date => ("Sort, oldest first", "Sort, newest first"),
        _ if is_name => ("Sort, A to Z", "Sort, Z to A"),
        _ => ("Sort, fewest first", "Sort, most first"),
    };
    for (words, descending) in [(up, false), (down, true)] {
        if menu_item(ui, words) {
            let key = SortKey { column, descending };
            cx.send(Command::Filter(FilterCommand::SortBy(key)));
        }
    }
    if menu_item(ui, "Sort by this too, behind the others") {
        cx.send(Command::Filter(FilterCommand::Sort { column, add: true }));
    }
    ui.separator();
    let always = matches!(column, SortColumn::Title | SortColumn::Hits);
    match column {
        SortColumn::Track(id) => {
            if menu_item(ui, "Hide this track") {
                cx.send(Command::Track(TrackCommand::Show(id, false)));
            }
        }
        _ if always => {}
        SortColumn::Field(at) => {
            let mut settings = cx.state.settings.clone();
            let name = settings.fields.get(usize::from(at)).cloned();
            if let Some(name) = name
                && menu_item(ui, "Hide this column")
            {
                settings.show_field(&name, false);
                cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
            }
        }
        _ => {
            if menu_item(ui, "Hide this column") {
                let mut settings = cx.state.settings.clone();
                settings.show_column(column, false);
                cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
            }
        }
    }
    ui.menu_button("Columns", |ui| columns_menu(ui, cx));
}

/// The arrow of a sorted column, and which key it is where there are several.
fn sort_mark(ui: &Ui, cx: &Cx<'_>, column: SortColumn, rect: Rect, right: f32, place: usize) {
    let theme = cx.theme;
    let color = theme.color.text;
    let Some(key) = cx.state.search.sort.get(place) else {
        return;
    };
    let icon = if key.descending { Icon::Down } else { Icon::Up };
    let numeric = matches!(
        column,
        SortColumn::Words
            | SortColumn::Hits
            | SortColumn::Annotations
            | SortColumn::Status
            | SortColumn::Relevance
            | SortColumn::Alike
    );
    let at = if numeric {
        rect.left() + 7.0
    } else {
        right - 6.0
    };
    icons::paint(
        ui.painter(),
        Rect::from_center_size(pos2(at, rect.center().y), vec2(9.0, 9.0)),
        icon,
        color,
    );
    if cx.state.search.sort.len() > 1 {
        ui.painter().text(
            pos2(at + 6.0, rect.center().y),
            Align2::LEFT_CENTER,
            place + 1,
            theme.tiny(),
            color,
        );
    }
}

/// The part of a cell that its words take; the first column leaves room for the mark of unseen rows.
pub(super) fn inset(cell: Rect, column: SortColumn, theme: &Theme) -> Rect {
    let inner = cell.shrink2(vec2(theme.space.s, 0.0));
    if column == SortColumn::Date {
        inner.with_min_x(cell.left() + theme.space.m)
    } else {
        inner
    }
}

fn column_name(cx: &Cx<'_>, column: SortColumn) -> String {
    match column {
        SortColumn::Date => "date".to_owned(),
        SortColumn::Title => "title".to_owned(),
        SortColumn::Source => "source".to_owned(),
        SortColumn::Words => "words".to_owned(),
        SortColumn::Hits => "hits of the search".to_owned(),
        SortColumn::Track(id) => {
            format!(
                "mentions of {}",
                cx.state
                    .session
                    .workspace()
                    .track(id)
                    .map_or("a track", |t| &t.name)
            )
        }
        SortColumn::Annotations => "annotations".to_owned(),
        SortColumn::Status => "status".to_owned(),
        SortColumn::Relevance => "relevance to the search".to_owned(),
        SortColumn::Language => "language".to_owned(),
        SortColumn::Alike => "near-duplicates".to_owned(),
        SortColumn::Field(at) => {
            let name = cx.state.settings.fields.get(usize::from(at));
            name.cloned().unwrap_or_default()
        }
    }
}

pub(super) fn columns_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut settings = cx.state.settings.clone();
    let fixed = [
        SortColumn::Date,
        SortColumn::Source,
        SortColumn::Words,
        SortColumn::Annotations,
        SortColumn::Status,
        SortColumn::Relevance,
        SortColumn::Language,
        SortColumn::Alike,
    ];
    for column in fixed {
        let mut shown = !settings.hidden_columns.contains(&column);
        if ui.checkbox(&mut shown, column_name(cx, column)).changed() {
            settings.show_column(column, shown);
        }
    }
    if !cx.state.session.column_names().is_empty() {
        ui.separator();
        let names = cx.state.session.column_names().iter();
        ScrollArea::vertical()
            .id_salt("fields")
            .max_height(FIELDS_HEIGHT)
            .show(ui, |ui| {
                for name in names {
                    let mut shown = settings.shows_field(name);
                    if ui.checkbox(&mut shown, &**name).changed() {
                        settings.show_field(name, shown);
                    }
                }
            });
    }
    let weak = RichText::new("Columns that do not fit beside the title are left out.");
    ui.label(weak.color(cx.theme.color.weak).size(cx.theme.text.small));
    if settings != cx.state.settings {
        cx.send(Command::View(ViewCommand::Settings(Box::new(settings))));
    }
}
