//! `dateline info`: counts.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::opened::{checked, checked_in, is_unread, snapshot};
use super::terminal::{Escape, data, line, say};
use super::{ExitCode, Failure};
use crate::analysis::TrackAnswer;
use crate::corpus::{Article, ArticleIx, Corpus};
use crate::enrich::{self, Derived};
use crate::query::{MentionCounts, Query};
use crate::workspace::{Slot, Track, TrackId, Workspace};

#[derive(Serialize)]
struct Info {
    articles: usize,
    dated: usize,
    undated: usize,
    words: u64,
    by_article: Vec<ArticleInfo>,
    tracks: Vec<TrackInfo>,
    annotations: AnnotationInfo,
    warnings: Vec<Warning>,
    /// Tracks of the workspace whose query cannot be asked.
    #[serde(skip)]
    wrong_tracks: Vec<String>,
}

#[derive(Serialize)]
struct ArticleInfo {
    id: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    title: String,
    date: Option<String>,
    basis: Option<&'static str>,
    /// The words that the date was read from.
    date_raw: Option<String>,
    words: u32,
    source: String,
    author: Option<String>,
    url: Option<String>,
    /// ISO 639-3 code; none where it is unknown.
    language: Option<&'static str>,
    encoding: String,
    encoding_guessed: bool,
    /// Number of its group, from 1; none where no other is like it.
    near_duplicates: Option<u32>,
    /// Where in the file title, date, publisher, author and address stand.
    origins: Map<String, Value>,
    /// Other metadata, by column; several values of one column are a list.
    fields: Map<String, Value>,
}

#[derive(Serialize)]
struct TrackInfo {
    name: String,
    mentions: u64,
    articles: usize,
    by_article: Vec<MentionInfo>,
}

#[derive(Serialize)]
struct MentionInfo {
    path: String,
    mentions: u32,
}

#[derive(Serialize)]
struct AnnotationInfo {
    total: usize,
    by_tag: Vec<TagInfo>,
}

#[derive(Serialize)]
struct TagInfo {
    tag: String,
    annotations: usize,
}

#[derive(Serialize)]
struct Warning {
    path: String,
    problem: String,
}

pub(super) fn run(path: &Path, json: bool, asked: &[String]) -> Result<ExitCode, Failure> {
    let named: Vec<(String, Query)> = asked.iter().map(|t| track(t)).collect::<Result<_, _>>()?;
    let opened = super::Opened::read(path)?;
    for (argument, (_, query)) in asked.iter().zip(&named) {
        let text = argument.split_once('=').map_or("", |(_, query)| query);
        checked_in(text, query, &opened)?;
    }
    // Language and groups are written as JSON alone, and are not looked for otherwise.
    let all = enrich::ENRICHERS.iter().map(|e| e.name());
    let asked_for: Vec<&str> = if json { all.collect() } else { Vec::new() };
    let derived = opened.derived(&[], &asked_for);
    let info = gather(&opened, &derived, named)?;
    let mut out = BufWriter::new(data(Escape::Json));
    if json {
        serde_json::to_writer(&mut out, &info).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        print(&info, &mut out)?;
    }
    out.flush()?;
    // What cannot be counted is no zero.
    for wrong in &info.wrong_tracks {
        say(wrong);
    }
    // JSON says itself what was wrong; who reads words must not take them for an answer.
    let is_nothing_read = !json && info.articles == 0 && is_unread(&opened.loaded.report);
    Ok(if is_nothing_read {
        say("none of the files could be read");
        ExitCode::CannotOpen
    } else if info.wrong_tracks.is_empty() {
        ExitCode::Done
    } else {
        ExitCode::Usage
    })
}

/// Reads `NAME=QUERY`.
fn track(argument: &str) -> Result<(String, Query), Failure> {
    let usage = |message: String| Failure::new(ExitCode::Usage, anyhow::anyhow!(message));
    let (name, query) = argument.split_once('=').ok_or_else(|| {
        usage(format!(
            "--track {argument}: write NAME=QUERY, for example bakhmut=bakhmut"
        ))
    })?;
    match Query::parse(query) {
        Ok(Some(parsed)) => {
            checked(query, &parsed, None)?;
            Ok((name.trim().to_owned(), parsed))
        }
        Ok(None) => Err(usage(format!(
            "--track {argument}: there is nothing to look for behind the ="
        ))),
        Err(e) => {
            let part = e.span.get(query).unwrap_or_default();
            Err(usage(format!("--track {argument}: at “{part}”: {e}")))
        }
    }
}

