//! Links to mini programs that are no addresses of the web: `#小程序://名称/code`, and
//! `weixin://dl/business/?t=…`.

use drawbridge_canon::form::unescape_uri;
use drawbridge_canon::share::words::{after, unescaped};
use drawbridge_canon::share::{Found, Kind, Opening, tidy_title};

use super::address::is_code;

/// How a short link begins.
const SHORT: &str = "#小程序://";

/// How a scheme link begins.
const SCHEME: &str = "weixin://dl/business/?";

/// The longest name and page title that are looked for, in bytes: names have up to 30 characters.
const NAME: usize = 120;

/// The longest query, in bytes: the platform permits 1,024 characters, each three times as long in
/// percent signs.
const LONGEST: usize = 4 * 1024;

/// Every one of them in a text.
pub(super) fn find(text: &str) -> Vec<Found> {
    let short = text.match_indices(SHORT).filter_map(|(at, _)| short(text, at));
    let scheme = text.match_indices(SCHEME).filter_map(|(at, _)| scheme(text, at));
    short.chain(scheme).collect()
}

/// `#小程序://名称/code`; of older make `#小程序://名称/页标题/code`.
fn short(text: &str, at: usize) -> Option<Found> {
    let begun = at + SHORT.len();
    let line = after(text, begun, text.len()).split(['\n', '\r']).next()?;
    let name_end = line.find('/').filter(|end| *end <= NAME)?;
    let mut code_at = name_end + 1;
    let mut page = None;
    if code(&line[code_at..]).is_none() {
        let end = line[code_at..].find('/').filter(|end| *end <= NAME)?;
        page = tidy_title(&line[code_at..code_at + end]);
        code_at += end + 1;
    }
    let code = code(&line[code_at..])?;
    let name = tidy_title(&line[..name_end])?;
    let span = at..begun + code_at + code.len();
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
        opening: Some(mini(None, None, Some(text[span.clone()].to_owned()))),
        span,
        ..Found::default()
    })
}

/// The code at the beginning: 15 characters today.
fn code(text: &str) -> Option<&str> {
    let within = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let code = &text[..text.bytes().take_while(within).count()];
    (is_code(code, 10..=24) && !text[code.len()..].starts_with('/')).then_some(code)
}

/// `weixin://dl/business/?t=TICKET`, or in plain `?appid=…&path=…&query=…`.
fn scheme(text: &str, at: usize) -> Option<Found> {
    let begun = at + SCHEME.len();
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
}
