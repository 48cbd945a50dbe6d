//! What a file is, by what stands in it; its name decides where the content fits several.

use crate::import::decode::decode;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Plain text, Markdown.
    Text,
    /// One JSON value: an array of records, or one record.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A table of values between commas, tabs or semicolons.
    Table(u8),
    /// gzip around another file.
    Gzip,
    /// Zstandard around another file.
    Zstd,
    /// A web page.
    Html,
    /// A feed of articles: RSS, Atom.
    Feed,
    /// A mail, or a web page saved as one (MHTML).
    Mail,
    /// A folder of mails in one file.
    Mbox,
    /// PDF.
    Pdf,
    /// Word document.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// Electronic book.
    Epub,
    /// Workbook: XLSX or ODS.
    Workbook,
    /// Parquet table.
    Parquet,
    /// ZIP archive.
    Zip,
    /// tar archive.
    Tar,
}

impl Format {
    /// In words, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a text file",
            Self::Json => "a JSON file",
            Self::JsonLines => "a file of JSON lines",
            Self::Table(_) => "a table of comma-separated values",
            Self::Gzip => "a gzip file",
            Self::Zstd => "a Zstandard file",
            Self::Html => "a web page",
            Self::Feed => "a news feed",
            Self::Mail => "a mail",
            Self::Mbox => "a folder of mails",
            Self::Pdf => "a PDF",
            Self::Docx => "a Word document",
            Self::Odt => "an OpenDocument text",
            Self::Rtf => "a rich-text document",
            Self::Epub => "an electronic book",
            Self::Workbook => "a workbook",
            Self::Parquet => "a Parquet table",
            Self::Zip => "a ZIP archive",
            Self::Tar => "a tar archive",
        }
    }

    /// Whether its parser is kept in a process of its own: formats made by others' programs, whose
    /// readers are large.
    pub fn is_sandboxed(self) -> bool {
        matches!(
            self,
            Self::Pdf
                | Self::Docx
                | Self::Odt
                | Self::Rtf
                | Self::Epub
                | Self::Workbook
                | Self::Mail
                | Self::Mbox
                | Self::Zip
                | Self::Tar
                | Self::Parquet
        )
    }
}

fn extension(name: &str) -> String {
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, e)| e.to_ascii_lowercase())
}

/// What a file of this name that begins with `head` is. A file cut off in its middle is enough.
pub fn sniff(name: &str, head: &[u8]) -> Format {
    let ext = extension(name);
    if let Some(format) = by_magic(head, &ext) {
        return format;
    }
    // The head may end inside a character; the last few bytes say nothing here.
    let text = decode_head(head);
    let start = text.trim_start();
    match ext.as_str() {
        "jsonl" | "ndjson" => return Format::JsonLines,
        "csv" => return Format::Table(delimiter(&text, b',')),
        "tsv" | "tab" => return Format::Table(b'\t'),
        "eml" | "mht" | "mhtml" => return Format::Mail,
        "mbox" => return Format::Mbox,
        "html" | "htm" | "xhtml" | "shtml" => return Format::Html,
        "md" | "markdown" => return Format::Text,
        _ => {}
    }
    if start.starts_with(['{', '['])
        && let Some(format) = json_kind(start)
    {
        return format;
    }
    let lower: String = start
        .chars()
        .take(1024)
        .flat_map(char::to_lowercase)
        .collect();
    let has = |tag: &str| lower.contains(tag);
    if lower.starts_with('<') {
        if has("<rss") || has("<feed") || has("<rdf:rdf") {
            return Format::Feed;
        }
        if has("<!doctype html") || has("<html") || has("<head") || has("<body") {
            return Format::Html;
        }
    }
    if text.starts_with("From ") && text.lines().next().is_some_and(is_mbox_line) {
        return Format::Mbox;
    }
    if looks_like_mail(&text) {
        return Format::Mail;
    }
    Format::Text
}

fn by_magic(head: &[u8], ext: &str) -> Option<Format> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if head
        .get(..head.len().min(1024))?
        .windows(5)
        .any(|w| w == b"%PDF-")
    {
        return Some(Format::Pdf);
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some(zip_kind(head, ext));
    }
    if starts(b"\x1F\x8B") {
        return Some(Format::Gzip);
    }
    if starts(b"\x28\xB5\x2F\xFD") {
        return Some(Format::Zstd);
    }
    if starts(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    if starts(b"PAR1") {
        return Some(Format::Parquet);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Format::Tar);
    }
    None
}

