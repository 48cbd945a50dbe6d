//! `dateline search`: where a query is mentioned.
//!
//! Where there is a cache of the articles it answers; without one the files are read once, and what is
//! found is written while they are.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::opened::{ColumnsSeen, checked_in, checked_values, snapshot, streamed};
use super::terminal::{Escape, data, line, tell};
use super::{ExitCode, Failure, Opened, query_of};
use crate::analysis::WorkspaceFacts;
use crate::analysis::asks_for_tracks;
use crate::analysis::fields::derived_for;
use crate::corpus::{ArticleIx, Corpus};
use crate::exchange::{csv_writer, defused};
use crate::query::{Prepared, Query, TokenizedText};
use crate::text::{Offsets, Span};
use crate::workspace::Workspace;

/// How the result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// A line an article
    #[value(name = "text")]
    Lines,
    /// One JSON object: mentions, articles, hits with ranges
    Json,
    /// Comma-separated values, a row an article
    Csv,
    /// Only the number of mentions
    Count,
}

impl Form {
    /// The form that a flag asks for.
    pub(super) fn of_flags(json: bool, csv: bool, count: bool) -> Self {
        match (json, csv, count) {
            (true, ..) => Self::Json,
            (_, true, _) => Self::Csv,
            (.., true) => Self::Count,
            _ => Self::Lines,
        }
    }
}

#[derive(Serialize)]
struct Hit {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    date: Option<String>,
    title: String,
    /// What it is called in lists: its title, else its first words.
    #[serde(skip)]
    shown: String,
    mentions: u32,
    /// In characters of the article's text.
    ranges: Vec<(u32, u32)>,
}

pub(super) fn run(
    query: &str,
    path: &Path,
    form: Form,
    limit: Option<usize>,
) -> Result<ExitCode, Failure> {
    let parsed = query_of(query)?;
    let escape = match form {
        Form::Json => Escape::Json,
        _ => Escape::Braces,
    };
    let out = BufWriter::new(data(escape));
    let mut writer = Writer::new(out, form, limit.unwrap_or(usize::MAX));
    // Tracks are of the whole corpus: what they mention must be known before.
    let opened = if asks_for_tracks(&parsed) {
        Some(Opened::read(path)?)
    } else {
        let mut columns = ColumnsSeen::default();
        let check = |workspace: &Workspace| checked_values(query, &parsed, workspace);
        let opened = streamed(path, check, |workspace, corpus| {
            columns.add(&parsed, corpus);
            let hits = found_in(&parsed, workspace, corpus, |at, spans| {
                hit(workspace, corpus, &spans, at)
            });
            let mut hits = hits.into_iter().flatten().flatten();
            hits.try_for_each(|hit| writer.take(&hit))
        })?;
        if opened.is_none() {
            columns.check(query, &parsed)?;
        }
        opened
    };
    if let Some(opened) = opened {
        checked_in(query, &parsed, &opened)?;
        from_library(&opened, parsed, &mut writer)?;
    }
    writer.finish()?;
    Ok(ExitCode::Done)
}

/// Looks for a query in the text of every article; `of` makes something of what it finds in one. None
/// where an article does not match.
pub(super) fn found_in<T: Send>(
    query: &Query,
    workspace: &Workspace,
    corpus: &Arc<Corpus>,
    of: impl Fn(ArticleIx, Vec<Span>) -> T + Sync,
) -> Vec<Option<T>> {
    let places: Vec<ArticleIx> = corpus.places().collect();
    let facts = WorkspaceFacts::new(
        Arc::clone(corpus),
        Arc::new(workspace.clone()),
        derived_for(query, corpus),
        HashMap::default(),
    )
    .while_growing(true);
    // It was checked before, but for columns, which the next chunk may have.
    let Ok(prepared) = Prepared::new(query, &facts) else {
        return places.iter().map(|_| None).collect();
    };
    let find = |at: ArticleIx| Some(of(at, find(corpus, &prepared, at)?));
    places.into_par_iter().map(find).collect()
}

fn find(corpus: &Corpus, prepared: &Prepared<'_>, at: ArticleIx) -> Option<Vec<Span>> {
    let words = TokenizedText::new(corpus.text(at)?, corpus.title_end(at));
    prepared.find(&words, at)
}

