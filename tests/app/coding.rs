//! Tags and annotations, and what becomes of them when sources change.

use std::collections::HashSet;
use std::sync::Arc;

use dateline::analysis::passages::{Extent, FoundPassage, Passages, Taken};
use dateline::app::command::WantedTag;
use dateline::workspace::TagId;

use super::*;

#[test]
fn undo_still_works_after_the_source_changed_and_its_annotations_were_found_again() {
    let (folder, _, mut state) = sample();
    let before = state.session.workspace().annotations.len();
    tag(&mut state, "Drivers know it by its wrecks");
    let file = folder.path().join("seeds/20-road-to-chasiv-yar.txt");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("It leaves the city", "CORRECTED. It leaves the city"),
    )
    .unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    assert!(says(&state, "found again by the quoted words"));
    state.dispatch(Command::File(FileCommand::Undo));
    assert_eq!(state.session.workspace().annotations.len(), before);
    assert!(!says(&state, "no longer fits"));
}

#[test]
fn undo_still_works_after_an_article_was_marked_seen_in_between() {
    let (_folder, _, mut state) = sample();
    let id = state.reading.selection.article.clone().unwrap();
    let status = |status| Command::Article(ArticleCommand::SetStatus(id.clone(), status));
    state.dispatch(status(ReviewStatus::Unseen));
    state.dispatch(Command::View(ViewCommand::Step(1)));
    state.dispatch(Command::View(ViewCommand::Step(-1)));
    state.settle();
    assert_eq!(state.session.workspace().status(&id), ReviewStatus::Seen);
    state.dispatch(Command::File(FileCommand::Undo));
    assert!(!says(&state, "no longer fits"));
    assert!(state.session.history().next_undo().is_none());
}

#[test]
fn a_renamed_file_is_offered_as_one_undoable_step() {
    let (folder, file, state) = sample();
    drop(state);
    let seeds = folder.path().join("seeds");
    fs::rename(
        seeds.join("20-road-to-chasiv-yar.txt"),
        seeds.join("20-renamed.txt"),
    )
    .unwrap();
    let mut state = opened(&file);
    assert_eq!(state.session.relinks().len(), 1);
    let lost = state.session.unplaced().len();
    assert!(lost > 0);
    state.dispatch(Command::Article(ArticleCommand::Relink));
    state.settle();
    assert_eq!(
        (
            state.session.unplaced().len(),
            state.session.relinks().len()
        ),
        (0, 0)
    );
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(
        (
            state.session.unplaced().len(),
            state.session.relinks().len()
        ),
        (lost, 1)
    );
}

fn tag_hits(state: &mut State, tag: WantedTag, taken: Taken) {
    state.dispatch(Command::Annotate(AnnotateCommand::TagHits { tag, taken }));
    state.settle();
}

/// Searches, and looks for what a tag would tag.
fn look_for_hits(state: &mut State, query: &str, tag: Option<TagId>) -> Arc<Passages> {
    state.dispatch(Command::Query(QueryCommand::SetText(query.to_owned())));
    state.settle();
    let preview = AnnotateCommand::PreviewHits(tag, Extent::Words);
    state.dispatch(Command::Annotate(preview));
    state.settle();
    state.tools.bulk.clone().unwrap().passages
}

