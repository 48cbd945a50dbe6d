//! `dateline text`: articles exactly as they are searched.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::opened::streamed;
use super::terminal::{Escape, data};
use super::{ExitCode, Failure};
use crate::corpus::{Article, Corpus};
use crate::workspace::Workspace;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
}

pub(super) fn run(path: &Path, id: Option<&str>, json: bool) -> Result<ExitCode, Failure> {
    let escape = if json { Escape::Json } else { Escape::Braces };
    let out = BufWriter::new(data(escape));
    let mut writer = Writer {
        out,
        id,
        json,
        written: 0,
    };
    let opened = streamed(
        path,
        |_| Ok(()),
        |workspace, corpus| writer.all(workspace, corpus),
    )?;
    if let Some(opened) = opened {
        writer.all(&opened.plan.workspace, &opened.loaded.corpus)?;
    }
    writer.out.flush()?;
    match id {
        Some(id) if writer.written == 0 => {
            let message = format!(
                "there is no article “{id}” in {}; `dateline info --json` lists the ids",
                path.display()
            );
            Err(Failure::new(ExitCode::Usage, anyhow::anyhow!(message)))
        }
        _ => Ok(ExitCode::Done),
    }
}

struct Writer<'a, W: Write> {
    out: W,
    /// Only articles of this id or path.
    id: Option<&'a str>,
    json: bool,
    written: usize,
}

impl<W: Write> Writer<'_, W> {
    fn all(&mut self, workspace: &Workspace, corpus: &Arc<Corpus>) -> std::io::Result<()> {
        for (at, article) in corpus.iter() {
            if self.id.is_some_and(|id| !is_called(&article, id)) {
                continue;
            }
            let title = workspace.effective(&article).title().to_owned();
            let text = Line {
                id: article.id.as_str(),
                title: &title,
                text: corpus.text(at).unwrap_or_default(),
            };
            self.one(&text)?;
        }
        Ok(())
    }

    fn one(&mut self, article: &Line<'_>) -> std::io::Result<()> {
        if self.json {
            serde_json::to_writer(&mut self.out, article)?;
            writeln!(self.out)?;
        } else {
            // Several are told apart by their ids; one that is asked for stands alone.
            if self.id.is_none() {
                let gap = if self.written > 0 { "\n" } else { "" };
                writeln!(self.out, "{gap}==> {} <==", article.id)?;
            }
            let end = if article.text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            write!(self.out, "{}{end}", article.text)?;
        }
        self.written += 1;
        Ok(())
    }
}

/// Whether an article has this id or lies in this file.
fn is_called(article: &Article, id: &str) -> bool {
    let record = article.record.as_deref();
    let of_record = |path: &str| {
        let key = path.strip_prefix(article.path.as_str());
        record.is_some() && key.and_then(|k| k.strip_prefix('#')) == record
    };
    article.id.as_str() == id || article.path == id || of_record(id)
}
