//! The readers, one file a format.

pub mod archive;
pub mod feed;
pub mod html;
pub mod mail;
pub mod office;
pub mod packed;
#[cfg(feature = "formats")]
pub mod parquet_table;
#[cfg(feature = "formats")]
pub mod pdf;
pub mod records;
pub mod rtf;
pub mod text_file;
#[cfg(feature = "formats")]
pub mod workbook;
