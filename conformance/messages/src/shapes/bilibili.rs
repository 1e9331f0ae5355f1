//! Bilibili.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title, title_with_link};

pub(super) const SHAPES: &[Shape] = &[now, now, from_the_web, space, page];

fn now(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title_with_link(dice));
    Made { title: Some(title.clone()), ..made(format!("【{title}-哔哩哔哩】 {url}"), url) }
}

fn from_the_web(dice: &mut Dice) -> Made {
    let url = format!(
        "https://www.bilibili.com/video/BV1{}/?share_source=copy_web&vd_source={}",
        dice.alphanumeric(9),
        dice.hex(32)
    );
    let title = title(dice);
    Made { title: Some(title.clone()), ..made(format!("【{title}】 {url}"), url) }
}

fn space(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), format!("{}的个人空间", name(dice)));
    Made { title: Some(title.clone()), ..made(format!("【{title}-哔哩哔哩】 {url}"), url) }
}

fn page(dice: &mut Dice) -> Made {
    let url = match dice.below(2) {
        0 => format!("https://m.bilibili.com/video/BV1{}?unique_k=abc", dice.alphanumeric(9)),
        _ => format!("https://live.bilibili.com/{}", dice.digits(6)),
    };
    Made { bare: true, ..made(url.clone(), url) }
}

fn link(dice: &mut Dice) -> String {
    format!("https://b23.tv/{}", dice.alphanumeric(7))
}

fn made(text: String, url: String) -> Made {
    Made { platform: "bilibili", text, url: Some(url), ..Made::default() }
}
