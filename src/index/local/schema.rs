//! What is indexed, and how a text is cut for it.

use std::borrow::Cow;

use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{IndexWriter, ReloadPolicy, Searcher};

use crate::corpus::Corpus;
use crate::text::{Tokens, tokens};

/// Name of the tokenizer in the schema.
pub(crate) const TOKENIZER: &str = "words";
/// Name of the column of rows.
pub(crate) const ROW: &str = "row";
const TEXT: &str = "text";

/// Begins the marked form of a word, which no word of a text can begin with.
pub(crate) const MARK: char = '\u{1}';
/// Stands between the folded and the written form in it.
pub(crate) const BETWEEN: char = '\u{0}';

/// The fields of the index.
pub(crate) fn schema() -> Schema {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        // Lengths are a column of the corpus.
        .set_fieldnorms(false);
    schema.add_text_field(TEXT, TextOptions::default().set_indexing_options(indexing));
    schema.add_u64_field(ROW, NumericOptions::default().set_fast());
    schema.build()
}

/// The field that holds the text.
pub(crate) fn text_field(schema: &Schema) -> tantivy::Result<Field> {
    schema.get_field(TEXT)
}

/// One article for the index.
pub(crate) struct Doc {
    pub text_field: Field,
    pub row_field: Field,
    pub text: String,
    pub row: u64,
}

impl Doc {
    pub(crate) fn new(schema: &Schema, text: String, row: u32) -> tantivy::Result<Self> {
        Ok(Self {
            text_field: schema.get_field(TEXT)?,
            row_field: schema.get_field(ROW)?,
            text,
            row: u64::from(row),
        })
    }
}

/// A value of a [`Doc`], lent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DocValue<'a> {
    Text(&'a str),
    Row(u64),
}

impl<'a> Value<'a> for DocValue<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Self::Text(text) => ReferenceValueLeaf::Str(text),
            Self::Row(row) => ReferenceValueLeaf::U64(*row),
        })
    }
}

impl Document for Doc {
    type Value<'a> = DocValue<'a>;
    type FieldsValuesIter<'a> = std::array::IntoIter<(Field, DocValue<'a>), 2>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        [
            (self.text_field, DocValue::Text(&self.text)),
            (self.row_field, DocValue::Row(self.row)),
        ]
        .into_iter()
    }
}

/// Cuts a text into folded words, each followed by its marked written form where that differs.
#[derive(Clone, Default)]
pub(crate) struct WordTokenizer {
    token: Token,
}

/// The words of one text.
pub(crate) struct WordStream<'a> {
    words: Tokens<'a>,
    token: &'a mut Token,
    /// The written form to come, at the same position.
    surface: Option<Cow<'a, str>>,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        self.token.reset();
        WordStream {
            words: tokens(text),
            token: &mut self.token,
            surface: None,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(surface) = self.surface.take() {
            self.token.text.insert(0, MARK);
            self.token.text.push(BETWEEN);
            self.token.text.push_str(&surface);
            return true;
        }
        let Some(word) = self.words.next() else {
            return false;
        };
        let folded = word.folded();
        self.token.text.clear();
        self.token.text.push_str(&folded);
        // The position before the first is the greatest number, and one more is 0.
        self.token.position = self.token.position.wrapping_add(1);
        let written = word.written();
        if folded != written {
            self.surface = Some(written);
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

pub(crate) fn build_in_memory(corpus: &Corpus) -> tantivy::Result<Searcher> {
    let schema = schema();
    let index = tantivy::Index::create_in_ram(schema.clone());
    index
        .tokenizers()
        .register(TOKENIZER, WordTokenizer::default());
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(16 << 20)
        .num_merge_threads(1)
        .build();
    let mut writer: IndexWriter<Doc> = index.writer_with_options(options)?;
    for row in 0..corpus.table().row_count() {
        let text = corpus.table().text(&corpus.table().row(row));
        writer.add_document(Doc::new(&schema, text.to_owned(), row)?)?;
    }
    writer.commit()?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .doc_store_cache_num_blocks(0)
        .try_into()?;
    Ok(reader.searcher())
}
