//! Reading a message: every share text, code and link in it, and whose it is.

use std::collections::BTreeMap;
use std::ops::Range;

use drawbridge_canon::share::{Found, Message, Share};

use crate::names::Web;

/// The platforms to be asked, each with its dialect's name.
pub type Platforms<'a> = [(&'static str, &'a Share)];

/// Something in a message that can be made a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Whose it is, by its dialect's name. `None` for a link of no platform here.
    pub platform: Option<&'static str>,
    /// What was found.
    pub found: Found,
}

/// The most bytes of a message that are read: far more than any messenger lets one send. What is
/// behind them is not looked at.
pub const LONGEST: usize = 64 * 1024;

/// The most share texts among which such are looked for that go on over others, and how often a
/// message is divided because of them. No person pastes more at once; without a limit a message
/// made for it would be read thousands of times.
const MOST_TEXTS: usize = 32;

/// Finds all there is in a message, in the order in which it stands there. No two hits overlap.
///
/// Every platform is asked. Where two found something in the same place, the one that says most
/// wins: a link within a share text belongs to it. Of two that say as much, the one that takes up
/// more of the message wins, and of two that are alike in that as well the platform that comes
/// first. But one share text does not hold another: where the newlines between two were lost, and
/// words of one seem to go on over the other, each is read as if the other were not there.
pub fn read(message: &str, platforms: &Platforms<'_>) -> Vec<Hit> {
    let mut reading = Reading { platforms, divisions: MOST_TEXTS, hits: Vec::new() };
    reading.part(head(message), 0);
    reading.hits
}

struct Reading<'a, 'b> {
    platforms: &'b Platforms<'a>,
    /// How often it may still be divided.
    divisions: usize,
    hits: Vec<Hit>,
}

impl Reading<'_, '_> {
    /// Reads a part of a message that begins at an offset.
    fn part(&mut self, text: &str, offset: usize) {
        let found = find(text, self.platforms);
        match held(&found).filter(|_| self.divisions > 0) {
            None => self.hits.extend(without_overlaps(found).map(|hit| shifted(hit, offset))),
            Some(inner) => {
                self.divisions -= 1;
                let Range { start, end } = inner.found.span;
                self.part(&text[..start], offset);
                self.hits.push(shifted(inner, offset));
                self.part(&text[end..], offset + end);
            }
        }
    }
}

/// All that the platforms find, and every link.
fn find(text: &str, platforms: &Platforms<'_>) -> Vec<Hit> {
    let message = Message::among(text, &Web(platforms));
    let mut hits = Vec::new();
    for (name, share) in platforms {
        let found = (share.find)(&message).into_iter();
        hits.extend(found.map(|found| Hit { platform: Some(*name), found }));
    }
    let minis = crate::mini::find(&message, platforms).into_iter();
    hits.extend(minis.map(|found| Hit { platform: None, found }));
    let links = message.links.iter().map(Found::link);
    hits.extend(links.map(|found| Hit { platform: None, found }));
    hits
}

fn shifted(mut hit: Hit, offset: usize) -> Hit {
    let Range { start, end } = hit.found.span;
    hit.found.span = start + offset..end + offset;
    hit
}

