//! Zotero's RDF: items with their authors, notes and attachments.

use std::collections::HashMap;
use std::io::{BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::pieces::PieceDecoder;
use crate::import::formats::downloads::{Collector, Service};
use crate::import::input::unreadable;
use crate::import::limits::MAX_WHOLE_BYTES;

pub(super) static SERVICE: Service = Service {
    name: "Zotero RDF",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with('<')
            && text.contains("http://www.zotero.org/namespaces/export#")
    },
    general: None,
    read,
};

/// An element with its text and what lies inside.
#[derive(Default)]
struct Node {
    name: String,
    about: String,
    resource: String,
    text: String,
    inside: Vec<Node>,
}

impl Node {
    fn child(&self, name: &str) -> Option<&Node> {
        self.inside.iter().find(|n| n.name == name)
    }

    fn children<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.inside.iter().filter(move |n| n.name == name)
    }

    fn value(&self, name: &str) -> String {
        self.child(name).map(Node::all_text).unwrap_or_default()
    }

    fn all_text(&self) -> String {
        let inside: String = self.inside.iter().map(Node::all_text).collect();
        format!("{}{inside}", self.text)
    }

    /// The first element of a name at any depth.
    fn within(&self, name: &str) -> Option<&Node> {
        self.inside.iter().find_map(|n| {
            if n.name == name {
                Some(n)
            } else {
                n.within(name)
            }
        })
    }
}

/// Deepest elements inside each other.
const DEEPEST: usize = 64;

fn tree_of(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    let mut open = vec![Node::default()];
    let close = |open: &mut Vec<Node>| {
        if open.len() > 1
            && let Some(done) = open.pop()
            && let Some(outer) = open.last_mut()
        {
            outer.inside.push(done);
        }
    };
    let mut too_deep = 0_u32;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) if open.len() > DEEPEST => too_deep += 1,
            Event::Start(e) => open.push(Node {
                name: e.local_name().as_ref().to_owned(),
                about: attribute(&e, "about"),
                resource: attribute(&e, "resource"),
                ..Node::default()
            }),
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::End(_) => close(&mut open),
            Event::Text(t) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&t.xml10_content());
                }
            }
            Event::CData(t) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&t);
                }
            }
            Event::GeneralRef(g) => {
                if let Some(node) = open.last_mut() {
                    match g.resolve_char_ref() {
                        Ok(Some(c)) => node.text.push(c),
                        _ => node
                            .text
                            .push_str(resolve_predefined_entity(&g).unwrap_or_default()),
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or_default()
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name);
    let value = found.and_then(|a| {
        a.normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()
            .map(std::borrow::Cow::into_owned)
    });
    value.unwrap_or_default()
}

/// Elements of the outermost level that are no items.
const NO_ITEMS: [&str; 6] = [
    "Attachment",
    "Memo",
    "Collection",
    "Journal",
    "Series",
    "UserItem",
];

fn read<'i>(
    mut input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut bytes = Vec::new();
    let mut whole = input.by_ref().take(MAX_WHOLE_BYTES);
    whole.read_to_end(&mut bytes).map_err(unreadable)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let tree = tree_of(&decoder.text(&bytes));
    let Some(root) = tree.within("RDF") else {
        return Ok(());
    };
    let by_name: HashMap<&str, &Node> = root
        .inside
        .iter()
        .filter(|n| !n.about.is_empty())
        .map(|n| (n.about.as_str(), n))
        .collect();
    for item in &root.inside {
        if NO_ITEMS.contains(&item.name.as_str()) || item.value("itemType") == "attachment" {
            continue;
        }
        let article = article_of(item, &by_name);
        if !out.take(article, decoder.encoding(), item.all_text().len()) {
            break;
        }
    }
    Ok(())
}

