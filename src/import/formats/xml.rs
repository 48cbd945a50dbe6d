//! XML and SGML of any other kind: news texts of agencies and archives (`REUTERS`, `DOC`, NITF), TimeML, TEI,
//! tokens in elements. Tags are never words: an element of a known name gives title, date or text, several
//! alike give an article each, and where nothing is known the tags are dropped and that is said.

mod elements;
mod text;

use crate::corpus::{Draft, Mapping, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::declared::decode_page;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::input::Input;
use crate::import::limits::MAX_FILE_BYTES;
use crate::import::mapping::{Record, is_text_name, is_title_name};
use crate::import::records::{RecordSink, columns_of};
pub(crate) use elements::{Element, Tree};
use text::{block_text, is_tokens};

pub(crate) static FORMAT: Format = Format {
    words: "an XML file",
    names: &["other XML and SGML"],
    endings: &["sgml", "sgm"],
    contents: Contents::Articles,
    sniff: Sniff {
        shape: |head| head.begins_with_tag(),
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read,
};

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let bytes = input.whole(MAX_FILE_BYTES)?;
    let decoded = decode_page(&bytes)?;
    let (encoding, guessed) = (decoded.encoding, decoded.guessed);
    let note = |draft: &mut Draft| {
        draft.encoding = encoding.into();
        draft.encoding_guessed = guessed;
    };
    let (outcome, problems) = outlet.through(note, |outlet| {
        let tree = Tree::of(&decoded.text);
        let records = records(&tree);
        if records.len() < 2 {
            return one_article(&tree, bytes.len() as u64, outlet);
        }
        let mut sink = RecordSink::new(None, context.mapping, outlet);
        for (number, element) in (1..).zip(records) {
            if !sink.add(number, record_of(&tree, element)) {
                break;
            }
        }
        sink.finish();
        Ok(())
    });
    outlet.add_problems(problems);
    outlet.add_problems(decoded.doubt());
    outcome
}

/// Names of elements that are articles where several of them stand beside each other.
const RECORDS: [&str; 16] = [
    "reuters",
    "doc",
    "document",
    "article",
    "item",
    "record",
    "entry",
    "story",
    "news",
    "newsitem",
    "post",
    "nitf",
    "newspaperarticle",
    "message",
    "row",
    "text",
];
/// Names of elements that are parts of a text, however many there are.
const PARTS: [&str; 24] = [
    "p",
    "para",
    "paragraph",
    "s",
    "sentence",
    "w",
    "tok",
    "token",
    "wf",
    "l",
    "lg",
    "div",
    "head",
    "section",
    "sec",
    "chapter",
    "seg",
    "u",
    "turn",
    "line",
    "block",
    "page",
    "span",
    "timex3",
];

/// The elements that are an article each.
fn records<'t>(tree: &'t Tree<'t>) -> Vec<&'t Element<'t>> {
    let mut level: Vec<&Element<'_>> = tree.roots().collect();
    for _ in 0..4 {
        let named = |name: &str| level.iter().filter(|e| e.name == name).count();
        let known = RECORDS
            .iter()
            .filter(|n| named(n) > 1)
            .max_by_key(|n| named(n));
        if let Some(name) = known {
            return level.into_iter().filter(|e| e.name == *name).collect();
        }
        // Nearly all elements of a level have one name, and values of their own.
        let most = level.first().map(|e| (e.name.clone(), named(&e.name)));
        if let Some((name, count)) = most
            && count > 1
            && count * 5 >= level.len() * 4
            && !PARTS.contains(&name.as_str())
            && level
                .iter()
                .all(|e| tree.children(e).any(|c| is_known(&c.name)))
        {
            return level.into_iter().filter(|e| e.name == name).collect();
        }
        level = level.iter().flat_map(|e| tree.children(e)).collect();
    }
    Vec::new()
}

fn is_known(name: &str) -> bool {
    is_text_name(name) || is_title_name(name) || is_body(name)
}

/// Names of elements with the whole text of an article.
fn is_body(name: &str) -> bool {
    const BODIES: [&str; 6] = [
        "body.content",
        "textwithnodes",
        "raw",
        "content",
        "bodytext",
        "fulltext",
    ];
    is_text_name(name) || BODIES.contains(&name)
}

/// Names and values of an article.
fn record_of(tree: &Tree<'_>, element: &Element<'_>) -> Record {
    let mut out = Record::new();
    gather(tree, element, &mut out, 0, false);
    for (name, value) in element.attributes() {
        let name = name.to_lowercase();
        let is_taken = out.iter().any(|(known, _)| *known == name);
        put(
            &mut out,
            if is_taken { format!("@{name}") } else { name },
            &value,
        );
    }
    // Paragraphs that stand in no element of their own.
    if !out.iter().any(|(name, _)| is_text_name(name)) {
        let parts = tree
            .children(element)
            .filter(|c| PARTS.contains(&c.name.as_str()));
        let texts: Vec<String> = parts
            .map(|c| block_text(tree, c))
            .filter(|t| !t.is_empty())
            .collect();
        let own = if is_body(&element.name) {
            block_text(tree, element)
        } else if texts.is_empty() {
            tree.own_text(element)
        } else {
            texts.join("\n\n")
        };
        put(&mut out, "text".to_owned(), &own);
    }
    out
}

