//! Nexis since 2018 (Nexis Uni, Lexis Advance), as its DOCX has it, and its RTF and PDF after their own
//! readers: title, source, day, labels, `Body`, text, `Classification`, `Load-Date`, `End of Document`.

use std::sync::LazyLock;

use regex::Regex;

use crate::import::formats::downloads::Collector;
use crate::import::formats::downloads::article::{Article, Length, Unit, one_line};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::labels::{Label, is_copyright, label};

/// A paragraph of such a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub text: String,
    /// Whether an article begins here, as far as the document marks it.
    pub starts: bool,
}

const ENDS: [&str; 9] = [
    "End of Document",
    "Ende des Dokuments",
    "Dokumentende",
    "Fin du document",
    "Fin de document",
    "Fin del documento",
    "Fine del documento",
    "Einde van document",
    "Fim do documento",
];
const BODIES: [&str; 8] = [
    "Body",
    "Text",
    "Textkörper",
    "Haupttext",
    "Corps",
    "Cuerpo",
    "Hoofdtekst",
    "Inhalt",
];
const CLASSIFICATIONS: [&str; 5] = [
    "Classification",
    "Klassifizierung",
    "Klassifikation",
    "Clasificación",
    "Classificatie",
];
const PICTURES: [&str; 6] = [
    "Graphic",
    "Grafik",
    "Graphique",
    "Gráfico",
    "Grafiek",
    "Bild",
];
/// What the contents list prints below each title.
const OF_CONTENTS: [&str; 6] = [
    "Client/Matter:",
    "Search Terms:",
    "Search Type:",
    "Narrowed by",
    "Content Type",
    "Suchbegriffe:",
];

/// Whether text of a document holds the end of such an article: fit for its XML as well.
pub(super) fn seems_lexis(text: &str) -> bool {
    let ends = ENDS.iter().any(|end| text.contains(end));
    ends && (text.contains("Load-Date") || BODIES.iter().any(|b| text.contains(b)))
}

/// Hands on the articles of a document; `false` where none was found.
pub(super) fn read_lines(
    lines: &[Line],
    format: &'static str,
    bytes: usize,
    out: &mut Collector<'_, '_>,
) {
    let is_end = |l: &Line| ENDS.contains(&l.text.trim());
    let count = lines.iter().filter(|l| is_end(l)).count();
    let each = bytes / count.max(1);
    let mut rest = lines;
    let mut first = true;
    while let Some(end) = rest.iter().position(is_end) {
        let (document, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = behind.get(1..).unwrap_or_default();
        if first {
            out.tally.state(stated(document));
        }
        let article = article_of(begun(document, first));
        first = false;
        if !out.take(article, (format, false), each) {
            return;
        }
    }
    // A document that was cut off: nothing of it is lost.
    let left: String = rest.iter().map(|l| l.text.as_str()).collect();
    if count > 0 && left.split_whitespace().count() > MOST_LEFT {
        let article = article_of(begun(rest, false));
        out.tally
            .failed(&format!("{} …, cut off", article.short_name()));
        out.take(article, (format, false), each);
    }
}

/// Words behind the last article that are no article.
const MOST_LEFT: usize = 60;

/// `Documents (500)` on the cover.
fn stated(cover: &[Line]) -> u64 {
    static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten)\s*\((\d+)\)$").ok()
    });
    let count = |line: &Line| {
        let found = COUNT.as_ref()?.captures(line.text.trim())?;
        found.get(1)?.as_str().parse().ok()
    };
    cover.iter().take(12).find_map(count).unwrap_or(0)
}

/// The lines of an article without the cover and the contents before them.
fn begun(document: &[Line], first: bool) -> &[Line] {
    let body = document
        .iter()
        .position(|l| BODIES.contains(&l.text.trim()));
    let head = document
        .get(..body.unwrap_or(document.len()))
        .unwrap_or_default();
    if let Some(mark) = head.iter().rposition(|l| l.starts) {
        return document.get(mark..).unwrap_or_default();
    }
    if !first {
        return document;
    }
    let of_contents = |l: &Line| OF_CONTENTS.iter().any(|c| l.text.trim().starts_with(c));
    let Some(last) = head.iter().rposition(of_contents) else {
        // A cover without contents ends with its count.
        let count = head
            .iter()
            .take(12)
            .position(|l| stated(std::slice::from_ref(l)) > 0);
        return document
            .get(count.map_or(0, |c| c + 1)..)
            .unwrap_or_default();
    };
    // Below the last title stands what the search was narrowed by: a kind and its value.
    let mut start = last + 1;
    let mut values = if document
        .get(last)
        .is_some_and(|l| l.text.trim() == "Narrowed by")
    {
        2
    } else {
        0
    };
    while values > 0 && document.get(start).is_some() {
        values -= usize::from(
            document
                .get(start)
                .is_some_and(|l| !l.text.trim().is_empty()),
        );
        start += 1;
    }
    document.get(start..).unwrap_or_default()
}

fn article_of(lines: &[Line]) -> Article {
    let mut out = Article::default();
    let lines: Vec<&str> = lines
        .iter()
        .map(|l| l.text.trim())
        .filter(|l| !l.is_empty())
        .collect();
    let body = lines.iter().position(|l| BODIES.contains(l));
    let labelled = lines.iter().position(|l| labelled(l).is_some());
    // Without a heading the text begins behind the labels.
    let at = body.unwrap_or_else(|| {
        let from = labelled.unwrap_or(0);
        let labels = lines.iter().skip(from).take_while(|l| labelled_head(l));
        from + labels.count()
    });
    let (top, rest) = lines.split_at_checked(at).unwrap_or((&lines, &[]));
    take_top(top, &mut out);
    take_text(
        rest.get(usize::from(body.is_some())..).unwrap_or_default(),
        &mut out,
    );
    out
}

