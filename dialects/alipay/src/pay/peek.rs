//! Sorting a request before anything in it is trusted.

use drawbridge_canon::pay::{Call, Peek};
use drawbridge_canon::{Fault, Request};

use super::bill_file;
use crate::envelope::asked::known;
use crate::envelope::form::Params;
use crate::envelope::v3_auth::Authorization;
use crate::envelope::{GATEWAY, Manner};
use crate::method::{self, Method};

/// Which exchange a request is for, and who says it is calling.
pub(crate) fn peek(request: &Request) -> Result<Peek, Fault> {
    if request.path == bill_file::PATH {
        return Ok(Peek { call: Call::BillFile, caller: String::new(), key: None });
    }
    if request.path.starts_with("/v3/") {
        let call = call(method::by_path(&request.path), &request.path)?;
        let authorization = Authorization::of(request)?;
        let caller = authorization.get("app_id").ok_or_else(|| Fault::missing("app_id"))?;
        return Ok(Peek { call, caller: caller.to_owned(), key: None });
    }
    if request.path != GATEWAY {
        known(None, &request.path)?;
    }
    let manner = Manner::of_params(&Params::of(request)?);
    if manner.method.is_empty() {
        return Err(Fault::missing("method"));
    }
    let call = call(method::by_name(&manner.method), &manner.method)?;
    if manner.app.is_empty() {
        return Err(Fault::missing("app_id"));
    }
    Ok(Peek { call, caller: manner.app, key: None })
}

/// The exchange of a method. What is not the pay gate's is unknown there.
fn call(method: Option<&'static Method>, name: &str) -> Result<Call, Fault> {
    let paying = method.filter(|method| method.call.is_some());
    let none = || Fault::missing("method");
    known(paying, name)?.call.ok_or_else(none)
}
