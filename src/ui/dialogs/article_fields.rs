//! Date, source and status of several articles at once.

use egui::{Id, RichText, Ui};

use super::super::widgets::field;
use super::super::{Cx, counted};
use super::{Body, DialogInfo, DialogRequest, Foot, Width};
use crate::app::command::{ArticleCommand, ArticleFields};
use crate::app::{Command, State};
use crate::corpus::parse_date;
use crate::workspace::ReviewStatus;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "article-fields",
    title: "Set date, source or status",
    width: Width::Narrow,
    foot: true,
    example: |state| state.reading.doc.is_some().then(request),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_: &State| Fields::default())
}

#[derive(Default)]
struct Fields {
    date: String,
    source: String,
    status: Option<ReviewStatus>,
}

impl Fields {
    /// What is to be said; none while nothing is, or the date is none.
    fn said(&self) -> Option<ArticleFields> {
        let date = self.date.trim();
        let date = match date {
            "" => None,
            date => Some(parse_date(date)?),
        };
        let source = self.source.trim();
        let fields = ArticleFields {
            date,
            source: (!source.is_empty()).then(|| source.to_owned()),
            status: self.status,
        };
        (fields != ArticleFields::default()).then_some(fields)
    }
}

impl Body for Fields {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fresh: bool) -> bool {
        let theme = cx.theme;
        let weak = |words: &str| {
            let words = RichText::new(words).color(theme.color.weak);
            words.size(theme.text.small)
        };
        let articles = counted(cx.state.chosen_count(), "article", "articles");
        ui.label(format!(
            "For {articles}. What is left empty stays as it is."
        ));
        ui.label(weak("Date"));
        let id = Id::unique("date of several articles");
        let hint = "YYYY-MM-DD, YYYY-MM or YYYY";
        field::line(ui, id, &mut self.date, "Date of the articles", hint);
        if fresh {
            ui.memory_mut(|m| m.request_focus(id));
        }
        let typed = self.date.trim();
        if !typed.is_empty() && parse_date(typed).is_none() {
            let words = RichText::new("This is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.");
            ui.label(words.color(theme.color.error).size(theme.text.small));
        }
        ui.label(weak("Source"));
        let id = Id::unique("source of several articles");
        field::line(
            ui,
            id,
            &mut self.source,
            "Source of the articles",
            "as it is",
        );
        ui.label(weak("Status"));
        ui.horizontal_wrapped(|ui| {
            if ui
                .selectable_label(self.status.is_none(), "as it is")
                .clicked()
            {
                self.status = None;
            }
            for status in ReviewStatus::ALL {
                let is = self.status == Some(status);
                if ui.selectable_label(is, status.words()).clicked() {
                    self.status = Some(status);
                }
            }
        });
        true
    }

    fn foot(&mut self, foot: &mut Foot<'_>, cx: &mut Cx<'_>) -> bool {
        let said = self.said().filter(|_| cx.state.session.may_edit());
        if !foot.choice("Set", said.is_some()) {
            return true;
        }
        if let Some(fields) = said {
            let articles = cx.state.chosen_articles();
            cx.send(Command::Article(ArticleCommand::SetFields(
                articles, fields,
            )));
        }
        false
    }
}
