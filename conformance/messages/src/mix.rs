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
        let shape = shapes[dice.below(shapes.len())];
        let copied = shape(dice);
        let one = pasted(dice, copied);
        if dice.one_in(2) {
            text.push_str(dice.pick(talk));
        }
        text.push_str(joint(dice, &one, &text));
        text.push_str(&one.text);
        text.push_str(if one.bare { "\n" } else { dice.pick(&["\n", " ", "\n\n"]) });
        made.push(one);
    }
    if dice.one_in(2) {
        text.push_str(dice.pick(talk));
    }
    Mixed { text, made }
}

/// What stands between what is there and a text. People write on against a bracket.
fn joint(dice: &mut Dice, one: &Made, before: &str) -> &'static str {
    if before.is_empty() {
        ""
    } else if one.bare {
        "\n"
    } else if one.text.starts_with('【') && dice.one_in(3) {
        ""
    } else {
        dice.pick(&["\n", " ", "\n\n", "：\n"])
    }
}

/// What a clipboard, a messenger or a person does to what was copied.
type Change = fn(&str) -> String;

/// A scheme as a keyboard that was left in full-width writes it.
fn full_width_scheme(text: &str) -> String {
    text.replace("https://", "ｈｔｔｐｓ：／／")
}

const CHANGES: &[Change] = &[
    |text| if is_link(text) { format!("{text}快看") } else { text.to_owned() },
    |text| if is_link(text) { format!("**{text}**") } else { text.to_owned() },
    |text| if is_link(text) { format!("[这个]({text})") } else { text.to_owned() },
    |text| text.replace('&', "&amp;"),
    |text| text.replace('\n', " "),
    |text| text.replace('\n', ""),
    |text| text.replace('\n', "\r\n"),
    |text| text.replace('\n', "\n\n  "),
    |text| text.replace(" http", "\u{3000}http"),
    |text| text.replace(" http", "\u{a0}\u{a0}http"),
    |text| text.replace("】 http", "】\u{200b}http"),
    |text| text.replace("】http", "】 http"),
    |text| text.replace('，', ",").replace('！', "!"),
    |text| text.replace('，', "， "),
    |text| text.replace('￥', " ￥ "),
    |text| text.replace(" 「", "「"),
    |text| text.replace("/ ", "/"),
    |text| text.replace('【', "[").replace('】', "]"),
    |text| text.replace('「', "“").replace('」', "”"),
    |text| text.replace("https://", "https：//"),
    |text| text.replace("http://", "http：／／"),
    |text| text.replace(" https://", " "),
    |text| text.replace("】https://", "】"),
    full_width_scheme,
];

/// Whether nothing but a link was copied.
fn is_link(text: &str) -> bool {
    text.starts_with("http") && !text.contains([' ', '\n', '「'])
}

/// A text as it comes out of a clipboard, with its title as it stands there then. Every other one
/// comes out as it went in.
fn pasted(dice: &mut Dice, one: Made) -> Made {
    if dice.one_in(2) {
        return one;
    }
    let change = CHANGES[dice.below(CHANGES.len())];
    Made { text: change(&one.text), title: one.title.as_deref().map(change), ..one }
}
