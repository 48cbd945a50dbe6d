//! Who and what is mentioned: persons, places and organisations, before anybody follows one.
//!
//! A name is a run of words with a capital where the language or the corpus itself shows that it is no
//! matter of course: how a word is written inside sentences decides what its capital means at their
//! start and in headlines (after Mikheev, *Computational Linguistics* 28(3), 2002). What two written
//! forms have to do with each other is no matter of this file (that is `analysis`).
//!
//! Useful for: a first look at a corpus, candidates for tracks. Not useful for: certainty; a name that
//! always begins its sentence may be missed, and a kind may be wrong.

mod lexicon;
mod recognise;
mod scan;
mod word_lists;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::{Derived, Enricher, Finding, Scope, Task};
use crate::corpus::{ArticleIx, Corpus};
use crate::text::Span;
use lexicon::Lexicon;
pub(crate) use recognise::is_initials;
use recognise::recognise;

/// What the enricher is called.
pub const NAME: &str = "names";

/// Articles that are looked at between two looks at whether anybody waits.
const STEP: u32 = 1024;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// Somebody.
    Person,
    /// Somewhere.
    Place,
    /// A body: authorities, forces, companies, parties.
    Organisation,
}

impl NameKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::Place, Self::Organisation];

    /// In one word, as files have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
        }
    }
}

/// One written form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameForm {
    /// Its words, with single blanks.
    pub words: Box<str>,
    /// What it most likely is of; none where nothing tells.
    pub kind: Option<NameKind>,
    /// How often it stands in the corpus.
    pub mentions: u32,
}

/// The names of a corpus.
#[derive(Debug, Default)]
pub struct Names {
    forms: Box<[NameForm]>,
    by_words: HashMap<Box<str>, u32>,
    /// Where the forms of each article begin among `cells`; one more than there are articles.
    starts: Box<[u32]>,
    /// Form and count, article by article.
    cells: Box<[(u32, u32)]>,
    /// Short form, long form, and how often one stands in brackets behind the other.
    bracketed: Box<[(u32, u32, u32)]>,
    lexicon: Lexicon,
}

/// A name where it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAt {
    /// The range of the text.
    pub span: Span,
    /// The range with a title before it.
    pub with_title: Span,
    /// Its words, with single blanks.
    pub words: Box<str>,
}

impl Names {
    /// The written forms, by number.
    pub fn forms(&self) -> &[NameForm] {
        &self.forms
    }

    /// The number of a written form.
    pub fn number(&self, words: &str) -> Option<u32> {
        self.by_words.get(words).copied()
    }

    /// The forms in an article with how often each stands there, by number.
    pub fn of(&self, at: ArticleIx) -> &[(u32, u32)] {
        let bound = |n: usize| self.starts.get(n).map_or(0, |at| *at as usize);
        self.cells
            .get(bound(at.ix())..bound(at.ix() + 1))
            .unwrap_or_default()
    }

    /// Short forms with the long ones they stand for, as brackets in the texts say, and how often.
    pub fn bracketed(&self) -> &[(u32, u32, u32)] {
        &self.bracketed
    }

    /// The names of one text, where they stand.
    pub fn find_in(&self, text: &str, title_end: usize) -> Vec<NameAt> {
        let found = recognise(text, title_end, &self.lexicon).names.into_iter();
        let name = |f: recognise::Find| NameAt {
            span: f.span,
            with_title: f.with_title,
            words: form_of(text, f.span),
        };
        found.map(name).collect()
    }
}

/// Whether a folded word names a state or a people.
pub(crate) fn is_state_or_people(word: &str) -> bool {
    word_lists::STATES.contains(word) || word_lists::PEOPLES.contains(word)
}

/// The words of a range with single blanks.
fn form_of(text: &str, span: Span) -> Box<str> {
    let words = span.get(text).unwrap_or_default();
    if words.contains(|c: char| c.is_whitespace() && c != ' ') || words.contains("  ") {
        words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .into()
    } else {
        words.into()
    }
}

/// Looks for the names of a corpus.
pub(super) struct FindNames;

impl Enricher for FindNames {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn scope(&self) -> Scope {
        Scope::Corpus
    }

    fn find(&self, task: &Task<'_>) -> Option<Finding> {
        Some(Arc::new(find(task)?))
    }
}

/// What was found in one article: forms with count, cues, and short forms in brackets.
struct OfArticle {
    forms: BTreeMap<Box<str>, (u32, [u32; 3])>,
    bracketed: Vec<(Box<str>, Box<str>)>,
}

fn find(task: &Task<'_>) -> Option<Names> {
    let corpus = task.corpus();
    let articles = corpus.len() as u32;
    let mut lexicon = Lexicon::default();
    let steps = || {
        (0..articles)
            .step_by(STEP as usize)
            .map(|from| from..(from + STEP).min(articles))
    };
    for some in steps() {
        if task.cancel().load(Ordering::Relaxed) {
            return None;
        }
        let counted = some
            .into_par_iter()
            .fold(Lexicon::default, |mut lexicon, n| {
                let (text, title_end) = text_of(corpus, ArticleIx(n));
                lexicon.add(&scan::scan(text, title_end));
                lexicon
            });
        lexicon = lexicon.merged(counted.reduce(Lexicon::default, Lexicon::merged));
    }
    let lexicon = lexicon.pruned();
    let mut table = Table::default();
    for some in steps() {
        if task.cancel().load(Ordering::Relaxed) {
            return None;
        }
        let found: Vec<OfArticle> = some
            .into_par_iter()
            .map(|n| of_article(corpus, ArticleIx(n), &lexicon))
            .collect();
        for article in found {
            table.add(article);
        }
    }
    Some(table.finished(lexicon))
}

