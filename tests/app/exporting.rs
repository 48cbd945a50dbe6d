//! Exports of the open workspace.

use dateline::app::command::ExportScope;
use dateline::exchange::{ExportRecord, Format};
use dateline::workspace::AnnotationId;

use super::*;

fn export(state: &mut State, format: &str, path: &Path, scope: ExportScope) {
    state.dispatch(Command::File(FileCommand::Export {
        format: Format::by_word(format).unwrap(),
        path: path.to_owned(),
        scope,
    }));
    state.settle();
}

#[test]
fn what_is_exported_where_it_is_offered_is_never_read_as_an_article() {
    // A folder of articles without a workspace of its own: everything in it is read.
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("war");
    fs::create_dir(&articles).unwrap();
    fs::write(articles.join("a.txt"), "A bridge\n\nA bridge was closed.").unwrap();
    let mut state = opened(&articles);
    state.tools.exporting.home = Some(folder.path().to_owned());
    let place = state.export_folder();
    assert!(!place.starts_with(&articles), "{}", place.display());
    for format in Format::writable() {
        let name = format!("annotations.{}", format.extension());
        export(
            &mut state,
            format.word,
            &place.join(&name),
            ExportScope::All,
        );
        assert!(place.join(&name).exists(), "{name}");
    }
    let chart = place.join("timeline.csv");
    state.dispatch(Command::File(FileCommand::ExportChart(
        chart.clone(),
        (1200, 600),
    )));
    let book = place.join("codebook.csv");
    state.dispatch(Command::Codebook(CodebookCommand::Export(book.clone())));
    state.settle();
    assert!(chart.exists() && book.exists());
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    assert_eq!(state.session.corpus().len(), 1);
}

#[test]
fn only_the_annotations_that_the_list_shows_are_exported_when_that_is_asked() {
    let (folder, _, mut state) = sample();
    let book = &state.session.workspace().codebook;
    let tag = book.by_path("claim").unwrap().id;
    let mut filter = Filter::default();
    filter.tags.insert(tag);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    let shown = state.search.base.annotations;
    assert!(0 < shown && shown < state.session.workspace().annotations.len());
    let path = folder.path().join("part.jsonl");
    export(&mut state, "jsonl", &path, ExportScope::Listed);
    let text = fs::read_to_string(&path).unwrap();
    let records: Vec<ExportRecord> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(records.len(), shown);
    for record in &records {
        let id: AnnotationId = record.id.parse().unwrap();
        let one = state.session.workspace().annotations.get(id).unwrap();
        assert_eq!(record.status, one.status.words());
    }
    assert!(says(&state, &format!("Exported {shown} annotations")));
    // What flat files cannot hold is said.
    assert!(says(&state, "Not in the file: "));
    assert!(says(&state, "texts of articles"));
}

#[test]
fn an_export_is_not_written_over_the_workspace_or_an_article() {
    let (folder, file, mut state) = sample();
    let article = folder.path().join("seeds/01-evacuation-train.txt");
    for target in [&file, &article] {
        let before = fs::read(target).unwrap();
        export(&mut state, "csv", target, ExportScope::All);
        assert_eq!(fs::read(target).unwrap(), before);
    }
    assert!(says(&state, "nothing was exported: it would overwrite"));
    assert_eq!(state.tools.exporting.iter().count(), 0);
}

#[test]
fn a_missing_folder_is_made_only_where_it_was_offered() {
    let (folder, _, mut state) = sample();
    state.tools.exporting.home = Some(folder.path().join("exports"));
    let offered = state.export_folder().join("set.ron");
    export(&mut state, "ron", &offered, ExportScope::All);
    assert!(offered.exists());
    let mistyped = folder.path().join("exprots/set.ron");
    export(&mut state, "ron", &mistyped, ExportScope::All);
    assert!(!folder.path().join("exprots").exists());
    assert!(says(&state, "could not be written"));
}
