//! The shapes in which apps write share texts, one file a platform, from the sources that its
//! dialect's `MAPPING.md` names.

mod alipay;
mod bilibili;
mod douyin;
mod jd;
mod kuaishou;
mod meituan;
mod netease;
mod pinduoduo;
mod qqmusic;
mod taobao;
mod wechat;
mod weibo;
mod xiaohongshu;
mod zhihu;

use crate::dice::Dice;

/// A share text with what must be read from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Whose it is.
    pub platform: &'static str,
    /// As the app wrote it.
    pub text: String,
    /// The link.
    pub url: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Whether nothing in the text says where it begins or ends, so that it must stand in lines of
    /// its own for its title to be known.
    pub bare: bool,
}

/// Writes a text of one shape.
pub type Shape = fn(&mut Dice) -> Made;

/// All shapes.
pub fn all() -> Vec<Shape> {
    [
        alipay::SHAPES,
        bilibili::SHAPES,
        douyin::SHAPES,
        jd::SHAPES,
        kuaishou::SHAPES,
        meituan::SHAPES,
        netease::SHAPES,
        pinduoduo::SHAPES,
        qqmusic::SHAPES,
        taobao::SHAPES,
        wechat::SHAPES,
        weibo::SHAPES,
        xiaohongshu::SHAPES,
        zhihu::SHAPES,
    ]
    .concat()
}
