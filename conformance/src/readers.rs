//! Every reader of bytes that others wrote, as one function from bytes: for fuzzing, and for the
//! replay of kept bytes. What is read does not matter here; that reading ends, and without a panic,
//! does.
//!
//! Bytes of the pay gate are taken for a message as it stands in the dialects' `wire/` folders: a request line or a
//! status line, headers, an empty line, a body. Signatures are believed, so that what is behind
//! them is reached.

mod share;

use std::sync::Arc;

use drawbridge_canon::pay::{Acknowledged, BillKind, Pay};
use drawbridge_canon::{
    Account, Codec, Ctx, Dialect, Digest, Exchange, Headers, KeyError, Method, Request, Response,
    Timestamp, Verify,
};

use crate::samples;
use crate::sim::people::{People, spoken};

/// A reader with its name, `dialect.exchange.half`.
pub struct Reader {
    /// Its name.
    pub name: String,
    /// A message that it understands, where one can be made.
    pub sample: Option<Vec<u8>>,
    read: Read,
}

impl Reader {
    /// Reads, and forgets what was read. Whether it was understood.
    pub fn read(&self, bytes: &[u8]) -> bool {
        (self.read)(bytes)
    }
}

type Read = Box<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// All readers of the roster.
pub fn readers() -> Vec<Reader> {
    let paying = spoken().into_iter().flat_map(|(dialect, pay)| of(dialect, pay));
    paying.chain(share::all()).collect()
}

/// Believes everything.
struct Credulous;

impl Verify for Credulous {
    fn verify(&self, _digest: Digest, _message: &[u8], _signature: &[u8]) -> bool {
        true
    }

    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(plaintext.to_vec())
    }
}

/// Both sides of a relation.
#[derive(Clone)]
struct Sides {
    platform: Account,
    merchant: Account,
}

fn sides(dialect: &'static Dialect) -> Sides {
    let mut people = People::new(false);
    people.merchant("shop", &[dialect], &[], false);
    let front = people.ours.fronts.into_values().next().expect("one front");
    let customer = people.customers.into_iter().next().expect("one customer");
    let credulous = |mut account: Account| {
        account.keys.theirs.iter_mut().for_each(|key| key.key = Arc::new(Credulous));
        account
    };
    Sides { platform: credulous(front.account.clone()), merchant: credulous(customer.account) }
}

fn of(dialect: &'static Dialect, pay: &'static Pay) -> Vec<Reader> {
    let sides = sides(dialect);
    let mut all = Vec::new();
    let mut add = |what: &str, sample, read| {
        all.push(Reader { name: format!("{}.{what}", dialect.name), sample, read });
    };
    let peek: Read = Box::new(|bytes| (pay.peek)(&request(bytes)).is_ok());
    add("peek", None, peek);
    macro_rules! exchanges {
        ($($name:ident: $ask:expr, $answer:expr;)+) => {$(
            if let Some(codec) = pay.$name {
                let [ask, answer] = halves(codec, $ask, $answer, sides.clone());
                add(concat!(stringify!($name), ".ask"), ask.0, ask.1);
                add(concat!(stringify!($name), ".answer"), answer.0, answer.1);
            }
        )+};
    }
    exchanges! {
        charge: samples::charge(), samples::handed();
        query: samples::query(), samples::paid();
        close: samples::close(), samples::closed();
        cancel: samples::close(), samples::cancelled();
        refund: samples::refund(), samples::refunded();
        refund_query: samples::refund_query(), samples::refunded();
        bill: samples::bill(), samples::link();
        bill_file: samples::bill_file(), samples::file();
        certificates: (), Vec::new();
        notice: samples::notice(), Acknowledged::Heard;
        back: samples::notice(), ();
    }
    if let Some(format) = pay.bill_format {
        for kind in [BillKind::Trade, BillKind::TradePaid, BillKind::Funds(None)] {
            let name = format!("bill_format.{kind:?}").to_lowercase();
            let read: Read = Box::new(move |bytes| {
                // The bytes as they travel, and as text.
                if let Ok(mut text) = format.open(bytes) {
                    drop(format.read(&kind, &mut *text, &mut |_| Ok(())));
                }
                format.read(&kind, &mut &*bytes, &mut |_| Ok(())).is_ok()
            });
            add(&name, None, read);
        }
    }
    all
}

