//! What a query means, and where it is found.
//!
//! Vocabulary: a [`Query`] is what the analyst typed, parsed; a *leaf* is its smallest part that
//! yields places by itself (a word, a phrase, a pattern); a *condition* asks about the article
//! ([`FieldTest`]), answered by [`Facts`], which alone knows the fields; a [`Prepared`] query is ready for many articles; a
//! [`Positions`] answers where a term stands in one article. One span evaluator ([`mentions`]) says
//! what a query means; it runs over the tokenised text ([`TokenizedText`]: the reader, the exports)
//! and over the postings of an index (counts over a whole corpus) alike, so that the number in the
//! table is the number of marks in the reader.
//!
//! Useful for: counting and locating mentions. Not useful for: choosing which articles are looked
//! at (that is the filter).
//!
//! ```
//! use dateline::query::{Query, TokenizedText};
//! let query = Query::parse(r#""chasiv yar" OR wagner*"#).unwrap().unwrap();
//! let text = "Chasiv Yar and Wagner’s men";
//! let spans = TokenizedText::new(text, 0).mentions(&query);
//! let words: Vec<_> = spans.iter().filter_map(|s| s.get(text)).collect();
//! assert_eq!(words, ["Chasiv Yar", "Wagner"]);
//! ```

mod counts;
pub(crate) mod evaluate;
mod prepared;
pub(crate) mod syntax;
mod tokenized;

pub use counts::MentionCounts;
pub use evaluate::{Positions, mentions};
pub use prepared::{Facts, Holds, NoFacts, Prepared};
pub use syntax::{
    DateTest, Decimal, Except, FieldPlace, FieldTest, Glob, Near, NumberTest, Pattern, Phrase,
    Query, QueryError, Term, Test, TextTest,
};
pub use tokenized::TokenizedText;
