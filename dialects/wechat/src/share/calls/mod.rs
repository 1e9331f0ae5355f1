//! The calls by which WeChat serves links: tokens, tickets, and links and
//! codes that lead to mini programs.
//!
//! None of them is signed. That we speak to WeChat over TLS is the proof of its answers, and the
//! secret or the token that of our asks.

mod code;
mod codes;
mod link;
mod ticket;
mod token;

use drawbridge_canon::share::CALLS_AT;
use drawbridge_canon::{Account, Fault, Method, Request, Response};
use serde_json::Value;

pub(crate) use code::{Codes, OWN as CODES};
pub(crate) use link::{Links, OWN};
pub(crate) use ticket::Tickets;
pub(crate) use token::Tokens;

/// Where they are reached.
const OFFICIAL: &str = "https://api.weixin.qq.com";

/// The longest body of ours or theirs that is read: queries have at most 1024 characters.
const BODY_MOST: usize = 16 * 1024;

fn request(method: Method, path: &str, account: &Account) -> Request {
    let mut request = Request::new(method, account.option(CALLS_AT).unwrap_or(OFFICIAL), path);
    request.headers.push("accept", "application/json");
    request
}

/// A request with a JSON body.
fn post(path: &str, account: &Account, body: &Value) -> Request {
    let mut request = request(Method::Post, path, account);
    request.headers.push("content-type", "application/json");
    request.body = body.to_string().into_bytes();
    request
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

/// What was replied, unless it is a refusal.
fn replied(response: &Response, codes: &codes::Codes) -> Result<Value, Fault> {
    let told = Some(&*response.body).filter(|body| body.len() <= BODY_MOST);
    let told = told.and_then(|body| serde_json::from_slice::<Value>(body).ok());
    let told = told.filter(Value::is_object).ok_or_else(|| {
        Fault::Unknown(format!("an unreadable reply with status {}", response.status))
    })?;
    match told["errcode"].as_i64() {
        None | Some(0) => Ok(told),
        Some(code) => Err(codes.fault(code, told["errmsg"].as_str().unwrap_or_default())),
    }
}

/// A string of a body that must be there.
fn text(body: &Value, name: &str, most: usize) -> Result<String, Fault> {
    let text = body[name].as_str().filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Fault::missing(name))?;
    if text.len() > most {
        return Err(Fault::invalid(name, format!("longer than {most} bytes")));
    }
    Ok(text.to_owned())
}

/// A number of seconds of a body that must be there.
fn seconds(body: &Value, name: &str) -> Result<u32, Fault> {
    let seconds = body[name].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
    seconds.ok_or_else(|| Fault::missing(name))
}
