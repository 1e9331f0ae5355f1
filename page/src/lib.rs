//! The open web's own words: pages read into cards, and cards written as pages.

mod read;
pub mod write;

pub use read::{More, OembedLink, PAGE_BYTES, Page, Reader, Reading, oembed, read, reading};
