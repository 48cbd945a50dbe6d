//! Reading, filtering, counting.

use super::*;

#[test]
fn a_place_that_is_part_of_the_workspace_is_not_added_twice() {
    let (folder, _, mut state) = sample();
    let articles = state.session.corpus().len();
    for path in ["seeds", "seeds/01-evacuation-train.txt"] {
        let path = folder.path().join(path);
        state.dispatch(Command::File(FileCommand::AddSource(vec![path])));
        state.settle();
    }
    assert_eq!(
        (
            state.session.corpus().len(),
            state.session.workspace().sources.len()
        ),
        (articles, 1)
    );
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("x.txt"), "Another article").unwrap();
    state.dispatch(Command::File(FileCommand::AddSource(vec![
        other.path().to_owned(),
    ])));
    state.settle();
    assert_eq!(state.session.corpus().len(), articles + 1);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(state.session.corpus().len(), articles);
}

#[test]
fn files_of_several_folders_are_all_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["a/x.txt", "b/y.txt"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "Some article").unwrap();
        paths.push(path);
    }
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
    state.dispatch(Command::File(FileCommand::Open(paths)));
    state.settle();
    assert_eq!(state.session.corpus().len(), 2);
}

#[test]
fn the_filter_narrows_and_the_query_never_is_a_denominator() {
    let (_folder, _, mut state) = sample();
    let words = |state: &State| -> u64 {
        let timeline = &state.search.chart.table().unwrap().timeline;
        timeline.bins.iter().map(|b| b.tally.of_words).sum()
    };
    let before = words(&state);
    state.dispatch(Command::Query(QueryCommand::SetText("soledar".to_owned())));
    state.settle();
    assert!(state.search.base.rows.len() < 30);
    assert_eq!(words(&state), before);
    let dates = ("2023-01-01".parse().unwrap(), "2023-01-31".parse().unwrap());
    state.dispatch(Command::Filter(FilterCommand::Dates(Some(dates))));
    state.settle();
    assert_eq!(state.search.base.filtered, 3);
    assert_eq!(
        words(&state),
        before,
        "the chart ignores the chip it set itself"
    );
}

#[test]
fn the_table_is_sorted_by_a_field_of_metadata_and_those_without_it_come_last() {
    let folder = tempfile::tempdir().unwrap();
    let table = "title,text,page\nTen,one two,10\nNone,one two,\nNine,one two,9\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let mut state = opened(folder.path());
    assert!(
        state
            .session
            .column_names()
            .iter()
            .any(|name| &**name == "page")
    );
    let mut settings = state.settings.clone();
    settings.show_field("page", true);
    let (column, _) = settings.field_columns().next().unwrap();
    state.dispatch(Command::View(ViewCommand::Settings(Box::new(settings))));
    state.settle();
    let titles = |state: &mut State| -> Vec<String> {
        let add = false;
        state.dispatch(Command::Filter(FilterCommand::Sort { column, add }));
        state.settle();
        let rows = state.search.base.rows.iter();
        rows.map(|at| state.session.corpus().get(*at).unwrap().title)
            .collect()
    };
    assert_eq!(titles(&mut state), ["Nine", "Ten", "None"]);
    assert_eq!(titles(&mut state), ["Ten", "Nine", "None"]);
    let field = state.search.base.field(column).unwrap();
    let first = *state.search.base.rows.first().unwrap();
    assert_eq!(field.of(first), "10");
    let mut settings = state.settings.clone();
    settings.show_field("page", false);
    assert!(!settings.shows_field("page"));
    settings.show_field("page", true);
    assert_eq!(settings.fields, ["page"], "a field keeps its place");
}

#[test]
fn the_first_hits_of_an_article_are_shown_in_context_until_the_query_changes() {
    let (_folder, _, mut state) = sample();
    let search = |text: &str| Command::Query(QueryCommand::SetText(text.to_owned()));
    state.dispatch(search("road"));
    state.settle();
    let first = *state.search.base.rows.first().unwrap();
    assert!(state.snippets_of(first).is_none());
    state.dispatch(Command::Query(QueryCommand::Snippets(first)));
    state.settle();
    let lines = state.snippets_of(first).unwrap();
    assert!(!lines.is_empty());
    for line in lines {
        let hit = line.hit.to_lowercase();
        assert!(hit.starts_with("road"), "{line:?}");
        assert!(!line.before.is_empty() || !line.after.is_empty());
    }
    state.dispatch(search("bakhmut"));
    assert!(state.snippets_of(first).is_none(), "of another query");
}

