//! The language that a script tells, where nobody declares one.

/// The language of a text in Chinese, Japanese or Korean; of no other a script alone tells it.
pub(super) fn language(text: &str) -> Option<&'static str> {
    if text.is_ascii() {
        return None;
    }
    let (mut han, mut kana, mut hangul) = (0_usize, 0_usize, 0_usize);
    for letter in text.chars() {
        match letter {
            '\u{4e00}'..='\u{9fff}' => han += 1,
            '\u{3041}'..='\u{30fa}' => kana += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            _ => {}
        }
    }
    if han + kana + hangul == 0 {
        return None;
    }
    let all = text.chars().filter(|letter| letter.is_alphabetic()).count();
    if (han + kana + hangul) * 2 < all || all < 4 {
        None
    } else if hangul > han + kana {
        Some("ko")
    } else if kana * 10 >= han {
        Some("ja")
    } else {
        Some("zh")
    }
}

/// Minutes east of Greenwich where a language is spoken or a domain is a country's, and all clocks
/// there show the same.
pub(super) fn zone(language: Option<&str>, host: &str) -> Option<i16> {
    let top = host.rsplit('.').next().unwrap_or_default();
    let language = language.map(|language| language.split('-').next().unwrap_or(language));
    let spoken = match language {
        Some("zh") => Some(CHINA),
        Some("ja" | "ko") => Some(JAPAN),
        _ => None,
    };
    match top {
        "cn" | "tw" | "hk" | "mo" => Some(CHINA),
        "jp" | "kr" => Some(JAPAN),
        _ => spoken,
    }
}

/// Minutes east of Greenwich of China with Taiwan, and of Japan with Korea.
const CHINA: i16 = 480;
const JAPAN: i16 = 540;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_tells_a_language_where_it_is_written_in_no_other() {
        for (text, meant) in [
            ("港特首就住宅违建道歉", Some("zh")),
            ("米朝首脳直通電話 習氏に挑むトランプ戦術", Some("ja")),
            ("한국어 기사 제목", Some("ko")),
            ("A title in English about 中国", None),
            ("Заголовок", None),
            ("中国", None),
        ] {
            assert_eq!(language(text), meant, "{text}");
        }
        assert_eq!(zone(None, "www.a.cn"), Some(480));
        assert_eq!(zone(Some("ja-JP"), "a.com"), Some(540));
        assert_eq!(zone(Some("en"), "a.com"), None);
    }
}
