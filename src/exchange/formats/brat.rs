//! brat standoff: a text and an `.ann` file a document, with `annotation.conf` and `visual.conf`. Ranges
//! count characters; a tag is its path with `--` between its names.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;

use super::{Format, Holding, has_ending};
use crate::exchange::document::{Document, Keeps, each_document};
use crate::exchange::packed::{NamedFile, Packer, files_of, text_of};
use crate::exchange::{
    AnnotatedSet, ExportError, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport,
    OffsetUnit,
};
use crate::text::Span;
use crate::workspace::Codebook;

pub(super) static FORMAT: Format = Format {
    word: "brat",
    words: "brat standoff",
    endings: &["brat.zip", "ann"],
    holds: &[
        Holding::Texts,
        Holding::Tags,
        Holding::SeveralRanges,
        Holding::SeparateQuotes,
        Holding::Notes,
        Holding::Attributes,
        Holding::Relations,
    ],
    is_archive: true,
    read: Some(read),
    write: Some(write),
};

/// A word that brat takes for a type, an attribute or a role: no blanks and none of its own signs.
fn word(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        match c {
            '/' => out.push_str("--"),
            c if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') => out.push(c),
            _ => out.push('_'),
        }
    }
    if out.is_empty() {
        "note".to_owned()
    } else {
        out
    }
}

fn write(
    set: &dyn AnnotatedSet,
    out: &mut dyn Write,
    report: &mut LossReport,
) -> Result<(), ExportError> {
    let mut archive = Packer::new(out);
    let mut known = Known::default();
    let keeps = Keeps {
        relations: true,
        ..Keeps::default()
    };
    each_document(set, keeps, report, |doc, report| {
        archive.file(&format!("{}.txt", doc.name), doc.text.as_bytes())?;
        let ann = ann(doc, &mut known, report);
        archive.file(&format!("{}.ann", doc.name), ann.as_bytes())
    })?;
    archive.file("annotation.conf", known.annotation_conf().as_bytes())?;
    archive.file("visual.conf", known.visual_conf(set.codebook()).as_bytes())?;
    archive.finish()
}

/// What the configuration names.
#[derive(Default)]
struct Known {
    types: BTreeSet<String>,
    relations: BTreeSet<String>,
    attributes: BTreeSet<(String, String)>,
    labels: BTreeSet<(String, String)>,
}

impl Known {
    fn annotation_conf(&self) -> String {
        let mut out = "[entities]\n".to_owned();
        for name in &self.types {
            out += &format!("{name}\n");
        }
        out += "\n[relations]\n";
        for name in &self.relations {
            out += &format!("{name}\tArg1:<ENTITY>, Arg2:<ENTITY>\n");
        }
        out += "\n[events]\n\n[attributes]\n";
        let names: BTreeSet<&String> = self.attributes.iter().map(|(name, _)| name).collect();
        for name in names {
            let values = self
                .attributes
                .iter()
                .filter(|(n, _)| n == name)
                .map(|(_, v)| v.as_str());
            out += &format!(
                "{name}\tArg:<ENTITY>, Value:{}\n",
                values.collect::<Vec<_>>().join("|")
            );
        }
        out
    }

    fn visual_conf(&self, codebook: &Codebook) -> String {
        let mut out = "[labels]\n".to_owned();
        for (name, path) in &self.labels {
            out += &format!("{name} | {path}\n");
        }
        out += "\n[drawing]\n";
        for tag in codebook.tags() {
            let name = word(&codebook.path(tag.id).replace(" / ", "/"));
            let slot = usize::from(tag.slot.number()) - 1;
            if self.types.contains(&name) {
                let colour = crate::exchange::charts::PAPER_SLOTS
                    .get(slot)
                    .copied()
                    .unwrap_or("#4477AA");
                out += &format!("{name}\tbgColor:{colour}\n");
            }
        }
        out
    }
}