#[test]
fn hits_that_are_left_out_get_no_tag_and_a_new_tag_is_made_in_the_same_step() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tags = state.session.workspace().codebook.len();
    let found = look_for_hits(&mut state, "artillery OR shells", None);
    let mut taken = Taken::default();
    taken.toggle(0);
    taken.toggle(2);
    let new = WantedTag::New("weapons / shelling".to_owned());
    tag_hits(&mut state, new.clone(), taken);
    let book = &state.session.workspace().codebook;
    let tag = book.by_path("weapons / shelling").unwrap().id;
    assert_eq!(book.len(), tags + 2, "what is above it is made too");
    let spans = |f: &FoundPassage| (f.article.clone(), f.anchor.span);
    let tagged: HashSet<_> = state
        .session
        .workspace()
        .annotations
        .iter()
        .filter(|a| a.tag == Some(tag))
        .map(|a| (a.article.clone(), a.anchors[0].span))
        .collect();
    let wanted = found.found.iter().enumerate();
    let wanted = wanted.filter(|(at, _)| ![0, 2].contains(at));
    assert_eq!(tagged, wanted.map(|(_, f)| spans(f)).collect());
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    let workspace = state.session.workspace();
    assert_eq!(
        (annotations(&state), workspace.codebook.len()),
        (before, tags)
    );

    // Of none nothing is made, the tag neither.
    look_for_hits(&mut state, "artillery OR shells", None);
    let none = Taken {
        all: false,
        but: HashSet::new(),
    };
    tag_hits(&mut state, new, none);
    assert_eq!(state.session.workspace().codebook.len(), tags);
}

#[test]
fn hits_come_in_the_order_of_the_table() {
    let (_folder, _, mut state) = sample();
    let found = look_for_hits(&mut state, "bakhmut", None);
    let mut articles: Vec<_> = found.found.iter().map(|f| f.at).collect();
    articles.dedup();
    assert_eq!(articles, state.search.base.rows.to_vec());
}

#[test]
fn every_hit_is_tagged_in_one_step_and_never_twice() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tag = state.session.workspace().codebook.tags()[0].id;
    state.dispatch(Command::Query(QueryCommand::SetText(
        "artillery OR shells".to_owned(),
    )));
    state.settle();
    let hits = state.search.base.query.as_ref().unwrap().mentions as usize;
    let mut tagged = |extent| {
        let preview = AnnotateCommand::PreviewHits(Some(tag), extent);
        state.dispatch(Command::Annotate(preview));
        state.settle();
        let found = state.tools.bulk.clone().unwrap().passages;
        let undone = annotations(&state);
        tag_hits(&mut state, WantedTag::Known(tag), Taken::default());
        state.settle();
        (
            found.found.len(),
            found.already,
            annotations(&state) - undone,
        )
    };
    assert_eq!(tagged(Extent::Words), (hits, 0, hits));
    assert_eq!(tagged(Extent::Words), (0, hits, 0), "they have it already");
    let (sentences, _, made) = tagged(Extent::Sentence);
    assert!(0 < sentences && sentences <= hits && made == sentences);
    state.dispatch(Command::File(FileCommand::Undo));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before, "two steps");
}

#[test]
fn what_is_listed_is_retagged_or_deleted_at_once() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tags = state.session.workspace().codebook.tags().to_vec();
    let from = state
        .session
        .workspace()
        .annotations
        .iter()
        .find_map(|a| a.tag)
        .unwrap();
    let to = tags.iter().find(|t| t.id != from).unwrap().id;
    let mut filter = Filter::default();
    filter.tags.insert(from);
    state.dispatch(Command::Filter(FilterCommand::Set(Box::new(filter))));
    state.settle();
    let listed = state.listed().len();
    assert!(0 < listed && listed < before);
    state.dispatch(Command::Annotate(AnnotateCommand::RetagListed(Some(to))));
    state.settle();
    assert!(
        state
            .session
            .workspace()
            .annotations
            .iter()
            .all(|a| a.tag != Some(from))
    );
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    state.dispatch(Command::Annotate(AnnotateCommand::DeleteListed));
    state.settle();
    assert_eq!(annotations(&state), before - listed);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert_eq!(annotations(&state), before);
}

