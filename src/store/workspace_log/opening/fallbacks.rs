//! What the fallback places hold, when a workspace is opened.

use std::path::PathBuf;

use super::{Opening, content_of};
use crate::store::journal::{self, Found};
use crate::store::lineage::{Head, Lineage};
use crate::store::open::OpenError;
use crate::text::counted::counted;
use crate::workspace::Entry;

impl Opening<'_, '_> {
    /// Takes in what the fallback places hold that the file holds as well: it was written from them, and
    /// what should have come after that did not.
    ///
    /// # Errors
    /// One is there and cannot be read.
    pub fn take_what_the_file_holds(&mut self) -> Result<(), OpenError> {
        for (_, bytes) in self.places()? {
            let mut read = journal::read(&bytes);
            let Some(head) = &read.head else { continue };
            if !self.passes(head, &read.entries) {
                continue;
            }
            read.entries
                .retain(|found| found.entry.sequence <= self.sequence);
            self.take_found(&mut read, &bytes);
        }
        Ok(())
    }

    fn places(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, OpenError> {
        let identity = self.knows_identity.then_some(&self.state.identity);
        let places = self.workspace_log.fallbacks_of(identity);
        places.map_err(|why| OpenError::Unreadable {
            why,
            path: self.workspace_log.fallback.clone().unwrap_or_default(),
        })
    }

    /// Takes in what the fallback places hold.
    ///
    /// # Errors
    /// One is there and cannot be read.
    pub fn take_fallbacks(&mut self) -> Result<(), OpenError> {
        for (path, bytes) in self.places()? {
            self.take_fallback(path, &bytes);
        }
        Ok(())
    }

    fn take_fallback(&mut self, path: PathBuf, bytes: &[u8]) {
        let read = journal::read(bytes);
        let what = "the file of your own in which changes were kept";
        self.take_damage(what, &path, &read, bytes);
        let is_other = match &read.head {
            // Two programs may each have given a file of an earlier version an identity; what follows from
            // an entry that led here is of this workspace all the same.
            Some(head) => {
                self.says_identity
                    && self.state.identity != head.identity
                    && !self.is_on_the_way(head.after, &head.lineage)
            }
            None => false,
        };
        if is_other {
            self.problem(format!(
                "{} are kept of another workspace that lay here before; “dateline unclaimed” lists them: {}",
                counted(read.entries.len(), "change", "changes"),
                path.display()
            ));
            return;
        }
        let first = read.entries.first().map(|found| found.entry.sequence);
        let Some(first) = first else {
            self.state.fallbacks.push(path);
            return;
        };
        let after = read
            .head
            .as_ref()
            .map_or(first.saturating_sub(1), |head| head.after);
        let mut lineage = match &read.head {
            Some(head) if self.is_on_the_way(head.after, &head.lineage) => {
                Some(head.lineage.clone())
            }
            Some(_) => None,
            // One of an earlier version does not say; only what follows the last entry can be meant.
            None if after <= self.last() => self.state.lineage_at(after).cloned(),
            None => None,
        };
        let is_on_the_way = lineage.is_some() || (read.head.is_none() && after <= self.last());
        if let Some(head) = read.head.as_ref().filter(|_| is_on_the_way) {
            self.adopt(&head.identity);
        }
        let mut rest = read.entries.into_iter().peekable();
        let mut after = after;
        while is_on_the_way
            && let Some(found) =
                rest.next_if(|f| self.sum_of(f.entry.sequence) == Some(f.sum.as_str()))
        {
            after = found.entry.sequence;
            self.state.kept.insert(found.sum.clone());
            lineage = lineage.map(|l| l.after(&found.sum));
        }
        if is_on_the_way && after == self.last() {
            // The next append takes them to the journal.
            for found in rest {
                let text = bytes.get(found.start as usize..found.end as usize);
                self.push(found, text.unwrap_or_default());
            }
            self.state.fallbacks.push(path);
            return;
        }
        let rest: Vec<Found> = rest.collect();
        if rest.is_empty() {
            self.state.fallbacks.push(path);
            return;
        }
        self.lead_fallback_astray(path, read.head, lineage.map(|l| (after, l)), rest);
    }

    /// Puts what a fallback place holds beyond the common way aside.
    fn lead_fallback_astray(
        &mut self,
        path: PathBuf,
        head: Option<Head>,
        parting: Option<(u64, Lineage)>,
        rest: Vec<Found>,
    ) {
        let mut head = head.unwrap_or_else(|| self.head_at_file());
        let is_known = parting.is_some();
        if let Some((after, lineage)) = parting {
            (head.after, head.lineage) = (after, lineage);
        }
        head.file = None;
        let sums: Vec<String> = rest.iter().map(|found| found.sum.clone()).collect();
        let entries: Vec<Entry> = rest.into_iter().map(|found| found.entry).collect();
        let Ok(content) = content_of(&head, &entries) else {
            return;
        };
        let words = "changes that could not be written into the journal then went another way than the workspace since: somebody else changed it meanwhile";
        let head = Some(head).filter(|_| is_known);
        let kept = self.tell_astray(words, &path, head, entries, &content);
        let sums = sums.into_iter();
        self.state.aside.extend(sums.map(|sum| (sum, kept.clone())));
        self.state.fallbacks.push(path);
    }
}
