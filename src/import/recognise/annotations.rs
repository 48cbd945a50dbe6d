//! Files that surely hold no article: annotations of other programs, and lists of addresses. They are known by
//! their content, whatever they are called; only an empty file, which has none, is known by its name.

use std::path::Path;

use crate::import::head::{FileHead, JsonShape};

/// Lines that are looked at.
const LINES: usize = 80;

/// What a file of this beginning holds in place of an article, in words.
pub(crate) fn no_article(head: &FileHead<'_>) -> Option<&'static str> {
    let has_ending = |endings: &[&str]| {
        let ending = Path::new(head.name).extension().and_then(|e| e.to_str());
        ending.is_some_and(|e| endings.contains(&e.to_ascii_lowercase().as_str()))
    };
    if head.bytes.is_empty() {
        // brat makes such a file for each text before anybody has marked anything in it.
        return has_ending(&["ann", "a1", "a2"]).then_some(BRAT);
    }
    let text = head.text().trim_start();
    if text.starts_with('<') {
        return markup(head);
    }
    if text.starts_with(['{', '[']) {
        return json(head)
            .or_else(|| brat_settings(text))
            .or_else(|| lines(text));
    }
    if text.starts_with("#FORMAT=WebAnno TSV") || text.starts_with("# webanno.custom") {
        return Some("annotations (WebAnno TSV)");
    }
    lines(text)
}

const BRAT: &str = "annotations (brat)";

fn markup(head: &FileHead<'_>) -> Option<&'static str> {
    const ROOTS: &[(&str, &str)] = &[
        ("xmi:xmi", "annotations (UIMA XMI)"),
        ("typesystemdescription", "a type system (UIMA)"),
        ("opml", "a list of feeds (OPML)"),
        ("urlset", "addresses of pages (sitemap)"),
        ("sitemapindex", "addresses of pages (sitemap)"),
        ("plist", "settings or a shortcut (property list)"),
        ("xbel", "bookmarks (XBEL)"),
        ("qrcode", "a picture"),
        ("svg", "a picture (SVG)"),
        ("xsl:stylesheet", "a stylesheet"),
        ("xs:schema", "a schema of XML"),
        ("xsd:schema", "a schema of XML"),
        ("grammar", "a schema of XML"),
    ];
    let markup = head.markup();
    if markup.contains("urn:qda-xml:codebook") {
        return Some("a codebook (REFI-QDA)");
    }
    if markup.contains("urn:qda-xml:project") {
        return Some("a project of coded texts (REFI-QDA)");
    }
    if markup.contains("netscape-bookmark-file") {
        return Some("bookmarks");
    }
    let root = root_name(markup)?;
    ROOTS
        .iter()
        .find(|(name, _)| *name == root)
        .map(|(_, words)| *words)
}

/// The name of the first element, behind declarations.
fn root_name(markup: &str) -> Option<&str> {
    let mut rest = markup;
    loop {
        let at = rest.find('<')?;
        rest = rest.get(at + 1..)?;
        if !rest.starts_with(['!', '?']) {
            break;
        }
    }
    let end = rest.find([' ', '>', '/', '\n', '\r', '\t'])?;
    rest.get(..end)
}

fn json(head: &FileHead<'_>) -> Option<&'static str> {
    let text = head.text();
    let has = |key: &str| {
        let mut all = text.match_indices(key);
        all.any(|(at, _)| {
            text.get(at + key.len()..)
                .is_some_and(|r| r.trim_start().starts_with(':'))
        })
    };
    if has("\"%TYPES\"") || has("\"%FEATURE_STRUCTURES\"") {
        return Some("annotations (UIMA JSON)");
    }
    if text.contains("www.w3.org/ns/anno.jsonld") {
        return Some("annotations (W3C)");
    }
    let is_task = has("\"data\"")
        && ["\"annotations\"", "\"completions\"", "\"predictions\""]
            .iter()
            .any(|k| has(k))
        && has("\"result\"")
        && (has("\"from_name\"")
            || has("\"completed_by\"")
            || text.contains("\"result\":[]")
            || text.contains("\"result\": []"));
    match head.json() {
        Some(JsonShape::Value | JsonShape::Lines) if is_task => Some("annotations (Label Studio)"),
        _ => None,
    }
}

/// `annotation.conf`, `visual.conf`, `tools.conf` of brat: sections in brackets of these names.
fn brat_settings(text: &str) -> Option<&'static str> {
    const SECTIONS: [&str; 11] = [
        "[entities]",
        "[relations]",
        "[events]",
        "[attributes]",
        "[labels]",
        "[drawing]",
        "[options]",
        "[search]",
        "[normalization]",
        "[annotators]",
        "[disambiguators]",
    ];
    let is_first = text
        .lines()
        .next()
        .is_some_and(|l| SECTIONS.contains(&l.trim()));
    let sections = text
        .lines()
        .filter(|l| SECTIONS.contains(&l.trim()))
        .count();
    (is_first && sections > 1).then_some("settings of annotation (brat)")
}

fn lines(text: &str) -> Option<&'static str> {
    let all: Vec<&str> = text
        .lines()
        .take(LINES)
        .filter(|l| !l.trim().is_empty())
        .collect();
    // The last may be cut off.
    if !all.is_empty() && all.iter().all(|line| is_brat(line)) {
        return Some(BRAT);
    }
    let without_comments = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty() && !l.starts_with('#'));
    if text.starts_with('#') && without_comments.is_some_and(|l| l.starts_with('[')) {
        let from = text.find("\n[")?;
        return brat_settings(text.get(from + 1..)?);
    }
    if text.starts_with("[InternetShortcut]") || text.starts_with("[{000214A0-") {
        return Some("a shortcut to a page");
    }
    if text.starts_with("[.ShellClassInfo]") || text.starts_with("[Desktop Entry]") {
        return Some("settings of the system");
    }
    tokens(text)
}

