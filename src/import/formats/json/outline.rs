//! Where the records of a JSON value lie, found without building it: the value is looked through once, and
//! of long lists only the first elements are.
//!
//! A record is an object with a text under a name that texts have. Records lie in a list, or by their keys in
//! an object, at any depth; lists inside a record (its comments, its pictures) are its own.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::import::mapping::{Naming, is_parts_name, naming};

/// One step from a value to one inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the value of this name.
    Key(String),
    /// To every element of a list.
    Each,
}

/// The way to a list of records, or to an object that holds some by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Step>);

impl Path {
    fn and(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    fn words(&self) -> String {
        let keys = self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Each => None,
        });
        keys.collect::<Vec<_>>().join(".")
    }
}

/// What is to be read of a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// It is one record.
    One,
    /// The records lie at these places; what is to be said of lists beside them.
    At {
        paths: Vec<Path>,
        beside: Option<String>,
    },
    /// It is neither.
    Nothing,
}

/// Looks through a value.
pub(super) fn outline_of(
    text: &str,
    goes_on: &dyn Fn() -> bool,
) -> Result<Choice, serde_json::Error> {
    let first_of_list = RefCell::new(None);
    let look = Look {
        goes_on,
        top: Some(&first_of_list),
        depth: 0,
    };
    let mut parser = serde_json::Deserializer::from_str(text);
    let outline = match look.deserialize(&mut parser) {
        Ok(outline) => outline,
        // The first elements of a long list are enough.
        Err(e) => first_of_list.into_inner().ok_or(e)?,
    };
    Ok(match outline {
        Outline::Object(shape) => choose(&shape),
        Outline::List(list) => of_list(&list),
        Outline::Text(_) | Outline::Other => Choice::Nothing,
    })
}

/// Elements of a list that are looked at.
const SAMPLE: usize = 50;
/// Names of an object that are looked at.
const MOST_NAMES: usize = 2_000;
/// Deepest value that is looked at.
const MAX_DEPTH: u32 = 8;
/// Bytes from which a string is as long as an article.
const LONG: usize = 200;

/// A value as far as it was looked at.
#[derive(Debug)]
enum Outline {
    /// A string, by its bytes without the white space around it.
    Text(usize),
    Object(Shape),
    List(ListShape),
    Other,
}

/// An object.
#[derive(Debug, Default)]
struct Shape {
    /// Bytes of the longest text under a name of texts.
    text: usize,
    /// Bytes of the longest under a name of summaries.
    summary: usize,
    /// Bytes of the longest string of all.
    longest: usize,
    /// Bytes under the names that stand for a value itself: `rendered`, `#text`.
    itself: usize,
    has_title: bool,
    /// Values that are neither objects nor lists.
    plain: usize,
    inside: Vec<(String, Outline)>,
}

/// A list.
#[derive(Debug, Default)]
struct ListShape {
    /// Bytes of the strings in it, also of those inside objects that are parts of a text.
    strings: usize,
    /// Objects that were looked at.
    objects: Vec<Shape>,
    /// Elements of any kind.
    elements: usize,
}

impl ListShape {
    /// Objects of it that have a text.
    fn texts(&self) -> usize {
        self.objects.iter().filter(|o| o.text > 0).count()
    }
}

impl Shape {
    /// Takes in what stands under a name.
    fn add(&mut self, name: String, value: Outline) {
        let kind = naming(&name);
        match &value {
            Outline::Text(bytes) => {
                self.plain += 1;
                self.longest = self.longest.max(*bytes);
                match kind {
                    Naming::Text => self.text = self.text.max(*bytes),
                    Naming::Summary => self.summary = self.summary.max(*bytes),
                    Naming::Title => self.has_title |= *bytes > 0,
                    Naming::Itself => self.itself = self.itself.max(*bytes),
                    Naming::Container | Naming::Other => {}
                }
            }
            Outline::List(list) => match kind {
                Naming::Text => self.text = self.text.max(list.strings),
                Naming::Itself => self.itself = self.itself.max(list.strings),
                Naming::Summary | Naming::Title | Naming::Container | Naming::Other => {}
            },
            Outline::Object(shape) => match kind {
                Naming::Text => self.text = self.text.max(shape.itself.max(shape.text)),
                Naming::Title => self.has_title |= shape.itself > 0,
                Naming::Container => {
                    self.text = self.text.max(shape.text);
                    self.has_title |= shape.has_title;
                }
                Naming::Summary | Naming::Itself | Naming::Other => {}
            },
            Outline::Other => self.plain += 1,
        }
        if matches!(value, Outline::Object(_) | Outline::List(_)) {
            self.inside.push((name, value));
        }
    }

