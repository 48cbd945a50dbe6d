//! Folders of mails in one file: an article a mail.

use std::io::{BufRead, Read};
use std::sync::LazyLock;

use mail_parser::MessageParser;
use regex::Regex;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::formats::mail::{is_header_name, mail};
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_TEXT_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a folder of mails",
    names: &["mbox"],
    endings: &["mbox"],
    contents: Contents::Articles,
    sniff: Sniff {
        by_name: &["mbox"],
        shape: |head| {
            let mut lines = head.text().split(['\r', '\n']);
            lines.next().is_some_and(is_mbox_line)
        },
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, context, outlet| {
        // Old programs end their lines with a carriage return alone.
        let head = context.head.bytes;
        let end = if head.contains(&b'\r') && !head.contains(&b'\n') {
            b'\r'
        } else {
            b'\n'
        };
        mbox(input.stream(), end, outlet)
    },
};

/// `From somebody Mon Mar  6 10:00:00 2023`, also with a zone, and in the order of mail headers.
fn is_mbox_line(line: &str) -> bool {
    static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let weekday = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
        let month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
        let clock = r"\d{1,2}:\d\d(?::\d\d)?";
        let zone = r"(?: +(?:[A-Z]{1,5}|[+-]\d{4}))*";
        let as_asctime = format!(r"{weekday},? +{month} +\d{{1,2}} +{clock}{zone} +\d{{4}}");
        let as_header = format!(r"{weekday},? +\d{{1,2}} +{month} +\d{{4}} +{clock}");
        Regex::new(&format!(
            r"^From (?:.*\S +)?(?:{as_asctime}|{as_header}){zone}\s*(?:remote from .*)?$"
        ))
        .ok()
    });
    line.starts_with("From ") && LINE.as_ref().is_some_and(|l| l.is_match(line.trim_end()))
}

/// Whether the weekday stands right behind one word for the sender.
fn has_one_sender(line: &[u8]) -> bool {
    let words = String::from_utf8_lossy(line);
    let day = words.split_whitespace().nth(2).unwrap_or_default();
    day.len() <= 4 && day.starts_with(char::is_uppercase)
}

/// Whether a line can be the first of a mail.
fn is_header_line(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let name = line.split_once(':').map(|(name, _)| name);
    name.is_some_and(is_header_name) || line.starts_with(">From ")
}

/// One mail of a folder, as far as it has come.
#[derive(Default)]
struct OpenMail {
    bytes: Vec<u8>,
    /// Its place in the folder, from 1; 0 for what stands before the first.
    number: u64,
    /// Whether there is more of it than is kept.
    cut: bool,
    /// Where its text begins and how long it says that it is.
    stated: Option<(usize, usize)>,
    /// Whether the lines of its head have ended.
    has_head: bool,
    /// Where lines within the stated length look like the beginning of another mail.
    doubtful: Vec<usize>,
    /// Days that are not understood in the mails so far, and the first of them.
    unread: (u64, Option<String>),
}

impl OpenMail {
    fn push(&mut self, line: &[u8]) {
        if self.bytes.len() + line.len() <= MAX_TEXT_BYTES {
            self.bytes.extend_from_slice(line);
        } else {
            self.cut = true;
        }
        if self.has_head {
            return;
        }
        if line.trim_ascii().is_empty() {
            self.has_head = true;
            self.stated = stated_length(&self.bytes).map(|length| (self.bytes.len(), length));
        }
    }

    /// Whether what comes next lies within the length that the mail states.
    fn is_within_stated(&self) -> bool {
        self.stated
            .is_some_and(|(start, length)| self.bytes.len() < start.saturating_add(length))
    }

    /// Whether the mail ended about where it said; else the lines within it that look like a beginning are
    /// beginnings.
    fn is_as_stated(&self) -> bool {
        self.stated.is_some_and(|(start, length)| {
            let end = start.saturating_add(length);
            // Some programs count without the empty line behind the text.
            end <= self.bytes.len() && self.bytes.len() - end <= 2
        })
    }

