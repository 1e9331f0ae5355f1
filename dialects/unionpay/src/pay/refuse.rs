//! Saying no, in the format that the caller's client expects: a reply with another `respCode`, and
//! for a buyer's browser a page.

use drawbridge_canon::{Ctx, Refusal, Response};

use super::codes;
use crate::envelope::{Fields, fields_of, page, write_reply};
use crate::kind;

/// Most characters of our own explanation in `respMsg`.
const DETAIL: usize = 200;

/// Writes a refusal of `ctx.asked`.
pub(super) fn refuse(refusal: &Refusal, ctx: &Ctx<'_>) -> Response {
    let code = codes::of(refusal.reason);
    if ctx.asked.is_some_and(|request| request.path == kind::FRONT) {
        return page(&format!("{}[{code}]", codes::words(code)), &refusal.message);
    }
    let asked = ctx.asked.and_then(|request| fields_of(request).ok());
    let mut fields = Fields::default();
    fields.put("respCode", code);
    fields.put("respMsg", message(code, &refusal.message));
    let written = write_reply(fields, asked.as_ref(), ctx);
    written
        .unwrap_or_else(|fault| Response::new(500, "text/plain;charset=UTF-8", fault.to_string()))
}

/// The platform's words, then ours. What would end the value in a raw reply is written full-width.
fn message(code: &str, detail: &str) -> String {
    let detail: String = detail.chars().take(DETAIL).map(harmless).collect();
    let words = codes::words(code);
    if detail.is_empty() {
        format!("{words}[{code}]")
    } else {
        format!("{words}[{code}]：{detail}")
    }
}

const fn harmless(c: char) -> char {
    match c {
        '&' => '＆',
        '{' => '｛',
        '}' => '｝',
        '[' => '【',
        ']' => '】',
        '\r' | '\n' => ' ',
        other => other,
    }
}