    /// Whether it holds records by their keys: nothing but objects, most of them with a text.
    fn is_keyed(&self) -> bool {
        let shapes = || {
            self.inside.iter().filter_map(|(_, value)| match value {
                Outline::Object(shape) => Some(shape),
                Outline::Text(_) | Outline::List(_) | Outline::Other => None,
            })
        };
        let texts = shapes().filter(|s| s.text > 0).count();
        let is_part = |name: &str| !matches!(naming(name), Naming::Other);
        self.plain == 0
            && shapes().count() == self.inside.len()
            && texts * 2 > self.inside.len()
            && (self.inside.len() > 1 || !self.inside.iter().any(|(name, _)| is_part(name)))
    }
}

/// How surely a list holds the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    /// Objects of any kind.
    Objects,
    /// They have titles or summaries.
    Titles,
    /// They have texts.
    Texts,
}

#[derive(Debug)]
struct Candidate {
    path: Path,
    sure: Sureness,
    /// Bytes of all its texts, as far as they were looked at.
    bytes: usize,
    elements: usize,
}

/// Lists that belong to a record.
fn is_own_list(name: &str) -> bool {
    const OWN: [&str; 16] = [
        "comments",
        "replies",
        "reactions",
        "responses",
        "attachments",
        "images",
        "pictures",
        "photos",
        "media",
        "videos",
        "authors",
        "tags",
        "keywords",
        "links",
        "related",
        "entities",
    ];
    OWN.contains(&name.to_lowercase().as_str())
}

/// Whether a list is the text of the record it stands in, part by part.
fn is_parts_of_text(of: &Shape, name: &str, list: &ListShape) -> bool {
    let is_named = is_parts_name(name) || naming(name) == Naming::Text && of.has_title;
    let are_parts = list.objects.iter().all(|part| !part.has_title);
    of.plain > 0 && is_named && are_parts && list.strings > 0
}

fn gather(shape: &Shape, path: &Path, out: &mut Vec<Candidate>) {
    for (name, value) in &shape.inside {
        if matches!(value, Outline::List(list) if is_parts_of_text(shape, name, list)) {
            continue;
        }
        let path = path.and(Step::Key(name.clone()));
        match value {
            Outline::List(list) if !is_own_list(name) => gather_list(list, &path, out),
            Outline::Object(inner) if inner.is_keyed() => out.push(Candidate {
                path,
                sure: Sureness::Texts,
                bytes: inner.inside.iter().map(|(_, v)| bytes_of(v)).sum(),
                elements: inner.inside.len(),
            }),
            Outline::Object(inner) => gather(inner, &path, out),
            Outline::Text(_) | Outline::List(_) | Outline::Other => {}
        }
    }
}

fn bytes_of(value: &Outline) -> usize {
    match value {
        Outline::Object(shape) => shape.text,
        Outline::Text(_) | Outline::List(_) | Outline::Other => 0,
    }
}

fn gather_list(list: &ListShape, path: &Path, out: &mut Vec<Candidate>) {
    if list.objects.is_empty() {
        return;
    }
    let mut sure = Sureness::Objects;
    if list.texts() > 0 {
        sure = Sureness::Texts;
    } else {
        let mut below = Vec::new();
        for object in &list.objects {
            gather(object, &path.and(Step::Each), &mut below);
        }
        below.retain(|c| c.sure == Sureness::Texts);
        if !below.is_empty() {
            for candidate in below {
                if !out.iter().any(|c| c.path == candidate.path) {
                    out.push(candidate);
                }
            }
            return;
        }
        if list.objects.iter().any(|o| o.has_title || o.summary > 0) {
            sure = Sureness::Titles;
        }
    }
    out.push(Candidate {
        path: path.clone(),
        sure,
        bytes: list.objects.iter().map(|o| o.text).sum(),
        elements: list.elements,
    });
}

