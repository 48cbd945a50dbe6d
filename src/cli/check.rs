//! `dateline check`: a workspace against its articles.

use std::path::Path;

use super::{ExitCode, Failure};
use crate::corpus::Corpus;
use crate::workspace::anchoring::{Placement, place};
use crate::workspace::{Annotation, Workspace};

pub(super) fn run(path: &Path) -> Result<ExitCode, Failure> {
    let super::Opened { plan, loaded } = super::Opened::read(path)?;
    let problems = problems(&plan.workspace, &loaded.corpus);
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        eprintln!(
            "dateline: {} annotations, nothing wrong",
            plan.workspace.annotations.len()
        );
        Ok(ExitCode::Done)
    } else {
        eprintln!(
            "dateline: {} things are wrong. {}",
            problems.len(),
            plan.file.display()
        );
        Ok(ExitCode::FoundProblems)
    }
}

fn problems(workspace: &Workspace, corpus: &Corpus) -> Vec<String> {
    let mut out = Vec::new();
    for tag in workspace.codebook.tags() {
        if let Err(problem) = workspace.codebook.problem_with(tag) {
            out.push(format!("tag “{}” ({}): {problem}", tag.name, tag.id));
        }
    }
    for track in &workspace.tracks {
        if let Err(problem) = track.parsed() {
            out.push(format!("track “{}”: {problem}", track.name));
        }
    }
    out.extend(
        workspace
            .annotations
            .iter()
            .flat_map(|a| annotation_problems(a, workspace, corpus)),
    );
    for relation in &workspace.relations {
        if [relation.from, relation.to]
            .iter()
            .any(|end| workspace.annotations.get(*end).is_none())
        {
            out.push(format!(
                "relation “{}” ({}): one of its annotations does not exist",
                relation.name, relation.id
            ));
        }
    }
    out
}

fn annotation_problems(
    annotation: &Annotation,
    workspace: &Workspace,
    corpus: &Corpus,
) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |what: String| {
        out.push(format!(
            "annotation {} in {}: {what}",
            annotation.id, annotation.article
        ))
    };
    if let Some(tag) = annotation.tag
        && workspace.codebook.get(tag).is_none()
    {
        say(format!("its tag {tag} is not in the codebook"));
    }
    let article = corpus.find(&annotation.article);
    let text = article.and_then(|at| Some((corpus.text(at)?, corpus.hash(at))));
    match place(annotation, text) {
        Placement::Exact => {}
        Placement::Moved(now) => {
            let words: Vec<String> = now
                .spans()
                .map(|s| format!("{} to {}", s.start, s.end))
                .collect();
            say(format!(
                "the text has changed; its words now stand at bytes {}",
                words.join(", ")
            ));
        }
        Placement::ArticleMissing => say("the article is not among the sources".to_owned()),
        Placement::Unplaced(quote) => say(format!("its words are not in the text: “{quote}”")),
    }
    out
}
