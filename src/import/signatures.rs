//! Formats that are known by their first bytes and not read: each is named, with what to do instead, so that
//! nobody is told of a film or an archive that it "is not text".

use crate::corpus::ProblemKind;

const UNPACK: &str = "Unpack it, and add what is inside.";
const OCR: &str = "Run it through a text recognition program (OCR), and add the text.";
const TRANSCRIBE: &str = "Add a transcript of it as text.";
const CONVERT: &str = "Convert it to EPUB, PDF or text.";
const EXPORT: &str = "Export its tables as CSV.";
const UNLOCK: &str = "Open it with its password, save it without one, and reload.";
const NOTHING: &str = "Nothing to do, or add its text as plain text.";

/// First bytes, where they begin, what has them, and what to do about it.
type Signature = (&'static [u8], usize, &'static str, &'static str);

const SIGNATURES: &[Signature] = &[
    (b"7z\xBC\xAF\x27\x1C", 0, "a 7z archive", UNPACK),
    (b"Rar!\x1A\x07", 0, "a RAR archive", UNPACK),
    (b"\xFD7zXZ\0", 0, "an xz archive", UNPACK),
    (b"BZh", 0, "a bzip2 archive", UNPACK),
    (b"\x04\x22\x4D\x18", 0, "an LZ4 archive", UNPACK),
    (b"\x1F\x9D", 0, "a compress archive (.Z)", UNPACK),
    (b"LZIP", 0, "an lzip archive", UNPACK),
    (b"MSCF\0\0\0\0", 0, "a cabinet archive", UNPACK),
    (b"!<arch>\n", 0, "an ar archive", UNPACK),
    (b"xar!", 0, "an xar archive", UNPACK),
    (b"-lh", 2, "an LHA archive", UNPACK),
    (b"CD001", 0x8001, "an image of a disc", UNPACK),
    (
        b"!BDN",
        0,
        "an Outlook mailbox (PST)",
        "Export its mails as EML or mbox.",
    ),
    (b"SQLite format 3\0", 0, "an SQLite database", EXPORT),
    (b"\0\x01\0\0Standard ", 0, "an Access database", EXPORT),
    (b"$FL2", 0, "an SPSS table", EXPORT),
    (b"<stata_dta>", 0, "a Stata table", EXPORT),
    (b"RDX2\n", 0, "an R data file", EXPORT),
    (b"RDX3\n", 0, "an R data file", EXPORT),
    (
        b"ARROW1\0\0",
        0,
        "an Arrow table",
        "Save it as Parquet or CSV.",
    ),
    (b"FEA1", 0, "a Feather table", "Save it as Parquet or CSV."),
    (b"Obj\x01", 0, "an Avro table", "Save it as Parquet or CSV."),
    (b"ORC\x03", 0, "an ORC table", "Save it as Parquet or CSV."),
    (b"\x89HDF\r\n", 0, "an HDF5 file", EXPORT),
    (b"\x89PNG", 0, "a picture", OCR),
    (b"\xFF\xD8\xFF", 0, "a picture", OCR),
    (b"GIF8", 0, "a picture", OCR),
    (b"II*\0", 0, "a picture", OCR),
    (b"MM\0*", 0, "a picture", OCR),
    (b"WEBP", 8, "a picture", OCR),
    (b"ftypheic", 4, "a picture", OCR),
    (b"ftypavif", 4, "a picture", OCR),
    (
        b"AT&TFORM",
        0,
        "a DjVu document",
        "Convert it to PDF with its text layer.",
    ),
    (b"ftyp", 4, "a film or sound", TRANSCRIBE),
    (b"\x1A\x45\xDF\xA3", 0, "a film or sound", TRANSCRIBE),
    (b"OggS", 0, "a film or sound", TRANSCRIBE),
    (b"fLaC", 0, "a film or sound", TRANSCRIBE),
    (b"ID3", 0, "a film or sound", TRANSCRIBE),
    (b"WAVE", 8, "a film or sound", TRANSCRIBE),
    (b"AVI ", 8, "a film or sound", TRANSCRIBE),
    (b"BOOKMOBI", 60, "a Kindle book", CONVERT),
    (b"ITSF", 0, "a help file (CHM)", CONVERT),
    (b"%!PS", 0, "a PostScript document", "Convert it to PDF."),
    (b"bplist00", 0, "a property list of macOS", NOTHING),
    (b"wOFF", 0, "a font", NOTHING),
    (b"wOF2", 0, "a font", NOTHING),
    (b"\x7FELF", 0, "a program", NOTHING),
    (b"\0asm", 0, "a program", NOTHING),
    (b"\xCA\xFE\xBA\xBE", 0, "a program", NOTHING),
];

/// Formats that have a reader, where their bytes come to one that reads text.
const READ_ELSEWHERE: [(&[u8], &str); 5] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"{\\rtf", "an RTF document"),
];

