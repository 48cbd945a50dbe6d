//! Which column of a table, or which key of an object, is what.

mod names;

use std::collections::HashMap;

use crate::corpus::Draft;
use crate::corpus::read_date;
use crate::corpus::{DateBasis, DateEvidence, DateStyle, Known, Mapping};
use crate::import::inline_html::without_markup;
use names::{
    AUTHOR, DATE, DAY, ID, MONTH, PUBLISHER, SUMMARY, TEXT_PARTS, TITLE, URL, WHOLE_TEXT, YEAR,
    core, is_other_day, plain,
};
pub(crate) use names::{Naming, is_known_name, is_parts_name, is_text_name, is_title_name, naming};

/// One record: column and value, in the order of the file. Empty values are left out.
pub type Record = Vec<(String, String)>;

impl Mapping {
    /// What the columns seem to mean, by their names and by what stands in them.
    pub fn guess(columns: &[String], sample: &[Record]) -> Self {
        let mut taken: Vec<&str> = Vec::new();
        let mut named = |known: &[&str]| {
            let by = |of: fn(&str) -> String| {
                let mut all = known.iter();
                all.find_map(|k| columns.iter().find(|c| of(c) == *k))
            };
            let found = by(plain).or_else(|| by(core));
            let free = found.filter(|c| !taken.contains(&c.as_str()));
            if let Some(column) = free {
                taken.push(column);
            }
            free.cloned()
        };
        let mut out = Self {
            id: named(ID),
            text: named(WHOLE_TEXT)
                .or_else(|| named(TEXT_PARTS))
                .or_else(|| named(SUMMARY)),
            title: named(TITLE),
            date: named(DATE),
            publisher: named(PUBLISHER),
            author: named(AUTHOR),
            url: named(URL),
            date_order: None,
            left_out: false,
        };
        let values = by_column(columns, sample);
        let free = |column: &&String| !taken.contains(&column.as_str());
        if out.text.is_none() {
            // The longest column on average, where that is more than a label.
            let long = |column: &&String| average_chars(values.get(column.as_str()));
            let longest = columns.iter().filter(free).max_by_key(long);
            out.text = longest.filter(|c| long(c) >= LABEL_CHARS).cloned();
        }
        if let Some(year) = year_beside(&out, columns, &values) {
            out.date = Some(year);
        }
        if out.date.is_none() {
            let dated = |column: &&String| {
                if is_other_day(column) {
                    return false;
                }
                let seen = values.get(column.as_str()).map_or(&[][..], Vec::as_slice);
                let read = seen.iter().filter(|v| is_full_date(v)).count();
                !seen.is_empty() && read * 10 >= seen.len() * 9
            };
            let used = out.text.clone();
            out.date = columns
                .iter()
                .filter(free)
                .filter(|c| Some(*c) != used.as_ref())
                .find(dated)
                .cloned();
        }
        out
    }

    /// How the dates of some records are written, by what they show together.
    pub(crate) fn date_style<'r>(&self, records: impl Iterator<Item = &'r Record>) -> DateStyle {
        let mut evidence = DateEvidence::default();
        let values = records
            .flatten()
            .filter(|(c, _)| self.date.as_ref() == Some(c));
        values.for_each(|(_, value)| evidence.add(value));
        evidence.style(self.date_order).0
    }

    /// Whether a record can become an article: a title or a text is named.
    pub fn has_words(&self) -> bool {
        self.text.is_some() || self.title.is_some()
    }

    /// Makes an article of a record; `None` where there is no word in it. `number` counts from 1 and
    /// stands for a missing key, `dates` is how the date column is written ([`Self::date_style`]).
    pub fn draft(&self, record: Record, number: u64, dates: &DateStyle) -> Option<Draft> {
        let mut draft = Draft {
            record: Some(number.to_string()),
            encoding: "UTF-8".into(),
            ..Draft::default()
        };
        let mut title = String::new();
        let mut body = String::new();
        let place = |column: &str| format!("column {column}");
        let of_parts = self
            .date
            .as_ref()
            .and_then(|year| day_of_parts(year, &record));
        for (column, value) in record {
            let is = |wanted: &Option<String>| wanted.as_deref() == Some(column.as_str());
            if is(&self.id) {
                draft.record = Some(value);
            } else if is(&self.text) {
                body = without_markup(value);
            } else if is(&self.title) {
                title = one_line(&without_markup(value));
                draft.origins.set(Known::Title, place(&column));
            } else if is(&self.date) {
                let written = of_parts.as_ref().unwrap_or(&value);
                draft.date = dates.read(written, DateBasis::Metadata);
                if draft.date.is_none() {
                    // Not understood, but not lost either.
                    draft.fields.push((column, value));
                } else {
                    draft.origins.set(Known::Date, place(&column));
                }
            } else if is(&self.publisher) {
                draft.origins.set(Known::Publisher, place(&column));
                draft.publisher = Some(value);
            } else if is(&self.author) {
                draft.origins.set(Known::Author, place(&column));
                draft.author = Some(value);
            } else if is(&self.url) {
                draft.origins.set(Known::Address, place(&column));
                draft.url = Some(value);
            } else {
                draft.fields.push((column, value));
            }
        }
        if body.trim().is_empty() {
            // Another column of texts is better than none.
            let other = draft.fields.iter().position(|(name, _)| is_text_name(name));
            if let Some(at) = other.filter(|_| self.text.is_some()) {
                body = without_markup(draft.fields.remove(at).1);
            }
        }
        draft.set_text(&title, &body);
        (!draft.text.trim().is_empty()).then_some(draft)
    }
}

