//! Which of the Cyrillic encodings a text is in, where there is little to go by.
//!
//! The same bytes are letters in all of them, so the general guess often takes one for another, and
//! does not know the one of old Macintosh computers. What tells them apart is that words are small
//! letters behind at most one capital, and that some letters are common.

use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_U, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1254, WINDOWS_1257, X_MAC_CYRILLIC,
};

/// The most usual last: of several that read as well it is taken.
const FAMILY: [&Encoding; 5] = [KOI8_U, IBM866, X_MAC_CYRILLIC, ISO_8859_5, WINDOWS_1251];

/// What the general guess takes such text for, where it knows no better.
const LATIN: [&Encoding; 5] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1254,
    WINDOWS_1257,
    MACINTOSH,
];

/// Bytes that are looked at.
const HEAD: usize = 64 << 10;

/// The guess, or a Cyrillic encoding that reads clearly better.
pub(crate) fn better(bytes: &[u8], guess: &'static Encoding) -> &'static Encoding {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or(bytes);
    let high = head.iter().filter(|b| **b >= 0x80).count();
    let letters = head.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let doubtful = FAMILY.contains(&guess) || LATIN.contains(&guess);
    // Text in Latin letters has few high bytes; text in Cyrillic letters has hardly any low ones.
    if !doubtful || high < 8 || high < letters {
        return guess;
    }
    // Latin letters that are all accented are no text: there Cyrillic must only read well.
    let known = if FAMILY.contains(&guess) {
        score(head, guess)
    } else {
        high as i64 * 2
    };
    let best = FAMILY.iter().copied().max_by_key(|e| score(head, e));
    best.filter(|e| score(head, e) > known).unwrap_or(guess)
}

fn score(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    const COMMON: &str = "оеаинтсрвлкмді";
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mut score = 0;
    let mut before = ' ';
    for c in text.chars() {
        let cyrillic = ('\u{400}'..'\u{460}').contains(&c);
        if c.is_ascii() {
            // Says nothing.
        } else if !cyrillic {
            score -= if matches!(c, '«' | '»' | '—' | '–' | '„' | '“' | '”' | '…' | '№' | '’')
            {
                0
            } else {
                6
            };
        } else if c == 'ѕ' {
            // Hardly any language has it; it stands where Windows has a common capital.
        } else if c.is_uppercase() && !before.is_alphabetic() {
            score += 2;
        } else if c.is_lowercase() {
            score += 2 + 2 * i64::from(COMMON.contains(c));
        } else if before.is_lowercase() {
            score -= 8;
        }
        before = c;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_told_in_every_encoding() {
        let text = "В гимназии он не был в числе первых учеников, исключение составляли математика и латынь.";
        for encoding in FAMILY {
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable);
            for guess in FAMILY {
                let (read, _) = better(&bytes, guess).decode_without_bom_handling(&bytes);
                assert_eq!(
                    read,
                    text,
                    "{} guessed as {}",
                    encoding.name(),
                    guess.name()
                );
            }
        }
    }

    #[test]
    fn other_scripts_stay_what_they_are() {
        for (text, encoding) in [
            (
                "השם עבר מופיע בתנך כשמו של סבו של אברהם אבינו",
                encoding_rs::WINDOWS_1255,
            ),
            (
                "أعلنت كتائب الشهيد عز الدين القسام الذراع العسكري",
                encoding_rs::WINDOWS_1256,
            ),
            (
                "Η Αθήνα είναι η πρωτεύουσα της Ελλάδας από παλιά",
                encoding_rs::WINDOWS_1253,
            ),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(better(&bytes, encoding), encoding, "{text}");
        }
    }
}
