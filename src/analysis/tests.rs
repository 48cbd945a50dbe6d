//! The snapshot as a whole: what is made anew, and what an index that cannot be read comes to.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::facets::{FacetBy, FacetsView};
use super::*;
use crate::corpus::{ArticleId, Draft, SourceId, SourceSpec};
use crate::enrich::Derived;
use crate::import::LoadProgress;
use crate::index::Engine;
use crate::index::local::Index;
use crate::library::Library;
use crate::query::Query;
use crate::workspace::filter::Filter;
use crate::workspace::{
    Annotation, AnnotationId, Annotations, ArticleOverride, Change, Codebook, Edit, ReviewStatus,
    Slot, Swap, Tag, TagId, Track, TrackId, Workspace,
};

fn source() -> SourceId {
    SourceId("s".into())
}

pub(super) fn track(name: &str, query: &str) -> Track {
    Track {
        id: TrackId::random(),
        name: name.into(),
        slot: Slot::after(0),
        query: query.into(),
        shown: true,
    }
}

/// What a snapshot of these articles in memory is made of.
pub(super) fn inputs(texts: &[&str], workspace: Workspace) -> BaseInputs {
    let drafts = texts.iter().enumerate().map(|(n, text)| {
        let draft = Draft {
            text: (*text).to_owned(),
            ..Draft::default()
        };
        (format!("{n}.txt"), draft)
    });
    let corpus = Arc::new(Corpus::of_drafts(1, &source(), drafts));
    let index = Arc::new(Index::in_memory(Arc::clone(&corpus)).unwrap());
    of(corpus, index, workspace)
}

fn of(corpus: Arc<Corpus>, index: Arc<dyn Engine>, workspace: Workspace) -> BaseInputs {
    BaseInputs {
        derived: Arc::new(Derived::none_of(Arc::clone(&corpus))),
        growing: false,
        corpus,
        index,
        workspace: Arc::new(workspace),
        versions: Versions::default(),
        query: None,
        filter: Filter::default(),
        sort: vec![SortKey::NEWEST_FIRST],
        fields: Vec::new(),
        grouping: Grouping::Article,
        annotation_search: String::new(),
        cache: Cache::default(),
        cancel: Cancel::default(),
    }
}

fn asked(query: &str) -> Option<Query> {
    Query::parse(query).unwrap()
}

/// Articles on disk whose list of words was damaged after it was opened: what it is asked for next, it
/// cannot answer. Holds the folders that they lie in.
pub(crate) struct Damaged {
    pub inputs: BaseInputs,
    _library: Library,
    _folders: [tempfile::TempDir; 2],
}

impl Damaged {
    pub fn new(workspace: Workspace) -> Self {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [articles, cache] = &folders;
        fs::write(articles.path().join("a.txt"), "The road to town").unwrap();
        let cache = cache.path().join("c");
        let mut library = Library::open(&cache, Path::new("w.ron")).unwrap();
        let specs = [SourceSpec {
            id: source(),
            root: articles.path().to_owned(),
            ..SourceSpec::default()
        }];
        library
            .update(&specs, &LoadProgress::default(), |_| ())
            .unwrap();
        let snapshot = library.snapshot(1, &[source()]).unwrap();
        let words = fs::read_dir(cache.join("index")).unwrap();
        let words = words.map(|e| e.unwrap().path());
        let words: Vec<_> = words
            .filter(|p| p.extension().is_some_and(|e| e == "term"))
            .collect();
        assert!(!words.is_empty());
        for path in words {
            damage(&path);
        }
        Self {
            inputs: of(snapshot.corpus, snapshot.index, workspace),
            _library: library,
            _folders: folders,
        }
    }
}

/// Overwrites the words of a segment in place, where the open index looks, and leaves the footers that are
/// read when it is opened.
fn damage(path: &Path) {
    let bytes = fs::read(path).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let file_footer = bytes.len() - 8 - number(bytes.len() - 8);
    let parts_footer = file_footer - 4 - number(file_footer - 4);
    let mut permissions = fs::metadata(path).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions).unwrap();
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(&vec![0xff; parts_footer]).unwrap();
}

