//! Following a workspace that another window changes: only what has been added to its journal is read.
//!
//! Useful for: a window that shows what another one does. Not useful for: merging, as what is read here
//! is never changed here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::{Disk as _, RealDisk};
use super::journal;
use super::open::OpenError;
use super::workspace_log::{WorkspaceLog, fallback_of};
use crate::workspace::{History, Workspace};

/// Length and time of change of a file; none where it is not there.
type FileStamp = Option<(u64, SystemTime)>;

/// Follows one workspace.
#[derive(Debug)]
pub struct Follower {
    file: PathBuf,
    fallback: PathBuf,
    known: Option<Known>,
    whole_reads: usize,
}

/// What has been read so far.
#[derive(Debug)]
struct Known {
    workspace: Workspace,
    history: History,
    /// The workspace file then: it is written anew together with a new journal.
    file: FileStamp,
    /// Where its journal lies.
    journal_path: PathBuf,
    /// Bytes of the journal up to the end of the last entry that was read.
    journal: u64,
}

impl Follower {
    /// Follows the workspace in `file`; `data_folder` is where entries go that cannot be written beside it.
    pub fn new(file: &Path, data_folder: &Path) -> Self {
        Self {
            file: file.to_owned(),
            fallback: fallback_of(file, data_folder),
            known: None,
            whole_reads: 0,
        }
    }

    /// The workspace as it is durable now; none where nothing has changed since the last look. The first
    /// look, and one after the file was written anew, reads everything; any other only what is new in the
    /// journal.
    ///
    /// # Errors
    /// A file that is no workspace, or cannot be read.
    pub fn look(&mut self) -> Result<Option<Workspace>, OpenError> {
        let stamp = stamp_of(&self.file);
        if let Some(known) = &mut self.known
            && known.file == stamp
        {
            let changed = known.read_on();
            // Written anew meanwhile, what was read may be of the next journal.
            if let Some(changed) = changed
                && stamp_of(&self.file) == stamp
            {
                return Ok(changed.then(|| known.workspace.clone()));
            }
        }
        self.known = None;
        self.whole_reads += 1;
        let fallback = Some(self.fallback.clone());
        let found = WorkspaceLog::open(&RealDisk, &self.file, fallback, false)?;
        let workspace = found.opened.workspace;
        self.known = Some(Known {
            workspace: workspace.clone(),
            history: found.history,
            file: stamp,
            journal_path: found.workspace_log.journal_path(),
            journal: found.workspace_log.journal_bytes(),
        });
        Ok(Some(workspace))
    }

    /// The workspace as it was at the last look; none before the first.
    pub fn workspace(&self) -> Option<&Workspace> {
        self.known.as_ref().map(|known| &known.workspace)
    }

    /// How often everything was read.
    pub fn whole_reads(&self) -> usize {
        self.whole_reads
    }
}

impl Known {
    /// Takes in what is new in the journal; whether there was anything. None where that does not follow
    /// what is known, so that everything is to be read.
    fn read_on(&mut self) -> Option<bool> {
        let read = journal::read(&read_from(&self.journal_path, self.journal).ok()??);
        // A last line without an end is perhaps only being written.
        if read.damage.is_some() && !read.is_unfinished {
            return None;
        }
        let (mut workspace, mut end) = (self.workspace.clone(), None);
        for found in read.entries {
            let (entry, at) = (found.entry, found.end);
            let sequence = self.history.sequence();
            if entry.sequence <= sequence {
                // Left by a crash after the file took it in; the next entry is written over it.
                continue;
            }
            let follows = entry.sequence == sequence + 1;
            if !follows
                || self
                    .history
                    .apply_recorded(&mut workspace, &entry.what)
                    .is_err()
            {
                return None;
            }
            self.history.take(entry);
            end = Some(at);
        }
        let Some(end) = end else { return Some(false) };
        self.journal += end;
        self.workspace = workspace;
        Some(true)
    }
}

