//! Whether a value fits what is asked of it.

use crate::corpus::ArticleIx;
use crate::query::{Glob, NoFacts, Prepared, Query, TextTest, TokenizedText};
use crate::text::fold;

/// Whether a value holds the words of a test next to each other, or is them.
pub(super) struct ValueMatcher {
    test: TextTest,
    words: Option<Prepared<'static>>,
}

impl ValueMatcher {
    pub fn new(test: TextTest) -> Self {
        // A pattern without a letter or digit is no phrase: it is compared as a whole.
        let quoted = Query::parse(&format!("\"{}\"", test.pattern))
            .ok()
            .flatten();
        Self {
            test,
            words: quoted.and_then(|q| Prepared::new(&q, &NoFacts).ok()),
        }
    }

    pub fn fits(&self, value: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        let Some(query) = self.words.as_ref().filter(|_| !self.test.whole) else {
            return Glob::new(&self.test.pattern).matches(&fold(value));
        };
        let words = TokenizedText::new(value, 0);
        let found = query.find(&words, ArticleIx(0));
        found.is_some_and(|f| !f.is_empty())
    }
}

/// Whether a path holds the characters of a test, or is them; with `*` and `?` over all of it.
pub(super) struct PathMatcher {
    glob: Option<Glob>,
    part: String,
}

impl PathMatcher {
    pub fn new(test: TextTest) -> Self {
        let as_glob = test.whole || test.pattern.contains(['*', '?']);
        Self {
            glob: as_glob.then(|| Glob::new(&test.pattern)),
            part: test.pattern,
        }
    }

    pub fn fits(&self, path: &str) -> bool {
        let path = fold(path);
        match &self.glob {
            Some(glob) => glob.matches(&path),
            None => path.contains(&self.part),
        }
    }
}
