//! Elided words of French, Italian and Catalan: `l’Ukraine` is two words.

use super::fold;
use super::fold::is_invisible;
use super::tokens::is_apostrophe;

/// Words that lose their vowel before another, without it and folded. *aujourd’hui*, *prud’homme* and
/// names as *O’Brien* are not made of them.
const ELIDED: &[&str] = &[
    // French; some of them Italian and Catalan too.
    "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu",
    "quelqu", // Italian.
    "gl", "v", "un", "all", "dall", "dell", "nell", "sull", "coll", "pell", "agl", "dagl", "degl",
    "negl", "sugl", "quell", "quest", "bell", "sant", "tutt", "mezz", "senz", "dov", "com", "cos",
    "quand", "anch", "neanch", "nessun", "alcun", "qualcun", "ciascun",
];

/// The longest of them, in characters.
const LONGEST: usize = 7;

/// An elided word at the start of `word`, and what follows its apostrophe: at least two letters, or a
/// vowel or h. A final `'s` must have been cut off before.
pub(super) fn elision(word: &str) -> Option<(&str, &str)> {
    let (at, sign) = word.char_indices().find(|(_, c)| is_apostrophe(*c))?;
    let elided = word.get(..at)?.trim_end_matches(is_invisible);
    let rest = word.get(at + sign.len_utf8()..)?;
    let rest = rest.trim_start_matches(is_invisible);
    if !is_elided(elided) {
        return None;
    }
    let mut letters = rest.chars().filter(|c| c.is_alphabetic());
    let first = letters.next()?;
    (letters.next().is_some() || is_vowel_or_h(first)).then_some((elided, rest))
}

fn is_elided(word: &str) -> bool {
    if word.is_ascii() {
        return word.len() <= LONGEST && ELIDED.iter().any(|e| e.eq_ignore_ascii_case(word));
    }
    let is_short = word.chars().nth(2 * LONGEST).is_none();
    is_short && ELIDED.contains(&&*fold(word))
}

fn is_vowel_or_h(c: char) -> bool {
    let mut buffer = [0; 4];
    fold(c.encode_utf8(&mut buffer)).starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h'])
}

#[cfg(test)]
mod tests {
    use crate::text::tokens;

    fn words(text: &str) -> Vec<String> {
        tokens(text).map(|t| t.folded().into_owned()).collect()
    }

    #[test]
    fn an_elided_word_is_a_word_of_its_own() {
        for (text, right) in [
            ("l’Ukraine d'Ukraine", "l ukraine d ukraine"),
            ("L'ÉTÉ l‘armée lʼeau", "l ete l armee l eau"),
            (
                "qu’il jusqu'au lorsqu’on quoiqu'elle",
                "qu il jusqu au lorsqu on quoiqu elle",
            ),
            (
                "dell'Utri all’alba un'altra quest’anno",
                "dell utri all alba un altra quest anno",
            ),
            ("D'Amato d’Artagnan's", "d amato d artagnan"),
            ("n'a d’y l’h", "n a d y l h"),
            ("ç’a été", "c a ete"),
            ("d'l'eau", "d l eau"),
            ("l'A320", "l a320"),
            ("l\u{2060}'\u{AD}Ukraine", "l ukraine"),
        ] {
            assert_eq!(words(text).join(" "), right, "{text}");
        }
    }

    #[test]
    fn other_words_with_an_apostrophe_stay_whole() {
        for (text, right) in [
            (
                "aujourd’hui O'Brien prud’homme",
                "aujourd'hui o'brien prud'homme",
            ),
            ("it's the UN's Dell’s all's", "it the un dell all"),
            ("don't I'd we’ll d's l'b", "don't i'd we'll d l'b"),
            ("м'ята д'Артаньян", "м'ята д'артаньян"),
            ("o'clock l' d", "o'clock l d"),
            ("Ch'en K'ai-shek", "ch'en k'ai shek"),
        ] {
            assert_eq!(words(text).join(" "), right, "{text}");
        }
    }

    #[test]
    fn the_places_are_those_of_the_letters() {
        let text = "de l’Ukraine’s";
        let found: Vec<&str> = tokens(text).filter_map(|t| t.span.get(text)).collect();
        assert_eq!(found, ["de", "l", "Ukraine"]);
    }
}
