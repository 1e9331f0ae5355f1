//! The operator's interface, asked over HTTP: the same whether the node is another process or was
//! opened here for one command.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use drawbridge_canon::{Fault, Method, Request};
use drawbridge_engine::outbound::{HttpNet, Net as _, NetSettings};
use serde_json::Value;

/// How long one call may take: a wallet may be asked meanwhile, and a reconciliation reads a file.
const CALL_MAX: Duration = Duration::from_mins(5);

/// The type of most bodies.
const JSON: &str = "application/json";

/// The interface of a node.
pub(crate) struct Api {
    base: String,
    token: String,
    net: HttpNet,
}

/// What a node answered that was no success.
#[derive(Debug)]
pub(super) struct Refused {
    /// The HTTP status.
    pub(super) status: u16,
    /// What is wrong, and what to do.
    detail: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Refused {}

impl Api {
    pub(super) fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        let net = HttpNet::new(&NetSettings::default()).map_err(|fault| anyhow!(fault))?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { base, token: token.to_owned(), net })
    }

    /// Reads. `query` are names and values; empty values are left out.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Value> {
        let said = query.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> =
            said.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        self.call(Method::Get, &format!("{path}{mark}{}", query.join("&")), (JSON, Vec::new()))
            .await
    }

    /// Does something.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.call(Method::Post, path, (JSON, serde_json::to_vec(body)?)).await
    }

    /// Hands in lines of JSON.
    pub(crate) async fn post_lines(&self, path: &str, lines: Vec<u8>) -> anyhow::Result<Value> {
        self.call(Method::Post, path, ("application/x-ndjson", lines)).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        (kind, body): (&str, Vec<u8>),
    ) -> anyhow::Result<Value> {
        let url = format!("{}/api/v1{path}", self.base);
        let mut request = Request::to_url(method, &url)
            .ok_or_else(|| anyhow!("{} is not an address like http://host:port", self.base))?;
        request.headers.push("authorization", format!("Bearer {}", self.token));
        if method == Method::Post {
            request.headers.push("content-type", kind);
        }
        request.body = body;
        let response = self.net.fetch(&request, CALL_MAX).await.map_err(|fault| match fault {
            Fault::Unsent(why) => anyhow!("no node answers at {}: {why}", self.base),
            fault => anyhow!(fault),
        })?;
        let told: Value = serde_json::from_slice(&response.body)
            .with_context(|| format!("no node of this program answers at {}", self.base))?;
        if response.status < 300 {
            return Ok(told);
        }
        let detail = told["detail"].as_str().or(told["title"].as_str()).unwrap_or("refused");
        Err(Refused { status: response.status, detail: detail.to_owned() }.into())
    }
}

/// What a refusal means to whoever asked for a payment by its id.
pub(super) fn no_payment(error: anyhow::Error, id: &str) -> anyhow::Error {
    match error.downcast_ref::<Refused>() {
        Some(Refused { status: 404, .. }) => {
            anyhow!("there is no payment `{id}`: `drawbridge pay list` lists them")
        }
        _ => error,
    }
}

/// A text as part of a path or query.
pub(crate) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let bytes = text.bytes().map(|byte| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_path_is_escaped() {
        assert_eq!(escaped("a-1_b.c~"), "a-1_b.c~");
        assert_eq!(escaped("茶/?&="), "%E8%8C%B6%2F%3F%26%3D");
    }
}
