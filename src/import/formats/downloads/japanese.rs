//! Kikuzo (Asahi Shimbun) and Yomidasu (Yomiuri Shimbun): lists of full texts, each below a table with its
//! number, day, edition, section and length in characters.

use std::io::BufRead;
use std::sync::LazyLock;

use dom_query::Document;
use regex::bytes::Regex;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, Length, Unit};
use crate::import::formats::downloads::dates::date_of;
use crate::import::formats::downloads::markup::{first_line, line_of, lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::html;

pub(super) static KIKUZO: Service = Service {
    name: "Kikuzo",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with('<') && text.contains("topic-list") && text.contains("文字")
    },
    general: Some(&html::FORMAT),
    read: |input, context, out| read(KIKUZO_START.as_ref(), of_kikuzo, input, context, out),
};

pub(super) static YOMIDASU: Service = Service {
    name: "Yomidasu",
    told: |head| {
        let text = head.text();
        text.trim_start().starts_with('<')
            && (text.contains("yomiuriNews") || text.contains("ヨミダス"))
            && text.contains("heisei")
    },
    general: Some(&html::FORMAT),
    read: |input, context, out| read(YOMIDASU_START.as_ref(), of_yomidasu, input, context, out),
};

static KIKUZO_START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)<table[^<>]{0,200}class\s*=\s*["']topic-list["']"#).ok());
static YOMIDASU_START: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)<table[^<>]{0,200}class\s*=\s*["']contentsTable["']"#).ok());

fn read(
    start: Option<&Regex>,
    article_of: fn(&Document) -> Article,
    input: Box<dyn BufRead + '_>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(start) = start else { return Ok(()) };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, start);
    while let Some(piece) = pieces.next()? {
        if start.find(&piece).is_none_or(|m| m.start() != 0) {
            continue;
        }
        let text = decoder.text(&piece);
        let Some(article) = with_markup(&text, article_of) else {
            out.tally
                .failed("an article whose markup cannot be taken apart");
            continue;
        };
        if let Ok(number) = article.id.parse() {
            out.tally.numbered(number);
        }
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

/// What the cells of the table say, each told by its form.
fn take_cells(cells: &[String], out: &mut Article) {
    for cell in cells {
        let digits = cell.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let unit = cell.get(digits.len()..).unwrap_or_default().trim();
        match unit {
            "" if is_number && out.id.is_empty() => digits.clone_into(&mut out.id),
            "" if is_number => out.add("page", cell.as_str()),
            "文字" | "字" if is_number => {
                out.length = Length::read(cell, Unit::Characters);
            }
            "頁" | "面" | "ページ" if is_number => out.add("page", cell.as_str()),
            "段" if is_number => out.add("columns", cell.as_str()),
            _ if out.date.is_empty() && date_of(cell).is_some() => cell.clone_into(&mut out.date),
            _ if cell.ends_with("刊") => out.add("edition", cell.as_str()),
            // In the newer service the title is one of the cells, the longest.
            _ if !out.date.is_empty() && out.section.is_empty() => {
                cell.clone_into(&mut out.section)
            }
            _ => out.add("note", cell.as_str()),
        }
    }
}

fn cells_of(page: &Document, selector: &str) -> Vec<String> {
    let cells = page.select(selector);
    let lines = cells.nodes().iter().map(|n| lines_of([*n]).concat());
    lines.filter(|l| !l.is_empty()).collect()
}

fn of_kikuzo(page: &Document) -> Article {
    let mut out = Article {
        outlet: "朝日新聞".to_owned(),
        language: "Japanese".to_owned(),
        ..Article::default()
    };
    take_cells(&cells_of(page, "td.topic-list"), &mut out);
    out.title = first_line(page, "span.font002, .font002");
    let body = page.select("div.detail001, .detail001");
    out.body = body.nodes().iter().flat_map(|n| lines_of([*n])).collect();
    if out.body.is_empty() {
        let cells = page.select("table.topic-detail td");
        let instead = cells
            .nodes()
            .iter()
            .map(|n| line_of(*n))
            .find(|l| l.contains("表示できません"));
        // The service may not show it, so that its length says nothing.
        out.add("without text", instead.unwrap_or_default());
        out.length = None;
    }
    out
}

fn of_yomidasu(page: &Document) -> Article {
    let mut out = Article {
        outlet: "読売新聞".to_owned(),
        language: "Japanese".to_owned(),
        ..Article::default()
    };
    out.title = first_line(
        page,
        "table.contentsTable th.wp50, table.contentsTable td.wp50",
    );
    let cells = cells_of(page, "table.contentsTable th, table.contentsTable td");
    let cells: Vec<String> = cells.into_iter().filter(|c| !c.eq(&out.title)).collect();
    take_cells(&cells, &mut out);
    let body = page.select("p.mb10");
    out.body = body.nodes().iter().flat_map(|n| lines_of([*n])).collect();
    out
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    #[test]
    fn kikuzo_joins_hits_and_counts_characters() {
        let entry = |n: &str, body: &str| {
            format!(
                "<table class=\"topic-list\"><tr><th class=\"topic-list\">No.</th></tr><tr><td class=\"topic-list\">{n}</td><td class=\"topic-list\"><nobr>1985年</nobr><nobr>01月01日</nobr></td><td class=\"topic-list\">朝刊</td><td class=\"topic-list\">１総</td><td class=\"topic-list\">001</td><td class=\"topic-list\">00040文字</td></tr></table><table class=\"topic-detail\"><tr><td><span class=\"font002\">\n経済<span>外交</span>の役割</span></td></tr><tr><td>{body}</td></tr></table><a>このページのＴＯＰへ</a>"
            )
        };
        let page = format!(
            "<html lang=\"ja\"><body>{}{}{}</body></html>",
            entry(
                "00001",
                "<div class=\"detail001\">\n　道路は<span>閉鎖</span>\nされた。<br>　次の段落。</div>"
            ),
            entry("00002", "※著作権などの関係で本文を表示できません。"),
            entry("00005", "<div class=\"detail001\">短い。</div>")
        );
        let (drafts, problems) = read_all("a.html", page.as_bytes());
        assert_eq!(drafts.len(), 3, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "経済外交の役割\n\n道路は閉鎖された。\n\n次の段落。"
        );
        assert_eq!(
            (day(&drafts[0]).as_str(), field(&drafts[0], "section")),
            ("1985-01-01", Some("１総"))
        );
        assert_eq!(
            (drafts[1].text.as_str(), field(&drafts[1], "stated length")),
            ("経済外交の役割", None)
        );
        let said = said("a.html", page.as_bytes());
        assert!(
            said.contains("missing: 3, 4") && said.contains("of 40 characters"),
            "{said}"
        );
    }

    #[test]
    fn yomidasu_drops_what_stands_around_the_text() {
        let entry = |n: u8| {
            format!(
                "<div><table class=\"contentsTable\"><tr><th>{n}</th><th>2018.01.07</th><th class=\"wp50\">道路　閉鎖</th><th>東京朝刊</th><th>書評Ｂ</th><th>10頁</th><th>9字</th><th>05段</th></tr></table><table class=\"selectSearchTable\"><tr><th>選択部分</th></tr></table></div><div id=\"article\"><p class=\"mb10\">　道<span class=\"phrase\">路</span>は閉鎖された。<br/>　</p></div>"
            )
        };
        let page = format!(
            "<html><body><input name=\"yomiuriNewsArticle\"/><div id=\"heiseiDetailArea\">{}{}</div></body></html>",
            entry(1),
            entry(2)
        );
        let (drafts, problems) = read_all("a", page.as_bytes());
        assert_eq!((drafts.len(), problems.len()), (2, 0), "{problems:?}");
        assert_eq!(drafts[1].text, "道路 閉鎖\n\n道路は閉鎖された。");
        assert_eq!(
            (day(&drafts[1]).as_str(), field(&drafts[1], "section")),
            ("2018-01-07", Some("書評Ｂ"))
        );
        assert_eq!(
            (
                field(&drafts[1], "page"),
                field(&drafts[1], "stated length")
            ),
            (Some("10頁"), Some("9 characters"))
        );
    }
}
