//! Every importer against damaged files: whatever the bytes, the outcome is articles and a report, never
//! a panic. Each file is read twice: in the test's own thread, so that a fault of a reader fails it, and as
//! the program reads it, in a child where its format asks for one; both give the same. What says that a
//! reader died fails it as well. No file and no record is lost in silence. Real files of the shared data are
//! damaged too, where they are on this machine. All of it runs within a bound on memory, which children
//! inherit, and each file within a bound on time.
//! `DATELINE_FUZZ` sets the number of cases (64), `DATELINE_FUZZ_SECONDS` repeats all of it for so long.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise"
)]

mod common;

use std::io::Write;
use std::path::Path;
use std::sync::Once;
use std::time::{Duration, Instant};

use dateline::corpus::{Draft, ProblemKind, SourceSpec};
use dateline::import::{FoundFile, Outlet, read_file, read_file_unprotected, sandbox};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn cases() -> u32 {
    std::env::var("DATELINE_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(64)
}

/// What came of a file.
struct Outcome {
    articles: u64,
    problems: Vec<ProblemKind>,
    /// What came otherwise of it in a child, or took too long.
    wrong: Option<String>,
}

/// The longest time for one damaged file of some KB, in either place: no reader needs a hundredth of it,
/// and one that works in proportion to what a file claims needs more.
const LONGEST: Duration = Duration::from_secs(20);

/// Names the program for children, and bounds the memory of this process and of those.
fn confine() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        sandbox::use_program(env!("CARGO_BIN_EXE_dateline").into());
        #[cfg(unix)]
        {
            use rustix::process::{Resource, Rlimit, setrlimit};
            // A Zstandard frame may ask for a window of 2 GB, which is not used where little comes of it; the
            // readers of two tests work at once for each processor.
            let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
            let most = Some((threads + 1) << 31);
            let limit = Rlimit {
                current: most,
                maximum: most,
            };
            setrlimit(Resource::As, limit).unwrap();
        }
    });
}

impl Outcome {
    /// Articles and problems, each record that is counted only as one.
    fn accounted(&self) -> u64 {
        let of = |kind: &ProblemKind| match kind {
            ProblemKind::More(n) => *n,
            _ => 1,
        };
        self.articles + self.problems.iter().map(of).sum::<u64>()
    }

    /// Whether all problems are of single records, so that each record can be accounted for.
    fn is_of_records(&self) -> bool {
        let is = |k: &ProblemKind| matches!(k, ProblemKind::Record(..) | ProblemKind::More(_));
        self.problems.iter().all(is)
    }
}

/// Reads bytes as a file of this name.
fn read(name: &str, bytes: &[u8]) -> Outcome {
    confine();
    let folder = tempfile::tempdir().unwrap();
    let on_disk = folder.path().join("file");
    std::fs::write(&on_disk, bytes).unwrap();
    let file = FoundFile {
        path: name.to_owned(),
        on_disk,
        bytes: bytes.len() as u64,
        changed: None,
        sidecar: None,
        year: None,
    };
    let direct = timed(&file, read_file_unprotected);
    let confined = timed(&file, read_file);
    let mut wrong = None;
    if direct.0 != confined.0 || direct.1 != confined.1 {
        wrong = Some(format!(
            "in this thread {} articles and {:?}, in a child {} and {:?}",
            direct.0.len(),
            direct.1,
            confined.0.len(),
            confined.1
        ));
    }
    let longest = direct.2.max(confined.2);
    if longest > LONGEST {
        wrong = Some(format!("it took {longest:?}"));
    }
    Outcome {
        articles: direct.0.len() as u64,
        problems: direct.1,
        wrong,
    }
}

