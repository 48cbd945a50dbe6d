//! The report as Markdown.

use super::Report;

/// Words that Markdown takes for nothing but words.
fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            out.push('\\');
        }
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
    out
}

/// The report as Markdown.
pub fn report_markdown(report: &Report) -> String {
    let mut out = format!("# {}\n\n{}\n\n", plain(&report.title), plain(&report.made));
    for line in &report.scope {
        out += &format!("{}\n\n", plain(line));
    }
    for section in &report.sections {
        out += &format!("## {}\n\n", plain(&section.heading));
        if !section.about.is_empty() {
            out += &format!("{}\n\n", plain(&section.about));
        }
        for quote in &section.quotes {
            let words = if quote.quote.is_empty() {
                "the whole article".to_owned()
            } else {
                format!("“{}”", plain(&quote.quote))
            };
            let mut facts = vec![
                quote.title.clone(),
                quote.source.clone(),
                quote.day.clone(),
                quote.path.clone(),
            ];
            facts.retain(|f| !f.is_empty());
            out += &format!("> {words}\n>\n> {}\n\n", plain(&facts.join(" · ")));
            for line in quote.note.lines().filter(|l| !l.trim().is_empty()) {
                out += &format!("{}\n\n", plain(line));
            }
            let said: Vec<String> = quote
                .attributes
                .iter()
                .map(|(k, v)| format!("{k}: {v}"))
                .collect();
            if !said.is_empty() {
                out += &format!("{}\n\n", plain(&said.join(" · ")));
            }
        }
    }
    if !report.codebook.is_empty() {
        out += "## Codebook\n\n| Tag | Meaning | Annotations |\n| --- | --- | ---: |\n";
        for (path, definition, n) in &report.codebook {
            out += &format!("| {} | {} | {n} |\n", plain(path), plain(definition));
        }
        out += "\n";
    }
    out += "## Methods\n\n";
    for line in &report.methods {
        out += &format!("- {}\n", plain(line));
    }
    out
}
