//! The sample files in `wire/`: some `# key: value` lines, then the bytes of one HTTP message.

use std::path::Path;
use std::sync::Arc;

use drawbridge_canon::{
    Account, Headers, Keys, Method, NamedVerifier, Request, Response, Timestamp,
};
use drawbridge_seal::{Certificate, PublicKey};

pub(crate) struct Sample {
    pub(crate) name: String,
    notes: Vec<(String, String)>,
    first: String,
    headers: Headers,
    body: Vec<u8>,
}

/// All samples, in the order of their names.
pub(crate) fn all() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire");
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    // What is found in messages is no exchange.
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "http"));
    paths.sort();
    paths.iter().map(|path| Sample::read(path)).collect()
}

/// The text of a file of this crate.
pub(crate) fn file(name: &str) -> String {
    String::from_utf8(bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name))).unwrap()
}

#[allow(clippy::disallowed_methods, reason = "a test reads the samples beside it")]
fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

impl Sample {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let bytes = bytes(path);
        let mut rest = bytes.as_slice();
        let mut notes = Vec::new();
        let mut head = Vec::new();
        loop {
            let end = rest.iter().position(|byte| *byte == b'\n').expect("a head ends");
            let line = std::str::from_utf8(&rest[..end]).unwrap().trim_end_matches('\r');
            rest = &rest[end + 1..];
            match line.strip_prefix("# ").and_then(|note| note.split_once(": ")) {
                Some((key, value)) => notes.push((key.to_owned(), value.to_owned())),
                None if line.is_empty() => break,
                None => head.push(line),
            }
        }
        let mut headers = Headers::default();
        for line in &head[1..] {
            let (key, value) = line.split_once(':').expect("a header");
            headers.push(key, value.trim());
        }
        Self { name, notes, first: head[0].to_owned(), headers, body: rest.to_vec() }
    }

    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        self.notes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The moment at which it was received.
    pub(crate) fn date(&self) -> Timestamp {
        Timestamp::parse_rfc3339(self.note("date").unwrap()).expect("a date")
    }

    /// The message as a request, the way a server hands it on.
    pub(crate) fn request(&self) -> Option<Request> {
        let mut words = self.first.split(' ');
        let method = match words.next()? {
            "GET" => Method::Get,
            "POST" => Method::Post,
            _ => return None,
        };
        let target = words.next()?;
        let target = target.strip_prefix("https://openapi.alipay.com").unwrap_or(target);
        let (mount, target) = match target.strip_prefix("/alipay") {
            Some(rest) => ("/alipay", rest),
            None => ("", target),
        };
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let mut request = Request::new(method, "", path);
        mount.clone_into(&mut request.mount);
        request.query = query;
        request.headers = self.headers.clone();
        request.body.clone_from(&self.body);
        Some(request)
    }

    /// The message as a response.
    pub(crate) fn response(&self) -> Option<Response> {
        let status = self.first.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.parse().ok()?;
        Some(Response { status, headers: self.headers.clone(), body: self.body.clone() })
    }

    /// An account that trusts the key named in the sample.
    pub(crate) fn account(&self, app: &str, merchant: &str) -> Account {
        let text = file(&format!("tests/data/{}", self.note("key").expect("a key")));
        let certificate = Certificate::parse(&text).ok();
        let id = certificate.as_ref().map(Certificate::fingerprint).unwrap_or_default();
        Account {
            id: app.to_owned(),
            merchant: merchant.to_owned(),
            apps: vec![app.to_owned()],
            keys: Keys {
                theirs: vec![NamedVerifier {
                    id,
                    certificate: certificate.map(|it| it.pem),
                    key: Arc::new(PublicKey::parse(&text).unwrap()),
                }],
                shared: Some("ktivIfz//TCY/cGo0BZqtA==".to_owned()),
                ..Keys::default()
            },
            ..Account::default()
        }
    }
}
