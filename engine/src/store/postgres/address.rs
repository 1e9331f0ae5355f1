//! A PostgreSQL URL, with libpq's words for TLS (PostgreSQL documentation, "SSL Support").
//!
//! `sslmode` is `disable`, `prefer` (the default: TLS if the server offers it), `require`,
//! `verify-ca` or `verify-full`; with the last three nothing is ever sent in the clear.
//! `sslrootcert` is a PEM file with the authorities to trust; without it the two `verify-` modes
//! trust the operating system's, and with it `require` means `verify-ca`, as it does for libpq.

use std::str::FromStr;

use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, Connection, Error, Socket};

use super::tls::{Proof, Stream, Tls};

/// Where the server is and how it is spoken to.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    tls: Tls,
}

impl Address {
    /// Reads a URL. The error says what is wrong with it, without its password.
    pub(super) fn read(url: &str) -> Result<Self, String> {
        let Parts { plain, mode, roots } = split(url)?;
        let mut config = Config::from_str(&plain).map_err(|error| error.to_string())?;
        let roots = match &roots {
            Some(path) => read_roots(path)?,
            None => Vec::new(),
        };
        let (mode, proof) = match mode.as_deref() {
            Some("disable") => (SslMode::Disable, Proof::Nothing),
            None | Some("prefer") => (SslMode::Prefer, Proof::Nothing),
            Some("require") if roots.is_empty() => (SslMode::Require, Proof::Nothing),
            Some("require" | "verify-ca") => (SslMode::Require, Proof::Authority),
            Some("verify-full") => (SslMode::Require, Proof::Host),
            Some(other) => {
                return Err(format!(
                    "sslmode={other} is not known: use disable, prefer, require, verify-ca or \
                     verify-full"
                ));
            }
        };
        config.ssl_mode(mode);
        Ok(Self { config, tls: Tls::new(proof, roots)? })
    }

    /// Opens a connection.
    pub(super) async fn connect(
        &self,
    ) -> Result<(Client, Connection<Socket, Stream<Socket>>), Error> {
        self.config.connect(self.tls.clone()).await
    }
}

/// A URL taken apart: what we read ourselves, and the rest.
struct Parts {
    plain: String,
    mode: Option<String>,
    roots: Option<String>,
}

fn split(url: &str) -> Result<Parts, String> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut parts = Parts { plain: address.to_owned(), mode: None, roots: None };
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let place = match name {
            "sslmode" => &mut parts.mode,
            "sslrootcert" => &mut parts.roots,
            _ => {
                rest.push(pair);
                continue;
            }
        };
        if place.replace(unescaped(value)?).is_some() {
            return Err(format!("{name} stands twice"));
        }
    }
    if !rest.is_empty() {
        parts.plain = format!("{address}?{}", rest.join("&"));
    }
    Ok(parts)
}

/// A value of a URL's query without percent-escapes.
fn unescaped(value: &str) -> Result<String, String> {
    let bad = || format!("`{value}` is not escaped as in a URL");
    let mut bytes = Vec::with_capacity(value.len());
    let mut left = value.bytes();
    while let Some(byte) = left.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || left.next().and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = digit().zip(digit()).ok_or_else(bad)?;
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| bad())?);
    }
    String::from_utf8(bytes).map_err(|_| bad())
}

fn read_roots(path: &str) -> Result<Vec<Vec<u8>>, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("sslrootcert {path} cannot be read: {error}"))?;
    let roots: Vec<Vec<u8>> = crate::pem_blocks(&text).collect();
    if roots.is_empty() {
        return Err(format!("sslrootcert {path} holds no certificate in PEM"));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_url_says_of_tls_is_read_and_the_rest_left_as_it_is() {
        let url = "postgres://u:p%2Fw@h/d?host=/run&sslmode=verify-full&sslrootcert=/a%20b.pem&x=1";
        let parts = split(url).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(parts.plain, "postgres://u:p%2Fw@h/d?host=/run&x=1");
        assert_eq!(parts.mode.as_deref(), Some("verify-full"));
        assert_eq!(parts.roots.as_deref(), Some("/a b.pem"));
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        for (query, why) in [
            ("sslmode=verify", "sslmode=verify is not known"),
            ("sslmode=require&sslmode=disable", "sslmode stands twice"),
            ("sslmode=require&sslrootcert=/no/such.pem", "cannot be read"),
            ("sslmode=%7", "is not escaped"),
        ] {
            let read = Address::read(&format!("postgres://u@h/d?{query}"));
            let said = read.err().unwrap_or_default();
            assert!(said.contains(why), "{query}: {said}");
        }
    }
}
