//! Pinduoduo.

use super::{Made, Shape};
use crate::dice::Dice;

pub(super) const SHAPES: &[Shape] = &[by_number, by_sign];

fn by_number(dice: &mut Dice) -> Made {
    let page = dice.pick(&["goods", "goods1", "goods2"]);
    made(format!(
        "https://mobile.yangkeduo.com/{page}.html?goods_id={}&page_from=0&share_uin={}_GEXDA&_wv=41729",
        dice.digits(10),
        dice.alphanumeric(24)
    ))
}

fn by_sign(dice: &mut Dice) -> Made {
    made(format!("https://mobile.yangkeduo.com/goods.html?ps={}", dice.alphanumeric(10)))
}

fn made(url: String) -> Made {
    Made { platform: "pinduoduo", text: url.clone(), url: Some(url), ..Made::default() }
}