fn choose(shape: &Shape) -> Choice {
    if shape.is_keyed() {
        return Choice::At {
            paths: vec![Path::default()],
            beside: None,
        };
    }
    let mut all = Vec::new();
    gather(shape, &Path::default(), &mut all);
    let Some(surest) = all.iter().map(|c| c.sure).max() else {
        return Choice::One;
    };
    let texts: usize = all.iter().map(|c| c.bytes).sum();
    let is_record = match surest {
        // A short text above a list of long ones is a note about them.
        Sureness::Texts => shape.text >= LONG || shape.text > texts,
        Sureness::Titles | Sureness::Objects => {
            shape.text > 0 || shape.longest > LONG || surest == Sureness::Objects && shape.has_title
        }
    };
    if is_record {
        return Choice::One;
    }
    // Of lists of texts all are read, of others the longest.
    let is_read = |c: &Candidate| match c.sure {
        Sureness::Texts => true,
        Sureness::Titles | Sureness::Objects => false,
    };
    let (mut read, mut rest): (Vec<Candidate>, Vec<Candidate>) = all.into_iter().partition(is_read);
    if read.is_empty() {
        rest.sort_by_key(|c| (c.sure, c.elements, std::cmp::Reverse(c.path.words())));
        read.extend(rest.pop());
    }
    let words = |of: &[Candidate]| {
        let all: Vec<String> = of.iter().map(|c| c.path.words()).collect();
        all.join("”, “")
    };
    let beside = (!rest.is_empty()).then(|| {
        format!(
            "its list “{}” is read, beside it there is “{}”",
            words(&read),
            words(&rest)
        )
    });
    Choice::At {
        paths: read.into_iter().map(|c| c.path).collect(),
        beside,
    }
}

/// A list at the top: its elements, or what they hold.
fn of_list(list: &ListShape) -> Choice {
    if list.elements == 0 {
        return Choice::Nothing;
    }
    let mut all = Vec::new();
    gather_list(list, &Path::default(), &mut all);
    let deeper: Vec<Path> = all
        .into_iter()
        .filter(|c| !c.path.0.is_empty())
        .map(|c| c.path)
        .collect();
    Choice::At {
        paths: if deeper.is_empty() {
            vec![Path::default()]
        } else {
            deeper
        },
        beside: None,
    }
}

/// Looks at a value without building it.
struct Look<'l> {
    goes_on: &'l dyn Fn() -> bool,
    /// Where the first elements of a list at the top are put, which end the looking.
    top: Option<&'l RefCell<Option<Outline>>>,
    depth: u32,
}

impl Look<'_> {
    fn below(&self) -> Look<'_> {
        Look {
            goes_on: self.goes_on,
            top: None,
            depth: self.depth + 1,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = Outline;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Outline, D::Error> {
        if self.depth > MAX_DEPTH {
            input.deserialize_any(IgnoredAny)?;
            return Ok(Outline::Other);
        }
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Outline, E> {
        Ok(Outline::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Outline, E> {
        Ok(Outline::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Outline, E> {
        Ok(Outline::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Outline, E> {
        Ok(Outline::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Outline, E> {
        Ok(Outline::Text(text.trim().len()))
    }

    fn visit_unit<E: Error>(self) -> Result<Outline, E> {
        Ok(Outline::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Outline, A::Error> {
        let mut out = ListShape::default();
        while out.elements < SAMPLE {
            let value = match all.next_element_seed(self.below()) {
                Ok(Some(value)) => value,
                Ok(None) => return Ok(Outline::List(out)),
                Err(e) => {
                    // What came before a fault can be read.
                    if let Some(top) = self.top.filter(|_| out.elements > 0) {
                        *top.borrow_mut() = Some(Outline::List(out));
                    }
                    return Err(e);
                }
            };
            out.elements += 1;
            match value {
                Outline::Text(bytes) => out.strings += bytes,
                Outline::Object(shape) => {
                    out.strings += shape.text.max(shape.itself);
                    out.objects.push(shape);
                }
                Outline::List(_) | Outline::Other => {}
            }
        }
        if let Some(top) = self.top {
            *top.borrow_mut() = Some(Outline::List(out));
            return Err(A::Error::custom("enough was looked at"));
        }
        while all.next_element::<IgnoredAny>()?.is_some() {
            out.elements += 1;
            if !(self.goes_on)() {
                return Err(A::Error::custom("reading was stopped"));
            }
        }
        Ok(Outline::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Outline, A::Error> {
        let mut out = Shape::default();
        let mut names = 0;
        while let Some(name) = all.next_key::<String>()? {
            names += 1;
            if names > MOST_NAMES {
                all.next_value::<IgnoredAny>()?;
            } else {
                let value = all.next_value_seed(self.below())?;
                out.add(name, value);
            }
            if !(self.goes_on)() {
                return Err(A::Error::custom("reading was stopped"));
            }
        }
        Ok(Outline::Object(out))
    }
}
