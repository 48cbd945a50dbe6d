//! Lists of references: RIS, BibTeX and CSL JSON. An entry is an article: its title, and its abstract for the
//! text; notes are fields.

use std::borrow::Cow;
use std::io::{BufRead, Read};
use std::sync::LazyLock;

use regex::bytes::Regex;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::corpus::ProblemKind;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::article::{Article, one_line};
use crate::import::formats::downloads::markup::{lines_of, with_markup};
use crate::import::formats::downloads::pieces::{PieceDecoder, Pieces, without_utf16};
use crate::import::formats::downloads::{Collector, Service};
use crate::import::formats::{json, text_file};
use crate::import::head::FileHead;
use crate::import::input::unreadable;
use crate::import::limits::MAX_WHOLE_BYTES;

pub(super) static RIS: Service = Service {
    name: "RIS",
    told: |head| {
        let first = head.text().lines().find(|l| !l.trim().is_empty());
        first.is_some_and(|l| tag_of(l).is_some_and(|(tag, _)| tag == "TY"))
    },
    general: Some(&text_file::FORMAT),
    read: read_ris,
};

pub(super) static BIBTEX: Service = Service {
    name: "BibTeX",
    told: told_bibtex,
    general: Some(&text_file::FORMAT),
    read: read_bibtex,
};

pub(super) static CSL: Service = Service {
    name: "CSL JSON",
    told: |head| {
        let text = head.text();
        let has = |key: &str| text.contains(key);
        text.trim_start().starts_with(['[', '{'])
            && (has("\"date-parts\"") || has("\"container-title\"") && has("\"issued\""))
    },
    general: Some(&json::FORMAT),
    read: read_csl,
};

static ENTRY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m-u)^(?:\xEF\xBB\xBF)?[ \t]*TY {0,2}-").ok());
static BIB_ENTRY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m-u)^(?:\xEF\xBB\xBF)?[ \t]*@[A-Za-z]{3,20}[ \t]*[{(]").ok());

/// `AB  - text`: a tag and its value.
fn tag_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{FEFF}').trim_start();
    let (tag, rest) = line.split_at_checked(2)?;
    let mut chars = tag.chars();
    let begins = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    let fits = begins && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let rest = rest.trim_start_matches(' ').strip_prefix('-')?;
    let parted = rest.is_empty() || rest.starts_with([' ', '\r']);
    (fits && parted).then(|| (tag, rest.trim()))
}

fn read_ris<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(entry) = ENTRY.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, entry);
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        if tag_of(&text).is_none() {
            continue;
        }
        if !out.take(of_ris(&text), decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn of_ris(text: &str) -> Article {
    let mut out = Article::default();
    let mut values: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match tag_of(line) {
            Some(("ER", _)) => break,
            Some((tag, value)) => values.push((tag, value.to_owned())),
            // Values of several lines: those of an abstract are kept apart.
            None => {
                if let Some((_, value)) = values.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim_end());
                }
            }
        }
    }
    let mut authors: Vec<String> = Vec::new();
    let (mut day, mut year) = (String::new(), String::new());
    for (tag, value) in values {
        out.take_field(tag, |out| match tag {
            "TI" | "T1" | "CT" if out.title.is_empty() => out.title = value,
            "T2" | "JO" | "JF" | "BT" | "C3" if out.outlet.is_empty() => out.outlet = value,
            "AU" | "A1" => authors.push(one_line(&value)),
            "DA" | "Y1" if day.is_empty() => day = ris_day(&value),
            "PY" | "YR" => year = ris_day(&value),
            "LA" => out.language = value,
            "SE" => out.section = value,
            "AB" | "N2" => out.body.extend(paragraphs(&value)),
            "N1" | "RN" => out.add("note", plain(&value)),
            "UR" | "L2" if out.url.is_empty() => out.url = one_line(&value),
            "ID" | "AN" if out.id.is_empty() => out.id = one_line(&value),
            "TY" => out.add("type", value),
            other => {
                const NAMES: [(&str, &str); 9] = [
                    ("DO", "doi"),
                    ("KW", "keyword"),
                    ("PB", "publisher"),
                    ("CY", "place"),
                    ("VL", "volume"),
                    ("IS", "issue"),
                    ("SP", "first page"),
                    ("EP", "last page"),
                    ("SN", "issn"),
                ];
                let name = NAMES.iter().find(|(tag, _)| *tag == other);
                out.add(name.map_or(other, |(_, name)| name), value);
            }
        });
    }
    out.take_field("AU", |out| out.byline = authors.join("; "));
    let (of_day, date) = if day.is_empty() {
        ("PY", year)
    } else {
        ("DA", day)
    };
    out.take_field(of_day, |out| out.date = date);
    out
}

