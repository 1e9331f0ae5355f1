//! A page as it comes in: kept until its reader has enough of it.

use drawbridge_page::{More, Page, Reader, Reading};

use crate::fetch::{Fetched, Flow, Sink};

/// What came of a page.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    reader: Reader,
}

impl Incoming {
    /// Reads what came. What a platform knows about its own pages helps.
    pub(super) fn read(
        &self,
        fetched: &Fetched,
        hints: Option<&drawbridge_canon::share::Hints>,
    ) -> Reading {
        let link = fetched.head.links.join(", ");
        self.reader.reading(&Page {
            body: &[],
            content_type: fetched.head.content_type.as_deref(),
            link: (!link.is_empty()).then_some(link.as_str()),
            url: &fetched.head.address,
            hints,
        })
    }
}

impl Sink for Incoming {
    fn piece(&mut self, bytes: &[u8]) -> Flow {
        match self.reader.feed(bytes) {
            More::Enough => Flow::Enough,
            More::Wanted => Flow::More,
        }
    }
}