    /// Hands the mail on and begins the next; `false` where nothing more is wanted.
    fn finish(&mut self, outlet: &mut Outlet<'_>) -> bool {
        let is_as_stated = self.is_as_stated();
        let Self {
            bytes,
            mut number,
            cut,
            doubtful,
            mut unread,
            ..
        } = std::mem::take(self);
        let mut starts = vec![0];
        starts.extend(doubtful.into_iter().filter(|_| !is_as_stated));
        starts.push(bytes.len());
        let mut goes_on = true;
        for pair in starts.windows(2) {
            let [start, end] = *pair else { continue };
            let one = bytes.get(start..end).unwrap_or_default();
            // A beginning that was passed over still stands there.
            let one = match one.iter().position(|b| *b == b'\n') {
                Some(line) if start > 0 => one.get(line + 1..).unwrap_or_default(),
                _ => one,
            };
            goes_on = deliver(one, number, cut, &mut unread, outlet);
            number += 1;
        }
        self.number = number;
        self.unread = unread;
        goes_on
    }

    /// Ends the folder: hands the last mail on and says what was not understood.
    fn end(&mut self, outlet: &mut Outlet<'_>) {
        self.finish(outlet);
        let (count, first) = std::mem::take(&mut self.unread);
        outlet.add_problems(first.map(|raw| ProblemKind::UnreadDates(count, raw)));
    }
}

/// The `Content-Length` of a head.
fn stated_length(head: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(head);
    let line = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().to_owned())
    });
    line?.parse().ok()
}

/// Hands a mail on; `false` where nothing more is wanted.
fn deliver(
    bytes: &[u8],
    number: u64,
    cut: bool,
    unread: &mut (u64, Option<String>),
    outlet: &mut Outlet<'_>,
) -> bool {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        if number > 0 {
            outlet.problem(ProblemKind::Record(number, ProblemKind::Empty.to_string()));
        }
        return !outlet.is_stopped();
    }
    if cut {
        let most = MAX_TEXT_BYTES >> 20;
        outlet.problem(ProblemKind::Limit(format!(
            "mail {number} is longer than {most} MB"
        )));
    }
    match mail(bytes) {
        Ok((mut draft, left_out)) => {
            let parsed = MessageParser::default().parse(bytes);
            let id = parsed.and_then(|m| m.message_id().map(str::to_owned));
            draft.record = Some(id.unwrap_or_else(|| number.to_string()));
            if let Some(raw) = draft.unread_date() {
                unread.0 += 1;
                unread.1.get_or_insert_with(|| raw.to_owned());
            }
            outlet.add_problems(left_out.map(|kind| match kind {
                ProblemKind::WithoutParts(what) => {
                    ProblemKind::WithoutParts(format!("mail {number}: {what}"))
                }
                other => other,
            }));
            outlet.deliver(vec![draft], bytes.len() as u64)
        }
        Err(kind) => {
            outlet.problem(ProblemKind::Record(number, kind.to_string()));
            !outlet.is_stopped()
        }
    }
}

