//! Rich text: control words dropped, characters of all code pages kept.

use encoding_rs::Encoding;

use crate::corpus::{
    DateBasis, Draft, IN_PROPERTIES, Known, ProblemKind, date_in_file_name, read_date,
};
use crate::import::formats::html::tidy;
use crate::import::formats::{Contents, Format, Sniff, downloads};
use crate::import::limits::{MAX_DOCUMENT_BYTES, MAX_GROUPS};

pub(crate) static FORMAT: Format = Format {
    words: "a rich-text document",
    names: &["RTF"],
    endings: &["rtf"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| head.starts(b"{\\rtf"),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        let draft = rtf(context.head.name, &bytes)?;
        downloads::document::deliver(draft, "RTF", context, outlet);
        Ok(())
    },
};

/// What holds within one pair of braces.
#[derive(Clone)]
struct Group {
    hidden: bool,
    /// Characters that follow a `\u` for programs that cannot read it.
    fallback: usize,
    encoding: &'static Encoding,
    /// Which part of the document's information this is.
    info: Option<InfoPart>,
    font_table: bool,
    /// Which note or text box this is, from 1; 0 for the text itself.
    aside: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum InfoPart {
    Title,
    Author,
    /// The day it was made: those of printing and changing stand beside it.
    Created,
}

struct Reader {
    out: String,
    title: String,
    author: String,
    /// Bytes of a code page that wait for being decoded together.
    pending: Vec<u8>,
    groups: Vec<Group>,
    group: Group,
    fonts: std::collections::HashMap<i32, &'static Encoding>,
    font: i32,
    default: &'static Encoding,
    skip: usize,
    high_surrogate: Option<u16>,
    created: [i32; 3],
    /// Notes and text boxes of the paragraph: they come behind it.
    asides: Vec<String>,
}

/// Makes an article of a rich-text document.
fn rtf(name: &str, bytes: &[u8]) -> Result<Draft, ProblemKind> {
    let group = Group {
        hidden: false,
        fallback: 1,
        encoding: encoding_rs::WINDOWS_1252,
        info: None,
        font_table: false,
        aside: 0,
    };
    let mut reader = Reader {
        out: String::new(),
        title: String::new(),
        author: String::new(),
        pending: Vec::new(),
        groups: Vec::new(),
        group,
        fonts: std::collections::HashMap::new(),
        font: 0,
        default: encoding_rs::WINDOWS_1252,
        skip: 0,
        high_surrogate: None,
        created: [0; 3],
        asides: Vec::new(),
    };
    reader.read(bytes)?;
    reader.end_asides();
    let text = tidy(&reader.out);
    if text.trim().is_empty() {
        return Err(ProblemKind::Empty);
    }
    let author = reader.author.trim().to_owned();
    let [year, month, day] = reader.created;
    let created = format!("{year:04}-{month:02}-{day:02}");
    let created = read_date(&created, DateBasis::Metadata).map(|d| d.to_string());
    let title = reader.title.trim().to_owned();
    let title = (!title.is_empty() && !text.starts_with(&title)).then_some(title);
    let fields = [("title", title), ("created", created)];
    let said = |(name, value): (&str, Option<String>)| Some((name.to_owned(), value?));
    let mut draft = Draft {
        text,
        date: date_in_file_name(name.rsplit('/').next().unwrap_or(name)),
        author: (!author.is_empty()).then_some(author),
        fields: fields.into_iter().filter_map(said).collect(),
        encoding: "RTF".into(),
        ..Draft::default()
    };
    draft.note_origin(Known::Author, IN_PROPERTIES);
    Ok(draft)
}

impl Reader {
    fn read(&mut self, bytes: &[u8]) -> Result<(), ProblemKind> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.groups.len() > MAX_GROUPS {
                        return Err(ProblemKind::Limit(
                            "its groups are nested too deeply".into(),
                        ));
                    }
                    self.groups.push(self.group.clone());
                }
                b'}' => {
                    self.flush();
                    if let Some(outer) = self.groups.pop() {
                        self.group = outer;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                byte => self.byte(*byte),
            }
        }
        self.flush();
        Ok(())
    }

    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(first) = rest.first() else { return at };
        if !first.is_ascii_alphabetic() {
            return self.symbol(*first, rest, at);
        }
        let len = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(rest.get(..len).unwrap_or_default()).unwrap_or_default();
        let mut end = len;
        let minus = usize::from(rest.get(end) == Some(&b'-'));
        let digits = rest
            .get(end + minus..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let mut number = None;
        if digits > 0 {
            let written = rest.get(end..end + minus + digits).unwrap_or_default();
            number = std::str::from_utf8(written)
                .ok()
                .and_then(|n| n.parse::<i32>().ok());
            end += minus + digits;
        }
        if rest.get(end) == Some(&b' ') {
            end += 1;
        }
        if word == "bin" {
            return at + end + number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        }
        self.word(word, number);
        at + end
    }

    fn symbol(&mut self, symbol: u8, rest: &[u8], at: usize) -> usize {
        match symbol {
            b'\'' => {
                let hex = rest.get(1..3).and_then(|h| std::str::from_utf8(h).ok());
                if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    self.byte(byte);
                }
                return at + 3;
            }
            b'*' => self.group.hidden = true,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("\u{2011}"),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.text("\n"),
            _ => {}
        }
        at + 1
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" | "row" => {
                self.text("\n");
                if self.group.aside == 0 {
                    self.end_asides();
                }
            }
            "line" => self.text("\n"),
            "footnote" | "shptxt" => {
                self.flush();
                self.asides.push(String::new());
                self.group.aside = self.asides.len();
                // A text box lies in a group that other programs pass over.
                self.group.hidden = false;
            }
            // Deleted and hidden words.
            "deleted" | "v" if number != Some(0) => {
                self.flush();
                self.group.hidden = true;
            }
            "tab" | "cell" => self.text("\t"),
            "emdash" => self.text("—"),
            "endash" => self.text("–"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.group.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            "ansicpg" => {
                self.default = code_page(number.unwrap_or(1252));
                self.group.encoding = self.default;
            }
            "f" | "deff" => {
                self.flush();
                self.font = number.unwrap_or(0);
                if !self.group.font_table {
                    let known = self.fonts.get(&self.font).copied();
                    self.group.encoding = known.unwrap_or(self.default);
                }
            }
            "fcharset" => {
                if let Some(encoding) = charset(number.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "fonttbl" => {
                self.group.hidden = true;
                self.group.font_table = true;
            }
            "colortbl" | "stylesheet" | "pict" | "object" | "themedata" | "datastore"
            | "listtable" | "header" | "footer" | "headerl" | "headerr" | "footerl" | "footerr"
            | "info" | "fldinst" | "xmlnstbl" | "generator" | "revtbl" | "rsidtbl" => {
                self.flush();
                self.group.hidden = true;
            }
            "title" if self.group.hidden => self.group.info = Some(InfoPart::Title),
            "author" if self.group.hidden => self.group.info = Some(InfoPart::Author),
            "creatim" => self.group.info = Some(InfoPart::Created),
            "revtim" | "printim" | "buptim" => self.group.info = None,
            "yr" if self.is_created() => self.created[0] = number.unwrap_or(0),
            "mo" if self.is_created() => self.created[1] = number.unwrap_or(0),
            "dy" if self.is_created() => self.created[2] = number.unwrap_or(0),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        self.skip = self.group.fallback;
        let unit = number as u16;
        let spelled = match (self.high_surrogate.take(), unit) {
            (_, 0xD800..0xDC00) => {
                self.high_surrogate = Some(unit);
                return;
            }
            (Some(high), low) => String::from_utf16_lossy(&[high, low]),
            (None, one) => String::from_utf16_lossy(&[one]),
        };
        self.push(&spelled);
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.pending.push(byte);
        }
    }

    fn text(&mut self, text: &str) {
        self.flush();
        self.skip = 0;
        self.push(text);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let (text, _) = self.group.encoding.decode_without_bom_handling(&bytes);
            self.push(&text);
        }
    }

    fn push(&mut self, text: &str) {
        match self.group.info {
            Some(InfoPart::Title) => self.title.push_str(text),
            Some(InfoPart::Author) => self.author.push_str(text),
            Some(InfoPart::Created) => {}
            None if self.group.hidden => {}
            None => match self
                .group
                .aside
                .checked_sub(1)
                .and_then(|i| self.asides.get_mut(i))
            {
                Some(aside) => aside.push_str(text),
                None => self.out.push_str(text),
            },
        }
    }

    fn is_created(&self) -> bool {
        self.group.info == Some(InfoPart::Created)
    }

    /// Puts the notes and boxes of a paragraph behind it.
    fn end_asides(&mut self) {
        for aside in self.asides.drain(..) {
            if !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            self.out.push_str(aside.trim());
            self.out.push('\n');
        }
    }
}

