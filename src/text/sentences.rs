//! Sentences: those of UAX #29, but that titles, initials, *p.m.*, *U.S.*, *No.*, ellipses and quotations
//! end none, and that a full stop without a blank behind it ends one.
//!
//! By tables and rules, for whole texts and any language; where a capital may begin a name or a sentence
//! (*the U.S. The road*) a table of words decides that begin no name.

mod abbreviations;
mod ends;

use super::Span;

/// The sentences of one line or paragraph, without the white space around them.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    let Some(part) = within.get(text) else {
        return Vec::new();
    };
    let mut start = 0;
    let spans = ends::ends(part).into_iter().map(|end| {
        let span = Span::new(within.start() + start, within.start() + end);
        start = end;
        span.trimmed(text)
    });
    spans.filter(|s| !s.is_empty()).collect()
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

    fn cut(text: &str) -> Vec<&str> {
        let all = sentences(text, Span::new(0, text.len()));
        all.into_iter().map(|s| s.get(text).unwrap()).collect()
    }

    /// Each line holds the sentences of a text, divided by `|`.
    fn assert_cut(lines: &[&str]) {
        for line in lines {
            let right: Vec<&str> = line.split('|').collect();
            let glue = if line.contains('。') || line.contains('~') {
                ""
            } else {
                " "
            };
            let text = right.join(glue).replace('~', "");
            let right: Vec<String> = right.iter().map(|s| s.replace('~', "")).collect();
            assert_eq!(cut(&text), right);
        }
    }

    #[test]
    fn titles_and_initials_end_no_sentence() {
        assert_cut(&[
            "Dr. Ilse A. B. Veld met Gen. Harlow.|Mr. Orlov left.",
            "J. R. Harlow, of St. Brannoc, spoke.|He left.",
            "The Rev. Dr. K. Onwe and Lt. Col. Ray agreed.",
            "Sens. Dole and Reps. Kerr voted.|It passed.",
            "She takes vitamin C.|The rest do not.",
            "Mme. Duval et M. Leroy sont venus.|Ils sont partis.",
            "A. C. Орлов и г. Торвик.",
        ]);
    }

    #[test]
    fn abbreviations_end_one_only_before_a_word_that_begins_no_name() {
        assert_cut(&[
            "The U.S. Navy and the U.N. Council met at 5 p.m. Monday.|It was late.",
            "They live in the U.S.|The road is long.",
            "At 6 a.m. Harlow woke.|He slept at 9 p.m.|Orlov did not.",
            "It opens at 10 a.m. EST.|Doors close at 3 p.m.|Buses run.",
            "He works for Brannoc Inc. Chairman Lee.|He sold Veld & Co.|It closed.",
            "See No. 5 and vol. 3.|Then turn to p. 55.",
            "On Jan. 5 and Sept. 11 it rained.",
            "The road closed, e.g. Harbour Lane, i.e. Torvik.",
            "Ph.D. Veld spoke.|She has a Ph.D.|She teaches.",
            "1. The pier.|2.) The road.|• 3. The boats.",
            "Am 12. Juni kamen z. B. Orlov und Veld.|Seite 12.|Dort steht es.",
        ]);
    }

    #[test]
    fn ellipses_and_quotations_end_none() {
        assert_cut(&[
            "It was lost... and then found.|He waited...|The door opened.",
            "Well… Orlov may come.|Never....|She left.",
            "“Will you stay?” he asked.|“Never!” Harlow shouted.|“Go.”|They went.",
            "\"Why?\" Ilse Veld wondered.|\"Why?\"|Nobody knew.",
            "Veld writes “it fell [...]” (Harlow 55).|It did.",
            "„Bleib.“|Dann ging er.",
            "Yahoo! is a firm.|Is it?|Yes!",
        ]);
    }

    #[test]
    fn an_opening_bracket_of_any_script_belongs_to_the_next_sentence() {
        assert_cut(&[
            "今日は港が閉じた。|住民は話した。|「寒い。」と彼は言った。",
            "彼は「寒い。」と言った。|（続く。）|『港』は遠い。",
            "港关了。|“我们留下。”他说。|他们走了。",
            "~The pier closed.|(It was late.)~",
            "~He left.|“Why?”~",
        ]);
    }

    #[test]
    fn a_full_stop_without_a_blank_ends_a_sentence_but_not_an_address() {
        assert_cut(&[
            "~The pier was gone.|However, it rained.~",
            "~He met Mr.Orlov and J.Veld today.|Then he left.~",
            "Write to Ilse.Veld@example.org or see www.Torvik.Example now.|Thank you.",
        ]);
    }

    #[test]
    fn sentences_lie_end_to_end_and_lose_nothing() {
        proptest::proptest!(|(text in "([A-Ca-c]|Mr|U\\.S|p\\.m|[.!?…]|[ \n]|[\"”“「」。(]|[0-9]|я|Я){0,30}")| {
            let all = sentences(&text, Span::new(0, text.len()));
            let kept: String = all.iter().map(|s| s.get(&text).unwrap()).collect();
            let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(bare(&kept), bare(&text));
        });
    }

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
