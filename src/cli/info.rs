//! `dateline info`: counts.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::opened::{checked, checked_in, snapshot};
use super::terminal::{Escape, data, line, say};
use super::{ExitCode, Failure};
use crate::analysis::TrackAnswer;
use crate::corpus::Corpus;
use crate::query::{MentionCounts, Query};
use crate::workspace::{Slot, Track, TrackId};

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
    path: String,
    title: String,
    date: Option<String>,
    basis: Option<&'static str>,
    words: u32,
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
        checked_in(text, query, &opened.loaded.corpus)?;
    }
    let info = gather(&opened, named)?;
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
    Ok(if info.wrong_tracks.is_empty() {
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

fn gather(opened: &super::Opened, asked: Vec<(String, Query)>) -> Result<Info, Failure> {
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
        .map(|(_, article)| {
            let filed = workspace.effective(&article);
            let date = filed.date();
            ArticleInfo {
                path: article.path.clone(),
                title: filed.title().to_owned(),
                basis: date.as_ref().map(|d| d.basis.words()),
                date: date.map(|d| d.to_string()),
                words: article.words,
            }
        })
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
