//! `dateline search`: where a query is mentioned.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::{ExitCode, Failure, Opened, query_of};
use crate::app::results::{Results, compute};
use crate::corpus::ArticleIx;
use crate::search::{Prepared, TokenizedText};
use crate::text::Offsets;
use crate::workspace::WorkspaceFacts;

/// How the result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Lines,
    Json,
    Csv,
    Count,
}

#[derive(Serialize)]
struct Hit {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    date: Option<String>,
    title: String,
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
    let opened = Opened::read(path)?;
    let mut inputs = opened.inputs();
    inputs.query = Some(parsed);
    let results = compute(&inputs);
    let out = BufWriter::new(std::io::stdout().lock());
    write(&opened, &inputs, &results, form, limit, out)
        .map_err(|e| Failure::new(ExitCode::CannotWrite, e))?;
    Ok(ExitCode::Done)
}

fn write(
    opened: &Opened,
    inputs: &crate::app::results::Inputs,
    results: &Results,
    form: Form,
    limit: Option<usize>,
    mut out: impl Write,
) -> std::io::Result<()> {
    let Some((answer, query)) = results.query.as_ref().zip(inputs.query.as_ref()) else {
        return Ok(());
    };
    if form == Form::Count {
        writeln!(out, "{}", answer.mentions)?;
        return out.flush();
    }
    let known = results.tracks.iter();
    let known = known.filter_map(|t| Some((t.id, Arc::clone(t.counts.as_ref()?))));
    let facts = WorkspaceFacts::new(
        Arc::clone(&inputs.corpus),
        Arc::clone(&inputs.workspace),
        known.collect(),
    );
    let prepared = Prepared::new(query, &facts);
    let mut places: Vec<ArticleIx> = results.rows.to_vec();
    places.sort_unstable();
    let hits = places
        .into_iter()
        .take(limit.unwrap_or(usize::MAX))
        .filter_map(|at| hit(opened, &prepared, at));
    match form {
        Form::Json => {
            let (mentions, articles) = (answer.mentions, results.rows.len());
            write!(
                out,
                "{{\"mentions\":{mentions},\"articles\":{articles},\"hits\":["
            )?;
            for (i, hit) in hits.enumerate() {
                out.write_all(if i > 0 { b",\n" } else { b"\n" })?;
                serde_json::to_writer(&mut out, &hit)?;
            }
            writeln!(out, "\n]}}")?;
        }
        Form::Csv => {
            let mut table = csv::Writer::from_writer(&mut out);
            table.write_record(["path", "record", "date", "title", "mentions", "ranges"])?;
            for hit in hits {
                let ranges: Vec<String> =
                    hit.ranges.iter().map(|(a, b)| format!("{a}-{b}")).collect();
                table.write_record([
                    hit.path.as_str(),
                    hit.record.as_deref().unwrap_or_default(),
                    hit.date.as_deref().unwrap_or_default(),
                    &crate::exchange::defused(&hit.title),
                    &hit.mentions.to_string(),
                    &ranges.join(" "),
                ])?;
            }
            table.flush()?;
        }
        Form::Lines => {
            for hit in hits {
                let date = hit.date.as_deref().unwrap_or("no date");
                let record = hit.record.map(|r| format!("#{r}")).unwrap_or_default();
                let Hit {
                    path,
                    title,
                    mentions,
                    ..
                } = hit;
                writeln!(out, "{date:10}  {mentions:5}  {path}{record}  {title}")?;
            }
            // Not part of the result: for whoever reads along.
            eprintln!(
                "{} mentions in {} articles",
                answer.mentions,
                results.rows.len()
            );
        }
        Form::Count => {}
    }
    out.flush()
}

fn hit(opened: &Opened, prepared: &Prepared<'_>, at: ArticleIx) -> Option<Hit> {
    let corpus = &opened.loaded.corpus;
    let article = corpus.get(at)?;
    let text = corpus.text(at)?;
    let words = TokenizedText::new(text, corpus.title_end(at));
    let spans = prepared.find(&words, at).unwrap_or_default();
    let offsets = Offsets::new(text);
    let filed = opened.plan.workspace.filed(&article);
    Some(Hit {
        date: filed.date().map(|d| d.to_string()),
        title: filed.title().to_owned(),
        mentions: spans.len() as u32,
        ranges: spans.iter().map(|s| offsets.span_in_chars(*s)).collect(),
        path: article.path,
        record: article.record,
    })
}
