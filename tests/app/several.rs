//! Several articles of the table at once, and the chart where nobody follows anything.

use dateline::analysis::SeriesOf;
use dateline::app::command::{ArticleFields, ExportScope, Marking};
use dateline::corpus::{ArticleId, parse_date};
use dateline::exchange::{ExportRecord, Format};

use super::*;

fn id(state: &State, row: usize) -> ArticleId {
    let at = *state.search.base.rows.get(row).unwrap();
    state.session.corpus().id(at).unwrap()
}

fn mark(state: &mut State, marking: Marking) -> usize {
    state.dispatch(Command::View(ViewCommand::Mark(marking)));
    state.chosen_count()
}

/// The first row is open, and so many rows from it on are chosen.
fn with_first(rows: usize) -> (tempfile::TempDir, State, Vec<ArticleId>) {
    let (folder, _, mut state) = sample();
    let first = *state.search.base.rows.first().unwrap();
    state.dispatch(Command::View(ViewCommand::Open(first)));
    state.settle();
    let last = *state.search.base.rows.get(rows - 1).unwrap();
    assert_eq!(mark(&mut state, Marking::To(last)), rows);
    let ids = (0..rows).map(|row| id(&state, row)).collect();
    (folder, state, ids)
}

#[test]
fn what_is_said_of_several_articles_is_one_step() {
    let (_folder, mut state, ids) = with_first(3);
    let fields = ArticleFields {
        status: Some(ReviewStatus::Reviewed),
        date: parse_date("2001-05"),
        source: Some("The Herald".to_owned()),
    };
    let before = Arc::clone(state.session.workspace());
    let command = ArticleCommand::SetFields(state.chosen_articles(), fields);
    state.dispatch(Command::Article(command));
    state.settle();
    for id in &ids {
        let said = state.session.workspace().overrides.get(id).unwrap();
        assert_eq!(said.status, ReviewStatus::Reviewed);
        assert_eq!(
            (said.date, said.source.as_deref()),
            (parse_date("2001-05"), Some("The Herald"))
        );
    }
    state.dispatch(Command::File(FileCommand::Undo));
    for id in &ids {
        assert_eq!(
            state.session.workspace().overrides.get(id),
            before.overrides.get(id)
        );
    }
    let tags = before.codebook.tags();
    let tag = tags.iter().find(|t| t.is_codable()).unwrap().id;
    let wholes = |state: &State| {
        let all = state.session.workspace().annotations.iter();
        let of = all.filter(|a| a.anchors.is_empty() && a.tag == Some(tag));
        of.filter(|a| ids.contains(&a.article)).count()
    };
    let had = wholes(&state);
    assert!(had < 3);
    for _ in 0..2 {
        // The second time they have it already.
        state.dispatch(Command::Annotate(AnnotateCommand::WholeArticle(Some(tag))));
        assert_eq!(wholes(&state), 3);
    }
    assert!(says(&state, "3 articles have the tag already"));
    state.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(wholes(&state), had);
}

#[test]
fn rows_are_chosen_as_in_other_lists_and_only_those_that_are_shown() {
    let (_folder, mut state, ids) = with_first(4);
    let second = *state.search.base.rows.get(1).unwrap();
    assert_eq!(mark(&mut state, Marking::Toggle(second)), 3);
    assert!(!state.chosen_articles().contains(&ids[1]));
    // A range begins where the last row was chosen.
    assert_eq!(mark(&mut state, Marking::Further(2)), 3);
    assert_eq!(mark(&mut state, Marking::Further(-3)), 2);
    assert!(state.chosen_articles().contains(&ids[0]));
    let all = state.search.base.rows.len();
    assert_eq!(mark(&mut state, Marking::All), all);
    state.dispatch(Command::Query(QueryCommand::SetText("soledar".to_owned())));
    state.settle();
    let shown = state.search.base.rows.len();
    assert!(shown < all && state.chosen_count() == shown);
    assert_eq!(mark(&mut state, Marking::None), 1);
    mark(&mut state, Marking::All);
    state.dispatch(Command::View(ViewCommand::Step(1)));
    assert_eq!(state.chosen_count(), 1);
}