/// Office documents are archives whose first members tell them.
fn zip_kind(head: &[u8], ext: &str) -> Format {
    let names = member_names(head);
    let first = head.get(30..).unwrap_or_default();
    let says = |kind: &[u8]| {
        let rest = first.strip_prefix(b"mimetype").unwrap_or_default();
        rest.get(..120)
            .unwrap_or(rest)
            .windows(kind.len())
            .any(|w| w == kind)
    };
    let is_office = names.contains(&"[Content_Types].xml");
    let below = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if says(b"application/epub+zip") {
        Format::Epub
    } else if says(b"opendocument.text") {
        Format::Odt
    } else if says(b"opendocument.spreadsheet") {
        Format::Workbook
    } else if ext == "docx" || ext == "docm" || (is_office && below("word/")) {
        Format::Docx
    } else if matches!(ext, "xlsx" | "xlsm" | "ods") || (is_office && below("xl/")) {
        Format::Workbook
    } else if ext == "odt" {
        Format::Odt
    } else if ext == "epub" {
        Format::Epub
    } else {
        Format::Zip
    }
}

/// Names in the local headers of an archive's first members.
fn member_names(head: &[u8]) -> Vec<&str> {
    const SIGN: &[u8] = b"PK\x03\x04";
    let starts = head
        .windows(SIGN.len())
        .enumerate()
        .filter(|(_, w)| *w == SIGN);
    starts
        .filter_map(|(at, _)| {
            let len = head.get(at + 26..at + 28)?;
            let len = usize::from(u16::from_le_bytes([*len.first()?, *len.last()?]));
            std::str::from_utf8(head.get(at + 30..at + 30 + len)?).ok()
        })
        .collect()
}

fn decode_head(head: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(head) {
        return text.to_owned();
    }
    if let Err(e) = std::str::from_utf8(head)
        && e.error_len().is_none()
    {
        let whole = head.get(..e.valid_up_to()).unwrap_or_default();
        return String::from_utf8_lossy(whole).into_owned();
    }
    decode(head).map_or_else(
        |_| String::from_utf8_lossy(head).into_owned(),
        |d| d.text.into_owned(),
    )
}

/// Records one a line, or one value; `None` for text that only begins with a bracket.
fn json_kind(start: &str) -> Option<Format> {
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<serde_json::Value>();
    match values.next() {
        Some(Ok(first)) => {
            let rest = start.get(values.byte_offset()..).unwrap_or_default().trim();
            if first.is_object() && rest.starts_with('{') {
                Some(Format::JsonLines)
            } else {
                rest.is_empty().then_some(Format::Json)
            }
        }
        // Cut off: a value longer than the head.
        Some(Err(e)) if e.is_eof() => Some(Format::Json),
        _ => None,
    }
}

/// What lies between the values: the sign that cuts most of the first lines into equally many.
pub(crate) fn delimiter(text: &str, usual: u8) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|l| !l.is_empty()).take(8).collect();
    let count = |sign: u8| {
        let first = lines
            .first()
            .map_or(0, |l| l.bytes().filter(|b| *b == sign).count());
        let same = lines
            .iter()
            .filter(|l| l.bytes().filter(|b| *b == sign).count() == first)
            .count();
        if first == 0 {
            0
        } else {
            same * 2 + usize::from(sign == usual)
        }
    };
    b",;\t|"
        .iter()
        .copied()
        .max_by_key(|sign| count(*sign))
        .filter(|sign| count(*sign) > 0)
        .unwrap_or(usual)
}

/// `From somebody Mon Mar  6 10:00:00 2023`
pub(crate) fn is_mbox_line(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else {
        return false;
    };
    let has_clock = rest.split_whitespace().any(|w| w.matches(':').count() == 2);
    has_clock && rest.split_whitespace().count() >= 4
}

/// Header lines of a mail, two at least, of which one says from whom or when.
fn looks_like_mail(text: &str) -> bool {
    const KNOWN: [&str; 9] = [
        "from",
        "to",
        "date",
        "subject",
        "received",
        "mime-version",
        "message-id",
        "return-path",
        "delivered-to",
    ];
    let mut known = 0;
    for line in text.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        known += usize::from(KNOWN.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        for (name, head, format) in [
            ("a.txt", &b"{\"a\":1}\n{\"a\":2}\n"[..], Format::JsonLines),
            ("a", b"[{\"a\":1}]", Format::Json),
            ("a.txt", b"{ a note in brackets", Format::Text),
            ("a.txt", b"<!DOCTYPE html><html>", Format::Html),
            (
                "a.xml",
                b"<?xml version=\"1.0\"?><rss version=\"2.0\">",
                Format::Feed,
            ),
            ("a.csv", b"id;text\n1;a\n2;b\n", Format::Table(b';')),
            (
                "a.txt",
                b"From: a@b\nTo: c@d\nSubject: x\n\nHello",
                Format::Mail,
            ),
            ("a.txt", b"From the road: news\nTo all", Format::Text),
            ("a.bin", b"\x1F\x8B\x08", Format::Gzip),
            ("a.txt", b"%PDF-1.7", Format::Pdf),
        ] {
            assert_eq!(sniff(name, head), format, "{name}");
        }
    }
}
