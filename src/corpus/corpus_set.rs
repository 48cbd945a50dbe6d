//! All articles of a workspace, in one order.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::article::opening_of;
use super::columns::{Columns, date_of};
use super::{Article, ArticleId, Origins, Serial, SourceId, TextHash};
use crate::corpus::Draft;
use crate::corpus::article_table::{ArticleTable, ArticleTableWriter, Row, TableArticle};

/// The place of an article in its corpus. Valid for one generation only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleIx(pub u32);

impl ArticleIx {
    /// For indexing columns that run parallel to the corpus.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// An immutable set of articles, ordered by source, path and record.
#[derive(Debug, Default)]
pub struct Corpus {
    serial: Serial,
    generation: u64,
    table: ArticleTable,
    /// Row of every article.
    rows: Vec<u32>,
    /// Place of every row; [`NOWHERE`] for rows that do not count.
    places: Vec<u32>,
    columns: Columns,
    words: u64,
    /// Hashes of ids with their places, sorted; made when first asked for.
    by_id: OnceLock<Vec<(u64, u32)>>,
    metadata: Mutex<HashMap<String, Arc<MetadataColumn>>>,
    /// Made when first asked for.
    column_names: OnceLock<Vec<Arc<str>>>,
}

/// The place of a row that is not in the corpus.
pub const NOWHERE: u32 = u32::MAX;

/// One column of metadata: a number of a value for each article.
#[derive(Debug, Default)]
pub struct MetadataColumn {
    /// Number of its value for each article; 0 for none.
    pub numbers: Box<[u32]>,
    /// Values by number; the first is empty.
    pub values: Vec<String>,
}

impl MetadataColumn {
    /// The value of an article; empty for none.
    pub fn of(&self, at: ArticleIx) -> &str {
        let number = self.numbers.get(at.ix()).copied().unwrap_or(0);
        self.values.get(number as usize).map_or("", String::as_str)
    }
}

impl Corpus {
    /// The articles of a table that count, in the order of `sources`, then of paths and records.
    pub fn new(generation: u64, table: ArticleTable, sources: &[SourceId]) -> Self {
        let rows = ordered_rows(&table, sources);
        let mut places = vec![NOWHERE; table.row_count() as usize];
        for (place, row) in (0..).zip(&rows) {
            if let Some(slot) = places.get_mut(*row as usize) {
                *slot = place;
            }
        }
        let columns = Columns::of(&table, &rows);
        let words = columns.words.iter().map(|w| u64::from(*w)).sum();
        Self {
            serial: Serial::fresh(),
            generation,
            table,
            rows,
            places,
            columns,
            words,
            by_id: OnceLock::new(),
            metadata: Mutex::default(),
            column_names: OnceLock::new(),
        }
    }

    /// A corpus in memory, each entry a file of one article.
    pub fn of_drafts(
        generation: u64,
        source: &SourceId,
        drafts: impl IntoIterator<Item = (String, Draft)>,
    ) -> Self {
        let mut writer = ArticleTableWriter::in_memory();
        for (path, draft) in drafts {
            let article = TableArticle::new(draft, source, &path);
            // Memory has no reason to fail.
            let added = writer
                .start_file(source, &path, 0)
                .and_then(|file| writer.add(&article, file, 0));
            debug_assert!(added.is_ok());
        }
        Self::new(
            generation,
            writer.table().unwrap_or_default(),
            std::slice::from_ref(source),
        )
    }