/// The column of the year, where that of the day or month was taken for the date and only holds a number of it.
fn year_beside(
    mapping: &Mapping,
    columns: &[String],
    values: &HashMap<&str, Vec<&str>>,
) -> Option<String> {
    let taken = mapping.date.as_ref()?;
    let is_part = [MONTH, DAY].concat().contains(&plain(taken).as_str());
    let values = values.get(taken.as_str()).map_or(&[][..], Vec::as_slice);
    let is_short = |v: &&str| v.trim().chars().count() <= 2;
    let is_part = is_part && !values.is_empty() && values.iter().all(is_short);
    let year = columns.iter().find(|c| YEAR.contains(&plain(c).as_str()));
    year.filter(|_| is_part).cloned()
}

/// `2023-02-22` or `2023-02` of a record whose year, month and day are columns of their own.
fn day_of_parts(year_column: &str, record: &Record) -> Option<String> {
    if !YEAR.contains(&plain(year_column).as_str()) {
        return None;
    }
    let value = |is: &dyn Fn(&str) -> bool| {
        let found = record.iter().find(|(column, _)| is(column));
        found.map(|(_, value)| without_zero_fraction(value.trim()))
    };
    let number = |names: &[&str]| {
        let value = value(&|column| names.contains(&plain(column).as_str()))?;
        value.parse::<u8>().ok()
    };
    let year = value(&|column| column == year_column)?;
    let year = year.parse::<u16>().ok().filter(|_| year.len() == 4)?;
    let month = number(MONTH).filter(|m| (1..=12).contains(m))?;
    let day = number(DAY).filter(|d| (1..=31).contains(d));
    Some(match day {
        Some(day) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{year}-{month:02}"),
    })
}

/// Programs for statistics write whole numbers as `7.0`.
fn without_zero_fraction(value: &str) -> &str {
    value.strip_suffix(".0").unwrap_or(value)
}

/// Characters on average from which a column is text rather than a label.
const LABEL_CHARS: usize = 40;

fn by_column<'r>(columns: &[String], sample: &'r [Record]) -> HashMap<&'r str, Vec<&'r str>> {
    let mut out: HashMap<&str, Vec<&str>> = HashMap::with_capacity(columns.len());
    for (column, value) in sample.iter().flatten() {
        out.entry(column).or_default().push(value);
    }
    out
}

fn average_chars(values: Option<&Vec<&str>>) -> usize {
    let values = values.map_or(&[][..], Vec::as_slice);
    let sum: usize = values.iter().map(|v| v.chars().count()).sum();
    sum / values.len().max(1)
}

/// A bare year or number is too likely to be something else.
fn is_full_date(value: &str) -> bool {
    value.len() >= 8 && read_date(value, DateBasis::Metadata).is_some()
}

