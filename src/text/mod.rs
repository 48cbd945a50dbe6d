//! Pure text: where things are in a string, and what counts as a word.
//!
//! Vocabulary: a [`Span`] is a half-open range of UTF-8 bytes in one text; a *token* is a word of
//! UAX #29 with at least one letter or digit, without a final possessive; *folding* makes two
//! spellings of the same word equal; an [`Offsets`] table converts bytes to characters (Unicode
//! code points) and to UTF-16 code units for other programs.
//!
//! Useful for: everything that points into a text. Not useful for: knowing where a text came from
//! (that is `corpus`) or what a query means (that is `query`).
//!
//! ```
//! use dateline::text::tokens;
//! let words: Vec<String> = tokens("Russia’s 12,000 shells").map(|t| t.folded().into_owned()).collect();
//! assert_eq!(words, ["russia", "12000", "shells"]);
//! ```

mod anchor;
mod changes;
pub(crate) mod counted;
mod elision;
mod fold;
mod graphemes;
mod offsets;
mod paragraphs;
mod sentences;
mod span;
mod tokens;
mod visible;
mod words;

pub use anchor::{CONTEXT_CHARS, context_after, context_before};
pub use changes::{TextChange, changes};
pub use fold::{caseless, fold};
pub use graphemes::grapheme_bounds;
pub use offsets::{ByteOffset, CharOffset, Offsets, Utf16Offset};
pub use paragraphs::{paragraph_at, paragraphs, reading_paragraphs};
pub use sentences::{paragraph_around, sentence_around, sentences};
pub use span::Span;
pub(crate) use tokens::written;
pub use tokens::{
    Token, Tokens, WORDS_VERSION, count_words, tokens, word_at, word_end_after, word_start_before,
};
pub use visible::{is_order, visible, visible_line};
pub(crate) use words::STAND_INS;
