//! Sentences, by the rules of UAX #29, never across a line end.

use unicode_segmentation::UnicodeSegmentation;

use super::{Span, paragraph_at};

/// The sentences of one line or paragraph, without the white space around them.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    let Some(part) = within.get(text) else {
        return Vec::new();
    };
    part.split_sentence_bound_indices()
        .map(|(start, s)| {
            Span::new(within.start() + start, within.start() + start + s.len()).trimmed(text)
        })
        .filter(|s| !s.is_empty())
        .collect()
}

/// The sentence around `byte`, or the nearest one before it in the same paragraph.
pub fn sentence_at(text: &str, byte: usize) -> Option<Span> {
    let all = sentences(text, paragraph_at(text, byte));
    all.iter()
        .copied()
        .find(|s| s.contains(byte))
        .or_else(|| all.iter().copied().rfind(|s| s.end() <= byte))
        .or_else(|| all.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_from_any_of_its_bytes() {
        let text = "Shelling went on. Aid came late.\nNext day.";
        assert_eq!(
            sentence_at(text, 20).unwrap().get(text),
            Some("Aid came late.")
        );
        assert_eq!(
            sentence_at(text, 32).unwrap().get(text),
            Some("Aid came late.")
        );
        assert_eq!(sentence_at(text, 34).unwrap().get(text), Some("Next day."));
    }
}
