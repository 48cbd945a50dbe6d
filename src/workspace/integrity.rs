//! Whether a workspace holds together: named checks, each with its repair where there is one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::anchoring::{Parted, Placement, place};
use super::kinds::check_all;
use super::{Annotation, Edit, Slot, Tag, TagId, Workspace};
use crate::corpus::{ArticleIx, Corpus};
use crate::text::{Span, caseless, grapheme_bounds};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// Tags have ids of their own.
    TagIds,
    /// So have tracks, relations and sources.
    Ids,
    /// Tags form a tree: every tag above one exists, and none lies below itself.
    TagTree,
    /// Tags have names, which siblings do not share.
    TagNames,
    /// A key belongs to one tag.
    TagKeys,
    /// The tag of an annotation is in the codebook.
    AnnotationTag,
    /// Attributes are filled in as the tag asks.
    Attributes,
    /// An annotation was made before it was last changed.
    Dates,
    /// Both ends of a relation exist.
    Relations,
    /// The queries of tracks can be read.
    Queries,
    /// The article of an annotation is among the sources.
    Article,
    /// Ranges lie in their text, on the words they were made on.
    Ranges,
    /// Ranges begin and end between characters as people see them.
    Characters,
}

impl Check {
    /// Its name, as it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::TagIds => "tag-ids",
            Self::Ids => "ids",
            Self::TagTree => "tag-tree",
            Self::TagNames => "tag-names",
            Self::TagKeys => "tag-keys",
            Self::AnnotationTag => "annotation-tag",
            Self::Attributes => "attributes",
            Self::Dates => "dates",
            Self::Relations => "relations",
            Self::Queries => "queries",
            Self::Article => "article",
            Self::Ranges => "ranges",
            Self::Characters => "characters",
        }
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which check found it.
    pub check: Check,
    /// What, in words.
    pub what: String,
    /// What repairs it, in words; none where somebody must decide.
    pub repair: Option<String>,
}

/// What a repair does to a workspace.
pub type Repair = Box<dyn FnOnce(&mut Workspace)>;

/// What the checks of all kinds have found.
#[derive(Default)]
pub struct Findings(Vec<(Finding, Option<Repair>)>);

impl Findings {
    /// Adds something that is wrong, with what repairs it.
    pub(super) fn add(&mut self, check: Check, what: String, repair: Option<(&str, Repair)>) {
        let (words, repair) = repair.unzip();
        let finding = Finding {
            check,
            what,
            repair: words.map(str::to_owned),
        };
        self.0.push((finding, repair));
    }
}

/// Everything that is wrong with a workspace. Ranges are looked at only where the articles are given.
pub fn check(workspace: &Workspace, corpus: Option<&Corpus>) -> Vec<Finding> {
    let all = findings(workspace, corpus);
    all.into_iter().map(|(finding, _)| finding).collect()
}

/// The edit that repairs what can be repaired; none where nothing can.
pub fn repair(workspace: &Workspace, corpus: Option<&Corpus>) -> Option<Edit> {
    let mut repaired = workspace.clone();
    // One repair may show what another must put right; it ends, as each takes one fault away.
    for _ in 0..8 {
        let repairs: Vec<Repair> = findings(&repaired, corpus)
            .into_iter()
            .filter_map(|(_, repair)| repair)
            .collect();
        if repairs.is_empty() {
            break;
        }
        for repair in repairs {
            repair(&mut repaired);
        }
    }
    let edit = super::difference::difference("repair", workspace, &repaired);
    (!edit.is_empty()).then_some(edit)
}

fn findings(workspace: &Workspace, corpus: Option<&Corpus>) -> Vec<(Finding, Option<Repair>)> {
    let mut out = Findings::default();
    check_all(workspace, corpus, &mut out);
    out.0
}

