//! Passages whose article has gone because its file is read as other articles now: one download as the
//! articles in it, a mailbox by the ids of its mails.
//!
//! Useful for: the article of the same file in which the quoted words stand. Not useful for: files that
//! were renamed, which [`crate::workspace::relink`] finds by their text.

use std::collections::{HashMap, HashSet};

use super::{Annotation, find, surroundings};
use crate::corpus::{ArticleId, ArticleIx, Corpus, TextHash};
use crate::workspace::Anchor;

/// The articles of today in the files of some that have gone.
pub struct Parted<'c> {
    corpus: &'c Corpus,
    parts: HashMap<String, Vec<ArticleIx>>,
}

impl<'c> Parted<'c> {
    /// Looks for them; goes through the corpus where any article has gone.
    pub fn of<'i>(corpus: &'c Corpus, missing: impl IntoIterator<Item = &'i ArticleId>) -> Self {
        let files: HashSet<&str> = missing.into_iter().map(ArticleId::file).collect();
        let mut parts: HashMap<String, Vec<ArticleIx>> = HashMap::new();
        let places = (!files.is_empty()).then(|| corpus.places());
        for at in places.into_iter().flatten() {
            let Some(id) = corpus.id(at).filter(|id| files.contains(id.file())) else {
                continue;
            };
            parts.entry(id.file().to_owned()).or_default().push(at);
        }
        Self { corpus, parts }
    }

    /// The annotation in the one article of its file in which its words stand with most of what stood
    /// around them; none where two fit equally well, or none has them all.
    pub fn place(&self, annotation: &Annotation) -> Option<Annotation> {
        let parts = self.parts.get(annotation.article.file())?;
        let texts = parts.iter().filter_map(|at| {
            let id = self.corpus.id(*at)?;
            Some((id, self.corpus.text(*at)?, self.corpus.hash(*at)))
        });
        place_among(annotation, texts)
    }
}

fn place_among<'t>(
    annotation: &Annotation,
    texts: impl Iterator<Item = (ArticleId, &'t str, TextHash)>,
) -> Option<Annotation> {
    let mut best: Option<(usize, Annotation)> = None;
    let mut is_tied = false;
    for (article, text, version) in texts {
        let Some((fit, anchors)) = anchors_in(text, annotation) else {
            continue;
        };
        let known = best.as_ref().map(|(fit, _)| *fit);
        is_tied = known == Some(fit) || (is_tied && known > Some(fit));
        if known.is_none_or(|known| fit > known) {
            let found = Annotation {
                article,
                version,
                anchors,
                ..annotation.clone()
            };
            best = Some((fit, found));
        }
    }
    best.filter(|_| !is_tied).map(|(_, found)| found)
}

/// Where all words of an annotation stand in a text, and how many characters around them fit.
fn anchors_in(text: &str, annotation: &Annotation) -> Option<(usize, Vec<Anchor>)> {
    let mut fit = 0;
    let mut anchors = Vec::with_capacity(annotation.anchors.len());
    for anchor in &annotation.anchors {
        let span = find(text, anchor)?;
        fit += surroundings(text, anchor, span);
        anchors.push(Anchor::new(text, span)?);
    }
    anchors.sort_by_key(|a| a.span);
    let is_apart = |pair: &[Anchor]| match pair {
        [a, b] => !a.span.overlaps(b.span),
        _ => true,
    };
    let is_placed = !anchors.is_empty() && anchors.windows(2).all(is_apart);
    is_placed.then_some((fit, anchors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::SourceId;
    use crate::text::Span;
    use crate::workspace::anchoring::tests::marked;

    #[test]
    fn words_go_to_the_part_that_has_what_stood_around_them() {
        let whole = "1 of 2\n\nRoad cut\n\nThe road to Velmora is cut.\n\n2 of 2\n\nRail cut\n\nThe rail to Velmora is cut.\n";
        let id = |n: &str| ArticleId::new(&SourceId("s".into()), "a.txt", Some(n));
        let parts = [
            (id("1"), "Road cut\n\nThe road to Velmora is cut."),
            (id("2"), "Rail cut\n\nThe rail to Velmora is cut."),
        ];
        let placed = |words: &str, which: usize| {
            let (start, found) = whole.match_indices(words).nth(which).unwrap();
            let (mut annotation, _) = marked("[x]");
            let span = Span::new(start, start + found.len());
            annotation.anchors = vec![Anchor::new(whole, span).unwrap()];
            let texts = parts
                .iter()
                .map(|(id, text)| (id.clone(), *text, TextHash::of(text)));
            place_among(&annotation, texts).map(|now| {
                let text = parts.iter().find(|(id, _)| *id == now.article).unwrap().1;
                assert_eq!(now.version, TextHash::of(text));
                assert_eq!(now.anchors[0].span.get(text), Some(words));
                now.article
            })
        };
        assert_eq!(placed("Velmora", 0), Some(id("1")));
        assert_eq!(placed("Velmora", 1), Some(id("2")));
        assert_eq!(placed("rail", 0), Some(id("2")));
        assert_eq!(placed("1 of 2", 0), None, "what is no text any more");
        let whole_twice = (id("3"), parts[0].1, TextHash::of(parts[0].1));
        let (mut annotation, _) = marked("[x]");
        annotation.anchors = vec![Anchor::new(parts[0].1, Span::new(0, 4)).unwrap()];
        let twice = [whole_twice.clone(), whole_twice];
        assert_eq!(place_among(&annotation, twice.into_iter()), None, "of two");
    }
}
