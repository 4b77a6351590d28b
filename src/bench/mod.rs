//! Measures what the stages cost, alone and together.
//!
//! Times; prints nothing.

pub mod export;
