use jiff::Timestamp;

use super::*;
use crate::corpus::{ArticleId, SourceId};
use crate::workspace::{AnnotationId, ReviewStatus};

fn now(text: &str) -> (&str, TextHash) {
    (text, TextHash::of(text))
}

/// An annotation on the part of `marked` between square brackets, and the article without them.
pub(super) fn marked(marked: &str) -> (Annotation, String) {
    let start = marked.find('[').unwrap();
    let end = marked.find(']').unwrap() - 1;
    let text = marked.replace(['[', ']'], "");
    let annotation = Annotation {
        id: AnnotationId::random(),
        article: ArticleId::new(&SourceId("s".into()), "a.txt", None),
        version: TextHash::of(&text),
        tag: None,
        anchors: vec![Anchor::new(&text, Span::new(start, end)).unwrap()],
        note: "".into(),
        attributes: vec![],
        author: "a".into(),
        created: Timestamp::UNIX_EPOCH,
        modified: Timestamp::UNIX_EPOCH,
        status: ReviewStatus::Unseen,
        revision: 0,
    };
    (annotation, text)
}

fn words_after(before: &str, after: &str) -> Result<String, String> {
    let (annotation, _) = marked(before);
    match place(&annotation, Some(now(after))) {
        Placement::Moved(moved) => {
            let at = moved.anchors[0].span;
            Ok(format!(
                "{}[{}]",
                &after[..at.start()],
                at.get(after).unwrap()
            ))
        }
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn an_unchanged_text_is_exact() {
    let (annotation, text) = marked("The [road] is cut");
    assert_eq!(place(&annotation, Some(now(&text))), Placement::Exact);
    assert_eq!(place(&annotation, None), Placement::ArticleMissing);
}

#[test]
fn a_passage_that_moved_is_found_by_its_words() {
    assert_eq!(
        words_after("The [road] is cut", "Update: the road is cut"),
        Ok("Update: the [road]".into())
    );
}

#[test]
fn of_repeated_words_the_surroundings_decide() {
    let got = words_after(
        "A road here. The [road] west is cut. A road there.",
        "New. A road here. The road west is cut. A road there.",
    );
    assert_eq!(got, Ok("New. A road here. The [road]".into()));
}

#[test]
fn words_that_stand_at_the_old_place_by_chance_are_not_taken_for_the_passage() {
    let got = words_after("Ada. [Ada]. Ada. Bob.", "Ada. Ada. Bob.");
    assert_eq!(got, Ok("[Ada]".into()));
}

#[test]
fn where_nothing_decides_it_is_unplaced_never_guessed() {
    assert!(
        words_after("[road]", "x road y road z")
            .unwrap_err()
            .contains("Unplaced")
    );
    assert!(
        words_after("The [road] is cut", "Nothing of it is left")
            .unwrap_err()
            .contains("Unplaced")
    );
}

#[test]
fn words_that_were_corrected_are_proposed_and_never_taken_silently() {
    let (annotation, text) = marked(
        "Before it. [The bridge at Khromove was destroyed on Tuesday night], officials said. After it.",
    );
    let corrected = text
        .replace(
            "was destroyed on Tuesday night",
            "was damaged on Monday night",
        )
        .replace("Before it.", "CORRECTION. Before it.");
    let Placement::Uncertain(now) = place(&annotation, Some(now(&corrected))) else {
        panic!("not proposed")
    };
    assert_eq!(
        &*now.anchors[0].quote,
        "The bridge at Khromove was damaged on Monday night"
    );
    let other = "A wholly different report about the price of gypsum in the north of the region.";
    let lost = place(&annotation, Some((other, TextHash::of(other))));
    assert!(matches!(lost, Placement::Unplaced(_)), "{lost:?}");
}
