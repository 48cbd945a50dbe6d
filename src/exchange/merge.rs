//! A set that somebody else made, merged into a workspace: as one edit that can be undone.
//!
//! Articles are matched by their text, also with other line ends and blanks, else by name; what matches none
//! is new. Tags are matched by their paths, and made where they are missing. An annotation that is there
//! already (the same words of the same article under the same tag, with the same note) is not taken again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{AnnotatedSet, LossReport, RecordKind, SetArticle};
use crate::corpus::{ArticleId, ArticleIx, Corpus, TextHash};
use crate::text::Span;
use crate::workspace::anchoring::{Placement, place};
use crate::workspace::{
    Annotation, AnnotationId, Change, Codebook, Relation, RelationId, Swap, Tag, TagId, Workspace,
};

/// Where the articles of a set are in a corpus.
#[derive(Debug, Default)]
pub struct Matched {
    /// Place in the corpus of each article of the set that is there, by its id in the set.
    pub here: HashMap<ArticleId, ArticleIx>,
    /// Articles of the set that have a text and are not there, in its order.
    pub new: Vec<ArticleId>,
    /// Those that are not there and have no text either.
    pub missing: Vec<ArticleId>,
}

/// A text without what other programs change: line ends and blanks.
fn plain(text: &str) -> TextHash {
    let words: Vec<&str> = text.split_whitespace().collect();
    TextHash::of(&words.join(" "))
}

/// Looks for the articles of a set in a corpus.
pub fn matched(set: &dyn AnnotatedSet, corpus: &Corpus) -> Matched {
    let mut out = Matched::default();
    let mut by_hash: HashMap<TextHash, ArticleIx> = HashMap::new();
    let mut by_name: HashMap<String, Option<ArticleIx>> = HashMap::new();
    for (at, article) in corpus.iter() {
        by_hash.entry(article.hash).or_insert(at);
        let names = [
            article.id.as_str().to_owned(),
            article.path.clone(),
            stem(&article.path),
        ];
        for name in names {
            by_name
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(Some(at));
        }
    }
    // Only where some text differs is every text of the corpus looked at.
    let mut by_words: Option<HashMap<TextHash, ArticleIx>> = None;
    for article in set.articles() {
        let text = set.text(&article);
        let exact = article.hash.and_then(|hash| by_hash.get(&hash)).copied();
        let by_blanks = |text: &str, by_words: &mut Option<HashMap<TextHash, ArticleIx>>| {
            let known = by_words.get_or_insert_with(|| {
                let of = |at: ArticleIx| Some((plain(corpus.text(at)?), at));
                corpus.places().filter_map(of).collect()
            });
            known.get(&plain(text)).copied()
        };
        let by_path = || {
            let names = [
                article.path.to_string(),
                stem(&article.path),
                article.id.as_str().to_owned(),
            ];
            let mut known = names
                .iter()
                .map(|name| by_name.get(name).copied().flatten());
            known.find_map(|at| at)
        };
        let found = text.as_ref().map_or_else(by_path, |text| {
            exact.or_else(|| by_blanks(text, &mut by_words))
        });
        match (found, text) {
            (Some(at), _) => {
                out.here.insert(article.id.clone(), at);
            }
            (None, Some(_)) => out.new.push(article.id.clone()),
            (None, None) => out.missing.push(article.id.clone()),
        }
    }
    out
}

/// The name of a file without its folders and its ending.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', ':']).next().unwrap_or(path);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .to_owned()
}

/// What becomes of a merge.
#[derive(Debug, Default)]
pub struct Merge {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Tags that are made, by path.
    pub new_tags: Vec<String>,
    /// Annotations that are there already.
    pub already: usize,
}

/// Articles, and where those of a set are among them.
pub type Place<'c> = (&'c Corpus, &'c HashMap<ArticleId, ArticleIx>);

