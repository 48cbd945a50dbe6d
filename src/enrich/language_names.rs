//! What a language may be called: its codes and its English name.

use whatlang::Lang;

use crate::query::Glob;
use crate::text::fold;

/// ISO 639-3 code and ISO 639-1 code of every language that can be detected.
const CODES: [(&str, &str); 70] = [
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

/// Names that are as usual as the one of the library.
const OTHER_NAMES: [(&str, &str); 7] = [
    ("cmn", "chinese"),
    ("cmn", "zho"),
    ("nob", "norwegian"),
    ("nob", "no"),
    ("pes", "farsi"),
    ("pes", "fas"),
    ("slv", "slovenian"),
];

/// The English name of a language code; the code itself where it has none.
pub fn language_name(code: &str) -> &str {
    Lang::from_code(code).map_or(code, |lang| lang.eng_name())
}

/// Whether a pattern of folded letters is one of the names of the language with this ISO 639-3 code:
/// either code or the English name. Of an empty code the name is `unknown`.
pub fn is_called(code: &str, pattern: &Glob) -> bool {
    if code.is_empty() {
        return pattern.matches("unknown");
    }
    let short = CODES.iter().filter(|(long, _)| *long == code);
    let other = OTHER_NAMES.iter().filter(|(long, _)| *long == code);
    pattern.matches(code)
        || pattern.matches(&fold(language_name(code)))
        || short.chain(other).any(|(_, name)| pattern.matches(name))
}

/// The ISO 639-3 code of a language by any of its names, case ignored; `None` for no name of a language
/// that can be detected.
pub fn language_code(name: &str) -> Option<&'static str> {
    let pattern = Glob::new(&fold(name.trim()));
    let mut codes = CODES.iter().map(|(code, _)| *code);
    codes.find(|code| is_called(code, &pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codes_and_the_english_name_mean_the_same() {
        for name in ["en", "eng", "English", "ENGLISH", " en "] {
            assert_eq!(language_code(name), Some("eng"), "{name}");
        }
        assert_eq!(language_code("Ukrainian"), Some("ukr"));
        assert_eq!(language_code("zh"), language_code("Chinese"));
        assert_eq!(language_code("klingon"), None);
        assert!(is_called("", &Glob::new("unknown")) && !is_called("", &Glob::new("en")));
        assert!(is_called("ukr", &Glob::new("u*")));
    }

    #[test]
    fn every_language_that_can_be_detected_has_both_codes() {
        for lang in Lang::all() {
            assert_eq!(
                CODES
                    .iter()
                    .filter(|(long, _)| *long == lang.code())
                    .count(),
                1,
                "{lang}"
            );
            assert_eq!(language_code(lang.eng_name()), Some(lang.code()));
        }
        let mut short: Vec<&str> = CODES.iter().map(|(_, short)| *short).collect();
        short.sort_unstable();
        short.dedup();
        assert_eq!(short.len(), CODES.len());
    }
}
