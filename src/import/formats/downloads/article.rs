//! One article of a download, in the parts that all services have.

use crate::corpus::{Draft, Known, Origins, PublicationDate};
use crate::import::formats::downloads::dates::date_of;

/// What a stated length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Words between blanks.
    Words,
    /// Characters that are no blanks.
    Characters,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Characters => "characters",
        }
    }

    fn count(self, text: &str) -> usize {
        match self {
            Self::Words => {
                // Chinese and Japanese have no blanks: there services count characters.
                let ideographic =
                    |c: &char| matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}');
                text.split_whitespace().count() + text.chars().filter(ideographic).count()
            }
            Self::Characters => text.chars().filter(|c| !c.is_whitespace()).count(),
        }
    }
}

/// The length that a service states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub stated: u32,
    pub unit: Unit,
}

impl Length {
    /// `1,234 words`, `306 Wörter`, `00733文字`: a number and a word behind it.
    pub(super) fn read(words: &str, unit: Unit) -> Option<Self> {
        let words = words.trim();
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{A0}' | '\'');
        let end = words.find(|c: char| !is_number(c)).unwrap_or(words.len());
        let (number, behind) = words.split_at(end);
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        // `19.43 metres` is a length too, but not of an article.
        let groups = number.trim_matches(|c: char| !c.is_ascii_digit());
        let grouped = groups.split([',', '.', '\u{A0}', '\'']).skip(1);
        let is_whole = grouped.into_iter().all(|g| g.len() == 3);
        let stated = digits.parse().ok().filter(|_| is_whole)?;
        let behind = behind.trim();
        (!behind.is_empty()).then_some(Self { stated, unit })
    }
}

/// An article as a service gives it. What is not stated is empty.
#[derive(Default)]
pub(super) struct Article {
    pub title: String,
    /// The day as it is printed.
    pub date: String,
    pub outlet: String,
    pub byline: String,
    pub section: String,
    pub language: String,
    pub length: Option<Length>,
    /// The service's own number of it.
    pub id: String,
    pub url: String,
    /// What else is known, by name.
    pub more: Vec<(String, String)>,
    /// The paragraphs of its text.
    pub body: Vec<String>,
    /// Where what is stated stands, as far as its places have names.
    pub origins: Origins,
}

/// Below and above this share of the stated length, in percent, an article is told.
const SHORTER: usize = 70;
const LONGER: usize = 130;
/// A stated length below this says nothing: records of captions state four words.
const TOO_SHORT: u32 = 30;

impl Article {
    /// Adds what else is known, where it says anything.
    pub(super) fn add(&mut self, name: &str, value: impl Into<String>) {
        let value = one_line(&value.into());
        if !value.is_empty() {
            self.more.push((name.to_owned(), value));
        }
    }

    /// Lets a field of the download say what it says, and notes its name as the place of that.
    pub(super) fn take_field(&mut self, name: &str, take: impl FnOnce(&mut Self)) {
        let stated = |article: &Self| {
            article
                .stated()
                .map(|(known, value)| (known, value.clone()))
        };
        let before = stated(self);
        take(self);
        for ((known, now), (_, before)) in stated(self).into_iter().zip(before) {
            if now != before {
                self.origins.set(known, format!("field {name}"));
            }
        }
    }

    fn stated(&self) -> [(Known, &String); 5] {
        [
            (Known::Title, &self.title),
            (Known::Date, &self.date),
            (Known::Publisher, &self.outlet),
            (Known::Author, &self.byline),
            (Known::Address, &self.url),
        ]
    }

    /// Whether there is anything to read.
    pub(super) fn has_words(&self) -> bool {
        !self.title.trim().is_empty() || self.body.iter().any(|p| !p.trim().is_empty())
    }

    /// Whether the text is as long as is stated; says by how much it differs.
    pub(super) fn length_doubt(&self) -> Option<String> {
        let length = self.length.filter(|l| l.stated >= TOO_SHORT)?;
        let body: usize = self.body.iter().map(|p| length.unit.count(p)).sum();
        let stated = length.stated as usize;
        // Some services count the title.
        let whole = body + length.unit.count(&self.title);
        let fits = whole * 100 >= stated * SHORTER && body * 100 <= stated * LONGER;
        (!fits).then(|| {
            let unit = length.unit.name();
            format!("“{}” has {body} of {stated} {unit}", self.short_name())
        })
    }

    /// The title, or the first words.
    pub(super) fn short_name(&self) -> String {
        let first = self.body.first().map_or("", String::as_str);
        let name = if self.title.is_empty() {
            first
        } else {
            &self.title
        };
        name.chars().take(60).collect()
    }

    /// The day that is printed, as far as it was understood.
    pub(super) fn day(&self) -> Option<PublicationDate> {
        date_of(&self.date)
    }

    /// As an article of the corpus; `number` stands for a missing id.
    pub(super) fn into_draft(self, number: u64, encoding: (&'static str, bool)) -> Draft {
        let date = self.day();
        let title = one_line(&self.title);
        let paragraphs: Vec<&str> = self.body.iter().map(|p| p.trim()).collect();
        let paragraphs: Vec<&str> = paragraphs.into_iter().filter(|p| !p.is_empty()).collect();
        let body = paragraphs.join("\n\n");
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| {
            let value = one_line(value);
            if !value.is_empty() {
                fields.push((name.to_owned(), value));
            }
        };
        add("title", &title);
        if date.is_none() {
            // Not understood, but not lost either.
            add("date", &self.date);
        }
        add("section", &self.section);
        add("language", &self.language);
        if let Some(length) = self.length {
            let stated = format!("{} {}", length.stated, length.unit.name());
            add("stated length", &stated);
        }
        add("id", &self.id);
        for (name, value) in &self.more {
            add(name, value);
        }
        let stated = |value: &str| Some(one_line(value)).filter(|v| !v.is_empty());
        let mut draft = Draft {
            record: Some(stated(&self.id).unwrap_or_else(|| number.to_string())),
            date,
            publisher: stated(&self.outlet),
            author: stated(&self.byline),
            url: stated(&self.url),
            origins: self.origins,
            fields,
            encoding: encoding.0.into(),
            encoding_guessed: encoding.1,
            ..Draft::default()
        };
        draft.set_text(&title, &body);
        for known in Known::ALL {
            draft.note_origin(known, "head of the article in the download");
        }
        draft
    }
}

/// White space of any kind and length as one blank.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_numbers_with_a_unit() {
        let read = |words| Length::read(words, Unit::Words).map(|l| l.stated);
        assert_eq!(read("1,234 words"), Some(1234));
        assert_eq!(read("306 Wörter"), Some(306));
        assert_eq!(read("409  words"), Some(409));
        assert_eq!(read("19.43 meters. WINGSPAN: 13"), None);
        assert_eq!(read("words"), None);
        assert_eq!(read("877"), None);
    }

    #[test]
    fn a_text_of_another_length_than_stated_is_told() {
        let words = |n: usize| Article {
            title: "Road".to_owned(),
            length: Length::read("100 words", Unit::Words),
            body: vec!["word ".repeat(n)],
            ..Article::default()
        };
        assert_eq!(words(100).length_doubt(), None);
        assert_eq!(words(70).length_doubt(), None);
        assert!(words(60).length_doubt().unwrap().contains("60 of 100"));
        assert!(words(140).length_doubt().is_some());
    }
}