/// `T1`, a tab, a type with places; `R1`, `E1`, `A1`, `#1` and their like.
fn is_brat(line: &str) -> bool {
    let mut parts = line.split('\t');
    let (Some(id), Some(body)) = (parts.next(), parts.next()) else {
        return false;
    };
    let mut words = body.split([' ', ';']);
    let kind = words.next().unwrap_or_default();
    if !(id == "*" || is_id(id)) || kind.is_empty() {
        return false;
    }
    let is_role = |word: &str| {
        word.split_once(':')
            .is_some_and(|(_, target)| is_id(target))
    };
    let mut words = words.filter(|w| !w.is_empty());
    match id.chars().next() {
        Some('T') => {
            let places: Vec<&str> = words.collect();
            let is_place = |p: &&str| p.bytes().all(|b| b.is_ascii_digit());
            places.len() >= 2 && places.iter().all(is_place)
        }
        Some('R') => words.next().is_some_and(is_role) && words.all(is_role),
        Some('E') => is_role(kind) && words.all(is_role),
        Some('A' | 'M' | 'N' | '#' | '*') => words.next().is_some_and(is_id),
        _ => false,
    }
}

/// `T1`, `#12`, `Arg3`: letters and a number.
fn is_id(word: &str) -> bool {
    let number = word.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '#');
    let letters = word.len() - number.len();
    (1..=4).contains(&letters) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// Most columns of a file of tokens.
const MOST_COLUMNS: usize = 16;