/// Makes the changes that take a set in: its articles are in one of these corpora each; `tags` says which
/// path of ours stands for one of theirs, where that is another.
pub fn merge(
    set: &dyn AnnotatedSet,
    workspace: &Workspace,
    places: &[Place<'_>],
    tags: &BTreeMap<String, String>,
    report: &mut LossReport,
) -> Merge {
    let mut out = Merge::default();
    let mut book = Tags::new(workspace, set.codebook(), tags);
    let mut annotations = Vec::new();
    let mut ids: HashMap<AnnotationId, AnnotationId> = HashMap::new();
    let mut taken: HashSet<AnnotationId> = HashSet::new();
    for article in set.articles() {
        let mut all = places.iter();
        let found = all.find_map(|(corpus, here)| here.get(&article.id).map(|at| (*corpus, *at)));
        let Some((corpus, at)) = found else {
            for one in set.annotations(&article) {
                report.give(RecordKind::Annotations, 1);
                report.lose(
                    "annotations of articles that are not there",
                    described(&article, one),
                );
            }
            continue;
        };
        let (Some(id), Some(text)) = (corpus.id(at), corpus.text(at)) else {
            continue;
        };
        let hash = corpus.hash(at);
        for one in set.annotations(&article) {
            report.give(RecordKind::Annotations, 1);
            let moved = Annotation {
                article: id.clone(),
                tag: one.tag.and_then(|tag| book.of(tag)),
                ..one.clone()
            };
            let placed = match place(&moved, Some((text, hash))) {
                Placement::Exact => moved,
                Placement::Renewed(one) | Placement::Moved(one) => one,
                Placement::Uncertain(_) | Placement::Unplaced(_) | Placement::ArticleMissing => {
                    let Some(found) = loosely(&moved, text) else {
                        let why = "annotations whose words are not in the article";
                        report.lose(why, described(&article, one));
                        continue;
                    };
                    found
                }
            };
            report.take(RecordKind::Annotations, 1);
            let same = |other: &&Arc<Annotation>| {
                other.tag == placed.tag
                    && other.spans().eq(placed.spans())
                    && other.note == placed.note
            };
            if let Some(there) = workspace.annotations.of(&id).find(same) {
                out.already += 1;
                ids.insert(one.id, there.id);
                continue;
            }
            let is_free = workspace.annotations.get(placed.id).is_none() && taken.insert(placed.id);
            let new_id = if is_free {
                placed.id
            } else {
                AnnotationId::random()
            };
            ids.insert(one.id, new_id);
            annotations.push(Annotation {
                id: new_id,
                ..placed
            });
        }
    }
    out.new_tags = book.made.iter().map(|(path, _)| path.clone()).collect();
    let first = workspace.codebook.tags().len();
    let made = book.made.into_iter().enumerate();
    out.changes.extend(made.map(|(n, (_, tag))| {
        Change::Tag(Swap {
            before: None,
            after: Some((first + n, tag)),
        })
    }));
    out.changes.extend(annotations.into_iter().map(|one| {
        Change::Annotation(Swap {
            before: None,
            after: Some(Arc::new(one)),
        })
    }));
    relations(set, workspace, &ids, &mut out, report);
    out
}

fn relations(
    set: &dyn AnnotatedSet,
    workspace: &Workspace,
    ids: &HashMap<AnnotationId, AnnotationId>,
    out: &mut Merge,
    report: &mut LossReport,
) {
    let known: HashSet<(AnnotationId, AnnotationId, Arc<str>)> = workspace
        .relations
        .iter()
        .map(|r| (r.from, r.to, Arc::clone(&r.name)))
        .collect();
    let mut place = workspace.relations.iter().count();
    for relation in set.relations() {
        report.give(RecordKind::Relations, 1);
        let ends = ids.get(&relation.from).zip(ids.get(&relation.to));
        let Some((from, to)) = ends.map(|(a, b)| (*a, *b)) else {
            report.lose(
                "relations of annotations that were not taken",
                relation.name.to_string(),
            );
            continue;
        };
        report.take(RecordKind::Relations, 1);
        if known.contains(&(from, to, Arc::clone(&relation.name))) {
            continue;
        }
        let is_known = workspace.relations.iter().any(|r| r.id == relation.id);
        let id = if is_known {
            RelationId::random()
        } else {
            relation.id
        };
        let new = Relation {
            id,
            name: Arc::clone(&relation.name),
            from,
            to,
        };
        out.changes.push(Change::Relation(Swap {
            before: None,
            after: Some((place, new)),
        }));
        place += 1;
    }
}

/// The annotation where its words stand with other blanks between them: nearest to where they stood.
fn loosely(one: &Annotation, text: &str) -> Option<Annotation> {
    let mut spans = Vec::new();
    for anchor in &one.anchors {
        let words: Vec<String> = anchor.quote.split_whitespace().map(regex::escape).collect();
        let pattern = regex::Regex::new(&words.join(r"\s+"))
            .ok()
            .filter(|_| !words.is_empty())?;
        let found = pattern
            .find_iter(text)
            .map(|m| Span::new(m.start(), m.end()));
        spans.push(found.min_by_key(|s| s.start().abs_diff(anchor.span.start()))?);
    }
    one.clone().with_spans(text, spans)
}

fn described(article: &SetArticle<'_>, one: &Annotation) -> String {
    let quote: String = one.quote().chars().take(40).collect();
    format!("{}: “{quote}”", article.path)
}

/// The tags of a workspace, and those that are made for a set.
struct Tags<'s> {
    book: Codebook,
    theirs: &'s Codebook,
    named: &'s BTreeMap<String, String>,
    known: HashMap<TagId, Option<TagId>>,
    made: Vec<(String, Tag)>,
}

impl<'s> Tags<'s> {
    fn new(
        workspace: &Workspace,
        theirs: &'s Codebook,
        named: &'s BTreeMap<String, String>,
    ) -> Self {
        Self {
            book: workspace.codebook.clone(),
            theirs,
            named,
            known: HashMap::new(),
            made: Vec::new(),
        }
    }

    /// Our tag for one of theirs.
    fn of(&mut self, theirs: TagId) -> Option<TagId> {
        if let Some(known) = self.known.get(&theirs) {
            return *known;
        }
        let path = self.theirs.path(theirs).replace(" / ", "/");
        let wanted = self.named.get(&path).cloned().unwrap_or(path);
        let found = self.book.on_path(None, &wanted).ok();
        let tag = found.map(|found| {
            let mut tags = self.book.tags().to_vec();
            for missing in found.missing {
                tags.push(missing.clone());
                self.book = Codebook::new(tags.clone(), self.book.revision());
                self.made
                    .push((self.book.path(missing.id).replace(" / ", "/"), missing));
            }
            found.tag
        });
        self.known.insert(theirs, tag);
        tag
    }
}
