//! The words of markup as text: blocks stand apart, marks inside a word do not divide it.

use dom_query::NodeRef;

/// Elements that are no words of the page. Readings above East Asian words (`rt`) repeat them.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "title", "head", "iframe", "object",
    "select", "textarea", "button", "audio", "video", "canvas", "rt", "rp",
];

/// Elements with an empty line around them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
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
    "hgroup",
    "hr",
    "legend",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements on lines of their own.
const LINES: &[&str] = &["caption", "dd", "dt", "li", "option", "tr"];

/// Elements with a blank around them.
const CELLS: &[&str] = &["td", "th"];

/// What stands between two elements, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Blank,
    Line,
    Paragraph,
}

/// The text of an element, without the elements that nobody reads.
pub(crate) fn block_text(root: &NodeRef<'_>) -> String {
    let mut out = Writer {
        text: String::new(),
        gap: Gap::None,
    };
    let mut open: Vec<(NodeRef<'_>, Step)> = vec![(*root, Step::In)];
    while let Some((node, step)) = open.pop() {
        let name = node.node_name();
        let name = name.as_deref().unwrap_or_default();
        match step {
            Step::Out => out.widen(gap_around(&node, name)),
            Step::In if node.is_text() => out.push(&node.text()),
            Step::In if SKIPPED.contains(&name) => {}
            // Two in a row stand for an empty line.
            Step::In if name == "br" => out.widen(match out.gap {
                Gap::None | Gap::Blank => Gap::Line,
                Gap::Line | Gap::Paragraph => Gap::Paragraph,
            }),
            Step::In if name == "pre" => {
                out.widen(Gap::Paragraph);
                out.push_whole(&node.text());
                out.widen(Gap::Paragraph);
            }
            Step::In => {
                out.widen(gap_around(&node, name));
                open.push((node, Step::Out));
                open.extend(node.children_it(true).map(|child| (child, Step::In)));
            }
        }
    }
    out.text
}

enum Step {
    In,
    Out,
}

fn gap_around(node: &NodeRef<'_>, name: &str) -> Gap {
    if BLOCKS.contains(&name) {
        Gap::Paragraph
    } else if LINES.contains(&name) {
        Gap::Line
    } else if CELLS.contains(&name) || is_note_number(node, name) {
        Gap::Blank
    } else {
        Gap::None
    }
}

/// Whether it is the number of a note, which is no part of the word before it: raised, with a way to another
/// place of the page, or called so (EPUB).
fn is_note_number(node: &NodeRef<'_>, name: &str) -> bool {
    let leads_within = |a: &NodeRef<'_>| {
        a.node_name().as_deref() == Some("a") && a.attr("href").is_some_and(|h| h.starts_with('#'))
    };
    match name {
        "sup" => node.children_it(false).any(|child| leads_within(&child)),
        "a" => ["epub:type", "role"]
            .iter()
            .any(|kind| node.attr(kind).is_some_and(|v| v.contains("noteref"))),
        _ => false,
    }
}

struct Writer {
    text: String,
    gap: Gap,
}

impl Writer {
    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Adds words; white space of any length is one blank.
    fn push(&mut self, words: &str) {
        let is_blank = |c: char| c.is_whitespace() && c != '\u{A0}' && c != '\u{202F}';
        if words.starts_with(is_blank) {
            self.widen(Gap::Blank);
        }
        for (i, word) in words.split(is_blank).filter(|w| !w.is_empty()).enumerate() {
            if i > 0 {
                self.widen(Gap::Blank);
            }
            self.close_gap();
            self.text.push_str(word);
        }
        if words.ends_with(is_blank) {
            self.widen(Gap::Blank);
        }
    }

    /// Adds text with its own lines.
    fn push_whole(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.close_gap();
            self.text.push_str(text.trim_matches('\n'));
        }
    }

    fn close_gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Blank => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        block_text(&dom_query::Document::from(html).root())
    }

    #[test]
    fn blocks_stand_apart_and_words_stay_whole() {
        for (html, expected) in [
            ("<dl><dt>Term</dt><dd>Words</dd></dl>", "Term\nWords"),
            ("<p>a<b>b</b>c</p><p>d</p>", "abc\n\nd"),
            (
                "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
                "1 2\n3",
            ),
            (
                "<figure><img><figcaption>Map</figcaption></figure>Next",
                "Map\n\nNext",
            ),
            ("<p>one<br>two<br/><br/>three</p>", "one\ntwo\n\nthree"),
            (
                "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
                "a\nb\n\nc",
            ),
            ("<p>a <script>x</script> b</p>", "a b"),
            ("<summary>Head</summary><div>Body</div>", "Head\n\nBody"),
            (
                "<ruby>北京<rp>(</rp><rt>ペキン</rt><rp>)</rp></ruby>",
                "北京",
            ),
            ("<pre>a\n  b</pre>", "a\n  b"),
            (
                "<p>Monday<sup><a href='#n1'>1</a></sup>. 10 m<sup>2</sup></p>",
                "Monday 1 . 10 m2",
            ),
            (
                "<p>Alderton<a epub:type='noteref' href='n.html'>2</a></p>",
                "Alderton 2",
            ),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }
}
