//! WeChat.

use super::{Made, Shape};
use crate::dice::Dice;

pub(super) const SHAPES: &[Shape] = &[short_link, url_link, scheme, article, film];

const NAMES: &[&str] = &["一子一木", "旧衣回收", "QQ音乐", "诺亚新舟医疗", "M Stand 咖啡"];

fn short_link(dice: &mut Dice) -> Made {
    let (name, code) = (dice.pick(NAMES), dice.code(15));
    let text = format!("#小程序://{name}/{code}");
    Made { title: Some(name.to_owned()), ..made(text, None, Some(code)) }
}

fn url_link(dice: &mut Dice) -> Made {
    let (host, code) = (dice.pick(&["wxaurl.cn", "wxmpurl.cn"]), dice.code(11));
    let url = format!("https://{host}/{code}");
    made(url.clone(), Some(url), Some(code))
}

fn scheme(dice: &mut Dice) -> Made {
    let code = dice.code(11);
    let url = format!("weixin://dl/business/?t={code}");
    made(url.clone(), Some(url), Some(code))
}

fn article(dice: &mut Dice) -> Made {
    let url = if dice.one_in(2) {
        format!("https://mp.weixin.qq.com/s/{}", dice.alphanumeric(22))
    } else {
        let (mid, sn) = (dice.digits(10), dice.hex(32));
        let query = format!("__biz=MzA3MDExNzcyNA==&mid={mid}&idx=1&sn={sn}&chksm=86ee");
        format!("http://mp.weixin.qq.com/s?{query}#wechat_redirect")
    };
    made(url.clone(), Some(url), None)
}

fn film(dice: &mut Dice) -> Made {
    let url = format!("https://weixin.qq.com/sph/A{}", dice.alphanumeric(9));
    made(url.clone(), Some(url), None)
}

fn made(text: String, url: Option<String>, code: Option<String>) -> Made {
    Made { platform: "wechat", text, url, code, ..Made::default() }
}