/// Whether tags have names, keys and ids of their own and form a tree.
pub(super) fn check_tags(workspace: &Workspace, out: &mut Findings) {
    let book = &workspace.codebook;
    let (mut ids, mut keys, mut names) = (HashSet::new(), HashSet::new(), HashSet::new());
    let below_themselves = book.below_themselves();
    let mut alike: HashMap<(Option<TagId>, String), Arc<str>> = HashMap::new();
    // Tags with a name that another beside them has; all get their numbers in one go.
    let mut doubled = Vec::new();
    for (at, tag) in book.tags().iter().enumerate() {
        let what = |problem: &str| format!("tag “{}” ({}): {problem}", tag.name, tag.id);
        let change = move |f: fn(&mut Tag)| -> Repair {
            Box::new(move |w: &mut Workspace| {
                if let Some(tag) = w.codebook.tags_mut().get_mut(at) {
                    f(tag);
                }
            })
        };
        if !ids.insert(tag.id) {
            let repair = change(|t| t.id = TagId::random());
            let words = "the second gets an id of its own";
            out.add(
                Check::TagIds,
                what("another tag has its id"),
                Some((words, repair)),
            );
        }
        let above = tag.parent.filter(|p| book.get(*p).is_none());
        if above.is_some() || below_themselves.contains(&tag.id) {
            let repair = change(|t| t.parent = None);
            let problem = if above.is_some() {
                "the tag above it does not exist"
            } else {
                "it lies below itself"
            };
            out.add(
                Check::TagTree,
                what(problem),
                Some(("it goes to the top", repair)),
            );
        }
        if tag.name.trim().is_empty() || tag.name.contains('/') {
            let repair = change(|t| {
                let name = t.name.replace('/', "-");
                let name = name.trim();
                t.name = if name.is_empty() { "unnamed" } else { name }.into();
            });
            let problem = "its name is empty or holds a “/”";
            out.add(
                Check::TagNames,
                what(problem),
                Some(("it is renamed", repair)),
            );
        } else if !names.insert((tag.parent, tag.name.trim().to_owned())) {
            doubled.push((at, what("another tag beside it has its name")));
        } else if let Some(other) = alike.insert(
            (tag.parent, caseless(tag.name.trim())),
            Arc::clone(&tag.name),
        ) {
            // Which of them is meant somebody must decide.
            let problem =
                format!("“{other}” beside it has its name but for case or the form of its letters");
            out.add(Check::TagNames, what(&problem), None);
        }
        if tag.key.is_some_and(|key| !keys.insert(key)) {
            let repair = change(|t| t.key = None);
            let problem = "another tag has its key";
            out.add(
                Check::TagKeys,
                what(problem),
                Some(("the second loses it", repair)),
            );
        }
    }
    let places: Vec<usize> = doubled.iter().map(|(at, _)| *at).collect();
    let mut number: Option<Repair> = Some(Box::new(move |w| number_names(w, &places)));
    for (_, what) in doubled {
        let repair = number.take().unwrap_or_else(|| Box::new(|_| {}));
        out.add(
            Check::TagNames,
            what,
            Some(("the second gets a number", repair)),
        );
    }
}

/// Gives the tags at these places names with a number that no other tag has.
fn number_names(workspace: &mut Workspace, places: &[usize]) {
    let tags = workspace.codebook.tags_mut();
    let mut taken: HashSet<Arc<str>> = tags.iter().map(|t| Arc::clone(&t.name)).collect();
    let mut next: HashMap<Arc<str>, usize> = HashMap::new();
    for at in places {
        let Some(tag) = tags.get_mut(*at) else {
            continue;
        };
        let number = next.entry(Arc::clone(&tag.name)).or_insert(2);
        let free = loop {
            let name: Arc<str> = format!("{} {number}", tag.name).into();
            *number += 1;
            if taken.insert(Arc::clone(&name)) {
                break name;
            }
        };
        tag.name = free;
    }
}

/// Whether annotations say what their tags ask, in an order of time, on words of their articles.
pub(super) fn check_annotations(
    workspace: &Workspace,
    corpus: Option<&Corpus>,
    out: &mut Findings,
) {
    let book = &workspace.codebook;
    let tags = workspace.annotations.iter().filter_map(|a| a.tag);
    let mut known = HashSet::new();
    let lost = tags.filter(|id| book.get(*id).is_none() && known.insert(*id));
    let lost: Vec<TagId> = lost.collect();
    // Tags for all of them are put in in one go.
    let mut put_in: Option<Repair> = Some(Box::new(move |w| put_in_lost(w, lost)));
    let placing = corpus.map(|corpus| {
        let articles = workspace.annotations.iter().map(|a| &a.article);
        let missing = articles.filter(|id| corpus.find(id).is_none());
        (corpus, Parted::of(corpus, missing))
    });
    for annotation in workspace.annotations.iter() {
        said_of(annotation, workspace, &mut put_in, out);
        if let Some((corpus, parted)) = &placing {
            placed(annotation, corpus, parted, out);
        }
    }
}

