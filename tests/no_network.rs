//! Dateline opens no connection: every subcommand and the window are traced, with all their children, and no
//! socket is ever created but to the display and to the session's and the accessibility bus.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dateline::store;

/// Places that a local connection may lead to: the display, and the two buses.
fn is_allowed(place: &str) -> bool {
    let name = place.rsplit('/').next().unwrap_or_default();
    let is_display = place.starts_with("/tmp/.X11-unix/X") || name.starts_with("wayland-");
    let is_run = |rest: &str| place.starts_with("/run/user/") && place.ends_with(rest);
    let is_bus = is_run("/bus") || place.starts_with("/tmp/dbus-") || place.contains("/at-spi/bus");
    // A display and a bus may have been given other places.
    let is_named = ["DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .any(|address| address.contains(&format!("={place}")));
    is_display || is_bus || is_named
}

/// Lines of a trace of the system calls of class `network` that show a socket that must not be.
fn offences(trace: &str) -> Vec<&str> {
    trace.lines().filter(|line| is_offence(line)).collect()
}

fn is_offence(line: &str) -> bool {
    // The number of the process may stand before the call.
    let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let Some((name, arguments)) = call.split_once('(') else {
        return false;
    };
    match name {
        "socket" => {
            let devices = "AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC|SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT";
            // Which screens and keyboards there are is told that way; it leads nowhere.
            !["AF_UNIX", "AF_LOCAL", devices]
                .iter()
                .any(|domain| arguments.starts_with(domain))
        }
        // Both ends are the program's own.
        "socketpair" => !arguments.starts_with("AF_UNIX"),
        "connect" | "sendto" | "sendmsg" | "sendmmsg" => {
            let Some((_, address)) = arguments.split_once("sa_family=") else {
                return false;
            };
            let is_local = address.starts_with("AF_UNIX") || address.starts_with("AF_NETLINK");
            let place = address.split_once("sun_path=").map(|(_, p)| p);
            let place = place.and_then(|p| p.trim_start_matches('@').strip_prefix('"'));
            let place = place.and_then(|p| p.split('"').next());
            !is_local || place.is_some_and(|p| !is_allowed(p))
        }
        "bind" => !arguments.contains("sa_family=AF_NETLINK"),
        "listen" | "accept" | "accept4" => true,
        // Calls that no trace of this kind would show.
        "io_uring_setup" => true,
        _ => false,
    }
}

#[test]
fn a_planted_connection_is_an_offence_in_a_recorded_trace() {
    for line in [
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
        "4711  socket(AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
        "4711 socket(AF_PACKET, SOCK_RAW, 768) = -1 EPERM (Operation not permitted)",
        "4711 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 5",
        "4711 socket(AF_VSOCK, SOCK_STREAM, 0 <unfinished ...>",
        "4711 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr(\"192.0.2.1\")}, 16) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/var/run/nscd/socket\"}, 110) = -1 ENOENT",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=@\"/tmp/other\"}, 20) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/run/dbus/system_bus_socket\"}, 110) = 0",
        "4711 sendto(3, \"x\", 1, 0, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 1",
        "4711 bind(3, {sa_family=AF_UNIX, sun_path=\"/tmp/mine\"}, 20) = 0",
        "4711 listen(3, 128) = 0",
        "4711 io_uring_setup(8, {flags=0}) = 4",
    ] {
        assert_eq!(offences(line), [line]);
    }
    for line in [
        "4711 execve(\"/usr/bin/dateline\", [\"dateline\", \"info\"], 0x7ffd /* 12 vars */) = 0",
        "4711 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=@\"/tmp/.X11-unix/X0\"}, 20) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/tmp/.X11-unix/X99\"}, 20) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/run/user/1000/wayland-0\"}, 27) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/run/user/1000/bus\"}, 20) = 0",
        "4711 connect(3, {sa_family=AF_UNIX, sun_path=\"/run/user/1000/at-spi/bus_0\"}, 29) = 0",
        "4711 recvmsg(3, {msg_namelen=0}, 0) = -1 EAGAIN",
        "4711 +++ exited with 0 +++",
    ] {
        assert_eq!(offences(line), Vec::<&str>::new());
    }
}

const CALLS: &str = "trace=network,execve,io_uring_setup";

/// Runs something traced; its trace.
fn traced(program: &Path, prepare: impl FnOnce(&mut Command)) -> String {
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let mut command = Command::new("strace");
    command
        .args([
            "-f",
            "-qq",
            "-s",
            "300",
            "-e",
            CALLS,
            "-e",
            "signal=none",
            "-o",
        ])
        .arg(&trace)
        .arg(program)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .env("HOME", place.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    for (name, folder) in [
        ("DATELINE_CACHE", "cache"),
        ("DATELINE_DATA", "data"),
        ("DATELINE_CONFIG", "config"),
        ("DATELINE_DOCUMENTS", "documents"),
    ] {
        command.env(name, place.path().join(folder));
    }
    prepare(&mut command);
    command.status().unwrap();
    let trace = fs::read_to_string(&trace).unwrap();
    assert!(trace.contains("execve("), "nothing was traced: {trace}");
    trace
}

fn can_trace() -> bool {
    let place = tempfile::tempdir().unwrap();
    let trace = place.path().join("trace");
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-e", CALLS, "-o"])
        .arg(&trace)
        .arg("true")
        .stderr(Stdio::null())
        .status();
    let can = tried.is_ok_and(|s| s.success())
        && fs::read_to_string(trace).is_ok_and(|t| t.contains("execve("));
    if !can {
        eprintln!("not run: no strace is here, or it may not trace");
    }
    can
}

/// Not a test: what `what_is_planted_is_found` traces, as a program that does open something.
#[test]
#[ignore = "a program for another test"]
fn planted() {
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::{UnixListener, UnixStream};
    let place = tempfile::tempdir().unwrap();
    let local = place.path().join("local");
    // Whether anything answers does not matter.
    match std::env::var("DATELINE_PLANTED").as_deref() {
        Ok("tcp") => drop(TcpStream::connect("127.0.0.1:9")),
        Ok("tcp6") => drop(TcpListener::bind("[::1]:0")),
        Ok("udp") => drop(UdpSocket::bind("127.0.0.1:0")),
        Ok("listens") => drop(UnixListener::bind(local)),
        Ok("local") => drop(UnixStream::connect(local)),
        Ok("display") => drop(UnixStream::connect("/tmp/.X11-unix/X4711")),
        _ => {}
    }
}

#[test]
fn what_is_planted_is_found() {
    if !can_trace() {
        return;
    }
    let program = std::env::current_exe().unwrap();
    let trace = |what: &str| {
        traced(&program, |command| {
            let arguments = ["--ignored", "--exact", "planted"];
            command.args(arguments).env("DATELINE_PLANTED", what);
        })
    };
    for what in ["tcp", "tcp6", "udp", "listens", "local"] {
        let trace = trace(what);
        assert!(!offences(&trace).is_empty(), "{what}: {trace}");
    }
    for what in ["display", "nothing"] {
        let trace = trace(what);
        assert_eq!(offences(&trace), Vec::<&str>::new(), "{what}");
    }
    assert!(trace("display").contains("AF_UNIX"), "it was traced");
}

/// Articles that name addresses in every way that a reader could follow.
fn articles(folder: &Path) -> PathBuf {
    let file = store::write_sample(&folder.join("sample")).unwrap();
    let seeds = folder.join("sample/seeds");
    for (name, text) in [
        (
            "page.html",
            "<!DOCTYPE html><html><head><link rel=stylesheet href=http://192.0.2.1/x.css><script src=http://192.0.2.1/x.js></script><title>Road</title></head><body><img src=http://192.0.2.1/x.png><iframe src=//example.org></iframe><p>The road to Bakhmut is closed. It was closed on Monday and nobody says for how long.</p></body></html>",
        ),
        (
            "feed.xml",
            "<?xml version=\"1.0\"?><!DOCTYPE rss SYSTEM \"http://192.0.2.1/rss.dtd\" [<!ENTITY x SYSTEM \"http://192.0.2.1/x\">]><rss version=\"2.0\"><channel><title>t</title><link>http://192.0.2.1/</link><item><title>Road</title><link>http://192.0.2.1/a</link><description>The road is closed.</description></item></channel></rss>",
        ),
        (
            "mail.eml",
            "From: a@example.org\nTo: b@example.org\nSubject: Road\nDate: Mon, 6 Feb 2023 10:00:00 +0000\nContent-Type: text/html\n\n<img src=http://192.0.2.1/pixel.png><p>The road is closed.</p>\n",
        ),
        (
            "records.csv",
            "id,date,title,text,url\n1,2023-02-03,Road,The road is closed,http://192.0.2.1/\n",
        ),
        (
            "records.jsonl",
            "{\"id\":\"1\",\"date\":\"2023-02-03\",\"title\":\"Road\",\"text\":\"The road is closed\",\"url\":\"http://192.0.2.1/\"}\n",
        ),
    ] {
        fs::write(seeds.join(name), text).unwrap();
    }
    file
}

/// Every subcommand, with what makes it work.
const RUNS: [&[&str]; 30] = [
    &["info", "FILE", "--json"],
    &["search", "road", "FILE"],
    &["timeline", "road", "FILE", "--split", "language"],
    &["index", "FILE"],
    &["info", "FILE"],
    &["cache", "list"],
    &["cache", "clear"],
    &["export", "FILE", "--format", "jsonl"],
    &["check", "FILE", "--repair"],
    &["tag", "road", "FILE", "--tag", "claim"],
    &["edit", "FILE"],
    &["unclaimed"],
    &["text", "FILE", "--json"],
    &["concordance", "road", "FILE", "--sort", "1R"],
    &["collocates", "road", "FILE"],
    &["keyness", "road", "FILE"],
    &["dispersion", "FILE", "--query", "road"],
    &["words", "FILE"],
    &["together", "FILE"],
    &["evidence", "FILE"],
    &["coverage", "FILE", "--list"],
    &["names", "FILE"],
    &["convert", "SET", "SET.brat.zip"],
    &["import", "FILE", "SET"],
    &["report", "FILE"],
    &["references", "FILE"],
    &["bundle", "FILE", "BUNDLE"],
    &["verify", "BUNDLE"],
    &["help"],
    &["FILE"],
];

#[test]
fn no_subcommand_opens_a_socket() {
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    let help = Command::new(program).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands = help.split_once("Commands:").unwrap().1;
    let commands = commands.split_once("\n\n").unwrap().0;
    let names = commands.lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?;
        (!name.starts_with(' ')).then(|| name.split(' ').next())?
    });
    for name in names {
        let is_run = RUNS.iter().any(|run| run[0] == name);
        assert!(is_run, "{name} is not traced");
    }
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = articles(folder.path());
    let inside = |name: &str| folder.path().join(name).into_os_string();
    let set = inside("set.jsonl");
    let exported = Command::new(program)
        .arg("export")
        .arg(&file)
        .args(["--format", "jsonl", "--out"])
        .arg(&set)
        .status();
    assert!(exported.unwrap().success());
    for run in RUNS {
        let run = run.iter().map(|word| match *word {
            "FILE" => file.clone().into_os_string(),
            "SET" => set.clone(),
            "SET.brat.zip" => inside("set.brat.zip"),
            "BUNDLE" => inside("evidence.zip"),
            word => word.into(),
        });
        let run: Vec<_> = run.collect();
        let trace = traced(program, |command| {
            command.args(&run);
        });
        assert_eq!(offences(&trace), Vec::<&str>::new(), "{run:?}");
    }
}

/// The window on a virtual screen, with a workspace, until it has been drawn and has read everything.
#[cfg(feature = "gui")]
#[test]
fn the_window_opens_no_socket_but_to_the_screen_and_the_buses() {
    use std::io::{BufRead, BufReader};
    if !can_trace() {
        return;
    }
    let screen = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1440x900x24"])
        .args(["-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut screen) = screen else {
        eprintln!("not run: the real window needs Xvfb");
        return;
    };
    let mut number = String::new();
    BufReader::new(screen.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = articles(folder.path());
    // Ended from outside after a while, as a person who has seen enough does.
    let trace = traced(Path::new("timeout"), |command| {
        command
            .args(["--signal=TERM", "20", env!("CARGO_BIN_EXE_dateline")])
            .arg(&file)
            .env("DISPLAY", format!(":{}", number.trim()))
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            // The driver asks for the user's home through a service of the system where it keeps a cache.
            .env("MESA_SHADER_CACHE_DISABLE", "true");
    });
    drop(screen.kill());
    drop(screen.wait());
    assert_eq!(offences(&trace), Vec::<&str>::new());
    assert!(trace.contains(".X11-unix"), "the window was there: {trace}");
}