/// The ranges of an annotation as brat has them: none crosses a line end, blanks at their ends lie outside.
fn fragments(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out = Vec::new();
    for span in spans {
        let words = span.get(text).unwrap_or_default();
        let mut at = span.start();
        for line in words.split_inclusive('\n') {
            let part = Span::new(at, at + line.len()).trimmed(text);
            if !part.is_empty() {
                out.push(part);
            }
            at += line.len();
        }
    }
    out
}

fn ann(doc: &Document<'_>, known: &mut Known, report: &mut LossReport) -> String {
    let mut out = String::new();
    let mut attribute = 0;
    let mut names: HashMap<crate::workspace::AnnotationId, String> = HashMap::new();
    let one_line = |words: &str| {
        words
            .replace('\\', "\\\\")
            .replace('\r', "")
            .replace('\n', "\\n")
            .replace('\t', " ")
    };
    for (at, mark) in doc.marks.iter().enumerate() {
        let path = mark.label.clone().unwrap_or_default();
        let name = word(&path);
        known.types.insert(name.clone());
        known.labels.insert((name.clone(), path));
        let id = format!("T{}", at + 1);
        let parts = fragments(&doc.text, mark.of.spans());
        let ranges: Vec<String> = parts
            .iter()
            .map(|s| {
                let (start, end) = doc.chars(*s);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<&str> = parts.iter().filter_map(|s| s.get(&doc.text)).collect();
        out += &format!("{id}\t{name} {}\t{}\n", ranges.join(";"), words.join(" "));
        for one in &mark.of.attributes {
            attribute += 1;
            let (key, value) = (word(&one.key), word(&one.value));
            if key != *one.key || value != *one.value {
                report.note(
                    "names and values of attributes have `_` where brat takes no blank or sign",
                );
            }
            out += &format!("A{attribute}\t{key} {id} {value}\n");
            known.attributes.insert((key, value));
        }
        if !mark.of.note.is_empty() {
            out += &format!(
                "#{}\tAnnotatorNotes {id}\t{}\n",
                at + 1,
                one_line(&mark.of.note)
            );
        }
        names.insert(mark.of.id, id);
    }
    for (at, link) in doc.links.iter().enumerate() {
        if let Some((from, to)) = names.get(&link.from).zip(names.get(&link.to)) {
            let name = word(&link.name);
            // The last tab is brat's own.
            out += &format!("R{}\t{name} Arg1:{from} Arg2:{to}\t\n", at + 1);
            known.relations.insert(name);
        }
    }
    out
}

fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut files = files_of(path)?;
    // An `.ann` file by itself has its text beside it.
    if let ([(name, _)], Some(folder)) = (files.as_slice(), path.parent())
        && has_ending(name, "ann")
        && path.is_file()
    {
        let beside = text_beside(folder, name);
        files.extend(beside);
    }
    let anns: Vec<&NamedFile> = files.iter().filter(|(name, _)| is_ann(name)).collect();
    if anns.is_empty() {
        return Err(format!("there is no .ann file: {}", path.display()));
    }
    let mut documents: Vec<GivenDocument> = Vec::new();
    for (name, bytes) in anns {
        let Some((text_name, text)) = text_for(&files, name) else {
            report.lose("annotation files without their text", name.clone());
            continue;
        };
        let (text, lines) =
            match text_of(&text_name, text).and_then(|t| Ok((t, text_of(name, bytes)?))) {
                Ok(both) => both,
                Err(why) => {
                    report.lose("files that cannot be read", why);
                    continue;
                }
            };
        let stem = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem);
        documents.push(document(stem, text, &lines, report));
    }
    let set = GivenSet::new(
        documents,
        Codebook::default(),
        OffsetUnit::Characters,
        report,
    );
    Ok(Box::new(set))
}

fn is_ann(name: &str) -> bool {
    ["ann", "a1", "a2"].iter().any(|end| has_ending(name, end))
}