/// Puts tags of these ids into the codebook, where they are not there by now.
fn put_in_lost(workspace: &mut Workspace, lost: Vec<TagId>) {
    let book = &workspace.codebook;
    let lost: Vec<TagId> = lost
        .into_iter()
        .filter(|id| book.get(*id).is_none())
        .collect();
    let tags = workspace.codebook.tags_mut();
    let mut slots: Vec<Slot> = tags.iter().map(|t| t.slot).collect();
    for id in lost {
        let slot = Slot::least_used(slots.iter().copied());
        // Of many all slots are used alike, and counting them again would be a pass for each.
        if slots.len() > MANY_SLOTS {
            slots.clear();
        }
        slots.push(slot);
        tags.push(Tag::new(id, &format!("lost tag {id}"), slot));
    }
}

/// Tags whose colours are counted when one more gets the least used.
const MANY_SLOTS: usize = 1_000;

fn said_of(
    annotation: &Arc<Annotation>,
    workspace: &Workspace,
    put_in: &mut Option<Repair>,
    out: &mut Findings,
) {
    let what = |problem: &str| {
        format!(
            "annotation {} in {}: {problem}",
            annotation.id, annotation.article
        )
    };
    if let Some(id) = annotation.tag {
        match workspace.codebook.get(id) {
            None => {
                let repair = put_in.take().unwrap_or_else(|| Box::new(|_| {}));
                let problem = what(&format!("its tag {id} is not in the codebook"));
                let words = "a tag of that id is put into the codebook";
                out.add(Check::AnnotationTag, problem, Some((words, repair)));
            }
            Some(tag) => {
                for problem in super::schema::problems_with(&tag.attributes, &annotation.attributes)
                {
                    out.add(Check::Attributes, what(&problem), None);
                }
            }
        }
    }
    if annotation.modified < annotation.created {
        let repair = change(annotation, |a| a.modified = a.created);
        let problem = "it was changed before it was made";
        let words = "the time of the change becomes that of the making";
        out.add(Check::Dates, what(problem), Some((words, repair)));
    }
}

fn change(annotation: &Annotation, f: impl FnOnce(&mut Annotation) + 'static) -> Repair {
    let id = annotation.id;
    Box::new(move |w: &mut Workspace| {
        if let Some(mut one) = w.annotations.get(id).map(|a| (**a).clone()) {
            f(&mut one);
            w.annotations.insert(Arc::new(one));
        }
    })
}

