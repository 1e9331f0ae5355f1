//! Kuaishou.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title, title_with_link};

pub(super) const SHAPES: &[Shape] = &[now, now, before, by, page];

fn now(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title_with_link(dice));
    let app = dice.pick(&["快手", "快手极速版"]);
    let times = dice.pick(&["834.5万", "1,701万", "12", "2.2万"]);
    let text =
        format!("{url} {title} 该作品在快手被播放过{times}次，点击链接，打开【{app}】直接观看！");
    Made { title: Some(title), ..made(text, url) }
}

fn before(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title(dice));
    let text = format!("{title} {url} 复制此消息，打开【快手】直接观看！");
    Made { title: Some(title), bare: true, ..made(text, url) }
}

fn by(dice: &mut Dice) -> Made {
    let url = link(dice);
    let text = format!(
        "{url} @{} 发了一个快手作品，一起来看！复制此消息，打开【快手】直接观看！",
        name(dice)
    );
    made(text, url)
}

fn page(dice: &mut Dice) -> Made {
    let place = dice.pick(&["www.kuaishou.com/short-video", "v.m.chenzhongtech.com/fw/photo"]);
    let url = format!(
        "https://{place}/3x{}?fid={}&cc=share_copylink",
        dice.alphanumeric(13),
        dice.digits(9)
    );
    made(url.clone(), url)
}

fn link(dice: &mut Dice) -> String {
    let long = dice.between(6, 8);
    format!("https://v.kuaishou.com/{}", dice.alphanumeric(long))
}

fn made(text: String, url: String) -> Made {
    Made { platform: "kuaishou", text, url: Some(url), ..Made::default() }
}
