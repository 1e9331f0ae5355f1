//! The front door: sorting requests, and saying no in the platform's own words.

use drawbridge_canon::pay::Peek;
use drawbridge_canon::{Ctx, Fault, Reason, Refusal, Request, Response};
use serde_json::{Map, Value, json};

use crate::family::Family;
use crate::route::{by_path, route};
use crate::{codes, envelope, json};

/// The longest message (`string[1,256]` in the documents).
const MESSAGE: usize = 256;

/// Sorts a request; nothing of it is proved yet.
pub fn peek(family: &Family, request: &Request) -> Result<Peek, Fault> {
    let call = route(family, request)?.call();
    let caller = envelope::authorization(family, request)?.mchid;
    // Any other key named there is for encrypting fields.
    let named = request.headers.get(&family.header("serial"));
    let key = named.filter(|id| family.is_bare_key(id)).map(str::to_owned);
    Ok(Peek { call, caller, key })
}

/// Writes a refusal. Refusals carry no signature headers: the live services send none.
pub fn refuse(family: &Family, refusal: &Refusal, ctx: &Ctx<'_>) -> Response {
    let asked = ctx.asked;
    let known = asked.and_then(|asked| by_path(family, &asked.path));
    if refusal.reason == Reason::MethodUnknown {
        // A path that exists was called with a method that does not.
        let status = if known.is_some() { 405 } else { 404 };
        return envelope::unsigned(status, Vec::new(), ctx);
    }
    let call = known.map(|route| route.call());
    let own = refusal.code.as_deref().and_then(|code| codes::for_code(family, code));
    let row = own.or_else(|| codes::for_reason(family, refusal.reason, call));
    let row = row.or_else(|| codes::for_reason(family, Reason::Other, call));
    let (status, code) = row.map_or((500, "SYSTEM_ERROR"), |row| (row.http, row.code));
    let (told, hint) = row.map_or(("", ""), |row| (row.message, row.hint));
    let message = match refusal.message.as_str() {
        "" => told.to_owned(),
        // Who is not known learns no more than the platform's own sentence.
        said if status == 401 && said.is_ascii() => told.to_owned(),
        // The documents' sentence first where clients tell errors apart by it.
        said if own.is_none() && status != 401 && !said.contains(hint) => {
            format!("{told}：{said}")
        }
        said => said.to_owned(),
    };
    let message = cut(&message, MESSAGE);
    let mut body = Map::new();
    body.insert("code".into(), json!(code));
    body.insert("message".into(), json!(message));
    if let Some(field) = &refusal.field {
        body.insert("detail".into(), detail(family, field, message, asked));
    }
    envelope::unsigned(status, Value::Object(body).to_string().into_bytes(), ctx)
}

/// Which field it is about, and the value it had in the request.
fn detail(family: &Family, field: &str, issue: &str, asked: Option<&Request>) -> Value {
    let pointer = if field.starts_with('/') {
        field.to_owned()
    } else {
        format!("/{}", field.replace('.', "/"))
    };
    let body = asked.filter(|asked| !asked.body.is_empty());
    let place = |place: &str| issue.contains(&format!("“/{place}/"));
    let location = ["uri_template", "query"].into_iter().find(|name| place(name)).unwrap_or("body");
    let body = body.and_then(|asked| json::object(&asked.body, json::ASK_BYTES).ok());
    let value = body.and_then(|body| Value::Object(body).pointer(&pointer).cloned());
    let value = match value {
        None | Some(Value::Null) => json!(""),
        Some(value @ Value::String(_)) => value,
        Some(value) if !family.detail_as_text() => value,
        Some(value) => json!(value.to_string()),
    };
    json!({"field": pointer, "value": value, "issue": issue, "location": location})
}

/// The text, or as many whole characters of it as fit.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Family {
    const fn detail_as_text(&self) -> bool {
        self.duties.detail_as_text
    }
}
