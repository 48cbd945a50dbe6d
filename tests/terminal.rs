//! What the subcommands say where titles, paths, tags and queries hold orders to a terminal, and where nobody
//! can hear it.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dateline::store::{self, Lock};
use serde_json::Value;

/// Sets the title of a terminal, hides what follows, and begins an order in one character.
const ORDERS: &str = "\u{1b}]0;owned\u{7}\u{1b}[8m\u{9b}31m\u{202e}";

/// A workspace in which everything that has a name holds orders.
struct Hostile {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl Hostile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(format!("w{ORDERS}"));
        fs::create_dir_all(root.join("seeds")).unwrap();
        fs::write(
            root.join(format!("seeds/a{ORDERS}.txt")),
            format!(" date 2023-02-03 Road {ORDERS} to Bakhmut\n\nThe road{ORDERS} is closed.\n"),
        )
        .unwrap();
        let named = ORDERS.escape_default().to_string();
        let file = root.join("workspace.ron");
        let text = format!(
            r#"#![enable(implicit_some)]
(
  kind: "dateline-workspace",
  version: 2,
  sources: [
    (id: "seeds", path: "seeds"),
  ],
  tracks: [
    (id: "01M82J3R93AKTR0M88X1RS0MDK", name: "t{named}", slot: 1, query: "road"),
  ],
  tags: [
    (id: "01M82J3R93594JZFX8SC07VT33", name: "g{named}", slot: 3),
    (id: "01M82J3R93594JZFX8SC07VT34", name: "g{named}", slot: 3),
  ],
  codebook: 3,
)
"#
        );
        fs::write(&file, text).unwrap();
        store::open(&file).unwrap();
        Self { folder, file }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, folder) in [
            ("DATELINE_CACHE", "cache"),
            ("DATELINE_DATA", "data"),
            ("DATELINE_CONFIG", "config"),
        ] {
            command.env(name, self.folder.path().join(folder));
        }
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().unwrap()
    }

    /// The same in a terminal; what that was sent.
    fn on_a_terminal(&self, arguments: &[&str]) -> String {
        let quoted = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
        let words = [env!("CARGO_BIN_EXE_dateline")];
        let words = words.iter().chain(arguments).map(|w| quoted(w));
        let command = words.collect::<Vec<_>>().join(" ");
        let output = self
            .command("script")
            .args(["-qec", &command, "/dev/null"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn path(&self) -> &str {
        self.file.to_str().unwrap()
    }
}

fn has_script() -> bool {
    let made = Command::new("script")
        .args(["-qec", "true", "/dev/null"])
        .stdin(Stdio::null())
        .output();
    let is_there = made.is_ok_and(|o| o.status.success());
    if !is_there {
        eprintln!("not run: a terminal needs the program `script`");
    }
    is_there
}

/// What in an output would be carried out.
fn orders(sent: &str) -> Vec<char> {
    // A terminal begins each line at the left by itself, and progress is written over itself.
    let shown = |c: &char| !matches!(c, '\n' | '\t' | '\r');
    sent.chars()
        .filter(shown)
        .filter(|c| dateline::text::is_order(*c))
        .collect()
}

#[test]
fn no_subcommand_sends_an_order_to_a_terminal() {
    if !has_script() {
        return;
    }
    let hostile = Hostile::new();
    let path = hostile.path();
    let tag = format!("g{ORDERS}");
    let query = format!("road OR \"{ORDERS}");
    let column = format!("road {ORDERS}:x");
    let format = format!("--format={ORDERS}");
    let of_no_column = format!("--split={ORDERS}");
    let missing = format!("{path}{ORDERS}.ron");
    let track = format!("--track={ORDERS}=road");
    let cases: &[&[&str]] = &[
        &["info", path],
        &["info", path, &track],
        &["info", path, "--json"],
        &["info", &missing],
        &["search", "road", path],
        &["search", "road", path, "--csv"],
        &["search", "road", path, "--json"],
        &["search", &query, path],
        &["search", &column, path],
        &["timeline", "road", path],
        &[
            "timeline", "road", path, "--split", "source", "--format", "json",
        ],
        &["timeline", "road", path, &of_no_column],
        &["concordance", "road", path],
        &["collocates", "road", path, "--least", "1"],
        &["keyness", "road", path, "--format", "json"],
        &["dispersion", path],
        &["words", path],
        &["together", path],
        &["evidence", path],
        &["coverage", path, "--list"],
        &["check", path],
        &["check", path, "--repair"],
        &["tag", "road", path, "--tag", &tag, "--dry-run"],
        &["tag", "road", path, "--tag", &tag],
        &["tag", "road", path, "--tag", ORDERS],
        &["export", path, "--format", "csv"],
        &["export", path, "--format", "jsonl"],
        &["export", path, "--format", "ron"],
        &["export", path, &format],
        &["export", path, "--format", "csv", "--tag", ORDERS],
        &["index", path],
        &["cache", "list"],
        &["unclaimed"],
        &["cache", "clear"],
        &[ORDERS],
        &["edit", path, ORDERS],
    ];
    let mut seen = 0;
    for case in cases {
        let sent = hostile.on_a_terminal(case);
        assert_eq!(orders(&sent), Vec::<char>::new(), "{case:?}: {sent:?}");
        seen += usize::from(sent.contains(r"\u{1b}") || sent.contains(r"\u001b"));
    }
    assert!(seen > 18, "they are shown instead: {seen}");
    let lock = Lock::take(&hostile.file, &format!("Ada{ORDERS}")).unwrap();
    let sent = hostile.on_a_terminal(&["edit", path]);
    assert!(
        sent.contains(r"Ada\u{1b}") && orders(&sent).is_empty(),
        "{sent:?}"
    );
    drop(lock);
}

#[test]
fn what_does_not_go_to_a_terminal_is_as_it_is() {
    let hostile = Hostile::new();
    let output = hostile.run(&["search", "road", hostile.path()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(&format!("a{ORDERS}.txt")), "{text:?}");
    let output = hostile.run(&["search", "road", hostile.path(), "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let title = json["hits"][0]["title"].as_str().unwrap();
    assert!(title.contains(ORDERS), "{title:?}");
}

/// A file, a record and a title can all begin like a formula.
#[test]
fn no_column_of_a_search_begins_like_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir(&articles).unwrap();
    for (name, title) in [
        ("=cmd.txt", "=1+1 road"),
        ("+1.txt", "+1 road"),
        ("-1.txt", "-1 road"),
        ("@SUM.txt", "@SUM road"),
        ("\tx.txt", "road"),
        ("'quoted.txt", "'quoted road"),
    ] {
        let text = format!(" date 2023-02-03 {title}\n\nThe road is closed.\n");
        fs::write(articles.join(name), text).unwrap();
    }
    let mut records = File::create(articles.join("=records.csv")).unwrap();
    write!(
        records,
        "id,date,title,text\n=id,2023-02-03,=t,the road\n@id,2023-02-04,t,a road\n"
    )
    .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["search", "road", articles.to_str().unwrap(), "--csv"])
        .env("DATELINE_CACHE", folder.path().join("cache"))
        .output()
        .unwrap();
    let mut table = csv::Reader::from_reader(&output.stdout[..]);
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 8, "{}", String::from_utf8_lossy(&output.stdout));
    for row in &rows {
        for cell in row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{row:?}"
            );
        }
    }
    let records: Vec<&str> = rows.iter().map(|r| &r[1]).collect();
    assert!(
        records.contains(&"'=id") && records.contains(&"'@id"),
        "{records:?}"
    );
    assert!(rows.iter().any(|r| &r[0] == "''quoted.txt"));
}

