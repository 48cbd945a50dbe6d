//! The language of a text, as far as its letters tell.

/// Longest head of a text that is looked at, in bytes: enough to be sure.
const HEAD: usize = 1500;

/// ISO 639-3 code of the language, or empty: unknown is an answer, for short and mixed texts.
pub fn detect(text: &str) -> &'static str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    match whatlang::detect(head) {
        Some(info) if info.is_reliable() => info.lang().code(),
        _ => "",
    }
}

/// The English name of a language code; the code itself where it has none.
pub fn language_name(code: &str) -> &str {
    whatlang::Lang::from_code(code).map_or(code, |lang| lang.eng_name())
}
