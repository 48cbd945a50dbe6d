//! Bytes into text: byte order marks, UTF-8, UTF-16 and UTF-32, then a guess among the legacy encodings.
//!
//! A text is what nearly all of its bytes say: one byte that does not fit, or a character that is cut off,
//! becomes one mark of replacement, and is said ([`Decoded::doubt`]).

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::corpus::ProblemKind;
use crate::import::cyrillic;
use crate::import::signatures::not_read;

/// Text with what it was decoded from.
#[derive(Clone, Debug)]
pub struct Decoded<'b> {
    /// The text, without byte order mark.
    pub text: Cow<'b, str>,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Whether the encoding is a guess: neither stated by a mark nor certain by its form.
    pub guessed: bool,
    /// Places where bytes did not fit and a mark of replacement stands.
    pub replaced: u64,
}

impl Decoded<'_> {
    /// What to say where bytes did not fit.
    pub fn doubt(&self) -> Option<ProblemKind> {
        replaced_words(self.replaced, self.encoding).map(ProblemKind::Doubt)
    }
}

/// Says that bytes were replaced; nothing where none were.
pub(crate) fn replaced_words(places: u64, encoding: &str) -> Option<String> {
    match places {
        0 => None,
        1 => Some(format!(
            "has a byte or character that does not fit {encoding}: a mark of replacement (\u{FFFD}) stands there"
        )),
        n => Some(format!(
            "has {n} places that do not fit {encoding}: a mark of replacement (\u{FFFD}) stands in each"
        )),
    }
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
    if let Some(kind) = not_read(bytes) {
        return Err(kind);
    }
    let decoded = if let Some(decoded) = by_mark(bytes, stop)? {
        decoded
    } else if let Some(wide) = unmarked_utf16(bytes) {
        leniently(bytes, wide, true, stop)?
    } else {
        // What a crash left of a file may end in zeros.
        let bytes = without_final_zeros(bytes);
        if looks_binary(bytes) {
            return Err(ProblemKind::Binary);
        }
        narrow(bytes, stop)?
    };
    let decoded = without_zeros(decoded);
    if decoded.text.trim().is_empty() {
        Err(ProblemKind::Empty)
    } else {
        Ok(decoded)
    }
}

/// Bytes without a mark that are not wide: UTF-8, as a whole or but for a few of them, or a guess.
fn narrow<'b>(bytes: &'b [u8], stop: Option<&AtomicBool>) -> Result<Decoded<'b>, ProblemKind> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text: Cow::Borrowed(text),
            encoding: "UTF-8",
            guessed: false,
            replaced: 0,
        }),
        Err(_) => match with_joined_surrogates(bytes) {
            Some(joined) if is_mostly_utf8(&joined) => {
                let decoded = as_utf8(&joined);
                Ok(Decoded {
                    text: Cow::Owned(decoded.text.into_owned()),
                    ..decoded
                })
            }
            _ if is_mostly_utf8(bytes) => Ok(as_utf8(bytes)),
            _ => legacy(bytes, stop),
        },
    }
}

/// UTF-8 as some databases write it (CESU-8), with characters beyond the first 65,536 as two halves of three
/// bytes each: the same with each as one of four. None where there is no such pair.
pub(crate) fn with_joined_surrogates(bytes: &[u8]) -> Option<Vec<u8>> {
    let half = |at: usize, kind: u8| {
        let [first, second, third] = *bytes.get(at..at + 3)?.first_chunk::<3>()?;
        let is_half = first == 0xED && second & 0xF0 == kind && third & 0xC0 == 0x80;
        is_half.then(|| (u32::from(second & 0x0F) << 6) | u32::from(third & 0x3F))
    };
    let mut out = Vec::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(next) = bytes.get(at..)?.iter().position(|b| *b == 0xED) {
        at += next;
        let Some((high, low)) = half(at, 0xA0).zip(half(at + 3, 0xB0)) else {
            at += 1;
            continue;
        };
        let c = char::from_u32(0x1_0000 + (high << 10) + low)?;
        out.extend_from_slice(bytes.get(copied..at)?);
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        at += 6;
        copied = at;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(bytes.get(copied..)?);
    Some(out)
}

/// The text with a mark of replacement for whatever is not UTF-8.
fn as_utf8(bytes: &[u8]) -> Decoded<'_> {
    let replaced = bytes.utf8_chunks().filter(|c| !c.invalid().is_empty());
    Decoded {
        replaced: replaced.count() as u64,
        text: String::from_utf8_lossy(bytes),
        encoding: "UTF-8",
        guessed: false,
    }
}

/// Whether bytes are UTF-8 but for a few of them. In an old encoding hardly any two bytes beside each other
/// are by accident what UTF-8 makes a letter of; a letter of three that is cut at the end is none either.
pub(crate) fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut cut) = (0_u64, 0_u64, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        bad += u64::from(!chunk.invalid().is_empty());
        cut = chunk.invalid().len();
    }
    bad == 0 || good >= bad || bad == 1 && cut >= 2 && bytes.utf8_chunks().count() == 1
}

