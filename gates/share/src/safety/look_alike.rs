//! Names that look like others: Unicode Technical Standard #39, section 4, and digits for letters.

use unicode_security::confusable_detection::skeleton as of_unicode;

use crate::safety::brands::Brand;
use crate::safety::scripts::shown;
use crate::safety::{Known, registrable};

/// The shortest name in Latin letters that another domain may not have or look like, in characters. Shorter
/// ones are met by chance.
const SAME_MIN: usize = 4;

/// The shortest name of which a slip of the hand counts as a likeness, in characters: every second domain of
/// two letters differs from another in one.
const SLIP_MIN: usize = 6;

/// The shortest name of which one letter may be left out: names of eight are still others' names with one less.
const LEFT_OUT_MIN: usize = 9;

/// The well-known name that the domain of a host looks like without being it. Whoever has the very
/// name under another ending looks like it too.
pub(super) fn of<'k>(host: &str, known: &'k Known) -> Option<&'k str> {
    let domain = registrable(host);
    let label = shown(domain.split('.').next().unwrap_or_default());
    let (looks, whole) = (skeleton(&label), label.replace('-', ""));
    let is_alike = |brand: &&Brand| {
        let length = brand.name.chars().count();
        let same = looks == brand.skeleton && (length >= SAME_MIN || !brand.name.is_ascii());
        same || length >= SLIP_MIN && (whole == brand.name || one_apart(&label, &brand.name))
    };
    known.brands().iter().find(is_alike).map(|brand| brand.name.as_str())
}

/// What a text looks like: two texts that are mistaken for each other have the same.
pub(super) fn skeleton(text: &str) -> String {
    let folded: String = of_unicode(&text.to_lowercase()).map(as_letter).collect();
    // What Unicode folds one into the other is folded before letters that touch are read as one, and `i`
    // is an l, as a capital I is one, only after that: `ci` is no d.
    folded.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace('i', "l")
}

/// A digit as the letter that it is taken for.
const fn as_letter(char: char) -> char {
    match char {
        '0' | 'O' => 'o',
        '1' | 'I' | '|' => 'l',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    }
}

/// Whether a name is another with one slip of the hand: two neighbours exchanged, a letter twice, or, of
/// a long one, one inside left out. A letter replaced by any other is no slip: `zaobao` is a newspaper.
fn one_apart(label: &str, name: &str) -> bool {
    let (label, name): (Vec<char>, Vec<char>) = (label.chars().collect(), name.chars().collect());
    let before = label.iter().zip(&name).take_while(|(a, b)| a == b).count();
    match (&label[before..], &name[before..]) {
        ([twice, rest @ ..], left) if rest == left => before > 0 && label[before - 1] == *twice,
        (left, [_, rest @ ..]) if rest == left => {
            name.len() >= LEFT_OUT_MIN && before > 0 && !left.is_empty()
        }
        ([a, b, left @ ..], [c, d, rest @ ..]) => (a, b) == (d, c) && left == rest,
        _ => false,
    }
}
