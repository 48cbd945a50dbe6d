//! Cells that show a month or a year and no day. The workbook keeps a day for them, which nobody wrote.

use std::collections::HashMap;

use crate::import::document_xml::{Archive, attributes, member, open, related};

/// What a cell shows of the day it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Month,
    Year,
}

/// The cells of a workbook that show less than a day, by sheet and by their names (`B2`).
#[derive(Default)]
pub(super) struct LessThanDays {
    sheets: HashMap<String, HashMap<String, Shown>>,
}

/// In the words of errors, which are not shown: what cannot be read here the reader of the sheets says.
const FORMAT: &str = "a workbook";

impl LessThanDays {
    /// Of an XLSX file; of any other nothing is known.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let Ok(mut archive) = open(bytes, FORMAT) else {
            return Self::default();
        };
        Self::read(&mut archive).unwrap_or_default()
    }

    fn read(archive: &mut Archive<'_>) -> Option<Self> {
        const BOOK: &str = "xl/workbook.xml";
        let styles = member(archive, "xl/styles.xml", FORMAT).ok()??;
        let shown = shown_by_style(&styles)?;
        let book = member(archive, BOOK, FORMAT).ok()??;
        let parts = parts_by_id(archive, BOOK);
        let mut out = Self::default();
        for sheet in attributes(&book, "sheet", &["name", "r:id"]).ok()? {
            let [Some(name), Some(id)] = &sheet[..] else {
                continue;
            };
            let Some(Ok(Some(xml))) = parts.get(id).map(|part| member(archive, part, FORMAT))
            else {
                continue;
            };
            let cells = attributes(&xml, "c", &["r", "s"]).ok()?;
            let cells = cells.into_iter().filter_map(|mut cell| {
                let (style, place) = (cell.pop().flatten()?, cell.pop().flatten()?);
                Some((place, *shown.get(&style)?))
            });
            out.sheets.insert(name.clone(), cells.collect());
        }
        Some(out)
    }

    /// What a cell shows, by its row and column from 0; `None` for a whole day or no date.
    pub(super) fn of_cell(&self, sheet: &str, (row, column): (u32, u32)) -> Option<Shown> {
        let cells = self.sheets.get(sheet).filter(|cells| !cells.is_empty())?;
        cells
            .get(&format!("{}{}", letters(column), row + 1))
            .copied()
    }
}

/// The letters of a column: 0 is A, 26 is AA.
fn letters(column: u32) -> String {
    let mut out = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out.iter().rev().collect()
}

/// The parts of a workbook by the ids of their relations.
fn parts_by_id(archive: &mut Archive<'_>, book: &str) -> HashMap<String, String> {
    let relations = member(archive, "xl/_rels/workbook.xml.rels", FORMAT);
    let Ok(Some(xml)) = relations else {
        return HashMap::new();
    };
    let ids = attributes(&xml, "Relationship", &["Id"]).unwrap_or_default();
    let ids = ids
        .into_iter()
        .map(|mut one| one.pop().flatten().unwrap_or_default());
    let parts = related(archive, book, FORMAT)
        .into_iter()
        .map(|(_, part)| part);
    ids.zip(parts).collect()
}

/// The styles of cells that show less than a day; `None` where there are none.
fn shown_by_style(styles: &str) -> Option<HashMap<String, Shown>> {
    let codes = attributes(styles, "numFmt", &["numFmtId", "formatCode"]).ok()?;
    let mut shown: HashMap<String, Shown> = HashMap::new();
    // Number 17 is the one of the formats that need not be listed.
    shown.insert("17".to_owned(), Shown::Month);
    for code in codes {
        if let [Some(id), Some(code)] = &code[..]
            && let Some(kind) = shown_by_code(code)
        {
            shown.insert(id.clone(), kind);
        }
    }
    // The styles of cells stand in one list, those that they are made of in another before it.
    let (_, list) = styles.split_once("<cellXfs")?;
    let (list, _) = list.split_once("</cellXfs>")?;
    let all = attributes(&format!("<x{list}</x>"), "xf", &["numFmtId"]).ok()?;
    let found = all.into_iter().enumerate().filter_map(|(number, mut one)| {
        let format = one.pop().flatten()?;
        Some((number.to_string(), *shown.get(&format)?))
    });
    let found: HashMap<String, Shown> = found.collect();
    (!found.is_empty()).then_some(found)
}

/// What a format code such as `mmm\ yyyy` shows.
fn shown_by_code(code: &str) -> Option<Shown> {
    let mut letters = String::new();
    let mut chars = code.split(';').next().unwrap_or_default().chars();
    while let Some(c) = chars.next() {
        match c {
            // Words, colours, and single signs as they stand.
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            c => letters.extend(c.to_lowercase()),
        }
    }
    let has = |c: char| letters.contains(c);
    let is_less = has('y') && !has('d') && !has('h') && !has('s') && !has('0') && !has('#');
    match (is_less, has('m')) {
        (true, true) => Some(Shown::Month),
        (true, false) => Some(Shown::Year),
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_show_what_they_show() {
        for (code, shown) in [
            ("mmm\\ yyyy", Some(Shown::Month)),
            ("[$-409]mmmm\\ yyyy;@", Some(Shown::Month)),
            ("mm/yy", Some(Shown::Month)),
            ("yyyy", Some(Shown::Year)),
            ("\"day \"yyyy", Some(Shown::Year)),
            ("dd/mm/yyyy", None),
            ("yyyy-mm-dd hh:mm", None),
            ("0.00", None),
            ("General", None),
            ("mm:ss", None),
        ] {
            assert_eq!(shown_by_code(code), shown, "{code}");
        }
    }

    #[test]
    fn columns_have_their_letters() {
        assert_eq!(
            [0, 25, 26, 701, 702].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn styles_are_counted_in_their_own_list() {
        let styles = "<styleSheet><numFmts><numFmt numFmtId='165' formatCode='mmm yyyy'/></numFmts>\
            <cellStyleXfs><xf numFmtId='165'/></cellStyleXfs>\
            <cellXfs count='3'><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='165'/></cellXfs></styleSheet>";
        let found = shown_by_style(styles).unwrap();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("2".to_owned(), Shown::Month)]
        );
    }
}
