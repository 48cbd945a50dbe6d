//! What is known of articles beside their text: the conditions of queries, answered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::corpus::columns::day_of;
use crate::corpus::{ArticleIx, Corpus, Precision};
use crate::query::{
    Facts, Field, FieldTest, Glob, Holds, MentionCounts, NoFacts, Prepared, Query, Test, TextTest,
    TokenizedText,
};
use crate::text::fold;
use crate::workspace::{ReviewStatus, TrackId, Workspace};

/// The analyst's data beside a corpus.
#[derive(Clone, Debug)]
pub struct WorkspaceFacts {
    corpus: Arc<Corpus>,
    workspace: Arc<Workspace>,
    tracks: HashMap<TrackId, Arc<MentionCounts>>,
}

impl WorkspaceFacts {
    /// `tracks` holds the counts of the tracks that are known; of others `track:` holds nowhere.
    pub fn new(
        corpus: Arc<Corpus>,
        workspace: Arc<Workspace>,
        tracks: HashMap<TrackId, Arc<MentionCounts>>,
    ) -> Self {
        Self {
            corpus,
            workspace,
            tracks,
        }
    }

    /// The day or days an article can be of, the analyst's word first.
    fn days(&self) -> impl Fn(ArticleIx) -> Option<(Date, Date)> + Send + Sync + '_ {
        let said: HashMap<ArticleIx, (Date, Date)> = self
            .overridden(|o| o.date)
            .map(|(at, (day, precision))| (at, days_of(day, precision)))
            .collect();
        let columns = self.corpus.columns();
        move |at| {
            said.get(&at).copied().or_else(|| {
                let day = day_of(columns.days.get(at.ix()).copied()?)?;
                let precision = columns.precisions.get(at.ix()).copied()?;
                Some(days_of(day, precision))
            })
        }
    }

    /// Articles of which the analyst has said something.
    fn overridden<'s, T: 's>(
        &'s self,
        what: impl Fn(&'s crate::workspace::Override) -> Option<T> + 's,
    ) -> impl Iterator<Item = (ArticleIx, T)> + 's {
        self.workspace
            .overrides
            .iter()
            .filter_map(move |(id, said)| Some((self.corpus.find(id)?, what(said)?)))
    }

    /// Articles with an annotation that fits.
    fn annotated(
        &self,
        fits: impl Fn(&crate::workspace::Annotation) -> bool,
    ) -> HashSet<ArticleIx> {
        let annotations = self.workspace.annotations.iter();
        annotations
            .filter(|a| fits(a))
            .filter_map(|a| self.corpus.find(&a.article))
            .collect()
    }

    fn source(&self, test: &TextTest) -> Holds<'_> {
        let matcher = ValueMatcher::new(test);
        let said: HashMap<ArticleIx, bool> = self
            .overridden(|o| o.source.as_deref())
            .map(|(at, source)| (at, matcher.fits(source)))
            .collect();
        let names = self.corpus.table().names().all();
        let fitting: Vec<bool> = names.iter().map(|n| matcher.fits(n)).collect();
        let publishers = &self.corpus.columns().publishers;
        Box::new(move |at| {
            said.get(&at).copied().unwrap_or_else(|| {
                let number = publishers.get(at.ix()).copied().unwrap_or(0);
                fitting.get(number as usize).copied().unwrap_or(false)
            })
        })
    }

    fn tag(&self, test: &TextTest) -> Holds<'_> {
        let glob = Glob::new(&test.pattern);
        let book = &self.workspace.codebook;
        let mut wanted = HashSet::new();
        for tag in book.tags() {
            let named = glob.matches(&fold(&tag.name)) || glob.matches(&fold(&book.path(tag.id)));
            if named && test.whole {
                wanted.insert(tag.id);
            } else if named {
                wanted.extend(book.with_sub_tags(tag.id));
            }
        }
        let found = self.annotated(|a| a.tag.is_some_and(|t| wanted.contains(&t)));
        Box::new(move |at| found.contains(&at))
    }

    fn note(&self, test: &TextTest) -> Holds<'_> {
        let matcher = ValueMatcher::new(test);
        let mut found = self.annotated(|a| matcher.fits(&a.note));
        let memos = self.overridden(|o| Some(&*o.memo));
        found.extend(
            memos
                .filter(|(_, memo)| matcher.fits(memo))
                .map(|(at, _)| at),
        );
        Box::new(move |at| found.contains(&at))
    }

    fn status(&self, test: &TextTest) -> Holds<'_> {
        let glob = Glob::new(&test.pattern);
        let fits = move |status: ReviewStatus| glob.matches(status.words());
        let said: HashMap<ArticleIx, ReviewStatus> = self.overridden(|o| Some(o.status)).collect();
        Box::new(move |at| fits(said.get(&at).copied().unwrap_or_default()))
    }

    fn track(&self, test: &TextTest) -> Holds<'_> {
        let glob = Glob::new(&test.pattern);
        let named = self
            .workspace
            .tracks
            .iter()
            .filter(|t| glob.matches(&fold(&t.name)));
        let counts: Vec<Arc<MentionCounts>> = named
            .filter_map(|t| self.tracks.get(&t.id).cloned())
            .collect();
        Box::new(move |at| counts.iter().any(|c| c.of(at.ix()) > 0))
    }

    fn column(&self, name: &str, test: &Test) -> Holds<'_> {
        let column = self.corpus.column(name);
        let fits: Vec<bool> = match test {
            Test::Text(text) => {
                let matcher = ValueMatcher::new(text);
                column.values.iter().map(|v| matcher.fits(v)).collect()
            }
            Test::Number(number) => {
                let of = |value: &String| value.trim().replace(',', "").parse().ok();
                let values = column.values.iter();
                values
                    .map(|v| of(v).is_some_and(|n| number.holds(n)))
                    .collect()
            }
            Test::Date(date) => {
                let of = |value: &String| {
                    let read = crate::corpus::read_date(value, crate::corpus::DateBasis::Metadata);
                    date.holds(read.map(|d| (d.day, d.last_day())))
                };
                column.values.iter().map(of).collect()
            }
        };
        Box::new(move |at| {
            let number = column.numbers.get(at.ix()).copied().unwrap_or(0);
            number > 0 && fits.get(number as usize).copied().unwrap_or(false)
        })
    }
}

