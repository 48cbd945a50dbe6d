//! Names in small corpora.