#[test]
fn an_export_of_the_chosen_articles_has_their_annotations_and_no_others() {
    let (folder, mut state, ids) = with_first(3);
    let path = folder.path().join("out.jsonl");
    state.dispatch(Command::File(FileCommand::Export {
        format: Format::by_word("jsonl").unwrap(),
        path: path.clone(),
        scope: ExportScope::Chosen,
    }));
    state.settle();
    let annotations = &state.session.workspace().annotations;
    let wanted: usize = ids.iter().map(|id| annotations.count_of(id)).sum();
    assert!(wanted > 0 && wanted < annotations.len());
    let text = fs::read_to_string(path).unwrap();
    let records = text
        .lines()
        .map(|l| serde_json::from_str::<ExportRecord>(l).unwrap());
    assert_eq!(records.count(), wanted);
}

#[test]
fn the_chart_shows_the_search_and_where_there_is_nothing_the_articles() {
    let (_folder, _, mut state) = sample();
    let tracks: Vec<_> = state
        .session
        .workspace()
        .tracks
        .iter()
        .map(|t| t.id)
        .collect();
    for id in tracks {
        state.dispatch(Command::Track(TrackCommand::Show(id, false)));
    }
    state.settle();
    let chart = state.search.chart.table().unwrap();
    assert_eq!(chart.series, [SeriesOf::Articles]);
    let t = &chart.timeline;
    let tallies = t
        .bins
        .iter()
        .map(|b| &b.tally)
        .chain([&t.undated, &t.imprecise]);
    let articles: u64 = tallies
        .map(|tally| u64::from(tally.series[0].articles))
        .sum();
    assert_eq!(articles, state.session.corpus().len() as u64);
    assert_eq!(state.chart_measure(), dateline::analysis::Measure::Articles);
    state.dispatch(Command::Query(QueryCommand::SetText("soledar".to_owned())));
    state.settle();
    let chart = state.search.chart.table().unwrap();
    assert_eq!(chart.series, [SeriesOf::Search]);
    let found = state.search.base.query.as_ref().unwrap().mentions;
    assert_eq!(chart.timeline.mentions(0), found);
    assert!(found > 0);
    // Followed, it is not drawn twice.
    state.dispatch(Command::Track(TrackCommand::AddFromQuery));
    state.settle();
    let series = &state.search.chart.table().unwrap().series;
    assert!(
        matches!(series.as_slice(), [SeriesOf::Track(_)]),
        "{series:?}"
    );
}

#[test]
fn one_comes_to_every_article_that_is_to_be_read_once() {
    use dateline::analysis::coverage::{CoverageBy, CoverageView};
    use dateline::analysis::{Cancel, View};
    let (_folder, _, mut state) = sample();
    let all = state.search.base.rows.len();
    let next = |state: &mut State| {
        state.dispatch(Command::View(ViewCommand::NextUnseen));
        state.settle();
        state.reading.selection.article.clone()
    };
    let mut seen = std::collections::BTreeSet::new();
    while !says(&state, "Every article of the table was seen") {
        seen.insert(next(&mut state));
        assert!(seen.len() <= all);
    }
    let unseen = |state: &State| {
        let workspace = state.session.workspace();
        let ids = (0..all).map(|row| id(state, row));
        ids.filter(|id| workspace.status(id) == ReviewStatus::Unseen)
            .count()
    };
    assert_eq!(unseen(&state), 0);
    state.dispatch(Command::Query(QueryCommand::SetText("soledar".to_owned())));
    state.settle();
    let rows = state.search.base.rows.len();
    let answer = |state: &State| {
        let answer = state.search.base.query.as_ref().unwrap();
        (answer.reviewed, answer.mentions)
    };
    let first = *state.search.base.rows.first().unwrap();
    state.dispatch(Command::View(ViewCommand::Open(first)));
    for done in 0..rows {
        assert!(done == 0 || answer(&state).0 > 0);
        state.dispatch(Command::Article(ArticleCommand::ReviewedAndNext));
        state.settle();
    }
    let (reviewed, mentions) = answer(&state);
    assert_eq!(reviewed, mentions);
    assert!(says(&state, "is reviewed or dismissed"));
    for by in CoverageBy::ALL {
        let table = CoverageView::compute(&state.search.base, &by, &Cancel::default()).unwrap();
        let sum = |of: fn(&dateline::analysis::coverage::Progress) -> u64| {
            table.rows.iter().map(|row| of(&row.progress)).sum::<u64>()
        };
        assert_eq!(sum(|p| p.articles), rows as u64);
        assert_eq!(
            (sum(|p| p.hits), sum(|p| p.hits_done)),
            (mentions, mentions)
        );
        assert_eq!(
            (table.all.done(), table.all.by_status[2]),
            (rows as u64, rows as u64)
        );
    }
}
