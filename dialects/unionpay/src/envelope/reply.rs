//! Replies: what the gateway answers, and how we answer as if we were it.

use drawbridge_canon::{Ctx, Fault, Request, Response};

use super::signing::Name;
use super::{Asked, Fields, MAX_REQUEST, raw, read, stamp, verify};

/// What a reply repeats of its request.
const ECHOED: &[&str] = &[
    "accessType",
    "bizType",
    "merId",
    "orderId",
    "reqReserved",
    "txnSubType",
    "txnTime",
    "txnType",
];

/// What must be the same in a reply as in its request, where the reply tells it.
const SAME: &[&str] = &["merId", "orderId", "txnTime"];

/// Writes a reply to `asked`. What `fields` has counts before what is repeated. Without any key of
/// ours (the caller is not known) it stays unsigned.
pub(crate) fn write_reply(
    fields: Fields,
    asked: Option<&Fields>,
    ctx: &Ctx<'_>,
) -> Result<Response, Fault> {
    let mut reply = Fields::default();
    if let Some(asked) = asked {
        reply.copy(asked, ECHOED);
    }
    reply.0.extend(fields.0);
    if !ctx.account.keys.ours.is_empty() {
        stamp(&mut reply, ctx, Name::Certificate)?;
    }
    Ok(Response::new(200, "text/html;charset=UTF-8", raw::write(&reply)))
}

/// Reads and verifies a reply to `ctx.asked`. What it answers is for the caller to see.
pub(crate) fn open_reply(response: &Response, ctx: &Ctx<'_>) -> Result<(Asked, Fields), Fault> {
    let asked = read(asked(ctx)?)?;
    if response.status != 200 {
        return Err(Fault::Unknown(format!("the gateway answered HTTP {}", response.status)));
    }
    if response.body.len() > MAX_REQUEST {
        return Err(Fault::unreadable("the reply is too large"));
    }
    let fields = raw::read(&response.body)?;
    verify(&fields, ctx)?;
    for name in SAME {
        let (told, expected) = (fields.get(name), asked.fields.get(name));
        if told.is_some() && expected.is_some() && told != expected {
            let message = format!("the reply is to another request: its {name} differs");
            return Err(Fault::invalid(name, message));
        }
    }
    Ok((asked, fields))
}

fn asked<'a>(ctx: &Ctx<'a>) -> Result<&'a Request, Fault> {
    ctx.asked.ok_or_else(|| Fault::Unsent("nothing was asked".to_owned()))
}
