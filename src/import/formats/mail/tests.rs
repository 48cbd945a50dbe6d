//! Mails: all their words, their own day, and what is left out said.

use super::*;

const HEAD: &str = "From: A. Writer <a@b.org>\r\nTo: c@d.org\r\nSubject: Road cut\r\nDate: Wed, 22 Feb 2023 23:30:00 -0800\r\nMIME-Version: 1.0\r\n";

fn read(rest: &str) -> (Draft, Option<String>) {
    let (draft, left_out) = mail(format!("{HEAD}{rest}").as_bytes()).unwrap();
    (draft, left_out.map(|l| l.to_string()))
}

/// Parts of a mail of this kind.
fn parts(kind: &str, parts: &[&str]) -> String {
    let mut out = format!("Content-Type: multipart/{kind}; boundary=X\r\n\r\n");
    for part in parts {
        out.push_str(&format!("--X\r\n{part}\r\n"));
    }
    out + "--X--\r\n"
}

#[test]
fn all_texts_of_a_mail_are_read_in_order() {
    let picture =
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=";
    let first = "Content-Type: text/plain\r\n\r\nFirst part.";
    let second = "Content-Type: text/plain\r\n\r\nSecond part.";
    let page = "Content-Type: text/html\r\n\r\n<p>Third part.</p>";
    let note = "Content-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\nNote.";
    let (draft, left_out) = read(&parts("mixed", &[first, picture, second, page, note]));
    assert_eq!(
        draft.text,
        "Road cut\n\nFirst part.\n\nSecond part.\n\nThird part.\n\nNote."
    );
    assert_eq!(left_out, None);
    assert_eq!(draft.date.unwrap().to_string(), "2023-02-22");
    assert_eq!(draft.author.as_deref(), Some("A. Writer"));
}

#[test]
fn a_mail_inside_a_mail_is_read() {
    let inside = "Content-Type: message/rfc822\r\n\r\nFrom: Wire <w@b.org>\r\nSubject: =?utf-8?Q?Br=C3=BCcke?=\r\nDate: Tue, 21 Feb 2023 10:00:00 +0000\r\nContent-Type: text/plain\r\n\r\nWords of the wire.";
    let (draft, _) = read(&parts(
        "mixed",
        &["Content-Type: text/plain\r\n\r\nSee below.", inside],
    ));
    assert!(draft.text.contains("See below."), "{}", draft.text);
    assert!(draft.text.contains("Subject: Brücke"), "{}", draft.text);
    assert!(draft.text.ends_with("Words of the wire."), "{}", draft.text);
    assert_eq!(draft.date.unwrap().to_string(), "2023-02-22", "its own day");
}

#[test]
fn of_alternatives_the_plain_one_is_read_unless_it_is_a_stub() {
    let long =
        "<p>The harbour council met on the quay and agreed to repair the pier.</p>".repeat(5);
    let page = format!("Content-Type: text/html\r\n\r\n{long}");
    let stub = "Content-Type: text/plain\r\n\r\nYour mail program cannot show this message. View it in a browser.";
    let (draft, _) = read(&parts("alternative", &[stub, &page]));
    assert!(draft.text.contains("harbour council") && !draft.text.contains("cannot show"));
    let plain = "Content-Type: text/plain\r\n\r\nThe harbour council met on the quay and agreed to repair the pier, all five of them said so.";
    let (draft, _) = read(&parts("alternative", &[plain, &page]));
    assert!(draft.text.ends_with("all five of them said so."));
}

#[test]
fn what_is_left_out_is_said() {
    let text = "Content-Type: text/plain\r\n\r\nText.";
    let file = "Content-Type: application/pdf; name=a.pdf\r\n\r\nx";
    let (_, said) = read(&parts("mixed", &[text, file]));
    assert!(said.unwrap().contains("a.pdf"));
    let tnef = "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx";
    let (_, said) = read(&parts("mixed", &[text, tnef]));
    assert!(said.unwrap().contains("winmail.dat"));
}

#[test]
fn locked_mails_say_so() {
    let pgp = parts(
        "encrypted",
        &["Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"],
    );
    let smime = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC".to_owned();
    let inline = "Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----".to_owned();
    for rest in [pgp, smime, inline] {
        let problem = mail(format!("{HEAD}{rest}").as_bytes()).unwrap_err();
        assert!(problem.to_string().contains("encrypted"), "{problem}");
    }
}

#[test]
fn mails_of_apple_end_where_they_say() {
    let inner = format!("{HEAD}Content-Type: text/plain\r\n\r\nText.\r\n");
    let file = format!(
        "{}      \n{inner}<?xml version=\"1.0\"?><plist>words</plist>",
        inner.len()
    );
    assert!(looks_like_mail(&file));
    let (draft, _) = mail(file.as_bytes()).unwrap();
    assert_eq!(draft.text, "Road cut\n\nText.");
}

#[test]
fn odd_header_names_are_headers() {
    assert!(looks_like_mail(
        "X-Spam_score: 1\nFrom: a\nTo: b\nSubject: c\n\nx"
    ));
    assert!(!looks_like_mail(
        "From the road: news\nTo: b\nSubject: c\nDate: d"
    ));
}

#[test]
fn the_day_of_saving_is_never_the_date() {
    let page =
        "<html><head><title>Road cut</title></head><body><p>Shelling went on.</p></body></html>";
    for from in [
        "\"Gespeichert von Windows Internet Explorer 8\"",
        "=?utf-8?B?55SxIFdpbmRvd3M=?=",
        "<Saved by Blink>",
    ] {
        for kind in [
            "multipart/related; boundary=X; type=\"text/html\"",
            "text/html",
        ] {
            let place = "Content-Location: https://a.org/2023/02/21/road\r\n";
            let body = if kind.starts_with("text") {
                format!("{place}\r\n{page}")
            } else {
                format!("\r\n--X\r\nContent-Type: text/html\r\n{place}\r\n{page}\r\n--X--\r\n")
            };
            let all = format!(
                "From: {from}\r\nSubject: Road cut\r\nDate: Wed, 15 Mar 2023 10:15:12 +0100\r\nContent-Type: {kind}\r\n{body}"
            );
            let (draft, _) = mail(all.as_bytes()).unwrap();
            let date = draft.date.map(|d| d.to_string());
            assert_eq!(date.as_deref(), Some("2023-02-21"), "{all}");
            assert_eq!(draft.url.as_deref(), Some("https://a.org/2023/02/21/road"));
        }
    }
}

#[test]
fn a_day_that_is_not_understood_is_none() {
    let all = "From: a@b\r\nSubject: x\r\nDate: Wed, 99 Feb 2023 10:00:00\r\n\r\nText.";
    let (draft, _) = mail(all.as_bytes()).unwrap();
    assert_eq!(draft.date, None);
    assert_eq!(draft.fields[0].1, "Wed, 99 Feb 2023 10:00:00");
}
