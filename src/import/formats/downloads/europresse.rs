//! Europresse (also Eureka): an article begins with the name of its publication, in the old layout of tables
//! as in the new one of `article` elements.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef, Selection};
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::labels::is_copyright;
use crate::import::formats::downloads::markup::{first_line, line_of, lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::html;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Europresse",
    told,
    general: Some(&html::FORMAT),
    read,
};

static START: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)<[a-z0-9]+[^<>]{0,300}class\s*=\s*["'](?:[^"'<>]* )?DocPublicationName"#).ok()
});

/// Where titles stand, the surest first.
const TITLES: [&str; 4] = [
    ".titreArticleVisu",
    ".TitreArticleVisu",
    ".rdp__articletitle",
    ".titreArticle",
];

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    text.trim_start().starts_with('<')
        && (text.contains("DocPublicationName") || text.contains("www.cedrom-sni.com/schema"))
}

fn read<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = START.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        let text = decoder.text(&piece);
        // What follows belongs to the next article.
        let own = text.split("</article>").next().unwrap_or_default();
        let Some(article) = with_markup(own, article_of) else {
            out.tally
                .failed("an article whose markup cannot be taken apart");
            continue;
        };
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn article_of(page: &Document) -> Article {
    let mut out = Article::default();
    let outlet = first_line(page, ".DocPublicationName");
    let (name, issue) = parted_issue(&outlet);
    name.clone_into(&mut out.outlet);
    out.add("issue", issue);
    let heads: Vec<String> = page
        .select(".DocHeader")
        .nodes()
        .iter()
        .map(|n| line_of(*n))
        .collect();
    take_header(&heads.join(" "), &mut out);
    let title = TITLES
        .iter()
        .map(|s| first_line(page, s))
        .find(|t| !t.is_empty());
    out.title = title.unwrap_or_default();
    let lines = lines_of([page.root()]);
    let body = [
        "div.docOcurrContainer, .docOcurrContainer",
        ".DocText",
        "section",
    ];
    let body = body.iter().map(|s| page.select(s)).find(Selection::exists);
    match body {
        Some(body) => {
            out.body = body
                .nodes()
                .first()
                .map(|n| lines_of([*n]))
                .unwrap_or_default();
            take_around(page, &mut out);
        }
        None => take_old(&lines, &mut out),
    }
    let number = first_line(page, "#PubliC_lblNodoc");
    out.id = if number.is_empty() {
        number_in(&lines)
    } else {
        number
    };
    out
}

/// `Magazine 1, no. 5968`: the name, and the issue behind it.
fn parted_issue(outlet: &str) -> (&str, &str) {
    for sign in [", no. ", ", no ", ", n° ", " no. ", ", nº ", ", numéro "] {
        if let Some((name, issue)) = outlet.split_once(sign) {
            return (name.trim(), issue.trim());
        }
    }
    (outlet.trim(), "")
}

/// `Communication, mardi 14 mars 2006, p. 16`: section, day, page.
fn take_header(header: &str, out: &mut Article) {
    let header = one_line(header);
    let starts = std::iter::once(0).chain(header.match_indices(',').map(|(at, _)| at + 1));
    for start in starts {
        let (before, rest) = header.split_at_checked(start).unwrap_or(("", &header));
        let rest = rest.trim();
        let Some(date) = date_of(rest) else { continue };
        let is_section = before.trim().trim_end_matches(',');
        is_section.clone_into(&mut out.section);
        // The day ends with its year; behind it stands the page, or a clock.
        let year = date.day.year().to_string();
        let end = rest.find(&year).map_or(rest.len(), |at| at + year.len());
        let (day, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        day.clone_into(&mut out.date);
        out.add("page", behind.trim_start_matches(',').trim());
        return;
    }
    out.date = header;
}

/// What stands around the text in the new layout: the author below the title, rubrics, captions.
fn take_around(page: &Document, out: &mut Article) {
    let found = TITLES
        .iter()
        .map(|s| page.select(s))
        .find(Selection::exists);
    let title = found.and_then(|s| s.nodes().first().copied());
    // The title may lie within a division of its own.
    let outer = |node: NodeRef<'_>| {
        let parent = node
            .parent()
            .filter(|p| p.class().is_some_and(|c| c.contains("titreArticle")));
        parent.is_some()
    };
    if let Some(title) = title {
        let place = if outer(title) {
            title.parent().unwrap_or(title)
        } else {
            title
        };
        let mut next = place.next_element_sibling();
        while let Some(node) = next {
            let text = line_of(node);
            if !text.is_empty() {
                if node
                    .class()
                    .is_some_and(|c| c.contains("subtitle") || c.contains("Subtitle"))
                {
                    out.body.insert(0, text);
                } else {
                    out.byline = text;
                    break;
                }
            }
            next = node.next_element_sibling();
        }
    }
    out.add("rubric", first_line(page, ".DocTitreSousSection"));
    let subtitle = first_line(page, ".rdp__subtitle");
    let above = first_line(page, "div.titreArticle p.sm-margin-bottom");
    if above != subtitle {
        out.add("above the title", above);
    }
    if !subtitle.is_empty() && !out.body.contains(&subtitle) {
        out.body.insert(0, subtitle);
    }
    let captions = page
        .select("aside")
        .nodes()
        .iter()
        .map(|n| line_of(*n))
        .collect::<Vec<_>>();
    out.add("captions", captions.join(" "));
}