fn placed(annotation: &Arc<Annotation>, corpus: &Corpus, parted: &Parted<'_>, out: &mut Findings) {
    let what = |problem: String| {
        format!(
            "annotation {} in {}: {problem}",
            annotation.id, annotation.article
        )
    };
    let at: Option<ArticleIx> = corpus.find(&annotation.article);
    let text = at.and_then(|at| Some((corpus.text(at)?, corpus.hash(at))));
    match place(annotation, text) {
        Placement::Exact | Placement::Renewed(_) => {
            let text = text.map_or("", |(text, _)| text);
            let whole = |span: Span| grapheme_bounds(text, span);
            if annotation.spans().any(|s| whole(s) != s) {
                let spans: Vec<Span> = annotation.spans().map(whole).collect();
                let wider = (**annotation).clone().with_spans(text, spans);
                let problem = "a range begins or ends within a character".to_owned();
                let repair = wider.map(|wider| {
                    let repair = change(annotation, move |a| a.anchors = wider.anchors);
                    ("it takes in the whole character", repair)
                });
                out.add(Check::Characters, what(problem), repair);
            }
        }
        Placement::Moved(now) => {
            let spans = now.spans().map(|s| format!("{} to {}", s.start, s.end));
            let spans = spans.collect::<Vec<_>>().join(", ");
            let problem = format!("the text has changed; its words now stand at bytes {spans}");
            let repair = change(annotation, move |a| {
                a.anchors = now.anchors;
                a.version = now.version;
            });
            let words = "its ranges go there";
            out.add(Check::Ranges, what(problem), Some((words, repair)));
        }
        Placement::Uncertain(now) => {
            let quote = now.quote();
            let problem = format!("its words are not in the text; near them is “{quote}”");
            out.add(Check::Ranges, what(problem), None);
        }
        Placement::ArticleMissing => {
            let problem = "the article is not among the sources".to_owned();
            let Some(now) = parted.place(annotation) else {
                out.add(Check::Article, what(problem), None);
                return;
            };
            let problem = format!("{problem}; its file has its words in {}", now.article);
            let repair = change(annotation, move |a| {
                (a.article, a.version, a.anchors) = (now.article, now.version, now.anchors);
            });
            let words = "it goes to that article";
            out.add(Check::Article, what(problem), Some((words, repair)));
        }
        Placement::Unplaced(quote) => {
            let problem = format!("its words are not in the text: “{quote}”");
            out.add(Check::Ranges, what(problem), None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{AnnotationId, Codebook, Relation, RelationId, TagKey};

    #[test]
    fn every_structural_fault_is_found_and_repaired() {
        let mut tags: Vec<Tag> = (0..6)
            .map(|n| Tag::new(TagId::random(), &format!("tag {n}"), Slot::after(n)))
            .collect();
        let ids: Vec<TagId> = tags.iter().map(|t| t.id).collect();
        tags[0].key = TagKey::new('c');
        tags[1].key = TagKey::new('c');
        tags[2].parent = Some(ids[3]);
        tags[3].parent = Some(ids[2]);
        tags[4].name = "tag 0".into();
        tags[5].parent = Some(TagId::random());
        tags.push(tags[0].clone());
        let mut workspace = Workspace {
            codebook: Codebook::new(tags, 0),
            ..Workspace::default()
        };
        workspace.relations.push(Relation {
            id: RelationId::random(),
            name: "contradicts".into(),
            from: AnnotationId::random(),
            to: AnnotationId::random(),
        });
        let found: HashSet<Check> = check(&workspace, None).iter().map(|f| f.check).collect();
        for expected in [
            Check::TagIds,
            Check::TagTree,
            Check::TagNames,
            Check::TagKeys,
            Check::Relations,
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
        let edit = repair(&workspace, None).unwrap();
        workspace.apply(&edit).unwrap();
        assert_eq!(check(&workspace, None), []);
        assert_eq!(workspace.codebook.len(), 7, "no tag is lost");
    }

    #[test]
    fn names_equal_but_for_case_or_the_form_of_their_letters_are_named() {
        let named = |name: &str, n| Tag::new(TagId::random(), name, Slot::after(n));
        let mut tags = vec![
            named("d\u{e9}clar\u{e9}", 0),
            named("de\u{301}clare\u{301}", 1),
            named("Loss", 2),
            named("loss", 3),
            named("declare", 4),
            named("tanks/armour", 5),
        ];
        // Below another tag a name is another name.
        tags[4].name = "LOSS".into();
        tags[4].parent = Some(tags[0].id);
        let workspace = Workspace {
            codebook: Codebook::new(tags, 0),
            ..Workspace::default()
        };
        let found = check(&workspace, None);
        let about = |word: &str| found.iter().filter(|f| f.what.contains(word)).count();
        assert_eq!(
            (about("clare\u{301}"), about("loss"), about("LOSS")),
            (1, 1, 0)
        );
        assert_eq!((about("tanks/armour"), found.len()), (1, 3));
        assert!(found.iter().all(|f| f.check == Check::TagNames));
    }

    #[test]
    fn many_faults_of_one_kind_are_found_and_repaired_in_passes() {
        const MANY: usize = 20_000;
        let one = Tag::new(TagId::random(), "same", Slot::after(0));
        let mut chain: Vec<Tag> = Vec::with_capacity(MANY);
        for n in 0..MANY {
            let mut tag = Tag::new(TagId::random(), &format!("t{n}"), Slot::after(n));
            tag.parent = chain.last().map(|t| t.id);
            chain.push(tag);
        }
        // The chain bites its tail.
        chain[0].parent = Some(chain[MANY - 1].id);
        let mut tags = vec![one; MANY];
        tags.append(&mut chain);
        let mut workspace = Workspace {
            codebook: Codebook::new(tags, 0),
            ..Workspace::default()
        };
        let loose = |n: u128| Relation {
            id: RelationId(ulid::Ulid(if n < 10 { n % 3 } else { n })),
            name: "contradicts".into(),
            from: AnnotationId::random(),
            to: AnnotationId::random(),
        };
        workspace.relations = (0..MANY as u128).map(loose).collect();
        let found = check(&workspace, None);
        let count = |check: Check| found.iter().filter(|f| f.check == check).count();
        assert_eq!(count(Check::TagIds), MANY - 1);
        assert_eq!(count(Check::TagNames), MANY - 1);
        assert_eq!(count(Check::TagTree), MANY);
        assert_eq!(count(Check::Relations), MANY);
        assert_eq!(count(Check::Ids), 7);
        // Putting tags into the middle of so many is slow by itself: some do.
        let some = workspace.codebook.tags().iter().take(1_000).cloned();
        workspace.codebook = Codebook::new(some.collect(), 0);
        let edit = repair(&workspace, None).unwrap();
        workspace.apply(&edit).unwrap();
        assert_eq!(check(&workspace, None), []);
        assert_eq!(workspace.codebook.len(), 1_000);
        assert!(workspace.relations.is_empty());
    }
}
