//! Where a line may break: Latin at spaces, Chinese between any two characters, but not before a
//! closing mark nor after an opening one (避头尾; W3C, "Requirements for Chinese Text Layout",
//! section on line-start and line-end prohibition).

/// What no line begins with.
const CLOSING: &str = "，。、；：！？）》〉】〕〗」』｝］”’…‥～—％‰℃°·・々ーﾞﾟ％%,.;:!?)]}";
/// What no line ends with.
const OPENING: &str = "（《〈【〔〖「『｛［“‘￥＄$¥£€#([{";

/// Whether a line may begin with a character.
pub fn may_begin(character: char) -> bool {
    !CLOSING.contains(character)
}

/// A text cut into what must stay together. Nothing is lost: spaces stay at the end of a piece.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        if let Some(before) = before
            && may_break(before, character)
        {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(character);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ' && !CLOSING.contains(after);
    }
    // A joiner holds what follows it too.
    if before == '\u{200d}'
        || after == ' '
        || CLOSING.contains(after)
        || OPENING.contains(before)
        || joins(after)
    {
        return false;
    }
    is_wide(before) || is_wide(after) || matches!(before, '/' | '_' | '-') && after.is_alphabetic()
}

/// What belongs to the character before it: marks, selectors, joiners.
fn joins(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{200c}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Characters of Chinese writing (ideographs, their punctuation, full-width forms) and pictographs.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stays_with_what_it_belongs_to() {
        assert_eq!(pieces("一二。三《四》！"), ["一", "二。", "三", "《四》！"]);
        assert_eq!(pieces("售价￥9.9起 ！"), ["售", "价", "￥9.9", "起 ！"]);
    }

    #[test]
    fn latin_breaks_at_spaces_and_nothing_is_lost() {
        assert_eq!(pieces("one  two中three/four"), ["one  ", "two", "中", "three/", "four"]);
        assert_eq!(
            pieces("e\u{301}中\u{fe0f}👍🏽👨\u{200d}👧"),
            ["e\u{301}", "中\u{fe0f}", "👍🏽", "👨\u{200d}👧"]
        );
        let text = " a，b（c） 中——文… x-y  ";
        assert_eq!(pieces(text).concat(), text);
        assert!(pieces("").is_empty());
    }
}