fn without_final_zeros(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
    bytes.get(..end).unwrap_or(bytes)
}

/// A mark of replacement for zeros inside.
fn without_zeros(decoded: Decoded<'_>) -> Decoded<'_> {
    match zeros_replaced(&decoded.text) {
        Some((text, places)) => Decoded {
            text: Cow::Owned(text),
            replaced: decoded.replaced + places,
            ..decoded
        },
        None => decoded,
    }
}

/// A text with one mark of replacement for every run of zeros, and how many those were; `None` where there
/// is none.
pub(crate) fn zeros_replaced(text: &str) -> Option<(String, u64)> {
    if !text.contains('\0') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut places, mut within) = (0, false);
    for c in text.chars() {
        if c != '\0' {
            out.push(c);
        } else if !within {
            out.push('\u{FFFD}');
            places += 1;
        }
        within = c == '\0';
    }
    Some((out, places))
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
    let Some((encoding, mark)) = Encoding::for_bom(bytes) else {
        return Ok(None);
    };
    let rest = bytes.get(mark..).unwrap_or_default();
    if encoding == UTF_8 {
        // Programs put this mark before whatever they were given.
        return narrow(rest, stop).map(Some);
    }
    leniently(rest, encoding, false, stop).map(Some)
}

/// Of so many characters one may not fit.
const MOST_REPLACED: usize = 100;

/// The text of bytes in an encoding, with a mark of replacement where a few do not fit it.
fn leniently<'b>(
    bytes: &'b [u8],
    encoding: &'static Encoding,
    guessed: bool,
    stop: Option<&AtomicBool>,
) -> Result<Decoded<'b>, ProblemKind> {
    let text = match encoding.decode_without_bom_handling_and_without_replacement(
        bytes.get(..bytes.len().min(STEP)).unwrap_or(bytes),
    ) {
        Some(text) if bytes.len() <= STEP => text,
        _ => Cow::Owned(step_by_step(bytes, encoding, stop)?),
    };
    let replaced = text.matches('\u{FFFD}').count();
    if replaced > 2 && replaced * MOST_REPLACED > text.chars().count() {
        return Err(ProblemKind::Undecodable(encoding.name().to_owned()));
    }
    Ok(Decoded {
        text,
        encoding: encoding.name(),
        guessed,
        replaced: replaced as u64,
    })
}

/// The text of bytes, with a mark of replacement where they do not fit the encoding.
fn step_by_step(
    bytes: &[u8],
    encoding: &'static Encoding,
    stop: Option<&AtomicBool>,
) -> Result<String, ProblemKind> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = String::new();
    let mut steps = bytes.chunks(STEP).peekable();
    while let Some(step) = steps.next() {
        wanted(stop)?;
        let mut rest = step;
        loop {
            let most = decoder.max_utf8_buffer_length(rest.len());
            out.reserve(most.unwrap_or(STEP));
            let last = steps.peek().is_none();
            let (result, read, _) = decoder.decode_to_string(rest, &mut out, last);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                CoderResult::InputEmpty => break,
                CoderResult::OutputFull => {}
            }
        }
    }
    Ok(out)
}

fn utf32<'b>(
    rest: &[u8],
    unit: fn([u8; 4]) -> u32,
    name: &'static str,
) -> Result<Decoded<'b>, ProblemKind> {
    let (units, odd) = rest.as_chunks::<4>();
    let mut replaced = usize::from(!odd.is_empty());
    let mut text: String = units
        .iter()
        .map(|u| {
            char::from_u32(unit(*u)).unwrap_or_else(|| {
                replaced += 1;
                '\u{FFFD}'
            })
        })
        .collect();
    if !odd.is_empty() {
        text.push('\u{FFFD}');
    }
    if replaced > 2 && replaced * MOST_REPLACED > units.len() {
        return Err(ProblemKind::Undecodable(name.to_owned()));
    }
    Ok(Decoded {
        text: Cow::Owned(text),
        encoding: name,
        guessed: false,
        replaced: replaced as u64,
    })
}

/// UTF-16 without a mark shows in white space and punctuation: a zero byte beside each of them.
pub(crate) fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) & !1)?;
    if head.len() < 4 {
        return None;
    }
    let zeros = head.iter().filter(|b| matches!(b, 0)).count();
    if zeros * 4 < head.len() && is_narrow(head) {
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
    // The last character may be cut.
    (enough
        && encoding
            .decode_without_bom_handling_and_without_replacement(head.get(..head.len() - 2)?)
            .is_some())
    .then_some(encoding)
}

/// Whether bytes are a text of single bytes or UTF-8 but for zeros among them.
fn is_narrow(bytes: &[u8]) -> bool {
    let is_control = |b: &u8| *b < 0x20 && !matches!(*b, 0 | b'\n' | b'\r' | b'\t');
    let is_utf8 = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none(),
    };
    is_utf8 && !bytes.iter().any(is_control)
}

/// Control characters beyond one in so many bytes are those of no text.
const MOST_CONTROL: usize = 50;

/// So many are found in a short text too, as where it was copied from a terminal.
const FEW_CONTROL: usize = 3;

fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    let zeros = head.iter().filter(|b| matches!(b, 0)).count();
    let control = head
        .iter()
        .filter(|b| {
            **b < 0x20 && !matches!(b, 0 | b'\n' | b'\r' | b'\t' | 0x0B | 0x0C | 0x1B | 0x1E)
        })
        .count();
    let may_be_short = control <= FEW_CONTROL && std::str::from_utf8(head).is_ok();
    // One zero in a short text is a fault of it, several are a format of their own.
    control * MOST_CONTROL > head.len() && !may_be_short
        || zeros > 1 && zeros * MOST_CONTROL > head.len()
        || zeros == 1 && (control > 0 || head.len() < 8)
}

/// The encoding that bytes seem to be in, which are not UTF-8.
pub(crate) fn guessed_encoding(
    bytes: &[u8],
    stop: Option<&AtomicBool>,
) -> Result<&'static Encoding, ProblemKind> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let mut steps = bytes.chunks(STEP).peekable();
    while let Some(step) = steps.next() {
        wanted(stop)?;
        detector.feed(step, steps.peek().is_none());
    }
    let guess = detector.guess(None, Utf8Detection::Deny);
    Ok(cyrillic::better(bytes, guess))
}

fn legacy<'b>(bytes: &'b [u8], stop: Option<&AtomicBool>) -> Result<Decoded<'b>, ProblemKind> {
    let guess = guessed_encoding(bytes, stop)?;
    if guess == UTF_8 {
        return Err(ProblemKind::Undecodable("UTF-8".to_owned()));
    }
    leniently(bytes, guess, true, stop)
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
    fn halves_of_characters_are_joined() {
        // As some databases write UTF-8: each half of the emoji by itself.
        let halves = b"jet\xC3\xA9e \xED\xA0\xBD\xED\xB8\x80 ferm\xC3\xA9e";
        let decoded = decode(halves).unwrap();
        assert_eq!(
            (&*decoded.text, decoded.encoding, decoded.replaced),
            ("jetée 😀 fermée", "UTF-8", 0)
        );
        // Half a pair is none.
        assert_eq!(with_joined_surrogates(b"a\xED\xA0\xBDb\xED"), None);
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
        assert!(
            decode(b"7z\xBC\xAF\x27\x1C\0\x04")
                .unwrap_err()
                .to_string()
                .contains("7z")
        );
        assert_eq!(
            decode(&[0, 1, 2, 3, 4, 5, 6, 7, 0, 0]).unwrap_err(),
            ProblemKind::Binary
        );
    }

    /// What stands right is never given up for a single byte that does not.
    #[test]
    fn a_few_bad_bytes_are_marks_of_replacement_and_said() {
        let french = "La jetée est réparée, dit l’ingénieur. Le café est fermé.";
        let mut latin = encoding_rs::WINDOWS_1252.encode(french).0.into_owned();
        let cases: Vec<(Vec<u8>, String, u64)> = vec![
            (
                [RUSSIAN.as_bytes(), b"\xFF "].concat(),
                format!("{RUSSIAN}\u{FFFD} "),
                1,
            ),
            (
                [RUSSIAN.as_bytes(), b"\xD0"].concat(),
                format!("{RUSSIAN}\u{FFFD}"),
                1,
            ),
            // A mark of three bytes that is cut off behind plain letters.
            (b"Road cut\xE2\x80".to_vec(), "Road cut\u{FFFD}".into(), 1),
            (
                [b"\xEF\xBB\xBF", french.as_bytes(), b"\x92"].concat(),
                format!("{french}\u{FFFD}"),
                1,
            ),
            (b"Road\0 cut".to_vec(), "Road\u{FFFD} cut".into(), 1),
            ([RUSSIAN.as_bytes(), &[0; 4096]].concat(), RUSSIAN.into(), 0),
            (
                [
                    &[0xFF, 0xFE],
                    &units(RUSSIAN, u16::to_le_bytes)[..],
                    &[0x41],
                ]
                .concat(),
                format!("{RUSSIAN}\u{FFFD}"),
                1,
            ),
            (
                [
                    &[0xFF, 0xFE],
                    &units(RUSSIAN, u16::to_le_bytes)[..],
                    &[0x3D, 0xD8],
                ]
                .concat(),
                format!("{RUSSIAN}\u{FFFD}"),
                1,
            ),
        ];
        for (bytes, text, replaced) in cases {
            let got = decode(&bytes).unwrap();
            assert_eq!((got.text.as_ref(), got.replaced), (text.as_str(), replaced));
            assert_eq!(got.doubt().is_some(), replaced > 0);
        }
        // An old encoding stays one, also behind the mark of another and with a letter cut at its end.
        let got = decode(&latin).unwrap();
        assert_eq!(
            (got.text.as_ref(), got.encoding, got.replaced),
            (french, "windows-1252", 0)
        );
        latin.splice(0..0, [0xEF, 0xBB, 0xBF]);
        assert_eq!(decode(&latin).unwrap().text, french);
        assert_eq!(decode(b"Le caf\xE9").unwrap().text, "Le café");
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
