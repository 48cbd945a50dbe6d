//! Putting articles on the table.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::article_table::file::{TableFile, write_dead, write_end, write_start};
use crate::corpus::article_table::names::Names;
use crate::corpus::article_table::reader::{ArticleTable, ArticleTableError};
use crate::corpus::article_table::row::{Row, Strings};
use crate::corpus::article_table::sink::Sink;
use crate::corpus::{ArticleId, SourceId, TextHash, stated_title_of, title_of};
use crate::corpus::{Draft, Known, Problem};
use crate::text::{Span, tokens};

/// How much of each part counts, and how many things that are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// Bytes of texts.
    pub texts: u64,
    /// Bytes of rows.
    pub rows: u64,
    /// Bytes of the heap.
    pub heap: u64,
    /// Bytes of names.
    pub names: u64,
    /// Bytes of files.
    pub files: u64,
    /// Bytes of struck-out files.
    pub dead: u64,
    /// What was added flush by flush, for telling damage.
    pub hashes: Vec<PartHash>,
}

/// Hashes of what one flush added to each part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartHash {
    /// Ends of texts, rows, heap, names, files, dead after it.
    pub ends: [u64; 6],
    /// Hashes of what was added to each, first 16 hexadecimal digits.
    pub hashes: [String; 6],
}

/// Grows a table.
pub struct ArticleTableWriter {
    texts: Sink,
    rows: Sink,
    heap: Sink,
    names_sink: Sink,
    files_sink: Sink,
    dead_sink: Sink,
    names: Names,
    files: u32,
    row_count: u32,
    hashes: Vec<PartHash>,
}

pub(super) const PARTS: [&str; 6] = ["texts", "rows", "heap", "names", "files", "dead"];

impl ArticleTableWriter {
    /// A new table in memory.
    pub fn in_memory() -> Self {
        let sinks = std::array::from_fn(|_| Sink::in_memory());
        Self::with(sinks, Names::default(), 0, 0, Vec::new())
    }

    /// Goes on with the table in `folder`, whose finished part is `lengths`.
    ///
    /// # Errors
    /// What the system says; a table that is shorter than its lengths or cannot be read.
    pub fn open(folder: &Path, lengths: &Lengths) -> Result<Self, ArticleTableError> {
        let table = ArticleTable::open(folder, lengths)?;
        let [texts, rows, heap, names, files, dead] = PARTS;
        let at = |part: &str, len| Sink::at(&folder.join(part), len);
        let sinks = [
            at(texts, lengths.texts)?,
            at(rows, lengths.rows)?,
            at(heap, lengths.heap)?,
            at(names, lengths.names)?,
            at(files, lengths.files)?,
            at(dead, lengths.dead)?,
        ];
        let files = table.files().len() as u32;
        Ok(Self::with(
            sinks,
            table.names().clone(),
            files,
            table.row_count(),
            lengths.hashes.clone(),
        ))
    }

    fn with(
        sinks: [Sink; 6],
        names: Names,
        files: u32,
        row_count: u32,
        hashes: Vec<PartHash>,
    ) -> Self {
        let [texts, rows, heap, names_sink, files_sink, dead_sink] = sinks;
        Self {
            texts,
            rows,
            heap,
            names_sink,
            files_sink,
            dead_sink,
            names,
            files,
            row_count,
            hashes,
        }
    }

    /// Number of rows so far.
    pub fn row_count(&self) -> u32 {
        self.row_count
    }

    /// Enters a file; its articles follow, then [`Self::end_file`]. Gives its number.
    ///
    /// # Errors
    /// What the system says.
    pub fn start_file(&mut self, source: &SourceId, path: &str, bytes: u64) -> io::Result<u32> {
        let file = TableFile {
            source: source.0.to_string(),
            path: path.to_owned(),
            fingerprint: TableFile::UNFINISHED,
            bytes,
            problems: Vec::new(),
        };
        let mut out = Vec::new();
        write_start(&mut out, &file);
        self.files_sink.write(&out)?;
        self.files += 1;
        Ok(self.files - 1)
    }

    /// Says that a file was read to its end, and what was wrong with it.
    ///
    /// # Errors
    /// What the system says.
    pub fn end_file(
        &mut self,
        number: u32,
        fingerprint: [u8; 16],
        problems: &[Problem],
    ) -> io::Result<()> {
        let mut out = Vec::new();
        write_end(&mut out, number, fingerprint, problems);
        self.files_sink.write(&out)
    }

    /// Strikes a file out.
    ///
    /// # Errors
    /// What the system says.
    pub fn strike_out(&mut self, file: u32) -> io::Result<()> {
        let mut out = Vec::new();
        write_dead(&mut out, file);
        self.dead_sink.write(&out)
    }

