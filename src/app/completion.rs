//! How a query that is being typed may go on: fields, tags, tracks, sources, frequent words.

use super::state::State;
use crate::analysis::fields;
use crate::text::{Span, fold};

/// Most proposals.
const MAX: usize = 8;
/// Letters a word has before words are proposed.
const LEAST: usize = 2;

/// The part of a query that is being typed, and what it may become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced, in bytes of the query.
    pub span: Span,
    /// What it may become.
    pub proposals: Vec<String>,
}

/// The word that ends at `cursor`, and where it starts.
fn typed(text: &str, cursor: usize) -> (usize, &str) {
    let head = text.get(..cursor).unwrap_or_default();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in head.char_indices() {
        // Inside quotation marks white space belongs to what is typed.
        match c {
            '"' => quoted = !quoted,
            '(' | ')' => start = at + 1,
            c if c.is_whitespace() && !quoted => start = at + c.len_utf8(),
            _ => {}
        }
    }
    (start, head.get(start..).unwrap_or_default())
}

/// The beginning of a plain word at `cursor`, whose frequent continuations must be looked up.
pub fn stem_at(text: &str, cursor: usize) -> Option<String> {
    let (_, word) = typed(text, cursor);
    let word = word.trim_start_matches('-');
    let plain = word.chars().all(char::is_alphanumeric) && word.chars().count() >= LEAST;
    plain.then(|| fold(word).into_owned())
}

impl State {
    /// What the query may become at `cursor`, in bytes.
    pub fn complete(&self, text: &str, cursor: usize) -> Completion {
        let (start, word) = typed(text, cursor);
        let sign = usize::from(word.starts_with('-'));
        let word = word.get(sign..).unwrap_or_default();
        let span = Span::new(start + sign, cursor);
        let mut proposals = match word.split_once(':') {
            Some((field, value)) => self.values(field, value.trim_start_matches('"')),
            None if word.is_empty() => Vec::new(),
            None => self.fields_and_words(word),
        };
        proposals.retain(|p| p != word);
        proposals.truncate(MAX);
        Completion { span, proposals }
    }

    fn values(&self, field: &str, value: &str) -> Vec<String> {
        let begun = fold(value).into_owned();
        let known = match fields::find(&fold(field)) {
            Some(found) => (found.values)(&fields::Known {
                workspace: &self.session.workspace,
                sources: &self.search.base.sources,
                derived: self.derived(),
            }),
            None => Vec::new(),
        };
        let fits = |name: &String| {
            let name = fold(name);
            name.starts_with(&begun) || name.split([' ', '/']).any(|w| w.starts_with(&begun))
        };
        let written = |name: String| {
            if name.chars().all(char::is_alphanumeric) {
                format!("{field}:{name}")
            } else {
                format!("{field}:\"{name}\"")
            }
        };
        known.into_iter().filter(fits).map(written).collect()
    }

    fn fields_and_words(&self, word: &str) -> Vec<String> {
        let begun = fold(word).into_owned();
        let columns = self.session.column_names().iter().map(ToString::to_string);
        let columns = columns.filter(|n| n.chars().all(|c| c.is_alphanumeric() || c == '_'));
        let fields = fields::names()
            .into_iter()
            .map(str::to_owned)
            .chain(columns);
        let mut out: Vec<String> = fields
            .filter(|f| f.starts_with(&begun))
            .map(|f| format!("{f}:"))
            .collect();
        if let Some((stem, words)) = &self.search.frequent_words
            && begun.starts_with(stem.as_str())
        {
            out.extend(words.iter().filter(|w| w.starts_with(&begun)).cloned());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_cursor_is_what_is_typed() {
        assert_eq!(typed("a (bak", 6), (3, "bak"));
        assert_eq!(typed("x tag:\"casualty cl", 18), (2, "tag:\"casualty cl"));
        assert_eq!(stem_at("oil -Bak", 8), Some("bak".into()));
        assert_eq!(stem_at("tag:cl", 6), None);
    }
}