/// The text of an annotation file: of the same name, or of the longest name that its own begins with.
fn text_for<'f>(files: &'f [NamedFile], ann: &str) -> Option<(String, &'f Vec<u8>)> {
    let stem = ann.rsplit_once('.').map_or(ann, |(stem, _)| stem);
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let texts = files.iter().filter(|(name, _)| has_ending(name, "txt"));
    let fits = texts.filter(|(name, _)| {
        let text_stem = name.strip_suffix(".txt").unwrap_or(name);
        let (own, of_text) = (file(stem), file(text_stem));
        stem == text_stem
            || own == of_text
            || own
                .strip_prefix(&of_text)
                .is_some_and(|rest| rest.starts_with('_'))
    });
    let best =
        fits.max_by_key(|(name, _)| (name.strip_suffix(".txt") == Some(stem), name.len()))?;
    Some((best.0.clone(), &best.1))
}

fn text_beside(folder: &Path, ann: &str) -> Option<NamedFile> {
    let stem = ann.strip_suffix(".ann").unwrap_or(ann);
    let mut stem = stem.to_owned();
    loop {
        let path = folder.join(format!("{stem}.txt"));
        if let Ok(bytes) = std::fs::read(&path) {
            return Some((format!("{stem}.txt"), bytes));
        }
        let cut = stem.rfind('_')?;
        stem.truncate(cut);
    }
}

/// The lines of an annotation file.
fn document(name: &str, text: String, lines: &str, report: &mut LossReport) -> GivenDocument {
    let mut out = GivenDocument {
        name: name.to_owned(),
        text: Some(text),
        ..GivenDocument::default()
    };
    let mut later: Vec<(usize, &str)> = Vec::new();
    for (at, line) in lines
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        if line.starts_with('T') {
            match text_bound(line) {
                Some(mark) => out.marks.push(mark),
                None => report.lose(
                    "lines that are not understood",
                    format!("{name} {}: {line}", at + 1),
                ),
            }
        } else {
            later.push((at, line));
        }
    }
    // An event stands for the words that set it off.
    let mut triggers: HashMap<String, String> = HashMap::new();
    for (_, line) in later.iter().filter(|(_, l)| l.starts_with('E')) {
        let mut parts = line.split('\t');
        let id = parts.next().unwrap_or_default();
        let first = parts
            .next()
            .and_then(|d| d.split(' ').next())
            .and_then(|p| p.split_once(':'));
        if let Some((_, trigger)) = first {
            triggers.insert(id.to_owned(), trigger.to_owned());
        }
    }
    let of = |id: &str| triggers.get(id).cloned().unwrap_or_else(|| id.to_owned());
    for (at, line) in later {
        if !take(line, &of, &mut out) {
            report.lose(
                "lines that are not understood",
                format!("{name} {}: {line}", at + 1),
            );
        }
    }
    out
}

