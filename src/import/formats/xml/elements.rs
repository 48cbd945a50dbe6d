//! Markup as a list of elements and texts, whatever is wrong with it. Nothing here is recursive: an element
//! knows which places of the list are inside it.

/// One piece of markup, in the order of the file.
#[derive(Debug)]
pub(crate) enum Piece<'t> {
    Element(Element<'t>),
    Text(&'t str),
    /// Taken as it stands.
    Raw(&'t str),
}

/// An element, and how far it goes.
#[derive(Debug)]
pub(crate) struct Element<'t> {
    /// In small letters, without prefix.
    pub(crate) name: String,
    tag: &'t str,
    /// Its own place in the list, and the first behind it.
    at: usize,
    end: usize,
    depth: u32,
}

/// All pieces of a text.
pub(crate) struct Tree<'t> {
    pieces: Vec<Piece<'t>>,
}

/// What the text goes on with.
enum Token<'t> {
    Start(&'t str, bool),
    End(&'t str),
    Text(&'t str),
    Raw(&'t str),
    Nothing,
}

impl<'t> Tree<'t> {
    /// Takes a text apart.
    pub(crate) fn of(text: &'t str) -> Self {
        let mut pieces: Vec<Piece<'t>> = Vec::new();
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (token, behind) = next(rest);
            rest = behind;
            match token {
                Token::Text(text) => pieces.push(Piece::Text(text)),
                Token::Raw(text) => pieces.push(Piece::Raw(text)),
                Token::Nothing => {}
                Token::Start(tag, is_empty) => {
                    let at = pieces.len();
                    let name = local_name(tag);
                    pieces.push(Piece::Element(Element {
                        name: name.clone(),
                        tag,
                        at,
                        end: at + 1,
                        depth: open.len() as u32,
                    }));
                    if !is_empty {
                        open.push((at, name));
                    }
                }
                Token::End(name) => {
                    let name = local_name(name);
                    if let Some(found) = open.iter().rposition(|(_, n)| *n == name) {
                        for (at, _) in open.drain(found..) {
                            close(&mut pieces, at);
                        }
                    }
                }
            }
        }
        for (at, _) in open {
            close(&mut pieces, at);
        }
        Self { pieces }
    }

    /// The outermost elements.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &Element<'t>> {
        self.elements(0, self.pieces.len(), 0)
    }

    /// The elements directly inside one.
    pub(crate) fn children(&self, of: &Element<'_>) -> impl Iterator<Item = &Element<'t>> {
        self.elements(of.at + 1, of.end, of.depth + 1)
    }

    /// Steps from one element to the next beside it.
    fn elements(&self, from: usize, to: usize, depth: u32) -> impl Iterator<Item = &Element<'t>> {
        let mut at = from;
        std::iter::from_fn(move || {
            while at < to {
                match self.pieces.get(at)? {
                    Piece::Element(element) if element.depth == depth => {
                        at = element.end;
                        return Some(element);
                    }
                    Piece::Element(_) | Piece::Text(_) | Piece::Raw(_) => at += 1,
                }
            }
            None
        })
    }

    /// All elements inside one.
    pub(crate) fn below(&self, of: &Element<'_>) -> impl Iterator<Item = &Element<'t>> {
        self.inside(of).filter_map(|piece| match piece {
            Piece::Element(element) => Some(element),
            Piece::Text(_) | Piece::Raw(_) => None,
        })
    }

    /// All pieces inside one.
    pub(crate) fn inside(&self, of: &Element<'_>) -> impl Iterator<Item = &Piece<'t>> {
        self.pieces
            .get(of.at + 1..of.end)
            .unwrap_or_default()
            .iter()
    }

    /// Text that stands directly in an element.
    pub(crate) fn own_text(&self, of: &Element<'_>) -> String {
        let mut out = String::new();
        let mut at = of.at + 1;
        while at < of.end {
            match self.pieces.get(at) {
                Some(Piece::Text(text)) => out.push_str(&super::text::resolved(text)),
                Some(Piece::Raw(text)) => out.push_str(text),
                Some(Piece::Element(element)) => {
                    at = element.end.max(at + 1);
                    continue;
                }
                None => break,
            }
            at += 1;
        }
        crate::import::formats::html::tidy(&out)
    }
}

fn close(pieces: &mut [Piece<'_>], at: usize) {
    let end = pieces.len();
    if let Some(Piece::Element(element)) = pieces.get_mut(at) {
        element.end = end;
    }
}

impl Element<'_> {
    /// Place behind the last piece inside.
    pub(crate) fn end(&self) -> usize {
        self.end
    }

    /// Its place among all pieces.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Names and values in its tag.
    pub(crate) fn attributes(&self) -> Vec<(&str, String)> {
        let mut out = Vec::new();
        let mut rest = self.tag.trim_end_matches('/');
        while let Some((before, behind)) = rest.split_once('=') {
            let name = before.split_whitespace().next_back().unwrap_or_default();
            let behind = behind.trim_start();
            let (value, after) = match behind.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = behind.get(1..).unwrap_or_default();
                    inside.split_once(quote).unwrap_or((inside, ""))
                }
                _ => behind
                    .split_once(char::is_whitespace)
                    .unwrap_or((behind, "")),
            };
            if !name.is_empty() {
                out.push((name, super::text::resolved(value).into_owned()));
            }
            rest = after;
        }
        out
    }

    /// The value of an attribute, by its name in small letters.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut all = self.attributes().into_iter();
        all.find(|(n, v)| n.eq_ignore_ascii_case(name) && !v.is_empty())
            .map(|(_, v)| v)
    }
}

