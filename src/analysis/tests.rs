//! The snapshot as a whole: what is recomputed, and what an index that fails comes to.