/// Files of old office programs and of encrypted new ones, by the name of a stream inside.
const OFFICE: [(&str, &str, &str); 6] = [
    ("EncryptedPackage", "an encrypted office document", UNLOCK),
    (
        "__substg1.0_",
        "an Outlook message (MSG)",
        "Save it as EML.",
    ),
    (
        "WordDocument",
        "an old Word document (DOC)",
        "Save it as DOCX.",
    ),
    (
        "PowerPoint Document",
        "an old presentation (PPT)",
        "Save its text as plain text.",
    ),
    ("Workbook", "an old workbook (XLS)", "Save it as XLSX."),
    ("Book", "an old workbook (XLS)", "Save it as XLSX."),
];

const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Bytes within which the names of streams are looked for.
const OLE_WITHIN: usize = 4 << 20;

/// Names what is known and not read as text; `None` for everything else.
pub(crate) fn not_read(bytes: &[u8]) -> Option<ProblemKind> {
    let elsewhere = READ_ELSEWHERE.iter().find(|(m, _)| bytes.starts_with(m));
    if let Some((_, name)) = elsewhere {
        return Some(ProblemKind::NotText((*name).to_owned()));
    }
    if bytes.starts_with(OLE.get(..4).unwrap_or(OLE)) {
        return Some(office(bytes));
    }
    let start = bytes.get(..bytes.len().min(BEYOND)).unwrap_or(bytes);
    let has = |part: &[u8]| start.windows(part.len()).any(|w| w == part);
    let letters = LETTERS
        .iter()
        .find(|(magic, near, ..)| start.starts_with(magic) && has(near));
    if let Some((_, _, what, advice)) = letters {
        return Some(ProblemKind::NotRead(
            (*what).to_owned(),
            (*advice).to_owned(),
        ));
    }
    let is_there = |(magic, at, ..): &&Signature| {
        let there = bytes.get(*at..).unwrap_or_default();
        // A text may begin like one of these by accident: what follows is none then.
        there.starts_with(magic) && is_beyond_text(bytes, magic)
    };
    let (_, _, what, advice) = SIGNATURES.iter().find(is_there)?;
    Some(ProblemKind::NotRead(
        (*what).to_owned(),
        (*advice).to_owned(),
    ))
}

/// Files of letters that are no texts: first bytes, what must stand near them, what they are, what to do.
const LETTERS: [(&[u8], &[u8], &str, &str); 3] = [
    (
        b"WARC/",
        b"WARC-Type:",
        "a web archive (WARC)",
        "Save its pages as HTML.",
    ),
    (
        b"-----BEGIN PGP MESSAGE-----",
        b"-----",
        "an encrypted message (PGP)",
        "Decrypt it, and add the text.",
    ),
    (
        b"-----BEGIN PKCS7-----",
        b"-----",
        "an encrypted message (S/MIME)",
        "Decrypt it, and add the text.",
    ),
];

/// Bytes behind a signature within which no text has none of its control characters.
const BEYOND: usize = 512;

/// Whether a signature that could begin a text is followed by what no text holds.
fn is_beyond_text(bytes: &[u8], magic: &[u8]) -> bool {
    let plain = |b: &u8| *b >= 0x20 && *b < 0x7F || matches!(*b, b'\n' | b'\r' | b'\t');
    if !magic.iter().all(plain) {
        return true;
    }
    // These are texts themselves.
    if [&b"%!PS"[..], b"<stata_dta>"].contains(&magic) {
        return true;
    }
    let next = bytes.get(..bytes.len().min(BEYOND)).unwrap_or(bytes);
    next.iter().any(|b| *b < 0x09)
}

fn office(bytes: &[u8]) -> ProblemKind {
    let within = bytes.get(..bytes.len().min(OLE_WITHIN)).unwrap_or(bytes);
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        within.windows(wide.len()).any(|w| w == wide)
    };
    let known = OFFICE.iter().find(|(stream, ..)| has(stream));
    let (what, advice) = known.map_or(
        ("an old office document", "Save it in its newer format."),
        |(_, what, advice)| (*what, *advice),
    );
    ProblemKind::NotRead(what.to_owned(), advice.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_named() {
        let ole = |stream: &str| {
            let wide = stream.encode_utf16().flat_map(u16::to_le_bytes);
            OLE.iter()
                .copied()
                .chain([0; 40])
                .chain(wide)
                .collect::<Vec<u8>>()
        };
        let mut kindle = vec![0; 60];
        kindle.extend(b"BOOKMOBI");
        for (bytes, words) in [
            (b"Rar!\x1A\x07\x01\0".to_vec(), "RAR"),
            (b"BZh91AY&SY\x01\x02".to_vec(), "bzip2"),
            (b"\xFD7zXZ\0\0".to_vec(), "xz"),
            (b"\0\0\0\x18ftypmp42".to_vec(), "film"),
            (b"!BDN\x01\x02".to_vec(), "PST"),
            (ole("__substg1.0_0037001F"), "MSG"),
            (ole("EncryptedPackage"), "encrypted"),
            (ole("WordDocument"), "Word"),
            (kindle, "Kindle"),
        ] {
            let said = not_read(&bytes).unwrap().to_string();
            assert!(said.contains(words), "{said}");
        }
        for text in [
            "BZhang said",
            "ID3 votes",
            "Book",
            "OggS is a name",
            "LZIP, she said.",
            "I liked WEBP",
        ] {
            assert_eq!(not_read(text.as_bytes()), None, "{text}");
        }
    }
}