fn text_of(corpus: &Corpus, at: ArticleIx) -> (&str, usize) {
    (corpus.text(at).unwrap_or_default(), corpus.title_end(at))
}

fn of_article(corpus: &Corpus, at: ArticleIx, lexicon: &Lexicon) -> OfArticle {
    let (text, title_end) = text_of(corpus, at);
    let found = recognise(text, title_end, lexicon);
    let mut forms: BTreeMap<Box<str>, (u32, [u32; 3])> = BTreeMap::new();
    for find in &found.names {
        let form = forms.entry(form_of(text, find.span)).or_default();
        form.0 += 1;
        if let Some((kind, weight)) = find.cue
            && let Some(cue) = form.1.get_mut(kind as usize)
        {
            *cue += weight;
        }
    }
    let pair = |b: &recognise::Bracketed| (form_of(text, b.short), form_of(text, b.long));
    OfArticle {
        forms,
        bracketed: found.bracketed.iter().map(pair).collect(),
    }
}

/// The forms of a corpus while they are collected.
#[derive(Default)]
struct Table {
    by_words: HashMap<Box<str>, u32>,
    /// Words, mentions and cues of each form.
    forms: Vec<(Box<str>, u32, [u32; 3])>,
    starts: Vec<u32>,
    cells: Vec<(u32, u32)>,
    bracketed: BTreeMap<(u32, u32), u32>,
}

impl Table {
    fn add(&mut self, article: OfArticle) {
        self.starts.push(self.cells.len() as u32);
        for (words, (count, cues)) in article.forms {
            let next = self.forms.len() as u32;
            let number = *self.by_words.entry(words.clone()).or_insert(next);
            if number == next {
                self.forms.push((words, 0, [0; 3]));
            }
            if let Some((_, mentions, known)) = self.forms.get_mut(number as usize) {
                *mentions += count;
                for (sum, cue) in known.iter_mut().zip(cues) {
                    *sum += cue;
                }
            }
            self.cells.push((number, count));
        }
        for (short, long) in article.bracketed {
            let pair = self.by_words.get(&short).zip(self.by_words.get(&long));
            if let Some((short, long)) = pair {
                *self.bracketed.entry((*short, *long)).or_default() += 1;
            }
        }
    }

    fn finished(mut self, lexicon: Lexicon) -> Names {
        self.starts.push(self.cells.len() as u32);
        let persons = surnames(&self.forms);
        let form = |(words, mentions, cues): (Box<str>, u32, [u32; 3])| NameForm {
            kind: kind_of(&words, cues, &persons),
            words,
            mentions,
        };
        let pairs = self.bracketed.into_iter();
        Names {
            forms: self.forms.into_iter().map(form).collect(),
            by_words: self.by_words,
            starts: self.starts.into(),
            cells: self.cells.into(),
            bracketed: pairs.map(|((short, long), n)| (short, long, n)).collect(),
            lexicon,
        }
    }
}

/// The kind that most of the cues speak for.
fn best(cues: [u32; 3]) -> Option<NameKind> {
    let of = |kind: NameKind| cues.get(kind as usize).copied().unwrap_or(0);
    let best = NameKind::ALL.into_iter().rev().max_by_key(|k| of(*k))?;
    (of(best) > 0).then_some(best)
}

/// The last words of what are persons by their titles and given names.
fn surnames(forms: &[(Box<str>, u32, [u32; 3])]) -> HashMap<Box<str>, u32> {
    let mut out: HashMap<Box<str>, u32> = HashMap::new();
    for (words, mentions, cues) in forms {
        if best(*cues) == Some(NameKind::Person)
            && let Some((_, last)) = words.rsplit_once(' ')
        {
            *out.entry(last.into()).or_default() += mentions;
        }
    }
    out
}

fn kind_of(words: &str, cues: [u32; 3], surnames: &HashMap<Box<str>, u32>) -> Option<NameKind> {
    let is_single = !words.contains(' ');
    let mut cues = cues;
    if is_single && let Some(n) = surnames.get(words) {
        let [person, ..] = &mut cues;
        *person += 6 * n;
    }
    let likely_person = || {
        // Two or three words with capitals and nothing else to go by.
        let parts = words.split(' ').count();
        let plain = words
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
        let shouts = words
            .split(' ')
            .any(|w| w.chars().count() > 1 && w.chars().all(char::is_uppercase));
        ((2..=3).contains(&parts) && plain && !shouts).then_some(NameKind::Person)
    };
    best(cues).or_else(likely_person)
}

impl Derived {
    /// The names of the articles; none where they have not been looked for yet.
    pub fn names(&self) -> Option<&Names> {
        self.finding::<Names>()
    }
}