/// Lines of tokens and tags (CoNLL): the same number of columns in each, tags of a scheme in one.
fn tokens(text: &str) -> Option<&'static str> {
    const WORDS: &str = "tokens with tags (CoNLL)";
    // Most files are prose, whose lines are longer: that is soon seen.
    let is_prose =
        |l: &str| !l.starts_with('#') && l.split_whitespace().nth(MOST_COLUMNS).is_some();
    if text.lines().take(8).any(is_prose) {
        return None;
    }
    let all: Vec<&str> = text.lines().take(LINES).collect();
    let rows: Vec<Vec<&str>> = all
        .iter()
        .filter(|line| {
            !line.trim().is_empty() && !line.starts_with("# ") && !line.starts_with("-DOCSTART-")
        })
        .map(|line| {
            if line.contains('\t') {
                line.trim_end_matches('\r').split('\t').collect()
            } else {
                line.split_whitespace().collect()
            }
        })
        .collect();
    let whole = rows.get(..rows.len().saturating_sub(1)).unwrap_or_default();
    let rows = if whole.len() < 2 { &rows[..] } else { whole };
    let width = rows.first()?.len();
    if rows.len() < 2 || width < 2 || rows.iter().any(|row| row.len() != width) {
        return None;
    }
    let is_index = |cell: &&str| {
        !cell.is_empty()
            && cell
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'))
    };
    let is_universal = width == 10
        && rows.iter().all(|row| row.first().is_some_and(is_index))
        && rows.iter().any(|row| row.contains(&"_"));
    let is_tag = |cell: &&str| {
        *cell == "O"
            || cell.split_once(['-', '_']).is_some_and(|(scheme, kind)| {
                matches!(scheme, "B" | "I" | "E" | "S" | "L" | "U")
                    && kind.starts_with(char::is_alphabetic)
            })
    };
    let tagged = |at: usize| rows.iter().all(|row| row.get(at).is_some_and(is_tag));
    let is_tagged = (1..width).any(tagged);
    (is_universal || is_tagged).then_some(WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> Option<&'static str> {
        no_article(&FileHead::new(name, text.as_bytes()))
    }

    #[test]
    fn annotations_of_other_programs_are_known_by_their_content() {
        for (text, words) in [
            (
                "T1\tPlace 0 4\tRoad\nR1\tIn Arg1:T1 Arg2:T2\t\n#1\tAnnotatorNotes T1\tsure?\n",
                "brat",
            ),
            (
                "T1\tPlace 0 4;6 9\tRoad cut\n*\tEquiv T1 T2\nA1\tNegated E1\nE1\tHit:T1 By:T2\n",
                "brat",
            ),
            ("[entities]\nPlace\n[relations]\n[events]\n", "brat"),
            ("# settings\n\n[labels]\nPlace | P\n[drawing]\n", "brat"),
            ("#FORMAT=WebAnno TSV 3.3\n#T_SP=x\n", "WebAnno"),
            ("<?xml version=\"1.0\"?>\n<xmi:XMI xmlns:cas=\"x\">", "XMI"),
            (
                "<!-- made by hand -->\n<typeSystemDescription xmlns=\"x\">",
                "type system",
            ),
            (
                "<?xml version=\"1.0\"?><Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"x\">",
                "REFI",
            ),
            ("<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\">", "codebook"),
            ("{\"%TYPES\": {}, \"%FEATURE_STRUCTURES\": []}", "UIMA"),
            (
                "[{\"id\":1,\"data\":{\"text\":\"x\"},\"annotations\":[{\"completed_by\":1,\"result\":[]}]}]",
                "Label Studio",
            ),
            (
                "-DOCSTART- -X- O O\n\nRoad NN B-NP O\nVelmora NNP I-NP B-LOC\n\n",
                "CoNLL",
            ),
            ("Road\tO\ncut\tO\nin\tO\nVelmora\tB-LOC\n", "CoNLL"),
            (
                "# sent_id = 1\n1\tRoad\troad\tNOUN\tNN\t_\t2\tx\t_\t_\n2\tcut\tcut\tVERB\tVB\t_\t0\troot\t_\t_\n",
                "CoNLL",
            ),
            ("<?xml version=\"1.0\"?><opml version=\"2.0\">", "OPML"),
            ("<?xml version=\"1.0\"?>\n<urlset xmlns=\"x\">", "sitemap"),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE plist><plist version=\"1.0\">",
                "property list",
            ),
            (
                "[InternetShortcut]\r\nURL=https://example.org\r\n",
                "shortcut",
            ),
        ] {
            for name in ["any", "a.txt", "a.xml"] {
                let got = of(name, text);
                assert!(got.is_some_and(|w| w.contains(words)), "{text}: {got:?}");
            }
        }
        assert_eq!(of("b/a.ann", ""), Some(BRAT));
        assert_eq!(of("a.txt", ""), None);
    }

    #[test]
    fn articles_that_look_a_little_like_them_are_articles() {
        for text in [
            "T1\troad closed\nT2\troad open\n",
            "T1 and T2\tare tanks\n",
            "[entities] is what he called them.\n",
            "[Editor's note]\nRoad cut.\n",
            "Road cut\nBridge gone\n",
            "O captain\nO day\n",
            "# Road cut\n\nFighting went on.\n",
            "<html><body>opml</body></html>",
            "<?xml version=\"1.0\"?><rss version=\"2.0\">",
            "{\"data\":\"x\",\"text\":\"annotations\",\"result\":1}",
            "id\ttext\n1\tRoad\n2\tRail\n",
            "A1\troad closed\n",
        ] {
            assert_eq!(of("any", text), None, "{text}");
        }
    }
}
