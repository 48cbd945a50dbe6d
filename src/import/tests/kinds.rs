//! Files that look like something else: marks before their first letter, names that promise another format,
//! what lies in folders and archives beside articles.

use super::*;
use crate::corpus::Problem;

/// Keys, texts and what was said of one file.
fn outcome(name: &str, bytes: &[u8]) -> (Vec<(Option<String>, String)>, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), name, bytes);
    let mut drafts = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        drafts.extend(some.into_iter().map(|d| (d.record, d.text)));
        true
    };
    let mut outlet = Outlet::new(&mut take);
    read_file_unprotected(&SourceSpec::default(), &file, &mut outlet);
    let said = outlet
        .into_problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    (drafts, said)
}

#[test]
fn a_mark_before_anything_changes_nothing() {
    let page = "<!DOCTYPE html><html><head><title>Pier</title></head><body><p>The council agreed to repair the north pier before winter.</p></body></html>";
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>P</title><item><title>Pier</title><guid>a</guid><description>Repair.</description></item></channel></rss>";
    let mail = "From: a@b.org\r\nTo: c@d.org\r\nSubject: Pier\r\nDate: Wed, 22 Feb 2023 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\nRepair agreed.\r\n";
    let long = format!("<!-- {} -->", "made by a program; ".repeat(400));
    for (name, text) in [
        (
            "a.json",
            "[{\"title\":\"Pier\",\"text\":\"Repair.\"}]".to_owned(),
        ),
        (
            "a.jsonl",
            "{\"title\":\"Pier\",\"text\":\"Repair.\"}\n".to_owned(),
        ),
        ("page", page.to_owned()),
        ("feed.xml", feed.to_owned()),
        ("feed.xml", feed.replace("<rss", &format!("{long}<rss"))),
        ("page", page.replace("<html>", &format!("{long}<html>"))),
        ("a.eml", mail.to_owned()),
        ("mail", mail.to_owned()),
        ("a.csv", "title,text\nPier,Repair.\n".to_owned()),
        ("a.rtf", "{\\rtf1 Pier repair.}".to_owned()),
        ("a.txt", " date 2023-02-22 Pier\n\nRepair.".to_owned()),
    ] {
        let (plain, said) = outcome(name, text.as_bytes());
        assert_eq!((plain.len(), said), (1, vec![]), "{name}: {text}");
        for marks in ["\u{FEFF}", "\u{FEFF}\u{FEFF}"] {
            let (marked, _) = outcome(name, format!("{marks}{text}").as_bytes());
            assert_eq!(marked, plain, "{name}: {text}");
        }
        assert!(
            plain[0].1.contains("Pier") && !plain[0].1.contains('<'),
            "{plain:?}"
        );
    }
}

#[test]
fn what_lies_beside_articles_is_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Road cut_files")).unwrap();
    std::fs::create_dir(folder.path().join("other_files")).unwrap();
    for name in [
        "a.txt",
        "a.txt~",
        "a.bak",
        "desktop.ini",
        "Thumbs.db",
        "~$report.docx",
        "link.url",
        "notes.webloc",
        "Road cut.html",
        "Road cut_files/frame.html",
        "other_files/b.txt",
    ] {
        file(folder.path(), name, b"x");
    }
    let source = SourceSpec {
        root: folder.path().to_owned(),
        ..SourceSpec::default()
    };
    let mut report = LoadReport::default();
    let found = files_of(&source, &mut report, &LoadProgress::default()).unwrap();
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["Road cut.html", "a.txt", "other_files/b.txt"]);
    report.sort();
    assert!(
        report
            .problems
            .iter()
            .all(|p: &Problem| !p.kind.is_failure())
    );
    let said: Vec<&str> = report.problems.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(
        said,
        ["Road cut_files", "a.bak, a.txt~", "link.url, notes.webloc"]
    );
}

