//! Bytes into text: byte order marks, UTF-8, UTF-16 and UTF-32, then a guess among the legacy encodings.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::corpus::ProblemKind;
use crate::import::cyrillic;

/// Text with what it was decoded from.
#[derive(Clone, Debug)]
pub struct Decoded<'b> {
    /// The text, without byte order mark.
    pub text: Cow<'b, str>,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Whether the encoding is a guess: neither stated by a mark nor certain by its form.
    pub guessed: bool,
}

/// Decodes a whole file.
///
/// # Errors
/// Files without text, binary files, known formats that are not plain text, and bytes that do not
/// fit the best guess.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ProblemKind> {
    decode_until(bytes, None)
}

/// As [`decode`], but ends when `stop` is set: a large file in an old encoding takes seconds.
///
/// # Errors
/// As [`decode`], and where it was stopped.
pub(crate) fn decode_until<'b>(
    bytes: &'b [u8],
    stop: Option<&AtomicBool>,
) -> Result<Decoded<'b>, ProblemKind> {
    if bytes.is_empty() {
        return Err(ProblemKind::Empty);
    }
    if let Some(format) = known_format(bytes) {
        return Err(ProblemKind::NotText(format.to_owned()));
    }
    let decoded = if let Some(decoded) = by_mark(bytes, stop)? {
        decoded
    } else if let Some(wide) = unmarked_utf16(bytes) {
        strictly(bytes, wide, true, stop)?
    } else if looks_binary(bytes) {
        return Err(ProblemKind::Binary);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Decoded {
            text: Cow::Borrowed(text),
            encoding: "UTF-8",
            guessed: false,
        }
    } else {
        legacy(bytes, stop)?
    };
    if decoded.text.trim().is_empty() {
        Err(ProblemKind::Empty)
    } else {
        Ok(decoded)
    }
}

/// Bytes that are decoded between two looks at whether it is still wanted.
const STEP: usize = 1 << 20;

/// An error where nobody wants more.
fn wanted(stop: Option<&AtomicBool>) -> Result<(), ProblemKind> {
    if stop.is_some_and(|s| s.load(Ordering::Relaxed)) {
        return Err(ProblemKind::Unreadable("reading was stopped".to_owned()));
    }
    Ok(())
}

fn by_mark<'b>(
    bytes: &'b [u8],
    stop: Option<&AtomicBool>,
) -> Result<Option<Decoded<'b>>, ProblemKind> {
    // The mark of UTF-32LE begins like that of UTF-16LE: ask for the longer one first.
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        return utf32(rest, u32::from_le_bytes, "UTF-32LE").map(Some);
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xFE, 0xFF]) {
        return utf32(rest, u32::from_be_bytes, "UTF-32BE").map(Some);
    }
    Encoding::for_bom(bytes)
        .map(|(encoding, mark)| {
            let rest = bytes.get(mark..).unwrap_or_default();
            strictly(rest, encoding, false, stop)
        })
        .transpose()
}

fn strictly<'b>(
    bytes: &'b [u8],
    encoding: &'static Encoding,
    guessed: bool,
    stop: Option<&AtomicBool>,
) -> Result<Decoded<'b>, ProblemKind> {
    let text = if bytes.len() <= STEP || encoding == UTF_8 {
        encoding.decode_without_bom_handling_and_without_replacement(bytes)
    } else {
        step_by_step(bytes, encoding, stop)?.map(Cow::Owned)
    };
    text.map(|text| Decoded {
        text,
        encoding: encoding.name(),
        guessed,
    })
    .ok_or(ProblemKind::Undecodable(encoding.name().to_owned()))
}

/// The text of bytes that fit the encoding, `None` where they do not.
fn step_by_step(
    bytes: &[u8],
    encoding: &'static Encoding,
    stop: Option<&AtomicBool>,
) -> Result<Option<String>, ProblemKind> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = String::new();
    let mut steps = bytes.chunks(STEP).peekable();
    while let Some(step) = steps.next() {
        wanted(stop)?;
        let mut rest = step;
        loop {
            let most = decoder.max_utf8_buffer_length_without_replacement(rest.len());
            out.reserve(most.unwrap_or(STEP));
            let last = steps.peek().is_none();
            let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut out, last);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Ok(None),
            }
        }
    }
    Ok(Some(out))
}

fn utf32<'b>(
    rest: &[u8],
    unit: fn([u8; 4]) -> u32,
    name: &'static str,
) -> Result<Decoded<'b>, ProblemKind> {
    let wrong = || ProblemKind::Undecodable(name.to_owned());
    let (units, odd) = rest.as_chunks::<4>();
    if !odd.is_empty() {
        return Err(wrong());
    }
    let text: Option<String> = units.iter().map(|u| char::from_u32(unit(*u))).collect();
    Ok(Decoded {
        text: Cow::Owned(text.ok_or_else(wrong)?),
        encoding: name,
        guessed: false,
    })
}