/// `2003/05/17/morning`, `1921///`: year, month, day, as far as they stand there.
fn ris_day(value: &str) -> String {
    let mut parts = value.trim().split('/').map(str::trim);
    let digits = |p: Option<&str>| {
        p.filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
            .map(str::to_owned)
    };
    let Some(year) = digits(parts.next()) else {
        return value.to_owned();
    };
    match (digits(parts.next()), digits(parts.next())) {
        (Some(month), Some(day)) => format!("{year}-{month:0>2}-{day:0>2}"),
        (Some(month), None) => format!("{year}-{month:0>2}"),
        (None, _) => year,
    }
}

fn paragraphs(value: &str) -> Vec<String> {
    value.split("\n\n").map(|p| p.trim().to_owned()).collect()
}

/// Notes are written as markup now and then.
fn plain(value: &str) -> String {
    if !value.contains('<') {
        return value.to_owned();
    }
    let lines = with_markup(value, |page| lines_of([page.root()]));
    lines.map_or_else(|| value.to_owned(), |l| l.join(" "))
}

fn told_bibtex(head: &FileHead<'_>) -> bool {
    let text = head.text();
    // Comments and macros may come first.
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if !start.starts_with('@') && !start.starts_with('%') {
        return false;
    }
    let first = BIB_ENTRY
        .as_ref()
        .is_some_and(|e| e.is_match(text.as_bytes()));
    let lower = text.to_lowercase();
    first && lower.contains("title") && lower.contains('=')
}

fn read_bibtex<'i>(
    input: Box<dyn BufRead + 'i>,
    context: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let Some(entry) = BIB_ENTRY.as_ref() else {
        return Ok(());
    };
    let input = without_utf16(context.head.bytes, input)?;
    let mut decoder = PieceDecoder::new(context.head.bytes, None);
    let mut pieces = Pieces::new(input, entry);
    while let Some(piece) = pieces.next()? {
        let text = decoder.text(&piece);
        let Some(article) = of_bibtex(&text) else {
            continue;
        };
        if !out.take(article, decoder.encoding(), piece.len()) {
            break;
        }
    }
    Ok(())
}

fn of_bibtex(text: &str) -> Option<Article> {
    let (kind, rest) = text
        .trim_start()
        .strip_prefix('@')?
        .split_once(['{', '('])?;
    let kind = kind.trim().to_lowercase();
    if matches!(kind.as_str(), "comment" | "string" | "preamble") {
        return None;
    }
    let (key, rest) = rest.split_once(',')?;
    let mut out = Article {
        id: key.trim().to_owned(),
        ..Article::default()
    };
    out.add("type", kind);
    let (mut date, mut year, mut month) = (String::new(), String::new(), String::new());
    for (name, value) in bib_fields(rest) {
        out.take_field(&name, |out| match name.as_str() {
            "title" => out.title = value,
            "journal" | "journaltitle" | "newspaper" | "booktitle" if out.outlet.is_empty() => {
                out.outlet = value
            }
            "author" => out.byline = value.replace(" and ", "; "),
            "date" => date = value,
            "year" => year = value,
            "month" => month = value,
            "abstract" => out.body.push(value),
            "language" | "langid" => out.language = value,
            "url" => out.url = value,
            _ => out.add(&name, value),
        });
    }
    let of_day = if date.is_empty() { "year" } else { "date" };
    let date = match (date.is_empty(), month.is_empty()) {
        (false, _) => date,
        (true, false) if month.bytes().all(|b| b.is_ascii_digit()) => format!("{year}-{month:0>2}"),
        (true, false) => format!("{month} {year}"),
        (true, true) => year,
    };
    out.take_field(of_day, |out| out.date = date);
    Some(out)
}

/// `name = {value}`, `name = "value"`, `name = 2003`, one after the other; braces inside are dropped.
fn bib_fields(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((name, behind)) = rest.split_once('=') {
        let name = name
            .trim_matches(|c: char| c.is_whitespace() || c == ',')
            .to_lowercase();
        let behind = behind.trim_start();
        let (mut depth, mut quoted, mut end) = (0_i32, false, behind.len());
        for (at, c) in behind.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                '"' if depth == 0 => quoted = !quoted,
                _ => {}
            }
            if depth < 0 || c == ',' && depth == 0 && !quoted {
                end = at;
                break;
            }
        }
        let (value, behind) = behind.split_at_checked(end).unwrap_or((behind, ""));
        let value: String = without_tex(value)
            .chars()
            .filter(|c| !matches!(c, '{' | '}' | '"'))
            .collect();
        let simple = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+'));
        if simple {
            out.push((name, one_line(&value)));
        }
        rest = behind;
    }
    out
}

