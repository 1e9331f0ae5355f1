//! Reading a message: every share text, code and link in it, and whose it is.

use std::ops::Range;

use drawbridge_canon::share::{Found, Message, Share};

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

/// Finds all there is in a message, in the order in which it stands there. No two hits overlap.
///
/// Every platform is asked. Where two found something in the same place, the one that says most
/// wins: a link within a share text belongs to it. Of two that say as much, the one that takes up
/// more of the message wins, and of two that are alike in that as well the platform that comes
/// first.
pub fn read(message: &str, platforms: &Platforms<'_>) -> Vec<Hit> {
    let message = Message::of(head(message));
    let mut hits = Vec::new();
    for (name, share) in platforms {
        let found = (share.find)(&message).into_iter();
        hits.extend(found.map(|found| Hit { platform: Some(*name), found }));
    }
    let links = message.links.iter().map(Found::link);
    hits.extend(links.map(|found| Hit { platform: None, found }));
    without_overlaps(hits)
}

/// The beginning that is read, to a whole character.
fn head(message: &str) -> &str {
    let mut end = message.len().min(LONGEST);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
    // The sort is stable: platforms that are alike stay in their order, and none comes last.
    hits.sort_by_key(|hit| std::cmp::Reverse((says(hit), hit.found.span.len())));
    let mut taken: Vec<Hit> = Vec::new();
    for hit in hits {
        if taken.iter().all(|other| !overlap(&other.found.span, &hit.found.span)) {
            taken.push(hit);
        }
    }
    taken.sort_by_key(|hit| hit.found.span.start);
    taken
}

/// How much a hit says. A platform's own word counts before all that it may tell.
fn says(hit: &Hit) -> usize {
    let Found { url, code, title, author, kind, price, opening, span: _, shape: _ } = &hit.found;
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
