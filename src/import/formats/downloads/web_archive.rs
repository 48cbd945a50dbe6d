//! Web archives (WARC, ARC; WACZ is a ZIP archive of them): pages and PDFs as their servers gave them, each
//! read by the reader of pages or PDFs. The day of capture is a field, never the date.

use std::io::{BufRead, Read};

use crate::corpus::{Draft, IN_ADDRESS, Known, ProblemKind, date_in_address};
use crate::import::Outlet;
use crate::import::archive::one_level_down;
use crate::import::context::ReadContext;
use crate::import::formats::downloads::http::{Response, body_of, is_page};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::head::FileHead;
use crate::import::input::{Input, Stoppable, unreadable};
use crate::import::limits::MAX_MEMBER_BYTES;
use crate::import::read::read_input;
use crate::import::zip_head;

pub(crate) static FORMAT: Format = Format {
    words: "a web archive",
    names: &["WARC", "ARC", "WACZ"],
    endings: &["warc", "arc", "wacz"],
    contents: Contents::Articles,
    sniff: Sniff {
        magic: |head| head.starts(b"WARC/") || head.starts(b"filedesc://") || is_wacz(head),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        if is_wacz(context.head) {
            return one_level_down(context, |context| read_wacz(input, context, outlet));
        }
        read_records(input.stream(), context, outlet)
    },
};

fn is_wacz(head: &FileHead<'_>) -> bool {
    const INDEX: &[u8] = b"indexes/index.cdx";
    const PAGES: &[u8] = b"pages/pages.jsonl";
    let holds = |name: &[u8]| head.bytes.windows(name.len()).any(|w| w == name);
    zip_head::is_zip(head) && (head.has_ending(&["wacz"]) || holds(INDEX) || holds(PAGES))
}

fn broken(why: &str) -> ProblemKind {
    ProblemKind::Broken(FORMAT.words.to_owned(), why.to_owned())
}

/// The archives inside, in their order.
fn read_wacz(
    input: Input<'_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let fault = |e: zip::result::ZipError| broken(&e.to_string());
    let mut archive = zip::ZipArchive::new(input.seekable(MAX_MEMBER_BYTES)?).map_err(fault)?;
    let stop = outlet.stop();
    let mut outcome = Ok(());
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(fault)?;
        let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else {
            continue;
        };
        let lower = name.to_ascii_lowercase();
        let endings = [".warc", ".arc", ".warc.gz", ".arc.gz"];
        if !endings.iter().any(|ending| lower.ends_with(ending)) {
            continue;
        }
        let mut stream = Input::streaming(Stoppable::new(file, stop)).stream();
        // Names lie in both directions.
        let packed = stream
            .fill_buf()
            .map_err(unreadable)?
            .starts_with(b"\x1F\x8B");
        let read = if packed {
            let unpacked = flate2::bufread::MultiGzDecoder::new(stream);
            read_records(Input::streaming(unpacked).stream(), context, outlet)
        } else {
            read_records(stream, context, outlet)
        };
        outcome = outcome.and(read);
    }
    outcome
}

/// What the head of a record says.
#[derive(Default)]
struct Record {
    kind: String,
    address: String,
    captured: String,
    content_type: String,
    length: u64,
    digest: String,
    refers_to: String,
}

/// What came of an archive.
#[derive(Default)]
struct Counts {
    pages: u64,
    /// Addresses and digests of the pages that were there.
    seen: std::collections::HashSet<u64>,
    /// Records that refer to a page that is in another archive.
    elsewhere: u64,
}

fn read_records(
    input: Box<dyn BufRead + '_>,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let mut counts = Counts::default();
    let outcome = each_record(input, &mut counts, context, outlet);
    if counts.elsewhere > 0 {
        let many = counts.elsewhere;
        outlet.problem(ProblemKind::Record(
            many,
            format!("{many} in all only refer to a page in another archive"),
        ));
    } else if counts.pages == 0 && outcome.is_ok() && !outlet.is_stopped() {
        return Err(broken("it holds no page and no PDF that a server gave"));
    }
    outcome
}

fn each_record(
    mut input: Box<dyn BufRead + '_>,
    counts: &mut Counts,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) -> Result<(), ProblemKind> {
    let mut number = 0;
    while let Some(record) = next_head(&mut input)? {
        if outlet.is_stopped() {
            return Ok(());
        }
        number += 1;
        let wanted = matches!(record.kind.as_str(), "response" | "resource" | "arc");
        if record.kind == "revisit" && !counts.knows(&record) {
            counts.elsewhere += 1;
        }
        let too_large = record.length > MAX_MEMBER_BYTES;
        if !wanted || too_large {
            let mut rest = input.by_ref().take(record.length);
            std::io::copy(&mut rest, &mut std::io::sink()).map_err(unreadable)?;
            if wanted {
                let limit = MAX_MEMBER_BYTES;
                let bytes = record.length;
                let kind = ProblemKind::TooLarge { bytes, limit };
                outlet.problem(ProblemKind::Record(number, kind.to_string()));
            }
            continue;
        }
        let mut bytes = Vec::new();
        let mut content = input.by_ref().take(record.length);
        let read = content.read_to_end(&mut bytes);
        if read.is_err() || (bytes.len() as u64) < record.length {
            outlet.problem(ProblemKind::Record(number, "it is cut off".to_owned()));
        }
        take_record(&record, &bytes, counts, context, outlet);
        read.map_err(unreadable)?;
    }
    Ok(())
}

