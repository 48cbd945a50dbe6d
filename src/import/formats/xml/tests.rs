//! Markup of many kinds: what is an article of it, and that no tag is a word.

use super::*;
use crate::import::formats::{sniff, testing};
use crate::import::head::FileHead;

/// Articles and what was said of a file of this name.
fn outcome(name: &str, text: &str) -> (Vec<Draft>, Vec<String>) {
    let head = FileHead::new(name, text.as_bytes());
    assert_eq!(sniff(&head).words, FORMAT.words, "{text}");
    testing::outcome(name, text.as_bytes(), read)
}

#[test]
fn articles_of_agencies_are_an_article_each() {
    let text = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n\
        <REUTERS TOPICS=\"YES\" NEWID=\"7\">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>cocoa</D><D>trade</D></TOPICS>\n\
        <PLACES><D>usa</D></PLACES>\n<TEXT>&#2;\n<TITLE>ROAD CUT &lt;X&gt;</TITLE>\n<DATELINE>  VELMORA, Feb 26 - </DATELINE><BODY>Shelling went on.\n    It rained.\n&#3;</BODY></TEXT>\n</REUTERS>\n\
        <REUTERS NEWID=\"8\">\n<DATE>27-FEB-1987 15:01:01.79</DATE>\n<TEXT TYPE=\"BRIEF\"><TITLE>AID</TITLE></TEXT>\n</REUTERS>\n";
    let (drafts, said) = outcome("reut.sgm", text);
    assert_eq!(drafts.len(), 2, "{said:?}");
    assert_eq!(drafts[0].record.as_deref(), Some("7"));
    assert_eq!(
        drafts[0].text,
        "ROAD CUT <X>\n\nShelling went on.\nIt rained."
    );
    assert_eq!(drafts[0].date.as_ref().unwrap().to_string(), "1987-02-26");
    assert!(
        drafts[0]
            .fields
            .contains(&("topics".to_owned(), "cocoa; trade".to_owned()))
    );
    assert_eq!(drafts[1].text, "AID");
    assert_eq!(said, Vec::<String>::new());

    let text = "<DOC id=\"AFP_1\" type=\"story\">\n<HEADLINE>\nRoad cut\n</HEADLINE>\n<TEXT>\n<P>\nShelling went on.\n</P>\n<P>\nIt rained.\n</P>\n</TEXT>\n</DOC>\n<DOC id=\"AFP_2\">\n<TEXT>\nAid came.\n</TEXT>\n</DOC>\n";
    let (drafts, _) = outcome("afp", text);
    let texts: Vec<&str> = drafts.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(
        texts,
        ["Road cut\n\nShelling went on.\n\nIt rained.", "Aid came."]
    );
}

#[test]
fn one_article_is_read_as_what_it_is() {
    for (text, whole, date) in [
        (
            "<?xml version=\"1.0\" ?>\n<TimeML>\n<DOCID>a</DOCID>\n<DCT>Created: <TIMEX3 tid=\"t0\" value=\"2023-02-22\">22 February</TIMEX3></DCT>\n<TITLE>Road cut</TITLE>\n<TEXT>Shelling <EVENT eid=\"e1\">went on</EVENT> on <TIMEX3 tid=\"t1\" value=\"x\">Monday</TIMEX3>.</TEXT>\n<MAKEINSTANCE eid=\"e1\"/>\n</TimeML>",
            "Road cut\n\nShelling went on on Monday.",
            Some("2023-02-22"),
        ),
        (
            "<?xml version=\"1.0\"?><TEI><teiHeader><fileDesc><titleStmt><title>Road cut</title></titleStmt><publicationStmt><date when=\"2020-01-01\">2020</date></publicationStmt></fileDesc></teiHeader><text><body><p>Shelling <hi>went</hi> on.</p><p>It rained.</p></body></text></TEI>",
            "Road cut\n\nShelling went on.\n\nIt rained.",
            None,
        ),
        (
            "<?xml version=\"1.0\"?><text>\n <s>\n  <w lemma=\"road\">Road</w>\n  <w lemma=\"cut\">cut</w>\n  <pc>,</pc>\n  <w>again</w><pc>.</pc></s></text>",
            "Road cut, again.",
            None,
        ),
        (
            "<root><document><sentences><sentence><tokens><token id=\"1\"><word>Road</word><lemma>road</lemma><POS>NN</POS></token><token><word>is</word><lemma>be</lemma></token><token><word>cut</word><lemma>cut</lemma></token></tokens></sentence></sentences></document></root>",
            "Road is cut",
            None,
        ),
        (
            "<nitf><head><title>Road cut</title></head><body><body.head><dateline>x</dateline></body.head><body.content><p>Shelling went on.</p></body.content></body></nitf>",
            "Road cut\n\nShelling went on.",
            None,
        ),
        (
            "<GateDocument><GateDocumentFeatures><Feature><Name>a</Name></Feature></GateDocumentFeatures><TextWithNodes><Node id=\"0\"/>Road<Node id=\"4\"/> cut.</TextWithNodes></GateDocument>",
            "Road cut.",
            None,
        ),
    ] {
        let (drafts, said) = outcome("a.xml", text);
        assert_eq!(drafts.len(), 1, "{text} {said:?}");
        assert_eq!(drafts[0].text, whole, "{text}");
        assert_eq!(
            drafts[0].date.as_ref().map(ToString::to_string).as_deref(),
            date,
            "{text}"
        );
        assert_eq!(drafts[0].record, None);
    }
}

#[test]
fn notes_are_no_part_of_a_sentence() {
    let (drafts, _) = outcome(
        "a.xml",
        "<TEI><text><body><p>The pier is shut<note n=\"1\"><p>Note one.</p></note> here<note>Two.</note>.</p><p>It rained.</p></body></text></TEI>",
    );
    assert_eq!(
        drafts[0].text,
        "The pier is shut here.\n\nNote one.\n\nTwo.\n\nIt rained."
    );
}

#[test]
fn tags_of_any_kind_are_dropped_and_that_is_said() {
    let (drafts, said) = outcome(
        "a",
        "<chronicle year=\"5\">\n<leaf n=\"1\">Road cut &amp; a < b</leaf>\n<leaf>It rained.<unclosed></leaf>\n</chronicle>",
    );
    assert_eq!(drafts[0].text, "Road cut & a < b\nIt rained.");
    assert!(said[0].contains("<chronicle>"), "{said:?}");
    let (drafts, said) = outcome(
        "a.xml",
        "<corpus><text id=\"a\">\nRoad\tNN\troad\ncut\tVB\tcut\nagain\tRB\tagain\n</text></corpus>",
    );
    assert_eq!((drafts.len(), said.len()), (0, 1), "{drafts:?}");
}
