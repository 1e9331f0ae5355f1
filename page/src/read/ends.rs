//! The ends of what is passed over: scripts, titles, comments, drawings.

use memchr::memmem;

/// The ends of each kind.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) script: End,
    pub(super) title: End,
    pub(super) comment: End,
    pub(super) drawing: End,
}

impl Default for Ends {
    fn default() -> Self {
        Self {
            script: End::new(b"</", &[b"script"]),
            title: End::new(b"</", &[b"title"]),
            comment: End::new(b"--", &[b">", b"!>"]),
            drawing: End::new(b"</", &[b"svg"]),
        }
    }
}

/// One kind of end: what all its ways of writing begin with, and how they may go on, in any letters.
#[derive(Debug)]
pub(super) struct End {
    begins: memmem::Finder<'static>,
    goes_on: &'static [&'static [u8]],
    /// Where the next one stands, as far as that is known: a page is searched once, however many
    /// beginnings it has.
    next: usize,
}

impl End {
    fn new(begins: &'static [u8], goes_on: &'static [&'static [u8]]) -> Self {
        Self { begins: memmem::Finder::new(begins), goes_on, next: 0 }
    }

    /// Where the first end stands that is not before `from`.
    pub(super) fn behind(&mut self, page: &[u8], from: usize) -> Option<usize> {
        if self.next < from {
            self.next = self.search(page, from).unwrap_or(usize::MAX);
        }
        (self.next < page.len()).then_some(self.next)
    }

    fn search(&self, page: &[u8], from: usize) -> Option<usize> {
        let length = self.begins.needle().len();
        let mut at = from;
        loop {
            at += self.begins.find(page.get(at..)?)?;
            let rest = &page[at + length..];
            let is = |end: &&[u8]| {
                rest.get(..end.len()).is_some_and(|found| found.eq_ignore_ascii_case(end))
            };
            if self.goes_on.iter().any(is) {
                return Some(at);
            }
            at += 1;
        }
    }
}
