//! What others keep of ours, and whether they have it still (RFC 9110, sections 8.8.3 and 13.1.2).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::link::KEPT;

/// What tells the bytes of an answer from all others.
pub(super) struct Tag(String);

impl Tag {
    /// The tag that says so.
    pub(super) fn of(mark: &str) -> Self {
        Self(format!("\"{mark}\""))
    }

    /// Whether who asks has it.
    pub(super) fn is_had(&self, headers: &HeaderMap) -> bool {
        let lists = headers.get_all(header::IF_NONE_MATCH).iter();
        let lists = lists.filter_map(|list| list.to_str().ok());
        let mut known = lists.flat_map(|list| list.split(',')).map(str::trim);
        known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == self.0)
    }

    /// The answer, or that who asks has it.
    pub(super) fn given(&self, headers: &HeaderMap, answer: impl FnOnce() -> Response) -> Response {
        let had = self.is_had(headers);
        let mut response = if had { StatusCode::NOT_MODIFIED.into_response() } else { answer() };
        let kept = HeaderValue::from_str(&format!("public, max-age={KEPT}"));
        let values =
            [(header::ETAG, HeaderValue::from_str(&self.0)), (header::CACHE_CONTROL, kept)];
        for (name, value) in values {
            if let Ok(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_among_others_and_however_weakly() {
        let had = |sent: &'static str| {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_static(sent))];
            Tag::of("a").is_had(&headers.into_iter().collect())
        };
        assert!(had("\"a\"") && had("\"b\", W/\"a\"") && had("*"));
        assert!(!had("\"b\"") && !had("a") && !had(""));
    }
}