#[test]
fn an_index_that_cannot_be_read_is_an_error_and_never_a_zero() {
    let workspace = Workspace {
        tracks: vec![track("town", "town"), track("both", "road AND track:town")],
        ..Workspace::default()
    };
    let damaged = Damaged::new(workspace);
    let mut inputs = damaged.inputs.clone();
    inputs.query = asked("road");
    // The second time as well: an error is never kept as an answer.
    for _ in 0..2 {
        let base = compute(&inputs);
        let error = base.error.as_ref().unwrap();
        assert!(error.is_failure(), "{error}");
        assert!(base.query.is_none(), "no count of mentions, not even zero");
        for track in &base.tracks {
            assert!(track.counts.is_none() && track.error.is_some(), "{track:?}");
        }
        assert!(base.failure().is_some());
        let spec = ChartSpec::default();
        let chart = TimelineView::compute(&base, &spec, &Cancel::default());
        assert!(matches!(chart, Err(ViewError::Answer(_))), "no empty chart");
        let facets = FacetsView::compute(&base, &(), &Cancel::default());
        assert!(matches!(facets, Err(ViewError::Answer(_))), "no empty list");
    }
    // A filter by a track without an answer does not know who passes.
    inputs.query = None;
    let id = inputs.workspace.tracks[0].id;
    inputs.filter.tracks.insert(id);
    let base = compute(&inputs);
    assert!(base.error.unwrap().to_string().contains("town"));
    // What asks the index for nothing is answered.
    inputs.filter = Filter::default();
    let base = compute(&inputs);
    assert!(base.error.is_none());
    assert_eq!((base.rows.len(), base.filtered), (1, 1));
}

#[test]
fn a_query_that_names_a_track_without_an_answer_has_none_itself() {
    let workspace = Workspace {
        tracks: vec![track("broken", "(town"), track("road", "road")],
        ..Workspace::default()
    };
    let mut inputs = inputs(&["The road to town"], workspace);
    inputs.query = asked("town AND track:broken");
    let base = compute(&inputs);
    let error = base.error.as_ref().unwrap();
    assert!(error.to_string().contains("broken"), "{error}");
    assert!(!error.is_failure() && base.failure().is_none());
    inputs.query = asked("town AND track:road");
    let base = compute(&inputs);
    assert_eq!(base.query.unwrap().mentions, 1);
}

#[test]
fn tracks_that_ask_for_others_are_counted_after_them_and_a_circle_is_an_error() {
    // The wrong way round, so that the order of the tracks does not decide.
    let tracks = [
        ("third", "town AND track:second"),
        ("second", "town AND track:first"),
        ("first", "road"),
        ("here", "town AND track:there"),
        ("there", "town AND track:here"),
    ];
    let mut workspace = Workspace {
        tracks: tracks.map(|(name, query)| track(name, query)).into(),
        ..Workspace::default()
    };
    let mut inputs = inputs(&["The road to town", "A town"], workspace.clone());
    let mentions = |base: &Base| -> Vec<Option<u64>> {
        let tracks = base.tracks.iter();
        tracks
            .map(|t| Some(t.counts.as_ref()?.mentions()))
            .collect()
    };
    let base = compute(&inputs);
    let expected = [Some(1), Some(1), Some(1), None, None];
    assert_eq!(mentions(&base), expected);
    for track in base.tracks.iter().skip(3) {
        assert!(
            matches!(track.error, Some(AnswerError::Circle)),
            "{track:?}"
        );
    }
    assert!(base.failure().is_none() && base.error.is_none());
    // One that names all tracks means all others.
    workspace.tracks.truncate(3);
    workspace.tracks.push(track("all", "town AND track:*"));
    inputs.workspace = Arc::new(workspace);
    inputs.versions.raise(Aspects::ALL);
    let base = compute(&inputs);
    assert_eq!(mentions(&base), [Some(1); 4]);
}

fn override_of(inputs: &BaseInputs, at: u32, change: impl FnOnce(&mut ArticleOverride)) -> Edit {
    let article = inputs.corpus.id(ArticleIx(at)).unwrap();
    let before = inputs.workspace.overrides.get(&article).cloned();
    let before = before.unwrap_or_default();
    let mut after = before.clone();
    change(&mut after);
    Edit::new("say", vec![Change::article(article, before, after)])
}

fn apply(inputs: &mut BaseInputs, edit: &Edit) {
    Arc::make_mut(&mut inputs.workspace).apply(edit).unwrap();
    inputs.versions.after(edit);
}

/// The snapshot with everything that is shown beside it.
fn show(inputs: &BaseInputs) -> Base {
    let base = compute(inputs);
    TimelineView::compute(&base, &ChartSpec::default(), &Cancel::default()).unwrap();
    base
}