/// An archive of files that are not packed, with names of any bytes.
fn stored(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = out.len() as u32;
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend((bytes.len() as u32).to_le_bytes());
        about.extend((bytes.len() as u32).to_le_bytes());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(*name);
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(*name);
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn names_in_archives_are_read_in_their_encoding() {
    let (name, _, _) = encoding_rs::SHIFT_JIS.encode("新しい-ソ.txt");
    let (articles, said) = outcome("a.zip", &stored(&[(&name, b"Road cut")]));
    assert_eq!(
        articles,
        [(Some("新しい-ソ.txt".to_owned()), "Road cut".to_owned())],
        "{said:?}"
    );
}

#[test]
fn tables_about_files_of_an_archive_are_joined_to_them() {
    let table = b"file,date,source\none.txt,2023-02-22,Post\n2.txt,2023-02-23,Herald\ngone.txt,,\n";
    let archive = stored(&[
        (b"metadata.csv", table),
        (b"texts/one.txt", b"Road cut"),
        (b"texts/0002.txt", b"Rail cut"),
        (b"__MACOSX/texts/._one.txt", b"x"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("a.zip", archive.clone()),
        ("b.zip", stored(&[(b"a.zip", &archive)])),
    ] {
        let file = file(folder.path(), name, &bytes);
        let mut drafts = Vec::new();
        let mut take = |some: Vec<Draft>, _| {
            drafts.extend(some);
            true
        };
        let mut outlet = Outlet::new(&mut take);
        read_file_unprotected(&SourceSpec::default(), &file, &mut outlet);
        let said: Vec<String> = outlet
            .into_problems()
            .iter()
            .map(ToString::to_string)
            .collect();
        let days: Vec<_> = drafts
            .iter()
            .map(|d| {
                (
                    d.date.as_ref().map(ToString::to_string),
                    d.publisher.as_deref(),
                )
            })
            .collect();
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(
            days,
            [
                (day("2023-02-22"), Some("Post")),
                (day("2023-02-23"), Some("Herald"))
            ],
            "{said:?}"
        );
        assert!(said.len() == 1 && said[0].contains("gone.txt"), "{said:?}");
    }
}

#[test]
fn a_byline_is_a_name() {
    let json = br#"[{"text":"Road cut","author":"By Ann Reed"},{"text":"Rail cut","author":"Byron"},{"text":"Rain","author":"by the sea"}]"#;
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), "a.json", json);
    let mut authors = Vec::new();
    let mut take = |some: Vec<Draft>, _| {
        authors.extend(some.into_iter().filter_map(|d| d.author));
        true
    };
    read_file_unprotected(&SourceSpec::default(), &file, &mut Outlet::new(&mut take));
    assert_eq!(authors, ["Ann Reed", "Byron", "by the sea"]);
}

#[test]
fn archives_say_what_they_hold_beside_articles() {
    let (articles, said) = outcome(
        "a.zip",
        &stored(&[
            (b"a.txt", b"Road cut"),
            (b"a.txt~", b"Road cut"),
            (b"__MACOSX/._a.txt", b"x"),
            (b"x/Thumbs.db", b"x"),
            (b"page.html", b"<html><body><p>Rail cut</p></body></html>"),
            (
                b"page_files/frame.html",
                b"<html><body>Advertisement</body></html>",
            ),
        ]),
    );
    assert_eq!(articles.len(), 2, "{articles:?} {said:?}");
    assert_eq!(said.len(), 2, "{said:?}");
    let project = stored(&[
        (b"sources/a.txt", b"Road cut"),
        (b"Sources/a.docx", b"x"),
        (b"project.qde", b"<x/>"),
    ]);
    let (articles, said) = outcome("a.qdpx", &project);
    assert_eq!((articles.len(), said.len()), (0, 1));
    assert!(said[0].contains("REFI-QDA"), "{said:?}");
}

#[test]
fn formats_that_are_not_read_are_named() {
    for (name, bytes, words) in [
        ("a.7z", &b"7z\xBC\xAF\x27\x1C\0\x04"[..], "7z archive"),
        ("a.rar", b"Rar!\x1A\x07\x01\0", "RAR archive"),
        ("a.txt", b"BZh91AY&SY\0\x01", "bzip2"),
        (
            "a.warc",
            b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n",
            "web archive",
        ),
        (
            "a.opml",
            b"<?xml version=\"1.0\"?><opml version=\"2.0\"><body/></opml>",
            "OPML",
        ),
    ] {
        let (articles, said) = outcome(name, bytes);
        assert_eq!((articles.len(), said.len()), (0, 1), "{name}");
        assert!(said[0].contains(words), "{said:?}");
    }
}

#[test]
fn a_blog_is_its_posts() {
    let export = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>B</title>\
        <item><title>Road cut</title><pubDate>Wed, 22 Feb 2023 09:00:00 +0000</pubDate><guid>1</guid><content:encoded><![CDATA[<p>Shelling went on.</p>]]></content:encoded><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><wp:comment><wp:comment_content>Comment words</wp:comment_content></wp:comment></item>\
        <item><title>Main menu</title><guid>2</guid><wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type></item>\
        <item><title>Draft</title><pubDate>Thu, 23 Feb 2023 09:00:00 +0000</pubDate><guid>3</guid><content:encoded>Aid came.</content:encoded><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>\
        </channel></rss>";
    let (articles, said) = outcome("export.xml", export.as_bytes());
    let texts: Vec<&str> = articles.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        ["Road cut\n\nShelling went on.", "Draft\n\nAid came."]
    );
    assert!(said[0].contains("menus"), "{said:?}");
}

#[test]
fn a_table_that_was_left_out_gives_no_articles_and_can_be_seen_again() {
    let folder = tempfile::tempdir().unwrap();
    let table = file(folder.path(), "a.csv", b"id,text\n1,Road\n");
    let left_out = crate::corpus::Mapping {
        left_out: true,
        ..crate::corpus::Mapping::default()
    };
    let source = SourceSpec {
        root: folder.path().to_owned(),
        mappings: [("a.csv".to_owned(), left_out)].into(),
        ..SourceSpec::default()
    };
    let mut take = |_, _| panic!("it has no articles");
    let mut outlet = Outlet::new(&mut take);
    read_file(&source, &table, &mut outlet);
    let said: Vec<String> = outlet
        .into_problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(said, ["holds a table that you left out and no article"]);
    assert_eq!(preview(&source, "a.csv").records.len(), 1);
}
