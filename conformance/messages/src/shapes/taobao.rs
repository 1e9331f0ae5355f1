//! Taobao, Tmall and Xianyu.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{title, title_with_link};

pub(super) const SHAPES: &[Shape] =
    &[now, now, second_hand, link_and_code, code, code_of_2021, page];

const MARKS: &[&str] = &["￥", "¥", "$", "€", "£", "₤", "₴", "₳", "¢", "₰", "₲"];

fn now(dice: &mut Dice) -> Made {
    let (url, code) = short(dice);
    let title = title_with_link(dice);
    let promise = dice.pick(&["", "", "7天无理由退货 ", "7天无理由退货  \n", "假一赔四 "]);
    let sign = format!("{}{}", dice.pick(&["CZ", "HU", "MF"]), dice.digits(4));
    let end = "\n点击链接直接打开 或者 淘宝搜索直接打开";
    let text = format!("【淘宝】{promise}{url} {sign} 「{title}」{end}");
    Made { title: Some(title), ..made(text, Some(url), Some(code)) }
}

fn second_hand(dice: &mut Dice) -> Made {
    let (url, code) = short(dice);
    let title = format!("我在闲鱼发布了【{}】", title(dice));
    let sign = dice.pick(&[" HU591 ", "", " tG-#22>lD "]);
    let end = dice.pick(&["", "\n点击链接直接打开"]);
    let text = format!("【闲鱼】{url}{sign}「{title}」{end}");
    Made { title: Some(title), ..made(text, Some(url), Some(code)) }
}

fn link_and_code(dice: &mut Dice) -> Made {
    let url = format!("https://m.tb.cn/h.{}", dice.alphanumeric(7));
    let (code, mark, title) = (dice.code(11), dice.pick(MARKS), title(dice));
    let text = format!(
        "【{title}】{url} 点击链接，再选择浏览器咑閞；或復·制这段描述{mark}{code}{mark}后到👉淘♂寳♀👈"
    );
    Made { title: Some(title), ..made(text, Some(url), Some(code)) }
}

fn code(dice: &mut Dice) -> Made {
    let (code, mark, title) = (dice.code(11), dice.pick(MARKS), title(dice));
    let text = format!("【{title}】，復·制这段描述{mark}{code}{mark}后咑閞👉淘♂寳♀👈");
    Made { title: Some(title), ..made(text, None, Some(code)) }
}

fn code_of_2021(dice: &mut Dice) -> Made {
    let (code, mark) = (dice.code(11), dice.pick(MARKS));
    let text = format!("{}👈 xixi:/{mark}{code}{mark}  {}", dice.digits(1), title(dice));
    made(text, None, Some(code))
}

fn page(dice: &mut Dice) -> Made {
    let host = dice.pick(&["item.taobao.com/item.htm", "detail.tmall.com/item.htm"]);
    let url = format!("https://{host}?spm=a1z10.{}&id={}", dice.digits(3), dice.digits(12));
    made(url.clone(), Some(url), None)
}

fn short(dice: &mut Dice) -> (String, String) {
    let (host, long) = (dice.pick(&["m", "e"]), dice.between(7, 15));
    let code = dice.code(11);
    (format!("https://{host}.tb.cn/h.{}?tk={code}", dice.alphanumeric(long)), code)
}

fn made(text: String, url: Option<String>, code: Option<String>) -> Made {
    Made { platform: "taobao", text, url, code, ..Made::default() }
}
