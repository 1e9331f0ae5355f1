//! Share texts among talk, pasted well or badly.

use crate::dice::Dice;
use crate::shapes::{Made, Shape};

/// A message, and what must be found in it, in this order.
#[derive(Clone, Debug)]
pub struct Mixed {
    /// The message.
    pub text: String,
    /// The share texts in it.
    pub made: Vec<Made>,
}

/// A message of one to three share texts with talk before, between and behind.
pub fn message(dice: &mut Dice, shapes: &[Shape], talk: &[&str]) -> Mixed {
    let mut text = String::new();
    let mut made = Vec::new();
    for _ in 0..dice.between(1, 3) {
        let one = shapes[dice.below(shapes.len())](dice);
        if dice.one_in(2) {
            text.push_str(dice.pick(talk));
        }
        text.push_str(joint(dice, &one, &text));
        text.push_str(&pasted(dice, &one));
        text.push_str(if one.bare { "\n" } else { dice.pick(&["\n", " ", "\n\n"]) });
        made.push(one);
    }
    if dice.one_in(2) {
        text.push_str(dice.pick(talk));
    }
    Mixed { text, made }
}

/// What stands between what is there and a text.
fn joint(dice: &mut Dice, one: &Made, before: &str) -> &'static str {
    if before.is_empty() {
        ""
    } else if one.bare {
        "\n"
    } else {
        dice.pick(&["\n", " ", "\n\n", "：\n"])
    }
}

/// The text as it comes out of a clipboard: newlines lost or doubled, white space of other widths.
fn pasted(dice: &mut Dice, one: &Made) -> String {
    let text = match dice.below(6) {
        0 => one.text.replace('\n', " "),
        1 => one.text.replace('\n', "\r\n"),
        2 => one.text.replace('\n', "\n\n  "),
        3 => one.text.replace(" http", "\u{3000}http"),
        4 => one.text.replace("】 http", "】\u{200b}http"),
        _ => one.text.clone(),
    };
    text
}
