//! Meituan and Dianping.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::title;

pub(super) const SHAPES: &[Shape] = &[recommended, bracketed, come, page];

fn recommended(dice: &mut Dice) -> Made {
    let (title, url) = (title(dice), link(dice));
    let text = format!("【大众点评】推荐给你「{title}」，地址：乙区编的街 3 号 {url}");
    made(text, url, Some(title))
}

fn bracketed(dice: &mut Dice) -> Made {
    let (title, url) = (title(dice), link(dice));
    let words = dice.pick(&["", "临近地铁出行方便，长按复制本条消息在美团打开："]);
    made(format!("我在美团发现了宝藏！【{title}】{words}{url}"), url, Some(title))
}

fn come(dice: &mut Dice) -> Made {
    let name = dice.pick(&["鸟居烧肉", "编的面馆(编的店)", "海底捞火锅(望京店)", "M Stand"]);
    let url = link(dice);
    let text = format!("{name}，快来看看吧 {url}");
    Made { bare: true, ..made(text, url, Some(name.to_owned())) }
}

fn page(dice: &mut Dice) -> Made {
    let url = link(dice);
    Made { bare: true, ..made(url.clone(), url, None) }
}

fn link(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => format!("http://dpurl.cn/{}", dice.alphanumeric(8)),
        1 => format!("https://m.dianping.com/shopshare/{}?shareid=x", dice.alphanumeric(16)),
        _ => format!("http://i.meituan.com/poi/{}", dice.digits(8)),
    }
}

fn made(text: String, url: String, title: Option<String>) -> Made {
    Made { platform: "meituan", text, url: Some(url), title, ..Made::default() }
}
