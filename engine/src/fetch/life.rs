//! How long an answer may be kept: what the server says, within our bounds. Pure.

use std::time::Duration;

use super::error::{FetchError, Next};

/// What the server says (RFC 9111 and RFC 5861).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// How long it is fresh from now, in seconds: `max-age` or `s-maxage`, less `Age`.
    pub fresh: Option<u64>,
    /// How long it may be shown after that while it is fetched again, in seconds.
    pub stale: Option<u64>,
    /// Not to be kept: `no-store`, `no-cache` or `private`.
    pub unkept: bool,
}

impl Freshness {
    /// Reads the headers `Cache-Control`, all of its lines joined, and `Age`.
    pub fn read(control: &str, age: Option<&str>) -> Self {
        let mut freshness = Self::default();
        let mut shared = None;
        for directive in control.split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let seconds = || value.trim().trim_matches('"').parse::<u64>().ok();
            match name.trim().to_ascii_lowercase().as_str() {
                "max-age" => freshness.fresh = seconds().or(Some(0)),
                "s-maxage" => shared = seconds(),
                "stale-while-revalidate" => freshness.stale = seconds(),
                "no-store" | "no-cache" | "private" => freshness.unkept = true,
                _ => {}
            }
        }
        let age = age.and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0);
        freshness.fresh = shared.or(freshness.fresh).map(|fresh| fresh.saturating_sub(age));
        freshness
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Given out without a question.
    pub fresh: Duration,
    /// After that: given out, and fetched again meanwhile.
    pub stale: Duration,
}

/// Our bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// At least fresh so long, whatever the server says: a link that a thousand people see in one minute is
    /// fetched once. Nothing of ours is private: no cookie was sent.
    pub least: Duration,
    /// At most.
    pub most: Duration,
    /// If the server says nothing.
    pub usual: Duration,
    /// How long something is shown after it was fresh, at most and unless the server says less.
    pub stale: Duration,
    /// How long an error is remembered that may pass by itself.
    pub passing: Duration,
    /// How long an error is remembered that somebody must mend.
    pub lasting: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            least: minutes(1),
            most: minutes(24 * 60),
            usual: minutes(60),
            stale: minutes(7 * 24 * 60),
            passing: Duration::from_secs(15),
            lasting: minutes(10),
        }
    }
}

impl Bounds {
    /// The life of an answer.
    pub fn life(&self, freshness: Freshness) -> Life {
        if freshness.unkept {
            return Life { fresh: self.least, stale: Duration::ZERO };
        }
        let fresh = freshness.fresh.map_or(self.usual, Duration::from_secs);
        let stale = freshness.stale.map_or(self.stale, Duration::from_secs);
        Life { fresh: fresh.clamp(self.least, self.most), stale: stale.min(self.stale) }
    }

    /// The life of an error. One that we caused ourselves by being busy is not kept at all.
    pub fn of_error(&self, error: &FetchError) -> Life {
        let fresh = match error.next() {
            Next::Never | Next::Theirs => self.lasting,
            Next::Later if error.is_ours() => Duration::ZERO,
            Next::Later => error.again_after.unwrap_or_default().clamp(self.passing, self.lasting),
        };
        Life { fresh, stale: Duration::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::error::Kind;

    #[test]
    fn what_the_server_says_is_honoured_within_bounds() {
        let bounds = Bounds::default();
        for (control, age, fresh, stale) in [
            ("", None, 3600, 604_800),
            ("max-age=600", None, 600, 604_800),
            ("public, Max-Age=\"600\"", Some("100"), 500, 604_800),
            ("max-age=600, s-maxage=120", None, 120, 604_800),
            ("max-age=600, stale-while-revalidate=30", None, 600, 30),
            ("max-age=1", None, 60, 604_800),
            ("max-age=9999999999999999", None, 86_400, 604_800),
            ("max-age=oops", None, 60, 604_800),
            ("no-store", None, 60, 0),
            ("private, max-age=600", None, 60, 0),
        ] {
            let life = bounds.life(Freshness::read(control, age));
            assert_eq!((life.fresh.as_secs(), life.stale.as_secs()), (fresh, stale), "{control}");
        }
    }

    #[test]
    fn errors_are_remembered_as_long_as_they_last() {
        let bounds = Bounds::default();
        let mut asked = FetchError::new(Kind::Status(429), "http://mall.cn/");
        asked.again_after = Some(Duration::from_secs(90));
        for (error, seconds) in [
            (FetchError::new(Kind::Status(404), ""), 600),
            (FetchError::new(Kind::Range, ""), 600),
            (FetchError::new(Kind::Status(503), ""), 15),
            (FetchError::new(Kind::TooSlow, ""), 15),
            (FetchError::new(Kind::Busy, ""), 0),
            (asked, 90),
        ] {
            assert_eq!(bounds.of_error(&error).fresh.as_secs(), seconds, "{error}");
        }
    }
}
