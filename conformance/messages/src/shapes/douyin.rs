//! Douyin.

use super::{Made, Shape};
use crate::dice::Dice;
use crate::titles::{name, title, title_with_link};

pub(super) const SHAPES: &[Shape] =
    &[now, now, decoys_first, on_air, slogan, profile, goods, without_head, page];

fn now(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), format!("{}...", title_with_link(dice)));
    let kind = dice.pick(&["作品", "图文作品", "视频"]);
    let (number, name) = (number(dice), name(dice));
    let decoys = decoys(dice);
    let text = format!("{number} 复制打开抖音，看看【{name}的{kind}】{title} {url} {decoys}");
    Made { title: Some(title), ..made(text, url) }
}

fn decoys_first(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), format!("{}...", title(dice)));
    let end = dice.pick(&["复制此链接，打开Dou音搜索，直接观看视频！", "复制此链接..."]);
    let text = format!("{} {} {title}  {url} {end}", number(dice), decoys(dice));
    Made { title: Some(title), ..made(text, url) }
}

fn on_air(dice: &mut Dice) -> Made {
    let (url, name, digit) = (link(dice), name(dice), dice.digits(1));
    let text = match dice.below(2) {
        0 => format!("{} 复制打开抖音，看看【{name}的直播】{url} 快来围观", number(dice)),
        _ => format!(
            "{digit}- #在抖音，记录美好生活#【{name}】正在直播，来和我一起支持Ta吧。复制下方链接，打开【抖音】，直接观看直播！ {url} 8@5.com :4pm"
        ),
    };
    made(text, url)
}

fn slogan(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title(dice));
    let end = "复制此链接，打开【抖音短视频】，直接观看视频！";
    Made {
        title: Some(title.clone()),
        ..made(format!("#在抖音，记录美好生活#{title} {url} {end}"), url)
    }
}

fn profile(dice: &mut Dice) -> Made {
    let url = link(dice);
    made(
        format!("{}- 长按复制此条消息，打开抖音搜索，查看TA的更多作品。 {url}", dice.digits(1)),
        url,
    )
}

fn goods(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title(dice));
    let end = "长按复制此条消息，打开抖音搜索，查看商品详情，有机会获得大额券！";
    let text = format!("{} {} 【抖音商城】{url} {title}\n{end}", number(dice), decoys(dice));
    Made { title: Some(title), ..made(text, url) }
}

fn without_head(dice: &mut Dice) -> Made {
    let (url, title) = (link(dice), title(dice));
    let text = format!("{title} {url} 复制此链接，打开【抖音】，直接观看视频！");
    Made { title: Some(title), bare: true, ..made(text, url) }
}

fn page(dice: &mut Dice) -> Made {
    let place = dice.pick(&[
        "www.douyin.com/video",
        "www.iesdouyin.com/share/video",
        "www.douyin.com/note",
    ]);
    let url = format!("https://{place}/{}?previous_page=app_code_link", dice.digits(19));
    made(url.clone(), url)
}

fn number(dice: &mut Dice) -> String {
    format!("{}.{}", dice.digits(1), dice.digits(2))
}

/// Three or four decoys in any order.
fn decoys(dice: &mut Dice) -> String {
    const LETTERS: &[&str] = &["AgB", "uSY", "Jic", "oQK", "YZZ"];
    let mut all = vec![
        format!("{}:/", dice.pick(LETTERS)),
        dice.pick(&["h@o.dn", "M@j.CU", "z@G.vs", "7@1.com"]).to_owned(),
        dice.pick(&["05/17", "12/30", "08/08"]).to_owned(),
    ];
    if dice.one_in(3) {
        all.push(dice.pick(&[":4pm", ":1pm", ":0am"]).to_owned());
    }
    for at in (1..all.len()).rev() {
        all.swap(at, dice.below(at + 1));
    }
    all.join(" ")
}

fn link(dice: &mut Dice) -> String {
    let long = [8, 11][dice.below(2)];
    format!("https://v.douyin.com/{}/", dice.alphanumeric(long))
}

fn made(text: String, url: String) -> Made {
    Made { platform: "douyin", text, url: Some(url), ..Made::default() }
}
