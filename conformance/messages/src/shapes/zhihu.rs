//! Zhihu. Nothing says where a title begins.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title};

pub(super) const SHAPES: &[Shape] = &[answer, article, question, page];

fn answer(dice: &mut Dice) -> Made {
    let url =
        format!("https://www.zhihu.com/question/{}/answer/{}", dice.digits(9), dice.digits(10));
    let (title, name) = (title(dice), name(dice));
    titled(format!("{title} - {name}的回答 - 知乎\n{url}"), url, title)
}

fn article(dice: &mut Dice) -> Made {
    let url = format!("https://zhuanlan.zhihu.com/p/{}", dice.digits(9));
    let (title, name) = (title(dice), name(dice));
    titled(format!("{title} - {name}的文章 - 知乎 {url}"), url, title)
}

fn question(dice: &mut Dice) -> Made {
    let (title, url) = (title(dice), format!("https://www.zhihu.com/question/{}", dice.digits(9)));
    titled(format!("{title} - 知乎\n{url}"), url, title)
}

fn page(dice: &mut Dice) -> Made {
    let url = format!("https://www.zhihu.com/pin/{}", dice.digits(19));
    Made { platform: "zhihu", text: url.clone(), url: Some(url), ..Made::default() }
}

fn titled(text: String, url: String, title: String) -> Made {
    let (url, title) = (Some(url), Some(title));
    Made { platform: "zhihu", text, url, title, bare: true, ..Made::default() }
}
