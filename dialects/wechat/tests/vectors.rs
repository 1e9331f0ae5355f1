//! Every published vector: signatures, ciphertexts, whole messages.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::{NONCE, account, kept, private, public, request, response, seconds, vectors};
use drawbridge_canon::pay::{Handover, Scene};
use drawbridge_canon::{Ctx, Digest, Fault, Reason, Sign, Verify};
use drawbridge_mchv3::{
    app_call, open_resource, open_secret, page_call, reply_text, request_text, seal_resource,
    seal_secret,
};
use drawbridge_seal::{Certificate, PrivateKey, PublicKey, cipher, text};
use drawbridge_wechat::{FAMILY, PAY};
use serde_json::Value;

fn of<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

#[test]
fn the_documents_request_signatures_are_ours() {
    for id in ["wx-doc-body", "wx-doc-path"] {
        let vector = &vectors("official_doc.json")[id];
        let message = request_text(
            of(vector, "method"),
            of(vector, "url"),
            of(vector, "timestamp"),
            of(vector, "nonce_str"),
            of(vector, "body").as_bytes(),
        );
        assert_eq!(String::from_utf8(message.clone()).unwrap(), of(vector, "string_to_sign"));
        let key = PrivateKey::parse(of(vector, "merchant_private_key_pem")).unwrap();
        let signature = text::base64(&key.sign(Digest::Sha256, &message).unwrap());
        assert_eq!(signature, of(vector, "expected_signature_b64"));
    }
}

#[test]
fn the_documents_requests_pass_our_front() {
    let vector = &vectors("official_doc.json")["wx-doc-body"];
    let key = PrivateKey::parse(of(vector, "merchant_private_key_pem")).unwrap();
    let mut account = account(of(vector, "mchid"));
    account.keys.theirs = vec![public(of(vector, "serial_no"), &key.public().unwrap().to_pem())];
    let ctx = Ctx::new(seconds(of(vector, "timestamp")), NONCE, &account);
    let ask = PAY.charge.unwrap().read_ask(&request(&kept("doc-body.http")), &ctx).unwrap();
    assert_eq!(ask.subject, "Image形象店-深圳腾大-QQ公仔");
    assert_eq!((ask.amount.minor, ask.order.as_str()), (100, "1217752501201407033233368018"));
    let Scene::InWallet { buyer } = ask.scene else { panic!("{:?}", ask.scene) };
    assert_eq!(buyer.id, "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o");
    let request = request(&kept("doc-path.http"));
    let ask = PAY.refund_query.unwrap().read_ask(&request, &ctx).unwrap();
    assert_eq!(ask.refund, "123123123123");
}

#[test]
fn the_client_side_calls_are_signed_as_the_documents_compute() {
    let all = vectors("official_doc.json");
    for (id, app) in [("wx-doc-paysign-jsapi", false), ("wx-doc-paysign-app", true)] {
        let vector = &all[id];
        let lines: Vec<&str> = of(vector, "string_to_sign").lines().collect();
        let key = PrivateKey::parse(of(vector, "merchant_private_key_pem")).unwrap();
        let mut account = account("1900007291");
        account.keys.ours = vec![private("serial", &key)];
        let ctx = Ctx::new(seconds(lines[1]), lines[2], &account);
        let prepay = lines[3].trim_start_matches("prepay_id=");
        let (signature, package) = if app {
            let call = app_call(&FAMILY, lines[0], prepay, &ctx).unwrap();
            (call.sign, call.package)
        } else {
            let call = page_call(&FAMILY, lines[0], prepay, &ctx).unwrap();
            assert_eq!(call.sign_type, "RSA");
            (call.pay_sign, call.package)
        };
        assert_eq!(signature, of(vector, "expected_signature_b64"), "{id}");
        assert_eq!(package, if app { "Sign=WXPay" } else { lines[3] });
    }
}