fn article_of(item: &Node, by_name: &HashMap<&str, &Node>) -> Article {
    let mut out = Article {
        title: item.value("title"),
        date: one_line(&item.value("date")),
        language: one_line(&item.value("language")),
        ..Article::default()
    };
    let summary = item.value("abstract");
    out.body = summary.split("\n\n").map(str::to_owned).collect();
    out.add("type", item.value("itemType"));
    // The publication stands inside or beside.
    for part in item.children("isPartOf") {
        let beside = by_name.get(part.resource.as_str()).copied();
        let inside = part.within("title").map(Node::all_text);
        let title = inside
            .or_else(|| beside.map(|n| n.value("title")))
            .unwrap_or_default();
        if out.outlet.is_empty() {
            out.outlet = one_line(&title);
        }
    }
    if out.outlet.is_empty() {
        let named = item.child("publisher").and_then(|p| p.within("name"));
        out.outlet = named.map(Node::all_text).unwrap_or_default();
    }
    let people = item
        .child("authors")
        .map(|a| a.inside.iter().flat_map(|seq| seq.inside.iter()));
    let names = people.into_iter().flatten().map(|person| {
        let part = |name: &str| person.within(name).map(Node::all_text).unwrap_or_default();
        let given = [part("givenName"), part("givenname")].concat();
        one_line(&format!("{given} {}", part("surname")))
    });
    out.byline = names
        .filter(|n| !n.is_empty())
        .collect::<Vec<_>>()
        .join("; ");
    for identifier in item.children("identifier") {
        match identifier.within("URI") {
            Some(address) if out.url.is_empty() => out.url = one_line(&address.all_text()),
            _ => out.add("identifier", identifier.all_text()),
        }
    }
    if item.about.starts_with("http") && out.url.is_empty() {
        item.about.clone_into(&mut out.url);
    }
    for subject in item.children("subject") {
        out.add("keyword", subject.all_text());
    }
    for note in item
        .children("isReferencedBy")
        .filter_map(|n| by_name.get(n.resource.as_str()))
    {
        let markup = note.value("value");
        let lines = with_markup(&markup, |page| lines_of([page.root()]));
        out.add("note", lines.unwrap_or_default().join(" "));
    }
    for link in item
        .children("link")
        .filter_map(|n| by_name.get(n.resource.as_str()))
    {
        if let Some(path) = link.child("path") {
            out.add("attachment", path.resource.as_str());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn items_with_what_belongs_to_them() {
        let xml = "<rdf:RDF xmlns:z=\"http://www.zotero.org/namespaces/export#\"><bib:Article rdf:about=\"https://a.example/1\"><z:itemType>newspaperArticle</z:itemType>\
            <dcterms:isPartOf rdf:resource=\"urn:issn:1\"/><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Writer</foaf:surname><foaf:givenName>A.</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>\
            <dcterms:isReferencedBy rdf:resource=\"#item_3\"/><link:link rdf:resource=\"#item_2\"/><dc:title>Road &amp; rail</dc:title><dcterms:abstract>It was cut.</dcterms:abstract><dc:date>2019-11-18</dc:date></bib:Article>\
            <bib:Memo rdf:about=\"#item_3\"><rdf:value>&lt;p&gt;Seen&lt;/p&gt;</rdf:value></bib:Memo><bib:Journal rdf:about=\"urn:issn:1\"><dc:title>The Post</dc:title></bib:Journal>\
            <z:Attachment rdf:about=\"#item_2\"><z:itemType>attachment</z:itemType><z:path rdf:resource=\"files/2/a.html\"/><dc:title>Snapshot</dc:title></z:Attachment></rdf:RDF>";
        let (drafts, problems) = read_all("a.rdf", xml.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(
            (drafts[0].text.as_str(), day(&drafts[0]).as_str()),
            ("Road & rail\n\nIt was cut.", "2019-11-18")
        );
        assert_eq!(
            (drafts[0].publisher.as_deref(), drafts[0].author.as_deref()),
            (Some("The Post"), Some("A. Writer"))
        );
        assert_eq!(
            (field(&drafts[0], "note"), field(&drafts[0], "attachment")),
            (Some("Seen"), Some("files/2/a.html"))
        );
    }
}
