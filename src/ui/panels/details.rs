//! Details of the open article: what the source states, and what the analyst says instead.

use egui::{Button, Grid, Id, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo};

use super::super::commands::UiCommand;
use super::super::widgets::field;
use super::super::{Ask, Cx, grouped};
use super::{Pane, Panel, PanelInfo, Place, Side, empty};
use crate::app::command::{AnnotateCommand, ArticleCommand, FileCommand};
use crate::app::{Command, State};
use crate::corpus::{
    Article, ArticleId, DateBasis, Known, PublicationDate, parse_date, written_date,
};
use crate::enrich::language::language_name;
use crate::workspace::{ArticleOverride, ReviewStatus};

/// The panel's id.
pub const PANE: Pane = Pane::new("Details");

/// Its line in the table.
pub static INFO: PanelInfo = PanelInfo {
    pane: PANE,
    title: "Details",
    place: Place {
        side: Side::Right,
        order: 4,
    },
    digit: Some(6),
    shows_focus: false,
    make: || Box::<DetailsPanel>::default(),
};

/// Drafts of the fields.
#[derive(Default)]
pub struct DetailsPanel {
    of: Option<ArticleId>,
    date: String,
    source: String,
    title: String,
    memo: String,
    typing: field::Typing,
}

impl Panel for DetailsPanel {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx);
    }

    fn uncommitted(&self, state: &State) -> Vec<Command> {
        self.drafts_as_commands(state)
    }
}

impl DetailsPanel {
    /// What was typed and not yet said, as when the focus goes elsewhere without the field being drawn again.
    pub fn drafts_as_commands(&self, state: &State) -> Vec<Command> {
        let Some(id) = self.of.as_ref().filter(|_| self.typing.was()) else {
            return Vec::new();
        };
        let said = state.session.workspace().overrides.get(id).cloned();
        let said = said.unwrap_or_default();
        let mut out: Vec<ArticleCommand> = self.date_command(id, said.date).into_iter().collect();
        if self.source.trim() != said.source.as_deref().unwrap_or_default() {
            let words = Some(self.source.clone());
            out.push(ArticleCommand::SetSource(id.clone(), words));
        }
        if self.title.trim() != said.title.as_deref().unwrap_or_default() {
            let words = Some(self.title.clone());
            out.push(ArticleCommand::SetTitle(id.clone(), words));
        }
        out.into_iter().map(Command::Article).collect()
    }

