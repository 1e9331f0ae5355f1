//! The calls by which Douyin's open platform serves links: the app's own token, the ticket that a
//! published page is signed with, and links and codes that lead to mini programs.
//!
//! None of them is signed. That we speak to Douyin over TLS is the proof of its answers, and the
//! secret or the token that of our asks.

mod code;
mod codes;
mod link;
mod ticket;
mod token;

use drawbridge_canon::share::CALLS_AT;
use drawbridge_canon::{Account, Fault, Method, Reason, Request, Response};
use serde_json::Value;

pub(crate) use code::{Codes, OWN as CODES};
pub(crate) use link::{Links, OWN};
pub(crate) use ticket::Tickets;
pub(crate) use token::Tokens;

/// Where they are reached.
const OFFICIAL: &str = "https://open.douyin.com";

/// The header with the token.
const TOKEN: &str = "access-token";

/// The longest body of ours or theirs that is read.
const BODY_MOST: usize = 16 * 1024;

fn request(method: Method, path: &str, token: Option<&str>, account: &Account) -> Request {
    let mut request = Request::new(method, account.option(CALLS_AT).unwrap_or(OFFICIAL), path);
    request.headers.push("content-type", "application/json");
    if let Some(token) = token {
        request.headers.push(TOKEN, token);
    }
    request
}

fn post(path: &str, token: Option<&str>, account: &Account, body: &Value) -> Request {
    let mut request = request(Method::Post, path, token, account);
    request.body = body.to_string().into_bytes();
    request
}

/// The path of a call. Clients write it with and without the slash at its end.
fn called(request: &Request) -> (Method, &str) {
    (request.method, request.path.trim_end_matches('/'))
}

fn no_such_call() -> Fault {
    Fault::forged(Reason::MethodUnknown, "there is no such call")
}

/// The token in its header.
fn token_of(request: &Request) -> Result<String, Fault> {
    let token = request.headers.get(TOKEN).filter(|token| !token.is_empty());
    token.map(str::to_owned).ok_or_else(|| Fault::missing(TOKEN))
}

/// The JSON body of a request.
fn asked(request: &Request) -> Result<Value, Fault> {
    let body = Some(&*request.body).filter(|body| body.len() <= BODY_MOST);
    let body = body.ok_or_else(|| Fault::unreadable("the body is too long"))?;
    let value = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    value.ok_or_else(|| Fault::unreadable("the body is not a JSON object"))
}

fn reply(body: &Value) -> Response {
    Response::new(200, "application/json; charset=utf-8", body.to_string())
}

/// The `data` of a reply, unless it is a refusal. Its code stands at one of three places.
fn replied(response: &Response) -> Result<Value, Fault> {
    replied_within(response, BODY_MOST)
}

/// The same for a reply of at most so many bytes.
fn replied_within(response: &Response, most: usize) -> Result<Value, Fault> {
    let told = Some(&*response.body).filter(|body| body.len() <= most);
    let told = told.and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let mut told = told.filter(Value::is_object).ok_or_else(|| {
        Fault::Unknown(format!("an unreadable reply with status {}", response.status))
    })?;
    let places = [
        (&told["err_no"], &told["err_msg"]),
        (&told["extra"]["error_code"], &told["extra"]["description"]),
        (&told["data"]["error_code"], &told["data"]["description"]),
    ];
    for (code, message) in places {
        if let Some(code) = code.as_i64().filter(|code| *code != 0) {
            return Err(codes::fault(code, message.as_str().unwrap_or_default()));
        }
    }
    let data = told["data"].take();
    if data.is_object() { Ok(data) } else { Err(Fault::missing("data")) }
}

/// A string that must be there.
fn text(body: &Value, name: &str, most: usize) -> Result<String, Fault> {
    let text = body[name].as_str().filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Fault::missing(name))?;
    if text.len() > most {
        return Err(Fault::invalid(name, format!("longer than {most} bytes")));
    }
    Ok(text.to_owned())
}

/// A number of seconds that must be there.
fn seconds(body: &Value, name: &str) -> Result<u32, Fault> {
    let seconds = body[name].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
    seconds.ok_or_else(|| Fault::missing(name))
}