/// `T1<TAB>Type 15 21;34 41<TAB>text`.
fn text_bound(line: &str) -> Option<GivenMark> {
    let mut parts = line.splitn(3, '\t');
    let id = parts.next()?;
    let (kind, ranges) = parts.next()?.split_once(' ')?;
    let tail = parts.next().unwrap_or_default();
    let range = |part: &str| -> Option<(u32, u32)> {
        let (start, end) = part.trim().split_once(' ')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    let mut ranges: Vec<(u32, u32)> = ranges.split(';').map(range).collect::<Option<_>>()?;
    ranges.sort_unstable();
    // The words of several ranges are joined, by what depends on who wrote it.
    let quotes = if ranges.len() == 1 {
        vec![tail.to_owned()]
    } else {
        parted(tail, &ranges)
    };
    Some(GivenMark {
        id: id.to_owned(),
        label: Some(kind.replace("--", "/")),
        ranges,
        quotes,
        ..GivenMark::default()
    })
}

/// The words of each range, where what joins them can be told; else none.
fn parted(tail: &str, ranges: &[(u32, u32)]) -> Vec<String> {
    for join in [" ", " [...] ", ""] {
        let mut rest: Vec<char> = tail.chars().collect();
        let mut out = Vec::new();
        for (at, (start, end)) in ranges.iter().enumerate() {
            let length = end.saturating_sub(*start) as usize;
            if rest.len() < length {
                break;
            }
            let after = rest.split_off(length);
            out.push(rest.iter().collect::<String>());
            rest = after;
            if at + 1 < ranges.len() {
                let between: String = rest.iter().take(join.chars().count()).collect();
                if between != join {
                    break;
                }
                rest = rest.split_off(join.chars().count());
            }
        }
        if out.len() == ranges.len() && rest.is_empty() {
            return out;
        }
    }
    Vec::new()
}

/// A line that is about others; whether it was understood.
fn take(line: &str, of: &impl Fn(&str) -> String, out: &mut GivenDocument) -> bool {
    let mut parts = line.splitn(3, '\t');
    let id = parts.next().unwrap_or_default();
    let data: Vec<&str> = parts
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let tail = parts.next().unwrap_or_default();
    let link = |name: &str, from: &str, to: &str| GivenLink {
        id: format!("{id} {name} {to}"),
        name: name.to_owned(),
        from: of(from),
        to: of(to),
    };
    match (id.chars().next(), data.as_slice()) {
        (Some('R'), [name, first, second, ..]) => {
            let (Some((_, from)), Some((_, to))) = (first.split_once(':'), second.split_once(':'))
            else {
                return false;
            };
            out.links.push(link(name, from, to));
            true
        }
        (Some('E'), [first, roles @ ..]) => {
            let Some((_, trigger)) = first.split_once(':') else {
                return false;
            };
            let pairs: Option<Vec<(&str, &str)>> =
                roles.iter().map(|r| r.split_once(':')).collect();
            let Some(pairs) = pairs else { return false };
            out.links
                .extend(pairs.iter().map(|(role, to)| link(role, trigger, to)));
            true
        }
        (Some('*'), [name, first, rest @ ..]) => {
            out.links
                .extend(rest.iter().map(|other| link(name, first, other)));
            true
        }
        (Some('A' | 'M' | 'N' | '#'), _) => attribute(id, &data, tail, of, out),
        _ => false,
    }
}

/// An attribute, a reference or a note; whether it was understood.
fn attribute(
    id: &str,
    data: &[&str],
    tail: &str,
    of: &impl Fn(&str) -> String,
    out: &mut GivenDocument,
) -> bool {
    match (id.chars().next(), data) {
        (Some('A' | 'M'), [name, target, value @ ..]) => {
            let target = of(target);
            let value = if value.is_empty() {
                "yes".to_owned()
            } else {
                value.join(" ")
            };
            let mark = out.marks.iter_mut().find(|m| m.id == target);
            mark.is_some_and(|m| {
                m.attributes.push(((*name).to_owned(), value));
                true
            })
        }
        (Some('N'), [_, target, reference, ..]) => {
            let target = of(target);
            let mark = out.marks.iter_mut().find(|m| m.id == target);
            mark.is_some_and(|m| {
                let value = if tail.is_empty() {
                    (*reference).to_owned()
                } else {
                    format!("{reference} {tail}")
                };
                let taken = m
                    .attributes
                    .iter()
                    .filter(|(k, _)| k.starts_with("reference"))
                    .count();
                let key = if taken == 0 {
                    "reference".to_owned()
                } else {
                    format!("reference {}", taken + 1)
                };
                m.attributes.push((key, value));
                true
            })
        }
        (Some('#'), [_, target, ..]) => {
            let note = tail.replace("\\n", "\n").replace("\\\\", "\\");
            let target_id = of(target);
            if let Some(mark) = out.marks.iter_mut().find(|m| m.id == target_id) {
                mark.note = if mark.note.is_empty() {
                    note
                } else {
                    format!("{}\n{note}", mark.note)
                };
                return true;
            }
            // On a relation: kept with the annotation that it starts from.
            let from = out
                .links
                .iter()
                .find(|l| l.id.split(' ').next() == Some(*target))
                .map(|l| l.from.clone());
            let mark = from.and_then(|from| out.marks.iter_mut().find(|m| m.id == from));
            mark.is_some_and(|m| {
                m.note = if m.note.is_empty() {
                    note
                } else {
                    format!("{}\n{note}", m.note)
                };
                true
            })
        }
        _ => false,
    }
}