impl Counts {
    fn add(&mut self, record: &Record) {
        self.pages += 1;
        self.seen.insert(key(&record.address));
        if !record.digest.is_empty() {
            self.seen.insert(key(&record.digest));
        }
    }

    fn knows(&self, record: &Record) -> bool {
        let names = [&record.digest, &record.refers_to, &record.address];
        names
            .iter()
            .any(|n| !n.is_empty() && self.seen.contains(&key(n)))
    }
}

fn key(name: &str) -> u64 {
    let hash = blake3::hash(name.as_bytes());
    let (first, _) = hash
        .as_bytes()
        .split_first_chunk::<8>()
        .unwrap_or((&[0; 8], &[]));
    u64::from_le_bytes(*first)
}

/// Longest line of a head, and most of them.
const LINE: u64 = 64 << 10;
const LINES: usize = 1000;

/// The head of the next record; `None` at the end.
fn next_head(input: &mut Box<dyn BufRead + '_>) -> Result<Option<Record>, ProblemKind> {
    // Empty lines part records; after a fault in one the next is looked for.
    loop {
        let Some(line) = line_of(input)? else {
            return Ok(None);
        };
        if line.starts_with("WARC/") {
            return warc_head(input).map(Some);
        }
        if let Some(record) = arc_head(&line) {
            return Ok(Some(record));
        }
    }
}

fn line_of(input: &mut Box<dyn BufRead + '_>) -> Result<Option<String>, ProblemKind> {
    let mut line = Vec::new();
    let mut limited = input.by_ref().take(LINE);
    let read = limited.read_until(b'\n', &mut line).map_err(unreadable)?;
    if read == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
}

fn warc_head(input: &mut Box<dyn BufRead + '_>) -> Result<Record, ProblemKind> {
    let mut out = Record::default();
    for _ in 0..LINES {
        let Some(line) = line_of(input)?.filter(|l| !l.is_empty()) else {
            break;
        };
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => out.kind = value.to_ascii_lowercase(),
            // Some programs write the address in angle brackets.
            "warc-target-uri" => {
                let address = value.trim_start_matches('<').trim_end_matches('>');
                address.clone_into(&mut out.address);
            }
            "warc-date" => value.clone_into(&mut out.captured),
            "content-type" => value.clone_into(&mut out.content_type),
            "content-length" => out.length = value.parse().unwrap_or(0),
            "warc-payload-digest" => value.clone_into(&mut out.digest),
            "warc-refers-to-target-uri" => value.clone_into(&mut out.refers_to),
            _ => {}
        }
    }
    Ok(out)
}

/// `http://a.org/ 127.0.0.1 20130729090043 text/html 1234`: the head of a record of an ARC file.
fn arc_head(line: &str) -> Option<Record> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [address, .., length] = parts.as_slice() else {
        return None;
    };
    let day = parts
        .iter()
        .find(|p| p.len() == 14 && p.bytes().all(|b| b.is_ascii_digit()))?;
    let length = length.parse().ok().filter(|_| address.contains("://"))?;
    let is_about = address.starts_with("filedesc://") || address.starts_with("dns:");
    Some(Record {
        kind: if is_about { "warcinfo" } else { "arc" }.to_owned(),
        address: (*address).to_owned(),
        captured: (*day).to_owned(),
        content_type: "application/http".to_owned(),
        length,
        ..Record::default()
    })
}

fn take_record(
    record: &Record,
    bytes: &[u8],
    counts: &mut Counts,
    context: &mut ReadContext<'_>,
    outlet: &mut Outlet<'_>,
) {
    let response = if record.kind == "resource" {
        Response {
            content_type: record.content_type.clone(),
            body: bytes.into(),
        }
    } else {
        match body_of(bytes) {
            Some(response) => response,
            None => return,
        }
    };
    let Some(ending) = is_page(&response) else {
        return;
    };
    counts.add(record);
    let name = format!("page.{ending}");
    let head = FileHead::new(&name, &response.body);
    let mut within = context.inside(&head, response.body.len() as u64);
    within.mapping = None;
    let change = |draft: &mut Draft| about(record, draft);
    let read =
        |of_page: &mut Outlet<'_>| read_input(Input::Bytes(&response.body), &mut within, of_page);
    let (outcome, problems) = outlet.through(change, read);
    for kind in problems.into_iter().chain(outcome.err()) {
        outlet.problem(ProblemKind::Inside(record.address.clone(), Box::new(kind)));
    }
}