/// The beginning that is read, to a whole character.
fn head(message: &str) -> &str {
    let mut end = message.len().min(LONGEST);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

/// The shortest share text over which the words of another go on.
fn held(hits: &[Hit]) -> Option<Hit> {
    let is_text = |hit: &&Hit| {
        let Found { title, author, code, .. } = &hit.found;
        hit.platform.is_some() && (title.is_some() || author.is_some() || code.is_some())
    };
    let texts: Vec<&Hit> = hits.iter().filter(is_text).take(MOST_TEXTS).collect();
    let is_held = |inner: &&&Hit| texts.iter().any(|outer| holds(&outer.found, &inner.found));
    texts.iter().filter(is_held).min_by_key(|hit| hit.found.span.len()).map(|hit| (*hit).clone())
}

/// Whether the words of one share text go on over another that is not of the same thing. A code in
/// a title belongs to the title.
fn holds(outer: &Found, inner: &Found) -> bool {
    let further = overlap(&outer.span, &inner.span) && outer.span.len() > inner.span.len();
    let apart = match (&inner.url, &inner.code) {
        (Some(url), _) => outer.url.as_ref() != Some(url),
        (None, Some(code)) => {
            let in_title = outer.title.as_ref().is_some_and(|title| title.contains(code));
            outer.code.as_ref() != Some(code) && !in_title
        }
        (None, None) => false,
    };
    further && apart
}

fn without_overlaps(mut hits: Vec<Hit>) -> impl Iterator<Item = Hit> {
    // The sort is stable: platforms that are alike stay in their order, and none comes last.
    hits.sort_by_key(|hit| std::cmp::Reverse((says(hit), hit.found.span.len())));
    let mut taken: BTreeMap<usize, Hit> = BTreeMap::new();
    for hit in hits {
        let span = &hit.found.span;
        let before = taken.range(..span.end).next_back();
        if before.is_none_or(|(_, other)| !overlap(&other.found.span, span)) {
            taken.insert(span.start, hit);
        }
    }
    taken.into_values()
}

/// How much a hit says. A platform's own word counts before all that it may tell.
fn says(hit: &Hit) -> usize {
    let Found { url, code, title, author, kind, price, opening, span: _, shape: _, shown: _ } =
        &hit.found;
    let told = [
        hit.platform.is_some(),
        url.is_some(),
        code.is_some(),
        title.is_some(),
        author.is_some(),
        kind.is_some(),
        price.is_some(),
        opening.is_some(),
    ];
    told.into_iter().filter(|told| *told).count()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_word(message: &Message<'_>) -> Vec<Found> {
        let spans = message.text.match_indices("看 https://a.cn");
        let found = |(at, text): (usize, &str)| Found {
            span: at..at + text.len(),
            shape: "word",
            url: Some("https://a.cn".to_owned()),
            title: Some("看".to_owned()),
            ..Found::default()
        };
        spans.map(found).collect()
    }

    static A: Share = Share { find: find_word, ..Share::SILENT };
    static B: Share =
        Share { find: |message| message.links.iter().map(Found::link).collect(), ..Share::SILENT };

    fn shapes(text: &str) -> Vec<(Option<&'static str>, &'static str)> {
        let hits = read(text, &[("b", &B), ("a", &A)]);
        hits.iter().map(|hit| (hit.platform, hit.found.shape)).collect()
    }

    #[test]
    fn what_says_most_wins_and_the_link_belongs_to_it() {
        assert_eq!(shapes("看 https://a.cn"), [(Some("a"), "word")]);
        assert_eq!(
            shapes("https://a.cn 看 https://a.cn"),
            [(Some("b"), "link"), (Some("a"), "word")]
        );
    }

    #[test]
    fn one_share_text_does_not_hold_another() {
        fn greedy(message: &Message<'_>) -> Vec<Found> {
            let links = message.links.iter().filter(|link| link.host == "far.cn");
            let found = |link: &drawbridge_canon::share::Link<'_>| Found {
                span: 0..link.span.end,
                title: Some(message.text[..link.span.start].to_owned()),
                author: Some("某人".to_owned()),
                ..Found::link(link)
            };
            links.map(found).collect()
        }
        static FAR: Share = Share { find: greedy, ..Share::SILENT };
        let hits = read("甲 看 https://a.cn 乙 https://far.cn", &[("a", &A), ("far", &FAR)]);
        let told: Vec<_> =
            hits.iter().map(|hit| (hit.platform, hit.found.title.as_deref())).collect();
        assert_eq!(told, [(Some("a"), Some("看")), (Some("far"), Some(" 乙 "))]);
        assert_eq!(hits[1].found.span, 20..39);
    }

    #[test]
    fn a_link_of_nobody_is_a_hit_all_the_same() {
        let hits = read("见 https://c.cn/x，好", &[("a", &A)]);
        assert_eq!(hits.len(), 1);
        assert_eq!(
            (hits[0].platform, hits[0].found.url.as_deref()),
            (None, Some("https://c.cn/x"))
        );
    }

    #[test]
    fn an_endless_message_is_read_to_a_limit() {
        let text = format!("{}https://c.cn", "中".repeat(LONGEST));
        assert_eq!(read(&text, &[]), []);
    }
}