type Reading = fn(&SourceSpec, &FoundFile, &mut Outlet<'_>);

/// What a reading gives, and how long it takes.
fn timed(file: &FoundFile, read: Reading) -> (Vec<Draft>, Vec<ProblemKind>, Duration) {
    let mut articles = Vec::new();
    let mut take = |drafts: Vec<Draft>, _| {
        articles.extend(drafts);
        true
    };
    let mut outlet = Outlet::new(&mut take);
    let start = Instant::now();
    read(&SourceSpec::default(), file, &mut outlet);
    let problems = outlet.into_problems();
    (articles, problems, start.elapsed())
}

/// Says what is wrong with the outcome of a file; nothing where it is as it must be.
fn lost(name: &str, bytes: &[u8], outcome: &Outcome) -> Option<String> {
    if let Some(wrong) = &outcome.wrong {
        return Some(wrong.clone());
    }
    let died = |k: &&ProblemKind| k.to_string().contains("its reader");
    if let Some(kind) = outcome.problems.iter().find(died) {
        return Some(format!("a reader died: {kind}"));
    }
    if outcome.accounted() == 0 {
        return Some("neither an article nor a problem".to_owned());
    }
    let wanted = records_in(name, bytes)?;
    let is = outcome.accounted();
    let fits = wanted.contains(&is) || !outcome.is_of_records();
    (!fits).then(|| format!("{is} articles and problems of {wanted:?} records"))
}

/// How many records there are, where that can be told without the reader.
fn records_in(name: &str, bytes: &[u8]) -> Option<std::ops::RangeInclusive<u64>> {
    match name.rsplit('.').next()? {
        "jsonl" => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let lines = bytes.split(|b| *b == b'\n');
            let n = lines.filter(|l| !l.trim_ascii().is_empty()).count() as u64;
            Some(n.max(1)..=n.max(1))
        }
        "json" => {
            let values: Vec<serde_json::Value> = serde_json::from_slice(bytes).ok()?;
            let n = (values.len() as u64).max(1);
            Some(n..=n)
        }
        "csv" => {
            // A quotation mark joins lines; a line of signs alone is a record or none.
            let text = std::str::from_utf8(bytes)
                .ok()
                .filter(|t| !t.contains('"'))?;
            let lines = text.split(['\n', '\r']).filter(|l| !l.is_empty());
            let is_blank = |l: &&str| {
                l.chars()
                    .all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '\t' | '|'))
            };
            let (blank, n) = lines.fold((0, 0), |(blank, n), line| {
                (blank + u64::from(is_blank(&line)), n + 1)
            });
            // The first line names the columns, or is a record itself.
            (blank == 0).then(|| u64::max(n, 2) - 1..=n.max(1))
        }
        "mbox" => {
            let text = std::str::from_utf8(bytes).ok()?;
            // A whole line after an empty one begins a mail; one that is damaged, or that stands elsewhere,
            // may, or is text of the one before.
            let whole = "From a@b Mon Mar  6 10:00:00 2023";
            let (mut starts, mut after_empty, mut before) = (0, true, false);
            let mut sure = 0;
            for line in text.split_inclusive('\n') {
                let words: Vec<&str> = line.split_whitespace().collect();
                let clock = words.iter().skip(1).any(|w| w.matches(':').count() == 2);
                if line.starts_with("From ") && clock && words.len() >= 5 {
                    starts += 1;
                    sure += u64::from(after_empty && line.trim_end() == whole);
                    after_empty = false;
                } else {
                    after_empty = line.trim_ascii().is_empty();
                    before |= starts == 0 && !after_empty;
                }
            }
            let most = starts + u64::from(before);
            Some(sure.max(1)..=most.max(1))
        }
        _ => None,
    }
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut out);
    for (name, bytes) in members {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    out.into_inner()
}

