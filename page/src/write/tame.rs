//! A title in which nobody finds a link or a code.

/// The marks between which platforms put codes.
const MARKS: &str = "￥¥$€£₤₴₳¢₰₲";

/// The dots of domains, in each of their widths (UTS #46, section 4.5).
const DOTS: &str = ".．。｡";

/// How many signs a code of ours has behind its `DB`.
const SIGNS: usize = 8;

/// Takes apart what a reader of messages would take for an address or a code, and as little else
/// as can be.
pub(super) fn tame(title: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    for (at, letter) in title.char_indices() {
        match letter {
            // Chats make links of bare domains, and readers of messages of those with wide dots: behind a
            // space there is none.
            dot if DOTS.contains(dot)
                && before.is_some_and(char::is_alphanumeric)
                && domain_goes_on(&title[at + dot.len_utf8()..]) =>
            {
                out.extend([dot, ' ']);
            }
            // No scheme without it, nor with a wide one.
            ':' | '：' => {
                out.push('：');
                if title[at + letter.len_utf8()..].starts_with(['/', '／']) {
                    out.push(' ');
                }
            }
            // No bracket of ours is closed or opened.
            '【' => out.push('「'),
            '】' => out.push('」'),
            // Our own codes stand between two.
            '#' | '＃' => {}
            mark if MARKS.contains(mark) => out.extend([mark, ' ']),
            other => out.push(other),
        }
        let begins = sign(letter) == Some('D') && before.and_then(sign).is_none();
        if begins && like_a_code(&title[at + letter.len_utf8()..]) {
            out.push('.');
        }
        before = Some(letter);
    }
    out.trim_end().to_owned()
}

/// Whether a name goes on behind its dot as domains end (Public Suffix List).
fn domain_goes_on(behind: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || DOTS.contains(c);
    let name = &behind[..behind.find(|c| !part(c)).unwrap_or(behind.len())];
    let last = name.trim_end_matches(|c| DOTS.contains(c)).rsplit(|c| DOTS.contains(c)).next();
    let last: String = last.unwrap_or_default().chars().map(plain).collect();
    let last = last.to_lowercase();
    last.chars().count() > 1 && psl::suffix(last.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// A full-width sign as a plain one.
fn plain(letter: char) -> char {
    match letter {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// Whether behind a `D` a `B` and the signs of a code follow, with anything but signs between.
fn like_a_code(rest: &str) -> bool {
    let mut signs = rest.chars().filter_map(sign);
    signs.next() == Some('B') && signs.count() >= SIGNS
}

/// A Latin letter or digit, as a capital of plain width.
fn sign(letter: char) -> Option<char> {
    let narrow = plain(letter);
    narrow.is_ascii_alphanumeric().then_some(narrow.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::tame;

    #[test]
    fn a_code_is_taken_apart_and_talk_is_not() {
        assert_eq!(tame("吊桥口令 #DB-2345-6789#"), "吊桥口令 D.B-2345-6789");
        assert_eq!(tame("口令 ｄ Ｂ 2345 6789"), "口令 ｄ. Ｂ 2345 6789");
        for talk in ["feedback on databases", "DB 入门", "话题 T 恤 2026"] {
            assert_eq!(tame(talk), talk);
        }
    }

    #[test]
    fn bare_domains_are_no_links() {
        assert_eq!(tame("去 www.evil.cn/lq 领奖"), "去 www. evil. cn/lq 领奖");
        assert_eq!(tame("t.cn，新.中国"), "t. cn，新. 中国");
        assert_eq!(tame("ｅｖｉｌ．ｃｎ和evil。cn"), "ｅｖｉｌ． ｃｎ和evil。 cn");
        for talk in [
            "3.5 寸",
            "v1.2.3",
            "Node.js 入门",
            "e.g. this",
            "好...吧",
            "1.5kg",
            "好了。明天见",
            "比分 3：2",
        ] {
            assert_eq!(tame(talk), talk);
        }
    }

    #[test]
    fn links_and_platforms_codes_are_taken_apart() {
        assert_eq!(tame("看 https://e.cn/ 】"), "看 https： //e. cn/ 」");
        assert_eq!(tame("￥abc123defgh￥"), "￥ abc123defgh￥");
    }
}
