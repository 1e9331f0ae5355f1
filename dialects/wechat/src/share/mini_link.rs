//! Links to mini programs that are no addresses of the web: `#小程序://名称/code`, and
//! `weixin://dl/business/?t=…`.

use drawbridge_canon::form::unescape_uri;
use drawbridge_canon::share::words::{after, is_space, unescaped};
use drawbridge_canon::share::{Found, Kind, Opening, tidy_title};

use super::address::is_code;

/// How a short link begins.
const SHORT: &str = "#小程序://";

/// What stands in it before the colon. The mark is lost on the way, or taken for a heading's.
const WORD: &str = "小程序";

/// How a scheme link begins.
pub(super) const SCHEME: &str = "weixin://dl/business/?";

/// What stands in it before the colon, in letters of either case.
const APP: &str = "weixin";

/// What stands in it behind the slashes.
const BUSINESS: &str = "dl/business/?";

/// The longest name and page title that are looked for, in bytes: names have up to 30 characters.
const NAME: usize = 120;

/// The longest query, in bytes: the platform permits 1,024 characters, each three times as long in
/// percent signs.
const LONGEST: usize = 4 * 1024;

/// Every one of them in a text, in signs of either width.
pub(super) fn find(text: &str) -> Vec<Found> {
    let short = text.match_indices(WORD).filter_map(|(at, _)| short(text, at));
    let letters = text.to_ascii_lowercase();
    let scheme = letters.match_indices(APP).filter_map(|(at, _)| scheme(text, at));
    short.chain(scheme).collect()
}

/// What stands behind `://` or `：／／`.
fn behind_slashes(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix([':', '：'])?;
    for _ in 0..2 {
        rest = rest.strip_prefix(['/', '／'])?;
    }
    Some(rest)
}

/// Where a link begins whose word stands at `at`: its mark, and white space behind that.
fn begins(text: &str, at: usize) -> usize {
    let near = text[..at].trim_end_matches(|c| is_space(c) && c != '\n');
    near.strip_suffix(['#', '＃']).map_or(at, str::len)
}

/// `#小程序://名称/code`; of older make `#小程序://名称/页标题/code`.
fn short(text: &str, at: usize) -> Option<Found> {
    let begun = text.len() - behind_slashes(&text[at + WORD.len()..])?.len();
    let line = after(text, begun, text.len()).split(['\n', '\r']).next()?;
    let (name_end, mut code_at) = slash(line, 0)?;
    let mut page = None;
    if code(&line[code_at..]).is_none() {
        let (end, next) = slash(line, code_at)?;
        page = tidy_title(&line[code_at..end]);
        code_at = next;
    }
    let code = code(&line[code_at..])?;
    let name = tidy_title(&line[..name_end])?;
    let end = code_at + code.len();
    let whole = format!("{SHORT}{}", line[..end].replace('／', "/"));
    let (title, author) = match page {
        Some(page) => (page, Some(name)),
        None => (name, None),
    };
    Some(Found {
        shape: "mini-program-short-link",
        code: Some(code.to_owned()),
        title: Some(title),
        author,
        kind: Some(Kind::MiniProgram),
        opening: Some(mini(None, None, Some(whole))),
        span: begins(text, at)..begun + end,
        ..Found::default()
    })
}

/// The slash that ends a name that begins at `from`, and what stands behind it.
fn slash(line: &str, from: usize) -> Option<(usize, usize)> {
    let end = from + line[from..].find(['/', '／']).filter(|end| *end <= NAME)?;
    Some((end, end + line[end..].chars().next()?.len_utf8()))
}

/// The code at the beginning: 15 characters today.
fn code(text: &str) -> Option<&str> {
    let within = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let code = &text[..text.bytes().take_while(within).count()];
    (is_code(code, 10..=24) && !text[code.len()..].starts_with(['/', '／'])).then_some(code)
}