fn one_line(title: &str) -> String {
    if title.contains(['\n', '\r', '\t']) {
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        title.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pairs: &[(&str, &str)]) -> Record {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn columns_are_known_by_name() {
        let columns: Vec<String> = [
            "ID",
            "Headline",
            "Publication_Date",
            "Body",
            "Outlet",
            "places",
        ]
        .map(str::to_owned)
        .into();
        let mapping = Mapping::guess(&columns, &[]);
        assert_eq!(mapping.id.as_deref(), Some("ID"));
        assert_eq!(mapping.title.as_deref(), Some("Headline"));
        assert_eq!(mapping.date.as_deref(), Some("Publication_Date"));
        assert_eq!(mapping.text.as_deref(), Some("Body"));
        assert_eq!(mapping.publisher.as_deref(), Some("Outlet"));
        let draft = mapping
            .draft(
                record(&[
                    ("ID", "x7"),
                    ("Headline", "Road\ncut"),
                    ("Body", "Text."),
                    ("places", "usa"),
                ]),
                3,
                &DateStyle::default(),
            )
            .unwrap();
        assert_eq!(draft.record.as_deref(), Some("x7"));
        assert_eq!(draft.text, "Road cut\n\nText.");
        assert_eq!(draft.fields, record(&[("places", "usa")]));
    }

    #[test]
    fn columns_are_known_by_the_names_of_other_programs() {
        for (columns, known) in [
            (
                [
                    "author_name",
                    "publisher_name",
                    "date_publish",
                    "storyText",
                    "articleUrl",
                ],
                true,
            ),
            (
                [
                    "author.name",
                    "source.title",
                    "publishedDate",
                    "newsContent",
                    "news_url",
                ],
                true,
            ),
            (
                ["автор", "источник", "дата_публикации", "содержание", "link"],
                true,
            ),
            (
                ["Autor", "Quelle", "Erscheinungsdatum", "Volltext", "URL"],
                true,
            ),
            (
                [
                    "author_id",
                    "source_type",
                    "date_added",
                    "text_length",
                    "url_count",
                ],
                false,
            ),
        ] {
            let columns = columns.map(str::to_owned);
            let mapping = Mapping::guess(&columns, &[]);
            let found = [
                mapping.author,
                mapping.publisher,
                mapping.date,
                mapping.text,
                mapping.url,
            ];
            assert_eq!(found, columns.map(|c| Some(c).filter(|_| known)));
        }
    }

    #[test]
    fn days_of_capture_of_updates_and_of_births_are_no_dates() {
        for name in [
            "scraped_at",
            "crawlDate",
            "access date",
            "retrieved",
            "collected_at",
            "updatedAt",
            "last_modified",
            "date_of_birth",
            "event_day",
            "download date",
        ] {
            let columns = ["title".to_owned(), name.to_owned(), "text".to_owned()];
            let sample = vec![record(&[
                ("title", "x"),
                (name, "2023-02-22"),
                ("text", "y"),
            ])];
            assert_eq!(Mapping::guess(&columns, &sample).date, None, "{name}");
        }
    }

    #[test]
    fn the_day_of_publication_comes_before_that_of_the_record() {
        for better in [
            "date_publish",
            "posted",
            "issued",
            "Veröffentlicht am",
            "日期",
        ] {
            let columns = ["timestamp", "created_at", better, "text"].map(str::to_owned);
            let mapping = Mapping::guess(&columns, &[]);
            assert_eq!(mapping.date.as_deref(), Some(better));
        }
    }

    #[test]
    fn year_month_and_day_in_columns_of_their_own_are_one_date() {
        let columns: Vec<String> = ["day", "month", "year", "text"].map(str::to_owned).into();
        let of = |day: &str, month: &str, year: &str| {
            let pairs = [
                ("day", day),
                ("month", month),
                ("year", year),
                ("text", "x"),
            ];
            let pairs: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
            record(&pairs)
        };
        let sample = vec![of("7", "3", "1954")];
        let mapping = Mapping::guess(&columns, &sample);
        let style = mapping.date_style(sample.iter());
        let date = |record| {
            let draft = mapping.draft(record, 1, &style).unwrap();
            draft.date.map(|d| d.to_string())
        };
        assert_eq!(date(of("7", "3", "1954")).as_deref(), Some("1954-03-07"));
        assert_eq!(
            date(of("7.0", "12.0", "2010")).as_deref(),
            Some("2010-12-07")
        );
        assert_eq!(date(of("", "11", "2010")), None, "2010-11 may be a season");
        assert_eq!(date(of("", "", "2010")).as_deref(), Some("2010"));
        // A day that is a whole date stays the date.
        let sample = vec![of("2023-02-22", "2", "2023")];
        let mapping = Mapping::guess(&columns, &sample);
        assert_eq!(mapping.date.as_deref(), Some("day"));
    }

    #[test]
    fn columns_are_known_by_what_stands_in_them() {
        let columns: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let long = "Fighting went on for a third day around the town and the road west of it.";
        let sample = vec![record(&[("a", "2023-02-22"), ("b", "x"), ("c", long)])];
        let mapping = Mapping::guess(&columns, &sample);
        assert_eq!(
            (mapping.date.as_deref(), mapping.text.as_deref()),
            (Some("a"), Some("c"))
        );
    }

    #[test]
    fn a_date_that_is_not_understood_stays_as_a_field() {
        let mapping = Mapping {
            text: Some("t".into()),
            date: Some("d".into()),
            ..Mapping::default()
        };
        let draft = mapping
            .draft(
                record(&[("t", "x"), ("d", "spring")]),
                1,
                &DateStyle::default(),
            )
            .unwrap();
        assert_eq!(
            (draft.date, draft.fields),
            (None, record(&[("d", "spring")]))
        );
    }

    #[test]
    fn names_inside_others_count_where_those_only_hold_them() {
        let columns: Vec<String> = [
            "user.name",
            "user.id",
            "webTitle",
            "fields.bodyText",
            "webPublicationDate",
            "quoted.text",
        ]
        .map(str::to_owned)
        .into();
        let mapping = Mapping::guess(&columns, &[]);
        assert_eq!(mapping.text.as_deref(), Some("fields.bodyText"));
        assert_eq!(mapping.title.as_deref(), Some("webTitle"));
        assert_eq!(mapping.date.as_deref(), Some("webPublicationDate"));
        assert_eq!((mapping.id, mapping.author), (None, None));
        assert_eq!(core("content.rendered"), "content");
        assert_eq!(core("message.content.parts"), "content");
    }

    #[test]
    fn a_record_whose_text_stands_in_another_column_is_not_lost() {
        let columns: Vec<String> = ["content", "description"].map(str::to_owned).into();
        let mapping = Mapping::guess(&columns, &[]);
        let draft = mapping
            .draft(
                record(&[("description", "Road cut.")]),
                1,
                &DateStyle::default(),
            )
            .unwrap();
        assert_eq!((draft.text.as_str(), draft.fields.len()), ("Road cut.", 0));
    }
}
