//! A pasted text is read again as what it was.

use drawbridge_canon::Money;
use drawbridge_canon::share::{Card, Kind, Message, Price, Step};
use drawbridge_page::write::plain_text;

use super::cards::{full, judged, told};

const LINK: &str = "https://bridge.example/s/1";

#[test]
fn a_person_reads_it_and_so_does_a_program() {
    let text = plain_text(&full(Kind::Product), LINK, Some("吊桥口令 #DB-1234-5678#"));
    assert_eq!(text, "【吊桥牌 T 恤】¥99.00\nhttps://bridge.example/s/1\n吊桥口令 #DB-1234-5678#");
    assert_eq!(Message::of(&text).links[0].url, LINK);
    // A chat may take the line ends away.
    assert_eq!(Message::of(&text.replace('\n', "")).links[0].url, LINK);
    let dollars =
        Money::parse_major("12.5", drawbridge_canon::Currency::parse("USD").unwrap()).unwrap();
    let price = Some(told(Price { amount: dollars, up_to: Some(dollars) }));
    let text = plain_text(&Card { price, ..full(Kind::Product) }, LINK, None);
    assert_eq!(text, "【吊桥牌 T 恤】USD 12.50 – USD 12.50\nhttps://bridge.example/s/1");
}

#[test]
fn a_title_brings_no_link_and_no_code_of_its_own() {
    let title = |title: &str| {
        let card = Card { title: Some(told(title.to_owned())), ..Card::default() };
        plain_text(&card, LINK, None).lines().next().unwrap().to_owned()
    };
    assert_eq!(title("看 https://evil.example/ 】"), "【看 https： //evil.example/ 」】");
    assert_eq!(title("￥abc123defgh￥"), "【￥ abc123defgh￥】");
    assert_eq!(title("#小程序://名称/abc#"), "【小程序： //名称/abc】");
}

#[test]
fn what_is_refused_is_only_its_link() {
    let card = Card { safety: Some(judged(Step::Refuse)), ..full(Kind::Product) };
    assert_eq!(plain_text(&card, LINK, Some("吊桥口令")), LINK);
    assert_eq!(plain_text(&Card::default(), "javascript:alert(1)", None), "");
}
