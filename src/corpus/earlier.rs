//! What sources said before they were changed.
//!
//! The table strikes a file out when it is read anew, and its texts stay until the cache is begun anew:
//! as long as they lie there, what changed can be shown. They are a help, not a record: deleting the cache
//! deletes them.

use std::collections::HashMap;

use super::corpus_set::NOWHERE;
use super::{ArticleId, ArticleIx, Corpus, TextHash};

impl Corpus {
    /// Earlier texts of an article that differ from what it says now, the latest first. Looks through the
    /// rows that do not count: about a millisecond for a million, for a background thread.
    pub fn earlier_texts(&self, at: ArticleIx) -> Vec<&str> {
        let table = self.table();
        let Some(id) = self
            .id(at)
            .filter(|_| table.live_files().count() < table.files().len())
        else {
            return Vec::new();
        };
        let hash = id.hash64();
        let mut known = vec![self.hash(at)];
        let mut out = Vec::new();
        for number in (0..table.row_count()).rev() {
            if self.place_of_row(number) != NOWHERE {
                continue;
            }
            let row = table.row(number);
            // One that counts and stands nowhere is a second record of the same id.
            let is_earlier = table.is_dead(&row) && row.id_hash == hash && self.id_of(&row) == id;
            if !is_earlier {
                continue;
            }
            let version = TextHash::from_bytes(row.hash);
            if !known.contains(&version) {
                known.push(version);
                out.push(table.text(&row));
            }
        }
        out
    }

    /// Versions that articles had which are not there any more, the latest of each; those that are not
    /// known are left out.
    pub fn last_versions<'i>(
        &self,
        gone: impl IntoIterator<Item = &'i ArticleId>,
    ) -> HashMap<&'i ArticleId, TextHash> {
        let wanted: HashMap<u64, &ArticleId> =
            gone.into_iter().map(|id| (id.hash64(), id)).collect();
        let mut out = HashMap::new();
        if wanted.is_empty() {
            return out;
        }
        let table = self.table();
        for number in 0..table.row_count() {
            if self.place_of_row(number) != NOWHERE {
                continue;
            }
            let row = table.row(number);
            if let Some(id) = wanted
                .get(&row.id_hash)
                .filter(|id| self.id_of(&row) == ***id)
            {
                out.insert(*id, TextHash::from_bytes(row.hash));
            }
        }
        out
    }
}