#[test]
fn an_article_that_was_seen_recomputes_its_status_alone() {
    let workspace = Workspace {
        tracks: vec![track("town", "town"), track("dated", "road AND date:2022")],
        ..Workspace::default()
    };
    let mut inputs = inputs(&["A road to town", "Another town"], workspace);
    inputs.query = asked("town AND track:dated OR road");
    inputs.sort = vec![SortKey {
        column: SortColumn::Title,
        descending: false,
    }];
    let before = show(&inputs).recomputed();
    let seen = override_of(&inputs, 1, |o| o.status = ReviewStatus::Seen);
    apply(&mut inputs, &seen);
    let base = show(&inputs);
    assert_eq!(base.metadata.status(ArticleIx(1)), ReviewStatus::Seen);
    let expected = Recomputed {
        statuses: before.statuses + 1,
        ..before
    };
    assert_eq!(base.recomputed(), expected);
    // A query and a filter that ask for it are answered anew, dates and the chart's other parts are not.
    inputs.query = asked("town AND status:seen");
    inputs.filter.statuses.insert(ReviewStatus::Seen);
    let before = show(&inputs).recomputed();
    let again = override_of(&inputs, 0, |o| o.status = ReviewStatus::Seen);
    apply(&mut inputs, &again);
    let base = show(&inputs);
    assert_eq!(base.rows.len(), 2);
    let expected = Recomputed {
        statuses: before.statuses + 1,
        counts: before.counts + 1,
        passes: before.passes + 1,
        rows: before.rows + 1,
        axis: before.axis + 1,
        // Made of other rows.
        annotation_list: before.annotation_list + 1,
        ..before
    };
    assert_eq!(base.recomputed(), expected);
}

#[test]
fn a_corrected_date_is_heard_by_whoever_asks_for_dates() {
    let mut inputs = inputs(&["A road", "A town"], Workspace::default());
    inputs.query = asked("date:2022");
    assert_eq!(show(&inputs).rows.len(), 0);
    let day = (jiff::civil::date(2022, 3, 4), crate::corpus::Precision::Day);
    let dated = override_of(&inputs, 1, |o| o.date = Some(day));
    apply(&mut inputs, &dated);
    let base = show(&inputs);
    assert_eq!(&base.rows[..], [ArticleIx(1)]);
    assert_eq!(base.undated, 1);
    inputs.query = asked("town");
    let before = show(&inputs).recomputed();
    let memo = override_of(&inputs, 1, |o| o.memo = "look again".into());
    apply(&mut inputs, &memo);
    assert_eq!(show(&inputs).recomputed(), before, "nothing reads a memo");
}

#[test]
fn titles_and_sources_are_folded_once_for_any_number_of_queries() {
    let texts = ["b town\n\nx", "A road\n\nx", "c\n\nx"];
    let mut inputs = inputs(&texts, Workspace::default());
    let by = |column, descending| SortKey { column, descending };
    let (title, source) = (SortColumn::Title, SortColumn::Source);
    inputs.sort = vec![by(source, true), by(title, false)];
    let base = show(&inputs);
    assert_eq!(&base.rows[..], [1, 0, 2].map(ArticleIx));
    let made = base.recomputed().sort_keys;
    assert_eq!(made, 2);
    for query in ["x", "town OR road", "c"] {
        inputs.query = asked(query);
        assert_eq!(show(&inputs).recomputed().sort_keys, made);
    }
    inputs.query = None;
    let retitled = override_of(&inputs, 1, |o| o.title = Some("Z".into()));
    apply(&mut inputs, &retitled);
    let base = show(&inputs);
    assert_eq!(&base.rows[..], [0, 2, 1].map(ArticleIx));
    assert_eq!(base.recomputed().sort_keys, made + 1, "the titles alone");
    let source = override_of(&inputs, 2, |o| o.source = Some("ZZ".into()));
    apply(&mut inputs, &source);
    assert_eq!(&show(&inputs).rows[..], [2, 0, 1].map(ArticleIx));
}

#[test]
fn another_corpus_is_never_answered_with_what_was_kept_of_one_before() {
    let mut inputs = inputs(&["town", "town town"], Workspace::default());
    inputs.query = asked("town");
    let one = compute(&inputs);
    // The same generation, the same versions, the same cache.
    let other = self::inputs(&["road"], Workspace::default());
    inputs.corpus = other.corpus;
    inputs.index = other.index;
    let two = compute(&inputs);
    assert_eq!(one.query.unwrap().mentions, 3);
    assert_eq!((two.query.unwrap().mentions, two.rows.len()), (0, 0));
    assert_ne!(one.serial, two.serial);
}

fn annotation(article: &ArticleId, tag: Option<TagId>, note: &str) -> Annotation {
    Annotation {
        id: AnnotationId::random(),
        article: article.clone(),
        version: crate::corpus::TextHash::default(),
        tag,
        anchors: Vec::new(),
        note: note.into(),
        attributes: Vec::new(),
        author: "a".into(),
        created: jiff::Timestamp::UNIX_EPOCH,
        modified: jiff::Timestamp::UNIX_EPOCH,
        status: ReviewStatus::Unseen,
        revision: 0,
    }
}

