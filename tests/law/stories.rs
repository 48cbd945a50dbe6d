//! Articles with everything that a condition can ask for, and the same as a corpus with a workspace.

use std::sync::Arc;

use dateline::analysis::WorkspaceFacts;
use dateline::corpus::{
    ArticleIx, Corpus, DateBasis, Draft, Precision, PublicationDate, SourceId, TextHash,
};
use dateline::enrich::language;
use dateline::query::{DateTest, FieldTest, Query, Test};
use dateline::text::tokens;
use dateline::workspace::{
    Annotation, AnnotationId, ArticleOverride, Codebook, ReviewStatus, Slot, Tag, TagId, Track,
    TrackId, Workspace,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::naive;

pub const VOCABULARY: [&str; 16] = [
    "Yar",
    "yar",
    "Wagner’s",
    "WAGNER",
    "Zelénskyy",
    "12,000",
    "fox-it",
    "an",
    // The rules of the house beside the standard.
    "l’Yar",
    "Mr.Yar",
    "_yar_",
    "Wag\u{AD}ner\u{200F}",
    "ＹＡＲ",
    "Żełeńskyy",
    "an：yar",
    "ـYar",
];

/// Long enough for their language to be sure.
const SENTENCES: [&str; 3] = [
    "The agency said on Monday that the people who had left their houses during the winter would be able to return before the end of the summer.",
    "Агентство повідомило у понеділок, що люди, які залишили свої будинки взимку, зможуть повернутися до кінця літа, якщо міст буде відбудовано.",
    "L'agence a déclaré lundi que les habitants qui avaient quitté leurs maisons pendant l'hiver pourraient revenir avant la fin de l'été prochain.",
];

/// Name, and the tag above.
const TAGS: [(&str, Option<usize>); 3] = [("claim", None), ("hard", Some(0)), ("supply", None)];

/// Name and query.
const TRACKS: [(&str, &str); 2] = [("town", "yar"), ("group", "wagner OR \"fox-it\"")];

/// One article and what the analyst says of it.
#[derive(Clone, Debug)]
pub struct Story {
    pub text: String,
    pub date: Option<(Date, Precision)>,
    pub said: Option<(Date, Precision)>,
    pub status: ReviewStatus,
    pub place: &'static str,
    pub views: u32,
    pub tags: Vec<usize>,
}

fn any_date() -> impl Strategy<Value = Option<(Date, Precision)>> {
    proptest::option::of(proptest::sample::select(vec![
        (date(2022, 10, 4), Precision::Day),
        (date(2022, 12, 1), Precision::Month),
        (date(2023, 2, 28), Precision::Day),
        (date(2023, 1, 1), Precision::Year),
        (date(2019, 5, 5), Precision::Day),
    ]))
}

fn any_words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(&VOCABULARY[..]);
    let separator = proptest::sample::select(&[" ", " ", " ", ", ", "\n\n", ". ", "\u{202F}"][..]);
    proptest::collection::vec((word, separator), 1..20)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(w, s)| [w, s]).collect())
}

pub fn any_story() -> impl Strategy<Value = Story> {
    let said = prop_oneof![3 => Just(None), 1 => any_date()];
    let facts = (
        proptest::sample::select(&ReviewStatus::ALL[..]),
        proptest::sample::select(&["", "usa", "New York; usa"][..]),
        proptest::sample::select(&[0_u32, 50, 120][..]),
        proptest::collection::vec(0..TAGS.len(), 0..3),
    );
    let language = proptest::option::of(proptest::sample::select(&SENTENCES[..]));
    (any_words(), language, any_date(), said, facts).prop_map(
        |(words, language, date, said, (status, place, views, tags))| {
            let after = language.map_or_else(String::new, |s| format!("\n\n{s}"));
            Story {
                text: words + &after,
                date,
                said,
                status,
                place,
                views,
                tags,
            }
        },
    )
}

/// All articles of a case as the program sees them.
pub struct World {
    pub stories: Vec<Story>,
    pub corpus: Arc<Corpus>,
    pub workspace: Arc<Workspace>,
}

impl World {
    pub fn new(mut stories: Vec<Story>) -> Self {
        // The columns exist.
        if let Some(first) = stories.first_mut() {
            (first.place, first.views) = ("usa", 120);
        }
        let drafts = stories.iter().enumerate().map(|(i, story)| {
            let mut fields = Vec::new();
            if !story.place.is_empty() {
                fields.push(("Place".to_owned(), story.place.to_owned()));
            }
            if story.views > 0 {
                fields.push(("views".to_owned(), story.views.to_string()));
            }
            let draft = Draft {
                text: story.text.clone(),
                date: story.date.map(|(day, precision)| PublicationDate {
                    day,
                    precision,
                    basis: DateBasis::Metadata,
                    raw: day.to_string(),
                }),
                fields,
                ..Draft::default()
            };
            (format!("{i}.txt"), draft)
        });
        let corpus = Arc::new(Corpus::of_drafts(1, &SourceId("t".into()), drafts));
        let workspace = Arc::new(workspace(&stories, &corpus));
        Self {
            stories,
            corpus,
            workspace,
        }
    }

    /// What the program knows, tracks counted by `count`.
    pub fn facts(
        &self,
        count: impl Fn(&Query) -> dateline::query::MentionCounts,
    ) -> WorkspaceFacts {
        let derived = dateline::enrich::run_only(&[language::NAME], &self.corpus);
        let tracks = self.workspace.tracks.iter().map(|track| {
            let query = track.parsed().unwrap().unwrap();
            (track.id, Arc::new(count(&query)))
        });
        WorkspaceFacts::new(
            Arc::clone(&self.corpus),
            Arc::clone(&self.workspace),
            derived,
            tracks.collect(),
        )
    }

