//! The shapes in which apps write share texts, one file a platform, from the sources that its
//! dialect's `MAPPING.md` names.

mod bilibili;
mod douyin;
mod jd;
mod kuaishou;
mod pinduoduo;
mod taobao;
mod xiaohongshu;

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
        bilibili::SHAPES,
        douyin::SHAPES,
        jd::SHAPES,
        kuaishou::SHAPES,
        pinduoduo::SHAPES,
        taobao::SHAPES,
        xiaohongshu::SHAPES,
    ]
    .concat()
}