/// Reads a folder of mails whose lines end with a sign.
fn mbox(mut input: impl BufRead, line_end: u8, outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let mut open = OpenMail::default();
    // A line that begins a mail if a header follows it.
    let mut waiting: Option<(Vec<u8>, bool)> = None;
    let mut after_empty = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input
            .by_ref()
            .take(MAX_TEXT_BYTES as u64)
            .read_until(line_end, &mut line);
        let n = match read {
            Ok(n) => n,
            Err(e) => {
                // What came whole before the fault is kept; the mail it cuts is told with it.
                open.end(outlet);
                return Err(ProblemKind::Unreadable(e.to_string()));
            }
        };
        if line_end == b'\r'
            && let Some(last) = line.last_mut().filter(|b| **b == b'\r')
        {
            *last = b'\n';
        }
        if let Some((first, is_certain)) = waiting.take() {
            if !is_certain && !is_header_line(&line) {
                open.push(&first);
            } else if open.is_within_stated() {
                let at = open.bytes.len();
                open.doubtful.push(at);
                open.push(&first);
            } else if !open.finish(outlet) {
                return Ok(());
            }
        }
        if n == 0 {
            open.end(outlet);
            return Ok(());
        }
        if line.starts_with(b"From ") && is_mbox_line(&String::from_utf8_lossy(&line)) {
            // After an empty line, and with one word for the sender, it begins a mail whatever follows.
            let is_certain = after_empty && has_one_sender(&line);
            waiting = Some((std::mem::take(&mut line), is_certain));
            after_empty = false;
            continue;
        }
        after_empty = line.trim_ascii().is_empty();
        // `>From` is how a line that begins with From is written in a folder, `>>From` one that begins with
        // `>From`.
        let is_quoted = line.starts_with(b">")
            && line
                .iter()
                .position(|b| *b != b'>')
                .and_then(|at| line.get(at..))
                .is_some_and(|rest| rest.starts_with(b"From "));
        open.push(line.get(usize::from(is_quoted)..).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::import::formats::testing::given;

    #[test]
    fn a_folder_gives_a_mail_each_and_body_lines_do_not_cut() {
        let folder = "From a@b Mon Mar  6 10:00:00 2023\nFrom: A <a@b>\nSubject: One\nDate: Mon, 6 Mar 2023 23:30:00 -0800\n\nFrom here on the road is cut.\n>From there too.\n\nFrom c@d Tue Mar  7 10:00:00 2023\nFrom: c@d\nSubject: Two\n\nText.\n";
        let (all, said) = given(|outlet| mbox(folder.as_bytes(), b'\n', outlet));
        assert_eq!(said, []);
        let texts: Vec<_> = all.iter().map(|d| d.text.trim_end()).collect();
        assert_eq!(
            texts,
            [
                "One\n\nFrom here on the road is cut.\nFrom there too.",
                "Two\n\nText."
            ]
        );
        assert_eq!(all[0].date.as_ref().unwrap().to_string(), "2023-03-06");
    }

    fn texts(folder: &str, line_end: u8) -> Vec<String> {
        let (all, _) = given(|outlet| mbox(folder.as_bytes(), line_end, outlet));
        let texts = all.into_iter().map(|d| d.text.trim_end().to_owned());
        texts.collect()
    }

    #[test]
    fn lines_that_begin_with_from_cut_only_where_a_mail_begins() {
        let one = "From - Wed Feb 22 10:00:00 2023\nSubject: One\n\nBody one.\n";
        let two = "From 12@xxx Thu Feb 23 10:00:00 +0000 2023\nSubject: Two\n\nBody two.\n";
        let three = "From a@b Fri, 24 Feb 2023 10:00:00 +0100\nSubject: Three\n\nBody three.\n";
        // No empty line before a beginning is needed.
        assert_eq!(texts(&format!("{one}{two}{three}"), b'\n').len(), 3);
        for line in [
            "From 09:15:00 until 09:40:00 sirens sounded",
            "From here on Mon Mar 6 10:00:00 2023 was a bad day",
            "From the diary, Mon Mar 6 10:00:00 2023",
        ] {
            let all = texts(&format!("{one}\n{line}\nand no header\n\n{two}"), b'\n');
            assert_eq!(all.len(), 2, "{line}");
            assert!(all[0].contains(line), "{line}");
        }
    }

    #[test]
    fn one_sign_of_quotation_is_undone() {
        let all = texts(
            "From a@b Mon Mar  6 10:00:00 2023\nSubject: x\n\n>From a\n>>From b\n> From c\n>> d\n>e\n",
            b'\n',
        );
        assert_eq!(all, ["x\n\nFrom a\n>From b\n> From c\n>> d\n>e"]);
    }

    #[test]
    fn lines_may_end_with_a_carriage_return_alone() {
        let folder = "From a@b Mon Mar  6 10:00:00 2023\nSubject: One\n\nBody one.\n\nFrom a@b Tue Mar  7 10:00:00 2023\nSubject: Two\n\nBody two.\n";
        assert_eq!(
            texts(&folder.replace('\n', "\r"), b'\r'),
            ["One\n\nBody one.", "Two\n\nBody two."]
        );
    }

    #[test]
    fn a_stated_length_holds_where_it_is_true() {
        let inside = "Text.\n\nFrom a@b Mon Mar  6 10:00:00 2023\nSubject: quoted mail\n\nEnd.\n";
        let next = "From a@b Tue Mar  7 10:00:00 2023\nSubject: Two\n\nBody.\n";
        let folder = |length: usize| {
            format!(
                "From a@b Mon Mar  6 10:00:00 2023\nSubject: One\nContent-Length: {length}\n\n{inside}\n{next}"
            )
        };
        let all = texts(&folder(inside.len()), b'\n');
        assert_eq!(all.len(), 2);
        assert!(all[0].contains("quoted mail"));
        assert_eq!(
            texts(&folder(inside.len() + 500), b'\n').len(),
            3,
            "a length that is wrong"
        );
    }
}