/// What cannot be counted is no zero: said, and an exit code.
#[test]
fn info_says_which_track_of_the_workspace_cannot_be_asked() {
    let hostile = Hostile::new();
    let text = fs::read_to_string(&hostile.file).unwrap();
    for wrong in ["(road", "nosuchfield:x", "road NEAR/", "/[/"] {
        let text = text.replace("query: \"road\"", &format!("query: \"{wrong}\""));
        fs::write(&hostile.file, text).unwrap();
        for json in [false, true] {
            let mut arguments = vec!["info", hostile.path()];
            arguments.extend(json.then_some("--json"));
            let output = hostile.run(&arguments);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{wrong}: {said}");
            assert!(said.contains("track “t"), "{wrong}: {said}");
            assert!(!output.stdout.is_empty(), "the rest is counted");
        }
    }
    let output = hostile.run(&["info", hostile.path(), "--track", "x=(road"]);
    assert_eq!(output.status.code(), Some(2));
    fs::write(&hostile.file, text).unwrap();
    assert_eq!(
        hostile.run(&["info", hostile.path()]).status.code(),
        Some(0)
    );
}

/// The subcommands with what each of them writes.
fn all_kinds(path: &str) -> Vec<Vec<&str>> {
    let kinds: &[&[&str]] = &[
        &["info", path],
        &["info", path, "--json"],
        &["search", "road", path],
        &["search", "road", path, "--csv"],
        &["search", "road", path, "--json"],
        &["search", "road", path, "--count"],
        &["timeline", "road", path],
        &["timeline", "road", path, "--format", "json"],
        &["check", path],
        &["export", path, "--format", "csv"],
        &["export", path, "--format", "jsonl"],
        &["export", path, "--format", "ron"],
        &["index", path],
        &["cache", "list"],
        &["--help"],
        &["info", "--help"],
        &["--version"],
    ];
    kinds.iter().map(|k| k.to_vec()).collect()
}

