//! Xiaohongshu.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title};

pub(super) const SHAPES: &[Shape] = &[by, titled, newest, page];

fn by(dice: &mut Dice) -> Made {
    let (url, code) = (link(dice, "a", 13), dice.code(15));
    let gap = dice.pick(&["，", " "]);
    let text = format!(
        "{} {}发布了一篇小红书笔记，快来看吧！ 😆 {code} 😆 {url}{gap}复制本条信息，打开【小红书】App查看精彩内容！",
        dice.digits(2),
        name(dice)
    );
    Made { code: Some(code), ..made(text, url) }
}

fn titled(dice: &mut Dice) -> Made {
    let (url, code, title) = (link(dice, "m", 11), dice.code(15), title(dice));
    let text = format!(
        "【{title} - {} | 小红书 - 你的生活指南】 😆 {code} 😆 {url}，复制本条信息，打开【小红书】App查看精彩内容！",
        name(dice)
    );
    Made { code: Some(code), title: Some(title), ..made(text, url) }
}

fn newest(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice, "o", 11), format!("{}...", title(dice)));
    let gap = dice.pick(&[" ", "\n"]);
    let text = format!("{title} {url}{gap}复制后打开【小红书】查看笔记！");
    Made { title: Some(title), bare: true, ..made(text, url) }
}

fn page(dice: &mut Dice) -> Made {
    let place = dice.pick(&["explore", "discovery/item"]);
    let url = format!(
        "https://www.xiaohongshu.com/{place}/{}?xsec_token=AB{}=",
        dice.hex(24),
        dice.alphanumeric(40)
    );
    made(url.clone(), url)
}

fn link(dice: &mut Dice, folder: &str, long: usize) -> String {
    format!("http://xhslink.com/{folder}/{}", dice.alphanumeric(long))
}

fn made(text: String, url: String) -> Made {
    Made { platform: "xiaohongshu", text, url: Some(url), ..Made::default() }
}