#[test]
fn a_new_meaning_makes_a_queue_of_what_was_coded_before() {
    let (_folder, file, mut state) = sample();
    let tag = state
        .session
        .workspace()
        .annotations
        .iter()
        .find_map(|a| a.tag)
        .unwrap();
    let coded = state.made_before(tag).len();
    assert_eq!(coded, 0);
    for words in ["A", "A n", "A new meaning"] {
        let define = CodebookCommand::Define(tag, words.to_owned());
        state.dispatch(Command::Codebook(define));
    }
    state.settle();
    assert_eq!(
        state.session.workspace().codebook.revision(),
        1,
        "typing is one revision"
    );
    let queue = state.made_before(tag);
    assert!(!queue.is_empty());
    let first = vec![queue[0].id];
    state.dispatch(Command::Codebook(CodebookCommand::StillFits(first.clone())));
    state.settle();
    assert_eq!(state.made_before(tag).len(), queue.len() - 1);
    // Split one off, retire the rest of it.
    state.dispatch(Command::Codebook(CodebookCommand::Split {
        tag,
        name: "apart".to_owned(),
        annotations: first.clone(),
    }));
    state.dispatch(Command::Codebook(CodebookCommand::Retire(tag, true)));
    state.settle();
    let apart = state
        .session
        .workspace()
        .annotations
        .get(first[0])
        .unwrap()
        .tag
        .unwrap();
    assert_eq!(
        &*state.session.workspace().codebook.get(apart).unwrap().name,
        "apart"
    );
    let text: Arc<str> = state.reading.doc.as_ref().unwrap().text().into();
    let passage = Passage::over(Span::new(0, text.find(' ').unwrap()));
    state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
    let (tag, advance) = (Some(tag), false);
    state.dispatch(Command::Annotate(AnnotateCommand::Passage { tag, advance }));
    assert!(says(&state, "is retired"));
    state.settle();
    drop(state);
    let again = opened(&file);
    assert_eq!(again.session.workspace().codebook.revision(), 1);
    assert!(
        again
            .session
            .workspace()
            .codebook
            .get(tag.unwrap())
            .unwrap()
            .retired
    );
}

#[test]
fn relations_go_with_their_annotations_and_come_back_with_them() {
    let (_folder, file, mut state) = sample();
    let ids: Vec<_> = state
        .session
        .workspace()
        .annotations
        .iter()
        .map(|a| a.id)
        .take(2)
        .collect();
    let related = state.session.workspace().relations.len();
    let relate = AnnotateCommand::Relate {
        from: ids[0],
        to: ids[1],
        name: "contradicts".to_owned(),
    };
    // Said twice, it is one.
    state.dispatch(Command::Annotate(relate.clone()));
    state.dispatch(Command::Annotate(relate));
    assert_eq!(state.session.workspace().relations.len(), related + 1);
    state.dispatch(Command::Annotate(AnnotateCommand::Delete(ids[1])));
    assert_eq!(state.session.workspace().relations.len(), related);
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    drop(state);
    let mut again = opened(&file);
    let relation = again.session.workspace().relations.last().unwrap().clone();
    assert_eq!((relation.from, relation.to), (ids[0], ids[1]));
    again.dispatch(Command::Annotate(AnnotateCommand::Unrelate(relation.id)));
    assert_eq!(again.session.workspace().relations.len(), related);
}

#[test]
fn corrected_words_are_proposed_and_taken_only_when_somebody_says_so() {
    let (folder, file, state) = sample();
    let one = state
        .session
        .workspace()
        .annotations
        .iter()
        .find(|a| a.quote().len() > 60);
    let (id, quote, article) = one.map(|a| (a.id, a.quote(), a.article.clone())).unwrap();
    drop(state);
    let name = article.to_string().split_once(':').unwrap().1.to_owned();
    let path = folder.path().join("seeds").join(name);
    let text = fs::read_to_string(&path).unwrap();
    let word = quote.split(' ').nth(2).unwrap();
    let corrected = quote.replacen(word, "CORRECTED", 1);
    assert!(text.contains(&quote));
    fs::write(&path, text.replace(&quote, &corrected)).unwrap();
    let mut state = opened(&file);
    let lost = state
        .session
        .unplaced()
        .iter()
        .find(|u| u.annotation == id)
        .unwrap();
    assert_eq!(lost.proposed.as_ref().unwrap().quote(), corrected);
    assert_eq!(
        state
            .session
            .workspace()
            .annotations
            .get(id)
            .unwrap()
            .quote(),
        quote
    );
    state.dispatch(Command::Annotate(AnnotateCommand::TakePlace(id)));
    state.settle();
    assert_eq!(
        state
            .session
            .workspace()
            .annotations
            .get(id)
            .unwrap()
            .quote(),
        corrected
    );
    assert!(state.session.unplaced().iter().all(|u| u.annotation != id));
}

