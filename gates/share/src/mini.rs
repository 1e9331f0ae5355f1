//! Addresses of mini programs that are no platform's own (W3C MiniApp Addressing):
//! `platform://miniapp/foo/pages/index`, `https://platform.org/miniapp/foo;version=1.0.1/pages/index`.

use std::ops::Range;

use drawbridge_canon::share::{Found, Kind, Message, MiniAddress};

use crate::read::Platforms;

/// What stands behind the scheme of one that an app claims.
const INFIX: &str = "://miniapp/";

/// Every one of them. Links at a platform's own hosts are its own, and its rules tell what they are.
pub(crate) fn find(message: &Message<'_>, platforms: &Platforms<'_>) -> Vec<Found> {
    let hosts = || platforms.iter().flat_map(|(_, share)| share.hosts);
    let foreign = message.links.iter().filter(|link| !hosts().any(|host| host.has(&link.host)));
    let web = foreign.filter_map(|link| {
        let address = MiniAddress::parse(&link.url)?;
        Some(Found { kind: Some(Kind::MiniProgram), ..told(&address, Found::link(link)) })
    });
    web.chain(schemes(message)).collect()
}

/// `platform://miniapp/…` where it stands by itself and not within a link.
fn schemes(message: &Message<'_>) -> impl Iterator<Item = Found> {
    let text = message.text;
    let lower = text.to_ascii_lowercase();
    let places: Vec<usize> = lower.match_indices(INFIX).map(|(at, _)| at).collect();
    places.into_iter().filter_map(move |at| {
        let scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let start = at - text[..at].bytes().rev().take(MOST).take_while(scheme).count();
        let span = start..end(text, at + INFIX.len());
        let within = message.links.iter().any(|link| link.span.contains(&at));
        let address = MiniAddress::parse(&text[span.clone()]).filter(|_| !within)?;
        Some(told(&address, Found { span, kind: Some(Kind::MiniProgram), ..Found::default() }))
    })
}

/// The longest scheme that is looked for, in bytes.
const MOST: usize = 64;

/// The longest address, in bytes.
const LONGEST: usize = 4 * 1024;

/// Where the characters of an address end, without the sentence's punctuation behind them.
fn end(text: &str, from: usize) -> usize {
    let within =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(byte);
    let Range { start, end } =
        from..from + text[from..].bytes().take(LONGEST).take_while(within).count();
    start + text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')']).len()
}

fn told(address: &MiniAddress, bare: Found) -> Found {
    Found { shape: "mini-program-address", opening: Some(address.opening()), ..bare }
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::share::{Host, Opening, Share};

    use super::*;
    use crate::read;

    static OWN: Share = Share {
        hosts: &[Host::pages("own.cn")],
        find: |message| message.links_of(OWN.hosts).map(Found::link).collect(),
        ..Share::SILENT
    };

    #[test]
    fn a_mini_programs_own_address_is_a_page_of_it() {
        for (text, host, id, path) in [
            (
                "看https://platform.org/miniapp/foo;version=1.0.1/pages/index?a=1，好",
                "platform.org",
                "foo",
                Some("pages/index?a=1"),
            ),
            ("看platform://miniapp/foo/pages/index。", "platform", "foo", Some("pages/index")),
            ("Platform://MiniApp/foo", "platform", "foo", None),
        ] {
            let hits = read(text, &[("own", &OWN)]);
            assert_eq!(hits.len(), 1, "{text}: {hits:?}");
            let found = &hits[0].found;
            assert_eq!((hits[0].platform, found.kind), (None, Some(Kind::MiniProgram)), "{text}");
            let Some(Opening::Mini { host: h, app_id, path: p, link }) = &found.opening else {
                panic!("{found:?}")
            };
            assert_eq!((&**h, app_id.as_deref(), p.as_deref()), (host, Some(id), path), "{text}");
            assert!(
                link.as_deref()
                    .is_some_and(|link| text.to_lowercase().contains(&link.to_lowercase()))
            );
        }
    }

    #[test]
    fn what_is_none_is_a_link_or_nothing() {
        for text in ["https://own.cn/miniapp/foo/pages/index", "https://a.org/mini/foo"] {
            let hits = read(text, &[("own", &OWN)]);
            assert_eq!((hits.len(), hits[0].found.shape), (1, "link"), "{text}");
        }
        assert_eq!(read("://miniapp/foo platform://miniapp/ x://mini/foo", &[]), []);
        let within = read("https://a.org/?to=p://miniapp/foo", &[]);
        assert_eq!((within.len(), within[0].found.shape), (1, "link"));
    }
}
