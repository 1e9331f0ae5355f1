//! How publishing stands: what operators, monitors and load balancers are told of it.

use std::time::Duration;

use tokio::time::Instant;

use super::error::LogError;

/// A pass every second is late after so long: fifteen were missed, so somebody waits for a disk, a
/// database or a lock that does not come.
pub const LATE: Duration = Duration::from_secs(15);

/// How publishing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The first pass is under way.
    Starting,
    /// Everything that there was at the last pass is published.
    Current,
    /// No pass has come to its end for [`LATE`], and none says why: what came since is not published.
    Behind,
    /// The last pass failed; nothing new is published until its cause is repaired.
    Stopped,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Starting, Self::Current, Self::Behind, Self::Stopped];

    /// The name in metrics and interfaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Current => "current",
            Self::Behind => "behind",
            Self::Stopped => "stopped",
        }
    }

    /// Whether somebody should look at it.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Behind | Self::Stopped)
    }
}

/// What came of the passes that nobody asked for.
#[derive(Clone, Debug)]
pub(super) struct Passes {
    began: Instant,
    /// When everything was last published.
    done: Option<Instant>,
    trouble: Option<LogError>,
}

impl Passes {
    pub(super) const fn new(now: Instant) -> Self {
        Self { began: now, done: None, trouble: None }
    }

    /// A pass came to its end.
    pub(super) fn ended(&mut self, trouble: Option<LogError>, now: Instant) {
        if trouble.is_none() {
            self.done = Some(now);
        }
        self.trouble = trouble;
    }

    pub(super) fn trouble(&self) -> Option<LogError> {
        self.trouble.clone()
    }

    /// How long ago everything was published; since the start, if it never was.
    pub(super) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.done.unwrap_or(self.began))
    }

    pub(super) fn standing(&self, now: Instant) -> Standing {
        match (&self.trouble, self.done) {
            (Some(_), _) => Standing::Stopped,
            (None, _) if self.age(now) >= LATE => Standing::Behind,
            (None, Some(_)) => Standing::Current,
            (None, None) => Standing::Starting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_that_does_not_come_to_its_end_is_noticed() {
        let start = Instant::now();
        let mut passes = Passes::new(start);
        assert_eq!(passes.standing(start), Standing::Starting);
        assert_eq!(passes.standing(start + LATE), Standing::Behind, "the first never ended");
        let done = start + 2 * LATE;
        passes.ended(None, done);
        assert_eq!((passes.standing(done), passes.age(done)), (Standing::Current, Duration::ZERO));
        let nearly = done + LATE.saturating_sub(Duration::from_millis(1));
        assert_eq!(passes.standing(nearly), Standing::Current);
        let late = done + LATE;
        assert_eq!((passes.standing(late), passes.age(late)), (Standing::Behind, LATE));
        passes.ended(Some(LogError::Busy), late);
        assert_eq!((passes.standing(late), passes.age(late)), (Standing::Stopped, LATE));
        passes.ended(None, late);
        assert_eq!((passes.standing(late), passes.trouble()), (Standing::Current, None));
    }
}
