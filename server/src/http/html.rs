//! What every page of ours has in common: escaping, and headers that let nothing foreign in.

use std::fmt;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A text from elsewhere, written so that no browser takes any of it for markup: for element
/// content and for attribute values in double quotes. Control characters are left out; marks that
/// turn the direction of a line are shown as nothing, since they can show a text as another.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_str(" ")?,
                c if c.is_control() || is_turning(c) => {}
                c => fmt::Write::write_char(f, c)?,
            }
        }
        Ok(())
    }
}

const fn is_turning(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether an address may be a link for people: anything but what runs in our own page.
pub(crate) fn is_safe_link(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    let scheme = scheme.to_ascii_lowercase();
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let active =
        ["javascript", "data", "vbscript", "blob", "file", "filesystem", "about", "view-source"];
    well_formed && !active.contains(&&*scheme) && url.bytes().all(|b| b > 0x20 && b != 0x7f)
}

/// Nothing from elsewhere, nothing inline, no frames around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The headers of every page.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Only our name and never the address, which is a payment's: some wallets' pages turn a
    // browser away that does not say from whose page it comes.
    (header::REFERRER_POLICY, "strict-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    ),
];

/// The headers of every page, put on a response.
pub(crate) fn guard(response: &mut Response) {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// Lets frames of these schemes into a guarded page, `name:` each: by such frames some apps hear
/// from the pages in their browsers. Nothing can be loaded by them.
pub(crate) fn let_in_frames(response: &mut Response, schemes: &[&str]) {
    if schemes.is_empty() {
        return;
    }
    let policy = format!("{POLICY}; frame-src {}", schemes.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A page.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (status, kind, html).into_response();
    guard(&mut response);
    response
}

/// Sends the browser elsewhere, if that is an address that may be linked to.
pub(crate) fn redirect(url: &str) -> Option<Response> {
    let location = HeaderValue::from_str(url).ok().filter(|_| is_safe_link(url))?;
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    guard(&mut response);
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let cases = [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload=\"x", "&quot; onload=&quot;x"),
            ("a&b'c", "a&amp;b&#39;c"),
            ("a\u{202e}b\u{0}c\nd", "abc d"),
            ("热干面 & 茶", "热干面 &amp; 茶"),
        ];
        for (text, expected) in cases {
            assert_eq!(Text(text).to_string(), expected);
        }
    }

    #[test]
    fn no_link_runs_in_our_page() {
        for good in ["https://shop.example/back?a=1", "http://127.0.0.1/", "pay-app://x/y?z"] {
            assert!(is_safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "/c/1",
            "",
            "https://x/\r\nset-cookie: a=b",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
            assert!(redirect(bad).is_none(), "{bad}");
        }
    }
}
