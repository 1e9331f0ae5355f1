//! The sample files in `wire/`: some `# key: value` lines, then the bytes of one HTTP message.

use std::path::Path;

use drawbridge_canon::{Headers, Method, Request, Response, Timestamp};

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

    /// The day on which it was made, at noon.
    pub(crate) fn date(&self) -> Timestamp {
        Timestamp::parse_local(&format!("{} 12:00:00", self.note("date").unwrap())).expect("a date")
    }

    /// The message as a request.
    pub(crate) fn request(&self) -> Option<Request> {
        let mut words = self.first.split(' ');
        let method = match words.next()? {
            "GET" => Method::Get,
            "POST" => Method::Post,
            _ => return None,
        };
        let target = words.next()?;
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let mut request = Request::new(method, "", path);
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

    /// The names of all members of the message: a form's, or an XML message's.
    pub(crate) fn members(&self) -> Vec<String> {
        let body = String::from_utf8(self.body.clone()).unwrap();
        if body.starts_with("<xml>") {
            let opened = body.split('<').filter(|tag| !tag.starts_with(['/', '!', 'x']));
            let names =
                opened.filter_map(|tag| tag.split_once('>').map(|(name, _)| name.to_owned()));
            return names.filter(|name| !name.is_empty()).collect();
        }
        let query = self.request().and_then(|request| request.query).unwrap_or_default();
        let pairs = [query, body].join("&");
        let named = pairs.split('&').filter(|pair| !pair.is_empty());
        named.map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect()
    }
}
