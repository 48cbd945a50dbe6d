//! What a single word can match.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};

/// What a single token can match.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// The folded word.
    Word(String),
    /// The word exactly as written: case and marks count.
    Exact(String),
    /// A folded pattern in which `*` is any number of characters and `?` is one.
    Wildcard(String),
    /// Every word within this edit distance of the folded word; a swap of neighbours counts 1.
    Fuzzy(String, u8),
    /// Any word; only inside a phrase.
    Any,
}

/// A [`Term`] made ready for many words.
pub enum TermMatcher {
    /// See [`Term::Word`].
    Word(String),
    /// See [`Term::Exact`].
    Exact(String),
    /// See [`Term::Wildcard`].
    Wildcard(Glob),
    /// See [`Term::Fuzzy`].
    Fuzzy(Box<DFA>, u8),
    /// See [`Term::Any`].
    Any,
}

impl TermMatcher {
    /// Makes a term ready.
    pub fn new(term: &Term) -> Self {
        match term {
            Term::Word(word) => Self::Word(word.clone()),
            Term::Exact(word) => Self::Exact(word.clone()),
            Term::Wildcard(pattern) => Self::Wildcard(Glob::new(pattern)),
            Term::Fuzzy(word, distance) => {
                let dfa = LevenshteinAutomatonBuilder::new(*distance, true).build_dfa(word);
                Self::Fuzzy(Box::new(dfa), *distance)
            }
            Term::Any => Self::Any,
        }
    }

    /// Whether a word of a text matches: as written, and folded.
    pub fn matches(&self, surface: &str, folded: &str) -> bool {
        match self {
            Self::Exact(word) => surface == word,
            Self::Word(word) => folded == word,
            Self::Wildcard(glob) => glob.matches(folded),
            Self::Fuzzy(dfa, most) => {
                matches!(dfa.eval(folded), Distance::Exact(d) if d <= *most)
            }
            Self::Any => true,
        }
    }
}

/// A pattern with `*` (any number of characters) and `?` (exactly one), over whole strings.
#[derive(Clone, Debug)]
pub struct Glob {
    prefix: String,
    rest: Vec<char>,
}

impl Glob {
    /// Makes a pattern ready.
    pub fn new(pattern: &str) -> Self {
        let fixed = pattern.find(['*', '?']).unwrap_or(pattern.len());
        let (prefix, rest) = pattern.split_at(fixed);
        Self {
            prefix: prefix.to_owned(),
            rest: rest.chars().collect(),
        }
    }

    /// The characters that every match begins with.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether every string with the prefix matches.
    pub fn is_prefix(&self) -> bool {
        self.rest == ['*']
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let Some(tail) = text.strip_prefix(self.prefix.as_str()) else {
            return false;
        };
        self.is_prefix() || rest_matches(&self.rest, tail)
    }
}

/// The usual two-pointer walk: on a mismatch the last `*` takes one character more.
fn rest_matches(pattern: &[char], text: &str) -> bool {
    let mut at = 0;
    let mut chars = text.chars();
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let here = chars.clone().next();
        match (pattern.get(at), here) {
            (Some('*'), _) => {
                at += 1;
                star = Some((at, chars.clone()));
            }
            (Some(p), Some(c)) if *p == '?' || *p == c => {
                at += 1;
                chars.next();
            }
            (None, None) => return true,
            _ => {
                let Some((after, mut from)) = star.take() else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                at = after;
                chars = from.clone();
                star = Some((after, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Glob::new(pattern).matches(text)
    }

    #[test]
    fn wildcards_cover_whole_words() {
        assert!(matches("wagner*", "wagner") && matches("wagner*", "wagnerites"));
        assert!(matches("wag?er", "wagner") && !matches("wag?er", "wager"));
        assert!(matches("*ner", "wagner") && !matches("*ner", "nerd"));
        assert!(matches("a*b*c", "axxbyyc") && !matches("a*b*c", "axxbyy"));
        assert!(matches("б?х*", "бахмут"));
        assert!(matches("*a?", "banab") && !matches("*a?", "a"));
    }

    #[test]
    fn a_swap_of_neighbours_counts_one() {
        let near = TermMatcher::new(&Term::Fuzzy("bakhmut".into(), 1));
        for (word, fits) in [
            ("bakhmut", true),
            ("bahkmut", true),
            ("bakmut", true),
            ("baxmut", false),
        ] {
            assert_eq!(near.matches(word, word), fits, "{word}");
        }
    }
}
