//! An input format: a dispatch as teleprinters framed it, between ZCZC and NNNN.

use crate::corpus::Draft;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_DOCUMENT_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a teleprinter dispatch",
    names: &["teleprinter dispatches"],
    endings: &["zczc"],
    contents: Contents::Article,
    sniff: Sniff {
        magic: |head| head.starts(b"ZCZC"),
        ..Sniff::NOTHING
    },
    sandboxed: |_| false,
    read: |input, _, outlet| {
        let bytes = input.whole(MAX_DOCUMENT_BYTES)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim().trim_start_matches("ZCZC");
        let draft = Draft {
            text: text.trim_end_matches("NNNN").trim().to_owned(),
            ..Draft::default()
        };
        outlet.deliver(vec![draft], bytes.len() as u64);
        Ok(())
    },
};

#[test]
fn a_folder_of_dispatches_is_read() {
    use crate::app::command::FileCommand;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    std::fs::write(file, "ZCZC\nBakhmut held through the night.\nNNNN\n").unwrap();
    let waker = std::sync::Arc::new(|| {});
    let mode = crate::jobs::RunMode::InPlace;
    let mut state = crate::app::State::new(crate::app::Settings::default(), mode, waker);
    let open = FileCommand::Open(vec![folder.path().to_owned()]);
    state.dispatch(crate::app::Command::File(open));
    state.settle();
    let corpus = state.session.corpus();
    assert_eq!(corpus.len(), 1);
    let text = corpus.text(crate::corpus::ArticleIx(0));
    assert_eq!(text, Some("Bakhmut held through the night."));
    assert!(crate::import::endings().contains(&"zczc"));
}