/// A value with the letters that TeX writes as commands: `{\"o}` is ö, `\c{c}` ç, `\ss` ß.
fn without_tex(value: &str) -> Cow<'_, str> {
    static ACCENT: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        let sign = r#"[`'^"~=.]"#;
        let letter = r"\{?\\?([\p{L}])\}?";
        regex::Regex::new(&format!(
            r"\\(?:({sign})\s*|([cvHukrbd])(?:\s+|\s*\{{))\s*{letter}"
        ))
        .ok()
    });
    static LETTER: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        regex::Regex::new(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j|dh|DH|th|TH)(?:\{\}|\b)\s?").ok()
    });
    static SIGN: LazyLock<Option<regex::Regex>> =
        LazyLock::new(|| regex::Regex::new(r"\\([&%$#_])").ok());
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let (Some(accent), Some(letter), Some(sign)) =
        (ACCENT.as_ref(), LETTER.as_ref(), SIGN.as_ref())
    else {
        return Cow::Borrowed(value);
    };
    let with_accents = accent.replace_all(value, |c: &regex::Captures<'_>| {
        let part = |n| c.get(n).map_or("", |m| m.as_str());
        let mark = match (part(1), part(2)) {
            ("`", _) => '\u{300}',
            ("'", _) => '\u{301}',
            ("^", _) => '\u{302}',
            ("~", _) => '\u{303}',
            ("=", _) => '\u{304}',
            (".", _) => '\u{307}',
            ("\"", _) => '\u{308}',
            (_, "r") => '\u{30A}',
            (_, "H") => '\u{30B}',
            (_, "v") => '\u{30C}',
            (_, "u") => '\u{306}',
            (_, "c") => '\u{327}',
            (_, "k") => '\u{328}',
            (_, "d") => '\u{323}',
            _ => '\u{331}',
        };
        format!("{}{mark}", part(3)).nfc().collect::<String>()
    });
    let with_letters = letter.replace_all(&with_accents, |c: &regex::Captures<'_>| {
        match c.get(1).map_or("", |m| m.as_str()) {
            "ss" => "ß",
            "ae" => "æ",
            "AE" => "Æ",
            "oe" => "œ",
            "OE" => "Œ",
            "aa" => "å",
            "AA" => "Å",
            "o" => "ø",
            "O" => "Ø",
            "l" => "ł",
            "L" => "Ł",
            "i" => "ı",
            "j" => "ȷ",
            "dh" => "ð",
            "DH" => "Ð",
            "th" => "þ",
            _ => "Þ",
        }
    });
    Cow::Owned(sign.replace_all(&with_letters, "$1").into_owned())
}

