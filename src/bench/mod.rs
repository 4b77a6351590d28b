//! Measures on this machine what the pipe reaches, and what an export costs against its stages.
//!
//! Knows nothing of terminals: it returns numbers, and who asked for them prints them.

pub mod export;
pub mod pipe;
mod watch;
