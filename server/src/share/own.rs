//! Our own short links and codes, found again wherever they were pasted.

use std::ops::Range;

use drawbridge_engine::share::{ShareError, ShortLink, Standing};
use drawbridge_engine::share_gate::code::{self, Code};
use url::Url;

use crate::node::Node;

/// A short link of ours in a message.
pub(crate) struct Own {
    /// Where it stands, in bytes.
    pub(crate) span: Range<usize>,
    /// Whether it stands there as a link, or as a code.
    pub(crate) as_link: bool,
    pub(crate) code: Code,
    /// None if there never was one.
    pub(crate) link: Option<ShortLink>,
    pub(crate) standing: Standing,
}

/// All of them, in their order.
pub(crate) async fn find(node: &Node, message: &str) -> Result<Vec<Own>, ShareError> {
    let links = links(&node.share.public_url, message);
    let apart = |span: &Range<usize>| {
        links.iter().all(|(link, _)| link.end <= span.start || span.end <= link.start)
    };
    let codes = code::find(message).into_iter().filter(|(span, _)| apart(span));
    let mut found: Vec<_> = codes.map(|(span, code)| (span, code, false)).collect();
    found.extend(links.iter().map(|(span, code)| (span.clone(), *code, true)));
    found.sort_by_key(|(span, ..)| span.start);
    let mut all = Vec::with_capacity(found.len());
    for (span, code, as_link) in found {
        let link = node.share.links.find(&code).await?;
        let now = node.world.clock.now();
        let standing = link.as_ref().map_or(Standing::Live, |link| link.standing(now));
        let link = match link {
            Some(link) if standing == Standing::Live => {
                Some(node.share.engine.today(&node.share.links, code, link).await)
            }
            ended => ended,
        };
        all.push(Own { span, as_link, code, link, standing });
    }
    Ok(all)
}

/// The code in an address of ours; none in every other.
pub(crate) fn code_of(public_url: &str, address: &str) -> Option<Code> {
    let (house, address) = (Url::parse(public_url).ok()?, Url::parse(address).ok()?);
    let base = house.path().trim_end_matches('/');
    let rest = address.path().strip_prefix(base)?.strip_prefix("/s/")?;
    (house.origin() == address.origin()).then(|| Code::read(rest).ok())?
}

/// The message without them: what stood there is blank, so that everything else stays where it was.
pub(crate) fn without(message: &str, own: &[Own]) -> String {
    let mut rest = String::with_capacity(message.len());
    let mut from = 0;
    for one in own {
        rest.push_str(message.get(from..one.span.start).unwrap_or_default());
        rest.extend(std::iter::repeat_n(' ', one.span.len()));
        from = one.span.end;
    }
    rest + message.get(from..).unwrap_or_default()
}

fn links(public_url: &str, message: &str) -> Vec<(Range<usize>, Code)> {
    let is_end = |c: char| !c.is_ascii_graphic() || "\"'<>()[]{}|\\^`,;".contains(c);
    let mut found: Vec<(Range<usize>, Code)> = Vec::new();
    for (at, _) in message.match_indices("http") {
        let rest = &message[at..];
        let end = at + rest.find(is_end).unwrap_or(rest.len());
        let inside = found.last().is_some_and(|(span, _)| at < span.end);
        if let Some(code) = code_of(public_url, &message[at..end]).filter(|_| !inside) {
            found.push((at..end, code));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_links_are_found_in_any_spelling_and_others_are_not() {
        let code = |house: &str, address: &str| code_of(house, address).map(Code::signs);
        let signs = (0..)
            .find_map(|serial| Code::of(serial, &code::CodeKey::new([7; 16])))
            .unwrap()
            .signs();
        let (plain, puny) = (
            format!("https://吊桥.中国/s/{signs}"),
            format!("https://xn--bqrq78b.xn--fiqs8s/s/{signs}"),
        );
        assert_eq!(code("https://吊桥.中国", &plain).as_deref(), Some(&*signs));
        assert_eq!(code("https://吊桥.中国", &puny), code("https://吊桥.中国", &plain));
        assert_eq!(
            code("https://a.cn/x/", &format!("https://A.cn:443/x/s/{signs}?from=chat")).as_deref(),
            Some(&*signs)
        );
        for spelt in [
            format!("https://XN--BQRQ78B.xn--fiqs8s:443/s/{signs}"),
            format!("https://xn--bqrq78b.xn--fiqs8s/s/{signs}?a=b#c"),
        ] {
            assert_eq!(code("https://吊桥.中国", &spelt).as_deref(), Some(&*signs), "{spelt}");
        }
        for other in [
            format!("https://me.xn--bqrq78b.xn--fiqs8s/s/{signs}"),
            format!("https://吊桥.中国/s/{signs}x"),
            signs.clone(),
        ] {
            assert_eq!(code("https://吊桥.中国", &other), None, "{other}");
        }
        for other in
            ["https://b.cn/s/", "http://a.cn/s/", "https://a.cn:8443/s/", "https://a.cn/t/"]
        {
            assert_eq!(code("https://a.cn", &format!("{other}{signs}")), None, "{other}");
        }
        let message = format!("看https://a.cn/s/{signs}，还有 https://b.cn/s/{signs}");
        let found = links("https://a.cn", &message);
        assert_eq!(found.len(), 1);
        assert_eq!(&message[found[0].0.clone()], format!("https://a.cn/s/{signs}"));
    }
}
