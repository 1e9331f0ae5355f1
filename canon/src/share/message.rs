//! A message that somebody pasted, with the links in it.

use std::ops::Range;

/// A message, read once for all platforms.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// All of it.
    pub text: &'a str,
    /// The `http` and `https` links in it, in their order.
    pub links: Vec<Link<'a>>,
}

/// A link in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// Where it stands in the message, in bytes.
    pub span: Range<usize>,
    /// As it stands there.
    pub url: &'a str,
    /// Its host in small letters, without the port.
    pub host: String,
}

impl<'a> Message<'a> {
    /// Finds the links of a message.
    ///
    /// A link is a run of the characters that RFC 3986 permits (ASCII only), so that a full-width
    /// `，`, a `「` or an emoji ends it without a space. Punctuation at its end belongs to the
    /// sentence, and so does a closing bracket that the link did not open.
    pub fn of(text: &'a str) -> Self {
        let mut links = Vec::new();
        let mut from = 0;
        while let Some(start) = next_scheme(text, from) {
            let end = start + run(&text[start..]);
            from = end.max(start + 1);
            links.extend(link(text, start..end));
        }
        Self { text, links }
    }

    /// The links whose host is, or is below, one of these.
    pub fn links_of<'b>(&'b self, hosts: &'b [super::Host]) -> impl Iterator<Item = &'b Link<'a>> {
        self.links.iter().filter(move |link| hosts.iter().any(|host| host.has(&link.host)))
    }

    /// The same links, each with the room in which its words stand: from the end of the one before
    /// to the beginning of the next.
    pub fn rooms<'b>(&'b self, hosts: &'b [super::Host]) -> Vec<(&'b Link<'a>, Range<usize>)> {
        let links: Vec<&Link<'a>> = self.links_of(hosts).collect();
        let room = |(at, link): (usize, &&'b Link<'a>)| {
            let from = at.checked_sub(1).map_or(0, |before| links[before].span.end);
            let to = links.get(at + 1).map_or(self.text.len(), |next| next.span.start);
            (*link, from..to)
        };
        links.iter().enumerate().map(room).collect()
    }
}

/// Where the next `http://` or `https://` begins, in any letter case.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = |at: &usize| {
        let rest = &bytes[*at..];
        let prefix = |scheme: &[u8]| {
            rest.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme))
        };
        prefix(b"http://") || prefix(b"https://")
    };
    (from..bytes.len()).filter(|at| bytes[*at].eq_ignore_ascii_case(&b'h')).find(at)
}

/// How far the characters of a link go.
fn run(text: &str) -> usize {
    let within =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte);
    let all = text.bytes().take_while(|byte| within(byte)).count();
    trimmed(&text[..all]).len()
}

/// Without the sentence's punctuation at the end. The brackets are counted once: a link may be as
/// long as the message.
fn trimmed(url: &str) -> &str {
    let more = |open: char, close: char| {
        url.matches(close).count().saturating_sub(url.matches(open).count())
    };
    let mut unopened = [(')', more('(', ')')), (']', more('[', ']'))];
    let mut url = url;
    loop {
        url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let closing = unopened.iter_mut().find(|(close, left)| *left > 0 && url.ends_with(*close));
        let Some((_, left)) = closing else { return url };
        *left -= 1;
        url = &url[..url.len() - 1];
    }
}

fn link(text: &str, span: Range<usize>) -> Option<Link<'_>> {
    let url = &text[span.clone()];
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = host.split(':').next()?.to_ascii_lowercase();
    (!host.is_empty()).then_some(Link { span, url, host })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        Message::of(text).links.iter().map(|link| link.url).collect()
    }

    #[test]
    fn a_link_ends_where_chinese_begins() {
        assert_eq!(found("看https://a.cn/x，好"), ["https://a.cn/x"]);
        assert_eq!(
            found("https://a.cn/h.5?tk=b「题」HTTP://B.CN"),
            ["https://a.cn/h.5?tk=b", "HTTP://B.CN"]
        );
        assert_eq!(found("😆https://a.cn/x😆 http://"), ["https://a.cn/x"]);
    }

    #[test]
    fn the_sentence_keeps_its_punctuation() {
        assert_eq!(
            found("(see https://a.cn/x_(y)), or https://b.cn/?"),
            ["https://a.cn/x_(y)", "https://b.cn/"]
        );
    }

    #[test]
    fn a_host_is_without_port_and_user() {
        let message = Message::of("https://u:p@A.cn:8443/x");
        assert_eq!(message.links[0].host, "a.cn");
    }
}
