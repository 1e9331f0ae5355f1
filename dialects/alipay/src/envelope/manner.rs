//! In what manner a request was made, and so its reply is expected. This is read without trust
//! and without fail, so that even a request that cannot be read is refused in its own manner.

use drawbridge_canon::Request;

use super::charset::Charset;
use super::form::Params;
use super::v3_auth::Authorization;
use crate::method;

/// Alipay's two protocols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `gateway.do`: everything is a form parameter.
    #[default]
    Gateway,
    /// v3 REST: JSON with an `authorization` header.
    V3,
}

/// The manner of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Over which protocol.
    pub(crate) protocol: Protocol,
    /// The method named; empty if none is.
    pub(crate) method: String,
    /// The app that says it is calling; empty if none does.
    pub(crate) app: String,
    /// Whether it names the certificate of its key.
    pub(crate) certified: bool,
    /// Whether its content is encrypted.
    pub(crate) encrypted: bool,
    /// In which character set it is.
    pub(crate) charset: Charset,
}

impl Manner {
    /// The manner of a request.
    pub(crate) fn of(request: &Request) -> Self {
        if let Some(method) = method::name_of_path(&request.path) {
            return Self::of_v3(request, method);
        }
        Params::of(request).map(|params| Self::of_params(&params)).unwrap_or_default()
    }

    /// The manner of a gateway request with these parameters.
    pub(crate) fn of_params(params: &Params<'_>) -> Self {
        let text = |name| params.ascii(name).unwrap_or_default();
        Self {
            protocol: Protocol::Gateway,
            method: text("method").to_owned(),
            app: text("app_id").to_owned(),
            certified: params.ascii("app_cert_sn").is_some(),
            encrypted: params.ascii("encrypt_type").is_some(),
            charset: Charset::parse(text("charset")).unwrap_or_default(),
        }
    }

    fn of_v3(request: &Request, method: String) -> Self {
        let authorization = Authorization::of(request).ok();
        let part = |name| authorization.as_ref().and_then(|auth| auth.get(name));
        Self {
            protocol: Protocol::V3,
            method,
            app: part("app_id").unwrap_or_default().to_owned(),
            certified: part("app_cert_sn").is_some(),
            encrypted: request.headers.get("alipay-encrypt-type").is_some_and(|it| !it.is_empty()),
            charset: Charset::Utf8,
        }
    }

    /// Whether the buyer's browser or app made the request.
    pub(crate) fn by_buyer(&self) -> bool {
        method::by_name(&self.method).is_some_and(|method| method.buyer)
    }
}
