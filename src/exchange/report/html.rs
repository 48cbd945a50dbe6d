//! The report as one page that any browser shows and prints.

use super::{Report, ReportQuote};
use crate::exchange::charts::xml_escaped;

const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0 auto;max-width:840px;padding:32px 24px;background:#fff;color:#1E2226;font:15px/23px 'Source Serif 4',Georgia,serif}\
h1{font-size:26px;line-height:34px;margin:0 0 4px}h2{font-size:19px;line-height:26px;margin:32px 0 8px;border-bottom:1px solid #E2DED5}\
h3{font-size:15px;margin:16px 0 4px}p{margin:0 0 8px}.weak{color:#5F6368}\
table{border-collapse:collapse;font:13px/18px Inter,'Helvetica Neue',Arial,sans-serif;width:100%}\
th,td{text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid #E2DED5}td.n,th.n{text-align:right}\
blockquote{margin:12px 0 2px;padding:0 0 0 12px;border-left:2px solid #7A7D82}\
.facts{font:13px/18px Inter,'Helvetica Neue',Arial,sans-serif;color:#5F6368;margin:0 0 4px 14px}\
.note{margin:0 0 8px 14px}figure{margin:16px 0}figure svg{max-width:100%;height:auto}\
nav{font:13px/20px Inter,'Helvetica Neue',Arial,sans-serif}\
@media print{body{max-width:none;padding:0;font-size:11pt}blockquote,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}nav{display:none}}";

/// The report as HTML.
pub fn report_html(report: &Report) -> String {
    let title = xml_escaped(&report.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p class=\"weak\">{}</p>\n",
        xml_escaped(&report.made)
    );
    out += "<nav aria-label=\"Contents\"><ol>\n";
    for (at, section) in report.sections.iter().enumerate() {
        out += &format!(
            "<li><a href=\"#s{at}\">{}</a> ({})</li>\n",
            xml_escaped(&section.heading),
            section.quotes.len()
        );
    }
    out += "</ol></nav>\n<h2>What was looked at</h2>\n";
    for line in &report.scope {
        out += &format!("<p>{}</p>\n", xml_escaped(line));
    }
    if let Some((svg, caption)) = &report.chart {
        // A picture inside a page needs no namespace: nothing in the page looks like an address.
        let svg = svg.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
        out += &format!(
            "<figure>{svg}<figcaption class=\"weak\">{}</figcaption></figure>\n",
            xml_escaped(caption)
        );
    }
    for (at, section) in report.sections.iter().enumerate() {
        out += &format!(
            "<section aria-labelledby=\"s{at}\">\n<h2 id=\"s{at}\">{}</h2>\n",
            xml_escaped(&section.heading)
        );
        if !section.about.is_empty() {
            out += &format!("<p class=\"weak\">{}</p>\n", xml_escaped(&section.about));
        }
        for quote in &section.quotes {
            out += &of_quote(quote);
        }
        out += "</section>\n";
    }
    if !report.codebook.is_empty() {
        out += "<h2>Codebook</h2>\n<table>\n<thead><tr><th scope=\"col\">Tag</th><th scope=\"col\">Meaning</th><th scope=\"col\" class=\"n\">Annotations</th></tr></thead>\n<tbody>\n";
        for (path, definition, n) in &report.codebook {
            out += &format!(
                "<tr><td>{}</td><td>{}</td><td class=\"n\">{n}</td></tr>\n",
                xml_escaped(path),
                xml_escaped(definition)
            );
        }
        out += "</tbody>\n</table>\n";
    }
    out += "<h2>Methods</h2>\n<ul>\n";
    for line in &report.methods {
        out += &format!("<li>{}</li>\n", xml_escaped(line));
    }
    out += "</ul>\n</main>\n</body>\n</html>\n";
    out
}

fn of_quote(quote: &ReportQuote) -> String {
    let words = if quote.quote.is_empty() {
        "the whole article".to_owned()
    } else {
        format!("“{}”", quote.quote)
    };
    let mut facts = vec![
        quote.title.clone(),
        quote.source.clone(),
        quote.day.clone(),
        quote.path.clone(),
    ];
    facts.retain(|f| !f.is_empty());
    let mut out = format!(
        "<blockquote>{}</blockquote>\n<p class=\"facts\">{}</p>\n",
        xml_escaped(&words),
        xml_escaped(&facts.join(" · "))
    );
    if !quote.note.is_empty() {
        let lines: Vec<String> = quote.note.lines().map(xml_escaped).collect();
        out += &format!("<p class=\"note\">{}</p>\n", lines.join("<br>"));
    }
    let mut said: Vec<String> = quote
        .attributes
        .iter()
        .map(|(k, v)| format!("{k}: {v}"))
        .collect();
    if !quote.author.is_empty() {
        said.push(format!("by {}", quote.author));
    }
    said.push(quote.status.to_owned());
    out += &format!(
        "<p class=\"facts\">{}</p>\n",
        xml_escaped(&said.join(" · "))
    );
    out
}
