//! Every value that an article bears says where in the file it stands.

use super::*;
use crate::corpus::Known;

/// Title, date, publisher, author and address of the first article: where they stand; `-` for nowhere.
fn places(name: &str, bytes: &str) -> [String; 5] {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), name, bytes.as_bytes());
    let mut first = None;
    let mut take = |some: Vec<Draft>, _| {
        first = first.take().or_else(|| some.into_iter().next());
        true
    };
    read_file_unprotected(&SourceSpec::default(), &file, &mut Outlet::new(&mut take));
    let origins = first.unwrap().origins;
    Known::ALL.map(|known| origins.get(known).unwrap_or("-").to_owned())
}

#[test]
fn columns_are_named() {
    let table = "headline,published,outlet,writer,link,text\nPier,2023-02-22,The Post,Ada,https://a.example/1,Repair.\n";
    assert_eq!(
        places("a.csv", table),
        [
            "column headline",
            "column published",
            "column outlet",
            "column writer",
            "column link"
        ]
    );
    let lines = "{\"title\":\"Pier\",\"meta\":{\"date\":\"2023-02-22\"},\"author\":\"Ada\",\"text\":\"Repair.\"}\n";
    assert_eq!(
        places("a.jsonl", lines),
        [
            "column title",
            "column meta.date",
            "-",
            "column author",
            "-"
        ]
    );
}

#[test]
fn what_is_not_stated_or_not_understood_stands_nowhere() {
    let table = "title,date,text\n,sometime in spring,Repair of the pier.\n";
    assert_eq!(places("a.csv", table), ["-"; 5]);
    assert_eq!(
        places("a.txt", " date 2023-02-22 Pier\n\nRepair."),
        ["-"; 5]
    );
}

#[test]
fn pages_name_the_element() {
    let body = "<p>The council agreed to repair the north pier before winter.</p></body></html>";
    let page =
        |head: &str, body: &str| format!("<!DOCTYPE html><html><head>{head}</head><body>{body}");
    let meta = "<title>Pier</title><meta property='article:published_time' content='2023-02-22'><meta name='author' content='Ada'><meta property='og:site_name' content='The Post'><link rel='canonical' href='https://a.example/1'>";
    assert_eq!(
        places("a.html", &page(meta, body)),
        [
            "title of the page",
            "meta article:published_time",
            "meta og:site_name",
            "meta author",
            "link canonical"
        ]
    );
    let data = "<meta property='og:title' content='Pier'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Pier\",\"datePublished\":\"2023-02-22\",\"author\":{\"name\":\"Ada\"},\"publisher\":{\"name\":\"The Post\"}}</script>";
    assert_eq!(
        places("a.html", &page(data, body)),
        [
            "meta og:title",
            "JSON-LD datePublished",
            "JSON-LD publisher",
            "JSON-LD author",
            "-"
        ]
    );
    let address =
        "<title>Pier</title><link rel='canonical' href='https://a.example/2023/02/22/pier'>";
    let heading = format!("<h1>Pier</h1>{body}");
    assert_eq!(
        places("a.html", &page(address, &heading)),
        ["heading of the page", "address", "-", "-", "link canonical"]
    );
}

#[test]
fn mails_feeds_and_downloads_name_what_they_have() {
    let mail = "From: Ada <a@b.example>\r\nTo: c@d.example\r\nSubject: Pier\r\nDate: Wed, 22 Feb 2023 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\nRepair agreed.\r\n";
    assert_eq!(
        places("a.eml", mail),
        ["header Subject", "header Date", "-", "header From", "-"]
    );
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Post</title><item><title>Pier</title><guid>a</guid><pubDate>Wed, 22 Feb 2023 10:00:00 GMT</pubDate><link>https://a.example/1</link><description>Repair.</description></item></channel></rss>";
    assert_eq!(
        places("a.xml", feed),
        [
            "title of the entry",
            "day of the entry",
            "title of the feed",
            "-",
            "link of the entry"
        ]
    );
    let ris = "TY  - NEWS\nTI  - Pier\nT2  - The Post\nAU  - Ada\nPY  - 2023\nDA  - 2023/02/22\nUR  - https://a.example/1\nAB  - Repair of the pier was agreed.\nER  - \n";
    assert_eq!(
        places("a.ris", ris),
        ["field TI", "field DA", "field T2", "field AU", "field UR"]
    );
    let note =
        "---\ntitle: Pier\ndate: 2023-02-22\nauthor: Ada\n---\nRepair of the pier was agreed.\n";
    assert_eq!(
        places("a.md", note),
        ["field title", "field date", "-", "field author", "-"]
    );
}
