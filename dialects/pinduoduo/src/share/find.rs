//! Finding its links in a message. Its app copies nothing but the link.

use drawbridge_canon::share::{Found, Message};

use super::hosts::HOSTS;

/// Every link of its own.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.links_of(HOSTS).map(Found::link).collect()
}
