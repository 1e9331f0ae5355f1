//! Published vectors of what has no public door: signatures of methods that are not spoken, and
//! the names of certificates.

use std::sync::Arc;

use drawbridge_canon::{Account, Ctx, Digest, Keys, NamedVerifier, Response, Sign as _, Timestamp};
use drawbridge_seal::{Certificate, PrivateKey, PublicKey, text};

use super::fields::Fields;
use super::form::Params;
use super::json::Json;
use super::manner::Manner;
use super::{cert, gateway_reply, v3_reply};

fn vector(id: &str) -> Fields {
    let all = Json::parse(include_str!("../../tests/data/vectors.json")).unwrap();
    let Json::List(all) = all else { panic!("a list") };
    let found = all.into_iter().find_map(|vector| match vector {
        Json::Object(fields) if fields.text("id") == Ok(Some(id)) => Some(fields),
        _ => None,
    });
    found.expect("a vector of that id")
}

#[test]
fn a_request_is_signed_as_published() {
    let vector = vector("ali-sign-1");
    let mut params = Params::default();
    for (name, value) in &vector.object("params").unwrap().unwrap().0 {
        let Json::Text(value) = value else { panic!("text") };
        params.push(name.clone(), value.as_str());
    }
    let to_sign = params.to_sign(&["sign"]);
    assert_eq!(
        String::from_utf8(to_sign.clone()).unwrap(),
        vector.required("string_to_sign").unwrap()
    );
    let key = PrivateKey::parse(vector.required("app_private_key_pem").unwrap()).unwrap();
    let sign = text::base64(&key.sign(Digest::Sha256, &to_sign).unwrap());
    assert_eq!(sign, vector.required("expected_sign").unwrap());
}

#[test]
fn certificates_are_named_as_published() {
    for id in ["ali-certsn-app", "ali-certsn-alipay"] {
        let vector = vector(id);
        let pem = vector.required("certificate_pem").unwrap();
        let name = Certificate::parse(pem).unwrap().fingerprint();
        assert_eq!(name, vector.required("expected").unwrap(), "{id}");
    }
}

#[test]
fn the_real_root_bundle_is_named_though_half_of_it_cannot_be_read() {
    let vector = vector("ali-certsn-root");
    let bundle = vector.required("certificate_pem").unwrap();
    let expected = vector.required("expected").unwrap();
    assert_eq!(cert::root_sn(bundle), expected);
    assert_eq!(cert::root_sn(&format!(" {expected}\n")), expected, "given as it is");
}

#[test]
fn a_v3_reply_is_signed_over_the_published_string() {
    let vector = vector("ali-v3-response-1");
    let mut response = Response::new(200, "application/json", vector.required("body").unwrap());
    for (name, value) in &vector.object("headers").unwrap().unwrap().0 {
        let Json::Text(value) = value else { panic!("text") };
        response.headers.push(name, value.as_str());
    }
    let to_sign = v3_reply::to_sign(&response.headers, &response.body);
    assert_eq!(to_sign, vector.required("string_to_sign").unwrap().as_bytes());
}

#[test]
fn replies_signed_by_alipay_are_believed_and_others_are_not() {
    let cases = [
        (
            include_str!("../../wire/reply-production-upload.http"),
            include_str!("../../tests/data/prod-3.pem"),
            ("file_id", "CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"),
        ),
        (
            include_str!("../../wire/reply-production-pay.http"),
            include_str!("../../tests/data/prod-4.pem"),
            ("buyer_logon_id", "854***@qq.com"),
        ),
        (
            include_str!("../../wire/reply-sandbox-transfer.http"),
            include_str!("../../tests/data/sandbox.crt"),
            ("trans_amount", "0.01"),
        ),
    ];
    for (sample, key, (name, value)) in cases {
        let (head, body) = sample.split_once("\n\n").unwrap();
        let method = head.lines().find_map(|line| line.strip_prefix("# method: ")).unwrap();
        let manner = Manner { method: method.to_owned(), ..Manner::default() };
        let account = account(key);
        let ctx = Ctx::new(Timestamp(0), "", &account);
        let read =
            |body: &str| gateway_reply::read(&Response::new(200, "text/html", body), &manner, &ctx);
        let fields = read(body).unwrap();
        assert_eq!(fields.text(name).unwrap(), Some(value));
        assert!(read(&body.replace("\"Success\"", "\"Succes\"")).is_err(), "{method}");
        assert!(read(&body.replace("\"msg\":\"Success\"", "\"msg\": \"Success\"")).is_err());
    }
}

fn account(key: &str) -> Account {
    let certificate = Certificate::parse(key).ok();
    let theirs = NamedVerifier {
        id: certificate.as_ref().map(Certificate::fingerprint).unwrap_or_default(),
        certificate: None,
        key: Arc::new(PublicKey::parse(key).unwrap()),
    };
    Account { keys: Keys { theirs: vec![theirs], ..Keys::default() }, ..Account::default() }
}
