//! JSON that is nearly JSON, as programs and people write it: written anew so that a strict parser takes it.
//!
//! Forgiven are `NaN` and its like, half a surrogate pair, raw control characters inside strings, commas
//! before a closing bracket, comments, single quotation marks, names without any, Python's `None` and
//! `True`, numbers that JSON does not know. What is cut off or has other faults stays broken.

use std::iter::Peekable;
use std::str::CharIndices;

/// The text as strict JSON, as far as its faults are among those that are forgiven.
pub(crate) fn mended(text: &str) -> String {
    let mut mender = Mender {
        text,
        chars: text.char_indices().peekable(),
        out: String::with_capacity(text.len() + 16),
        comma: false,
        depth: 0,
    };
    mender.run();
    mender.out
}

/// JSON that is cut off, closed behind the last element of a list that came whole; `None` where none did.
pub(crate) fn closed_off(text: &str) -> Option<String> {
    let mut open: Vec<char> = Vec::new();
    let mut whole: Option<(usize, Vec<char>)> = None;
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ if inside => {}
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
                if open.last() == Some(&']') {
                    whole = Some((at + 1, open.clone()));
                }
            }
            _ => {}
        }
    }
    let (end, open) = whole?;
    let mut out = text.get(..end)?.to_owned();
    out.extend(open.iter().rev());
    Some(out)
}

struct Mender<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    out: String,
    /// Whether a comma waits for a value behind it.
    comma: bool,
    /// Brackets that are open: between values outside all of them stands no comma.
    depth: u32,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '+' | '-')
}

