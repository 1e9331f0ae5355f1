//! A code in words that survive being copied through a chat.

use drawbridge_canon::share::{cut_chars, plain};

use super::Code;

/// The language of the words around a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// The longest title in it, in characters.
const TITLE: usize = 60;

/// What to put into a chat: the title, the plain link, and the code for where links are lost.
///
/// The title cannot forge a code nor end its brackets: the marks of both are written otherwise.
pub fn share_text(title: &str, link: &str, code: Code, tongue: Tongue) -> String {
    let title: String = plain(title)
        .chars()
        .filter_map(|c| match c {
            '【' | '〖' | '［' => Some('（'),
            '】' | '〗' | '］' => Some('）'),
            '#' | '＃' => None,
            other => Some(other),
        })
        .collect();
    let title = cut_chars(&title, TITLE);
    match tongue {
        Tongue::Zh => {
            format!("【{title}】{link} 点开链接，或复制整段到吊桥打开，吊桥口令 #{code}#")
        }
        Tongue::En => format!(
            "【{title}】 {link} Open the link, or paste this into Drawbridge, code #{code}#"
        ),
    }
}
