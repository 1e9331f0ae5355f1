//! How many callers are at work. Where they are many, a commit that waits a moment is joined by
//! others, and the disk is asked once for all of them.
//!
//! PostgreSQL has the same idea as `commit_siblings` and `commit_delay`
//! (www.postgresql.org/docs/current/runtime-config-wal.html).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The callers at work.
#[derive(Clone, Debug, Default)]
pub struct Crowd(Arc<AtomicUsize>);

/// One caller at work, until this is dropped.
#[derive(Debug)]
#[must_use = "whoever is dropped is not counted"]
pub struct Sibling(Crowd);

impl Crowd {
    /// One more, who will commit before the work is done.
    pub fn join(&self) -> Sibling {
        self.0.fetch_add(1, Ordering::Relaxed);
        Sibling(self.clone())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        let Self(Crowd(count)) = self;
        count.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_done_is_not_counted() {
        let crowd = Crowd::default();
        let siblings = [crowd.join(), crowd.clone().join()];
        assert_eq!(crowd.count(), 2);
        drop(siblings);
        assert_eq!(crowd.count(), 0);
    }
}
