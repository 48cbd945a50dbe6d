//! Quotation marks of every kind, and which close which.

/// The usual double ones, straight, curly, low, full-width and the Japanese ones of vertical lines.
const DOUBLE: [char; 9] = [
    '"', '\u{201C}', '\u{201D}', '\u{201E}', '\u{201F}', '\u{FF02}', '\u{301D}', '\u{301E}',
    '\u{301F}',
];

/// Pairs that point: in some languages the other way round.
const POINTING: [[char; 2]; 2] = [['«', '»'], ['‹', '›']];

/// Pairs of corners, and of Chinese titles.
const CORNERS: [(char, char); 5] = [
    ('「', '」'),
    ('『', '』'),
    ('｢', '｣'),
    ('《', '》'),
    ('〈', '〉'),
];

/// Whether a character opens a phrase wherever it stands.
pub(super) fn opens(c: char) -> bool {
    DOUBLE.contains(&c)
        || POINTING.iter().any(|pair| pair.contains(&c))
        || CORNERS
            .iter()
            .any(|(open, close)| c == *open || c == *close)
}

/// Whether `close` ends a phrase that began with `open`.
pub(super) fn closes(open: char, close: char) -> bool {
    let pointing = POINTING.iter().find(|pair| pair.contains(&open));
    let corners = CORNERS.iter().find(|(o, c)| open == *o || open == *c);
    match (pointing, corners) {
        (Some(pair), _) => pair.contains(&close),
        (None, Some((_, right))) => close == *right,
        (None, None) => DOUBLE.contains(&close),
    }
}

/// The marks to print around words, so that none in the words ends them.
pub(super) fn around(words: &str) -> (char, char) {
    let pairs = [('"', '"'), ('«', '»'), ('「', '」'), ('《', '》')];
    let fits = |(open, _): &&(char, char)| !words.chars().any(|c| closes(*open, c));
    pairs.iter().find(fits).copied().unwrap_or(('"', '"'))
}

/// Whether a character opens a phrase where a word begins and another of its kind closes it: inside a
/// word it is an apostrophe.
pub(super) fn opens_single(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}' | '\u{201A}' | '\u{201B}' | '\u{2019}' | '\u{FF07}' | '`' | '´'
    )
}

/// Where a phrase in single quotation marks ends that begins with `after`: before white space, a bracket, a
/// `~` or the end.
pub(super) fn single_close(after: &str) -> Option<(usize, char)> {
    let is_close = |c: char| matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{FF07}' | '`' | '´');
    let ends = |rest: &str| {
        let next = rest.chars().next();
        next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '~'))
    };
    after.char_indices().find(|(at, c)| {
        let inner = after.get(..*at).unwrap_or_default();
        let rest = after.get(at + c.len_utf8()..).unwrap_or_default();
        is_close(*c) && ends(rest) && inner.contains(char::is_alphanumeric)
    })
}
