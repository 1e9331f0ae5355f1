//! Text as one line: what is not to be seen goes, white space becomes one space.

/// A text without control characters and directional overrides, white space of any kind and length
/// as one space, none at the ends, and no longer than `most` characters (what does not fit on a
/// picture anyway is not shaped).
pub(crate) fn clean(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    let mut count = 0;
    let mut space = false;
    for character in text.chars() {
        if character.is_whitespace() && character != '\u{3000}' {
            space = !out.is_empty();
            continue;
        }
        if is_unseen(character) || character == '\u{3000}' && out.is_empty() {
            continue;
        }
        if count >= most {
            break;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.push(character);
        count += 1;
    }
    out.truncate(out.trim_end_matches('\u{3000}').len());
    out
}

/// Control characters, and those of format that have no look of their own. The joiner stays: it
/// holds emoji together.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}'
            | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_space_and_controls_go() {
        assert_eq!(clean(" a\n\tb \u{202e}c\u{0}\u{3000}", 99), "a b c");
        assert_eq!(clean("一二三四", 3), "一二三");
        assert_eq!(clean("\n\u{3000}\u{feff} ", 3), "");
        assert_eq!(clean("\u{3000}一", 1), "一");
    }
}
