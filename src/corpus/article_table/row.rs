//! One article in a table of fixed width, and its strings in the heap.

/// An article's numbers. Strings are numbers of names; what has no fixed width is in the heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// First eight bytes of the hash of its id.
    pub id_hash: u64,
    /// Where its text starts among all texts.
    pub text_at: u64,
    /// Length of the text in bytes.
    pub text_len: u32,
    /// Where the text starts in the decoded file, in bytes.
    pub text_start: u32,
    /// Where its strings start in the heap.
    pub heap_at: u64,
    /// Their length.
    pub heap_len: u32,
    /// Number of words.
    pub words: u32,
    /// Words of the title.
    pub title_words: u32,
    /// First byte of the title.
    pub title_start: u32,
    /// One past its last byte.
    pub title_end: u32,
    /// Days since 1970-01-01; `i32::MIN` for no date.
    pub day: i32,
    /// Precision of the date in the low half, basis in the high half.
    pub date_kind: u32,
    /// Version of the text.
    pub hash: [u8; 16],
    /// Name of its source.
    pub source: u32,
    /// Name of who published it.
    pub publisher: u32,
    /// Name of who wrote it.
    pub author: u32,
    /// Name of its encoding, twice; plus one where it was guessed.
    pub encoding: u32,
    /// Number of its file.
    pub file: u32,
    /// Its place in the file.
    pub record: u32,
    /// Name of where its metadata stand in the file; 0 for nowhere.
    pub origins: u32,
}

impl Row {
    /// Bytes of one row.
    pub const BYTES: usize = 112;

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        for n in [self.id_hash, self.text_at, self.heap_at] {
            out.extend(n.to_le_bytes());
        }
        out.extend(self.day.to_le_bytes());
        for n in [
            self.text_len,
            self.text_start,
            self.heap_len,
            self.words,
            self.title_words,
            self.title_start,
            self.title_end,
            self.date_kind,
            self.source,
            self.publisher,
            self.author,
            self.encoding,
            self.file,
            self.record,
            self.origins,
        ] {
            out.extend(n.to_le_bytes());
        }
        out.extend(self.hash);
        out.extend([0; 8]);
    }

    /// Reads one row; zeros where the bytes end early.
    pub(super) fn read(mut bytes: &[u8]) -> Self {
        let [id_hash, text_at, heap_at] =
            std::array::from_fn(|_| u64::from_le_bytes(take(&mut bytes)));
        let day = i32::from_le_bytes(take(&mut bytes));
        let [
            text_len,
            text_start,
            heap_len,
            words,
            title_words,
            title_start,
            title_end,
            date_kind,
            source,
            publisher,
            author,
            encoding,
            file,
            record,
            origins,
        ] = std::array::from_fn(|_| u32::from_le_bytes(take(&mut bytes)));
        Self {
            id_hash,
            text_at,
            text_len,
            text_start,
            heap_at,
            heap_len,
            words,
            title_words,
            title_start,
            title_end,
            day,
            date_kind,
            hash: take(&mut bytes),
            source,
            publisher,
            author,
            encoding,
            file,
            record,
            origins,
        }
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let Some((head, tail)) = bytes.split_first_chunk::<N>() else {
        *bytes = &[];
        return [0; N];
    };
    *bytes = tail;
    *head
}

/// Appends a number.
pub(super) fn write_u32(out: &mut Vec<u8>, n: u32) {
    out.extend(n.to_le_bytes());
}

/// Reads a number that [`write_u32`] wrote.
pub(super) fn read_u32(bytes: &mut &[u8]) -> Option<u32> {
    let (head, tail) = bytes.split_first_chunk::<4>()?;
    *bytes = tail;
    Some(u32::from_le_bytes(*head))
}

/// Appends a string with its length.
pub(super) fn write_str(out: &mut Vec<u8>, text: &str) {
    write_u32(out, text.len() as u32);
    out.extend(text.as_bytes());
}

/// Reads a string that [`write_str`] wrote.
pub(super) fn read_str<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    let len = read_u32(bytes)? as usize;
    let (head, tail) = bytes.split_at_checked(len)?;
    *bytes = tail;
    std::str::from_utf8(head).ok()
}

/// The strings of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::corpus) struct Strings<'b> {
    /// Key of the record; `None` for a file that is one article.
    pub record: Option<&'b str>,
    /// The words the date was read from.
    pub raw_date: &'b str,
    /// Its address.
    pub url: &'b str,
    /// Other metadata: number of the column's name, value.
    pub fields: Vec<(u32, &'b str)>,
}

impl<'b> Strings<'b> {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_u32(out, u32::from(self.record.is_some()));
        write_str(out, self.record.unwrap_or_default());
        write_str(out, self.raw_date);
        write_str(out, self.url);
        write_u32(out, self.fields.len() as u32);
        for (name, value) in &self.fields {
            write_u32(out, *name);
            write_str(out, value);
        }
    }

    pub(super) fn read(mut bytes: &'b [u8]) -> Option<Self> {
        let b = &mut bytes;
        let has_record = read_u32(b)? == 1;
        let record = read_str(b)?;
        let raw_date = read_str(b)?;
        let url = read_str(b)?;
        let count = read_u32(b)?;
        let mut fields = Vec::new();
        for _ in 0..count {
            fields.push((read_u32(b)?, read_str(b)?));
        }
        Some(Self {
            record: has_record.then_some(record),
            raw_date,
            url,
            fields,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_strings_read_back() {
        let row = Row {
            id_hash: 1 << 40,
            text_len: 7,
            day: -5,
            hash: [9; 16],
            record: 3,
            date_kind: 0x0001_0002,
            ..Row::default()
        };
        let mut out = Vec::new();
        row.write(&mut out);
        assert_eq!((out.len(), Row::read(&out)), (Row::BYTES, row));
        let strings = Strings {
            record: Some(""),
            raw_date: "Mon",
            url: "",
            fields: vec![(4, "ё")],
        };
        let mut out = Vec::new();
        strings.write(&mut out);
        assert_eq!(Strings::read(&out), Some(strings));
        assert_eq!(Strings::read(&out[..5]), None);
    }
}
