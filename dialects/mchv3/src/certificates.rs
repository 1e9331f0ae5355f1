//! Downloading the platform's certificates: each encrypted under the merchant's key.

use drawbridge_canon::pay::{Call, Certificates, PlatformCertificate};
use drawbridge_canon::{
    Codec, Ctx, Fault, Method, NamedVerifier, Reason, Refusal, Request, Response,
};
use drawbridge_seal::Certificate;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::family::{Family, Mch};
use crate::fields::{Bytes, Fields};
use crate::route::{Route, route};
use crate::{envelope, outcome, refuse::refuse, resource};

/// The associated data of every certificate.
const AAD: &str = "certificate";

impl Codec<Certificates> for Mch {
    fn write_ask(&self, _ask: &(), ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let path = self.0.paths.certificates.ok_or_else(|| {
            Fault::untranslatable("certificates", "this wallet hands out no certificates")
        })?;
        envelope::ask(self.0, Method::Get, path, None, None, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let Route::Certificates = route(self.0, request)? else {
            return Err(Fault::unreadable("not a download of certificates"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        let ours = &ctx.account.keys.ours;
        if !ours.is_empty() && ours.iter().all(|key| self.0.is_bare_key(&key.id)) {
            return Err(Fault::Refused(none(self.0)));
        }
        Ok(())
    }

    fn write_answer(
        &self,
        answer: &Vec<PlatformCertificate>,
        ctx: &Ctx<'_>,
    ) -> Result<Response, Fault> {
        if answer.is_empty() {
            return Ok(refuse(self.0, &none(self.0), ctx));
        }
        let item = |(index, certificate): (usize, &PlatformCertificate)| {
            let nonce = resource::nonce(ctx.nonce, index);
            let sealed = resource::to_json(ctx, &nonce, AAD, certificate.pem.as_bytes())?;
            Ok(json!({
                "serial_no": certificate.serial,
                "effective_time": certificate.from.rfc3339(),
                "expire_time": certificate.until.rfc3339(),
                "encrypt_certificate": Value::Object(sealed),
            }))
        };
        let items = answer.iter().enumerate().map(item).collect::<Result<Vec<Value>, Fault>>()?;
        envelope::signed(self.0, 200, json!({"data": items}).to_string().into_bytes(), ctx)
    }

    /// The key to verify the reply with may be in the reply: it is decrypted first, which proves
    /// already that whoever wrote it knows the merchant's key.
    fn read_answer(
        &self,
        response: &Response,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<PlatformCertificate>, Fault> {
        outcome::settled(self.0, Call::Certificates, response)?;
        let mut fields = outcome::fields(Call::Certificates, response)?;
        let items = fields.objects("data")?;
        let read: Vec<PlatformCertificate> =
            items.into_iter().map(|item| one(item, ctx)).collect::<Result<_, Fault>>()?;
        let verifiers: Vec<NamedVerifier> = read.iter().filter_map(verifier).collect();
        envelope::verify_message(self.0, &response.headers, &response.body, &verifiers, ctx)?;
        Ok(read)
    }
}

fn one(mut fields: Fields, ctx: &Ctx<'_>) -> Result<PlatformCertificate, Fault> {
    let serial = fields.need("serial_no", Bytes(1, 64))?;
    let from = fields.moment("effective_time")?.ok_or_else(|| fields.missing("effective_time"))?;
    let until = fields.moment("expire_time")?.ok_or_else(|| fields.missing("expire_time"))?;
    let plain = resource::from_json(fields.object("encrypt_certificate")?, ctx)?;
    let pem = String::from_utf8(plain)
        .map_err(|_| Fault::unreadable("the decrypted certificate is not text"))?;
    Ok(PlatformCertificate { serial, from, until, pem })
}

/// The certificate as a key, if it is one and bears the serial number that was told.
fn verifier(certificate: &PlatformCertificate) -> Option<NamedVerifier> {
    let parsed = Certificate::parse(&certificate.pem).ok()?;
    if !envelope::same_key(&parsed.serial_hex, &certificate.serial) {
        return None;
    }
    Some(NamedVerifier {
        id: certificate.serial.clone(),
        certificate: Some(certificate.pem.clone()),
        key: Arc::new(parsed.public().ok()?),
    })
}

fn none(family: &Family) -> Refusal {
    let refusal = Refusal::new(Reason::Forbidden, family.says.no_certificate);
    refusal.with_code("RESOURCE_NOT_EXISTS")
}
