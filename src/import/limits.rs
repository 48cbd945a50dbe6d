//! What is read at most, in one table. Each limit that is reached is an entry of the report, and what came
//! before it is loaded. `tests/limits.rs` reaches each of them that a test can reach, within a bound on
//! memory.
//!
//! Why they are there: what is held in memory follows the length of the input, whatever the input claims of
//! itself. A file on disk may be of any size where it is read as a stream (JSON Lines, CSV, mbox, tar, what
//! is packed); what is held of it at once is a batch of records.

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
/// Most articles of one file for each byte of it on disk, beside the first [`FREE_ARTICLES`]: what is packed
/// may claim any number.
pub const MAX_ARTICLES_PER_BYTE: u64 = 1;
/// Articles that no file is too small for.
pub const FREE_ARTICLES: u64 = 100_000;
/// Longest record of a table or of JSON Lines, in bytes, while it is read: a quotation mark that is not
/// closed makes one cell of all that follows.
pub const MAX_RECORD_BYTES: u64 = 64 << 20;
/// Most columns of a table, and fields of a record.
pub const MAX_COLUMNS: usize = 2_000;
/// Most values (texts, numbers, lists, objects) of one record of JSON.
pub const MAX_VALUES: u64 = 4_000_000;
/// Deepest value inside values of JSON. It is the parser's own limit, stated here to be told.
pub const MAX_JSON_DEPTH: usize = 128;

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
/// Most cells of a sheet.
pub const MAX_CELLS: usize = 20_000_000;
/// Most pages of a PDF.
pub const MAX_PAGES: usize = 20_000;
/// Largest sidecar of metadata, in bytes.
pub const MAX_SIDECAR_BYTES: u64 = 512 << 20;
/// Deepest groups inside each other in rich text.
pub const MAX_GROUPS: usize = 1_000;
/// Deepest folder that is entered.
pub const MAX_FOLDERS: usize = 64;

/// Most elements of markup that are open at once, together with formatting elements that are to be opened
/// again.
pub const MAX_MARKUP_DEPTH: usize = 256;
/// Most elements of a page whose main text is looked for; of larger ones all text is taken.
pub const MAX_ELEMENTS: usize = 400_000;
/// Most elements of one page that are made again because it left them open.
pub const MAX_MARKUP_CLONES: usize = 100_000;

/// Longest time of a child for a file that is one article, in seconds.
pub const ONE_SECONDS: u64 = 60;
/// The same for a file that may hold many articles.
pub const MANY_SECONDS: u64 = 900;
/// The same for a look at the first records.
pub const SAMPLE_SECONDS: u64 = 20;
/// Most bytes that a child may say of a file that is one article.
pub const ONE_ANSWER_BYTES: u64 = 256 << 20;
/// The same of a file that may hold many articles.
pub const MANY_ANSWER_BYTES: u64 = 8 << 30;
/// Longest line of a child's answer, in bytes: one article.
pub const CHILD_LINE_BYTES: u64 = 256 << 20;
/// Most memory of a child, in bytes of address space, where the system holds it.
pub const CHILD_MEMORY_BYTES: u64 = 4 << 30;
/// Stack of a reader in a child, in bytes.
pub const CHILD_STACK_BYTES: usize = 64 << 20;
/// Small files that a child reads in one call.
pub const FILES_A_CALL: usize = 16;
/// Longest time of such a call, in seconds: after it each file is read by itself, within its own time.
pub const TOGETHER_SECONDS: u64 = 10;
/// Most bytes of a file that is read together with others: of larger ones a call costs little.
pub const TOGETHER_BYTES: u64 = 128 << 10;
/// Files that are read at once for each processor, and children that are kept for it: who waits for a child
/// leaves its processor free.
pub const READERS_A_PROCESSOR: usize = 2;
/// Files after which a child is ended and another started: what leaks in a reader does not add up.
pub const CHILD_FILES: u32 = 5_000;
/// Seconds of work after which a child is ended. In its life it may use those and [`MANY_SECONDS`] of each
/// processor.
pub const CHILD_SECONDS: u64 = 300;
/// Seconds after which a child that has nothing to do is ended.
pub const CHILD_IDLE_SECONDS: u64 = 10;