    /// Which loading this is: results carry it, so that stale ones are known.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The number that no other corpus of this process has: what is kept of it is known by this.
    pub fn serial(&self) -> Serial {
        self.serial
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Words of all articles.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// The numbers of all articles.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What it is made of.
    pub fn table(&self) -> &ArticleTable {
        &self.table
    }

    /// All places, in order.
    pub fn places(&self) -> impl ExactSizeIterator<Item = ArticleIx> + use<> {
        (0..self.rows.len() as u32).map(ArticleIx)
    }

    /// The place of a row of the table; [`NOWHERE`] where it does not count.
    pub fn place_of_row(&self, row: u32) -> u32 {
        self.places.get(row as usize).copied().unwrap_or(NOWHERE)
    }

    fn row(&self, at: ArticleIx) -> Option<Row> {
        self.rows.get(at.ix()).map(|row| self.table.row(*row))
    }

    /// All articles with their places, in order. Slow for a million: use [`Self::columns`].
    pub fn iter(&self) -> impl Iterator<Item = (ArticleIx, Article)> {
        self.places().filter_map(|at| Some((at, self.get(at)?)))
    }

    /// What is known of the article at a place.
    pub fn get(&self, at: ArticleIx) -> Option<Article> {
        let row = self.row(at)?;
        let names = self.table.names();
        let strings = self.table.strings(&row);
        let (source, path) = self.file_of(&row);
        let source = SourceId(
            names
                .find(source)
                .map_or_else(|| source.into(), |n| Arc::clone(names.get(n))),
        );
        Some(Article {
            id: ArticleId::new(&source, path, strings.record),
            source,
            path: path.to_owned(),
            record: strings.record.map(str::to_owned),
            title_span: crate::text::Span {
                start: row.title_start,
                end: row.title_end,
            },
            title: self.table.title(&row).to_owned(),
            opening: if row.title_end > row.title_start {
                String::new()
            } else {
                opening_of(self.table.text(&row))
            },
            date: date_of(row.day, row.date_kind, strings.raw_date),
            hash: TextHash::from_bytes(row.hash),
            words: row.words,
            text_bytes: row.text_len,
            publisher: Arc::clone(names.get(row.publisher)),
            author: Arc::clone(names.get(row.author)),
            url: strings.url.to_owned(),
            origins: Origins::read(names.get(row.origins)),
            fields: strings
                .fields
                .iter()
                .map(|(name, value)| (Arc::clone(names.get(*name)), (*value).to_owned()))
                .collect(),
            encoding: Arc::clone(names.get(row.encoding / 2)),
            encoding_guessed: row.encoding % 2 == 1,
            text_start: row.text_start,
        })
    }

    fn file_of(&self, row: &Row) -> (&str, &str) {
        self.table
            .files()
            .get(row.file as usize)
            .map_or(("", ""), |f| (&f.source, &f.path))
    }

    /// The text of an article.
    pub fn text(&self, at: ArticleIx) -> Option<&str> {
        self.row(at).map(|row| self.table.text(&row))
    }

    /// The bytes of the text of an article: UTF-8, not looked at again.
    pub fn text_bytes(&self, at: ArticleIx) -> &[u8] {
        self.row(at).map_or(&[], |row| self.table.text_bytes(&row))
    }

    /// One past the last byte of an article's title.
    pub fn title_end(&self, at: ArticleIx) -> usize {
        self.row(at).map_or(0, |row| row.title_end as usize)
    }

    /// The title of an article.
    pub fn title(&self, at: ArticleIx) -> &str {
        self.row(at).map_or("", |row| self.table.title(&row))
    }

    /// The first words of an article: what lists show of one without a title.
    pub fn opening(&self, at: ArticleIx) -> String {
        let row = self.row(at);
        row.map_or_else(String::new, |row| opening_of(self.table.text(&row)))
    }

    /// Who published an article.
    pub fn publisher(&self, at: ArticleIx) -> &Arc<str> {
        let number = self.columns.publishers.get(at.ix()).copied();
        self.table.names().get(number.unwrap_or(0))
    }

    /// The path of an article's file.
    pub fn path(&self, at: ArticleIx) -> &str {
        self.row(at).map_or("", |row| self.file_of(&row).1)
    }

    /// The key of an article within its file, where that has several; in an archive it begins with the name
    /// inside.
    pub fn record(&self, at: ArticleIx) -> Option<&str> {
        let row = self.row(at)?;
        self.table.strings(&row).record
    }

    /// Who wrote an article.
    pub fn author(&self, at: ArticleIx) -> &Arc<str> {
        let number = self.row(at).map_or(0, |row| row.author);
        self.table.names().get(number)
    }

    /// The version of an article's text.
    pub fn hash(&self, at: ArticleIx) -> TextHash {
        self.row(at)
            .map_or_else(TextHash::default, |row| TextHash::from_bytes(row.hash))
    }

    /// Makes ready to find articles by their ids: the first call works, on all processors, and waits
    /// for whatever else is computed there. The window's thread only comes after it.
    pub fn prepare_find(&self) {
        self.places_by_id();
    }

    fn places_by_id(&self) -> &[(u64, u32)] {
        if let Some(known) = self.by_id.get() {
            return known;
        }
        // Made before the lock is taken: a processor that waited for the lock could be the one that
        // the making waits for.
        let mut all: Vec<(u64, u32)> = self
            .rows
            .par_iter()
            .map(|row| self.table.row(*row).id_hash)
            .zip(0..self.rows.len() as u32)
            .collect();
        all.par_sort_unstable();
        self.by_id.get_or_init(|| all)
    }

    /// The place of an article.
    pub fn find(&self, id: &ArticleId) -> Option<ArticleIx> {
        let by_id = self.places_by_id();
        let hash = id.hash64();
        let from = by_id.partition_point(|(h, _)| *h < hash);
        by_id
            .get(from..)?
            .iter()
            .take_while(|(h, _)| *h == hash)
            .map(|(_, place)| ArticleIx(*place))
            .find(|at| self.id(*at).as_ref() == Some(id))
    }

    /// The id of the article at a place.
    pub fn id(&self, at: ArticleIx) -> Option<ArticleId> {
        self.row(at).map(|row| self.id_of(&row))
    }

    pub(super) fn id_of(&self, row: &Row) -> ArticleId {
        let (source, path) = self.file_of(row);
        let strings = self.table.strings(row);
        ArticleId::new(&SourceId(source.into()), path, strings.record)
    }

    /// The article of this id.
    pub fn by_id(&self, id: &ArticleId) -> Option<Article> {
        self.get(self.find(id)?)
    }

    /// Columns of metadata beside the standard ones, by name. The first call looks at every article, on
    /// all processors.
    pub fn column_names(&self) -> Vec<Arc<str>> {
        if let Some(known) = self.column_names.get() {
            return known.clone();
        }
        // Made before the lock is taken, as in `places_by_id`.
        let made = self.read_column_names();
        self.column_names.get_or_init(|| made).clone()
    }

    /// The same where they have been looked for: never slow.
    pub fn known_column_names(&self) -> Option<&[Arc<str>]> {
        self.column_names.get().map(Vec::as_slice)
    }

    /// Whether a column of this folded name exists: most often at once, as a name that no article holds
    /// needs no look at the articles.
    pub fn has_column(&self, folded: &str) -> bool {
        let is_it = |name: &Arc<str>| crate::text::fold(name) == folded;
        if let Some(known) = self.column_names.get() {
            return known.iter().any(is_it);
        }
        let names = self.table.names();
        // Sources and authors are among these names too.
        names.all().iter().any(is_it) && self.column_names().iter().any(is_it)
    }

    fn read_column_names(&self) -> Vec<Arc<str>> {
        let names = self.table.names();
        let seen = self
            .rows
            .par_iter()
            .fold(Vec::new, |mut seen: Vec<u32>, row| {
                let row = self.table.row(*row);
                for (name, _) in self.table.strings(&row).fields {
                    if !seen.contains(&name) {
                        seen.push(name);
                    }
                }
                seen
            })
            .reduce(Vec::new, |mut a, b| {
                a.extend(b);
                a
            });
        let mut out: Vec<Arc<str>> = seen.into_iter().map(|n| Arc::clone(names.get(n))).collect();
        out.sort();
        out.dedup();
        out
    }

    /// A column of metadata by its folded name, kept once made.
    pub fn column(&self, folded: &str) -> Arc<MetadataColumn> {
        let lock = |m: &Mutex<HashMap<_, _>>| -> Option<Arc<MetadataColumn>> {
            m.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(folded)
                .cloned()
        };
        if let Some(known) = lock(&self.metadata) {
            return known;
        }
        let made = Arc::new(self.read_column(folded));
        self.metadata
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(folded.to_owned(), Arc::clone(&made));
        made
    }

    fn read_column(&self, folded: &str) -> MetadataColumn {
        let names = self.table.names();
        let wanted: Vec<u32> = (0..)
            .zip(names.all())
            .filter(|(_, name)| crate::text::fold(name) == folded)
            .map(|(number, _)| number)
            .collect();
        let read: Vec<String> = self
            .rows
            .par_iter()
            .map(|row| {
                let row = self.table.row(*row);
                let strings = self.table.strings(&row);
                let of_column = strings.fields.iter().filter(|(n, _)| wanted.contains(n));
                let values: Vec<&str> = of_column.map(|(_, value)| *value).collect();
                values.join("; ")
            })
            .collect();
        let mut out = MetadataColumn {
            numbers: Box::default(),
            values: vec![String::new()],
        };
        let mut numbers: HashMap<String, u32> = [(String::new(), 0)].into();
        out.numbers = read
            .into_iter()
            .map(|value| {
                *numbers.entry(value).or_insert_with_key(|value| {
                    out.values.push(value.clone());
                    out.values.len() as u32 - 1
                })
            })
            .collect();
        out
    }
}

/// Rows that count, in order; of two with one id the first stays.
fn ordered_rows(table: &ArticleTable, sources: &[SourceId]) -> Vec<u32> {
    let rank = |source: &str| {
        sources
            .iter()
            .position(|s| &*s.0 == source)
            .unwrap_or(sources.len())
    };
    let mut files: Vec<(usize, &str, u32)> = table
        .live_files()
        .map(|(number, f)| (rank(&f.source), f.path.as_str(), number))
        .filter(|(rank, ..)| *rank < sources.len())
        .collect();
    if !files.is_sorted() {
        files.par_sort_unstable();
    }
    let mut file_rank = vec![NOWHERE; table.files().len()];
    for (rank, (_, _, number)) in (0..).zip(&files) {
        if let Some(slot) = file_rank.get_mut(*number as usize) {
            *slot = rank;
        }
    }
    let ranked: Vec<(u32, u32, u64)> = (0..table.row_count())
        .into_par_iter()
        .map(|number| {
            let row = table.row(number);
            let rank = file_rank.get(row.file as usize).copied();
            (rank.unwrap_or(NOWHERE), row.record, row.id_hash)
        })
        .collect();
    let mut rows: Vec<u32> = (0..table.row_count())
        .zip(&ranked)
        .filter(|(_, (rank, ..))| *rank != NOWHERE)
        .map(|(number, _)| number)
        .collect();
    let key = |row: &u32| {
        ranked
            .get(*row as usize)
            .map(|(rank, record, _)| (*rank, *record))
    };
    if !rows.is_sorted_by_key(key) {
        rows.par_sort_by_key(key);
    }
    drop_repeated_ids(&mut rows, |row| {
        ranked.get(row as usize).map_or(0, |(.., hash)| *hash)
    });
    rows
}

fn drop_repeated_ids(rows: &mut Vec<u32>, hash_of: impl Fn(u32) -> u64) {
    let mut seen = std::collections::HashSet::with_capacity_and_hasher(
        rows.len(),
        std::hash::BuildHasherDefault::<Identity>::default(),
    );
    rows.retain(|row| seen.insert(hash_of(*row)));
}

/// The keys are hashes already.
#[derive(Default)]
struct Identity(u64);

impl std::hash::Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}