fn read_csl<'i>(
    mut input: Box<dyn BufRead + 'i>,
    _: &mut ReadContext<'_>,
    out: &mut Collector<'_, '_>,
) -> Result<(), ProblemKind> {
    let mut bytes = Vec::new();
    let mut whole = input.by_ref().take(MAX_WHOLE_BYTES);
    whole.read_to_end(&mut bytes).map_err(unreadable)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let items = match serde_json::from_slice(bytes) {
        Ok(Value::Array(items)) => items,
        Ok(Value::Object(mut object)) => match object.remove("items") {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        // The general reader says what is wrong.
        _ => return Ok(()),
    };
    for item in items {
        let bytes = 1000;
        if !out.take(of_csl(&item), ("UTF-8", false), bytes) {
            break;
        }
    }
    Ok(())
}

fn of_csl(item: &Value) -> Article {
    let text = |key: &str| match item.get(key) {
        Some(Value::String(value)) => value.clone(),
        Some(Value::Number(value)) => value.to_string(),
        _ => String::new(),
    };
    let mut out = Article {
        title: text("title"),
        outlet: text("container-title"),
        section: text("section"),
        language: text("language"),
        id: text("id"),
        url: text("URL"),
        body: paragraphs(&text("abstract")),
        ..Article::default()
    };
    let authors = item.get("author").and_then(Value::as_array);
    let names = authors.into_iter().flatten().map(|author| {
        let part = |key: &str| author.get(key).and_then(Value::as_str).unwrap_or_default();
        let literal = part("literal");
        if literal.is_empty() {
            one_line(&format!("{} {}", part("given"), part("family")))
        } else {
            literal.to_owned()
        }
    });
    out.byline = names.collect::<Vec<_>>().join("; ");
    out.date = item.get("issued").map(csl_day).unwrap_or_default();
    for key in [
        "type",
        "publisher",
        "publisher-place",
        "volume",
        "issue",
        "page",
        "DOI",
        "ISSN",
        "note",
        "keyword",
    ] {
        out.add(&key.to_lowercase(), plain(&text(key)));
    }
    out
}

/// `{"date-parts": [[2003, 5, 17]]}`, with numbers or strings; or a day in words.
fn csl_day(issued: &Value) -> String {
    let parts = issued
        .get("date-parts")
        .and_then(|p| p.get(0))
        .and_then(Value::as_array);
    if let Some(parts) = parts {
        let part = |p: &Value| match p {
            Value::Number(n) => n.to_string(),
            Value::String(s) => s.clone(),
            _ => String::new(),
        };
        let parts: Vec<String> = parts.iter().map(|p| format!("{:0>2}", part(p))).collect();
        return parts.join("-");
    }
    let words = ["raw", "literal"]
        .iter()
        .find_map(|k| issued.get(k).and_then(Value::as_str));
    words.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::import::formats::downloads::testing::{day, field, read_all};

    #[test]
    fn ris_with_long_values_and_without_blanks_at_the_end() {
        let file = "\u{FEFF}TY  - NEWS\nTI  - Road cut\nAU  - Writer, A.\nAU  - Other, B.\nT2  - The Post\nDA  - 2003/05/17/\nAB  - One line\nand the next.\n\nA paragraph.\nN1  - <p>Seen</p>\nER  -\n\nTY  - JOUR\nTI  - Rail\nDA  - 1921///\nER  - \nTY  - BOOK\nTI  - Bare\nER  - \n";
        let (drafts, problems) = read_all("a.txt", file.as_bytes());
        assert_eq!(drafts.len(), 3, "{problems:?}");
        assert_eq!(
            drafts[0].text,
            "Road cut\n\nOne line\nand the next.\n\nA paragraph."
        );
        assert_eq!(drafts[0].author.as_deref(), Some("Writer, A.; Other, B."));
        let days: Vec<String> = drafts.iter().map(day).collect();
        assert_eq!(days, ["2003-05-17", "1921", ""]);
        assert_eq!(
            (field(&drafts[0], "note"), drafts[2].text.as_str()),
            (Some("Seen"), "Bare")
        );
    }

    #[test]
    fn letters_of_tex_and_days_without_a_day() {
        let bib = r#"@article{a, title = {Stra{\ss}e ge{\"o}ffnet: na\"{\i}ve \c{C}a va, \O{}rsted \'a {\L}\'{o}d\'z \& \v{S}koda}, date = {2010-11}}"#;
        let (bib, problems) = read_all("a.bib", bib.as_bytes());
        assert_eq!(
            (bib[0].text.as_str(), day(&bib[0]).as_str()),
            (
                "Straße geöffnet: naïve Ça va, Ørsted á Łódź & Škoda",
                "2010-11"
            ),
            "{problems:?}"
        );
        let csl = r#"[{"id":"x","title":"Road cut","issued":{"date-parts":[["2021",5]]}}]"#;
        let (csl, _) = read_all("a.json", csl.as_bytes());
        assert_eq!(day(&csl[0]), "2021-05");
    }

    #[test]
    fn bibtex_and_csl() {
        let bib = "% made by hand\n@string{p = {The Post}}\n@article{key1,\n title = {{Road} cut, again},\n author = \"Writer, A. and Other, B.\",\n journal = {The Post},\n year = 2003, month = may,\n abstract = {It was {cut}.}\n}\n";
        let csl = "[{\"id\":\"x\",\"type\":\"article-newspaper\",\"title\":\"Road cut\",\"container-title\":\"The Post\",\"issued\":{\"date-parts\":[[2003,5,\"7\"]]},\"author\":[{\"family\":\"Writer\",\"given\":\"A.\"}],\"abstract\":\"It was cut.\"}]";
        let (bib, problems) = read_all("a.bib", bib.as_bytes());
        assert_eq!((bib.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(
            (bib[0].text.as_str(), day(&bib[0]).as_str()),
            ("Road cut, again\n\nIt was cut.", "2003-05")
        );
        let (csl, problems) = read_all("a.json", csl.as_bytes());
        assert_eq!((csl.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(
            (day(&csl[0]).as_str(), csl[0].author.as_deref()),
            ("2003-05-07", Some("A. Writer"))
        );
    }
}
