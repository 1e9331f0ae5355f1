//! Whatever a message, an address or a page's state holds, every platform reads it or finds
//! nothing, and says nothing that is not so: no reader panics, no span cuts a character, and an
//! address in canonical form stays in it.

#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

use drawbridge_canon::share::{Message, Share};
use drawbridge_roster::DIALECTS;
use proptest::prelude::*;
use url::Url;

fn shares() -> impl Iterator<Item = (&'static str, &'static Share)> {
    DIALECTS.iter().filter_map(|dialect| Some((dialect.name, dialect.share?)))
}

/// What share texts and addresses are made of, whole and torn.
const PIECES: &[&str] = &[
    "【",
    "】",
    "「",
    "」",
    "《",
    "》",
    "[",
    "]",
    "(",
    ")",
    "“",
    "”",
    "￥",
    "$",
    "@",
    "#",
    ":",
    "/",
    "//",
    "://",
    "?",
    "&",
    "=",
    "%",
    "%zz",
    "%E4",
    "\n",
    " ",
    "\u{3000}",
    "\u{200b}",
    "😆",
    "👨‍👩‍👧",
    "é",
    "中",
    "，",
    "分享",
    "的单曲",
    "创建的歌单",
    "的回答 - 知乎",
    " - 知乎",
    "@QQ音乐",
    "(来自@网易云音乐)",
    "快来看看吧",
    "推荐给你",
    "【大众点评】",
    "【淘宝】",
    "#小程序://",
    "名/",
    "0JPDrt84ecI5Gwd",
    "weixin://dl/business/?",
    "t=",
    "appid=",
    "alipays://platformapi/startapp?",
    "appId=20000067",
    "&url=",
    "saId=10000007&qrcode=",
    "https%3A%2F%2F",
    "https://",
    "http://t.cn/A6",
    "https://m.weibo.cn/",
    "status/",
    "4884946584077604",
    "MCAqGFsQL",
    "https://www.zhihu.com/question/",
    "1/answer/",
    "https://link.zhihu.com/?target=",
    "https://y.music.163.com/m/song?id=",
    "https://music.163.com/#/",
    "https://c6.y.qq.com/base/fcgi-bin/u?__=",
    "https://y.qq.com/n/ryqq/songDetail/",
    "http://dpurl.cn/",
    "https://m.dianping.com/shopshare/",
    "https://mp.weixin.qq.com/s?__biz=",
    "&mid=1&idx=1&sn=",
    "https://ds.alipay.com/?scheme=",
    "https://qr.alipay.com/",
    "https://wxaurl.cn/",
    "javascript:",
    "https://e.tb.cn/h.",
    "?tk=",
    "https://v.douyin.com/",
    "https://b23.tv/",
    "http://xhslink.com/a/",
];

fn torn() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => "[0-9a-zA-Z]{1,16}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn of_the_web(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_message_is_read(text in torn()) {
        let message = Message::of(&text);
        for (name, share) in shares() {
            for found in (share.find)(&message) {
                let part = text.get(found.span.clone());
                prop_assert!(part.is_some_and(|part| !part.is_empty()), "{name}: {found:?}");
                let said = [&found.url, &found.code].into_iter().flatten();
                for said in said {
                    prop_assert!(part.unwrap().contains(said.as_str()), "{name}: {found:?}");
                }
                let words = [&found.title, &found.author].into_iter().flatten();
                for words in words {
                    prop_assert!(!words.trim().is_empty(), "{name}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn any_address_has_one_form(text in torn()) {
        for link in Message::of(&text).links.iter().map(|link| link.url.as_ref()).chain([text.as_str()]) {
            let Some(url) = of_the_web(link) else { continue };
            for (name, share) in shares() {
                let host = url.host_str().unwrap_or_default();
                let ours = share.hosts.iter().any(|own| own.has(host));
                if let Some(told) = ours.then(|| (share.canonical)(&url)).flatten() {
                    let again = Url::parse(&told.url).unwrap();
                    let twice = (share.canonical)(&again).map(|told| told.url);
                    prop_assert_eq!(twice.as_ref(), Some(&told.url), "{}: {}", name, url);
                    prop_assert!(matches!(again.scheme(), "http" | "https"), "{name}: {url}");
                }
                if let Some(to) = share.passes_to.and_then(|passes_to| passes_to(&url)) {
                    prop_assert!(matches!(to.scheme(), "http" | "https"), "{name}: {url}");
                }
            }
        }
    }

    #[test]
    fn any_state_is_read(text in torn(), json in "[\\[\\]{}\":,a-z0-9\\\\ ]{0,60}") {
        for (_, share) in shares() {
            for mark in share.hints.state_marks {
                if let Some(state) = share.hints.state {
                    state(mark, &text);
                    state(mark, &json);
                    state(mark, &format!("'{text}'"));
                }
            }
        }
    }
}