/// A small whole file of each format.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let docx = "<w:document><w:body><w:p><w:r><w:t>Road &amp; rail cut</w:t></w:r></w:p></w:body></w:document>";
    let odt = "<office:document-content><text:p>Road <text:s text:c=\"3\"/>cut</text:p></office:document-content>";
    let container = "<container><rootfiles><rootfile full-path=\"a.opf\"/></rootfiles></container>";
    let package = "<package><metadata><dc:title>Road</dc:title><dc:date>2023-02-22</dc:date></metadata><manifest><item id=\"c\" href=\"c.xhtml\"/></manifest><spine><itemref idref=\"c\"/></spine></package>";
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(8);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append_data(&mut header, "a.txt", &b"Road cut"[..])
        .unwrap();
    vec![
        ("a.txt", b" date 2023-02-22 Road cut\n\nText.".to_vec()),
        ("a.jsonl", b"{\"id\":1,\"title\":\"Road\",\"text\":\"cut\",\"date\":\"2023-02-22\"}\n{\"id\":2}\n".repeat(30)),
        ("a.json", b"{\"articles\":[{\"title\":\"Road\",\"body\":\"cut\"}]}".to_vec()),
        ("list.json", format!("[{{\"title\":\"Road\"}}{}]", ", {\"title\":\"Rail\"}, 7, {}".repeat(20)).into_bytes()),
        ("a.csv", b"id,title,text,date\n1,Road,\"cut, again\",2023-02-22\n".to_vec()),
        ("many.csv", format!("id;title;text\n{}", "1;Road;cut\n2;;\n".repeat(30)).into_bytes()),
        ("a.html", b"<html><head><meta property='article:published_time' content='2023-02-22'><title>Road</title></head><body><p>cut</p></body></html>".to_vec()),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title><item><title>Road</title><pubDate>Wed, 22 Feb 2023 10:00:00 GMT</pubDate></item></channel></rss>".to_vec()),
        ("a.eml", b"From: A <a@b>\r\nTo: c@d\r\nSubject: =?utf-8?B?Um9hZA==?=\r\nDate: Wed, 22 Feb 2023 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ncut\r\n".to_vec()),
        ("a.mbox", b"From a@b Mon Mar  6 10:00:00 2023\nFrom: a@b\nSubject: Road\n\ncut\n\n".repeat(3)),
        ("a.rtf", br"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0 Road \'c1 \u8222?cut\par}".to_vec()),
        ("a.docx", zipped(&[("word/document.xml", docx.as_bytes())])),
        ("a.odt", zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", odt.as_bytes())])),
        ("a.epub", zipped(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container.as_bytes()), ("a.opf", package.as_bytes()), ("c.xhtml", b"<html><body><p>cut</p></body></html>")])),
        ("a.zip", zipped(&[("a.txt", b"Road cut"), ("b/c.html", b"<html><body>Rail cut</body></html>")])),
        ("a.tar", tar.into_inner().unwrap()),
        ("a.csv.gz", gzipped(b"id,title,text\n1,Road,cut\n2,Rail,cut\n")),
        ("a.jsonl.zst", zstd::encode_all(&b"{\"title\":\"Road\"}\n{\"title\":\"Rail\"}\n"[..], 1).unwrap()),
        #[cfg(feature = "formats")]
        ("a.xlsx", workbook()),
        #[cfg(feature = "formats")]
        ("a.parquet", parquet_table()),
    ]
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[cfg(feature = "formats")]
fn workbook() -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    let package = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let row = |n: u8, a: &str, b: &str| {
        format!(
            "<row r=\"{n}\"><c r=\"A{n}\" t=\"inlineStr\"><is><t>{a}</t></is></c><c r=\"B{n}\" t=\"inlineStr\"><is><t>{b}</t></is></c></row>"
        )
    };
    let rows = [
        row(1, "title", "text"),
        row(2, "Road", "cut"),
        row(3, "Rail", "cut"),
    ]
    .concat();
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[cfg(feature = "formats")]
fn parquet_table() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let columns = "message m { REQUIRED BINARY title (UTF8); REQUIRED BINARY text (UTF8); }";
    let schema = std::sync::Arc::new(parse_message_type(columns).unwrap());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, std::sync::Arc::default()).unwrap();
    let mut rows = file.next_row_group().unwrap();
    while let Some(mut column) = rows.next_column().unwrap() {
        let values = ["Road", "Rail"].map(ByteArray::from);
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
        column.close().unwrap();
    }
    rows.close().unwrap();
    file.close().unwrap();
    out
}

/// Most memory that this process ever had, in MB; none where the system does not say.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    let kb: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1024)
}

/// Damaged samples are a few KB each: whatever they claim of themselves, reading them takes no more than
/// this.
const MOST_MB: u64 = 700;

