//! What it shares in a message.

use drawbridge_canon::share::{Found, Kind, Message};
use url::Url;

use super::address::canonical;
use super::{HOSTS, mini_link};

/// Links of articles and Channels, and the three kinds of links to mini programs.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = mini_link::find(message.text);
    for link in message.links_of(HOSTS) {
        let told = Url::parse(&link.url).ok().and_then(|url| canonical(&url));
        let mut one = Found::link(link);
        if let Some(told) = told {
            one.kind = told.kind;
            if told.kind == Some(Kind::MiniProgram) {
                one.shape = "mini-program-url-link";
                one.code = told.id;
                one.opening = told.openings.into_iter().next();
            }
        }
        found.push(one);
    }
    found
}