    /// Puts one article of a file on the table and gives its row.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&mut self, article: &TableArticle, file: u32, record: u32) -> io::Result<u32> {
        let draft = &article.draft;
        let mut fields = Vec::with_capacity(draft.fields.len());
        for (name, value) in &draft.fields {
            fields.push((self.name(name)?, value.as_str()));
        }
        let mut strings = Vec::new();
        Strings {
            record: draft.record.as_deref(),
            raw_date: draft.date.as_ref().map_or("", |d| &d.raw),
            url: draft.url.as_deref().unwrap_or_default(),
            fields,
        }
        .write(&mut strings);
        let (day, date_kind) = draft
            .date
            .as_ref()
            .map_or((i32::MIN, 0), crate::corpus::columns::date_numbers);
        let row = Row {
            id_hash: article.id_hash,
            text_at: self.texts.len(),
            text_len: draft.text.len() as u32,
            text_start: draft.text_start,
            heap_at: self.heap.len(),
            heap_len: strings.len() as u32,
            words: article.words,
            title_words: article.title_words,
            title_start: article.title.start,
            title_end: article.title.end,
            day,
            date_kind,
            hash: article.hash.bytes(),
            source: self.name(&article.source.0)?,
            publisher: self.name(&article.publisher)?,
            author: self.name(draft.author.as_deref().unwrap_or_default())?,
            encoding: self.name(&draft.encoding)? * 2 + u32::from(draft.encoding_guessed),
            file,
            record,
            origins: self.name(&article.origins)?,
        };
        let mut out = Vec::with_capacity(Row::BYTES);
        row.write(&mut out);
        self.texts.write(draft.text.as_bytes())?;
        self.heap.write(&strings)?;
        self.rows.write(&out)?;
        self.row_count += 1;
        Ok(self.row_count - 1)
    }

    fn name(&mut self, name: &str) -> io::Result<u32> {
        let (number, fresh) = self.names.number(name);
        if let Some(written) = fresh {
            self.names_sink.write(&written)?;
        }
        Ok(number)
    }

    /// Makes everything durable and says how much there is.
    ///
    /// # Errors
    /// What the system says.
    pub fn flush(&mut self) -> io::Result<Lengths> {
        let mut part = PartHash::default();
        let sinks = [
            &mut self.texts,
            &mut self.rows,
            &mut self.heap,
            &mut self.names_sink,
            &mut self.files_sink,
            &mut self.dead_sink,
        ];
        for ((sink, end), hash) in sinks.into_iter().zip(&mut part.ends).zip(&mut part.hashes) {
            let added = sink.flush()?;
            *end = sink.len();
            *hash = added.to_hex().chars().take(16).collect();
        }
        if self.hashes.last().map(|h| &h.ends) != Some(&part.ends) {
            self.hashes.push(part);
        }
        Ok(Lengths {
            texts: self.texts.len(),
            rows: self.rows.len(),
            heap: self.heap.len(),
            names: self.names_sink.len(),
            files: self.files_sink.len(),
            dead: self.dead_sink.len(),
            hashes: self.hashes.clone(),
        })
    }

    /// The table as it is now. In memory that is a copy: ask once, at the end.
    ///
    /// # Errors
    /// What the system says.
    pub fn table(&self) -> Result<ArticleTable, ArticleTableError> {
        ArticleTable::read([
            self.texts.bytes()?,
            self.rows.bytes()?,
            self.heap.bytes()?,
            self.names_sink.bytes()?,
            self.files_sink.bytes()?,
            self.dead_sink.bytes()?,
        ])
    }
}

/// A draft with everything computed that needs its text: made on many threads, shelved on one.
pub struct TableArticle {
    draft: Draft,
    source: SourceId,
    publisher: String,
    origins: String,
    id_hash: u64,
    hash: TextHash,
    title: Span,
    words: u32,
    title_words: u32,
}

impl TableArticle {
    /// Reads the text of an article of the file at `path`.
    pub fn new(mut draft: Draft, source: &SourceId, path: &str) -> Self {
        let title = if draft.has_stated_title {
            stated_title_of(&draft.text)
        } else {
            title_of(&draft.text)
        };
        let id = ArticleId::new(source, path, draft.record.as_deref());
        let (mut words, mut title_words) = (0, 0);
        for token in tokens(&draft.text) {
            words += 1;
            title_words += u32::from(token.span.start < title.end);
        }
        let named = draft.publisher.clone().filter(|p| !p.trim().is_empty());
        let publisher = named.unwrap_or_else(|| {
            let folder = folder_of(path);
            let place = if folder.is_some() {
                "folder"
            } else {
                "name of the source"
            };
            draft.origins.set(Known::Publisher, place);
            folder.unwrap_or(&source.0).to_owned()
        });
        Self {
            id_hash: id.hash64(),
            hash: TextHash::of(&draft.text),
            publisher,
            origins: draft.origins.written(),
            title,
            words,
            title_words,
            draft,
            source: source.clone(),
        }
    }

    /// Its text, once it is on the table.
    pub fn into_text(self) -> String {
        self.draft.text
    }
}

/// Folders that say what is in them, not from whom it is.
const OF_KINDS: &[&str] = &[
    "txt", "text", "texts", "html", "htm", "pdf", "pdfs", "doc", "docs", "docx", "xml", "json",
    "jsonl", "csv", "files", "articles", "data", "corpus", "raw", "clean", "plain", "new", "cur",
];

/// The folder below the root that says whose articles lie in it: the first that names no kind of file.
fn folder_of(path: &str) -> Option<&str> {
    let (folders, _) = path.rsplit_once('/')?;
    let says = |folder: &&str| {
        let lower = folder.to_lowercase();
        !lower.is_empty() && !OF_KINDS.contains(&lower.as_str())
    };
    folders.split('/').find(says)
}
