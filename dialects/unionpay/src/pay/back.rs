//! The buyer's browser comes back. The platform makes it post the notice's form to `frontUrl`; an
//! address carries the same members in its query, signed alike.

use drawbridge_canon::pay::{NoticeAsk, Return};
use drawbridge_canon::{Carrier, Codec, Ctx, Fault, Method, Request, Response};

use super::notice;
use crate::envelope::{fields_of, write_form};

pub(crate) struct ComingBack;

impl Codec<Return> for ComingBack {
    fn write_ask(&self, ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = Request::to_url(Method::Get, &ask.url)
            .ok_or_else(|| Fault::Unsent(format!("`{}` is no http address", ask.url)))?;
        // What the merchant's own address carries comes back with it, and is signed with it.
        let own = fields_of(&request)?;
        request.query = Some(write_form(&notice::write(ask, own, ctx)?));
        request.carrier = Carrier::Buyer;
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
        if request.body.is_empty() {
            return notice::read(&fields_of(request)?, ctx);
        }
        // A posted form is signed without the address's own query.
        notice::read(&fields_of(&Request { query: None, ..request.clone() })?, ctx)
    }

    fn write_answer(&self, (): &(), _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(Response::new(200, "text/html;charset=UTF-8", Vec::new()))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<(), Fault> {
        match response.status {
            200..=399 => Ok(()),
            status => Err(Fault::Unknown(format!("the merchant's page answered HTTP {status}"))),
        }
    }
}