#[test]
fn a_full_output_is_an_exit_code() {
    let hostile = Hostile::new();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    drop(hostile.run(&["index", hostile.path()]));
    for case in all_kinds(hostile.path()) {
        if hostile.run(&case).stdout.is_empty() {
            // An export of no annotations.
            continue;
        }
        let output = hostile.program(&case).stdout(full()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{case:?}: {said}");
        assert!(said.contains("space"), "{case:?}: {said}");
        assert!(!said.contains("panicked"), "{case:?}: {said}");
        // And where not even that can be said.
        let mut both = hostile.program(&case);
        let status = both.stdout(full()).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(5), "{case:?}");
    }
    // A message that cannot be told is no success either.
    for case in [
        vec!["export", hostile.path(), "--format", "csv"],
        vec!["tag", "road", hostile.path(), "--tag", "x", "--dry-run"],
        vec!["info"],
        vec!["info", "/no/such/place"],
    ] {
        let mut command = hostile.program(&case);
        let status = command.stderr(full()).output().unwrap().status;
        assert!(
            matches!(status.code(), Some(2 | 3 | 5)),
            "{case:?}: {status}"
        );
    }
}

#[test]
fn a_reader_that_has_gone_is_no_fault() {
    let hostile = Hostile::new();
    drop(hostile.run(&["index", hostile.path()]));
    for case in all_kinds(hostile.path()) {
        // The same code as with a reader, or that of nothing to tell.
        let heard = hostile.run(&case).status.code();
        for closes_both in [false, true] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = hostile.program(&case);
            if closes_both {
                command.stderr(writer.try_clone().unwrap());
            }
            let output = command.stdout(writer).output().unwrap();
            assert_eq!(output.status.code(), heard, "{case:?}");
        }
        let words: Vec<String> = case.iter().map(|w| format!("'{w}'")).collect();
        let program = env!("CARGO_BIN_EXE_dateline");
        let closed = hostile
            .command("sh")
            .arg("-c")
            .arg(format!("exec '{program}' {} >&- 2>&-", words.join(" ")))
            .status()
            .unwrap();
        assert_eq!(closed.code(), heard, "{case:?}, closed from the beginning");
    }
}

