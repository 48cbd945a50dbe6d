//! Which forms are proposed to be one name.
