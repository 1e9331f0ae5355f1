//! A message that somebody pasted, with the links in it.

use std::borrow::Cow;
use std::ops::Range;

use super::address::HostRole;
use super::spelling::{Spelt, next};

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
    /// Made whole: with its scheme, in ASCII signs for full-width ones, and without `&amp;`. Nearly always
    /// it stands so in the message.
    pub url: Cow<'a, str>,
    /// As it stands there.
    pub stands: &'a str,
    /// What is shown of it where that is something else: `[shown](https://…)`, `<a href="https://…">`.
    pub shown: Option<&'a str>,
    /// Its host in small letters, without the port.
    pub host: String,
}

/// Who knows which names are hosts, where nothing else says that a name is one.
pub trait Names {
    /// Whether a name, in small letters, is a host of a platform: it is a link as it stands.
    fn is_known(&self, host: &str) -> bool;

    /// Whether a name, in small letters, is a domain that people have, or below one: with a path behind
    /// it, it is a link.
    fn is_public(&self, host: &str) -> bool;
}

/// Nobody: links have schemes.
struct Nobody;

impl Names for Nobody {
    fn is_known(&self, _: &str) -> bool {
        false
    }

    fn is_public(&self, _: &str) -> bool {
        false
    }
}

impl<'a> Message<'a> {
    /// Finds the links of a message that have a scheme.
    ///
    /// A link is a run of the characters that RFC 3986 permits, so that a full-width `，`, a `「` or an
    /// emoji ends it without a space; and of letters beyond ASCII where they belong to it (RFC 3987; see
    /// `letters.rs`). Another link pasted against its end is another. Punctuation at its end belongs to the
    /// sentence, and so does a closing bracket that the link did not open. Chinese keyboards write
    /// `https：／／` and whole links in full-width signs; such a link is made whole.
    pub fn of(text: &'a str) -> Self {
        Self::among(text, &Nobody)
    }

    /// The same, and links without a scheme, where their hosts are known. A dot in a host may be the
    /// full stop `。` then.
    pub fn among(text: &'a str, names: &dyn Names) -> Self {
        let mut links = Vec::new();
        let (mut from, mut asked) = (0, 0);
        while let Some((start, spelt)) = next(text, from, names, &mut asked) {
            from = start + spelt.length;
            links.extend(link(text, start, spelt));
        }
        super::shown::tell(text, &mut links);
        Self { text, links }
    }

    /// The links whose host is, or is below, one of these.
    pub fn links_of<'b>(&'b self, hosts: &'b [super::Host]) -> impl Iterator<Item = &'b Link<'a>> {
        let read = move |link: &&Link<'a>| {
            hosts.iter().any(|host| host.role != HostRole::Own && host.has(&link.host))
        };
        self.links.iter().filter(read)
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

impl Link<'_> {
    /// Where a link ends in the message of which only the beginning is meant: what was pasted against
    /// its end is not. It must be a beginning of its `url`.
    pub fn end_of(&self, beginning: &str) -> usize {
        let cut = self.url.get(beginning.len()..).unwrap_or_default();
        // What is spelt otherwise than it is meant is not taken apart.
        if self.stands.ends_with(cut) { self.span.end - cut.len() } else { self.span.end }
    }
}

