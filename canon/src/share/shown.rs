//! Links that show something else than they lead to: Markdown's `[shown](address)`, and HTML's
//! `<a href="address">shown</a>`, as pages and documents are pasted. The address is the link; what is
//! shown is carried with it, and an address within that is none to open.

use super::message::Link;
use super::words::{after, before};

/// Sets what each link shows, and takes out the links that are only shown.
pub(super) fn tell<'a>(text: &'a str, links: &mut Vec<Link<'a>>) {
    let mut only_shown = Vec::new();
    for link in links.iter_mut() {
        let Some(shown) = shown(text, link) else { continue };
        let begins = shown.as_ptr().addr() - text.as_ptr().addr();
        only_shown.push(begins..begins + shown.len());
        let shown = shown.trim();
        link.shown = (!shown.is_empty()).then_some(shown);
    }
    links.retain(|link| !only_shown.iter().any(|shown| shown.contains(&link.span.start)));
}

fn shown<'a>(text: &'a str, link: &Link<'_>) -> Option<&'a str> {
    let head = before(text, 0, link.span.start);
    match head.strip_suffix("](").or_else(|| head.strip_suffix("](<")) {
        Some(head) => in_brackets(head),
        None => in_tags(head, after(text, link.span.end, text.len())),
    }
}

/// What stands behind the bracket that opens, of which the closing one was just cut.
fn in_brackets(head: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, sign) in head.char_indices().rev() {
        match sign {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(&head[at + 1..]),
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What stands between the tag of which the address is a part and the one that closes it.
fn in_tags<'a>(head: &str, behind: &'a str) -> Option<&'a str> {
    let head = head.trim_end_matches(['"', '\'']);
    let tag = head.rsplit('<').next()?;
    let opened = tag.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("a "));
    let named = tag.get(tag.len().checked_sub(5)?..)?.eq_ignore_ascii_case("href=");
    if !opened || !named || tag.len() == head.len() {
        return None;
    }
    let (_, shown) = behind.split_once('>')?;
    let closes = |at: &usize| shown[*at..].get(..3).is_some_and(|t| t.eq_ignore_ascii_case("</a"));
    let end = shown.match_indices('<').map(|(at, _)| at).find(closes)?;
    Some(&shown[..end])
}
