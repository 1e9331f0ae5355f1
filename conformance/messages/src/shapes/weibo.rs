//! Weibo.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::title;

pub(super) const SHAPES: &[Shape] = &[titled, short, page];

fn titled(dice: &mut Dice) -> Made {
    let (title, url) = (title(dice), short_link(dice));
    let post = dice.pick(&["", "央行称，试点城市再增加六个。", "#话题# 你怎么看？"]);
    Made { title: Some(title.clone()), ..made(format!("【{title}】{post} {url}"), url) }
}

fn short(dice: &mut Dice) -> Made {
    let url = short_link(dice);
    Made { bare: true, ..made(format!("图片评论 {url}"), url) }
}

fn page(dice: &mut Dice) -> Made {
    let number = dice.digits(16);
    let url = match dice.below(4) {
        0 => format!("https://m.weibo.cn/status/{number}"),
        1 => format!("https://weibo.com/{}/{}", dice.digits(10), dice.alphanumeric(9)),
        2 => format!("https://video.weibo.com/show?fid=1034:{number}"),
        _ => format!("https://mapp.api.weibo.cn/fx/{}.html", dice.hex(32)),
    };
    Made { bare: true, ..made(url.clone(), url) }
}

fn short_link(dice: &mut Dice) -> String {
    format!("http://t.cn/A6{}", dice.alphanumeric(6))
}

fn made(text: String, url: String) -> Made {
    Made { platform: "weibo", text, url: Some(url), ..Made::default() }
}
