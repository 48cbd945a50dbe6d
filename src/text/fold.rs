//! Folding: when two spellings are the same word.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Draws an Arabic word out; no letter of it.
pub(super) const KASHIDA: char = '\u{640}';

/// The form in which words are compared.
///
/// Full Unicode case folding (`Straße` = `STRASSE`). Marks are dropped on Latin and Greek letters;
/// on Cyrillic only the stress mark U+0301, and `ё` = `е`, while `й` and `ї` stay themselves; Arabic
/// and Hebrew points are dropped. Latin letters with strokes and ligatures are spelled out (`ł` = `l`,
/// `æ` = `ae`), full-width and half-width forms are the usual ones, the kashida and invisible characters
/// are dropped. Typographic quotes and apostrophes equal plain ones. Nothing else changes, so words of
/// other scripts that differ by a mark stay different.
///
/// ```
/// use dateline::text::fold;
/// assert_eq!(fold("STRASSE"), fold("Straße"));
/// assert_ne!(fold("войн"), fold("воин"));
/// ```
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return if word.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        };
    }
    // Contractions with a curly apostrophe are most of what is not ASCII in English.
    if word.chars().all(|c| c.is_ascii() || plain_quote(c) != c) {
        let plain = word.chars().map(|c| plain_quote(c).to_ascii_lowercase());
        return Cow::Owned(plain.collect());
    }
    let folded = caseless::default_case_fold_str(&without_marks(word));
    // Folding makes letters of signs (the micro sign is a Greek letter then): their marks go as well.
    Cow::Owned(without_marks(&folded).nfc().collect())
}

/// The form in which names are told apart that people see as different: without case and in one Unicode
/// form; marks count.
pub fn caseless(name: &str) -> String {
    let composed: String = name.nfc().collect();
    caseless::default_case_fold_str(&composed).nfc().collect()
}

fn without_marks(word: &str) -> String {
    let mut base = ' ';
    let mut out = String::with_capacity(word.len());
    let letters = word
        .chars()
        .filter(|c| *c != KASHIDA && !is_invisible(*c))
        .map(usual_width);
    for c in letters.nfd() {
        if is_combining_mark(c) {
            if !dropped_after(base, c) {
                out.push(c);
            }
        } else {
            base = c;
            match spelled_out(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(plain_quote(c)),
            }
        }
    }
    out
}

/// Characters that are not seen and are no part of a word: format characters but the zero-width space,
/// and variation selectors.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200C}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Half-width Japanese signs from U+FF61 on, as they are usually written.
const FULL_WIDTH: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}";

/// The usual form of full-width and half-width characters.
fn usual_width(c: char) -> char {
    let moved = |first: u32, to: u32| char::from_u32(c as u32 - first + to);
    let usual = match c {
        '\u{FF01}'..='\u{FF5E}' => moved(0xFF01, 0x21),
        '\u{FF61}'..='\u{FF9F}' => FULL_WIDTH.chars().nth(c as usize - 0xFF61),
        // Korean letters, in the order of their keyboards.
        '\u{FFA1}'..='\u{FFBE}' => moved(0xFFA1, 0x3131),
        '\u{FFC2}'..='\u{FFC7}' => moved(0xFFC2, 0x314F),
        '\u{FFCA}'..='\u{FFCF}' => moved(0xFFCA, 0x3155),
        '\u{FFD2}'..='\u{FFD7}' => moved(0xFFD2, 0x315B),
        '\u{FFDA}'..='\u{FFDC}' => moved(0xFFDA, 0x3161),
        _ => None,
    };
    usual.unwrap_or(c)
}

/// Latin letters with a stroke, ligatures, and letters that stand for two, in plain letters.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' | 'Ł' | 'ƚ' | 'Ƚ' => "l",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' | 'Ɖ' => "d",
        'ħ' | 'Ħ' => "h",
        'ı' | 'ɨ' | 'Ɨ' => "i",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ŋ' | 'Ŋ' => "n",
        'þ' | 'Þ' => "th",
        'ŧ' | 'Ŧ' | 'ⱦ' | 'Ⱦ' => "t",
        'ƀ' | 'Ƀ' => "b",
        'ȼ' | 'Ȼ' => "c",
        'ɇ' | 'Ɇ' => "e",
        'ǥ' | 'Ǥ' => "g",
        'ɉ' | 'Ɉ' => "j",
        'ɍ' | 'Ɍ' => "r",
        'ʉ' | 'Ʉ' => "u",
        'ɏ' | 'Ɏ' => "y",
        'ƶ' | 'Ƶ' => "z",
        'ⱥ' | 'Ⱥ' => "a",
        'ĳ' | 'Ĳ' => "ij",
        'ǆ' | 'ǅ' | 'Ǆ' => "dz",
        'ǉ' | 'ǈ' | 'Ǉ' => "lj",
        'ǌ' | 'ǋ' | 'Ǌ' => "nj",
        _ => return None,
    })
}

