//! Its links in a message, with the place's name before them: `【店】… http://dpurl.cn/…`,
//! `推荐给你「店」，地址：… https://m.dianping.com/shopshare/…`, `店，快来看看吧 https://…`.

use drawbridge_canon::share::words::{HEAD, QUOTE, is_face, last_line, trimmed};
use drawbridge_canon::share::{Found, Kind, Message, Price, last_pair, state, tidy_title};
use serde_json::Value;
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// Names of the platform's own in its brackets: no place's.
const OWN: &[&str] = &["美团", "大众点评", "美团外卖", "美团APP", "大众点评APP"];

/// What it says behind a name without brackets, and a comma.
const COME: &[&str] = &["快来看看吧", "快来看看"];

/// Words of its own around a name in brackets. Without one of them only what stands right before the
/// link is a name: `【求助】谁知道这家…` is anything.
const SAYS: &[&str] = &[
    "美团",
    "大众点评",
    "地址",
    "推荐给你",
    "复制本条消息",
    "人均",
    "仅售",
    "团购",
    "好评",
    "评分",
    "宝藏",
];

/// How far a name may stand before its link, in characters: an address lies between.
const NEAR: usize = 120;

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let words = message.before(link);
        match in_corners(words).or_else(|| in_brackets(words)).or_else(|| before_come(words)) {
            Some((at, title)) => found.push(Found {
                span: link.span.start - words.len() + at..link.span.end,
                shape: "name-and-link",
                title: Some(title),
                kind: bare.kind.or(Some(Kind::Place)),
                price: price(words),
                ..bare
            }),
            None => found.push(bare),
        }
    }
    found
}

fn in_brackets(words: &str) -> Option<(usize, String)> {
    let (at, name, behind) = last_pair(words, HEAD)?;
    if OWN.contains(&name) {
        // `… 打开【美团】 https://…`: the name may stand in brackets before.
        return in_brackets(&words[..at]);
    }
    let said = |text: &str| SAYS.iter().any(|word| text.contains(word));
    let own = trimmed(behind).is_none() || said(behind) || said(last_line(&words[..at]));
    let meant = near(behind) && own && !is_face(&words[at..], name);
    meant.then(|| Some((at, tidy_title(name)?)))?
}

/// What a deal costs: `大床房仅售220元`, `仅售￥1,299`.
fn price(words: &str) -> Option<Price> {
    let (_, behind) = words.rsplit_once("仅售")?;
    let of_it = |c: char| c.is_ascii_digit() || "￥¥.,-~ ".contains(c);
    let (amount, unit) = behind.split_at(behind.find(|c| !of_it(c)).unwrap_or(behind.len()));
    let told = amount.trim_start().starts_with(['￥', '¥']) || unit.starts_with('元');
    let yuan = Value::from(amount.trim_end_matches(['.', ',', ' ']));
    state::yuan(Some(&yuan)).filter(|_| told).map(|price| price.value)
}

fn in_corners(words: &str) -> Option<(usize, String)> {
    let (at, name, behind) = last_pair(words, QUOTE)?;
    // Others put titles in corners too.
    let head = words[..at].strip_suffix("推荐给你")?;
    let own = last_pair(head, HEAD).filter(|pair| pair.2.is_empty() && OWN.contains(&pair.1));
    let start = own.map_or(head.len(), |pair| pair.0);
    near(behind).then_some((start, tidy_title(name)?))
}

/// Whether what stands between a name and its link still belongs to them.
fn near(between: &str) -> bool {
    !between.contains('\n') && between.chars().count() <= NEAR
}

fn before_come(words: &str) -> Option<(usize, String)> {
    let own =
        words.trim_end_matches(|c: char| c != '\n' && c.is_whitespace() || "：:！!".contains(c));
    let name = COME.iter().find_map(|come| own.strip_suffix(come))?.trim_end();
    let name = name.strip_suffix(['，', ','])?;
    let at = name
        .rfind(['\n', '。', '！', '？'])
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    Some((at, tidy_title(&name[at..])?))
}

#[cfg(test)]
mod tests {
    use drawbridge_canon::Money;

    use super::*;

    #[test]
    fn only_its_own_words_name_a_place() {
        for (text, title) in [
            ("[呲牙]http://dpurl.cn/AbCdEf", None),
            ("【求助】谁知道这家怎么样 http://dpurl.cn/AbCdEf", None),
            ("【海底捞火锅(望京店)】 http://dpurl.cn/AbCdEf", Some("海底捞火锅(望京店)")),
            ("【编的面馆】人均45元 http://dpurl.cn/AbCdEf", Some("编的面馆")),
            ("在美团发现了【编的面馆】哈哈 http://dpurl.cn/AbCdEf", Some("编的面馆")),
        ] {
            let found = find(&Message::of(text));
            assert_eq!(found[0].title.as_deref(), title, "{text}");
            assert_eq!(found[0].kind, title.map(|_| Kind::Place), "{text}");
        }
    }

    #[test]
    fn a_deal_tells_its_price() {
        let price = |text: &str| find(&Message::of(text))[0].price;
        let told = price("【编的酒店】大床房仅售220.5元，在美团打开：https://hotel.meituan.com/");
        assert_eq!(told.map(|price| price.amount), Some(Money::fen(22_050)));
        for (words, fen) in [
            ("仅售1,299元", 129_900),
            ("仅售￥220元", 22_000),
            ("仅售 ¥ 88.8 元起", 8_880),
            ("仅售￥1,299，在美团打开：", 129_900),
            ("原价￥99，仅售79元", 7_900),
        ] {
            let told = price(&format!("【编的酒店】大床房{words} https://hotel.meituan.com/"));
            assert_eq!(told.map(|price| price.amount), Some(Money::fen(fen)), "{words}");
        }
        for words in ["仅售220张", "仅售3天，每天1元", "仅售￥，220元"] {
            let told = price(&format!("【编的酒店】大床房{words} https://hotel.meituan.com/"));
            assert_eq!(told, None, "{words}");
        }
        assert_eq!(price("【编的酒店】仅售几元，在美团打开：https://hotel.meituan.com/"), None);
        assert_eq!(price("仅售220元 https://hotel.meituan.com/"), None);
    }
}