fn local_name(tag: &str) -> String {
    let end = tag.find([' ', '\t', '\n', '\r', '/']).unwrap_or(tag.len());
    let name = tag.get(..end).unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name).to_lowercase()
}

/// The first token of a text, and what is behind it.
fn next(text: &str) -> (Token<'_>, &str) {
    let Some(inside) = text.strip_prefix('<') else {
        let end = text.find('<').unwrap_or(text.len());
        let (text, rest) = text.split_at(end);
        return (Token::Text(text), rest);
    };
    for (opens, closes) in [("![CDATA[", "]]>"), ("!--", "-->"), ("?", "?>")] {
        if let Some(inside) = inside.strip_prefix(opens) {
            let (inside, rest) = inside.split_once(closes).unwrap_or((inside, ""));
            let token = if opens.starts_with("![") {
                Token::Raw(inside)
            } else {
                Token::Nothing
            };
            return (token, rest);
        }
    }
    let end_of_tag = |inside: &str| {
        let mut quote = None;
        inside.char_indices().find_map(|(at, c)| match (quote, c) {
            (None, '>') => Some(at),
            (None, '"' | '\'') => {
                quote = Some(c);
                None
            }
            (Some(q), c) if q == c => {
                quote = None;
                None
            }
            _ => None,
        })
    };
    if inside.starts_with('!') {
        // A declaration may hold others in brackets.
        let end = match (inside.find('['), inside.find('>')) {
            (Some(bracket), Some(end)) if bracket < end => {
                inside.find("]>").map_or(inside.len(), |at| at + 2)
            }
            (_, Some(end)) => end + 1,
            (_, None) => inside.len(),
        };
        return (Token::Nothing, inside.get(end..).unwrap_or_default());
    }
    let is_end = inside.starts_with('/');
    let name = inside.strip_prefix('/').unwrap_or(inside);
    // A sign "less".
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        let end = inside.find('<').map_or(text.len(), |at| at + 1);
        let (text, rest) = text.split_at(end);
        return (Token::Text(text), rest);
    }
    // A quotation mark in a tag may be one sign too many.
    let end = end_of_tag(name).or_else(|| name.find('>'));
    let Some(end) = end else {
        return (Token::Text(text), "");
    };
    let (tag, rest) = name.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    if is_end {
        (Token::End(tag), rest)
    } else {
        (Token::Start(tag, tag.ends_with('/')), rest)
    }
}