fn dropped_after(base: char, mark: char) -> bool {
    match base.script() {
        Script::Latin | Script::Greek => true,
        Script::Cyrillic => mark == '\u{301}' || (mark == '\u{308}' && matches!(base, 'е' | 'Е')),
        // The vowel signs; madda and hamza (U+0653 to U+0655) are part of their letters.
        Script::Arabic => matches!(mark, '\u{64B}'..='\u{652}' | '\u{656}'..='\u{65F}' | '\u{670}'),
        Script::Hebrew => matches!(mark, '\u{591}'..='\u{5C7}'),
        _ => false,
    }
}

fn plain_quote(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{2032}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201F}' | '\u{2033}' => '"',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_and_greek_lose_marks_and_case() {
        assert_eq!(fold("Médecins"), "medecins");
        assert_eq!(fold("Ἀθῆναι"), fold("ΑΘΗΝΑΙ"));
        assert_eq!(fold("ΟΔΟΣ"), fold("οδός"));
    }

    #[test]
    fn cyrillic_keeps_its_letters() {
        assert_eq!(fold("Ёлка"), fold("елка"));
        assert_ne!(fold("війна"), fold("віина"));
        assert_ne!(fold("їх"), fold("іх"));
        assert_eq!(fold("за́мок"), "замок");
    }

    #[test]
    fn points_of_hebrew_and_arabic_are_dropped_but_kana_marks_stay() {
        assert_eq!(fold("שָׁלוֹם"), fold("שלום"));
        assert_eq!(fold("سَلَام"), fold("سلام"));
        assert_ne!(fold("が"), fold("か"));
    }

    #[test]
    fn a_sign_that_folds_to_a_letter_loses_its_marks() {
        assert_eq!(fold("µ\u{2de0}"), fold("μ"));
    }

    #[test]
    fn typographic_apostrophes_are_plain() {
        assert_eq!(fold("O’Brien"), "o'brien");
    }

    #[test]
    fn letters_with_strokes_and_ligatures_are_spelled_out() {
        for (written, plain) in [
            ("Łódź", "lodz"),
            ("København", "kobenhavn"),
            ("Đorđević", "dordevic"),
            ("Guðmundur Þór", "gudmundur thor"),
            (
                "Diyarbakır İstanbul ISTANBUL",
                "diyarbakir istanbul istanbul",
            ),
            ("Æther Œuvre Ǿ ǽ", "aether oeuvre o ae"),
            ("Ħal Ŋ ĳs Ĳs", "hal n ijs ijs"),
            ("ﬁn", "fin"),
        ] {
            assert_eq!(fold(written), plain);
        }
    }

    #[test]
    fn widths_kashidas_and_invisible_characters_do_not_tell_words_apart() {
        assert_eq!(fold("ＵＳＡ２０２３"), "usa2023");
        assert_eq!(fold("ｶﾌｪ"), "カフェ");
        assert_eq!(fold("ｶﾞｽ"), "ガス");
        assert_eq!(fold("ｽﾊﾟｲ"), "スパイ");
        assert_eq!(fold("\u{FFA1}\u{FFC2}"), "\u{3131}\u{314F}");
        assert_eq!(fold("العـــراق"), "العراق");
        assert_eq!(fold("سَـلام"), fold("سلام"));
        assert_eq!(
            fold("Un\u{AD}ter\u{2060}neh\u{200B}men\u{200F}"),
            "unterneh\u{200B}men"
        );
        assert_eq!(fold("می\u{200C}روم"), fold("میروم"));
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}") {
            let once = fold(&word).into_owned();
            proptest::prop_assert_eq!(fold(&once), once.as_str());
        }
    }
}
