//! Integrum: a report as a page, with codes (`^ДТ:`) above each text; and as a workbook, which is a table whose
//! days are written with two digits for the year.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::Document;
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
#[cfg(any(test, feature = "formats"))]
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::markup::{first_line, lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::html;
use crate::import::head::FileHead;

pub(super) static SERVICE: Service = Service {
    name: "Integrum (HTML)",
    told,
    general: Some(&html::FORMAT),
    read,
};

static START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)<a[ \t\r\n]+name\s*=\s*["']?(\d{1,7})["']?\s*>"#).ok());

fn told(head: &FileHead<'_>) -> bool {
    let text = head.text();
    text.trim_start().starts_with('<')
        && (text.contains("<title>Report ") && text.contains("href=\"#1\"")
            || text.contains("^ДТ:") && text.contains("^ЗГ:"))
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
    let mut decoder = PieceDecoder::new(context.head.bytes, Some(encoding_rs::WINDOWS_1251));
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        let Some(mark) = start
            .captures(&piece)
            .filter(|c| c.get(0).is_some_and(|m| m.start() == 0))
        else {
            // The contents name every article.
            out.tally.state(text.matches("href=\"#").count() as u64);
            continue;
        };
        let number = mark
            .get(1)
            .and_then(|n| std::str::from_utf8(n.as_bytes()).ok()?.parse().ok());
        if let Some(number) = number {
            out.tally.numbered(number);
        }
        let article = with_markup(&text, article_of).unwrap_or_default();
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn article_of(page: &Document) -> Article {
    let mut out = Article::default();
    let cells = page.select("td").nodes().to_vec();
    let mut open: Option<(String, String)> = None;
    for line in lines_of(cells).into_iter().chain(["^:".to_owned()]) {
        let coded = line.strip_prefix('^').and_then(|l| l.split_once(':'));
        match coded {
            Some((code, value)) => {
                if let Some((code, value)) = open.take() {
                    take_code(&code, &value, &mut out);
                }
                open = Some((code.trim().to_owned(), value.trim().to_owned()));
            }
            None => {
                if let Some((_, value)) = &mut open {
                    value.push(' ');
                    value.push_str(&line);
                }
            }
        }
    }
    if out.title.is_empty() {
        out.title = first_line(page, "h3");
    }
    let texts = page.select("pre");
    for node in texts.nodes() {
        out.body.extend(indented(&node.text()));
    }
    out
}

fn take_code(code: &str, value: &str, out: &mut Article) {
    let value = one_line(value);
    out.take_field(code, |out| match code {
        "ИС" => out.outlet = value,
        "РБ" => out.section = value,
        "ДТ" => out.date = value,
        "АВ" => value.trim_end_matches(',').clone_into(&mut out.byline),
        "ЗГ" => out.title = value,
        "НР" => out.add("issue", value),
        "" => {}
        other => out.add(other, value),
    });
}

/// Paragraphs of a text whose lines were wrapped: each begins with blanks, or behind an empty line.
fn indented(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut begins = true;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            begins = true;
            continue;
        }
        match out
            .last_mut()
            .filter(|_| !begins && !line.starts_with("   "))
        {
            Some(open) => {
                open.push(' ');
                open.push_str(trimmed);
            }
            None => out.push(trimmed.to_owned()),
        }
        begins = false;
    }
    out
}

/// Columns of a workbook of the service.
#[cfg(any(test, feature = "formats"))]
const COLUMNS: [&str; 4] = ["Источник", "Дата", "Заголовок", "Анонс"];

/// Whether a table has the columns of this service.
#[cfg(any(test, feature = "formats"))]
pub(crate) fn is_table(columns: &[String]) -> bool {
    COLUMNS
        .iter()
        .all(|c| columns.iter().any(|have| have.trim() == *c))
}

/// Hands on the rows of such a table.
#[cfg(any(test, feature = "formats"))]
pub(crate) fn take_rows(
    columns: &[String],
    rows: impl Iterator<Item = Result<Vec<String>, String>>,
    outlet: &mut Outlet<'_>,
) {
    let mut collector = Collector::new(outlet);
    for (number, row) in (1..).zip(rows) {
        let row = match row {
            Ok(row) => row,
            Err(why) => {
                collector.tally.problem(ProblemKind::Record(number, why));
                continue;
            }
        };
        let bytes = row.iter().map(String::len).sum();
        let mut article = Article::default();
        for (column, value) in columns.iter().zip(row) {
            article.take_field(column, |article| match column.trim() {
                "Источник" => article.outlet = value,
                "Дата" => article.date = value,
                "Заголовок" => article.title = value,
                "Анонс" => article.body = value.lines().map(str::to_owned).collect(),
                "Оригинал" if value.starts_with("http") => article.url = value,
                "Автор" => article.byline = value,
                other => article.add(other, value),
            });
        }
        if article.has_words() && !collector.take(article, ("UTF-8", false), bytes) {
            break;
        }
    }
    collector.finish();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::formats::downloads::testing::{day, field, read_all, said};
    use crate::import::formats::testing::given;

    #[test]
    fn a_report_is_its_articles() {
        let entry = |n: u8| {
            format!(
                "<div><a name=\"{n}\"></a><table><tr><td>^ИС:\n  Вести \n<br>^РБ:\n ТЕМА\n<br>^ДТ:\n 09.02.1994\n<br>^АВ:\n Иванов И.\n<br>^ЗГ:\n <b>ДОРОГА</b> {n}\n<br></td></tr></table><h3>ДОРОГА {n}</h3><pre>\n     Дорога\nзакрыта с <b>понедельника</b>.\n     Жители ждут.\n</pre></div>"
            )
        };
        let page = format!(
            "<html><head><title>Report 12.05.2021</title></head><body>1. <a href=\"#1\">ДОРОГА 1</a><br>2. <a href=\"#2\">ДОРОГА 2</a>{}{}</body></html>",
            entry(1),
            entry(2)
        );
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&page);
        let (drafts, problems) = read_all("a.html", &bytes);
        assert_eq!(drafts.len(), 2, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "ДОРОГА 1\n\nДорога закрыта с понедельника.\n\nЖители ждут."
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].publisher.as_deref()),
            ("1994-02-09", Some("Вести"))
        );
        assert_eq!(field(&drafts[1], "section"), Some("ТЕМА"));
        assert!(said("a.html", &bytes).contains("2 of 2 articles"));
    }

    #[test]
    fn a_workbook_has_years_of_two_digits() {
        let columns: Vec<String> = ["Источник", "Дата", "Время", "Заголовок", "Анонс"]
            .map(str::to_owned)
            .to_vec();
        assert!(is_table(&columns) && !is_table(&columns[1..]));
        let row = ["Вести", "28.02.05 00:00", "10:00", "Дорога", "Текст."]
            .map(str::to_owned)
            .to_vec();
        let (drafts, _) = given(|outlet| {
            take_rows(&columns, [Ok(row)].into_iter(), outlet);
            Ok(())
        });
        assert_eq!(
            (day(&drafts[0]).as_str(), drafts[0].text.as_str()),
            ("2005-02-28", "Дорога\n\nТекст.")
        );
    }
}
