//! Hostile markup: whatever it nests, the tree is shallow, no text is lost, and the work is in proportion.

use super::*;

/// Far deeper than anything walks by recursion.
const DEEP: usize = 20_000;

/// The depth of a tree, and how many nodes it has.
fn measured(page: &Document) -> (usize, usize) {
    let mut deepest = 0;
    let mut next = vec![(page.root().id, 0)];
    while let Some((id, depth)) = next.pop() {
        deepest = deepest.max(depth);
        next.extend(
            page.tree
                .child_ids_of(&id)
                .into_iter()
                .map(|c| (c, depth + 1)),
        );
    }
    (deepest, page.tree.len())
}

/// A page that opens this again and again, with a word at the bottom and one behind.
fn nested(open: &str, close: &str) -> String {
    format!(
        "<html><body><p>Before.</p>{}deepest{}<p>Behind.</p></body></html>",
        open.repeat(DEEP),
        close.repeat(DEEP)
    )
}

#[test]
fn whatever_is_nested_the_tree_is_shallow_and_its_words_are_there() {
    for (open, close) in [
        ("<ruby><rt>", ""),
        ("<ruby><rt>", "</rt></ruby>"),
        ("<div>", ""),
        ("<div>", "</div>"),
        ("<section><article>", "</article></section>"),
        ("<b>", ""),
        ("<font>", "</font>"),
        ("<a>", ""),
        ("<b><i><u>", "</b></i></u>"),
        ("<table>", ""),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<select>", ""),
        ("<select><option>", ""),
        ("<svg>", ""),
        ("<svg><title>", ""),
        ("<svg><link>", ""),
        ("<svg><desc><p>", ""),
        ("<math>", "</math>"),
        ("<math><mi><b>", ""),
        ("<template>", ""),
        ("<object>", ""),
        ("<ul><li>", ""),
        ("<blockquote>", "</blockquote>"),
        ("<custom-element>", "</custom-element>"),
        ("<form>", ""),
        ("<button>", ""),
        ("<dl><dd>", ""),
        ("<noscript>", ""),
        ("<frameset>", ""),
        ("<marquee>", "</marquee>"),
    ] {
        let page = document(&nested(open, close));
        let (depth, _) = measured(&page);
        assert!(depth <= MAX_MARKUP_DEPTH + 8, "{open}: {depth}");
        let text = page.text();
        // What lies in a template is no text of the page.
        if !open.contains("template") {
            assert!(text.contains("deepest"), "{open}");
        }
    }
}

/// Formatting elements that are never closed are opened again in each paragraph, all of them.
#[test]
fn elements_left_open_are_not_made_again_without_end() {
    let fonts = (0..2_000)
        .map(|n| format!("<font a{n}=1>"))
        .collect::<Vec<_>>()
        .concat();
    for paragraph in ["<p>x", "<p>x</p>", "<table><tr><td>x</table>", "<li>x"] {
        let page = document(&format!("{fonts}{}last", paragraph.repeat(20_000)));
        let (depth, nodes) = measured(&page);
        assert!(depth <= MAX_MARKUP_DEPTH + 8, "{paragraph}: {depth}");
        assert!(nodes < MAX_MARKUP_CLONES + 150_000, "{paragraph}: {nodes}");
        assert!(page.text().ends_with("last"), "{paragraph}");
        assert_eq!(page.text().matches('x').count(), 20_000, "{paragraph}");
    }
}

#[test]
fn words_of_blocks_left_out_stay_apart() {
    let rows = (0..50)
        .map(|n| format!("<div>word{n}</div>"))
        .collect::<Vec<_>>()
        .concat();
    let page = document(&format!("{}{rows}", "<div>".repeat(DEEP)));
    let text = page.formatted_text();
    for n in 0..50 {
        assert!(
            text.lines().any(|l| l.trim() == format!("word{n}")),
            "{text}"
        );
    }
    // Letters in bold are no words of their own.
    let page = document(&format!("{}Bach<b>mut</b>", "<div>".repeat(DEEP)));
    assert!(page.text().contains("Bachmut"));
}

#[test]
fn pages_that_are_not_deep_are_what_they_were() {
    let list = "<ul>".repeat(20) + &"<li>one".repeat(5_000) + &"</ul>".repeat(20);
    for html in [
        "<p>One<p>Two<div>Three</div><br>Four",
        "<!doctype html><title>T &amp; U</title><script>if (a < b) {}</script><p>x",
        "<table><tr><td>a<td>b<tr><td>c</table>d",
        "<b>bold<p>both</b>plain",
        "<svg><title>drawn</title><path/></svg>text",
        "<textarea><div></textarea><plaintext></div>",
        "",
        "no markup",
        &"<p>One".repeat(5_000),
        &list,
    ] {
        let (ours, theirs) = (document(html), Document::from(html));
        assert_eq!(ours.html(), theirs.html(), "{html:.80}");
    }
}

/// Content that is no markup stays none however deep it lies.
#[test]
fn scripts_far_down_are_no_text() {
    let page = document(&format!(
        "{}<script><p>hidden</p></script>shown",
        "<div>".repeat(DEEP)
    ));
    page.select("script").remove();
    let text = page.text();
    assert!(text.contains("shown") && !text.contains("hidden"), "{text}");
}

#[test]
fn deep_xml_is_told_before_anybody_builds_a_tree_of_it() {
    assert!(is_deep_xml("<a>".repeat(DEEP).as_bytes()));
    assert!(!is_deep_xml("<a><b/>text</a>".repeat(DEEP).as_bytes()));
    assert!(!is_deep_xml(b"<!-- <a><a> --> <![CDATA[<a>]]> no xml <"));
    let utf16: Vec<u8> = std::iter::once(0xFEFF_u16)
        .chain("<a>".repeat(DEEP).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(is_deep_xml(&utf16));
}

/// What looks for the main text of a page walks its tree by recursion: as deep as it is made, it must fit
/// the stack of any thread.
#[test]
fn pages_as_deep_as_they_may_be_are_read_on_a_small_stack() {
    for open in [
        "<ruby><rt>",
        "<div>",
        "<table><tr><td>",
        "<section><p>",
        "<font>",
        "<svg><desc>",
        "<ul><li>",
        "<blockquote><b>",
    ] {
        let html = nested(open, "");
        let read = || crate::import::formats::html::read_page(&html);
        let read = std::thread::scope(|scope| {
            let small = std::thread::Builder::new().stack_size(1 << 20);
            small.spawn_scoped(scope, read).unwrap().join().unwrap()
        });
        let text = read.unwrap().text;
        // Readings above words and the words of pictures are none of the text.
        let is_text = !open.contains("<rt>") && !open.contains("<svg>");
        assert_eq!(text.contains("deepest"), is_text, "{open}: {text:.200}");
    }
}
