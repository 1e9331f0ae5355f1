//! Fragments without which an address is another thing. Most name a place in a page; programs that run in the
//! browser keep what they show there, and files that are decrypted there their key.

use super::trackers::is_tracker;

/// How long a key is at least, in characters: 120 bits in Base64.
const KEY_LEAST: usize = 20;

/// AT Internet's campaigns, which stand in fragments (its documentation, "Source tagging").
const XTOR: &str = "xtor";

/// What of a fragment is a part of the thing: a route (`#/item/5`, `#!item`), what stands in it by name
/// (`#gid=5`) but for trackers, a key. A place in a text (`#:~:text=…`, URL Fragment Text Directives) is none.
pub(super) fn of_the_thing(fragment: &str) -> Option<String> {
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    if fragment.starts_with(['/', '!']) || is_key(fragment) {
        return Some(fragment.to_owned());
    }
    let stays = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !is_tracker(name) && !name.eq_ignore_ascii_case(XTOR)
    };
    let kept = fragment.split('&').filter(stays).collect::<Vec<_>>().join("&");
    kept.contains('=').then_some(kept)
}

/// Whether something was drawn rather than written: long, with letters of both cases and digits.
fn is_key(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.bytes().any(|byte| is(&byte));
    text.len() >= KEY_LEAST
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::of_the_thing;

    #[test]
    fn a_route_a_name_and_a_key_stay_and_a_place_does_not() {
        for (fragment, kept) in [
            ("/item/5", Some("/item/5")),
            ("!item", Some("!item")),
            ("gid=123", Some("gid=123")),
            ("json=abc,def", Some("json=abc,def")),
            ("gid=1&utm_source=x", Some("gid=1")),
            ("utm_source=x&utm_medium=y", None),
            ("xtor=RSS-1", None),
            ("3kZ0-hpQeX5yWZ3l8OQdMhLJk1vG4RAb", Some("3kZ0-hpQeX5yWZ3l8OQdMhLJk1vG4RAb")),
            ("top", None),
            ("what-is-new-in-this-version-of-it-2026", None),
            (":~:text=found", None),
            ("/item/5:~:text=found", Some("/item/5")),
            ("", None),
        ] {
            assert_eq!(of_the_thing(fragment).as_deref(), kept, "{fragment}");
        }
    }
}