/// `weixin://dl/business/?t=TICKET`, or in plain `?appid=…&path=…&query=…`.
fn scheme(text: &str, at: usize) -> Option<Found> {
    let behind = behind_slashes(&text[at + APP.len()..])?;
    behind.get(..BUSINESS.len()).filter(|part| part.eq_ignore_ascii_case(BUSINESS))?;
    let begun = text.len() - behind.len() + BUSINESS.len();
    let within = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=%".contains(byte);
    let query = &text[begun..];
    let query = &query[..query.bytes().take(LONGEST).take_while(within).count()];
    let query = query.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')']);
    let length = query.len();
    let query = unescaped(query);
    let value = |name: &str| {
        let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.and_then(unescape_uri).filter(|value| !value.is_empty())
    };
    let link = format!("{SCHEME}{query}");
    let (app, ticket) = (value("appid"), value("t"));
    let path = value("path").map(|path| match value("query") {
        Some(query) => format!("{}?{query}", path.trim_start_matches('/')),
        None => path.trim_start_matches('/').to_owned(),
    });
    let sound = ticket.as_deref().is_some_and(|ticket| is_code(ticket, 4..=128))
        || app.as_deref().is_some_and(|app| is_code(app, 10..=32));
    sound.then(|| Found {
        span: at..begun + length,
        shape: "mini-program-scheme",
        url: Some(link.clone()),
        code: ticket,
        kind: Some(Kind::MiniProgram),
        opening: Some(mini(app, path, Some(link))),
        ..Found::default()
    })
}

fn mini(app_id: Option<String>, path: Option<String>, link: Option<String>) -> Opening {
    Opening::Mini { host: crate::NAME.to_owned(), app_id, path, link }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_is_not_found() {
        for text in ["#小程序://", "#小程序://名", "#小程序://名/短", "#小程序://名/a/b", "#小程序"]
        {
            assert_eq!(find(text), [], "{text}");
        }
        for text in ["weixin://dl/business/?t=", "weixin://dl/chat", "weixin://dl/business/?x=1"] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn what_a_keyboard_or_a_messenger_changes_is_made_whole() {
        let whole = "#小程序://某店/0JPDrt84ecI5Gwd";
        for (before, stands) in [
            ("看", "小程序://某店/0JPDrt84ecI5Gwd"),
            ("看", "＃小程序://某店/0JPDrt84ecI5Gwd"),
            ("看", "#小程序：//某店/0JPDrt84ecI5Gwd"),
            ("看", "# 小程序://某店/0JPDrt84ecI5Gwd"),
            ("看", "＃小程序：／／某店／0JPDrt84ecI5Gwd"),
            ("#\n", "小程序://某店/0JPDrt84ecI5Gwd"),
        ] {
            let text = format!("{before}{stands}，好");
            let [found] = &*find(&text) else { panic!("{text}") };
            assert_eq!(&text[found.span.clone()], stands);
            assert_eq!(found.title.as_deref(), Some("某店"), "{text}");
            assert_eq!(found.code.as_deref(), Some("0JPDrt84ecI5Gwd"), "{text}");
            assert_eq!(found.opening, Some(mini(None, None, Some(whole.to_owned()))), "{text}");
        }
        for stands in
            ["WEIXIN://dl/business/?t=NdQL2LeEQum", "Weixin：//dl/business/?t=NdQL2LeEQum"]
        {
            let text = format!("打开{stands}，");
            let [found] = &*find(&text) else { panic!("{text}") };
            assert_eq!(&text[found.span.clone()], stands);
            assert_eq!(found.url.as_deref(), Some("weixin://dl/business/?t=NdQL2LeEQum"));
        }
    }

    #[test]
    fn talk_of_mini_programs_is_no_link() {
        for text in [
            "#小程序#点这里",
            "小程序：某店/0JPDrt84ecI5Gwd",
            "小程序/某店/0JPDrt84ecI5Gwd",
            "小程序://",
            "打开小程序: //某店/0JPDrt84ecI5Gwd",
            "weixin dl/business/?t=NdQL2LeEQum",
            "weixin://dl",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
