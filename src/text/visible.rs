//! Control characters as something that can be seen. A title, a path or a query may hold what a terminal takes
//! for an order: to move the cursor, to colour or hide what follows, to write into its title, to answer.

use std::borrow::Cow;

/// Whether a terminal may do something else than show this character: control characters (C0, DEL and C1, of
/// which U+009B begins an order by itself), marks that change the direction of what follows, and the
/// separators that some take for the end of a line.
pub fn is_order(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text with each such character written as `\u{1b}`; ends of lines and tabs stay what they are.
///
/// ```
/// use dateline::text::visible;
/// assert_eq!(visible("a\u{1b}[31mb\tc\n"), "a\\u{1b}[31mb\tc\n");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, &|c| is_order(c) && !matches!(c, '\n' | '\t'))
}

/// The same of what must stay on one line: ends of lines are shown as well.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    shown(text, &|c| is_order(c) && c != '\t')
}

fn shown<'t>(text: &'t str, is_shown: &dyn Fn(char) -> bool) -> Cow<'t, str> {
    if !text.chars().any(is_shown) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_shown(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_carry_out_is_shown() {
        for (hostile, seen) in [
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("all right\rwrong", r"all right\u{d}wrong"),
            ("ab\u{8}\u{8}", r"ab\u{8}\u{8}"),
            ("\u{202e}txt.exe", r"\u{202e}txt.exe"),
            ("\u{2066}x\u{2069}", r"\u{2066}x\u{2069}"),
            ("\u{0}\u{7f}", r"\u{0}\u{7f}"),
        ] {
            assert_eq!(visible(hostile), seen);
        }
        for plain in [
            "Łódź",
            "שלום",
            "कि\u{200d}",
            "a\tb\n",
            "👩\u{200d}🚀",
            "\\u{1b}",
        ] {
            assert!(matches!(visible(plain), Cow::Borrowed(_)), "{plain:?}");
        }
        assert_eq!(visible_line("a\nb\u{85}"), r"a\u{a}b\u{85}");
    }
}
