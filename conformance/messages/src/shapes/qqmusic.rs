//! QQ Music.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title};

pub(super) const SHAPES: &[Shape] = &[song, song, by_dash, list, page];

fn song(dice: &mut Dice) -> Made {
    let (title, name, url) = (title(dice), name(dice), link(dice));
    made(format!("{name}《{title}》 {url} @QQ音乐"), url, title)
}

fn by_dash(dice: &mut Dice) -> Made {
    let (title, name, url) = (title(dice).replace(['《', '》'], ""), name(dice), link(dice));
    Made { bare: true, ..made(format!("{name} - {title} {url} @QQ音乐"), url, title) }
}

fn list(dice: &mut Dice) -> Made {
    let (title, url) = (title(dice), link(dice));
    let head = dice.pick(&["分享歌单 ", "#QQ音乐# 快来跟我一起听"]);
    made(format!("{head}《{title}》{url} @QQ音乐"), url, title)
}

fn page(dice: &mut Dice) -> Made {
    let url = format!("https://y.qq.com/n/ryqq/songDetail/{}", dice.alphanumeric(14));
    Made { platform: "qqmusic", text: url.clone(), url: Some(url), ..Made::default() }
}

fn link(dice: &mut Dice) -> String {
    let host = dice.pick(&["c", "c6"]);
    format!("https://{host}.y.qq.com/base/fcgi-bin/u?__={}", dice.alphanumeric(12))
}

fn made(text: String, url: String, title: String) -> Made {
    Made { platform: "qqmusic", text, url: Some(url), title: Some(title), ..Made::default() }
}