impl Mender<'_> {
    fn run(&mut self) {
        while let Some((at, c)) = self.chars.next() {
            match c {
                '"' | '\'' => {
                    self.value();
                    self.string(c);
                }
                ',' => self.comma = true,
                ']' | '}' => {
                    self.comma = false;
                    self.depth = self.depth.saturating_sub(1);
                    self.out.push(c);
                }
                '[' | '{' => {
                    self.value();
                    self.depth += 1;
                    self.out.push(c);
                }
                ':' => self.out.push(c),
                '\n' => self.out.push(c),
                '/' => self.comment(),
                _ if is_word(c) => {
                    self.value();
                    self.word(at);
                }
                // White space of any kind, marks, a semicolon at the end.
                _ => self.out.push(' '),
            }
        }
    }

    /// What comes is a value or a name: the comma before it counts.
    fn value(&mut self) {
        let before = self.out.trim_end().chars().next_back();
        let is_between = !matches!(before, None | Some('[' | '{' | ':'));
        if std::mem::take(&mut self.comma) && self.depth > 0 && is_between {
            self.out.push(',');
        }
    }

    fn comment(&mut self) {
        match self.chars.peek() {
            Some((_, '/')) => while self.chars.next_if(|(_, c)| *c != '\n').is_some() {},
            Some((_, '*')) => {
                let mut before = ' ';
                self.chars.next();
                for (_, c) in self.chars.by_ref() {
                    if before == '*' && c == '/' {
                        break;
                    }
                    before = c;
                }
            }
            _ => self.out.push('/'),
        }
    }

    fn word(&mut self, at: usize) {
        let mut end = self.text.len();
        while let Some((next, c)) = self.chars.peek() {
            if !is_word(*c) {
                end = *next;
                break;
            }
            self.chars.next();
        }
        let word = self.text.get(at..end).unwrap_or_default();
        let strict = match word.trim_start_matches(['-', '+']) {
            "True" => "true",
            "False" => "false",
            "None" | "NULL" | "Null" | "undefined" | "NaN" | "nan" | "Infinity" | "inf" => "null",
            _ => word,
        };
        if matches!(strict, "true" | "false" | "null")
            || serde_json::from_str::<serde_json::Number>(strict).is_ok()
        {
            self.out.push_str(strict);
        } else {
            self.out.push('"');
            self.out.push_str(strict);
            self.out.push('"');
        }
    }

    fn string(&mut self, quote: char) {
        self.out.push('"');
        while let Some((_, c)) = self.chars.next() {
            match c {
                _ if c == quote => {
                    self.out.push('"');
                    return;
                }
                '"' => self.out.push_str("\\\""),
                '\\' => self.escape(),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\0'..'\u{20}' => self.out.push_str(&format!("\\u{:04x}", c as u32)),
                _ => self.out.push(c),
            }
        }
    }

    fn escape(&mut self) {
        let Some((at, c)) = self.chars.next() else {
            // Cut off here: it stays so.
            self.out.push('\\');
            return;
        };
        match c {
            'u' => {
                let Some(unit) = self.hex(at + 1, 4) else {
                    self.out.push_str("\\\\u");
                    return;
                };
                self.skip(4);
                let low = (0xD800..0xDC00)
                    .contains(&unit)
                    .then(|| self.low_half(at + 5))
                    .flatten();
                match low {
                    Some(low) => {
                        self.skip(6);
                        self.out.push_str(&format!("\\u{unit:04x}\\u{low:04x}"));
                    }
                    None if (0xD800..0xE000).contains(&unit) => self.out.push('\u{FFFD}'),
                    None => self.out.push_str(&format!("\\u{unit:04x}")),
                }
            }
            'x' => match self.hex(at + 1, 2) {
                Some(unit) => {
                    self.skip(2);
                    self.out.push_str(&format!("\\u{unit:04x}"));
                }
                None => self.out.push_str("\\\\x"),
            },
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
                self.out.push('\\');
                self.out.push(c);
            }
            // A line that goes on in the next.
            '\n' => {}
            '\'' => self.out.push(c),
            _ => {
                self.out.push_str("\\\\");
                self.out.push(c);
            }
        }
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        let word = self.text.get(at..at + digits)?;
        let is_hex = word.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(word, 16).ok()).flatten()
    }

    /// The second half of a pair, where it is written there.
    fn low_half(&self, at: usize) -> Option<u32> {
        let written = self.text.get(at..at + 2)? == "\\u";
        let unit = self.hex(at + 2, 4)?;
        (written && (0xDC00..0xE000).contains(&unit)).then_some(unit)
    }

    fn skip(&mut self, chars: usize) {
        for _ in 0..chars {
            self.chars.next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn faults_that_programs_make_are_forgiven() {
        for (text, value) in [
            (
                "[{\"a\":NaN,\"b\":-Infinity},]",
                json!([{"a": null, "b": null}]),
            ),
            ("[1,,2,]", json!([1, 2])),
            ("{\"a\":\"x \\ud83d\"}", json!({"a": "x \u{FFFD}"})),
            (
                "{\"a\":\"\\ude00\\ud83d\\ude00\"}",
                json!({"a": "\u{FFFD}\u{1F600}"}),
            ),
            (
                "{\"a\":\"two\nlines\tand\u{1}\"}",
                json!({"a": "two\nlines\tand\u{1}"}),
            ),
            (
                "{'a': 'it\\'s \"so\"', 'b': None, 'c': True}",
                json!({"a": "it's \"so\"", "b": null, "c": true}),
            ),
            (
                "{a: 1, // one\n b: 007 /* two */}",
                json!({"a": 1, "b": "007"}),
            ),
            ("\u{1E}{\"a\": \"\\d\\x41\"};", json!({"a": "\\dA"})),
            (
                "{\"a, b\": [1,{}], \"c\": \",]\"}",
                json!({"a, b": [1, {}], "c": ",]"}),
            ),
            (
                "{\"a\": 1.5e-3, \"b\": .5}",
                json!({"a": 1.5e-3, "b": ".5"}),
            ),
        ] {
            let got: Result<Value, _> = serde_json::from_str(&mended(text));
            assert_eq!(got.ok(), Some(value), "{text} as {}", mended(text));
        }
    }

    #[test]
    fn what_is_cut_off_stays_cut_off() {
        for text in ["[{\"a\":\"x", "[{\"a\":1},{\"b\":\\", "{\"a\":"] {
            let got: Result<Value, _> = serde_json::from_str(&mended(text));
            assert!(got.is_err_and(|e| e.is_eof()), "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_ends_behind_its_last_whole_element() {
        for (text, closed) in [
            ("[{\"a\":1},{\"b\":\"x ]", Some("[{\"a\":1}]")),
            (
                "{\"n\":2,\"l\":[{\"a\":[1]},{\"b\":\"]}\"},{\"c",
                Some("{\"n\":2,\"l\":[{\"a\":[1]},{\"b\":\"]}\"}]}"),
            ),
            ("{\"a\":\"x", None),
        ] {
            assert_eq!(closed_off(text).as_deref(), closed, "{text}");
        }
        assert_eq!(mended("{\"a\":1},\n{\"a\":2},"), "{\"a\":1}\n{\"a\":2}");
    }

    proptest::proptest! {
        #[test]
        fn strict_json_means_the_same_afterwards(words: Vec<(String, i64)>) {
            let value: Value = words.iter().map(|(k, v)| json!({ (k.as_str()): [v, k, null, true] })).collect();
            let text = value.to_string();
            proptest::prop_assert_eq!(serde_json::from_str::<Value>(&mended(&text)).unwrap(), value);
        }
    }
}