fn gather(
    opened: &super::Opened,
    derived: &Derived,
    asked: Vec<(String, Query)>,
) -> Result<Info, Failure> {
    let super::Opened { plan, loaded } = opened;
    let (workspace, corpus) = (&plan.workspace, &loaded.corpus);
    let mut warnings: Vec<Warning> = loaded
        .report
        .problems
        .iter()
        .map(|p| Warning {
            path: p.path.clone(),
            problem: p.kind.to_string(),
        })
        .collect();
    let by_article: Vec<ArticleInfo> = corpus
        .iter()
        .map(|(at, article)| article_info(at, &article, workspace, derived))
        .collect();
    let (mut tracks, mut wrong_tracks) = (Vec::new(), Vec::new());
    for (track, answer) in counted(opened, asked)? {
        if let Some(counts) = &answer.counts {
            tracks.push(track_info(&track, counts, corpus));
        }
        if let Some(error) = &answer.error {
            let problem = format!("track “{}”: {error}", track.name);
            let file = plan.file.display();
            wrong_tracks.push(format!("{problem}. It was not counted. {file}"));
            warnings.push(Warning {
                path: file.to_string(),
                problem,
            });
        }
    }
    let dated = by_article.iter().filter(|a| a.date.is_some()).count();
    let tags = workspace.codebook.in_tree_order();
    let by_tag = tags.iter().map(|(_, tag)| TagInfo {
        tag: workspace.codebook.path(tag.id),
        annotations: workspace
            .annotations
            .iter()
            .filter(|a| a.tag == Some(tag.id))
            .count(),
    });
    Ok(Info {
        articles: corpus.len(),
        dated,
        undated: corpus.len() - dated,
        words: corpus.words(),
        annotations: AnnotationInfo {
            total: workspace.annotations.len(),
            by_tag: by_tag.collect(),
        },
        by_article,
        tracks,
        warnings,
        wrong_tracks,
    })
}

fn article_info(
    at: ArticleIx,
    article: &Article,
    workspace: &Workspace,
    derived: &Derived,
) -> ArticleInfo {
    let filed = workspace.effective(article);
    let date = filed.date();
    let known = |words: &str| (!words.is_empty()).then(|| words.to_owned());
    let group = derived.duplicate_group(at);
    let language = derived.language(at);
    ArticleInfo {
        id: article.id.to_string(),
        path: article.path.clone(),
        record: article.record.clone(),
        title: filed.title().to_owned(),
        basis: date.as_ref().map(|d| d.basis.words()),
        date: date.as_ref().map(ToString::to_string),
        date_raw: date.map(|d| d.raw),
        words: article.words,
        source: filed.source().to_owned(),
        author: known(&article.author),
        url: known(&article.url),
        language: (!language.is_empty()).then_some(language),
        encoding: article.encoding.to_string(),
        encoding_guessed: article.encoding_guessed,
        near_duplicates: (group > 0).then_some(group),
        origins: article
            .origins
            .all()
            .map(|(known, place)| (known.word().to_owned(), place.into()))
            .collect(),
        fields: fields_of(article),
    }
}

fn fields_of(article: &Article) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in &article.fields {
        let value = Value::from(value.as_str());
        match out.entry(name.to_string()) {
            serde_json::map::Entry::Vacant(place) => {
                place.insert(value);
            }
            serde_json::map::Entry::Occupied(mut place) => match place.get_mut() {
                Value::Array(several) => several.push(value),
                one => *one = Value::Array(vec![one.take(), value]),
            },
        }
    }
    out
}

/// What the tracks of the workspace find, and those that are asked for behind them.
fn counted(
    opened: &super::Opened,
    asked: Vec<(String, Query)>,
) -> Result<Vec<(Track, TrackAnswer)>, Failure> {
    let queries: Vec<&Query> = asked.iter().map(|(_, query)| query).collect();
    let mut inputs = opened.inputs(&queries, &[]);
    let mut workspace = (*inputs.workspace).clone();
    workspace
        .tracks
        .extend(asked.into_iter().map(|(name, query)| Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: query.to_string().into(),
            shown: true,
        }));
    inputs.workspace = Arc::new(workspace);
    let base = snapshot(&inputs)?;
    let tracks = inputs.workspace.tracks.iter().cloned();
    Ok(tracks.zip(base.tracks).collect())
}

fn track_info(track: &Track, counts: &MentionCounts, corpus: &Corpus) -> TrackInfo {
    let by_article = corpus.places().zip(counts.per_article());
    TrackInfo {
        name: track.name.to_string(),
        mentions: counts.mentions(),
        articles: counts.articles(),
        by_article: by_article
            .map(|(at, n)| MentionInfo {
                path: corpus.path(at).to_owned(),
                mentions: *n,
            })
            .collect(),
    }
}

fn print(info: &Info, out: &mut impl Write) -> std::io::Result<()> {
    line(
        out,
        format_args!(
            "{} articles, {} dated, {} undated, {} words",
            info.articles, info.dated, info.undated, info.words
        ),
    )?;
    for track in &info.tracks {
        line(
            out,
            format_args!(
                "{}: {} mentions in {} articles",
                track.name, track.mentions, track.articles
            ),
        )?;
    }
    line(out, format_args!("{} annotations", info.annotations.total))?;
    for tag in info.annotations.by_tag.iter().filter(|t| t.annotations > 0) {
        line(out, format_args!("  {}: {}", tag.tag, tag.annotations))?;
    }
    Ok(())
}
