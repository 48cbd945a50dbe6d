//! Markup of others into a tree of elements that is never deep.
//!
//! Whatever walks a tree of elements does so by recursion, or looks at all elements above one: a page of
//! 200 KB with 20,000 elements inside each other ended the program, and one of 50 KB took seconds. So the
//! depth is bounded before the tree is built, as browsers do: [`document`] looks at each tag before the
//! builder of the tree sees it and leaves out the tags of elements that would lie deeper than
//! [`MAX_MARKUP_DEPTH`]. Their text stays, a line of its own where the element would have been a block.
//! Elements that a page never closes (`<font>` of old pages) are opened again in each paragraph; how many
//! are made so is bounded as well, and so all work is in proportion to the length of the page.
//!
//! Useful for: every reader of HTML, in pages, feeds, mails and books. XML that is read event by event
//! needs no tree; [`is_deep_xml`] is for parsers of others that may build one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use dom_query::{Document, NodeId};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, TokenizerResult, local_name};
use quick_xml::encoding::DecodingReader;
use quick_xml::events::Event;

use crate::import::limits::{MAX_MARKUP_CLONES, MAX_MARKUP_DEPTH};

/// The tree of a page, or of a piece of one. No text of it is lost.
pub(crate) fn document(html: &str) -> Document {
    let options = TreeBuilderOpts {
        scripting_enabled: false,
        ..TreeBuilderOpts::default()
    };
    let gate = DepthGate {
        builder: TreeBuilder::new(Document::default(), options),
        tokens: Cell::new(0),
        left_out: RefCell::default(),
        is_full: Cell::new(false),
        at_line_start: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // It stops at the end of each script, which nobody runs here.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink
}

/// Stands between the tokens of a page and the builder of its tree.
struct DepthGate {
    builder: TreeBuilder<NodeId, Document>,
    /// Tokens so far: each makes one node at most, and all others are made for elements left open.
    tokens: Cell<usize>,
    /// Open elements that were left out, by name: their ends are left out too.
    left_out: RefCell<HashMap<LocalName, usize>>,
    /// Whether too many elements were made again: no more are opened and none is closed.
    is_full: Cell<bool>,
    /// Whether nothing was said since the last end of a line that stands for a tag.
    at_line_start: Cell<bool>,
}

/// What happens to a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Pass,
    /// Left out without a trace.
    Nothing,
    /// Left out, and a line ends there.
    Line,
}

impl TokenSink for DepthGate {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        self.tokens.set(self.tokens.get() + 1);
        let token = match token {
            Token::TagToken(tag) => match self.verdict(&tag) {
                Verdict::Pass => Token::TagToken(tag),
                Verdict::Nothing => return TokenSinkResult::Continue,
                Verdict::Line if self.at_line_start.replace(true) => {
                    return TokenSinkResult::Continue;
                }
                // Within drawings the element would end them.
                Verdict::Line if self.is_in_drawing() => Token::CharacterTokens(" ".into()),
                Verdict::Line => Token::TagToken(line_end()),
            },
            Token::CharacterTokens(text) => {
                self.at_line_start.set(false);
                Token::CharacterTokens(text)
            }
            other => other,
        };
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.is_in_drawing()
    }
}

impl DepthGate {
    /// Whether the innermost element is none of HTML, but of SVG or MathML, where every name may nest.
    fn is_in_drawing(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }

    fn verdict(&self, tag: &Tag) -> Verdict {
        let never_nests = (is_raw(&tag.name) || is_void(&tag.name)) && !self.is_in_drawing();
        if never_nests {
            return Verdict::Pass;
        }
        let passes = match tag.kind {
            TagKind::StartTag => self.has_room(),
            TagKind::EndTag => !self.ends_what_was_left_out(&tag.name) && !self.is_full.get(),
        };
        if passes {
            return Verdict::Pass;
        }
        if tag.kind == TagKind::StartTag && !tag.self_closing && !self.is_full.get() {
            let mut left_out = self.left_out.borrow_mut();
            *left_out.entry(tag.name.clone()).or_default() += 1;
        }
        if is_inline(&tag.name) {
            Verdict::Nothing
        } else {
            Verdict::Line
        }
    }

    /// Whether one element more may be opened.
    fn has_room(&self) -> bool {
        let made = self.builder.sink.tree.len();
        if made > self.tokens.get() + MAX_MARKUP_CLONES {
            self.is_full.set(true);
        }
        if self.is_full.get() {
            return false;
        }
        let open = OpenElements(Cell::new(0));
        self.builder.trace_handles(&open);
        open.0.get() <= MAX_MARKUP_DEPTH
    }

    fn ends_what_was_left_out(&self, name: &LocalName) -> bool {
        let mut left_out = self.left_out.borrow_mut();
        let open = left_out.get_mut(name).filter(|n| **n > 0);
        open.is_some_and(|n| {
            *n -= 1;
            true
        })
    }
}

/// Counts the elements that the builder of a tree holds open, and those it will open again.
struct OpenElements(Cell<usize>);

impl Tracer for OpenElements {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

fn line_end() -> Tag {
    Tag {
        kind: TagKind::StartTag,
        name: local_name!("br"),
        self_closing: false,
        attrs: Vec::new(),
        had_duplicate_attributes: false,
    }
}

/// Elements whose content is no markup: it ends with them.
fn is_raw(name: &LocalName) -> bool {
    const RAW: [&str; 9] = [
        "script",
        "style",
        "title",
        "textarea",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "plaintext",
    ];
    RAW.contains(&&**name)
}

/// Elements that hold nothing.
fn is_void(name: &LocalName) -> bool {
    const VOID: [&str; 18] = [
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
        "keygen", "link", "meta", "param", "source", "track", "wbr",
    ];
    VOID.contains(&&**name)
}

/// Elements that end no line.
fn is_inline(name: &LocalName) -> bool {
    const INLINE: [&str; 28] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em",
        "font", "i", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "u",
    ];
    INLINE.contains(&&**name)
}

/// Whether the elements of XML lie inside each other more than [`MAX_MARKUP_DEPTH`] deep. What is no XML is
/// looked at as far as it is.
pub(crate) fn is_deep_xml(bytes: &[u8]) -> bool {
    let mut reader = quick_xml::Reader::from_reader(DecodingReader::new(bytes));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    let (mut depth, mut event) = (0_usize, Vec::new());
    loop {
        event.clear();
        match reader.read_event_into(&mut event) {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
        if depth > MAX_MARKUP_DEPTH {
            return true;
        }
    }
}

#[cfg(test)]
mod tests;
