//! Raw exchanges for a payment's timeline, with everything secret or personal blotted out.

use drawbridge_canon::{Request, Response};

use crate::pay::PayEngine;
use crate::store::{ExchangeRow, Write};

/// How much of a message is kept. Calls are far smaller; bills and oddities are cut.
const KEPT_MAX: usize = 4096;

/// A value whose name contains one of these is blotted out: signatures prove nothing later, codes
/// and ids are the buyer's, keys and ciphertexts are nobody's business.
const SECRET: &[&str] = &[
    "sign", "auth", "code", "openid", "open_id", "buyer", "payer", "cipher", "secret", "token",
    "passwd", "password", "cert", "idcard", "phone", "mobile", "card", "accno", "user", "name",
];

/// Names that contain a secret word without being secret.
const PLAIN: &[&str] = &[
    "sign_type",
    "signmethod",
    "auth_app_id",
    "code",
    "sub_code",
    "codetype",
    "code_url",
    "qr_code",
    "respcode",
    "product_code",
    "currencycode",
    "event_name",
];

/// Where in a conversation a message stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leg {
    /// The other side asks us.
    AskIn,
    /// We answer.
    AnswerOut,
    /// We ask.
    AskOut,
    /// The other side answers.
    AnswerIn,
}

impl Leg {
    const fn name(self) -> &'static str {
        match self {
            Self::AskIn => "ask-in",
            Self::AnswerOut => "answer-out",
            Self::AskOut => "ask-out",
            Self::AnswerIn => "answer-in",
        }
    }
}

impl PayEngine {
    /// Keeps an exchange. Nobody waits for it, and losing one loses no money: it is for eyes only.
    pub(crate) fn keep_exchange(
        &self,
        payment: &str,
        dialect: &str,
        call: &str,
        legs: [Leg; 2],
        asked: &Request,
        answered: Option<&Response>,
    ) {
        self.keep_later(self.messages(payment, dialect, call, legs, asked, answered));
    }

    /// The messages of an exchange as they are kept, if they are: nothing secret stands in them.
    pub(crate) fn messages(
        &self,
        payment: &str,
        dialect: &str,
        call: &str,
        legs: [Leg; 2],
        asked: &Request,
        answered: Option<&Response>,
    ) -> Vec<ExchangeRow> {
        if !self.settings.keep_exchanges || payment.is_empty() {
            return Vec::new();
        }
        let row = |leg: Leg, seq, status, text| ExchangeRow {
            payment: payment.to_owned(),
            at: self.world.clock.now(),
            seq,
            direction: leg.name().to_owned(),
            dialect: dialect.to_owned(),
            call: call.to_owned(),
            status,
            text,
        };
        let asked = row(legs[0], 0, 0, request_text(asked));
        let answered = answered.map(|told| row(legs[1], 1, told.status, redact(&told.body)));
        std::iter::once(asked).chain(answered).collect()
    }

    /// Stores messages that nothing else could be stored with.
    pub(crate) fn keep_later(&self, exchanges: Vec<ExchangeRow>) {
        if exchanges.is_empty() {
            return;
        }
        let store = self.store.clone();
        self.world.background.spawn(Box::pin(async move {
            let write = Write { exchanges, ..Write::default() };
            if let Err(error) = store.commit(write).await {
                tracing::warn!(%error, "an exchange was not kept");
            }
        }));
    }
}

fn request_text(request: &Request) -> String {
    let mut text = format!("{} {}", request.method.as_str(), request.path);
    if let Some(query) = &request.query {
        text.push('?');
        text.push_str(&redact(query.as_bytes()));
    }
    if !request.body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&redact(&request.body));
    }
    text
}

/// The text with secret values blotted out. Works on the shape of JSON and of forms without
/// parsing, so that a malformed message is shown too.
pub(crate) fn redact(bytes: &[u8]) -> String {
    let cut = &bytes[..bytes.len().min(KEPT_MAX)];
    let text = String::from_utf8_lossy(cut);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((name_start, name_end, value)) = next_pair(rest) {
        let value_end = value + value_length(&rest[value..]);
        out.push_str(&rest[..value]);
        out.push_str(if is_secret(&rest[name_start..name_end]) {
            "•••"
        } else {
            &rest[value..value_end]
        });
        rest = &rest[value_end..];
    }
    out.push_str(rest);
    if bytes.len() > KEPT_MAX {
        out.push('…');
    }
    out
}

fn is_secret(name: &str) -> bool {
    let name = name.as_bytes();
    let within = |word: &str| {
        name.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let plain = |word: &&str| name.eq_ignore_ascii_case(word.as_bytes());
    SECRET.iter().any(|word| within(word)) && !PLAIN.iter().any(plain)
}

/// How long what stands between a name and its value is: `name=`, `"name":"`,
/// `%22name%22%3A%22`; nothing if there is no such thing.
fn joint(text: &[u8]) -> Option<usize> {
    const JOINTS: &[&[u8]] =
        &[b"=\"", b"=", b"\":\"", b"\": \"", b"%22%3A%22", b"%22%3a%22", b"%22%3A+%22"];
    match text.first()? {
        b'"' | b'%' | b'=' => {
            JOINTS.iter().find(|joint| text.starts_with(joint)).map(|joint| joint.len())
        }
        _ => None,
    }
}

/// The next name and where its value begins.
fn next_pair(text: &str) -> Option<(usize, usize, usize)> {
    let bytes = text.as_bytes();
    let (at, joint) = (0..bytes.len()).find_map(|at| Some((at, joint(&bytes[at..])?)))?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = text[..at]
        .rfind(|c| !is_name(c))
        .map_or(0, |found| found + text[found..].chars().next().map_or(1, char::len_utf8));
    // In a percent-encoded text the name is preceded by `%22`, whose digits look like a name.
    let start = if text[..at].get(start..start + 2) == Some("22") { start + 2 } else { start };
    Some((start, at, at + joint))
}

fn value_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| match bytes[at] {
        b'"' | b'&' | b'\n' => true,
        b'%' => bytes[at..].starts_with(b"%22"),
        _ => false,
    };
    (0..bytes.len()).find(|at| ends(*at)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_blotted_out_in_every_shape() {
        let cases = [
            (r#"{"sign":"abc","amount":"1"}"#, r#"{"sign":"•••","amount":"1"}"#),
            (
                r#"{"payer": "x", "openid": "o-1", "b":2}"#,
                r#"{"payer": "•••", "openid": "•••", "b":2}"#,
            ),
            ("sign_type=RSA2&sign=a%2Bb&x=1", "sign_type=RSA2&sign=•••&x=1"),
            (
                "biz_content=%7B%22auth_code%22%3A%22281%22%2C%22subject%22%3A%22s%22%7D&a=b",
                "biz_content=%7B%22auth_code%22%3A%22•••%22%2C%22subject%22%3A%22s%22%7D&a=b",
            ),
            ("plain text", "plain text"),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text.as_bytes()), expected);
        }
    }

    #[test]
    fn any_bytes_are_survived() {
        for text in ["=", "\"", "%22%3A%22", "a=%", "é=ü&中=文", "{\"中文\":\"x\"}"] {
            let _ = redact(text.as_bytes());
        }
        assert!(redact(&[0xff; 10_000]).ends_with('…'));
    }
}
