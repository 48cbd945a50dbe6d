//! Downloads from newspaper archives and the like: one file with any number of articles.
//!
//! Vocabulary: a [`Service`] is one archive in one of its formats; it is told by what stands in the file,
//! never by its name. A *piece* is what a stream is cut into at the beginnings of articles ([`pieces`]); an
//! [`Article`] has the parts that all services have; the [`Tally`] compares what came out with what the
//! download states of itself: the number of articles, their numbering, their lengths, their days.
//!
//! Laws: a download is read piece by piece, so that its size does not matter; cover, contents, running heads,
//! classification and days of loading are no text, and what of them says something is a field; a file that
//! looks like a download but cannot be cut is read by the general reader of its format, and the report says
//! so. Downloads as documents (DOCX, RTF, PDF) are told by the readers of these, which hand them on to
//! [`document`]. A new service is one file here and one line in [`SERVICES`].

mod alto;
mod apa;
mod api;
mod article;
mod dates;
pub(crate) mod document;
mod europresse;
mod factiva;
mod factiva_html;
mod factiva_text;
mod factiva_xml;
mod front_matter;
mod http;
pub(crate) mod integrum;
mod japanese;
mod labels;
mod lexis;
mod markup;
mod mediargus;
mod nexis;
mod nexis_html;
mod nexis_text;
mod pieces;
mod proquest;
mod proquest_html;
mod proquest_text;
mod references;
mod tally;
mod telegram;
#[cfg(test)]
mod testing;
pub(crate) mod web_archive;
mod wiso;
mod zotero;

use std::io::{BufRead, Cursor, Read};
use std::sync::LazyLock;

use regex::Regex;

use crate::corpus::{DownloadFact, Draft, ProblemKind};
use crate::import::Outlet;
use crate::import::context::ReadContext;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::FileHead;
use crate::import::input::{Input, unreadable};
use crate::import::limits::MAX_FILE_BYTES;
use article::Article;
use tally::Tally;

pub(crate) static FORMAT: Format = Format {
    words: "a download from an archive",
    names: &NAMES,
    endings: &["ris", "rdf", "bib"],
    contents: Contents::Articles,
    sniff: Sniff {
        magic: |head| service_of(head).is_some(),
        ..Sniff::NOTHING
    },
    // The largest take long.
    sandboxed: |_| true,
    read,
};

/// Every service, in the order in which they are told.
static SERVICES: &[&Service] = &[
    &nexis_html::SERVICE,
    &factiva_html::SERVICE,
    &factiva_xml::SERVICE,
    &europresse::SERVICE,
    &proquest_html::SERVICE,
    &apa::SERVICE,
    &integrum::SERVICE,
    &japanese::KIKUZO,
    &japanese::YOMIDASU,
    &zotero::SERVICE,
    &telegram::HTML,
    &telegram::JSON,
    &api::ANSWERS,
    &api::X_ARCHIVE,
    &alto::PAGE,
    &alto::ISSUE,
    &proquest_html::IN_MAIL,
    &proquest_text::SERVICE,
    &factiva_text::SERVICE,
    &apa::IN_TEXT,
    &mediargus::SERVICE,
    &references::RIS,
    &references::BIBTEX,
    &references::CSL,
    &wiso::SERVICE,
    &front_matter::SERVICE,
    &nexis_text::SERVICE,
];

/// Their names, as in the README, with those that come as documents. A test holds it to [`SERVICES`].
const NAMES: [&str; 33] = [
    "Nexis (DOCX)",
    "Nexis (HTML)",
    "Nexis (TXT)",
    "Factiva (HTML)",
    "Factiva (XML)",
    "Factiva (TXT)",
    "ProQuest (TXT)",
    "ProQuest (HTML)",
    "ProQuest (mail)",
    "Europresse",
    "APA DeFacto (HTML)",
    "APA DeFacto (RTF)",
    "Mediargus (TXT)",
    "Integrum (HTML)",
    "Integrum (XLSX)",
    "Kikuzo",
    "Yomidasu",
    "Zotero RDF",
    "RIS",
    "ALTO",
    "METS",
    "BibTeX",
    "CSL JSON",
    "Factiva (RTF)",
    "Nexis (RTF)",
    "Nexis (PDF)",
    "WISO (TXT)",
    "WISO (PDF)",
    "Telegram (JSON)",
    "Telegram (HTML)",
    "X archive",
    "news APIs",
    "Markdown with front matter",
];

/// An archive in one of its formats.
struct Service {
    /// Its name in lists, as in the README.
    name: &'static str,
    /// Whether a file of this beginning is one of its downloads.
    told: fn(&FileHead<'_>) -> bool,
    /// What reads such a file where it cannot be cut; `None` where nothing else can.
    general: Option<&'static Format>,
    /// Hands its articles on.
    read: ReadService,
}

type ReadService = for<'i> fn(
    Box<dyn BufRead + 'i>,
    &mut ReadContext<'_>,
    &mut Collector<'_, '_>,
) -> Result<(), ProblemKind>;