    /// Whether a condition holds of an article, from the story itself.
    pub fn holds(&self, test: &FieldTest, at: ArticleIx) -> bool {
        let story = &self.stories[at.ix()];
        let pattern = match &test.test {
            Test::Text(text) => text.pattern.as_str(),
            Test::Compared(raw) => raw.as_str(),
            Test::Date(_) | Test::Number(_) => "",
        };
        let whole = matches!(&test.test, Test::Text(text) if text.whole);
        match (test.name.as_str(), &test.test) {
            ("words", Test::Number(n)) => n.holds(tokens(&story.text).count() as f64),
            ("date", Test::Date(asked)) => dated(story.said.or(story.date), asked),
            ("status", _) => is_like(pattern, story.status.words()),
            ("tag", _) => story.tags.iter().any(|t| tag_fits(*t, pattern, whole)),
            ("language" | "lang", _) => {
                let names: &[&str] = match language::detect(&story.text) {
                    "eng" => &["eng", "en", "english"],
                    "ukr" => &["ukr", "uk", "ukrainian"],
                    "fra" => &["fra", "fr", "french"],
                    "" => &["unknown"],
                    _ => &[],
                };
                names.iter().any(|name| is_like(pattern, name))
            }
            ("place", _) if whole => is_like(pattern, &story.place.to_lowercase()),
            ("place", _) => {
                let lower = story.place.to_lowercase();
                let words: Vec<&str> = lower.split([' ', ';']).filter(|w| !w.is_empty()).collect();
                let asked: Vec<&str> = pattern.split(' ').collect();
                let fits = |window: &[&str]| window.iter().zip(&asked).all(|(w, p)| is_like(p, w));
                words.windows(asked.len()).any(fits)
            }
            ("views", _) => match pattern.split_once("..") {
                Some((low, high)) => {
                    (low.parse().unwrap()..=high.parse().unwrap()).contains(&story.views)
                }
                None => story.views > pattern.trim_start_matches('>').parse().unwrap(),
            },
            ("track", _) => TRACKS
                .iter()
                .filter(|(name, _)| is_like(pattern, name))
                .any(|(_, query)| {
                    let query = Query::parse(query).unwrap().unwrap();
                    let found =
                        naive::mentions(&query, &story.text, self.corpus.title_end(at), &|_| false);
                    found.is_some_and(|spans| !spans.is_empty())
                }),
            other => unreachable!("no condition of the law: {other:?}"),
        }
    }
}

fn is_like(pattern: &str, value: &str) -> bool {
    let escaped = regex::escape(pattern)
        .replace(r"\*", ".*")
        .replace(r"\?", ".");
    regex::Regex::new(&format!("^(?s:{escaped})$"))
        .unwrap()
        .is_match(value)
}

fn dated(of: Option<(Date, Precision)>, asked: &DateTest) -> bool {
    let Some((first, precision)) = of else {
        return *asked == DateTest::None;
    };
    let mut day = first;
    let fits = |day: Date| match asked {
        DateTest::None => false,
        DateTest::Range(from, to) => from.is_none_or(|f| f <= day) && to.is_none_or(|t| day <= t),
    };
    // Day by day, as long as the month or year is the same.
    loop {
        let same = match precision {
            Precision::Day => day == first,
            Precision::Month => (day.year(), day.month()) == (first.year(), first.month()),
            Precision::Year => day.year() == first.year(),
        };
        if !same {
            return false;
        }
        if fits(day) {
            return true;
        }
        day = day.tomorrow().unwrap();
    }
}

/// Whether a tag, or unless `whole` one above it, is called so.
fn tag_fits(tag: usize, pattern: &str, whole: bool) -> bool {
    let (name, above) = TAGS[tag];
    is_like(pattern, name) || (!whole && above.is_some_and(|a| tag_fits(a, pattern, false)))
}

fn workspace(stories: &[Story], corpus: &Corpus) -> Workspace {
    let ids: Vec<TagId> = TAGS.iter().map(|_| TagId::random()).collect();
    let tags = TAGS.iter().zip(&ids).map(|((name, above), id)| Tag {
        parent: above.map(|a| ids[a]),
        ..Tag::new(*id, name, Slot::after(0))
    });
    let mut out = Workspace {
        codebook: Codebook::new(tags.collect(), 0),
        ..Workspace::default()
    };
    for (name, query) in TRACKS {
        out.tracks.push(Track {
            id: TrackId::random(),
            name: name.into(),
            slot: Slot::after(0),
            query: query.into(),
            shown: true,
        });
    }
    let mut annotations = Vec::new();
    for (story, at) in stories.iter().zip(corpus.places()) {
        let article = corpus.id(at).unwrap();
        let said = ArticleOverride {
            date: story.said,
            status: story.status,
            ..ArticleOverride::default()
        };
        out.overrides.insert(article.clone(), said);
        annotations.extend(story.tags.iter().map(|tag| Annotation {
            id: AnnotationId::random(),
            article: article.clone(),
            version: TextHash::of(&story.text),
            tag: Some(ids[*tag]),
            anchors: Vec::new(),
            note: "".into(),
            attributes: Vec::new(),
            author: "a".into(),
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            status: ReviewStatus::default(),
            revision: 0,
        }));
    }
    out.annotations = annotations.into_iter().collect();
    out
}