    /// Draws the details.
    fn draw(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let focus = ui.interact(area, PANE.focus_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Details"));
        let Some(doc) = cx.state.reading.doc.clone() else {
            empty(ui, cx, "Open an article to see its details.", None);
            return;
        };
        ScrollArea::vertical()
            .id_salt("details")
            .auto_shrink(false)
            .show(ui, |ui| {
                egui::Frame::new()
                    .inner_margin(theme.space.m)
                    .show(ui, |ui| {
                        self.fields(ui, cx, &doc.article);
                        ui.add_space(theme.space.m);
                        facts(ui, cx, &doc.article);
                    });
            });
    }

    fn fields(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, article: &Article) {
        let said = cx
            .state
            .session
            .workspace()
            .overrides
            .get(&article.id)
            .cloned();
        let said = said.unwrap_or_default();
        self.take_over(ui, article, &said);
        status_choice(ui, cx, article, said.status);
        let id = || article.id.clone();
        let stated = article.date.as_ref();
        let stated = stated.map_or_else(
            || "none".to_owned(),
            |date| stated_words(date, article.origins.get(Known::Date)),
        );
        label(ui, cx, &format!("Date (the source states: {stated})"));
        let [date, source, title, memo] = field_ids(&article.id);
        let hint = "YYYY-MM-DD, YYYY-MM or YYYY";
        if field::line(ui, date, &mut self.date, "Your date of the article", hint).lost_focus() {
            let said = self.date_command(&article.id, said.date);
            cx.out.extend(said.map(Command::Article));
        }
        let typed = self.date.trim();
        if !typed.is_empty() && parse_date(typed).is_none() {
            let words = RichText::new("This is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.");
            let words = words.color(cx.theme.color.error);
            ui.label(words.size(cx.theme.text.small));
        }
        label(
            ui,
            cx,
            &format!(
                "Source ({})",
                with_place(article.origin(), article.origins.get(Known::Publisher))
            ),
        );
        let name = "Your source of the article";
        if field::line(ui, source, &mut self.source, name, "as in the file").lost_focus() {
            let words = Some(self.source.clone());
            cx.send(Command::Article(ArticleCommand::SetSource(id(), words)));
        }
        let place = title_place(article);
        label(ui, cx, &format!("Title to show ({place})"));
        let name = "Your title of the article";
        if field::line(ui, title, &mut self.title, name, "as in the text").lost_focus() {
            let words = Some(self.title.clone());
            cx.send(Command::Article(ArticleCommand::SetTitle(id(), words)));
        }
        label(ui, cx, "Memo");
        let hint = "Notes on the article as a whole";
        let response = field::block(ui, memo, &mut self.memo, "Memo", hint, 3);
        if response.changed() {
            let words = self.memo.clone();
            cx.send(Command::Article(ArticleCommand::SetMemo(id(), words)));
        }
        if response.lost_focus() {
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        }
    }

    /// Drafts follow the article unless they are being typed.
    fn take_over(&mut self, ui: &Ui, article: &Article, said: &ArticleOverride) {
        let typing = self.typing.in_any(ui, &field_ids(&article.id));
        if self.of.as_ref() == Some(&article.id) && typing {
            return;
        }
        let is_same = self.of.replace(article.id.clone()).as_ref() == Some(&article.id);
        // What could not be taken stays in its field, with the reason below it.
        let typed = self.date.trim();
        let is_refused = !typed.is_empty() && parse_date(typed).is_none();
        if !is_same || !is_refused {
            self.date = said
                .date
                .map(|(d, p)| written_date(d, p))
                .unwrap_or_default();
        }
        self.source = said.source.as_deref().unwrap_or_default().into();
        self.title = said.title.as_deref().unwrap_or_default().into();
        self.memo = said.memo.to_string();
    }

    /// An empty field means what the source states; anything but a date is left as it was.
    fn date_command(
        &self,
        article: &ArticleId,
        now: Option<(jiff::civil::Date, crate::corpus::Precision)>,
    ) -> Option<ArticleCommand> {
        let typed = self.date.trim();
        let date = parse_date(typed);
        let is_said = (typed.is_empty() || date.is_some()) && date != now;
        is_said.then(|| ArticleCommand::SetDate(article.clone(), date))
    }
}

/// Where the title stands, in words.
fn title_place(article: &Article) -> String {
    match article.origins.get(Known::Title) {
        _ if article.title.is_empty() => "the text has none".to_owned(),
        place => format!("from {}", place.unwrap_or("first line of the text")),
    }
}

/// A value, and where it stands.
fn with_place(value: &str, place: Option<&str>) -> String {
    match place {
        Some(place) => format!("{value}, from {place}"),
        None => value.to_owned(),
    }
}

/// A date, where it comes from, and the words it was read from where they are others.
fn stated_words(date: &PublicationDate, place: Option<&str>) -> String {
    let basis = match date.basis {
        DateBasis::Header => "first line of the file",
        basis => place.unwrap_or(basis.words()),
    };
    let (day, raw) = (date.to_string(), date.raw.trim());
    if raw.is_empty() || raw == day {
        format!("{day}, {basis}")
    } else {
        format!("{day}, {basis}, written “{raw}”")
    }
}

fn field_ids(of: &ArticleId) -> [Id; 4] {
    // One for each article: a field's own undo must not cross over to another.
    ["date", "source", "title", "memo"].map(|field| Id::unique(("article", of, field)))
}

fn label(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    let words = RichText::new(words).color(cx.theme.color.weak);
    ui.label(words.size(cx.theme.text.small));
}

fn status_choice(ui: &mut Ui, cx: &mut Cx<'_>, article: &Article, now: ReviewStatus) {
    label(ui, cx, "Status");
    ui.horizontal_wrapped(|ui| {
        for status in ReviewStatus::ALL {
            if ui.selectable_label(now == status, status.words()).clicked() {
                let id = article.id.clone();
                cx.send(Command::Article(ArticleCommand::SetStatus(id, status)));
            }
        }
    });
}

/// What is known of the file.
fn facts(ui: &mut Ui, cx: &mut Cx<'_>, article: &Article) {
    let theme = cx.theme;
    let encoding = if article.encoding_guessed {
        format!("{} (guessed)", article.encoding)
    } else {
        article.encoding.to_string()
    };
    let code = cx
        .state
        .session
        .corpus()
        .find(&article.id)
        .map_or("", |at| cx.state.derived().language(at));
    let language = match (code, cx.state.derived().has_languages()) {
        ("", true) => "unknown".to_owned(),
        (code, _) => language_name(code).to_owned(),
    };
    let stated = |known: Known, value: &str| match value {
        "" => String::new(),
        value => with_place(value, article.origins.get(known)),
    };
    let mut rows = vec![
        ("File", article.path.clone()),
        ("Record", article.record.clone().unwrap_or_default()),
        ("Source", article.source.to_string()),
        ("Author", stated(Known::Author, &article.author)),
        ("Address", stated(Known::Address, &article.url)),
        ("Language", language),
        ("Words", grouped(article.words.into())),
        (
            "Size of the text, bytes",
            grouped(article.text_bytes.into()),
        ),
        ("Encoding", encoding),
        ("Version", article.hash.to_string()),
    ];
    let fields = article.fields.iter();
    rows.extend(fields.map(|(name, value)| (&**name, value.clone())));
    rows.retain(|(_, value)| !value.is_empty());
    Grid::new("facts")
        .num_columns(2)
        .spacing([theme.space.m, theme.space.xs])
        .show(ui, |ui| {
            for (name, value) in rows {
                ui.label(
                    RichText::new(name)
                        .color(theme.color.weak)
                        .size(theme.text.small),
                );
                ui.add(
                    egui::Label::new(RichText::new(value).size(theme.text.small))
                        .selectable(true)
                        .wrap(),
                );
                ui.end_row();
            }
        });
    ui.add_space(theme.space.s);
    ui.horizontal_wrapped(|ui| {
        for (words, command) in [
            ("Show file", UiCommand::REVEAL_FILE),
            ("Open file", UiCommand::OPEN_ORIGINAL),
        ] {
            if ui.add(Button::new(words)).clicked() {
                cx.ask(Ask::Run(command));
            }
        }
    });
    let mut sources = cx.state.session.workspace().sources.iter();
    if let Some(at) = sources.position(|s| s.id == article.source) {
        let words = format!("Remove source “{}”", article.source);
        let tip =
            "Its articles leave the workspace; annotations are kept, and undo brings all back";
        if ui.button(words).on_hover_text(tip).clicked() {
            cx.send(Command::File(FileCommand::RemoveSource(at)));
        }
    }
}
