//! Files of WebAnno TSV, read.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::has_ending;
use super::OWN;
use crate::exchange::packed::{files_of, text_of};
use crate::exchange::{
    AnnotatedSet, GivenDocument, GivenLink, GivenMark, GivenSet, LossReport, OffsetUnit,
};
use crate::workspace::Codebook;

fn unescaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut letters = words.chars();
    while let Some(c) = letters.next() {
        match (c, letters.clone().next()) {
            ('\\', Some(next)) => {
                letters.next();
                out.push(match next {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                });
            }
            _ => out.push(c),
        }
    }
    out
}

pub(super) fn read(path: &Path, report: &mut LossReport) -> Result<Box<dyn AnnotatedSet>, String> {
    let mut documents = Vec::new();
    for (name, bytes) in files_of(path)? {
        if !has_ending(&name, "tsv") {
            continue;
        }
        let text = match text_of(&name, &bytes) {
            Ok(text) => text,
            Err(why) => {
                report.lose("files that cannot be read", why);
                continue;
            }
        };
        if !text.starts_with("#FORMAT=WebAnno TSV 3") {
            report.lose("files that are no WebAnno TSV 3", name);
            continue;
        }
        let stem = name.strip_suffix(".tsv").unwrap_or(&name);
        documents.push(Reading::default().file(stem, &text, report));
    }
    let set = GivenSet::new(documents, Codebook::default(), OffsetUnit::Utf16, report);
    Ok(Box::new(set))
}

/// A layer of the head: what its columns hold.
#[derive(Clone, Debug)]
struct Layer {
    kind: Kind,
    /// Its short name.
    name: String,
    features: Vec<String>,
    /// First of its columns, and how many.
    from: usize,
    count: usize,
    /// The layer that relations join.
    base: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Spans,
    Relations,
    Chains,
}

/// A mark while its rows are read.
#[derive(Clone, Debug, Default)]
struct Open {
    label: Option<String>,
    attributes: Vec<(String, String)>,
    start: u32,
    end: u32,
}

#[derive(Default)]
struct Reading {
    layers: Vec<Layer>,
    columns: usize,
    /// The text in units of UTF-16, as far as it is known.
    units: Vec<u16>,
    marks: BTreeMap<String, Open>,
    /// Order in which marks came.
    order: Vec<String>,
    /// For each row and layer the marks on it, by their number.
    on_row: BTreeMap<(String, String), Vec<(u32, String)>>,
    waiting: Vec<(String, String, String, String, String)>,
    chains: BTreeMap<(String, u32), BTreeMap<u32, (String, String)>>,
    sentence: Option<Vec<u16>>,
}

