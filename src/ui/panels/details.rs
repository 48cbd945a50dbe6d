//! Details of the open article: what the source states, and what the analyst says instead.

use egui::{Button, Grid, Id, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo};

use super::super::commands::UiCommand;
use super::super::layout::Pane;
use super::super::widgets::field;
use super::super::{Ask, Cx, grouped};
use super::empty;
use crate::app::Command;
use crate::app::command::{AnnotateCommand, ArticleCommand};
use crate::corpus::{Article, ArticleId, parse_date};
use crate::workspace::ReviewStatus;

/// Drafts of the fields.
#[derive(Default)]
pub struct DetailsPanel {
    of: Option<ArticleId>,
    date: String,
    source: String,
    title: String,
    memo: String,
}

impl DetailsPanel {
    /// Draws the details.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let theme = cx.theme;
        let area = ui.available_rect_before_wrap();
        let focus = ui.interact(
            area,
            Pane::Details.focus_id(),
            Sense::focusable_noninteractive(),
        );
        focus.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Details"));
        let Some(doc) = cx.state.reader.clone() else {
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
            .workspace
            .overrides
            .get(&article.id)
            .cloned()
            .unwrap_or_default();
        let [date_id, source_id, title_id, memo_id] = [
            "article date",
            "article source",
            "article title",
            "article memo",
        ]
        .map(Id::unique);
        let typing = ui.memory(|m| {
            [date_id, source_id, title_id, memo_id]
                .iter()
                .any(|id| m.has_focus(*id))
        });
        if self.of.as_ref() != Some(&article.id) || !typing {
            self.of = Some(article.id.clone());
            self.date = said
                .date
                .map(|(d, p)| crate::corpus::written_date(d, p))
                .unwrap_or_default();
            self.source = said.source.as_deref().unwrap_or_default().to_owned();
            self.title = said.title.as_deref().unwrap_or_default().to_owned();
            self.memo = said.memo.to_string();
        }
        let theme = cx.theme;
        let label = |ui: &mut Ui, words: &str| {
            ui.label(
                RichText::new(words)
                    .color(theme.color.weak)
                    .size(theme.text.small),
            )
        };
        label(ui, "Status");
        ui.horizontal_wrapped(|ui| {
            for status in ReviewStatus::ALL {
                if ui
                    .selectable_label(said.status == status, status.words())
                    .clicked()
                {
                    cx.send(Command::Article(ArticleCommand::SetStatus(
                        article.id.clone(),
                        status,
                    )));
                }
            }
        });
        let stated = article.date.as_ref().map_or_else(
            || "none".to_owned(),
            |d| format!("{d}, {}", d.basis.words()),
        );
        label(ui, &format!("Date (the source states: {stated})"));
        let response = field::line(
            ui,
            date_id,
            &mut self.date,
            "Your date of the article",
            "YYYY-MM-DD, YYYY-MM or YYYY",
        );
        if response.lost_focus() {
            self.set_date(cx, article, said.date);
        }
        label(ui, &format!("Source (from the file: {})", article.origin()));
        if field::line(
            ui,
            source_id,
            &mut self.source,
            "Your source of the article",
            "as in the file",
        )
        .lost_focus()
        {
            cx.send(Command::Article(ArticleCommand::SetSource(
                article.id.clone(),
                Some(self.source.clone()),
            )));
        }
        label(ui, "Title to show");
        if field::line(
            ui,
            title_id,
            &mut self.title,
            "Your title of the article",
            "as in the text",
        )
        .lost_focus()
        {
            cx.send(Command::Article(ArticleCommand::SetTitle(
                article.id.clone(),
                Some(self.title.clone()),
            )));
        }
        label(ui, "Memo");
        let response = field::block(
            ui,
            memo_id,
            &mut self.memo,
            "Memo",
            "Notes on the article as a whole",
            3,
        );
        if response.changed() {
            cx.send(Command::Article(ArticleCommand::SetMemo(
                article.id.clone(),
                self.memo.clone(),
            )));
        }
        if response.lost_focus() {
            cx.send(Command::Annotate(AnnotateCommand::Rest));
        }
    }

    /// An empty field means what the source states; anything but a date is left as it was.
    fn set_date(
        &self,
        cx: &mut Cx<'_>,
        article: &Article,
        now: Option<(jiff::civil::Date, crate::corpus::Precision)>,
    ) {
        let typed = self.date.trim();
        let date = parse_date(typed);
        if (typed.is_empty() || date.is_some()) && date != now {
            cx.send(Command::Article(ArticleCommand::SetDate(
                article.id.clone(),
                date,
            )));
        }
    }
}

/// What is known of the file.
fn facts(ui: &mut Ui, cx: &mut Cx<'_>, article: &Article) {
    let theme = cx.theme;
    let encoding = if article.encoding_guessed {
        format!("{} (guessed)", article.encoding)
    } else {
        article.encoding.to_owned()
    };
    let rows = [
        ("File", article.path.clone()),
        ("Source", article.source.to_string()),
        ("Words", grouped(article.words.into())),
        ("Characters", grouped(article.text.chars().count() as u64)),
        ("Encoding", encoding),
        ("Version", article.hash.to_string()),
    ];
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
            ("Show file", UiCommand::RevealFile),
            ("Open file", UiCommand::OpenOriginal),
        ] {
            if ui.add(Button::new(words)).clicked() {
                cx.ask(Ask::Run(command));
            }
        }
    });
}