#[test]
fn a_renamed_file_takes_memo_and_date_with_it_although_it_was_opened() {
    let (folder, file, _) = sample();
    let cache = tempfile::tempdir().unwrap();
    let mut state = opened_with_cache(&file, cache.path());
    let find = |state: &State, name: &str| {
        let mut all = state.session.corpus().iter();
        all.find(|(_, a)| a.path == name).unwrap().1.id
    };
    let id = find(&state, "01-evacuation-train.txt");
    let memo = ArticleCommand::SetMemo(id.clone(), "Compare with the railway.".to_owned());
    state.dispatch(Command::Article(memo));
    state.settle();
    let seeds = folder.path().join("seeds");
    let renamed = seeds.join("01-renamed.txt");
    fs::rename(seeds.join("01-evacuation-train.txt"), renamed).unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    let now = find(&state, "01-renamed.txt");
    let at = state.session.corpus().find(&now).unwrap();
    state.dispatch(Command::View(ViewCommand::Open(at)));
    state.settle();
    assert_eq!(state.session.workspace().status(&now), ReviewStatus::Seen);
    assert!(
        state.session.relinks().iter().any(|link| link.from == id),
        "offered without an annotation"
    );
    state.dispatch(Command::Article(ArticleCommand::Relink));
    state.settle();
    let said = state.session.workspace().overrides.get(&now).unwrap();
    assert_eq!(&*said.memo, "Compare with the railway.");
    assert!(!state.session.workspace().overrides.contains_key(&id));
}

#[test]
fn an_annotation_stays_in_sight_where_text_was_added_after_it_and_the_change_is_shown() {
    let (folder, file, _) = sample();
    let cache = tempfile::tempdir().unwrap();
    let mut state = opened_with_cache(&file, cache.path());
    tag(&mut state, "Drivers know it by its wrecks");
    let id = state.reading.selection.annotation.unwrap();
    let path = folder.path().join("seeds/20-road-to-chasiv-yar.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nA line was added later.\n")).unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    let doc = state.reading.doc.clone().unwrap();
    assert_eq!(
        state
            .session
            .workspace()
            .annotations
            .get(id)
            .unwrap()
            .version,
        doc.article.hash
    );
    assert!(!says(&state, "found again"), "it did not move");
    let revised = doc.revised.as_ref().unwrap();
    let added: Vec<_> = revised.added().filter_map(|s| s.get(doc.text())).collect();
    assert_eq!(added.concat().trim(), "A line was added later.");
    state.dispatch(Command::View(ViewCommand::StepChange(1)));
    assert!(state.reading.comparing.shown);
    let caret = state.reading.selection.passage.unwrap().caret;
    assert!(
        doc.text()
            .get(caret..)
            .unwrap()
            .trim_start()
            .starts_with("A line")
    );
}

#[test]
fn an_annotation_without_a_place_goes_where_somebody_selects() {
    let (folder, _, mut state) = sample();
    tag(&mut state, "Drivers know it by its wrecks");
    let id = state.reading.selection.annotation.unwrap();
    let path = folder.path().join("seeds/20-road-to-chasiv-yar.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("Drivers know it by its wrecks", "Nobody drives there"),
    )
    .unwrap();
    state.dispatch(Command::File(FileCommand::Reload));
    state.settle();
    assert!(state.is_unplaced(id));
    let text: Arc<str> = state.reading.doc.as_ref().unwrap().text().into();
    let at = text.find("Nobody drives there").unwrap();
    let passage = Passage::over(Span::new(at, at + 19));
    state.dispatch(Command::View(ViewCommand::Select(Some(passage))));
    state.dispatch(Command::Annotate(AnnotateCommand::PlaceAtSelection(id)));
    state.settle();
    let now = state.session.workspace().annotations.get(id).unwrap();
    assert_eq!(now.quote(), "Nobody drives there");
    assert!(!state.is_unplaced(id));
    state.dispatch(Command::File(FileCommand::Undo));
    state.settle();
    assert!(state.is_unplaced(id));
}

