//! Sentences, by the rules of UAX #29.

use unicode_segmentation::UnicodeSegmentation;

use super::Span;

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

/// The paragraph that holds `byte`, of paragraphs in order as [`super::reading_paragraphs`] gives them;
/// else the last that begins before it.
pub fn paragraph_around(paragraphs: &[Span], byte: usize) -> Option<Span> {
    let after = paragraphs.partition_point(|p| p.start() <= byte);
    let before = after.checked_sub(1).and_then(|at| paragraphs.get(at));
    before.or(paragraphs.first()).copied()
}

/// The sentence around `byte`, or the nearest one before it in the same paragraph. Where lines of a
/// paragraph were wrapped by hand, their ends end no sentence.
pub fn sentence_around(text: &str, paragraphs: &[Span], byte: usize) -> Option<Span> {
    let paragraph = paragraph_around(paragraphs, byte)?;
    let words = paragraph.get(text)?;
    // As long as before, so that places stay.
    let unwrapped = words.replace(['\n', '\r'], " ");
    let mut all = sentences(&unwrapped, Span::new(0, unwrapped.len()));
    for sentence in &mut all {
        *sentence = sentence.shifted(paragraph.start());
    }
    all.iter()
        .copied()
        .find(|s| s.contains(byte))
        .or_else(|| all.iter().copied().rfind(|s| s.end() <= byte))
        .or_else(|| all.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reading_paragraphs;

    #[test]
    fn a_sentence_is_found_from_any_of_its_bytes() {
        let text = "Shelling went on. Aid came late.\nNext day.";
        let lines = reading_paragraphs(text, 0);
        let words = |byte| sentence_around(text, &lines, byte).unwrap().get(text);
        assert_eq!(words(20), Some("Aid came late."));
        assert_eq!(words(32), Some("Aid came late."));
        assert_eq!(words(34), Some("Next day."));
    }

    #[test]
    fn a_sentence_goes_on_over_lines_that_were_wrapped_by_hand() {
        let line = "Officials said that the shelling of the town went on\r\n";
        let text = format!("{}through the night. It ended at dawn.\r\n", line.repeat(6));
        let paragraphs = reading_paragraphs(&text, 0);
        let sentence = sentence_around(&text, &paragraphs, 60).unwrap();
        assert!(sentence.get(&text).unwrap().ends_with("through the night."));
        assert_eq!(sentence.start(), 0);
        let last = sentence_around(&text, &paragraphs, text.len() - 5).unwrap();
        assert_eq!(last.get(&text), Some("It ended at dawn."));
    }
}