fn code_page(number: i32) -> &'static Encoding {
    use encoding_rs as e;
    match number {
        866 => e::IBM866,
        874 => e::WINDOWS_874,
        932 => e::SHIFT_JIS,
        936 => e::GBK,
        949 => e::EUC_KR,
        950 => e::BIG5,
        1250 => e::WINDOWS_1250,
        1251 => e::WINDOWS_1251,
        1253 => e::WINDOWS_1253,
        1254 => e::WINDOWS_1254,
        1255 => e::WINDOWS_1255,
        1256 => e::WINDOWS_1256,
        1257 => e::WINDOWS_1257,
        1258 => e::WINDOWS_1258,
        10000 => e::MACINTOSH,
        65001 => e::UTF_8,
        _ => e::WINDOWS_1252,
    }
}

/// The code page of a font's character set; `None` for the document's own.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(code_page(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_and_unicode_are_read() {
        let document = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\info{\title Road}{\author A. B.}}\f0 caf\'e9 \u8222?x\u8220? {\f1 \'c1\'ee\'e8}\par {\*\hidden no}end}";
        let draft = rtf("a.rtf", document).unwrap();
        assert_eq!(draft.text, "café „x“ Бои\nend");
        assert_eq!(draft.fields, [("title".to_owned(), "Road".to_owned())]);
        assert_eq!(draft.author.as_deref(), Some("A. B."));
    }

    #[test]
    fn the_day_of_making_is_the_only_one() {
        let document = br"{\rtf1{\info{\creatim\yr2023\mo2\dy22}{\revtim\yr2024\mo1\dy1}{\printim\yr2025\mo1\dy1}}Text}";
        let draft = rtf("a.rtf", document).unwrap();
        let created = ("created".to_owned(), "2023-02-22".to_owned());
        assert_eq!((draft.date, draft.fields), (None, vec![created]));
        let document = br"{\rtf1{\info{\revtim\yr2024\mo1\dy1}}Text}";
        assert_eq!(rtf("a.rtf", document).unwrap().fields, []);
    }

    #[test]
    fn notes_and_boxes_stand_behind_the_paragraph() {
        let document = br"{\rtf1 The mayor visited Alderton{\footnote Population twelve.} on Monday.\par {\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Box words.\par }}}Next {\v hidden }{\deleted gone }words.\par}";
        assert_eq!(
            rtf("a.rtf", document).unwrap().text,
            "The mayor visited Alderton on Monday.\nPopulation twelve.\nNext words.\nBox words."
        );
    }
}