fn labelled(line: &str) -> Option<(Label, &str, &str)> {
    label(line).filter(|(_, name, _)| name.chars().next().is_some_and(char::is_uppercase))
}

fn labelled_head(line: &str) -> bool {
    !matches!(
        labelled(line),
        None | Some((
            Label::Behind | Label::Loaded | Label::Language | Label::Correction,
            ..
        ))
    )
}

/// Title, source, day, rights and labels.
fn take_top(lines: &[&str], out: &mut Article) {
    let mut unlabelled: Vec<&str> = Vec::new();
    let mut labels = false;
    for line in lines {
        if let Some((label, name, value)) =
            labelled(line).filter(|_| unlabelled.len() >= 2 || labels)
        {
            labels = true;
            take_label(label, name, value, out);
        } else if is_copyright(line) {
        } else if labels {
            // Bylines are printed twice now and then.
            if !out.byline.contains(&one_line(line)) {
                out.add("note", *line);
            }
        } else {
            unlabelled.push(line);
        }
    }
    let is_day = |line: &&&str| date_of(line).is_some();
    let day = unlabelled
        .iter()
        .skip(1)
        .position(|l| is_day(&l))
        .map(|at| at + 1);
    let is_note = |line: &str| line.eq_ignore_ascii_case("Correction Appended");
    let head_end = day.or_else(|| unlabelled.iter().position(|l| is_note(l)));
    let head_end = head_end.unwrap_or_else(|| unlabelled.len().min(2));
    let (head, behind) = unlabelled
        .split_at_checked(head_end)
        .unwrap_or((&unlabelled, &[]));
    if let Some((source, title)) = head.split_last().filter(|(_, title)| !title.is_empty()) {
        out.outlet = one_line(source);
        out.title = one_line(&title.join(" "));
    } else {
        out.title = one_line(&head.join(" "));
    }
    if let Some(title) = out.title.strip_suffix(" - Correction Appended") {
        out.title = title.to_owned();
    }
    for line in behind {
        if is_note(line) {
            out.add("correction", "appended");
        } else if out.date.is_empty() && is_day(&line) {
            out.date = one_line(line);
        } else {
            out.add("edition", *line);
        }
    }
}

fn take_label(label: Label, name: &str, value: &str, out: &mut Article) {
    let value = one_line(value);
    match label {
        Label::Byline if out.byline.is_empty() => out.byline = value,
        Label::Section if out.section.is_empty() => out.section = value,
        Label::Length if out.length.is_none() => out.length = Length::read(&value, Unit::Words),
        Label::Language => out.language = value,
        Label::Loaded => out.add("loaded", value),
        Label::Highlight => out.add("highlight", value),
        Label::Dateline => out.add("dateline", value),
        _ => out.add(&name.to_lowercase(), value),
    }
}

/// The text, and fields from what stands behind it.
fn take_text(lines: &[&str], out: &mut Article) {
    let is_loaded = |line: &str| matches!(labelled(line), Some((Label::Loaded, ..)));
    // The last heading of each kind: a text may have such a line too.
    let end = lines
        .iter()
        .rposition(|l| is_loaded(l))
        .unwrap_or(lines.len());
    let from = |names: &[&str], until: usize| {
        let within = lines.get(..until).unwrap_or_default();
        within
            .iter()
            .rposition(|l| names.contains(l))
            .unwrap_or(until)
    };
    let classes = from(&CLASSIFICATIONS, end);
    let pictures = from(&PICTURES, classes);
    let part = |from: usize, to: usize| lines.get(from..to).unwrap_or_default();
    for line in part(0, pictures) {
        out.body.push((*line).to_owned());
    }
    let captions = part(pictures, classes).get(1..).unwrap_or_default();
    out.add("graphic", captions.join(" "));
    for line in part(classes, end)
        .iter()
        .skip(1)
        .chain(part(end, lines.len()))
    {
        match labelled(line) {
            Some((label, name, value)) => take_label(label, name, value, out),
            None if is_copyright(line) => {}
            None => out.add("classification", *line),
        }
    }
}

/// Running heads that RTF and PDF have among their lines.
pub(super) fn without_running_heads(text: &str) -> Vec<Line> {
    static PAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:Page|Seite|Página|Pagina)\s+\d+\s+(?:of|von|de|di|van)\s+\d+$").ok()
    });
    let is_page = |line: &str| PAGE.as_ref().is_some_and(|p| p.is_match(line.trim()));
    let mut lines: Vec<Line> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    let mut after_page = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if is_page(trimmed) {
            after_page = true;
            continue;
        }
        // The title stands below the number of the page, on every page but the first of an article.
        if after_page && !trimmed.is_empty() {
            after_page = false;
            if titles.iter().any(|t| t == trimmed) {
                continue;
            }
        }
        if !trimmed.is_empty() {
            let begins = lines.iter().rev().find(|l| !l.text.is_empty());
            if begins.is_none_or(|l| ENDS.contains(&l.text.as_str())) {
                titles.push(trimmed.to_owned());
            }
        }
        lines.push(Line {
            text: trimmed.to_owned(),
            starts: false,
        });
    }
    lines
}