#[test]
fn another_tag_is_put_on_with_what_it_means_now() {
    let (_folder, _, mut state) = sample();
    let one = state
        .session
        .workspace()
        .annotations
        .iter()
        .find(|a| a.tag.is_some());
    let (id, old) = one.map(|a| (a.id, a.tag.unwrap())).unwrap();
    let tags = state.session.workspace().codebook.tags();
    let other = tags
        .iter()
        .find(|t| t.id != old && t.is_codable())
        .unwrap()
        .id;
    let schema = AttributeSchema {
        name: "side".into(),
        default: "unknown".into(),
        ..AttributeSchema::default()
    };
    let asks = CodebookCommand::SetSchema(other, vec![schema]);
    state.dispatch(Command::Codebook(asks));
    state.dispatch(Command::Annotate(AnnotateCommand::SetTag(id, Some(other))));
    state.settle();
    let now = state.session.workspace().annotations.get(id).unwrap();
    assert_eq!(now.attribute("side"), Some("unknown"));
    assert!(state.made_before(other).iter().all(|a| a.id != id));
    // No passage is coded with a folder or a retired tag, by whatever way.
    state.dispatch(Command::Codebook(CodebookCommand::Retire(old, true)));
    state.dispatch(Command::Annotate(AnnotateCommand::SetTag(id, Some(old))));
    state.dispatch(Command::Codebook(CodebookCommand::Merge(other, old)));
    state.settle();
    assert_eq!(
        state.session.workspace().annotations.get(id).unwrap().tag,
        Some(other)
    );
    assert!(says(&state, "is retired"));
}

#[test]
fn what_was_previewed_for_another_search_is_not_tagged() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    let tag = state.session.workspace().codebook.tags()[0].id;
    let search = |state: &mut State, text: &str| {
        state.dispatch(Command::Query(QueryCommand::SetText(text.to_owned())));
        state.settle();
    };
    search(&mut state, "artillery");
    let preview = AnnotateCommand::PreviewHits(Some(tag), Extent::Words);
    state.dispatch(Command::Annotate(preview));
    state.settle();
    assert!(state.is_current(state.tools.bulk.as_ref().unwrap()));
    search(&mut state, "shells");
    assert!(!state.is_current(state.tools.bulk.as_ref().unwrap()));
    tag_hits(&mut state, WantedTag::Known(tag), Taken::default());
    state.settle();
    assert_eq!(annotations(&state), before);
}

#[test]
fn the_same_tag_on_the_same_words_is_there_already() {
    let (_folder, _, mut state) = sample();
    let before = annotations(&state);
    tag(&mut state, "wrecks");
    let first = state.reading.selection.annotation;
    assert_eq!(annotations(&state), before + 1);
    state.dispatch(Command::View(ViewCommand::Choose(None)));
    tag(&mut state, "wrecks");
    assert_eq!(annotations(&state), before + 1);
    assert!(says(&state, "already"));
    assert_eq!(state.reading.selection.annotation, first);
}

#[test]
fn behind_the_last_hit_it_is_said_that_it_was_the_last() {
    let (_folder, _, mut state) = sample();
    let next = || Command::Query(QueryCommand::NextHit);
    state.dispatch(Command::Query(QueryCommand::SetText("wrecks".to_owned())));
    state.settle();
    let hits = state.search.base.query.as_ref().unwrap().mentions;
    let mut steps = 0;
    while !says(&state, "That was the last hit") {
        assert!(steps <= hits, "there is none any more");
        state.dispatch(next());
        state.settle();
        steps += 1;
    }
    assert!(steps > 1, "a hit was gone to before");
}