#[test]
fn the_sdks_signature_vectors_are_ours() {
    for id in ["wx-sign-1", "wx-sign-2"] {
        let vector = &vectors("published.json")[id];
        let key = PrivateKey::parse(of(vector, "private_key_pem")).unwrap();
        let signature = key.sign(Digest::Sha256, of(vector, "message").as_bytes()).unwrap();
        assert_eq!(text::base64(&signature), of(vector, "expected_signature_b64"), "{id}");
    }
    let vector = &vectors("published.json")["wx-sign-2"];
    let certificate = Certificate::parse(of(vector, "certificate_pem")).unwrap();
    assert_eq!(certificate.serial_hex, of(vector, "certificate_serial"));
    let signature = text::unbase64(of(vector, "expected_signature_b64")).unwrap();
    assert!(certificate.public().unwrap().verify(Digest::Sha256, b"message", &signature));
}

#[test]
fn the_sdks_ciphertexts_open() {
    let all = vectors("published.json");
    let vector = &all["wx-aesgcm-2"];
    let (key, nonce, aad) = (of(vector, "key"), of(vector, "nonce"), of(vector, "associated_data"));
    let plain = open_resource(key, nonce, aad, of(vector, "ciphertext_b64")).unwrap();
    assert_eq!(plain, of(vector, "plaintext").as_bytes());
    assert_eq!(seal_resource(key, nonce, aad, &plain).unwrap(), of(vector, "ciphertext_b64"));

    // A key of 16 characters is AES-128: that SDK's tests use one, the platform never does.
    let vector = &all["wx-aesgcm-1"];
    let (key, nonce, aad) = (of(vector, "key"), of(vector, "nonce"), of(vector, "associated_data"));
    let error = open_resource(key, nonce, aad, of(vector, "ciphertext_b64")).unwrap_err();
    assert!(error.0.contains("exactly 32 characters"), "{error}");
    let data = text::unbase64(of(vector, "ciphertext_b64")).unwrap();
    let plain = cipher::gcm_open(key.as_bytes(), nonce.as_bytes(), aad.as_bytes(), &data).unwrap();
    assert_eq!(plain, of(vector, "plaintext").as_bytes());
}

#[test]
fn the_sdks_platform_certificate_opens() {
    let vector = &vectors("published.json")["wx-certificates-1"];
    let item = &vector["item"];
    let sealed = &item["encrypt_certificate"];
    let plain = open_resource(
        of(vector, "key"),
        of(sealed, "nonce"),
        of(sealed, "associated_data"),
        of(sealed, "ciphertext"),
    )
    .unwrap();
    let certificate = Certificate::parse(std::str::from_utf8(&plain).unwrap()).unwrap();
    assert_eq!(certificate.serial_hex, of(item, "serial_no"));
    assert_eq!(certificate.from.rfc3339(), of(item, "effective_time"));
    assert_eq!(certificate.until.rfc3339(), of(item, "expire_time"));
}

#[test]
fn the_sdks_secret_opens_with_the_key_that_the_header_names() {
    let vector = &vectors("published.json")["wx-oaep-1"];
    let key = PrivateKey::parse(of(vector, "private_key_pem")).unwrap();
    let mut account = account("1");
    account.keys.ours = vec![private("PUB_KEY_ID_1", &key)];
    account.keys.theirs = vec![public("theirs", &key.public().unwrap().to_pem())];
    let ctx = Ctx::new(seconds("0"), NONCE, &account);
    let mut request = request(&kept("doc-body.http"));
    let field = "/bank_account";
    let sealed = of(vector, "ciphertext_b64");
    let open = |request: &_, sealed: &str| open_secret(&FAMILY, request, field, sealed, &ctx);
    assert!(matches!(open(&request, sealed), Err(Fault::Malformed(_))), "the header is mandatory");
    request.headers.push("Wechatpay-Serial", "PUB_KEY_ID_1");
    assert_eq!(open(&request, sealed).unwrap(), of(vector, "plaintext"));
    let ours = seal_secret(&account.keys, "theirs", "张三").unwrap();
    assert_eq!(open(&request, &ours).unwrap(), "张三");
}

#[test]
fn the_sdks_signed_request_passes_our_front() {
    let vector = &vectors("published.json")["wx-authorization-1"];
    let serial = "25F8AA5452D55497C24BA57DC81B1E5915DC2E77";
    let mut account = account("1600314069");
    account.keys.theirs = vec![public(serial, of(vector, "merchant_certificate_pem"))];
    let ctx = Ctx::new(seconds(of(vector, "timestamp")), NONCE, &account);
    let ask = PAY.charge.unwrap().read_ask(&request(&kept("h5-yansongda.http")), &ctx).unwrap();
    assert_eq!((ask.order.as_str(), ask.amount.minor), ("1626493236", 1));
    assert_eq!(ask.notify_url.as_deref(), Some("http://127.0.0.1:8000/wechat/notify"));
}

