//! Conditions of queries: names that do not exist, columns that are not known yet, what enrichers find.

use super::*;

fn search(state: &mut State, query: &str) {
    state.dispatch(Command::Query(QueryCommand::SetText(query.to_owned())));
    state.settle();
}

fn refused(state: &State) -> Option<&str> {
    let error = state.search.query.error.as_ref();
    error.map(|e| e.message.as_str())
}

#[test]
fn a_field_that_does_not_exist_is_an_error_and_the_last_answer_stays() {
    let (_folder, _, mut state) = sample();
    search(&mut state, "soledar");
    let rows = state.search.base.rows.len();
    search(&mut state, "soledar daet:2022");
    assert_eq!(
        refused(&state),
        Some("There is no field daet; did you mean date?")
    );
    let error = state.search.query.error.clone().unwrap();
    assert_eq!(error.span.get("soledar daet:2022"), Some("daet"));
    assert_eq!(state.search.base.rows.len(), rows);
    search(&mut state, "soledar date:2022");
    assert_eq!(refused(&state), None);
}

#[test]
fn a_track_that_asks_for_a_field_that_does_not_exist_says_so() {
    let (_folder, _, mut state) = sample();
    let id = state.session.workspace().tracks.first().unwrap().id;
    state.dispatch(Command::Track(TrackCommand::SetQuery(
        id,
        "daet:2022".to_owned(),
    )));
    state.settle();
    let answer = state
        .search
        .base
        .tracks
        .iter()
        .find(|t| t.id == id)
        .unwrap();
    assert!(answer.counts.is_none());
    let error = answer.error.as_ref().unwrap();
    assert!(error.to_string().contains("no field daet"), "{error}");
}

/// A query for a column is no mistake before the articles are there, and answered when they are.
#[test]
fn a_column_is_known_once_the_articles_are() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("a.csv");
    fs::write(
        &table,
        "title,text,date,place\nA,wheat,1987-03-02,usa\nB,wheat,1987-03-03,uk\n",
    )
    .unwrap();
    let mut state = State::new(Settings::default(), RunMode::InPlace, Arc::new(|| {}));
    search(&mut state, "place:usa");
    assert_eq!(refused(&state), None);
    state.dispatch(Command::File(FileCommand::Open(vec![table.clone()])));
    state.settle();
    search(&mut state, "place:usa");
    assert_eq!((refused(&state), state.search.base.rows.len()), (None, 1));
    search(&mut state, "plaec:usa");
    assert!(refused(&state).unwrap().contains("did you mean place?"));
    // The column comes with a file that is read later.
    fs::write(&table, "title,text,date,plaec\nA,wheat,1987-03-02,usa\n").unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    assert_eq!((refused(&state), state.search.base.rows.len()), (None, 1));
}

#[test]
fn languages_are_known_to_queries_columns_and_facets_alike() {
    let (_folder, _, mut state) = sample();
    search(&mut state, "language:English");
    let rows = state.search.base.rows.len();
    assert!(rows > 10);
    let derived = Arc::clone(state.derived());
    let english = state
        .session
        .corpus()
        .places()
        .filter(|at| derived.language(*at) == "eng");
    assert_eq!(english.count(), rows);
    // A filter that was written with another of its names means the same.
    search(&mut state, "");
    let mut filter = Filter::default();
    filter.choose(&FacetField::Language, |c| {
        c.only.insert("English".to_owned());
    });
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    assert_eq!(state.search.base.rows.len(), rows);
}