fn days_of(day: Date, precision: Precision) -> (Date, Date) {
    let last = match precision {
        Precision::Day => day,
        Precision::Month => day.last_of_month(),
        Precision::Year => day.last_of_year(),
    };
    (day, last)
}

impl Facts for WorkspaceFacts {
    fn condition(&self, test: &FieldTest) -> Holds<'_> {
        match (&test.field, &test.test) {
            (Field::Date, Test::Date(date)) => {
                let (date, days) = (date.clone(), self.days());
                Box::new(move |at| date.holds(days(at)))
            }
            (Field::Words, Test::Number(number)) => {
                let (number, words) = (number.clone(), &self.corpus.columns().words);
                Box::new(move |at| {
                    words
                        .get(at.ix())
                        .is_some_and(|n| number.holds(f64::from(*n)))
                })
            }
            (Field::Source, Test::Text(text)) => self.source(text),
            (Field::Author, Test::Text(text)) => {
                let matcher = ValueMatcher::new(text);
                let names = self.corpus.table().names().all();
                let fitting: HashSet<Arc<str>> =
                    names.iter().filter(|n| matcher.fits(n)).cloned().collect();
                Box::new(move |at| fitting.contains(self.corpus.author(at)))
            }
            (Field::File, Test::Text(text)) => {
                let path = PathMatcher::new(text);
                Box::new(move |at| path.fits(self.corpus.path(at)))
            }
            (Field::Language, Test::Text(text)) => {
                let glob = Glob::new(&text.pattern);
                Box::new(move |at| {
                    let code = self.corpus.language(at);
                    let name = crate::enrich::language::language_name(code);
                    glob.matches(code)
                        || glob.matches(&fold(name))
                        || (code.is_empty() && glob.matches("unknown"))
                })
            }
            (Field::Tag, Test::Text(text)) => self.tag(text),
            (Field::Note, Test::Text(text)) => self.note(text),
            (Field::By, Test::Text(text)) => {
                let matcher = ValueMatcher::new(text);
                let found = self.annotated(|a| matcher.fits(&a.author));
                Box::new(move |at| found.contains(&at))
            }
            (Field::Status, Test::Text(text)) => self.status(text),
            (Field::Track, Test::Text(text)) => self.track(text),
            (Field::Column(name), test) => self.column(name, test),
            // The parser makes no other pairs.
            (_, Test::Text(_) | Test::Number(_) | Test::Date(_)) => Box::new(|_| false),
        }
    }
}

/// Whether a value holds the words of a test next to each other, or is them.
struct ValueMatcher<'t> {
    test: &'t TextTest,
    words: Option<Prepared<'static>>,
}

impl<'t> ValueMatcher<'t> {
    fn new(test: &'t TextTest) -> Self {
        let quoted = Query::parse(&format!("\"{}\"", test.pattern))
            .ok()
            .flatten();
        Self {
            test,
            words: quoted.map(|q| Prepared::new(&q, &NoFacts)),
        }
    }

    fn fits(&self, value: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        if self.test.whole || self.words.is_none() {
            return Glob::new(&self.test.pattern).matches(&fold(value));
        }
        let words = TokenizedText::new(value, 0);
        let found = self
            .words
            .as_ref()
            .and_then(|q| q.find(&words, ArticleIx(0)));
        found.is_some_and(|f| !f.is_empty())
    }
}

/// Whether a path holds the characters of a test, or is them; with `*` and `?` over all of it.
struct PathMatcher {
    glob: Option<Glob>,
    part: String,
}

impl PathMatcher {
    fn new(test: &TextTest) -> Self {
        let as_glob = test.whole || test.pattern.contains(['*', '?']);
        Self {
            glob: as_glob.then(|| Glob::new(&test.pattern)),
            part: test.pattern.clone(),
        }
    }

    fn fits(&self, path: &str) -> bool {
        let path = fold(path);
        match &self.glob {
            Some(glob) => glob.matches(&path),
            None => path.contains(&self.part),
        }
    }
}