/// The parts of a cell: what `|` divides, where it is not escaped.
fn parts(cell: &str, by: char) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut escaped = false;
    for c in cell.chars() {
        if c == by && !escaped {
            out.push(String::new());
            continue;
        }
        escaped = c == '\\' && !escaped;
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

/// `PER[2]`: a value and the number of the annotation that it belongs to; 0 for none.
fn numbered(part: &str) -> (String, u32) {
    let cut = part.strip_suffix(']').and_then(|p| p.rsplit_once('['));
    match cut {
        Some((value, n)) if !value.ends_with('\\') => match n.parse() {
            Ok(n) => (value.to_owned(), n),
            Err(_) => (part.to_owned(), 0),
        },
        _ => (part.to_owned(), 0),
    }
}

impl Reading {
    fn file(mut self, name: &str, text: &str, report: &mut LossReport) -> GivenDocument {
        for (at, line) in text.lines().enumerate() {
            if let Some(rest) = line.strip_prefix("#T_") {
                self.layer(rest);
            } else if let Some(words) = line.strip_prefix("#Text=") {
                let words: Vec<u16> = unescaped(words).encode_utf16().collect();
                match &mut self.sentence {
                    Some(known) => {
                        known.push(u16::from(b'\n'));
                        known.extend(words);
                    }
                    None => self.sentence = Some(words),
                }
            } else if !line.starts_with('#') && !line.trim().is_empty() && !self.row(line) {
                report.lose(
                    "lines that are not understood",
                    format!("{name} {}: {line}", at + 1),
                );
            }
        }
        self.finish(name)
    }

    fn layer(&mut self, line: &str) {
        let Some((kind, rest)) = line.split_once('=') else {
            return;
        };
        let mut parts = rest.split('|');
        let full = parts.next().unwrap_or_default();
        let mut features: Vec<String> = parts.map(str::to_owned).collect();
        let kind = match kind {
            "SP" => Kind::Spans,
            "RL" => Kind::Relations,
            _ => Kind::Chains,
        };
        let short = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        let base = features
            .iter()
            .find_map(|f| f.strip_prefix("BT_"))
            .map(short)
            .unwrap_or_default();
        features.retain(|f| !f.is_empty());
        let count = features.len().max(1);
        self.layers.push(Layer {
            kind,
            name: short(full),
            features,
            from: self.columns,
            count,
            base,
        });
        self.columns += count;
    }

    fn row(&mut self, line: &str) -> bool {
        let mut cells: Vec<&str> = line.split('\t').collect();
        if cells.last() == Some(&"") {
            cells.pop();
        }
        let [number, range, word, rest @ ..] = cells.as_slice() else {
            return false;
        };
        let Some((start, end)) = range
            .split_once('-')
            .and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)))
        else {
            return false;
        };
        self.place(&unescaped(word), start as usize);
        let range = (start, end);
        for layer in self.layers.clone() {
            let own = rest
                .get(layer.from..(layer.from + layer.count).min(rest.len()))
                .unwrap_or_default();
            match layer.kind {
                Kind::Spans => self.spans(&layer, own, number, range),
                Kind::Relations => self.relations(&layer, own, number),
                Kind::Chains => self.chain(&layer, own, range),
            }
        }
        // Relations of words have words at their ends.
        self.on_row
            .entry(((*number).to_owned(), "range".to_owned()))
            .or_default()
            .push((0, format!("{start}-{end}")));
        true
    }

    /// Puts a word, and the sentence that begins with it, in its place.
    fn place(&mut self, word: &str, start: usize) {
        let units: Vec<u16> = word.encode_utf16().collect();
        if let Some(sentence) = self.sentence.take() {
            let inside = sentence
                .windows(units.len().max(1))
                .position(|w| w == units.as_slice())
                .unwrap_or(0);
            let from = start.saturating_sub(inside);
            self.put(from, &sentence);
        }
        self.put(start, &units);
    }

    fn put(&mut self, from: usize, units: &[u16]) {
        // A file cannot ask for more room than a text may take.
        if from > (1 << 28) {
            return;
        }
        let end = from + units.len();
        if self.units.len() < end {
            self.units.resize(end, u16::from(b'\n'));
        }
        if let Some(place) = self.units.get_mut(from..end) {
            place.copy_from_slice(units);
        }
    }

    fn spans(&mut self, layer: &Layer, cells: &[&str], row: &str, (start, end): (u32, u32)) {
        let columns: Vec<Vec<String>> = cells.iter().map(|c| parts(c, '|')).collect();
        let depth = columns.iter().map(Vec::len).max().unwrap_or(0);
        for level in 0..depth {
            let values: Vec<&String> = columns.iter().filter_map(|c| c.get(level)).collect();
            if values.iter().all(|v| *v == "_") {
                continue;
            }
            let id = values.iter().map(|v| numbered(v).1).max().unwrap_or(0);
            let key = if id > 0 {
                format!("{} [{id}]", layer.name)
            } else {
                format!("{} {row} {level}", layer.name)
            };
            let is_new = !self.marks.contains_key(&key);
            let mark = self.marks.entry(key.clone()).or_default();
            if is_new {
                self.order.push(key.clone());
                mark.start = start;
            }
            mark.start = mark.start.min(start);
            mark.end = mark.end.max(end);
            for (feature, cell) in layer.features.iter().zip(&columns) {
                let value = cell.get(level).map(|v| numbered(v).0).unwrap_or_default();
                if is_new
                    && !matches!(value.as_str(), "_" | "*" | "")
                    && !feature.starts_with("uima.")
                {
                    let name = feature.rsplit([':', '.']).next().unwrap_or(feature);
                    mark.attributes.push((name.to_owned(), unescaped(&value)));
                }
            }
            self.on_row
                .entry((row.to_owned(), layer.name.clone()))
                .or_default()
                .push((id, key));
        }
    }

    fn relations(&mut self, layer: &Layer, cells: &[&str], row: &str) {
        let Some((ends, values)) = cells.split_last() else {
            return;
        };
        let ends = parts(ends, '|');
        let values: Vec<Vec<String>> = values.iter().map(|c| parts(c, '|')).collect();
        for (level, governor) in ends.iter().enumerate().filter(|(_, e)| *e != "_") {
            let (token, ids) = match governor.strip_suffix(']').and_then(|g| g.split_once('[')) {
                Some((token, ids)) => (token.to_owned(), ids.to_owned()),
                None => (governor.clone(), "0_0".to_owned()),
            };
            let value = values
                .iter()
                .filter_map(|c| c.get(level))
                .map(|v| unescaped(&numbered(v).0))
                .find(|v| !matches!(v.as_str(), "_" | "*" | ""));
            let name = value.unwrap_or_else(|| layer.name.clone());
            self.waiting
                .push((name, token, row.to_owned(), ids, layer.base.clone()));
        }
    }

    fn chain(&mut self, layer: &Layer, cells: &[&str], (start, end): (u32, u32)) {
        // Either may stand first: the head says which.
        let at = layer
            .features
            .iter()
            .position(|f| f == "referenceRelation")
            .unwrap_or(0);
        let (Some(relations), Some(kinds)) = (cells.get(at), cells.get(1 - at.min(1))) else {
            return;
        };
        let relations = parts(relations, '|');
        for (level, kind) in parts(kinds, '|')
            .iter()
            .enumerate()
            .filter(|(_, k)| *k != "_")
        {
            let relation = relations.get(level).cloned().unwrap_or_default();
            let value = numbered(kind).0;
            // `coref->1-2`: the second of chain 1.
            let place = relation.rsplit_once("->").and_then(|(name, at)| {
                let (chain, element) = at.split_once('-')?;
                let element = numbered(element).0;
                Some((
                    name.to_owned(),
                    chain.parse::<u32>().ok()?,
                    element.parse::<u32>().ok()?,
                ))
            });
            let Some((name, chain, element)) = place else {
                continue;
            };
            let key = format!("{} {chain}-{element}", layer.name);
            let is_new = !self.marks.contains_key(&key);
            let mark = self.marks.entry(key.clone()).or_default();
            if is_new {
                self.order.push(key.clone());
                mark.start = start;
                let value = unescaped(&value);
                if !matches!(value.as_str(), "*" | "_" | "") {
                    mark.attributes.push(("value".to_owned(), value));
                }
            }
            mark.end = mark.end.max(end);
            let elements = self.chains.entry((layer.name.clone(), chain)).or_default();
            elements.entry(element).or_insert((key, unescaped(&name)));
        }
    }

    fn finish(mut self, name: &str) -> GivenDocument {
        let mut links = Vec::new();
        let waiting = std::mem::take(&mut self.waiting);
        for (relation, governor, dependent, ids, base) in waiting {
            let (from_id, to_id) = ids.split_once('_').unwrap_or(("0", "0"));
            let from = self.end_of(&governor, &base, from_id.parse().unwrap_or(0));
            let to = self.end_of(&dependent, &base, to_id.parse().unwrap_or(0));
            if let (Some(from), Some(to)) = (from, to) {
                links.push(GivenLink {
                    id: format!("{relation} {} {from} {to}", links.len()),
                    name: relation,
                    from,
                    to,
                });
            }
        }
        for ((layer, _), elements) in &self.chains {
            let pairs = elements.values().zip(elements.values().skip(1));
            for ((from, relation), (to, _)) in pairs {
                let name = if matches!(relation.as_str(), "*" | "_" | "") {
                    layer.clone()
                } else {
                    relation.clone()
                };
                links.push(GivenLink {
                    id: format!("{from} {to}"),
                    name,
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
        let is_own = self.layers.iter().any(|l| l.name == OWN);
        let text = String::from_utf16_lossy(&self.units);
        let telling = ["value", "label", "PosValue", "identifier"];
        let marks = self.order.iter().filter_map(|key| {
            let open = self.marks.get(key)?.clone();
            let layer = key.split(' ').next().unwrap_or_default();
            let place = telling
                .iter()
                .find_map(|t| open.attributes.iter().position(|(n, _)| n == t));
            let mut attributes = open.attributes;
            let label = match place {
                Some(at) if is_own => attributes.remove(at).1,
                Some(at) => format!("{layer}/{}", attributes.remove(at).1.replace('/', "∕")),
                None => open.label.unwrap_or_else(|| layer.to_owned()),
            };
            Some(GivenMark {
                id: key.clone(),
                label: Some(label),
                ranges: vec![(open.start, open.end)],
                attributes,
                ..GivenMark::default()
            })
        });
        GivenDocument {
            name: name.to_owned(),
            marks: marks.collect(),
            text: Some(text),
            links,
            ..GivenDocument::default()
        }
    }

    /// The annotation at the end of a relation; a word itself where relations join words.
    fn end_of(&mut self, row: &str, base: &str, id: u32) -> Option<String> {
        let here = self.on_row.get(&(row.to_owned(), base.to_owned()));
        let found = here.and_then(|all| {
            all.iter()
                .find(|(n, _)| *n == id || id == 0)
                .or_else(|| all.first())
        });
        if let Some((_, key)) = found {
            return Some(key.clone());
        }
        let range = self
            .on_row
            .get(&(row.to_owned(), "range".to_owned()))?
            .first()?
            .1
            .clone();
        let (start, end) = range.split_once('-')?;
        let key = format!(
            "{} {row} word",
            if base.is_empty() { "Token" } else { base }
        );
        if !self.marks.contains_key(&key) {
            self.order.push(key.clone());
            let open = Open {
                start: start.parse().ok()?,
                end: end.parse().ok()?,
                ..Open::default()
            };
            self.marks.insert(key.clone(), open);
        }
        Some(key)
    }
}
