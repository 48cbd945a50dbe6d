//! Folding: when two spellings are the same word.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// The form in which words are compared.
///
/// Full Unicode case folding (`Straße` = `STRASSE`). Marks are dropped on Latin and Greek letters;
/// on Cyrillic only the stress mark U+0301, and `ё` = `е`, while `й` and `ї` stay themselves; Arabic
/// and Hebrew points are dropped. Typographic quotes and apostrophes equal plain ones. Nothing else
/// changes, so words of other scripts that differ by a mark stay different.
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
    let folded = caseless::default_case_fold_str(&without_marks(word));
    // Folding makes letters of signs (the micro sign is a Greek letter then): their marks go as well.
    Cow::Owned(without_marks(&folded).nfc().collect())
}

fn without_marks(word: &str) -> String {
    let mut base = ' ';
    let mut out = String::with_capacity(word.len());
    for c in word.nfd() {
        if is_combining_mark(c) {
            if !dropped_after(base, c) {
                out.push(c);
            }
        } else {
            base = c;
            out.push(plain_quote(c));
        }
    }
    out
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

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}") {
            let once = fold(&word).into_owned();
            proptest::prop_assert_eq!(fold(&once), once.as_str());
        }
    }
}