/// What stands in a file from a byte on; none where it is shorter.
fn read_from(path: &Path, from: u64) -> io::Result<Option<Vec<u8>>> {
    match RealDisk.len(path)? {
        None => Ok((from == 0).then(Vec::new)),
        Some(len) if len < from => Ok(None),
        Some(len) => {
            let rest = usize::try_from(len - from).map_err(io::Error::other)?;
            RealDisk.read_part(path, from, rest).map(Some)
        }
    }
}

fn stamp_of(file: &Path) -> FileStamp {
    let meta = fs::metadata(file).ok()?;
    Some((meta.len(), meta.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::store::OpenedLog;
    use crate::store::companions::companion;
    use crate::workspace::{Change, Edit, Slot, Stamp, Swap, Track, TrackId};

    fn stamp() -> Stamp {
        Stamp {
            at: Timestamp::UNIX_EPOCH,
            by: Arc::from("me"),
        }
    }

    /// Adds a track, or takes the last edit back, and makes it durable.
    fn work(at_work: &mut OpenedLog<'static>, name: Option<&str>) {
        let (history, workspace) = (&mut at_work.history, &mut at_work.opened.workspace);
        if let Some(name) = name {
            let track = Track {
                id: TrackId::random(),
                name: name.into(),
                slot: Slot::after(0),
                query: name.into(),
                shown: true,
            };
            let added = Change::Track(Swap {
                before: None,
                after: Some((workspace.tracks.len(), track)),
            });
            let edit = Edit::new("add track", vec![added]);
            history.commit(workspace, edit, None, stamp()).unwrap();
        } else {
            history.undo(workspace, stamp()).unwrap();
        }
        at_work.workspace_log.append(&history.take_fresh()).unwrap();
    }

    #[test]
    fn a_follower_reads_what_was_added_and_everything_only_when_the_file_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("work.ron");
        crate::store::save(&file, &Workspace::default(), None, false).unwrap();
        let mut at_work = WorkspaceLog::open(&RealDisk, &file, None, true).unwrap();
        let mut follower = Follower::new(&file, folder.path());
        assert_eq!(follower.look().unwrap(), Some(Workspace::default()));
        assert_eq!(follower.look().unwrap(), None);
        for name in [Some("a"), Some("b"), None, Some("c")] {
            work(&mut at_work, name);
            let seen = follower.look().unwrap();
            assert_eq!(seen.as_ref(), Some(&at_work.opened.workspace));
            assert_eq!(follower.look().unwrap(), None);
        }
        // An entry that is being written is not there yet.
        let journal = companion(&file, "journal");
        let before = fs::read(&journal).unwrap();
        work(&mut at_work, Some("d"));
        let whole = fs::read(&journal).unwrap();
        fs::write(&journal, &whole[..before.len() + 40]).unwrap();
        assert_eq!(follower.look().unwrap(), None);
        fs::write(&journal, &whole).unwrap();
        let seen = follower.look().unwrap();
        assert_eq!(seen.as_ref(), Some(&at_work.opened.workspace));
        assert_eq!(follower.whole_reads(), 1);
        // The file is written anew, with an edit after it.
        let sequence = at_work.history.sequence();
        at_work
            .workspace_log
            .compact(&at_work.opened.workspace, sequence)
            .unwrap();
        work(&mut at_work, Some("e"));
        let seen = follower.look().unwrap();
        assert_eq!(seen.as_ref(), Some(&at_work.opened.workspace));
        assert_eq!(follower.whole_reads(), 2);
        work(&mut at_work, None);
        let seen = follower.look().unwrap();
        assert_eq!(seen.as_ref(), Some(&at_work.opened.workspace));
        assert_eq!(follower.whole_reads(), 2);
        // A journal that was cut short is read as a whole.
        fs::write(&journal, b"").unwrap();
        follower.look().unwrap();
        assert_eq!(follower.whole_reads(), 3);
    }
}
