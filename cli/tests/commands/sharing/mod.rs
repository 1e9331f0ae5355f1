//! `drawbridge share`: what is pasted becomes cards, for people and for programs. Nothing is fetched here.

mod codes;
mod forms;
mod hostile;
mod many;

use serde_json::{Value, json};

use crate::place::Place;

/// A share text as its app writes it, amid talk (conformance/messages/data names its sources).
pub(crate) const TAOBAO: &str = "你看这个！【淘宝】7天无理由退货 \
     https://e.tb.cn/h.7vUJnkd5IQyLbmr?tk=uEXDUlwjL4E HU926 「新款饺子器木制圆形厨房家用」\n\
     点击链接直接打开 或者 淘宝搜索直接打开";

/// A page of a shop, that says in no place in which charset it is.
const PAGE: &str = "<html><head><title>山野青瓷手冲咖啡壶 - 某某商城</title>\
     <meta property=\"og:title\" content=\"山野青瓷手冲咖啡壶\">\
     <meta property=\"og:image\" content=\"/i/1.jpg\">\
     <meta property=\"og:site_name\" content=\"某某商城\">\
     <meta name=\"Description\" content=\"一壶四杯，细口缓流。\">\
     <script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\
     \"name\":\"山野青瓷手冲咖啡壶\",\"offers\":{\"@type\":\"Offer\",\"price\":\"129.00\",\
     \"priceCurrency\":\"CNY\",\"availability\":\"https://schema.org/InStock\",\
     \"seller\":{\"@type\":\"Organization\",\"name\":\"山野器物旗舰店\"}}}</script></head>\
     <body><p>釉色是雨后的天青，每只都略有不同。</p></body></html>";

/// Saves a page in a place.
fn save(place: &Place, page: &[u8]) {
    std::fs::write(place.folder.join("page.html"), page).unwrap();
}

/// Where the page is from.
const SAVED: [&str; 5] =
    ["share", "--page", "page.html", "--url", "https://shop.example/item/1?utm_source=chat"];

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn row<'a>(printed: &'a str, name: &str) -> &'a str {
    let row = printed.lines().find(|line| line.split_whitespace().next() == Some(name));
    row.unwrap_or_else(|| panic!("no row `{name}`: {printed}"))
}