fn from_library<W: Write>(
    opened: &Opened,
    query: Query,
    writer: &mut Writer<W>,
) -> Result<(), Failure> {
    let corpus = &opened.loaded.corpus;
    let mut inputs = opened.inputs(&[&query], &[]);
    inputs.query = Some(query);
    let base = snapshot(&inputs)?;
    let (Some(answer), Some(query)) = (&base.query, &inputs.query) else {
        return Ok(());
    };
    let facts = base.facts();
    let prepared = Prepared::new(query, &facts).map_err(|e| Failure::new(ExitCode::Usage, e))?;
    let mut places: Vec<ArticleIx> = base.rows.to_vec();
    places.sort_unstable();
    for at in places.into_iter().take(writer.wanted()) {
        let spans = find(corpus, &prepared, at).unwrap_or_default();
        if let Some(hit) = hit(&opened.plan.workspace, corpus, &spans, at) {
            writer.take(&hit)?;
        }
    }
    // Of those that are not listed, the numbers are known.
    (writer.mentions, writer.articles) = (answer.mentions, base.rows.len() as u64);
    Ok(())
}

fn hit(workspace: &Workspace, corpus: &Corpus, spans: &[Span], at: ArticleIx) -> Option<Hit> {
    let article = corpus.get(at)?;
    let offsets = Offsets::new(corpus.text(at)?);
    let filed = workspace.effective(&article);
    Some(Hit {
        date: filed.date().map(|d| d.to_string()),
        title: filed.title().to_owned(),
        shown: filed.title_or_opening().to_owned(),
        mentions: spans.len() as u32,
        ranges: spans.iter().map(|s| offsets.span_in_chars(*s)).collect(),
        path: article.path,
        record: article.record,
    })
}

/// Writes what is found as it comes. JSON has its totals first: its hits are kept until they are known.
struct Writer<W: Write> {
    out: W,
    form: Form,
    limit: usize,
    listed: usize,
    mentions: u64,
    articles: u64,
    hits: Vec<u8>,
}

impl<W: Write> Writer<W> {
    fn new(out: W, form: Form, limit: usize) -> Self {
        Self {
            out,
            form,
            limit,
            listed: 0,
            mentions: 0,
            articles: 0,
            hits: Vec::new(),
        }
    }

    /// How many hits are listed.
    fn wanted(&self) -> usize {
        if self.form == Form::Count {
            0
        } else {
            self.limit
        }
    }

    fn take(&mut self, hit: &Hit) -> io::Result<()> {
        self.mentions += u64::from(hit.mentions);
        self.articles += 1;
        if self.listed >= self.wanted() {
            return Ok(());
        }
        match self.form {
            Form::Json => {
                let before: &[u8] = if self.listed > 0 { b",\n" } else { b"\n" };
                self.hits.extend_from_slice(before);
                serde_json::to_writer(&mut self.hits, hit)?;
            }
            Form::Csv => self.row(hit)?,
            Form::Lines => {
                let date = hit.date.as_deref().unwrap_or("no date");
                let record = hit.record.as_ref().map(|r| format!("#{r}"));
                let record = record.unwrap_or_default();
                let Hit {
                    path,
                    shown,
                    mentions,
                    ..
                } = hit;
                line(
                    &mut self.out,
                    format_args!("{date:10}  {mentions:5}  {path}{record}  {shown}"),
                )?;
            }
            Form::Count => {}
        }
        self.listed += 1;
        Ok(())
    }

    fn row(&mut self, hit: &Hit) -> io::Result<()> {
        let mut table = csv_writer(&mut self.out);
        if self.listed == 0 {
            table.write_record(CSV_COLUMNS)?;
        }
        let ranges: Vec<String> = hit.ranges.iter().map(|(a, b)| format!("{a}-{b}")).collect();
        let cells = [
            &hit.path,
            hit.record.as_deref().unwrap_or_default(),
            hit.date.as_deref().unwrap_or_default(),
            &hit.title,
            &hit.mentions.to_string(),
            &ranges.join(" "),
        ];
        // A file may be called `=cmd.txt` as well as a title may.
        table.write_record(cells.map(|cell| defused(cell).into_owned()))?;
        table.flush()
    }

    fn finish(mut self) -> io::Result<()> {
        let (mentions, articles) = (self.mentions, self.articles);
        match self.form {
            Form::Count => writeln!(self.out, "{mentions}")?,
            Form::Json => {
                let totals = format!("\"mentions\":{mentions},\"articles\":{articles}");
                write!(self.out, "{{{totals},\"hits\":[")?;
                self.out.write_all(&self.hits)?;
                writeln!(self.out, "\n]}}")?;
            }
            Form::Csv if self.listed == 0 => {
                writeln!(self.out, "{}", CSV_COLUMNS.join(","))?;
            }
            // Not part of the result: for whoever reads along.
            Form::Lines => {
                self.out.flush()?;
                tell(&format!("{mentions} mentions in {articles} articles\n"));
            }
            Form::Csv => {}
        }
        self.out.flush()
    }
}

const CSV_COLUMNS: [&str; 6] = ["path", "record", "date", "title", "mentions", "ranges"];
