//! Fetching a bill's file. The link is the permission: it is not signed and soon expires.

use drawbridge_canon::pay::{BillFile, BillFileAnswer, BillFileAsk};
use drawbridge_canon::{Codec, Ctx, Fault, Method, Reason, Request, Response};

use crate::envelope::form::Params;

/// The path of the platform's download host, kept for ours.
pub(crate) const PATH: &str = "/downloadBillFile.resource";

pub(crate) struct Fetching;

impl Codec<BillFile> for Fetching {
    fn write_ask(&self, ask: &BillFileAsk, _: &Ctx<'_>) -> Result<Request, Fault> {
        Request::to_url(Method::Get, &ask.link)
            .ok_or_else(|| Fault::Unsent(format!("`{}` is no http address", ask.link)))
    }

    fn read_ask(&self, request: &Request, _: &Ctx<'_>) -> Result<BillFileAsk, Fault> {
        match token(request) {
            Some(link) => Ok(BillFileAsk { link }),
            None => Err(Fault::missing("token")),
        }
    }

    fn write_answer(&self, answer: &BillFileAnswer, _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(Response::new(200, "application/zip", answer.bytes.clone()))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<BillFileAnswer, Fault> {
        match response.status {
            200 if response.body.starts_with(b"PK") => {
                Ok(BillFileAnswer { bytes: response.body.clone() })
            }
            // An expired link is answered with a page that says so.
            200 | 400..=499 => Err(Fault::refused(
                Reason::BillLinkExpired,
                "what was downloaded is no zip: ask for a new link",
            )),
            status => Err(Fault::Unknown(format!("the download answered HTTP {status}"))),
        }
    }
}

/// The token in a link's request.
pub(crate) fn token(request: &Request) -> Option<String> {
    if request.path != PATH {
        return None;
    }
    let mut params = Params::default();
    params.read(request.query.as_deref()?.as_bytes()).ok()?;
    params.ascii("token").map(str::to_owned)
}

/// The address of a file that we serve.
pub(crate) fn link(base: &str, token: &str) -> String {
    let mut params = Params::default();
    params.push("fileType", "csv.zip");
    params.push("token", token);
    format!("{base}{PATH}?{}", params.encode())
}
