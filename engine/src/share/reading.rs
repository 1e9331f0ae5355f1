//! A page as it comes in: kept until the reader of pages has enough of it.

use drawbridge_page::PAGE_BYTES;

use crate::fetch::{Flow, Sink};

/// What came of a page.
#[derive(Debug, Default)]
pub(super) struct Reading {
    bytes: Vec<u8>,
}

impl Reading {
    /// What came.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Sink for Reading {
    fn piece(&mut self, bytes: &[u8]) -> Flow {
        let room = PAGE_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() >= room { Flow::Enough } else { Flow::More }
    }
}
