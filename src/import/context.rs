//! What a reader is told beside the bytes.

use std::path::Path;

use crate::corpus::Mapping;
use crate::import::archive::Budget;
use crate::import::head::FileHead;

/// One file, or one file inside another, as its reader gets it.
pub(crate) struct ReadContext<'r> {
    /// Its name and its first bytes.
    pub head: &'r FileHead<'r>,
    /// Its size in bytes, as far as it is known; packed where it is packed.
    pub bytes: u64,
    /// What the columns of its table mean, where the analyst has said so.
    pub mapping: Option<&'r Mapping>,
    /// Whether a whole folder is read, rather than this file by its name.
    pub of_folder: bool,
    /// The folder on disk in which it lies, where it is a file of its own: some files say how others beside
    /// them belong together.
    pub beside: Option<&'r Path>,
    /// What may still come out of archives.
    pub budget: &'r mut Budget,
}

impl ReadContext<'_> {
    /// The same for a file that lies inside this one.
    pub(crate) fn inside<'a>(&'a mut self, head: &'a FileHead<'a>, bytes: u64) -> ReadContext<'a> {
        ReadContext {
            head,
            bytes,
            mapping: self.mapping,
            of_folder: self.of_folder,
            beside: None,
            budget: self.budget,
        }
    }
}