fn service_of(head: &FileHead<'_>) -> Option<&'static Service> {
    if !may_be_download(head.text()) {
        return None;
    }
    SERVICES.iter().copied().find(|s| (s.told)(head))
}

/// Words of which one stands in every download that is plain text or JSON. Most files are no downloads:
/// they are told by one pass over their beginning.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "_{40}|gefunden am |Ressort:|GBI-Genios|wiso-net\\.de| DOCUMENT|Dokument |Document |Documento |HD\t|HD  |HD\r?\n\
         |, p\\. |0000|[Pp]ro[Qq]uest|\"messages\"|webPublicationDate|pub_date|urlToImage|dateTimePub|date-parts\
         |container-title|window\\.YTD",
    )
    .ok()
});

fn may_be_download(text: &str) -> bool {
    let start = text.trim_start();
    // Markup is told by its elements; lists of references and notes by their first line.
    start.starts_with(['<', '@', '%'])
        || ["---", "+++", "TY"].iter().any(|s| start.starts_with(s))
        || MARKS.as_ref().is_some_and(|marks| marks.is_match(text))
}

fn read(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    // Its fields have the same meaning in every file: there is nothing to choose.
    let Some(service) = service_of(context.head).filter(|_| !outlet.is_sampling()) else {
        return Ok(());
    };
    // What the analyst has said of its columns holds.
    if let Some(general) = service.general.filter(|_| context.mapping.is_some()) {
        return (general.read)(input, context, outlet);
    }
    let mut stream = input.stream();
    let mut first = Vec::new();
    let mut begin = stream.by_ref().take(MAX_FILE_BYTES + 1);
    begin.read_to_end(&mut first).map_err(unreadable)?;
    let is_whole = first.len() as u64 <= MAX_FILE_BYTES;
    let whole: Box<dyn BufRead + '_> = if is_whole {
        Box::new(first.as_slice())
    } else {
        Box::new(Cursor::new(first.as_slice()).chain(stream))
    };
    let mut collector = Collector::new(outlet);
    let outcome = (service.read)(whole, context, &mut collector);
    if collector.finish() || outcome.is_err() {
        return outcome;
    }
    match service.general.filter(|_| is_whole) {
        Some(general) => {
            let fact = DownloadFact::NotCut(service.name.to_owned());
            outlet.problem(ProblemKind::Download(fact));
            (general.read)(Input::Bytes(&first), context, outlet)
        }
        None => Err(ProblemKind::Broken(
            format!("a download from {}", service.name),
            "no article was found in it".to_owned(),
        )),
    }
}

/// Articles that are handed on together, and bytes of them.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 4 << 20;

/// Takes the articles of a download one by one.
pub(crate) struct Collector<'c, 'o> {
    tally: Tally,
    outlet: &'c mut Outlet<'o>,
    waiting: Vec<Draft>,
    waiting_bytes: usize,
    /// The document that the text came in, where it is no text file.
    format: Option<&'static str>,
    ended: bool,
}

impl<'c, 'o> Collector<'c, 'o> {
    fn new(outlet: &'c mut Outlet<'o>) -> Self {
        Self {
            tally: Tally::default(),
            outlet,
            waiting: Vec::new(),
            waiting_bytes: 0,
            format: None,
            ended: false,
        }
    }

    /// The same for the text of a document.
    fn of_format(self, format: &'static str) -> Self {
        Self {
            format: Some(format),
            ..self
        }
    }

    /// Takes an article that was read from so many bytes; `false` where nothing more is wanted.
    fn take(&mut self, article: Article, encoding: (&'static str, bool), bytes: usize) -> bool {
        if !article.has_words() {
            self.tally.failed("an article without a text");
            return self.goes_on();
        }
        self.tally.add(&article);
        let encoding = self.format.map_or(encoding, |format| (format, false));
        let draft = article.into_draft(self.tally.articles(), encoding);
        self.waiting_bytes += bytes;
        self.waiting.push(draft);
        if self.waiting.len() >= BATCH || self.waiting_bytes >= BATCH_BYTES {
            self.flush();
        }
        self.goes_on()
    }

    /// Takes the only article of a file, which bears no number within it.
    fn take_alone(&mut self, article: Article, encoding: (&'static str, bool), bytes: usize) {
        self.take(article, encoding, bytes);
        if let Some(draft) = self.waiting.last_mut() {
            draft.record = None;
        }
    }

    /// Whether more is wanted.
    fn goes_on(&self) -> bool {
        !self.ended && !self.outlet.is_stopped()
    }

    fn flush(&mut self) {
        let drafts = std::mem::take(&mut self.waiting);
        let bytes = std::mem::take(&mut self.waiting_bytes) as u64;
        if !drafts.is_empty() {
            self.ended |= !self.outlet.deliver(drafts, bytes);
        }
    }

    /// Hands on what waits and says what was counted; whether anything was found at all.
    fn finish(mut self) -> bool {
        self.flush();
        let found = self.tally.has_found();
        if found {
            self.outlet.add_problems(self.tally.into_problems());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_services_and_the_names_agree() {
        for service in SERVICES {
            assert!(NAMES.contains(&service.name), "{}", service.name);
        }
    }
}
