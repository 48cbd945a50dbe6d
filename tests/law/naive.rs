//! A reference matcher that shares nothing with the evaluator but the tokenizer and the parser: for
//! every leaf it tries every stretch of words there is.

use dateline::query::{FieldTest, Query, Term};
use dateline::text::{Span, tokens};

pub struct Text<'t> {
    pub whole: &'t str,
    pub words: Vec<(Span, String, String)>,
    pub title_end: usize,
    /// Whether a condition holds of the article.
    pub holds: &'t dyn Fn(&FieldTest) -> bool,
}

fn term(term: &Term, word: &(Span, String, String)) -> bool {
    match term {
        Term::Word(w) => *w == word.1,
        Term::Exact(w) => *w == word.2,
        Term::Fuzzy(w, d) => strsim::osa_distance(w, &word.1) <= usize::from(*d),
        Term::Wildcard(p) => {
            let escaped = regex::escape(p).replace(r"\*", ".*").replace(r"\?", ".");
            regex::Regex::new(&format!("^(?s:{escaped})$"))
                .unwrap()
                .is_match(&word.1)
        }
        Term::Any => true,
    }
}

/// All stretches of words, first and last, that a query of words can be.
fn stretches(query: &Query, t: &Text<'_>, limit: usize) -> Vec<(usize, usize)> {
    let n = t.words.len().min(limit);
    let title = t.words.iter().filter(|w| w.0.start() < t.title_end).count();
    let crosses = |a: usize, b: usize| a < title && b >= title;
    let mut out = Vec::new();
    match query {
        Query::Term(wanted) => out.extend(
            (0..n)
                .filter(|i| term(wanted, &t.words[*i]))
                .map(|i| (i, i)),
        ),
        Query::Phrase(p) => {
            let mut free = 0;
            for a in 0..n {
                // The nearest end from here, by trying all.
                let end = (a..n).find(|b| {
                    let inner: Vec<usize> = (a..=*b).collect();
                    spells(&p.words, &inner, t)
                });
                let Some(b) = end else { continue };
                let fits = b + 1 - a <= p.words.len() + p.extra as usize;
                if fits && !crosses(a, b) && a >= free {
                    out.push((a, b));
                    free = b + 1;
                }
            }
        }
        Query::Near(near) => {
            let (left, right) = (
                stretches(&near.left, t, limit),
                stretches(&near.right, t, limit),
            );
            let mut pairs = Vec::new();
            for x in &left {
                for y in &right {
                    let (first, second) = if x.0 <= y.0 { (x, y) } else { (y, x) };
                    if second.0 > first.1
                        && second.0 - first.1 - 1 <= near.between as usize
                        && !crosses(first.0, second.1)
                    {
                        pairs.push((second.0 - first.1 - 1, first.0, second.1));
                    }
                }
            }
            pairs.sort_unstable();
            for (_, a, b) in pairs {
                if out.iter().all(|(c, d)| b < *c || *d < a) {
                    out.push((a, b));
                }
            }
        }
        Query::Or(parts) => out.extend(parts.iter().flat_map(|p| stretches(p, t, limit))),
        _ => unreachable!("not of words"),
    }
    out
}

/// Whether the first and last of these places are the first and last word, the others between.
fn spells(wanted: &[Term], places: &[usize], t: &Text<'_>) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return false;
    };
    if places.is_empty() || !term(first, &t.words[places[0]]) {
        return false;
    }
    if rest.is_empty() {
        return places.len() == 1;
    }
    (1..places.len()).any(|i| spells(rest, &places[i..], t))
}

pub fn find(query: &Query, t: &Text<'_>, title_only: bool) -> Option<Vec<Span>> {
    let title = t.words.iter().filter(|w| w.0.start() < t.title_end).count();
    let limit = if title_only { title } else { usize::MAX };
    match query {
        Query::Term(_) | Query::Phrase(_) | Query::Near(_) => {
            let found = stretches(query, t, limit);
            let spans: Vec<Span> = found
                .iter()
                .map(|(a, b)| t.words[*a].0.union(t.words[*b].0))
                .collect();
            (!spans.is_empty()).then_some(spans)
        }
        Query::Regex(pattern) => {
            let end = if title_only {
                t.title_end
            } else {
                t.whole.len()
            };
            let regex = pattern.compile().unwrap();
            let spans: Vec<Span> = regex
                .find_iter(&t.whole.as_bytes()[..end])
                .filter(|m| !m.is_empty())
                .map(|m| Span::new(m.start(), m.end()))
                .collect();
            (!spans.is_empty()).then_some(spans)
        }
        Query::Except(except) => {
            let but = find(&except.but, t, title_only).map_or_else(Vec::new, leftmost);
            let mut of = leftmost(find(&except.of, t, title_only)?);
            of.retain(|m| but.iter().all(|b| b.end <= m.start || m.end <= b.start));
            (!of.is_empty()).then_some(of)
        }
        Query::Title(inner) => find(inner, t, true).map(|_| Vec::new()),
        Query::Field(test) => (t.holds)(test).then(Vec::new),
        Query::Not(inner) => find(inner, t, title_only).is_none().then(Vec::new),
        Query::And(parts) => {
            let all: Option<Vec<_>> = parts.iter().map(|p| find(p, t, title_only)).collect();
            all.map(|a| a.concat())
        }
        Query::Or(parts) => {
            let any: Vec<_> = parts
                .iter()
                .filter_map(|p| find(p, t, title_only))
                .collect();
            (!any.is_empty()).then(|| any.concat())
        }
    }
}

pub fn mentions(
    query: &Query,
    text: &str,
    title_end: usize,
    holds: &dyn Fn(&FieldTest) -> bool,
) -> Option<Vec<Span>> {
    let words = tokens(text)
        .map(|w| (w.span, w.folded().into_owned(), w.written().into_owned()))
        .collect();
    let text = Text {
        whole: text,
        words,
        title_end,
        holds,
    };
    find(query, &text, false).map(leftmost)
}

/// Of places that overlap the leftmost, then the longest.
fn leftmost(mut found: Vec<Span>) -> Vec<Span> {
    found.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut out: Vec<Span> = Vec::new();
    for span in found {
        if out.last().is_none_or(|last| last.end <= span.start) {
            out.push(span);
        }
    }
    out
}