/// Three articles, tags `a`, `a / b` and `c`.
fn coded() -> (BaseInputs, [TagId; 3]) {
    let mut inputs = inputs(&["one", "two", "three"], Workspace::default());
    let ids = [TagId::random(), TagId::random(), TagId::random()];
    let [a, b, c] = ids;
    let mut tags: Vec<Tag> = [(a, "a"), (b, "b"), (c, "c")]
        .map(|(id, name)| Tag::new(id, name, Slot::after(0)))
        .into();
    tags[1].parent = Some(a);
    let id = |at| inputs.corpus.id(ArticleIx(at)).unwrap();
    let annotations: Annotations = [
        annotation(&id(0), Some(a), ""),
        annotation(&id(0), Some(b), ""),
        annotation(&id(1), Some(b), "of ships"),
        annotation(&id(1), Some(c), ""),
        annotation(&id(2), None, ""),
    ]
    .into_iter()
    .collect();
    let workspace = Workspace {
        codebook: Codebook::new(tags, 0),
        annotations,
        ..Workspace::default()
    };
    inputs.workspace = Arc::new(workspace);
    (inputs, ids)
}

#[test]
fn a_tag_counts_what_lies_below_it_and_an_article_once() {
    let (inputs, [a, b, c]) = coded();
    let base = compute(&inputs);
    let usage = [a, b, c].map(|tag| (base.tag_usage(tag).own, base.tag_usage(tag).all));
    assert_eq!(usage, [(1, 3), (2, 2), (1, 1)]);
    let facets = FacetsView::compute(&base, &(), &Cancel::default()).unwrap();
    let tags = facets.all.iter().find(|f| matches!(f.by, FacetBy::Tag(_)));
    let tags = tags.unwrap();
    let expected = [("a", 2), ("a / b", 2), ("c", 1)].map(|(path, n)| (path.to_owned(), n));
    assert_eq!(tags.values, expected);
    assert_eq!(tags.by, FacetBy::Tag(vec![a, b, c]));
}

#[test]
fn the_annotation_list_finds_words_in_paths_and_notes() {
    let (mut inputs, [_, b, _]) = coded();
    let heads = |base: &Base| -> Vec<(String, usize)> {
        let rows = base.annotation_rows.iter();
        rows.filter_map(|row| match row {
            AnnotationRow::Head(head, n) => Some((head.clone(), *n)),
            AnnotationRow::One(_) => None,
        })
        .collect()
    };
    inputs.grouping = Grouping::Tag;
    let all = [("a", 1), ("a / b", 2), ("c", 1), ("notes without a tag", 1)];
    let all = all.map(|(head, n)| (head.to_owned(), n));
    assert_eq!(heads(&compute(&inputs)), all);
    inputs.annotation_search = "A / B".to_owned();
    assert_eq!(compute(&inputs).annotations, 2);
    inputs.annotation_search = "ships".to_owned();
    assert_eq!(heads(&compute(&inputs)), [("a / b".to_owned(), 1)]);
    inputs.annotation_search = String::new();
    inputs.filter.tags.insert(b);
    assert_eq!(heads(&compute(&inputs)), [("a / b".to_owned(), 2)]);
}

#[test]
fn views_hear_that_nobody_waits() {
    let inputs = inputs(&["A town"], Workspace::default());
    let base = compute(&inputs);
    let cancel = Cancel::default();
    cancel.cancel();
    let facets = FacetsView::compute(&base, &(), &cancel);
    assert!(matches!(facets, Err(ViewError::Cancelled)));
    let chart = TimelineView::compute(&base, &ChartSpec::default(), &cancel);
    assert!(matches!(chart, Err(ViewError::Cancelled)));
    // And what they left half done is not kept.
    let chart = TimelineView::compute(&base, &ChartSpec::default(), &Cancel::default());
    assert_eq!(chart.unwrap().timeline.undated.articles, 1);
}

#[test]
fn marks_differ_where_a_track_that_is_asked_for_is_added() {
    let mut inputs = inputs(&["A road to town"], Workspace::default());
    inputs.query = asked("track:town AND road");
    let before = compute(&inputs).marks_key();
    let seen = override_of(&inputs, 0, |o| o.status = ReviewStatus::Seen);
    apply(&mut inputs, &seen);
    assert_eq!(compute(&inputs).marks_key(), before, "nothing asks for it");
    let mut hidden = track("town", "town");
    hidden.shown = false;
    let added = Edit::new(
        "follow",
        vec![Change::Track(Swap {
            before: None,
            after: Some((0, hidden)),
        })],
    );
    apply(&mut inputs, &added);
    assert_ne!(compute(&inputs).marks_key(), before);
}