fn assert_memory_is_bounded() {
    if let Some(peak) = peak_mb() {
        assert!(peak < MOST_MB, "{peak} MB were taken");
    }
}

#[test]
fn whole_samples_are_read() {
    for (name, bytes) in samples() {
        let outcome = read(name, &bytes);
        assert!(outcome.articles > 0, "{name}: {:?}", outcome.problems);
        assert_eq!(lost(name, &bytes, &outcome), None, "{name}");
    }
}

/// Bytes changed, cut out, doubled.
fn damaged(bytes: &[u8], wounds: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for (place, kind, value) in wounds {
        if out.is_empty() {
            break;
        }
        let at = usize::from(*place) * out.len() / 65_536;
        match kind % 4 {
            0 => out[at] = *value,
            1 => out.truncate(at),
            2 => drop(out.drain(at..(at + usize::from(*value)).min(out.len()))),
            _ => {
                let piece = out[at..(at + usize::from(*value)).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
        }
    }
    out
}

fn wounds() -> impl Strategy<Value = Vec<(u16, u8, u8)>> {
    proptest::collection::vec(any::<(u16, u8, u8)>(), 1..12)
}

/// The same cases each time, unless it is asked for more of them: whether other work lands must not hang on
/// luck.
fn config(cases: u32) -> Config {
    let asked = |name| std::env::var_os(name).is_some();
    let is_random = asked("DATELINE_FUZZ") || asked("DATELINE_FUZZ_SECONDS");
    let default = Config::default();
    Config {
        cases,
        failure_persistence: None,
        rng_seed: if is_random {
            RngSeed::Random
        } else {
            default.rng_seed
        },
        ..default
    }
}

fn fuzz(files: &[(String, Vec<u8>)], cases: u32) {
    let mut wrong = Vec::new();
    for (name, bytes) in files {
        let mut runner = TestRunner::new(config(cases));
        let outcome = runner.run(&wounds(), |wounds| {
            let bytes = damaged(bytes, &wounds);
            let wrong = lost(name, &bytes, &read(name, &bytes));
            prop_assert_eq!(wrong, None, "{}", name);
            Ok(())
        });
        wrong.extend(outcome.err().map(|e| format!("{name}: {e}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_memory_is_bounded();
}

/// Does it once, or again and again for as long as was asked for.
fn repeated(mut test: impl FnMut()) {
    let seconds = std::env::var("DATELINE_FUZZ_SECONDS").ok();
    let seconds = seconds.and_then(|n| n.parse().ok()).unwrap_or(0);
    let start = Instant::now();
    let mut rounds = 0;
    loop {
        test();
        rounds += 1;
        if start.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
    }
    if rounds > 1 {
        eprintln!("{rounds} rounds in {:?}", start.elapsed());
    }
}

#[test]
fn damaged_samples_give_articles_or_reasons() {
    let files: Vec<_> = samples()
        .into_iter()
        .map(|(n, b)| (n.to_owned(), b))
        .collect();
    repeated(|| fuzz(&files, cases()));
}

/// Tags that parsers treat each in their own way.
const TAGS: [&str; 40] = [
    "a",
    "b",
    "font",
    "nobr",
    "p",
    "div",
    "table",
    "tr",
    "td",
    "caption",
    "select",
    "option",
    "optgroup",
    "ruby",
    "rt",
    "rtc",
    "svg",
    "math",
    "mi",
    "desc",
    "title",
    "foreignObject",
    "annotation-xml",
    "template",
    "script",
    "style",
    "textarea",
    "plaintext",
    "frameset",
    "form",
    "button",
    "ul",
    "li",
    "dd",
    "h1",
    "body",
    "html",
    "br",
    "applet",
    "x-y",
];

/// Pages of tags nested, left open and closed at random, some of them by the thousand.
fn markup() -> impl Strategy<Value = String> {
    let tag = (
        proptest::sample::select(&TAGS[..]),
        proptest::sample::select(&["<T>", "</T>", "<T>x", "<T a=N>", "x</T>", "<T/>"][..]),
        prop_oneof![4 => 1..4_usize, 1 => 1..3_000_usize],
    );
    proptest::collection::vec(tag, 1..20).prop_map(|tags| {
        let mut out = "<html><body>word".to_owned();
        for (tag, shape, times) in tags {
            for n in 0..times {
                out.push_str(&shape.replace('T', tag).replace('N', &n.to_string()));
            }
        }
        out
    })
}

#[test]
fn tags_in_any_order_give_articles_or_reasons() {
    repeated(|| {
        let config = config(cases());
        proptest!(config, |(html in markup())| {
            let feed = format!("<?xml version='1.0'?><rss version='2.0'><channel><item><title>Road</title><description><![CDATA[{html}]]></description></item></channel></rss>");
            for (name, text) in [("a.html", html), ("a.xml", feed)] {
                let bytes = text.into_bytes();
                prop_assert_eq!(lost(name, &bytes, &read(name, &bytes)), None, "{}", name);
            }
        });
    });
}

/// Files that hold nothing, each in its own way.
#[test]
fn what_is_empty_says_so() {
    for (name, bytes) in [
        ("a.json", b"[]".to_vec()),
        ("a.json", b"{\"articles\":[]}".to_vec()),
        ("a.jsonl", b"\n\n".to_vec()),
        ("a.csv", b"id,title,text\n".to_vec()),
        ("a.csv", b"id,title,text\n,,\n".to_vec()),
        (
            "a.xml",
            b"<?xml version='1.0'?><rss version='2.0'><channel><title>P</title></channel></rss>"
                .to_vec(),
        ),
        ("a.mbox", b"\n".to_vec()),
        ("a.zip", zipped(&[])),
        (
            "a.zip",
            zipped(&[("folder/", &b""[..]), (".hidden", &b"Road cut"[..])]),
        ),
        ("a.tar", tar::Builder::new(Vec::new()).into_inner().unwrap()),
        ("a.gz", gzipped(b"")),
        ("a.csv.gz", gzipped(b"id,title,text\n")),
    ] {
        let outcome = read(name, &bytes);
        assert_eq!(outcome.articles, 0, "{name}");
        assert_eq!(outcome.problems.len(), 1, "{name}: {:?}", outcome.problems);
    }
}

#[test]
fn any_bytes_under_any_name_give_articles_or_reasons() {
    const NAMES: [&str; 18] = [
        "a.txt",
        "a.json",
        "a.jsonl",
        "a.zip",
        "a.odt",
        "a.csv",
        "a.html",
        "a.xml",
        "a.eml",
        "a.mbox",
        "a.rtf",
        "a.docx",
        "a.gz",
        "a.zst",
        "a.tar",
        "a.pdf",
        "a.xlsx",
        "a.parquet",
    ];
    const HEADS: [&[u8]; 8] = [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.7\n",
        b"\x1F\x8B\x08",
        b"\x28\xB5\x2F\xFD",
        b"{\\rtf1",
        b"PAR1",
        b"<?xml version='1.0'?><rss>",
    ];
    repeated(|| {
        proptest!(config(cases() * 4), |(name in proptest::sample::select(&NAMES[..]), head in proptest::sample::select(&HEADS[..]), tail in proptest::collection::vec(any::<u8>(), 0..400))| {
        let mut bytes = head.to_vec();
        bytes.extend(tail);
        // A magic number makes another format of it: its records are not counted by its name.
        prop_assert_eq!(lost("", &bytes, &read(name, &bytes)), None, "{}", name);
        });
    });
    assert_memory_is_bounded();
}

/// A small whole download of each service.
fn downloads() -> Vec<(&'static str, Vec<u8>)> {
    let nexis = "Download Request: Selected Items: 1-2\n\n                              1 of 2 DOCUMENTS\n\n                                  The Post\n\n                            January 11, 2010 Monday\n\nRoad cut\n\nBYLINE: A. Writer\n\nLENGTH: 35 words\n\nThe road was cut.\n\nLOAD-DATE: January 12, 2010\n\n\n                              2 of 2 DOCUMENTS\n\n                                  The Post\n\nRail\n\nText.\n";
    let nexis_html = "<HTML><HEAD><STYLE>.c0 { text-align: center; }</STYLE><META DOCUMENTS=\"1\"></HEAD><BODY><!-- Hide\n<DOC NUMBER=1>\n<DOCFULL> --><DIV CLASS=\"c0\"><P>1 of 1 DOCUMENT</P></DIV><DIV CLASS=\"c0\"><P>The Post</P></DIV><DIV><P>December 19, 1991</P></DIV><DIV><P>LENGTH: 4 words</P></DIV><DIV><P>Road <SPAN>cut</SPAN></P></DIV></BODY>";
    let factiva = "<html><title>Factiva</title><div class=\"article enArticle\"><div id=\"hd\"><b class='enHeadline'>Road</b></div><div>9 words</div><div>9 January 1993</div><div>The Post</div><div>POST</div><div>English</div><div>(c) 1993</div><p class=\"articleParagraph\">Cut.</p><p>Document POST000020180531ee5v000qa</p></div></html>";
    let factiva_text = " HD\tRoad\n WC\t4 words\n PD\t1 May 2017\n SN\tThe Post\n LP\tCut.\n AN\tDocument POST000020170319ed3j00q06\n";
    let factiva_xml = "<PPSResponse><r count=\"1\"><article><accessionNo>P1</accessionNo><headline><paragraph>Road</paragraph></headline><leadParagraph><paragraph>Cut &amp; closed.</paragraph></leadParagraph></article></r></PPSResponse>";
    let rule = "_".repeat(60);
    let proquest = format!(
        "{rule}\n\nRoad\n\nPublication info: Mar 9, 2022.\n\nFull text: Cut.\n\nSubject: x\n\nPublication title: Post\n\nPublication date: Mar 9, 2022\n\nProQuest document ID: 1\n\n{rule}\n"
    );
    let europresse = "<html><body><span class=\"DocPublicationName\">Post</span><span class=\"DocHeader\">mardi 14 mars 2006</span><span class=\"TitreArticleVisu\">Route</span><br>Texte de la route.<p></p>© 2006</body></html>";
    let warc = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 130\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n33\r\n<html><body><p>Road cut and rail.</p></body></html>\r\n0\r\n\r\n";
    let apa = "<html><title>DeFacto</title><div class=\"eintrag\"><pre>\"Blatt\" vom 02.04.2013 Seite: 1\nRessort: A</pre><h3>Straße</h3><p>Text.</p></div></html>";
    let mediargus = "1. Weg\n\nDe Post, woensdag 30 november 2011, p. 23, 6w.\n\nWeg ...\n\n\n30-11-2011, p.23\n\nWeg\n\nDicht.\n\n© De Post\n";
    let integrum = "<html><title>Report 1</title><a href=\"#1\">1</a><a name=\"1\"></a><td>^ИС: В<br>^ДТ: 09.02.1994<br>^ЗГ: Д</td><pre>\n     Текст.\n</pre></html>";
    let kikuzo = "<html><table class=\"topic-list\"><tr><td class=\"topic-list\">00001</td><td class=\"topic-list\">1985年01月01日</td><td class=\"topic-list\">00040文字</td></tr></table><span class=\"font002\">道路</span><div class=\"detail001\">閉鎖。</div></html>";
    let yomidasu = "<html><input name=\"yomiuriNews\" class=\"heisei\"><table class=\"contentsTable\"><tr><th>1</th><th>2018.01.07</th><th class=\"wp50\">道路</th><th>9字</th></tr></table><p class=\"mb10\">閉鎖。</p></html>";
    let rdf = "<rdf:RDF xmlns:z=\"http://www.zotero.org/namespaces/export#\"><bib:Book><dc:title>Road</dc:title><dc:date>2019</dc:date></bib:Book></rdf:RDF>";
    let alto = "<alto><TextBlock ID=\"b\"><String CONTENT=\"Ro\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"Road\"/></TextBlock></alto>";
    let mets = "<mets:mets xmlns:mets=\"http://www.loc.gov/METS/\"><mets:div ID=\"a\" TYPE=\"ARTICLE\"/></mets:mets>";
    let telegram = "{\"name\":\"C\",\"type\":\"x\",\"id\":1,\"messages\":[{\"id\":1,\"type\":\"message\",\"date\":\"2020-01-02T00:00:00\",\"text\":[\"Road\",{\"text\":\"cut\"}]}]}";
    let archive = "window.YTD.tweets.part0 = [ {\"tweet\" : {\"id_str\" : \"1\", \"full_text\" : \"Road\", \"created_at\" : \"Wed Sep 04 13:51:55 +0000 2019\"}} ]";
    let guardian = "{\"response\":{\"results\":[{\"webTitle\":\"Road\",\"webPublicationDate\":\"2019-11-18T10:00:00Z\",\"fields\":{\"body\":\"<p>Cut</p>\"}}]}}";
    let wiso =
        "Post vom 02.04.2013, S. 3\nStraße\nZu.\n© GBI-Genios Deutsche Wirtschaftsdatenbank GmbH\n";
    let mut out: Vec<(&'static str, Vec<u8>)> = Vec::new();
    let texts = [
        nexis,
        nexis_html,
        factiva,
        factiva_text,
        factiva_xml,
        &proquest,
        europresse,
        warc,
        apa,
        mediargus,
        integrum,
        kikuzo,
        yomidasu,
        rdf,
        alto,
        telegram,
        archive,
        guardian,
        wiso,
        "TY  - NEWS\nTI  - Road\nAB  - Cut.\nDA  - 2003/05/17/\nER  - \n",
        "@article{k, title = {Road {cut}}, year = 2003}\n",
        "[{\"title\":\"Road\",\"issued\":{\"date-parts\":[[2003,5]]}}]",
        "---\ntitle: Road\ndate: 2019-11-18\n---\nCut.\n",
        mets,
    ];
    out.extend(
        texts
            .into_iter()
            .map(|text| ("download", text.as_bytes().to_vec())),
    );
    let docx = "<w:document><w:body><w:p><w:bookmarkStart w:name=\"Bookmark_1\"/></w:p><w:p><w:r><w:t>Road</w:t></w:r></w:p><w:p><w:r><w:t>The Post</w:t></w:r></w:p><w:p><w:r><w:t>Body</w:t></w:r></w:p><w:p><w:r><w:t>Cut.</w:t></w:r></w:p><w:p><w:r><w:t>Load-Date: May 1, 2020</w:t></w:r></w:p><w:p><w:r><w:t>End of Document</w:t></w:r></w:p></w:body></w:document>";
    out.push(("a.docx", zipped(&[("word/document.xml", docx.as_bytes())])));
    out.push((
        "a.wacz",
        zipped(&[("archive/a.warc.gz", &gzipped(warc.as_bytes()))]),
    ));
    out
}

#[test]
fn damaged_downloads_give_articles_or_reasons() {
    let samples = downloads();
    for (name, bytes) in samples.iter().take(samples.len() - 3) {
        let outcome = read(name, bytes);
        let text = String::from_utf8_lossy(bytes);
        assert!(outcome.articles > 0, "{text}: {:?}", outcome.problems);
    }
    let files: Vec<_> = samples
        .into_iter()
        .map(|(n, b)| (n.to_owned(), b))
        .collect();
    repeated(|| fuzz(&files, cases()));
}

#[test]
fn damaged_real_downloads_give_articles_or_reasons() {
    let Some(root) = common::shared("downloads") else {
        return;
    };
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.metadata().unwrap().len() < 50_000 {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    repeated(|| fuzz(&files, cases() / 16 + 1));
}

#[test]
fn damaged_real_files_give_articles_or_reasons() {
    let Some(root) = common::shared("corpora/messy") else {
        return;
    };
    let mut files = Vec::new();
    for folder in ["pdf", "office", "tables", "mail", "archives"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            // Damage to a large file is found in a small one as well, and sooner.
            if path.metadata().unwrap().len() < 200_000 {
                let name = Path::new(&path)
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    repeated(|| fuzz(&files, cases() / 8));
}
