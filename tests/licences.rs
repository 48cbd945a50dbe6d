//! Every package that is compiled in may be given away as Dateline is: licences are allowed by name, those
//! that ask for more by the name of the package too, and `NOTICE` says so.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than being named.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages whose licence asks that changes to their own files stay open, or is one of fonts; all of them are
/// in `NOTICE`, but for what tests alone need.
const BY_NAME: [(&str, &str); 11] = [
    ("colored", "MPL-2.0"),
    ("cssparser", "MPL-2.0"),
    ("cssparser-macros", "MPL-2.0"),
    ("dtoa-short", "MPL-2.0"),
    ("epaint_default_fonts", "OFL-1.1"),
    ("epaint_default_fonts", "Ubuntu-font-1.0"),
    ("imbl", "MPL-2.0+"),
    ("imbl-sized-chunks", "MPL-2.0+"),
    ("nucleo-matcher", "MPL-2.0"),
    ("option-ext", "MPL-2.0"),
    ("selectors", "MPL-2.0"),
];

/// Packages that only tests and benchmarks need: they are not given away.
const OF_TESTS: [&str; 1] = ["colored"];

/// Whether a licence expression may be used: by one side of each `OR`, by all of each `AND`.
fn is_allowed(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.trim();
    let split = |word: &str| {
        let (mut depth, mut parts, mut from) = (0, Vec::new(), 0);
        for (at, c) in expression.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if depth == 0 && at >= from && expression[at..].starts_with(word) => {
                    parts.push(&expression[from..at]);
                    from = at + word.len();
                }
                _ => {}
            }
        }
        parts.push(&expression[from..]);
        parts
    };
    for either in [" OR ", "/"] {
        let parts = split(either);
        if parts.len() > 1 {
            return parts.iter().any(|part| is_allowed(part, allowed));
        }
    }
    let parts = split(" AND ");
    if parts.len() > 1 {
        return parts.iter().all(|part| is_allowed(part, allowed));
    }
    match expression
        .strip_prefix('(')
        .and_then(|e| e.strip_suffix(')'))
    {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed(expression),
    }
}

/// The packages that are compiled for this machine; none where cargo cannot say without the network.
fn packages() -> Option<Vec<Value>> {
    let host = Command::new(std::env::var("RUSTC").unwrap_or("rustc".to_owned()))
        .arg("-vV")
        .output()
        .ok()?;
    let said = String::from_utf8(host.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "))?;
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        println!("licences were not looked at, cargo has no list of packages: {why}");
        return None;
    }
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    found.get("packages")?.as_array().cloned()
}

#[test]
fn every_package_has_a_licence_that_is_allowed_by_name() {
    let Some(packages) = packages() else {
        return;
    };
    assert!(packages.len() > 300, "{} packages", packages.len());
    let word =
        |package: &Value, of: &str| package.get(of).and_then(Value::as_str).map(str::to_owned);
    let mut refused = Vec::new();
    for package in &packages {
        let name = word(package, "name").unwrap();
        let licence = word(package, "license").unwrap_or("none is stated".to_owned());
        let allowed = |one: &str| ALLOWED.contains(&one) || BY_NAME.contains(&(name.as_str(), one));
        if !is_allowed(&licence, &allowed) {
            refused.push(format!("{name}: {licence}"));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn the_notice_names_what_asks_for_it() {
    let notice = Path::new(env!("CARGO_MANIFEST_DIR")).join("NOTICE");
    let notice = std::fs::read_to_string(notice).unwrap();
    for (name, _) in BY_NAME.iter().filter(|(name, _)| !OF_TESTS.contains(name)) {
        assert!(
            notice.contains(&format!("{name} ")),
            "{name} is not in NOTICE"
        );
    }
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed = |one: &str| ["MIT", "Zlib"].contains(&one);
    for (expression, may) in [
        ("MIT", true),
        ("MPL-2.0", false),
        ("MPL-2.0 OR MIT", true),
        ("MPL-2.0/MIT", true),
        ("MIT AND MPL-2.0", false),
        ("(MIT OR MPL-2.0) AND Zlib", true),
        ("(MPL-2.0 OR GPL-2.0-only) AND Zlib", false),
        ("MIT AND Zlib", true),
        ("none is stated", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), may, "{expression}");
    }
}
