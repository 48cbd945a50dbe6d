//! From bytes to characters and UTF-16 units, and back.

use super::Span;

/// A place counted in UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteOffset(pub u32);

/// A place counted in characters (Unicode code points).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CharOffset(pub u32);

/// A place counted in UTF-16 code units, as browsers and Java count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utf16Offset(pub u32);

/// Bytes between two checkpoints: a conversion reads at most this much text.
const STRIDE: usize = 512;

#[derive(Clone, Copy, Debug)]
struct Checkpoint {
    byte: u32,
    chars: u32,
    utf16: u32,
}

/// Converts places in one text between units, in time independent of its length.
#[derive(Clone, Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    checkpoints: Vec<Checkpoint>,
}

impl<'t> Offsets<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut here = Checkpoint {
            byte: 0,
            chars: 0,
            utf16: 0,
        };
        let mut checkpoints = vec![here];
        let mut next = STRIDE;
        for c in text.chars() {
            if here.byte as usize >= next {
                checkpoints.push(here);
                next += STRIDE;
            }
            here.step(c);
        }
        Self { text, checkpoints }
    }

    /// Characters before `byte`; a byte inside a character counts as its start, one past the end
    /// as the end.
    pub fn chars_from_bytes(&self, byte: ByteOffset) -> CharOffset {
        CharOffset(self.walk(|at| at.byte, byte.0).chars)
    }

    /// UTF-16 units before `byte`; see [`Self::chars_from_bytes`] for places off a boundary.
    pub fn utf16_from_bytes(&self, byte: ByteOffset) -> Utf16Offset {
        Utf16Offset(self.walk(|at| at.byte, byte.0).utf16)
    }

    /// The byte at which character number `chars` starts; the text's end where there are fewer.
    pub fn bytes_from_chars(&self, chars: CharOffset) -> ByteOffset {
        ByteOffset(self.walk(|at| at.chars, chars.0).byte)
    }

    /// The byte at UTF-16 unit `utf16`; a place inside a surrogate pair counts as its start.
    pub fn bytes_from_utf16(&self, utf16: Utf16Offset) -> ByteOffset {
        ByteOffset(self.walk(|at| at.utf16, utf16.0).byte)
    }

    /// A span in characters, `(start, end)`.
    pub fn span_in_chars(&self, span: Span) -> (u32, u32) {
        (
            self.chars_from_bytes(ByteOffset(span.start)).0,
            self.chars_from_bytes(ByteOffset(span.end)).0,
        )
    }

    /// A span in UTF-16 units, `(start, end)`.
    pub fn span_in_utf16(&self, span: Span) -> (u32, u32) {
        (
            self.utf16_from_bytes(ByteOffset(span.start)).0,
            self.utf16_from_bytes(ByteOffset(span.end)).0,
        )
    }

    /// The last character boundary whose place in the chosen unit is at most `target`.
    fn walk(&self, unit: impl Fn(&Checkpoint) -> u32, target: u32) -> Checkpoint {
        let after = self.checkpoints.partition_point(|c| unit(c) <= target);
        let mut here = self
            .checkpoints
            .get(after.saturating_sub(1))
            .copied()
            .unwrap_or(Checkpoint {
                byte: 0,
                chars: 0,
                utf16: 0,
            });
        for c in self
            .text
            .get(here.byte as usize..)
            .unwrap_or_default()
            .chars()
        {
            let mut next = here;
            next.step(c);
            if unit(&next) > target {
                break;
            }
            here = next;
        }
        here
    }
}

impl Checkpoint {
    fn step(&mut self, c: char) {
        self.byte += c.len_utf8() as u32;
        self.chars += 1;
        self.utf16 += c.len_utf16() as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn bytes_to_chars_to_utf16_and_back_is_the_same(text in "(\\PC|😊|ё|\n){0,900}", pick in 0.0..=1.0f64) {
            let table = Offsets::new(&text);
            let mut byte = (text.len() as f64 * pick) as usize;
            while !text.is_char_boundary(byte) { byte -= 1; }
            let chars = table.chars_from_bytes(ByteOffset(byte as u32));
            proptest::prop_assert_eq!(chars.0 as usize, text[..byte].chars().count());
            let utf16 = table.utf16_from_bytes(table.bytes_from_chars(chars));
            proptest::prop_assert_eq!(utf16.0 as usize, text[..byte].encode_utf16().count());
            proptest::prop_assert_eq!(table.bytes_from_utf16(utf16).0 as usize, byte);
        }
    }

    #[test]
    fn places_off_a_boundary_fall_back_to_the_character() {
        let table = Offsets::new("a😊b");
        assert_eq!(table.chars_from_bytes(ByteOffset(3)), CharOffset(1));
        assert_eq!(table.bytes_from_utf16(Utf16Offset(2)), ByteOffset(1));
        assert_eq!(table.bytes_from_chars(CharOffset(99)), ByteOffset(6));
    }
}
