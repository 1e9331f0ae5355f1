//! Titles, and the names of sites behind them.
//!
//! Chinese sites put their name, and often that of a section, behind a title: `题_财经频道_某网`. In
//! other scripts the same strokes part a title from what belongs to it, so those titles stay.

/// A title without what the site put behind it, and what it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parted<'a> {
    pub(super) title: &'a str,
    /// The site's name, as it stands there.
    pub(super) site: Option<&'a str>,
}

/// Parts a Chinese title from its suffix. What the page has as a heading is its title; otherwise
/// what is called as sites are is a suffix, and so are short sections before it.
pub(super) fn parted<'a, 'h>(
    title: &'a str,
    headings: impl Iterator<Item = &'h str>,
    site: Option<&str>,
) -> Parted<'a> {
    let whole = Parted { title, site: None };
    if title.is_ascii() || title.chars().filter(|letter| chinese(*letter)).count() < 2 {
        return whole;
    }
    let mut headings = headings.filter(|heading| heading.chars().count() >= SHORTEST);
    let behind = |heading: &str| {
        let rest = title.strip_prefix(heading)?;
        rest.trim_start().starts_with(STROKES).then_some(heading.len())
    };
    if let Some(end) = headings.find_map(behind) {
        return Parted { title: title[..end].trim_end(), site: named(&title[end..]) };
    }
    let mut left = title;
    while let Some((before, last)) = last(left) {
        let same = site.is_some_and(|site| site.eq_ignore_ascii_case(last));
        let section = left.len() < title.len() && last.chars().count() <= SECTION;
        let enough = before.chars().count() >= SHORTEST;
        if !enough || !(same || section || is_site(last)) {
            break;
        }
        left = before;
    }
    Parted { title: left, site: named(&title[left.len()..]) }
}

/// Marks with which sites part their name from the title.
const STROKES: [char; 12] = ['_', '-', '|', '–', '—', '－', '｜', '·', '丨', '＿', '»', '«'];

/// Those of them that a Chinese sentence does not have within it.
const PARTING: [char; 7] = ['_', '-', '|', '－', '｜', '丨', '＿'];

/// Characters of the shortest text that is a title by itself.
const SHORTEST: usize = 4;

/// Characters of the longest name of a section.
const SECTION: usize = 4;

/// Characters of the longest name of a site.
const NAME: usize = 16;

/// What stands behind the last stroke, and what before.
fn last(title: &str) -> Option<(&str, &str)> {
    let at = title.rfind(PARTING)?;
    let stroke = title[at..].chars().next().map_or(1, char::len_utf8);
    let strokes = |letter: char| letter.is_whitespace() || PARTING.contains(&letter);
    let (before, last) = (title[..at].trim_end_matches(strokes), title[at + stroke..].trim());
    // A hyphen within a word is no stroke.
    let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let tied = title[at..].starts_with('-')
        && latin(title[..at].chars().next_back())
        && latin(title[at + 1..].chars().next());
    (!last.is_empty() && !tied).then_some((before, last))
}

/// The name of a site in what stands behind a title: the last that is called as one, or the last.
fn named(suffix: &str) -> Option<&str> {
    let parts = || suffix.split(STROKES).map(str::trim).filter(|part| !part.is_empty());
    let mut sites = parts().filter(|part| is_site(part) && !part.ends_with("频道"));
    let name = sites.next_back().or_else(|| parts().next_back())?;
    let bare = name.split(['(', '（']).next().unwrap_or(name).trim();
    (!bare.is_empty() && bare.chars().count() <= NAME).then_some(bare)
}

/// Whether something is called as Chinese sites are.
fn is_site(name: &str) -> bool {
    let bare = name.split(['(', '（', ' ']).next().unwrap_or(name);
    name.chars().count() <= NAME && ENDS.iter().any(|end| bare.ends_with(end))
}

/// How the names of Chinese sites end.
const ENDS: &[&str] = &[
    "网",
    "網",
    "网站",
    "網站",
    "报",
    "報",
    "社",
    "台",
    "臺",
    "在线",
    "在線",
    "频道",
    "頻道",
    "论坛",
    "論壇",
    "百科",
    "博客",
    "商城",
    "官网",
    "社区",
    "新闻",
    "新聞",
    "资讯",
    "门户",
    "之家",
    "视频",
    "客户端",
    "杂志",
    "中心",
    "平台",
    "政府",
    "公司",
];

fn chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_title_is_parted_from_its_suffix() {
        for (title, heading, site, meant, named) in [
            (
                "港特首就住宅违建道歉 - 某台中文网 - 两岸三地",
                "港特首就住宅违建道歉",
                None,
                "港特首就住宅违建道歉",
                Some("某台中文网"),
            ),
            ("短缺药品保供稳价-某华网", "", None, "短缺药品保供稳价", Some("某华网")),
            (
                "某地出台新规_国内_新闻频道_某视网(abc.com)",
                "",
                None,
                "某地出台新规",
                Some("某视网"),
            ),
            ("题目在此处--某华网", "", None, "题目在此处", Some("某华网")),
            ("手机怎么选——看这三点", "", None, "手机怎么选——看这三点", None),
            ("5G-A 是什么 | 数码", "", Some("数码"), "5G-A 是什么", Some("数码")),
            ("某网 - 一切都有", "", None, "某网 - 一切都有", None),
            ("A title - The Site", "A title", Some("The Site"), "A title - The Site", None),
            ("某某公司", "某某公司", None, "某某公司", None),
        ] {
            let parted = parted(title, [heading].into_iter(), site);
            assert_eq!((parted.title, parted.site), (meant, named), "{title}");
        }
    }
}