#[test]
fn a_split_chart_adds_up_and_divides_each_value_by_its_own_articles() {
    let folder = tempfile::tempdir().unwrap();
    let table = "title,text,date,place\n\
        A,wheat wheat,1987-03-02,usa; uk\nB,wheat corn,1987-03-03,usa\nC,corn corn,1987-03-04,usa\n\
        D,wheat corn,1987-03-05,france\nE,corn wheat wheat,1987-03-06,\nF,corn,,spain\n";
    fs::write(folder.path().join("a.csv"), table).unwrap();
    let mut state = opened(folder.path());
    state.dispatch(Command::Query(QueryCommand::SetText("wheat".to_owned())));
    let by = Split::Field(FacetField::Column("place".to_owned()));
    state.dispatch(Command::View(ViewCommand::ChartSplit(Some(by))));
    state.settle();
    let split = state.search.chart.table().unwrap().split.clone().unwrap();
    let values: Vec<Option<&str>> = split.values.iter().map(Option::as_deref).collect();
    assert_eq!(values, [Some("usa"), Some("uk"), Some("france"), None]);
    let timeline = &state.search.chart.table().unwrap().timeline;
    let sums: Vec<u64> = (0..4).map(|i| timeline.mentions(i)).collect();
    assert_eq!(sums, [3, 2, 1, 2], "a list counts in each of its values");
    let of: u32 = timeline.bins.iter().map(|b| b.tally.of(0).articles).sum();
    assert_eq!(of, 3, "usa is divided by the articles of usa");
    assert_eq!(timeline.undated.of(3).articles, 1);
    let csv = state.chart_csv().unwrap();
    assert!(csv.contains("wheat,wheat,place,usa,"), "{csv}");
}

#[test]
fn a_tag_can_be_left_out_with_its_sub_tags() {
    let (_folder, _, mut state) = sample();
    let all = state.search.base.rows.len();
    let used = state
        .session
        .workspace()
        .annotations
        .iter()
        .find_map(|a| a.tag);
    let tag = used.unwrap();
    let mut filter = Filter::default();
    filter.tags.insert(tag);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    let with = state.search.base.rows.len();
    assert!(0 < with && with < all);
    let mut filter = Filter::default();
    filter.not_tags.insert(tag);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    assert_eq!(state.search.base.rows.len(), all - with);
}

/// Follows words under a name.
fn follow(state: &mut State, name: &str) {
    state.dispatch(Command::Track(TrackCommand::Add {
        name: name.to_owned(),
        query: name.to_owned(),
    }));
    state.settle();
}

#[test]
fn a_new_track_that_the_search_asks_for_is_marked_in_the_open_article_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "A road to town.\n\nThe town has one road.";
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let mut state = opened(folder.path());
    let search = "track:town AND road".to_owned();
    state.dispatch(Command::Query(QueryCommand::SetText(search)));
    state.settle();
    let first = state.session.corpus().id(dateline::corpus::ArticleIx(0));
    assert_eq!(state.reading.selection.article, first);
    let counted = |state: &State| state.search.base.query.as_ref().unwrap().mentions as usize;
    let marked = |state: &State| state.reading.doc.as_ref().unwrap().query.len();
    assert_eq!((counted(&state), marked(&state)), (0, 0));
    follow(&mut state, "town");
    assert_eq!((counted(&state), marked(&state)), (2, 2));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!((counted(&state), marked(&state)), (0, 0));
}

#[test]
fn opening_an_unseen_article_recomputes_its_status_alone() {
    let (_folder, _, mut state) = sample();
    state.dispatch(Command::Query(QueryCommand::SetText("bakhmut".to_owned())));
    state.settle();
    let before = state.search.base.recomputed();
    let marking = state.reading.doc.as_ref().unwrap().marks.clone();
    let workspace = state.session.workspace();
    let ids = state.session.corpus().places();
    let unseen = ids
        .filter(|at| {
            let id = state.session.corpus().id(*at).unwrap();
            workspace.status(&id) == ReviewStatus::Unseen
        })
        .last()
        .unwrap();
    state.dispatch(Command::View(ViewCommand::Open(unseen)));
    state.settle();
    let id = state.session.corpus().id(unseen).unwrap();
    assert_eq!(state.session.workspace().status(&id), ReviewStatus::Seen);
    assert_eq!(
        state.search.base.metadata.status(unseen),
        ReviewStatus::Seen
    );
    let expected = dateline::analysis::Recomputed {
        statuses: before.statuses + 1,
        ..before
    };
    assert_eq!(state.search.base.recomputed(), expected);
    assert_eq!(state.reading.doc.as_ref().unwrap().marks, marking);
}

#[test]
fn facets_are_counted_only_while_somebody_looks() {
    let (_folder, _, mut state) = sample();
    let current = |state: &State| {
        let slot = state.search.views.slot::<FacetsView>();
        slot.is_some_and(|slot| slot.table_of(&state.search.base).is_some())
    };
    let search = |text: &str| Command::Query(QueryCommand::SetText(text.to_owned()));
    let look = |shown| Command::View(ViewCommand::Look(ViewWish::look::<FacetsView>(shown)));
    assert!(!current(&state));
    state.dispatch(look(true));
    state.settle();
    assert!(current(&state));
    state.dispatch(search("bakhmut"));
    state.settle();
    assert!(current(&state), "they follow what is shown");
    state.dispatch(look(false));
    state.dispatch(search("soledar"));
    state.settle();
    assert!(!current(&state) && state.search.views.table::<FacetsView>().is_some());
    state.dispatch(look(true));
    state.settle();
    assert!(current(&state));
}
