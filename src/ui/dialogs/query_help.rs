//! The query language, with examples that run.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::super::Cx;
use super::{Body, DialogInfo, DialogRequest, Width, room};
use crate::analysis::fields::{COLUMN_HELP, FIELDS, Origin};
use crate::app::Command;
use crate::app::command::QueryCommand;

/// Its row of the table.
pub(in crate::ui) static INFO: DialogInfo = DialogInfo {
    id: "query-help",
    title: "How to search",
    width: Width::Wide,
    foot: true,
    example: |_| Some(request()),
};

/// Opens it.
pub(in crate::ui) fn request() -> DialogRequest {
    DialogRequest::new(&INFO, |_| QueryHelp)
}

/// What can be typed, group by group.
const EXAMPLES: [(&str, &[(&str, &str)]); 2] = [
    (
        "Words",
        &[
            (
                "bakhmut",
                "a word; capitals, accents and a final ’s do not matter",
            ),
            (
                "\"chasiv yar\"",
                "words that follow each other; never across the end of the title",
            ),
            ("wagner*", "every word that begins so; ? is one letter"),
            (
                "\"road* of *\"",
                "wildcards in a phrase; * alone is any word",
            ),
            (
                "bahkmut~1",
                "near spellings: one letter more, less, other or swapped",
            ),
            ("=Wagner", "exactly so, capitals and all"),
        ],
    ),
    (
        "Together",
        &[
            ("bakhmut soledar", "both in the article; AND says the same"),
            ("bakhmut OR artemivsk", "either"),
            ("bakhmut -wagner", "without; NOT says the same"),
            ("(shell* OR artillery) road", "brackets group"),
            (
                "shelling NEAR/5 road",
                "at most five words between, in either order; the nearest pair",
            ),
            (
                "\"road west\"~3",
                "in this order, at most three other words between in all",
            ),
            (
                "bakhmut EXCEPT \"near bakhmut\"",
                "mentions of the first that share nothing with one of the second",
            ),
            (
                "/[0-9]+ (dead|killed)/",
                "a regular expression over the text; (?-i) minds capitals",
            ),
        ],
    ),
];

/// All of it: words and how they go together, then the fields as their table says.
fn groups() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let of = |origin: Origin| {
        let fields = FIELDS.iter().filter(move |f| f.origin == origin);
        fields.map(|f| (f.example, f.help))
    };
    let mut out: Vec<_> = EXAMPLES
        .iter()
        .map(|(name, all)| (*name, all.to_vec()))
        .collect();
    let mut article = vec![("title:road", "in its title")];
    article.extend(of(Origin::Article));
    out.push(("About the article", article));
    out.push(("What you have said of it", of(Origin::Analyst).collect()));
    out
}

/// The query language.
struct QueryHelp;

impl Body for QueryHelp {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, _: bool) -> bool {
        let theme = cx.theme;
        ui.label("Click an example to run it.");
        let weak = |words: &str| {
            RichText::new(words)
                .color(theme.color.weak)
                .size(theme.text.small)
        };
        ScrollArea::vertical().auto_shrink([false, true]).max_height(room(ui, 480.0)).show(ui, |ui| {
            for (group, examples) in groups() {
                ui.add_space(theme.space.s);
                ui.label(RichText::new(group).font(theme.bold()));
                Grid::new(group)
                    .num_columns(2)
                    .min_col_width(190.0)
                    .show(ui, |ui| {
                        for (query, what) in examples {
                            if ui.link(query).clicked() {
                                cx.send(Command::Query(QueryCommand::SetText(query.to_owned())));
                            }
                            ui.label(weak(what));
                            ui.end_row();
                        }
                    });
            }
            ui.add_space(theme.space.s);
            ui.label(weak(&format!("Also {COLUMN_HELP}. A name that is no field is a mistake, not an empty answer.")));
            ui.label(weak(
                "Mentions that overlap count once: the leftmost, of those the longest. 12,000 and 12000 are one word, it’s and it too. \
                 Conditions, title: and NOT choose articles and are no mentions themselves.",
            ));
        });
        true
    }
}
