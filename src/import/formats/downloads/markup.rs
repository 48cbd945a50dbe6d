//! The text of a part of a page: a line a block, as it is printed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};

/// Elements that begin and end a line.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "ul",
    "br",
];
/// Elements whose text is not shown.
const HIDDEN: [&str; 11] = [
    "script", "style", "head", "title", "noscript", "template", "input", "select", "textarea",
    "button", "option",
];
/// Deepest elements inside each other that are looked into.
const DEEPEST: usize = 400;

/// Looks at a part of a page. `None` where the parser cannot take it apart.
pub(super) fn with_markup<T>(html: &str, look: impl FnOnce(&Document) -> T) -> Option<T> {
    // The parser is large and the pages are others'; a fault in it must not end the loading.
    catch_unwind(AssertUnwindSafe(|| look(&Document::fragment(html)))).ok()
}

/// The lines below some nodes, without empty ones.
pub(super) fn lines_of<'n>(nodes: impl IntoIterator<Item = NodeRef<'n>>) -> Vec<String> {
    let mut out = Lines::default();
    for node in nodes {
        out.take(node, 0, false);
        out.end();
    }
    out.done
}

/// The text of a node in one line.
pub(super) fn line_of(node: NodeRef<'_>) -> String {
    lines_of([node]).join(" ")
}

/// The text of the first element that a selector finds, in one line; empty where there is none.
pub(super) fn first_line(document: &Document, selector: &str) -> String {
    let found = document.select(selector).nodes().first().copied();
    found.map(line_of).unwrap_or_default()
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    open: String,
    /// Whether white space came since the last character.
    gap: bool,
    /// Whether that held the end of a line.
    broken: bool,
}

impl Lines {
    fn take(&mut self, node: NodeRef<'_>, depth: usize, kept: bool) {
        if node.is_text() {
            self.text(&node.text(), kept);
            return;
        }
        // The root of a part has no name of its own.
        let name = node.node_name().unwrap_or_default();
        let name: &str = &name;
        if HIDDEN.contains(&name) || depth > DEEPEST {
            return;
        }
        let block = BLOCKS.contains(&name);
        if block {
            self.end();
        }
        let kept = kept || name == "pre";
        let mut child = node.first_child();
        while let Some(inner) = child {
            self.take(inner, depth + 1, kept);
            child = inner.next_sibling();
        }
        if block {
            self.end();
        }
    }

    fn text(&mut self, text: &str, kept: bool) {
        for c in text.chars() {
            if kept && c == '\n' {
                self.end();
            } else if c.is_whitespace() {
                self.gap = true;
                self.broken |= c == '\n';
            } else {
                if self.gap && !self.open.is_empty() {
                    let last = self.open.chars().next_back();
                    // Japanese and Chinese have no blanks: an end of a line between two of their
                    // characters is one of the markup.
                    let glued =
                        self.broken && last.is_some_and(is_ideographic) && is_ideographic(c);
                    if !glued {
                        self.open.push(' ');
                    }
                }
                (self.gap, self.broken) = (false, false);
                self.open.push(c);
            }
        }
    }

    fn end(&mut self) {
        (self.gap, self.broken) = (false, false);
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }
}

/// Whether a character is of a script without blanks.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}')
}

/// The paragraphs of lines that were wrapped to a width: a line goes on where the first word of the next
/// would not have fitted into it. Empty lines part paragraphs.
pub(super) fn unwrapped<'l>(lines: impl IntoIterator<Item = &'l str>, width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last: Option<usize> = None;
    for line in lines {
        let text = line.trim();
        if text.is_empty() {
            last = None;
            continue;
        }
        let first_word = text.split_whitespace().next().unwrap_or_default();
        let goes_on = last.is_some_and(|len| len + 1 + first_word.chars().count() > width);
        match out.last_mut() {
            Some(open) if goes_on && last.is_some() => {
                open.push(' ');
                open.push_str(text);
            }
            Some(open) if last.is_some() => {
                open.push('\n');
                open.push_str(text);
            }
            _ => out.push(text.to_owned()),
        }
        last = Some(line.trim_end().chars().count());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_elements_join_and_blocks_part() {
        let html = "<div><span>Dec</span><span>ember 19,\n 1991</span><br>City<style>.x{}</style></div><p>外<b>交</b>\n官</p>";
        let lines = with_markup(html, |d| lines_of(d.root().children())).unwrap();
        assert_eq!(lines, ["December 19, 1991", "City", "外交官"]);
    }

    #[test]
    fn wrapped_lines_are_joined_and_meant_ones_are_not() {
        let text = "The road to the town was cut\non Monday, residents said.\nA second line of verse\n\nNext.";
        assert_eq!(
            unwrapped(text.lines(), 30),
            [
                "The road to the town was cut on Monday, residents said.\nA second line of verse",
                "Next."
            ]
        );
    }
}