#[test]
fn a_share_text_is_a_card_without_any_network() {
    let place = Place::new("share-text");
    let told = place.json(&["share", "--offline", TAOBAO]);
    let found = told["found"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{told}");
    let (one, card) = (&found[0], &found[0]["card"]);
    assert_eq!((&one["platform"], &one["code"]), (&json!("taobao"), &json!("uEXDUlwjL4E")));
    assert_eq!(card["title"], json!({ "value": "新款饺子器木制圆形厨房家用", "from": "message" }));
    // Nobody followed the short link: where it leads is not known.
    assert_eq!((&one["error"], &card["safety"]["step"]), (&Value::Null, &json!("warn")));
    assert_eq!(card["safety"]["findings"][0]["rule"], json!("link.redirects"), "{card}");
    let units: Vec<u16> = TAOBAO.encode_utf16().collect();
    let at = |end: usize| usize::try_from(one["span"][end].as_u64().unwrap()).unwrap();
    let span = String::from_utf16(&units[at(0)..at(1)]).unwrap();
    assert!(span.starts_with("【淘宝】") && span.contains("家用」"), "{span}");

    let printed = place.out(&["share", "--offline", "--sources", "--lang", "zh", TAOBAO]);
    assert!(row(&printed, "标题").ends_with("新款饺子器木制圆形厨房家用  ← 消息文字"), "{printed}");
    assert!(
        row(&printed, "平台").ends_with("淘宝天猫")
            && row(&printed, "判定").ends_with("打开前请留意")
    );
    let printed = place.out(&["share", "--offline", TAOBAO]);
    assert!(
        row(&printed, "verdict").ends_with("opens after a warning")
            && printed.contains("no page was read")
    );
    assert!(!printed.contains('←') && !printed.contains('▀'), "{printed}");
}

#[test]
fn a_link_is_brought_into_the_one_form_that_all_have() {
    let place = Place::new("share-link");
    let link = "https://item.jd.com/100012043978.html?utm_source=chat&cu=true";
    let card = place.json(&["share", "--offline", link])["found"][0]["card"].clone();
    let told = |field: &str| card[field]["value"].clone();
    assert_eq!(told("url"), json!("https://item.jd.com/100012043978.html"));
    assert_eq!((told("kind"), &card["platform"]), (json!("product"), &json!("jd")));
    assert!(!card["openings"].as_array().unwrap().is_empty());
    let read = place.fed(&["share", "--offline", "--json", "-"], link.as_bytes());
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(read.out.contains("https://item.jd.com/100012043978.html\""), "{read:?}");
    let several = format!("{TAOBAO} {link}");
    let second = place.json(&["share", "--offline", "--only", "2", &several]);
    assert_eq!(second["found"].as_array().map(Vec::len), Some(1), "{second}");
    assert_eq!(second["found"][0]["platform"], json!("jd"));
}

#[test]
fn a_saved_page_is_read_in_its_charset_and_tells_who_says_what() {
    let place = Place::new("share-page");
    for (body, more) in [
        (PAGE.as_bytes().to_vec(), &[][..]),
        (gbk(PAGE), &[]),
        (gbk(PAGE), &["--content-type", "text/html; charset=gbk"]),
    ] {
        save(&place, &body);
        let card = place.json(&[&SAVED[..], more].concat())["found"][0]["card"].clone();
        assert_eq!(card["title"], json!({ "value": "山野青瓷手冲咖啡壶", "from": "open-graph" }));
        assert_eq!(card["url"]["value"], json!("https://shop.example/item/1"));
        assert_eq!(card["price"]["value"]["amount"]["minor"], json!(12_900), "{card}");
        assert_eq!(card["images"][0]["value"]["url"], json!("https://shop.example/i/1.jpg"));
    }
    let printed = place.out(&[&SAVED[..], &["--sources"]].concat());
    for (name, says) in [
        ("title", "山野青瓷手冲咖啡壶  ← Open Graph"),
        ("price", "¥129  ← JSON-LD"),
        ("seller", "山野器物旗舰店  ← JSON-LD"),
        ("available", "in stock  ← JSON-LD"),
        ("site", "某某商城  ← Open Graph"),
        ("address", "https://shop.example/item/1  ← the address"),
        ("verdict", "opens"),
    ] {
        assert!(row(&printed, name).ends_with(says), "{name} is not `{says}`: {printed}");
    }
    assert!(!printed.contains("no page was read"), "{printed}");
}

#[test]
fn what_does_not_open_says_which_rule_why_and_what_helps() {
    let place = Place::new("share-refused");
    let link = "https://bank.example@shop.example/win";
    // Nothing is fetched without --offline either: the gate does not enter such an address.
    for args in [&["share", "--offline", link][..], &["share", link]] {
        let printed = place.out(args);
        assert!(row(&printed, "verdict").ends_with("does not open"), "{printed}");
        assert!(row(&printed, "rule").ends_with("link.credentials"), "{printed}");
        assert!(printed.contains("reason ") && printed.contains("remedy "), "{printed}");
    }
    let printed = place.out(&["share", "--offline", "--lang", "zh", link]);
    assert!(row(&printed, "判定").ends_with("不能打开"), "{printed}");
    let reason = row(&printed, "原因");
    assert!(!reason.is_ascii() && printed.contains("怎么办"));
    place.fails(
        &["share", "--offline", "--as", "slack", link],
        &["does not open", "link.credentials"],
    );
}

#[test]
fn mistakes_say_what_to_do_next() {
    let place = Place::new("share-mistakes");
    for (args, says) in [
        (&["share"][..], &["what is to be read?", "`-`", "--batch"][..]),
        (&["share", "--lang", "zh"], &["要读什么"]),
        (
            &["share", "--offline", "今天吃什么？"],
            &["no link in this text", "paste the message whole"],
        ),
        (&["share", "--offline", "今天吃什么？", "--lang", "zh"], &["整段粘贴"]),
        (
            &["share", "--offline", "https://a.example/", "--as", "fax"],
            &["no form `fax`", "oembed-xml"],
        ),
        (&["share", "--offline", "https://a.example/", "--only", "2"], &["--only 2", "1 things"]),
        (&["share", "--page", "none.html", "--url", "https://a.example/"], &["none.html"]),
        (&["share", "--page", "none.html"], &["--url"]),
        (&["share", "--batch", "none.txt"], &["cannot read none.txt"]),
        (
            &["share", "--offline", "--as", "png", "https://a.example/ https://b.example/"],
            &["more than one thing", "--only"],
        ),
        (&["share", "--offline", "--as", "text", "￥uEXDUlwjL4E￥ 打开淘宝"], &["--link"]),
    ] {
        place.fails(args, says);
    }
    let none = place.json(&["share", "--offline", "今天吃什么？"]);
    assert_eq!(none, json!({ "found": [] }), "a program is told nothing was found");
}
