//! JD.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{title, title_with_link};

pub(super) const SHAPES: &[Shape] = &[now, short, affiliate, code, code_alone, page];

fn now(dice: &mut Dice) -> Made {
    let long = dice.between(11, 12);
    let (code, title) = (dice.code(long), title_with_link(dice));
    let url = format!("{}?jkl=@{code}@", link(dice));
    let sign = format!("{}{}", dice.pick(&["CA", "MU"]), dice.digits(4));
    let end = dice.pick(&["", "\n点击链接直接打开 或者复制文案打开京东"]);
    let text = format!("【京东】{url} {sign} 「{title}」{end}");
    Made { title: Some(title), ..made(text, Some(url), Some(code)) }
}

fn short(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title(dice));
    let text = format!("【京东】{url}「{title}」\n点击链接直接打开");
    Made { title: Some(title), ..made(text, Some(url), None) }
}

fn affiliate(dice: &mut Dice) -> Made {
    let (url, title) = (format!("https://u.jd.com/{}", dice.alphanumeric(7)), title(dice));
    let text = format!("【京东】{url}「{title}」点击链接直接打开");
    Made { title: Some(title), ..made(text, Some(url), None) }
}

fn code(dice: &mut Dice) -> Made {
    let (open, close) =
        [("！", "！"), ("(", ")"), ("!", "!"), ("#", "#"), ("%", "%")][dice.below(5)];
    let (code, long) = (dice.between(10, 14), dice.between(1, 2));
    let code = dice.code(code);
    made(format!("{}:/{open}{code}{close}", dice.digits(long)), None, Some(code))
}

fn code_alone(dice: &mut Dice) -> Made {
    let code = dice.code(14);
    let text = format!("￥{code}{}", dice.pick(&["￥", "%"]));
    Made { bare: true, ..made(text, None, Some(code)) }
}

fn page(dice: &mut Dice) -> Made {
    let sku = dice.digits(12);
    let url = match dice.below(2) {
        0 => format!("https://item.jd.com/{sku}.html"),
        _ => format!("https://item.m.jd.com/product/{sku}.html?utm_source=iosapp&ad_od=share"),
    };
    made(url.clone(), Some(url), None)
}

fn link(dice: &mut Dice) -> String {
    let (front, back) = (dice.between(2, 4), dice.between(4, 8));
    format!("https://3.cn/{}-{}", dice.alphanumeric(front), dice.alphanumeric(back))
}

fn made(text: String, url: Option<String>, code: Option<String>) -> Made {
    Made { platform: "jd", text, url, code, ..Made::default() }
}