#[test]
fn the_sdks_signed_reply_is_believed() {
    let vector = &vectors("published.json")["wx-response-1"];
    let response = response(&kept("h5-reply.http"));
    let mut account = account("1600314069");
    let serial = of(&vector["headers"], "Wechatpay-Serial");
    account.keys.theirs = vec![public(serial, of(vector, "certificate_pem"))];
    let at = seconds(of(&vector["headers"], "Wechatpay-Timestamp"));
    let read = |at| {
        let ctx = Ctx::new(at, NONCE, &account);
        PAY.charge.unwrap().read_answer(&response, &ctx)
    };
    let Ok(Handover::Redirect { url }) = read(at) else { panic!("{:?}", read(at)) };
    assert!(url.ends_with("prepay_id=wx16220223998099f898c5b24eed5c320000&package=4049184564"));
    assert!(read(at.plus_seconds(300)).is_ok(), "the window");
    let Err(Fault::Forged(refusal)) = read(at.plus_seconds(301)) else { panic!("stale") };
    assert_eq!(refusal.reason, Reason::Stale);
}

#[test]
fn the_sdks_signed_notices_are_believed_and_open() {
    for (id, file, key_fits) in
        [("wx-notify-1", "notice-1.http", false), ("wx-notify-2", "notice-2.http", true)]
    {
        let vector = &vectors("published.json")[id];
        let request = request(&kept(file));
        let header = |name: &str| request.headers.get(name).unwrap();
        let message =
            reply_text(header("wechatpay-timestamp"), header("wechatpay-nonce"), &request.body);
        let key = PublicKey::parse(of(vector, "platform_certificate_pem")).unwrap();
        let signature = text::unbase64(header("wechatpay-signature")).unwrap();
        assert!(key.verify(Digest::Sha256, &message, &signature), "{id}");

        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let sealed = &body["resource"];
        let shared = of(vector, "apiv3_key");
        let (nonce, aad) = (of(sealed, "nonce"), of(sealed, "associated_data"));
        let data = text::unbase64(of(sealed, "ciphertext")).unwrap();
        let plain =
            cipher::gcm_open(shared.as_bytes(), nonce.as_bytes(), aad.as_bytes(), &data).unwrap();
        assert_eq!(String::from_utf8(plain).unwrap(), of(vector, "plaintext"));
        assert_eq!(open_resource(shared, nonce, aad, of(sealed, "ciphertext")).is_ok(), key_fits);

        // Signed and believed, but of a kind that is not about payments.
        let mut account = account("1");
        let pem = of(vector, "platform_certificate_pem");
        account.keys.theirs = vec![public(header("wechatpay-serial"), pem)];
        account.keys.shared = Some(shared.to_owned());
        let ctx = Ctx::new(seconds(header("wechatpay-timestamp")), NONCE, &account);
        let read = PAY.notice.unwrap().read_ask(&request, &ctx);
        let wrong =
            Err(Fault::forged(Reason::SignatureWrong, "the signature does not fit the body"));
        assert!(read.is_err() && read != wrong, "{read:?}");
        let mut changed = request.clone();
        changed.body.push(b' ');
        assert_eq!(PAY.notice.unwrap().read_ask(&changed, &ctx), wrong);
    }
}

#[test]
fn the_documents_header_without_a_key_is_at_least_read() {
    let vector = &vectors("published.json")["wx-authorization-doc"];
    let mut request = request(&kept("doc-path.http"));
    request.headers.0.retain(|(name, _)| name != "authorization");
    let signature = of(vector, "expected_signature_b64");
    request.headers.push(
        "authorization",
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1900009191\",nonce_str=\"593BEC0C930BF1AFEB40B4A08C8FB242\",\
             signature=\"{signature}\",timestamp=\"1554208460\",serial_no=\"1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C\""
        ),
    );
    assert_eq!((PAY.peek)(&request).unwrap().caller, "1900009191");
}
