//! Measures parts of the line on this machine, with frames that mean nothing.
//!
//! Knows nothing of terminals: it returns numbers, and who asked for them prints them.

pub mod export;
pub mod pipe;
mod watch;
