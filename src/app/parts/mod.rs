//! The parts that the state is put together of, one file a concern; none of them knows the state.

pub mod intake;
pub mod reading;
pub mod request;
pub mod search;
pub mod tools;
pub mod view;
