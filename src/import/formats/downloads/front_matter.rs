//! Markdown with front matter: fields between two lines of `---` (or `+++`), then one article.

use std::io::{BufRead, Read};

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::Article;
use crate::import::formats::downloads::pieces::PieceDecoder;
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::text_file;
use crate::import::head::FileHead;
use crate::import::input::unreadable;
use crate::import::limits::MAX_FILE_BYTES;

pub(super) static SERVICE: Service = Service {
    name: "Markdown with front matter",
    told: |head: &FileHead<'_>| parted(head.text()).is_some(),
    general: Some(&text_file::FORMAT),
    read,
};

/// The fields and what follows; `None` where there are none: at least one name that notes have is asked for.
fn parted(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let (mark, rest) = text.split_once('\n')?;
    let mark = mark.trim_end();
    if mark != "---" && mark != "+++" {
        return None;
    }
    let mut at = 0;
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let trimmed = line.trim_end();
        if trimmed == mark || mark == "---" && trimmed == "..." {
            let known = [
                "title",
                "date",
                "author",
                "source",
                "tags",
                "published",
                "url",
                "created",
                "modified",
                "updated",
                "type",
                "status",
                "layout",
                "category",
                "categories",
                "id",
                "slug",
                "aliases",
                "draft",
                "lang",
                "language",
                "description",
                "summary",
                "subtitle",
                "permalink",
                "publisher",
                "link",
            ];
            let is_one = fields
                .iter()
                .any(|(name, _)| known.contains(&name.to_lowercase().as_str()));
            return is_one.then(|| (fields, rest.get(at..).unwrap_or_default()));
        }
        let unquoted = |value: &str| {
            plain_value(value)
                .trim_matches(['"', '\'', '[', ']'])
                .to_owned()
        };
        if let Some(item) = trimmed.trim_start().strip_prefix("- ") {
            let (_, value) = fields.last_mut()?;
            if !value.is_empty() {
                value.push_str("; ");
            }
            value.push_str(&unquoted(item));
        } else if trimmed.starts_with([' ', '\t']) {
            let (_, value) = fields.last_mut()?;
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(trimmed.trim());
        } else if !trimmed.is_empty() && !trimmed.starts_with('#') {
            let sign = if mark == "---" { ':' } else { '=' };
            let (name, value) = trimmed.split_once(sign)?;
            fields.push((name.trim().to_owned(), unquoted(value)));
        }
        if fields.len() > 100 {
            return None;
        }
    }
    None
}

/// A value without what YAML says of it before: its type, or that the following lines are it.
fn plain_value(value: &str) -> &str {
    let value = value.trim();
    let value = match value.split_once(' ') {
        Some((kind, rest)) if kind.starts_with('!') => rest.trim_start(),
        _ => value,
    };
    let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-');
    match value.strip_prefix(['>', '|']) {
        Some(rest) if rest.chars().all(is_sign) => "",
        _ => value,
    }
}

fn read<'i>(
    mut input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut bytes = Vec::new();
    let mut whole = input.by_ref().take(MAX_FILE_BYTES);
    whole.read_to_end(&mut bytes).map_err(unreadable)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let text = decoder.text(&bytes);
    let Some((fields, body)) = parted(&text) else {
        return Ok(());
    };
    let mut article = Article {
        body: vec![body.trim().to_owned()],
        ..Article::default()
    };
    for (name, value) in fields {
        article.take_field(&name, |article| match name.to_lowercase().as_str() {
            "title" => article.title = value,
            "date" | "published" | "publishdate" | "pubdate" if article.date.is_empty() => {
                article.date = value
            }
            "author" | "authors" => article.byline = value,
            "source" | "publisher" | "publication" | "outlet" => article.outlet = value,
            "url" | "link" | "permalink" => article.url = value,
            "lang" | "language" => article.language = value,
            "section" => article.section = value,
            _ => article.add(&name, value),
        });
    }
    // Notes repeat their title as a heading.
    let title = format!("# {}", article.title);
    if let Some(text) = article.body.first_mut()
        && let Some(rest) = text
            .strip_prefix(&title)
            .filter(|r| r.starts_with('\n') || r.is_empty())
    {
        *text = rest.trim().to_owned();
    }
    out.take_alone(article, decoder.encoding(), bytes.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn fields_above_a_note() {
        let note = "---\ntitle: \"Road: cut\"\ndate: 2019-11-18T10:00:00Z\ntags:\n  - road\n  - rail\nsource: The Post\n---\n\n# Road: cut\n\nIt was cut.\n";
        let (drafts, problems) = read_all("a.md", note.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(drafts[0].text, "Road: cut\n\nIt was cut.");
        assert_eq!(
            (day(&drafts[0]).as_str(), field(&drafts[0], "tags")),
            ("2019-11-18", Some("road; rail"))
        );
        assert_eq!(
            (drafts[0].record.as_deref(), drafts[0].publisher.as_deref()),
            (None, Some("The Post"))
        );
        let folded =
            "---\ntitle: >-\n  Road cut\n  again\ndate: !!timestamp 2019-11-18\n---\nIt was cut.";
        let (drafts, problems) = read_all("a.md", folded.as_bytes());
        assert_eq!(
            drafts[0].text, "Road cut again\n\nIt was cut.",
            "{problems:?}"
        );
        assert_eq!(day(&drafts[0]), "2019-11-18");
        let (drafts, _) = read_all("a.md", b"---\nA line that is no field.\n---\nText.");
        assert!(drafts[0].text.starts_with("---\nA line"));
    }
}