/// UTF-16 without a mark shows in white space and punctuation: a zero byte beside each of them.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) & !1)?;
    if head.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let common = |b: u8| matches!(b, b' ' | b'\n' | b'\r' | b'.' | b',' | b'-');
    let (units, _) = head.as_chunks::<2>();
    let little = units.iter().filter(|[a, b]| *b == 0 && common(*a)).count();
    let big = units.iter().filter(|[a, b]| *a == 0 && common(*b)).count();
    let zeros = units.iter().filter(|u| **u == [0, 0]).count();
    let (best, encoding) = if little >= big {
        (little, UTF_16LE)
    } else {
        (big, UTF_16BE)
    };
    let enough = best * 40 >= units.len() && zeros == 0;
    (enough
        && encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some())
    .then_some(encoding)
}

fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    let control = head
        .iter()
        .filter(|b| **b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0x0C | 0x1B))
        .count();
    head.contains(&0) || control * 50 > head.len()
}

fn legacy<'b>(bytes: &'b [u8], stop: Option<&AtomicBool>) -> Result<Decoded<'b>, ProblemKind> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut steps = bytes.chunks(STEP).peekable();
    while let Some(step) = steps.next() {
        wanted(stop)?;
        detector.feed(step, steps.peek().is_none());
    }
    let guess = detector.guess(None, Utf8Detection::Deny);
    let guess = cyrillic::better(bytes, guess);
    if guess == UTF_8 {
        return Err(ProblemKind::Undecodable("UTF-8".to_owned()));
    }
    strictly(bytes, guess, true, stop)
}

fn known_format(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 9] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"{\\rtf", "an RTF document"),
    ];
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Бои за город Бахмут продолжаются, сообщили жители. Дорога на запад обстреливается.";

    fn units(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn marks_win() {
        let mut bytes = vec![0xEF, 0xBB, 0xBF];
        bytes.extend("Привіт".bytes());
        let got = decode(&bytes).unwrap();
        assert_eq!(
            (got.text.as_ref(), got.encoding, got.guessed),
            ("Привіт", "UTF-8", false)
        );
        let mut wide = vec![0xFF, 0xFE, 0, 0];
        wide.extend("a😊".chars().flat_map(|c| (c as u32).to_le_bytes()));
        assert_eq!(decode(&wide).unwrap().text, "a😊");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            assert_eq!(decode(&units(RUSSIAN, unit)).unwrap().text, RUSSIAN);
            assert_eq!(
                decode(&units(&format!("\u{FEFF}{RUSSIAN}"), unit))
                    .unwrap()
                    .text,
                RUSSIAN
            );
        }
    }

    #[test]
    fn legacy_encodings_are_guessed_and_said_so() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(RUSSIAN);
        let got = decode(&bytes).unwrap();
        assert_eq!(
            (got.text.as_ref(), got.encoding, got.guessed),
            (RUSSIAN, "windows-1251", true)
        );
    }

    /// What is decoded in steps is what is decoded at once, wherever a step ends.
    #[test]
    fn large_files_are_decoded_in_steps_and_hear_that_they_are_not_wanted() {
        let text = RUSSIAN.repeat(20_000);
        assert!(text.chars().count() > STEP);
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(&text);
        let stop = AtomicBool::new(true);
        for bytes in [cyrillic.into_owned(), units(&text, u16::to_be_bytes)] {
            assert!(decode(&bytes).unwrap().text == text);
            let stopped = decode_until(&bytes, Some(&stop)).unwrap_err();
            assert!(matches!(stopped, ProblemKind::Unreadable(_)), "{stopped:?}");
        }
        let mut marked = vec![0xFE, 0xFF];
        marked.extend(units(&text, u16::to_be_bytes));
        assert!(decode(&marked).unwrap().text == text);
    }

    #[test]
    fn what_is_not_text_says_what_it_is() {
        assert_eq!(decode(b"").unwrap_err(), ProblemKind::Empty);
        assert_eq!(decode(b" \n\t").unwrap_err(), ProblemKind::Empty);
        assert_eq!(
            decode(b"%PDF-1.7 x").unwrap_err(),
            ProblemKind::NotText("a PDF".to_owned())
        );
        assert_eq!(
            decode(&[0, 1, 2, 3, 4, 5, 6, 7, 0, 0]).unwrap_err(),
            ProblemKind::Binary
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_a_text_or_a_reason(bytes: Vec<u8>) {
            match decode(&bytes) {
                Ok(got) => proptest::prop_assert!(!got.text.trim().is_empty()),
                Err(problem) => proptest::prop_assert!(!problem.to_string().is_empty()),
            }
        }
    }
}
