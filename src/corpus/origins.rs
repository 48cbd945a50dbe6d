//! Where what is known of an article stands in its file.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The place of what is read from the address of an article.
pub const IN_ADDRESS: &str = "address";
/// The place of what is read from the properties of a document.
pub const IN_PROPERTIES: &str = "properties of the document";

/// What of an article it is told of where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Known {
    /// Its title.
    Title,
    /// Its date.
    Date,
    /// Who published it.
    Publisher,
    /// Who wrote it.
    Author,
    /// Its address.
    Address,
}

impl Known {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Title,
        Self::Date,
        Self::Publisher,
        Self::Author,
        Self::Address,
    ];

    /// The word that stands for it where origins are written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Date => "date",
            Self::Publisher => "publisher",
            Self::Author => "author",
            Self::Address => "address",
        }
    }
}

/// Where each thing that is known of an article stands in its file, in words such as “column published”. What
/// is not stated anywhere, or only in the text itself, has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins(Vec<(Known, Cow<'static, str>)>);

impl Origins {
    /// Notes where something stands, in place of what was noted.
    pub fn set(&mut self, known: Known, place: impl Into<Cow<'static, str>>) {
        self.0.retain(|(k, _)| *k != known);
        self.0.push((known, place.into()));
    }

    /// Where something stands.
    pub fn get(&self, known: Known) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(k, _)| *k == known).map(|(_, place)| &**place)
    }

    /// All of them, in the order of [`Known::ALL`].
    pub fn all(&self) -> impl Iterator<Item = (Known, &str)> {
        Known::ALL
            .into_iter()
            .filter_map(|known| Some((known, self.get(known)?)))
    }

    /// As one string, which articles that were read alike share: a line each, the word and the place.
    pub(super) fn written(&self) -> String {
        let mut out = String::new();
        for (known, place) in self.all() {
            let place = place.replace(['\n', '\r'], " ");
            out.push_str(&format!("{}\t{place}\n", known.word()));
        }
        out
    }

    /// Reads what [`Self::written`] gave; lines of another shape are left out.
    pub(super) fn read(written: &str) -> Self {
        let line = |line: &str| {
            let (word, place) = line.split_once('\t')?;
            let known = Known::ALL.into_iter().find(|k| k.word() == word)?;
            Some((known, place.to_owned().into()))
        };
        Self(written.lines().filter_map(line).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_read_back() {
        let mut origins = Origins::default();
        origins.set(Known::Date, "column day\nand\ttime");
        origins.set(Known::Title, "first");
        origins.set(Known::Title, "column headline");
        let back = Origins::read(&origins.written());
        assert_eq!(back.get(Known::Title), Some("column headline"));
        assert_eq!(back.get(Known::Date), Some("column day and\ttime"));
        assert_eq!(back.get(Known::Author), None);
        assert_eq!(Origins::read("no such line\nsize\t3\n"), Origins::default());
    }
}
