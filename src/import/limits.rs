//! What is read at most. Each limit that is reached is an entry of the report.

/// Largest file that is one article, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// Largest document or book, which holds pictures beside its text, in bytes.
pub const MAX_DOCUMENT_BYTES: u64 = 256 << 20;
/// Largest file that is held in memory whole to find its records (JSON, a table in an old encoding).
pub const MAX_WHOLE_BYTES: u64 = 1 << 30;
/// Largest article, in bytes of text.
pub const MAX_TEXT_BYTES: usize = 64 << 20;
/// Most articles of one file.
pub const MAX_RECORDS: u64 = 50_000_000;
/// Largest member of an archive, unpacked, in bytes.
pub const MAX_MEMBER_BYTES: u64 = 256 << 20;
/// Largest archive, unpacked, in bytes.
pub const MAX_ARCHIVE_BYTES: u64 = 4 << 30;
/// Most members of an archive.
pub const MAX_MEMBERS: u64 = 200_000;
/// Most bytes that one packed byte may become.
pub const MAX_RATIO: u64 = 1000;
/// Deepest archive inside an archive.
pub const MAX_NESTING: u32 = 3;
