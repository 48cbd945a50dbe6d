//! Folders of mails in one file: an article a mail.

use std::io::{BufRead, Read};

use mail_parser::MessageParser;

use crate::corpus::ProblemKind;
use crate::import::Outlet;
use crate::import::formats::mail::mail;
use crate::import::formats::{Contents, Format, Sniff};
use crate::import::limits::MAX_TEXT_BYTES;

pub(crate) static FORMAT: Format = Format {
    words: "a folder of mails",
    names: &["mbox"],
    endings: &["mbox"],
    contents: Contents::Articles,
    sniff: Sniff {
        by_name: &["mbox"],
        shape: |head| head.text().lines().next().is_some_and(is_mbox_line),
        ..Sniff::NOTHING
    },
    sandboxed: |_| true,
    read: |input, _, outlet| mbox(input.stream(), outlet),
};

/// `From somebody Mon Mar  6 10:00:00 2023`
fn is_mbox_line(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else {
        return false;
    };
    let has_clock = rest.split_whitespace().any(|w| w.matches(':').count() == 2);
    has_clock && rest.split_whitespace().count() >= 4
}

/// One mail of a folder, as far as it has come.
#[derive(Default)]
struct OpenMail {
    bytes: Vec<u8>,
    /// Its place in the folder, from 1; 0 for what stands before the first.
    number: u64,
    /// Whether there is more of it than is kept.
    cut: bool,
}

impl OpenMail {
    fn push(&mut self, line: &[u8]) {
        if self.bytes.len() + line.len() <= MAX_TEXT_BYTES {
            self.bytes.extend_from_slice(line);
        } else {
            self.cut = true;
        }
    }

    /// Hands the mail on and begins the next; `false` where nothing more is wanted.
    fn finish(&mut self, outlet: &mut Outlet<'_>) -> bool {
        let Self { bytes, number, cut } = std::mem::take(self);
        self.number = number + 1;
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
        match mail(&bytes) {
            Ok(mut draft) => {
                let parsed = MessageParser::default().parse(&bytes);
                let id = parsed.and_then(|m| m.message_id().map(str::to_owned));
                draft.record = Some(id.unwrap_or_else(|| number.to_string()));
                outlet.deliver(vec![draft], bytes.len() as u64)
            }
            Err(kind) => {
                outlet.problem(ProblemKind::Record(number, kind.to_string()));
                !outlet.is_stopped()
            }
        }
    }
}

/// Reads a folder of mails.
fn mbox(mut input: impl BufRead, outlet: &mut Outlet<'_>) -> Result<(), ProblemKind> {
    let mut open = OpenMail::default();
    let mut after_empty = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input
            .by_ref()
            .take(MAX_TEXT_BYTES as u64)
            .read_until(b'\n', &mut line);
        let n = match read {
            Ok(n) => n,
            Err(e) => {
                // What came whole before the fault is kept; the mail it cuts is told with it.
                open.finish(outlet);
                return Err(ProblemKind::Unreadable(e.to_string()));
            }
        };
        let starts = n > 0
            && after_empty
            && line.starts_with(b"From ")
            && is_mbox_line(&String::from_utf8_lossy(&line));
        if starts || n == 0 {
            if !open.finish(outlet) || n == 0 {
                return Ok(());
            }
            after_empty = false;
            continue;
        }
        after_empty = line.trim_ascii().is_empty();
        // `>From` is how a line that begins with From is written in a folder.
        let unquoted = line
            .strip_prefix(b">")
            .filter(|l| l.trim_ascii_start().starts_with(b"From ") || l.starts_with(b">"));
        open.push(unquoted.unwrap_or(&line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Draft;

    #[test]
    fn a_folder_gives_a_mail_each_and_body_lines_do_not_cut() {
        let folder = "From a@b Mon Mar  6 10:00:00 2023\nFrom: A <a@b>\nSubject: One\nDate: Mon, 6 Mar 2023 23:30:00 -0800\n\nFrom here on the road is cut.\n>From there too.\n\nFrom c@d Tue Mar  7 10:00:00 2023\nFrom: c@d\nSubject: Two\n\nText.\n";
        let mut all = Vec::new();
        let mut take = |drafts: Vec<Draft>, _| {
            all.extend(drafts);
            true
        };
        mbox(folder.as_bytes(), &mut Outlet::new(&mut take)).unwrap();
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
}