/// Puts a value in; a second of a name stands beside the first.
fn put(out: &mut Record, name: String, value: &str) {
    let value = value.trim();
    if value.is_empty() || name.starts_with("xmlns") || name.starts_with("xsi:") {
        return;
    }
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let is_text = is_text_name(&name);
    // Some give the same text twice, plain and in tokens.
    if is_text
        && out
            .iter()
            .any(|(n, v)| is_body(n) && letters(v) == letters(value))
    {
        return;
    }
    match out.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) if is_text => known.push_str(&format!("\n\n{value}")),
        Some((_, known)) if is_title_name(&name) || name.contains("date") => {
            if known != value {
                out.push((format!("{name} (2)"), value.to_owned()));
            }
        }
        Some((_, known)) => known.push_str(&format!("; {value}")),
        None => out.push((name, value.to_owned())),
    }
}

/// Deepest element that is looked at for values.
const MAX_DEPTH: u32 = 12;

fn gather(tree: &Tree<'_>, above: &Element<'_>, out: &mut Record, depth: u32, in_header: bool) {
    for element in tree.children(above) {
        let in_header = in_header || element.name == "teiheader";
        let children = tree.children(element).count();
        let named = if in_header && element.name.contains("date") {
            // The day of an electronic edition.
            format!("header.{}", element.name)
        } else if depth > 0 && element.name == "name" {
            // That of something in the article.
            format!("{}.name", above.name)
        } else {
            element.name.clone()
        };
        if element.name == "dct" {
            let value = tree.children(element).find_map(|e| e.attribute("value"));
            put(
                out,
                "date".to_owned(),
                &value.unwrap_or_else(|| block_text(tree, element)),
            );
        } else if is_body(&element.name) && !in_header {
            let has_inner = tree
                .below(element)
                .any(|e| is_known(&e.name) && e.name != "p");
            if has_inner && depth < MAX_DEPTH {
                gather(tree, element, out, depth + 1, in_header);
                put_own_text(tree, element, out);
            } else {
                let name = if is_text_name(&element.name) {
                    element.name.clone()
                } else {
                    "text".to_owned()
                };
                put(out, name, &block_text(tree, element));
            }
        } else if is_part(tree, element) && !in_header {
            // Belongs to the text around it.
        } else if children == 0 {
            let dated = ["norm", "when", "iso", "value", "content"]
                .iter()
                .find_map(|a| element.attribute(a));
            let text = block_text(tree, element);
            put(
                out,
                named,
                &if text.is_empty() {
                    dated.unwrap_or_default()
                } else {
                    text
                },
            );
        } else if is_title_name(&element.name) || is_list(tree, element) {
            let separator = if is_title_name(&element.name) {
                " "
            } else {
                "; "
            };
            let all = tree.children(element).map(|c| block_text(tree, c));
            let joined: Vec<String> = all.filter(|t| !t.is_empty()).collect();
            let whole = if separator == " " {
                block_text(tree, element)
            } else {
                joined.join(separator)
            };
            put(out, named, &whole);
        } else if depth < MAX_DEPTH {
            gather(tree, element, out, depth + 1, in_header);
        }
    }
}

/// Whether an element is a part of the text around it: of such a name, and without a title or text of its own.
fn is_part(tree: &Tree<'_>, element: &Element<'_>) -> bool {
    PARTS.contains(&element.name.as_str()) && !tree.children(element).any(|c| is_known(&c.name))
}

/// Text beside the elements of an element, where those gave none.
fn put_own_text(tree: &Tree<'_>, element: &Element<'_>, out: &mut Record) {
    if !out.iter().any(|(name, _)| is_text_name(name)) {
        put(out, "text".to_owned(), &tree.own_text(element));
    }
}

/// Whether an element holds one kind of short values: topics, places.
fn is_list(tree: &Tree<'_>, element: &Element<'_>) -> bool {
    let mut children = tree.children(element);
    let Some(first) = children.next() else {
        return false;
    };
    tree.children(first).count() == 0
        && !is_known(&first.name)
        && !PARTS.contains(&first.name.as_str())
        && children.all(|c| c.name == first.name && tree.children(c).count() == 0)
}

/// A file that is one article.
fn one_article(tree: &Tree<'_>, bytes: u64, outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let Some(root) = tree.roots().next() else {
        return Err(ProblemKind::Empty);
    };
    let mut record = Record::new();
    gather(tree, root, &mut record, 0, false);
    let texts = || record.iter().filter(|(name, _)| is_text_name(name));
    let has_text = texts().next().is_some();
    if has_text && texts().all(|(_, text)| is_tokens(text)) {
        return Err(tokens());
    }
    if has_text && tree.roots().count() == 1 {
        let record: Vec<Record> = vec![record];
        let mapping = Mapping::guess(&columns_of(&record), &record);
        let style = mapping.date_style(record.iter());
        let record = record.into_iter().next();
        let draft = record.and_then(|r| mapping.draft(r, 1, &style));
        if let Some(mut draft) = draft {
            draft.record = None;
            outlet.deliver(vec![draft], bytes);
            return Ok(());
        }
    }
    let texts: Vec<String> = tree.roots().map(|root| block_text(tree, root)).collect();
    let text = texts.join("\n\n");
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    if is_tokens(&text) {
        return Err(tokens());
    }
    outlet.deliver(
        vec![Draft {
            text,
            ..Draft::default()
        }],
        bytes,
    );
    outlet.problem(ProblemKind::Doubt(format!(
        "is XML of a kind that is not known here (<{}>): its tags were dropped",
        root.name
    )));
    Ok(())
}

fn tokens() -> ProblemKind {
    ProblemKind::NoArticle("tokens in columns".to_owned())
}

#[cfg(test)]
mod tests;