/// The two reading halves of an exchange, each with what its opposite writes. In a notice the roles
/// are turned.
fn halves<X: Exchange + 'static>(
    codec: &'static dyn Codec<X>,
    ask: X::Ask,
    answer: X::Answer,
    sides: Sides,
) -> [(Option<Vec<u8>>, Read); 2] {
    let turned = matches!(X::NAME, "notice" | "return");
    let Sides { platform, merchant } = sides;
    let (asks, hears) = if turned { (platform, merchant) } else { (merchant, platform) };
    let asked = codec.write_ask(&ask, &Ctx::new(NOW, NONCE, &asks)).ok();
    let answered = asked.as_ref().and_then(|asked| {
        let ctx = Ctx::new(NOW, NONCE, &hears).answering(asked);
        codec.write_answer(&answer, &ctx).ok()
    });
    let samples = (asked.as_ref().map(request_bytes), answered.as_ref().map(response_bytes));
    let read_ask =
        move |bytes: &[u8]| codec.read_ask(&request(bytes), &Ctx::new(NOW, NONCE, &hears)).is_ok();
    let read_answer = move |bytes: &[u8]| {
        let ctx = Ctx::new(NOW, NONCE, &asks);
        asked
            .as_ref()
            .is_some_and(|asked| codec.read_answer(&response(bytes), &ctx.answering(asked)).is_ok())
    };
    [(samples.0, Box::new(read_ask)), (samples.1, Box::new(read_answer))]
}

/// The moment at which kept bytes were made, so that they are not stale.
const NOW: Timestamp = Timestamp::from_seconds(1_795_521_600);

const NONCE: &str = "0123456789abcdefghijklmnopqrstuv";

/// Bytes as a request, whatever they are.
pub fn request(bytes: &[u8]) -> Request {
    let (line, headers, body) = message(bytes);
    let mut words = line.split(' ');
    let method = match words.next() {
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        _ => Method::Other,
    };
    let target = words.next().unwrap_or("/");
    let split = Request::to_url(method, target);
    let mut request = split.unwrap_or_else(|| {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        Request { query, ..Request::new(method, "https://bridge.test", path) }
    });
    request.headers = headers;
    request.body = body;
    request
}

/// Bytes as a response, whatever they are.
pub fn response(bytes: &[u8]) -> Response {
    let (line, headers, body) = message(bytes);
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(200);
    Response { status, headers, body }
}

/// The opposite of [`request`].
fn request_bytes(request: &Request) -> Vec<u8> {
    written(
        &format!("{} {} HTTP/1.1", request.method.as_str(), request.target()),
        &request.headers,
        &request.body,
    )
}

/// The opposite of [`response`].
fn response_bytes(response: &Response) -> Vec<u8> {
    written(&format!("HTTP/1.1 {} OK", response.status), &response.headers, &response.body)
}

fn written(line: &str, headers: &Headers, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{line}\n");
    for (name, value) in &headers.0 {
        text.extend([name, ": ", value, "\n"]);
    }
    text.push('\n');
    [text.as_bytes(), body].concat()
}

/// The first line, the headers, the body. Lines that begin with `#` before all of that are notes.
fn message(bytes: &[u8]) -> (String, Headers, Vec<u8>) {
    let mut rest = bytes;
    let mut lines = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(&rest[..end]).trim_end_matches('\r').to_owned();
        rest = &rest[end + 1..];
        if line.is_empty() && !lines.is_empty() {
            break;
        }
        if !(lines.is_empty() && line.starts_with('#')) {
            lines.push(line);
        }
    }
    let mut lines = lines.into_iter();
    let first = lines.next().unwrap_or_default();
    let mut headers = Headers::default();
    for line in lines {
        if let Some((name, value)) = line.split_once(':') {
            headers.push(name.trim(), value.trim());
        }
    }
    (first, headers, rest.to_vec())
}
