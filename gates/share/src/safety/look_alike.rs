//! Names that look like others: Unicode Technical Standard #39, section 4, and digits for letters.

use unicode_security::confusable_detection::skeleton as of_unicode;

use crate::safety::scripts::shown;
use crate::safety::{Known, registrable};

/// The shortest name of which a different spelling counts as a likeness. Shorter ones are met by
/// chance: every second domain of two letters differs from another in one.
const SPELT_MIN: usize = 6;

/// The well-known name that the domain of a host looks like without being it. Whoever has the very
/// name under another ending looks like it too.
pub(super) fn of<'k>(host: &str, known: &'k Known) -> Option<&'k str> {
    let domain = registrable(host);
    let label = shown(domain.split('.').next().unwrap_or_default());
    let looks = skeleton(&label);
    let brands = known.brands().iter();
    let mut alike = brands.filter(|brand| {
        let same =
            looks == brand.skeleton && (label != brand.name || brand.name.len() >= SPELT_MIN);
        same || brand.name.len() >= SPELT_MIN && one_apart(&label, &brand.name)
    });
    alike.next().map(|brand| brand.name.as_str())
}

/// What a text looks like: two texts that are mistaken for each other have the same.
pub(super) fn skeleton(text: &str) -> String {
    let folded: String = of_unicode(&text.to_lowercase()).map(as_letter).collect();
    // What Unicode folds one into the other is folded before letters that touch are read as one.
    folded.replace("rn", "m").replace("vv", "w").replace("cl", "d")
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

/// Whether a name is another with one slip of the hand: two neighbours exchanged, a letter twice, or one
/// inside left out. A letter replaced by any other is no slip: `zaobao` is a newspaper.
fn one_apart(label: &str, name: &str) -> bool {
    let (label, name): (Vec<char>, Vec<char>) = (label.chars().collect(), name.chars().collect());
    let before = label.iter().zip(&name).take_while(|(a, b)| a == b).count();
    match (&label[before..], &name[before..]) {
        ([twice, rest @ ..], name) if rest == name => before > 0 && label[before - 1] == *twice,
        (label, [_, rest @ ..]) if rest == label => before > 0 && !label.is_empty(),
        ([a, b, label @ ..], [c, d, name @ ..]) => (a, b) == (d, c) && label == name,
        _ => false,
    }
}
