//! NetEase Cloud Music.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title};

pub(super) const SHAPES: &[Shape] = &[song, song, list, page];

fn song(dice: &mut Dice) -> Made {
    let (title, name, url) = (title(dice), name(dice), link(dice, "song"));
    let (colon, tail) = (dice.pick(&[": ", "", "：", ":"]), tail(dice));
    let thing = dice.pick(&["单曲", "专辑"]);
    made(format!("分享{name}的{thing}《{title}》{colon}{url}{tail}"), url, title)
}

fn list(dice: &mut Dice) -> Made {
    let (title, name, url) = (title(dice), name(dice), link(dice, "playlist"));
    made(format!("分享{name}创建的歌单「{title}」: {url}{}", tail(dice)), url, title)
}

fn page(dice: &mut Dice) -> Made {
    let url = link(dice, "song");
    Made { platform: "netease", text: url.clone(), url: Some(url), ..Made::default() }
}

fn link(dice: &mut Dice, word: &str) -> String {
    match dice.below(3) {
        0 => format!("https://163cn.tv/{}", dice.alphanumeric(7)),
        1 => format!("https://y.music.163.com/m/{word}?id={}&uct2=x%3D%3D&tn=", dice.digits(10)),
        _ => format!("https://music.163.com/#/{word}?id={}", dice.digits(9)),
    }
}

fn tail(dice: &mut Dice) -> &'static str {
    dice.pick(&[" (来自@网易云音乐)", " (@网易云音乐)", "（来自@网易云音乐）", ""])
}

fn made(text: String, url: String, title: String) -> Made {
    Made { platform: "netease", text, url: Some(url), title: Some(title), ..Made::default() }
}