/// Address and day of capture of an article.
fn about(record: &Record, draft: &mut Draft) {
    draft.record = Some(match draft.record.take() {
        Some(inner) => format!("{}/{inner}", record.address),
        None => record.address.clone(),
    });
    if draft.date.is_none() {
        draft.date = date_in_address(&record.address);
    }
    draft.note_origin(Known::Date, IN_ADDRESS);
    draft.url.get_or_insert_with(|| record.address.clone());
    draft.note_origin(Known::Address, "address of the record");
    let captured = match record.captured.get(..10) {
        Some(day) if record.captured.contains('-') => day.to_owned(),
        _ => match (
            record.captured.get(..4),
            record.captured.get(4..6),
            record.captured.get(6..8),
        ) {
            (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
            _ => record.captured.clone(),
        },
    };
    if !captured.is_empty() {
        draft.fields.push(("captured".to_owned(), captured));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::import::formats::downloads::testing::{day, field, read_all, said};

    fn page(title: &str) -> String {
        let text =
            "<p>Fighting went on for a third day around the town, residents said on Monday.</p>"
                .repeat(4);
        format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
        )
    }

    fn warc(kind: &str, address: &str, content: &[u8]) -> Vec<u8> {
        let mut out = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2017-03-06T04:02:06Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n", content.len()).into_bytes();
        out.extend_from_slice(content);
        out.extend_from_slice(b"\r\n\r\n");
        out
    }

    fn http(headers: &str, body: &[u8]) -> Vec<u8> {
        let mut out =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n")
                .into_bytes();
        out.extend_from_slice(body);
        out
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn chunked(body: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for part in body.chunks(100) {
            out.extend(format!("{:06x};a=b\r\n", part.len()).bytes());
            out.extend_from_slice(part);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"0\r\n\r\n");
        out
    }

    #[test]
    fn pages_are_unpacked_whatever_the_headers_say() {
        let body = page("Road cut").into_bytes();
        let both = http(
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            &chunked(&gzipped(&body)),
        );
        let lies = http(
            "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            &body,
        );
        let moved = b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<html>Moved</html>";
        let mut file = warc("warcinfo", "", b"software: x\r\n");
        file.extend(warc(
            "request",
            "http://a.example/",
            b"GET / HTTP/1.1\r\n\r\n",
        ));
        file.extend(warc("response", "<http://a.example/2019/11/19/one>", &both));
        file.extend(warc("response", "http://a.example/two words", &lies));
        file.extend(warc("response", "http://a.example/three", moved));
        file.extend(warc("revisit", "http://a.example/two words", b""));
        for bytes in [file.clone(), gzipped(&file)] {
            let (drafts, problems) = read_all("a.warc", &bytes);
            assert_eq!((drafts.len(), problems.len()), (2, 0), "{problems:?}");
            assert!(
                drafts
                    .iter()
                    .all(|d| d.text.starts_with("Road cut") && d.text.contains("residents said"))
            );
            assert_eq!(field(&drafts[0], "captured"), Some("2017-03-06"));
            assert_eq!(
                (day(&drafts[0]).as_str(), day(&drafts[1]).as_str()),
                ("2019-11-19", "")
            );
            assert_eq!(
                drafts[1].record.as_deref(),
                Some("http://a.example/two words")
            );
        }
    }

    #[test]
    fn what_refers_elsewhere_or_is_cut_off_is_said() {
        let only = warc(
            "revisit",
            "http://a.example/",
            b"HTTP/1.1 304 Not Modified\r\n\r\n",
        );
        assert!(said("a.warc", &only).contains("refer to a page in another archive"));
        let mut cut = warc(
            "response",
            "http://a.example/",
            &http("", page("Road cut").as_bytes()),
        );
        cut.truncate(cut.len() - 100);
        let (drafts, problems) = read_all("a.warc", &cut);
        assert_eq!(drafts.len(), 1);
        assert!(problems[0].to_string().contains("cut off"), "{problems:?}");
        assert!(said("a.warc", &warc("warcinfo", "", b"x")).contains("no page"));
    }

    #[test]
    fn older_archives_and_packed_ones() {
        let content = http("", page("Rail").as_bytes());
        let mut arc = b"filedesc://a.arc 0.0.0.0 20130729090043 text/plain 6\n1 0 x\n\n".to_vec();
        arc.extend(
            format!(
                "http://a.example/ 127.0.0.1 20130729090043 text/html {}\n",
                content.len()
            )
            .bytes(),
        );
        arc.extend_from_slice(&content);
        arc.push(b'\n');
        let (drafts, problems) = read_all("a", &arc);
        assert_eq!((drafts.len(), problems.len()), (1, 0), "{problems:?}");
        assert_eq!(field(&drafts[0], "captured"), Some("2013-07-29"));
        let mut out = std::io::Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut out);
        let options = zip::write::SimpleFileOptions::default();
        for (name, bytes) in [
            (
                "pages/pages.jsonl",
                b"{\"format\":\"json-pages-1.0\"}\n".to_vec(),
            ),
            (
                "archive/a.warc",
                gzipped(&warc("response", "http://a.example/", &content)),
            ),
        ] {
            archive.start_file(name, options).unwrap();
            archive.write_all(&bytes).unwrap();
        }
        archive.finish().unwrap();
        let (drafts, problems) = read_all("a.zip", &out.into_inner());
        assert_eq!((drafts.len(), problems.len()), (1, 0), "{problems:?}");
    }
}
