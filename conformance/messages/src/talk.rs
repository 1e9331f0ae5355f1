//! Talk that holds no share text, no code and no link.

use crate::dice::Dice;

const TALK: &str = include_str!("../data/talk.txt");

/// The lines of talk.
pub fn lines() -> Vec<&'static str> {
    TALK.lines().filter(|line| !line.is_empty()).collect()
}

/// Several lines of talk at random, joined as a message.
pub fn mixture(dice: &mut Dice, lines: &[&str]) -> String {
    let many = dice.between(1, 8);
    let joints = ["\n", " ", "，", "", "\n\n", "\u{3000}"];
    let mut text = String::new();
    for _ in 0..many {
        text.push_str(dice.pick(lines));
        text.push_str(dice.pick(&joints));
    }
    text
}
