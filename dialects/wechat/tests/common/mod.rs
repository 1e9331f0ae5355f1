//! Kept bytes as requests and responses, and the keys that go with them.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]
#![allow(clippy::disallowed_methods, reason = "tests read the kept files")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use drawbridge_canon::{
    Account, Headers, Keys, Method, NamedSigner, NamedVerifier, Request, Response, Timestamp,
};
use drawbridge_seal::{PrivateKey, PublicKey};
use serde_json::Value;

pub(crate) const NONCE: &str = "0123456789abcdefghijABCDEFGHIJ42";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `wire/`, by its path there, in order.
pub(crate) fn wire() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder().join("wire")];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder().join("wire")).unwrap().display().to_string();
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
    files
}

/// A kept file without the three lines that say where it is from.
pub(crate) fn kept(name: &str) -> Vec<u8> {
    let bytes = std::fs::read(folder().join("wire").join(name)).unwrap();
    message(&bytes).to_vec()
}

/// What follows the three lines.
pub(crate) fn message(bytes: &[u8]) -> &[u8] {
    if !bytes.starts_with(b"# ") {
        return bytes;
    }
    bytes.splitn(4, |byte| *byte == b'\n').nth(3).unwrap()
}

/// Published vectors by their name.
pub(crate) fn vectors(file: &str) -> BTreeMap<String, Value> {
    let path = folder().join("tests/data").join(file);
    let list: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    list.into_iter().map(|vector| (vector["id"].as_str().unwrap().to_owned(), vector)).collect()
}

pub(crate) fn data(file: &str) -> String {
    std::fs::read_to_string(folder().join("tests/data").join(file)).unwrap()
}

/// The start line, the headers and the body of an HTTP message.
fn split(bytes: &[u8]) -> (String, Headers, Vec<u8>) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let start = lines.next().unwrap().to_owned();
    let mut headers = Headers::default();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        headers.push(name, value);
    }
    (start, headers, bytes[end + 4..].to_vec())
}

/// A kept request as our front sees it.
pub(crate) fn request(bytes: &[u8]) -> Request {
    let (start, headers, body) = split(bytes);
    let mut words = start.split(' ');
    let method = match words.next().unwrap() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => Method::Other,
    };
    let target = words.next().unwrap();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let mounted = path.strip_prefix("/wechatpay");
    let mut request = Request::new(method, "", mounted.unwrap_or(path));
    if mounted.is_some() {
        "/wechatpay".clone_into(&mut request.mount);
    }
    Request { query, headers, body, ..request }
}

pub(crate) fn response(bytes: &[u8]) -> Response {
    let (start, headers, body) = split(bytes);
    let status = start.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, headers, body }
}

pub(crate) fn public(id: &str, text: &str) -> NamedVerifier {
    let key = PublicKey::parse(text).unwrap();
    NamedVerifier { id: id.to_owned(), certificate: None, key: Arc::new(key) }
}

pub(crate) fn private(id: &str, key: &PrivateKey) -> NamedSigner {
    NamedSigner { id: id.to_owned(), certificate: None, key: Arc::new(key.clone()) }
}

/// An account of this merchant with nothing else.
pub(crate) fn account(merchant: &str) -> Account {
    Account {
        id: merchant.to_owned(),
        merchant: merchant.to_owned(),
        endpoint: "https://api.mch.weixin.qq.com".to_owned(),
        keys: Keys::default(),
        ..Account::default()
    }
}

pub(crate) fn seconds(text: &str) -> Timestamp {
    Timestamp::from_seconds(text.parse().unwrap())
}