/// The old layout: author and text follow the title, rights and the number of the document end them.
fn take_old(lines: &[String], out: &mut Article) {
    let title = one_line(&out.title);
    let at = lines
        .iter()
        .position(|l| one_line(l) == title)
        .map_or(0, |at| at + 1);
    let rest = lines.get(at..).unwrap_or_default();
    let ends = |l: &String| is_copyright(l) || is_number(l);
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let mut text: Vec<String> = rest.get(..end).unwrap_or_default().to_vec();
    let is_name = |line: &str| {
        let words = line.split_whitespace().count();
        let capital = line.starts_with(char::is_uppercase);
        (1..=8).contains(&words) && capital && !line.ends_with(['.', ':', '?', '!', '…'])
    };
    // A name above the text; a second such line between title and name is a subtitle.
    let names = text
        .iter()
        .take(2)
        .take_while(|l| is_name(l))
        .count()
        .min(text.len().saturating_sub(1));
    if names > 0 {
        out.byline = text.remove(names - 1);
    }
    out.body = text;
}

fn is_number(line: &str) -> bool {
    [
        "Numéro de document",
        "Document number",
        "Número de documento",
        "Dokumentnummer",
    ]
    .iter()
    .any(|n| line.starts_with(n))
}

fn number_in(lines: &[String]) -> String {
    let found = lines
        .iter()
        .find(|l| is_number(l))
        .and_then(|l| l.split_once(':'));
    found
        .map(|(_, number)| number.trim().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn the_old_layout() {
        let page = "<html xmlns:n1=\"http://www.cedrom-sni.com/schema/newsv1.xsd\"><head><meta charset=ISO-8859-1></head><body><input type=\"button\" value=\"Sauvegarder\">\
            <table><tr><td><span class=\"DocPublicationName\">Le Post</span><br><span class=\"DocHeader\">Politique, </span><span class=\"DocHeader\">jeudi </span><span class=\"DocHeader\">5 octobre 2013</span><br>\
            <span class=\"TitreArticleVisu\">Route <span style=\"color:red\">coup</span>ée</span><br><br>Une Autrice<br><p></p>La route est coupée.<font> Encore.</font><p></p>Fin.<p></p><b><i>© 2013 Le Post</i></b><p></p>Numéro de document : news·20131006·PO·1<br>Ce certificat est émis</td></tr></table></body></html>";
        let (drafts, problems) = read_all("a.html", page.as_bytes());
        assert_eq!(drafts.len(), 1, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Route coupée\n\nLa route est coupée. Encore.\n\nFin."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].author.as_deref()),
            ("2013-10-05", Some("Une Autrice"))
        );
        assert_eq!(
            (field(&drafts[0], "section"), field(&drafts[0], "id")),
            (Some("Politique"), Some("news·20131006·PO·1"))
        );
    }

    #[test]
    fn the_new_layout() {
        let article = |title: &str| {
            format!(
                "<article><header><div><span class=\"DocPublicationName\">Magazine, no. 5968 </span></div><div><span class=\"DocHeader\">December 24, 2000, p. 16</span></div>\
            <div class=\"titreArticle\"><p class=\"titreArticleVisu\">{title}</p></div><div>A. Writer</div></header><section><div class=\"DocText\"><div class='docOcurrContainer'><p>Some <mark>te</mark>xt.</p><p>More.</p></div></div></section>\
            <aside><p>A photo.</p></aside><footer><small>© 2000 Owner</small><span id=\"PubliC_lblNodoc\">news·20001225·MG·2</span></footer></article>"
            )
        };
        let page = format!(
            "<!DOCTYPE html><html><head><style>.DocPublicationName{{color:red}}</style></head><body>{}{}</body></html>",
            article("One"),
            article("Two")
        );
        let (drafts, problems) = read_all("a", page.as_bytes());
        let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
        assert_eq!(
            texts,
            ["One\n\nSome text.\n\nMore.", "Two\n\nSome text.\n\nMore."],
            "{problems:?}"
        );
        assert_eq!(
            (
                day(&drafts[0]).as_str(),
                drafts[0].publisher.as_deref(),
                drafts[0].author.as_deref()
            ),
            ("2000-12-24", Some("Magazine"), Some("A. Writer"))
        );
        assert_eq!(
            (field(&drafts[0], "page"), field(&drafts[0], "captions")),
            (Some("p. 16"), Some("A photo."))
        );
    }
}