fn link<'a>(text: &'a str, start: usize, spelt: Spelt<'a>) -> Option<Link<'a>> {
    let Spelt { length, url } = spelt;
    let span = start..start + length;
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = host.split(':').next()?.to_ascii_lowercase();
    (!host.is_empty()).then(|| Link { stands: &text[span.clone()], shown: None, span, url, host })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        Message::of(text).links.iter().map(|link| link.url.to_string()).collect()
    }

    #[test]
    fn a_link_ends_where_chinese_begins() {
        assert_eq!(found("看https://a.cn/x，好"), ["https://a.cn/x"]);
        assert_eq!(
            found("https://a.cn/h.5?tk=b「题」HTTP://B.CN"),
            ["https://a.cn/h.5?tk=b", "HTTP://B.CN"]
        );
        assert_eq!(found("😆https://a.cn/x😆 http://"), ["https://a.cn/x"]);
        assert_eq!(found("https://a.cn/x1️⃣第一"), ["https://a.cn/x"], "a digit in its key");
        for mark in "，。！？；：、）】》」』”’…—～·￥🎉👉❤✨".chars()
        {
            assert_eq!(found(&format!("https://a.cn/x{mark}")), ["https://a.cn/x"], "{mark}");
        }
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

    #[test]
    fn what_a_chinese_keyboard_writes_is_made_whole() {
        for (text, url) in [
            ("看https：//a.cn/x，好", "https://a.cn/x"),
            ("https：／／a.cn/x？好", "https://a.cn/x"),
            (
                "ｈｔｔｐｓ：／／ｗｗｗ．ａ．ｃｎ／ｘ？ｉｄ＝１＆ｂ＝２，好",
                "https://www.a.cn/x?id=1&b=2",
            ),
            ("ＨＴＴＰ：／／Ａ．ｃｎ！", "HTTP://A.cn"),
            ("https://ａ．ｃｎ/x", "https://a.cn/x"),
            ("https://www。a。cn/x。好", "https://www.a.cn/x"),
            ("https://a.cn。Next", "https://a.cn"),
            ("https://a.cn/x。y", "https://a.cn/x"),
        ] {
            let message = Message::of(text);
            let [link] = &*message.links else { panic!("{text}: {message:?}") };
            assert_eq!(link.url, url, "{text}");
            assert!(text[link.span.clone()].chars().count() >= 10, "{text}: {link:?}");
            assert_eq!(link.stands, &text[link.span.clone()]);
        }
    }

    struct Some;

    impl Names for Some {
        fn is_known(&self, host: &str) -> bool {
            matches!(host, "www.a.cn" | "m.tb.cn")
        }

        fn is_public(&self, host: &str) -> bool {
            ["com", "cn"].contains(&host.rsplit('.').next().unwrap_or_default())
        }
    }

    #[test]
    fn a_link_without_a_scheme_has_a_known_host_or_a_path() {
        for (text, urls) in [
            ("打开www.a.cn看", &["https://www.a.cn"] as &[&str]),
            ("链接：m.tb.cn/h.5x，好", &["https://m.tb.cn/h.5x"]),
            ("m。tb。cn/h.5x", &["https://m.tb.cn/h.5x"]),
            ("ｍ．ｔｂ．ｃｎ／ｈ", &["https://m.tb.cn/h"]),
            ("(see b.com/x).", &["https://b.com/x"]),
            ("https://m.tb.cn/h b.com/y", &["https://m.tb.cn/h", "https://b.com/y"]),
            ("https://m.tb.cn/b.com/y", &["https://m.tb.cn/b.com/y"]),
            ("b.com:8080/x", &["https://b.com:8080/x"]),
            ("b.com 没有路径", &[]),
            ("b.com/", &[]),
            ("Yes.Com/no", &[]),
            ("me@www.a.cn/x", &[]),
            ("ftp://www.a.cn/x src/b.com/x _b.com/x", &[]),
            ("www.a.cn@b", &[]),
            ("version1.2.3 3.5.7/8 e.g. x.y/z", &[]),
        ] {
            let message = Message::among(text, &Some);
            let got: Vec<_> = message.links.iter().map(|link| link.url.as_ref()).collect();
            assert_eq!(got, urls, "{text}");
        }
    }

    #[test]
    fn what_was_pasted_against_the_end_is_left_where_it_stands() {
        let message = Message::among("看m.tb.cn/hCZ1", &Some);
        let link = &message.links[0];
        assert_eq!(&message.text[..link.end_of("https://m.tb.cn/h")], "看m.tb.cn/h");
        let message = Message::of("ｈｔｔｐ：／／ａ．ｃｎ／ｈＣＺ");
        let link = &message.links[0];
        assert_eq!(link.end_of("http://a.cn/h"), link.span.end);
    }

    struct Real;

    impl Names for Real {
        fn is_known(&self, host: &str) -> bool {
            matches!(host, "b23.tv" | "v.douyin.com" | "3.cn" | "www.taobao.com")
        }

        fn is_public(&self, host: &str) -> bool {
            ["com", "cn", "tv", "org"].contains(&host.rsplit('.').next().unwrap_or_default())
        }
    }

    #[test]
    fn letters_beyond_ascii_belong_to_it_where_they_can() {
        for (text, url) in [
            ("看https://tаobao.com/login，", "https://tаobao.com/login"),
            ("https://i❤.ws/ 好", "https://i❤.ws/"),
            ("https://淘宝.com/", "https://淘宝.com/"),
            ("https://例子.测试/x好", "https://例子.测试/x"),
            ("https://zh.wikipedia.org/wiki/北京。", "https://zh.wikipedia.org/wiki/北京"),
            (
                "https://zh.wikipedia.org/wiki/北京_(消歧义)）",
                "https://zh.wikipedia.org/wiki/北京_(消歧义)",
            ),
            ("https://fr.wikipedia.org/wiki/Café 好", "https://fr.wikipedia.org/wiki/Café"),
            ("https://u:p@淘宝.com:8443/x", "https://u:p@淘宝.com:8443/x"),
            // Talk that goes on against a link.
            ("https://b23.tv/abc快看", "https://b23.tv/abc"),
            ("https://v.douyin.com/abc/快看", "https://v.douyin.com/abc/"),
            ("https://www.example.com快看", "https://www.example.com"),
            ("https://example.com/a?id=5快看", "https://example.com/a?id=5"),
            ("https://example.com/a#话题#", "https://example.com/a#"),
        ] {
            let message = Message::among(text, &Real);
            let got: Vec<_> = message.links.iter().map(|link| link.url.as_ref()).collect();
            assert_eq!(got, [url], "{text}");
            assert_eq!(message.links[0].stands, url, "{text}");
        }
    }

    #[test]
    fn the_address_is_the_link_and_what_is_shown_goes_with_it() {
        for (text, url, shown) in [
            (
                "[https://www.taobao.com](https://evil.cn/login)",
                "https://evil.cn/login",
                Option::Some("https://www.taobao.com"),
            ),
            ("看[题[一]](https://a.cn/x \"y\")吧", "https://a.cn/x", Option::Some("题[一]")),
            ("[a](<https://a.cn/x>)", "https://a.cn/x", Option::Some("a")),
            (
                r#"<a class="x" href="https://evil.cn/?a=1&amp;b=2" target=_blank>www.taobao.com/x</a>"#,
                "https://evil.cn/?a=1&b=2",
                Option::Some("www.taobao.com/x"),
            ),
            (
                "<A HREF='https://evil.cn/'>https://www.taobao.com/</A>",
                "https://evil.cn/",
                Option::Some("https://www.taobao.com/"),
            ),
            ("(https://a.cn/x)", "https://a.cn/x", None),
            ("](https://a.cn/x)", "https://a.cn/x", None),
            ("<img href=\"https://a.cn/x\">", "https://a.cn/x", None),
        ] {
            let message = Message::among(text, &Real);
            let got: Vec<_> =
                message.links.iter().map(|link| (link.url.as_ref(), link.shown)).collect();
            assert_eq!(got, [(url, shown)], "{text}");
            assert_eq!(super::super::Found::link(&message.links[0]).shown.as_deref(), shown);
        }
    }

    #[test]
    fn marks_around_it_and_links_against_it_are_not_of_it() {
        let film = "https://www.bilibili.com/video/BV17x411w7KC";
        for (text, urls) in [
            (format!("**{film}**"), vec![film]),
            (format!("_{film}_"), vec![film]),
            (format!("~~{film}~~"), vec![film]),
            (format!("***{film}***"), vec![film]),
            (format!("**看 {film}**"), vec![film]),
            (format!("{film}_"), vec!["https://www.bilibili.com/video/BV17x411w7KC_"]),
            (
                "https://3.cn/35RO-7uGhttps://3.cn/36RO-7uG".to_owned(),
                vec!["https://3.cn/35RO-7uG", "https://3.cn/36RO-7uG"],
            ),
            (
                "https://v.douyin.com/a/http://v.douyin.com/b/".to_owned(),
                vec!["https://v.douyin.com/a/", "http://v.douyin.com/b/"],
            ),
            ("https://a.cnhttps://b.cn/x".to_owned(), vec!["https://a.cn", "https://b.cn/x"]),
            (
                "https://web.archive.org/web/2020/https://a.cn/".to_owned(),
                vec!["https://web.archive.org/web/2020/https://a.cn/"],
            ),
            ("https://a.cn/?url=https://b.cn/".to_owned(), vec!["https://a.cn/?url=https://b.cn/"]),
            (
                "https://www.taobao.com/i?a=1&amp;amp;id=2".to_owned(),
                vec!["https://www.taobao.com/i?a=1&id=2"],
            ),
        ] {
            let message = Message::among(&text, &Real);
            let got: Vec<_> = message.links.iter().map(|link| link.url.as_ref()).collect();
            assert_eq!(got, urls, "{text}");
        }
    }
}