/// Nobody hears which edits were made: it stops, and says so by its code; those it made are there.
#[test]
fn edits_that_nobody_hears_of_are_no_success() {
    let hostile = Hostile::new();
    let line = |n: u8| {
        format!(
            "(label: \"add\", changes: [Track(after: (0, (id: \"01J0000000000000000000000{n}\", name: \"Wheat\", slot: 1, query: \"wheat\")))])\n"
        )
    };
    for is_full in [false, true] {
        let output: Stdio = if is_full {
            File::options()
                .write(true)
                .open("/dev/full")
                .unwrap()
                .into()
        } else {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            writer.into()
        };
        let mut child = hostile
            .program(&["edit", hostile.path()])
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let first = u8::from(is_full) * 2;
        // It may have stopped reading.
        drop(input.write_all((line(first) + &line(first + 1)).as_bytes()));
        drop(input);
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(5), "{said}");
        assert!(said.contains("no further one was carried out"), "{said}");
    }
    let found = store::WorkspaceLog::open(&store::RealDisk, &hostile.file, None, false).unwrap();
    assert_eq!(found.opened.workspace.tracks.len(), 3);
}

fn exports(hostile: &Hostile, target: &Path) -> Output {
    let target = target.to_str().unwrap();
    hostile.run(&["export", hostile.path(), "--format", "csv", "--out", target])
}

#[test]
fn an_export_to_a_device_or_a_pipe_goes_into_it() {
    use std::os::unix::fs::FileTypeExt as _;
    let hostile = Hostile::new();
    let full = exports(&hostile, Path::new("/dev/full"));
    assert_eq!(full.status.code(), Some(5));
    let kind = fs::metadata("/dev/full").unwrap().file_type();
    assert!(kind.is_char_device(), "it is what it was");
    assert_eq!(
        exports(&hostile, Path::new("/dev/null")).status.code(),
        Some(0)
    );
    let standard = exports(&hostile, Path::new("/dev/stdout"));
    assert_eq!(standard.status.code(), Some(0));
    assert!(standard.stdout.starts_with(b"id,article,"));
    let pipe = hostile.folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    assert_eq!(exports(&hostile, &pipe).status.code(), Some(0));
    assert_eq!(reader.join().unwrap(), standard.stdout);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn the_work_folder_is_no_place_for_an_export() {
    let hostile = Hostile::new();
    drop(Lock::take(&hostile.file, "Ada").unwrap());
    let work = hostile.file.with_file_name(".dateline");
    let before = fs::read_dir(&work).unwrap().count();
    for name in ["x.csv", "workspace.ron.journal", "workspace.ron.lock"] {
        let refused = exports(&hostile, &work.join(name));
        assert_eq!(refused.status.code(), Some(2), "{name}");
    }
    assert_eq!(fs::read_dir(&work).unwrap().count(), before);
}

#[test]
fn a_workspace_that_is_a_pipe_or_a_device_is_refused_at_once() {
    let hostile = Hostile::new();
    let place = hostile.folder.path().join("other");
    fs::create_dir(&place).unwrap();
    // By another name it would be one of articles, and a workspace would be made beside it.
    for (ending, words) in [
        ("ron", "a workspace is a file"),
        ("txt", "a device or a pipe"),
    ] {
        let pipe = place.join(format!("pipe.{ending}"));
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let device = place.join(format!("device.{ending}"));
        std::os::unix::fs::symlink("/dev/zero", &device).unwrap();
        for path in [&pipe, &device] {
            for command in ["info", "check", "edit"] {
                let output = hostile.run(&[command, path.to_str().unwrap()]);
                let said = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(3), "{command}: {said}");
                assert!(said.contains(words), "{said}");
            }
        }
    }
    assert_eq!(
        fs::read_dir(&place).unwrap().count(),
        4,
        "nothing is made there"
    );
}

/// A line that is written past `cli/terminal.rs` may send orders, and ends the program where nobody hears it.
#[test]
fn everything_is_said_in_one_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("main.rs")];
    for room in ["cli", "ui"] {
        let folder = walkdir::WalkDir::new(root.join(room));
        files.extend(folder.into_iter().map(|e| e.unwrap().into_path()));
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "rs"));
    assert!(files.len() > 20);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for macro_name in ["println!(", "eprintln!(", "print!(", "eprint!("] {
            assert!(
                !text.contains(macro_name),
                "{macro_name} {}",
                file.display()
            );
        }
    }
}
