//! What a site's `robots.txt` permits us (RFC 9309). Pure, but for the last part that fetches it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::ask::{FetchAsk, Fetched, Manner, Sink};
use super::cache::Weigh;
use super::error::{FetchError, Kind, Next};
use super::fetcher::Fetcher;
use super::limits::Purpose;
use super::memo::Made;
use super::settings::TOKEN;
use super::target::Target;

/// Rules kept of one file. Matching is linear, so this bounds its time.
const RULES: usize = 1000;

/// Wildcards in one rule that are looked at: more is an attack on matchers.
const STARS: usize = 16;

/// What a site permits us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    /// Patterns, and whether they permit.
    rules: Vec<(String, bool)>,
}

impl Weigh for Arc<Robots> {
    fn weigh(&self) -> usize {
        self.rules.iter().map(|(rule, _)| rule.len() + 48).sum::<usize>() + 64
    }
}

impl Robots {
    /// Everything is permitted: there is no file.
    pub fn open() -> Self {
        Self::default()
    }

    /// Nothing is: nobody could say, and the rule then is to stay away (RFC 9309, section 2.3.1.4).
    pub fn closed() -> Self {
        Self { rules: vec![("/".to_owned(), false)] }
    }

    /// Reads a file. The groups that name us count, all of them together; if there is none, those for `*`.
    pub fn read(text: &str, token: &str) -> Self {
        let mut ours: Option<Vec<(String, bool)>> = None;
        let mut all = Vec::new();
        let (mut for_us, mut for_all, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    if !naming {
                        (for_us, for_all, naming) = (false, false, true);
                    }
                    for_all |= value == "*";
                    for_us |= named(value, token);
                    if for_us {
                        ours.get_or_insert_default();
                    }
                }
                "allow" | "disallow" => {
                    naming = false;
                    let rule = (normal(value), key == "allow");
                    if value.is_empty() {
                        continue;
                    }
                    if let Some(ours) = ours.as_mut().filter(|ours| for_us && ours.len() < RULES) {
                        ours.push(rule.clone());
                    }
                    if for_all && all.len() < RULES {
                        all.push(rule);
                    }
                }
                // Other records are no part of the protocol, and do not end a list of names.
                _ => {}
            }
        }
        Self { rules: ours.unwrap_or(all) }
    }

    /// Whether a path, with its query, may be asked. The longest rule that fits decides; of two as
    /// long the one that permits.
    pub fn permit(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path);
        let fitting = self.rules.iter().filter(|(rule, _)| fits(rule, &path));
        fitting
            .max_by_key(|(rule, permits)| (rule.len(), *permits))
            .is_none_or(|(_, permits)| *permits)
    }
}

/// Whether a line of names means us: our token, whatever stands after it.
fn named(value: &str, token: &str) -> bool {
    let end = value
        .find(|c: char| !(c.is_ascii_alphabetic() || c == '_' || c == '-'))
        .unwrap_or(value.len());
    value[..end].eq_ignore_ascii_case(token)
}

/// Percent-encoded as addresses are: characters beyond ASCII, in capital hexadecimal digits.
fn normal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let bytes = path.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = bytes
            .get(at + 1..at + 3)
            .filter(|two| *byte == b'%' && two.iter().all(u8::is_ascii_hexdigit));
        if let Some(two) = escape {
            out.push('%');
            out.extend(two.iter().map(|digit| char::from(digit.to_ascii_uppercase())));
            at += 3;
            continue;
        }
        if byte.is_ascii() {
            out.push(char::from(*byte));
        } else {
            let digit = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
        at += 1;
    }
    out
}

/// Whether a rule fits the beginning of a path. `*` is anything, `$` at the end is the path's end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, whole) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut parts = rule.splitn(STARS, '*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        if whole && at + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    !whole || rest.is_empty()
}

impl Fetcher {
    /// Whether the site lets programs read this. Its `robots.txt` is fetched at most once in a while.
    pub(super) async fn permitted(self: &Arc<Self>, target: &Target) -> Result<(), FetchError> {
        let (fetcher, origin) = (self.clone(), target.origin());
        let asked = origin.clone();
        let make = |_| async move { fetcher.robots_of(&asked).await };
        let robots = self.robots.get(&origin, make).await?;
        if robots.permit(&target.path_and_query()) {
            Ok(())
        } else {
            Err(target.error(Kind::Robots))
        }
    }

    async fn robots_of(self: &Arc<Self>, origin: &str) -> Result<Made<Arc<Robots>>, FetchError> {
        let url = format!("{origin}/robots.txt");
        let first = Target::parse(&url, &self.settings.limits.ports)?;
        let ask = FetchAsk { manner: Manner::Shared, ..FetchAsk::crawl(url, Purpose::Robots) };
        let mut text = Vec::new();
        let fetched = self.clone().boxed(&ask, first, &mut text).await;
        let (robots, freshness) = match fetched {
            Ok(fetched) => {
                (Robots::read(&String::from_utf8_lossy(&text), TOKEN), fetched.freshness)
            }
            Err(error) if error.is_ours() => return Err(error),
            // "Unavailable": there is none. A client error but "wait" (RFC 9309, section 2.3.1.3).
            Err(error)
                if matches!(
                    error.kind,
                    Kind::Status(400..=499) | Kind::ContentType | Kind::TooManyRedirects
                ) && error.next() != Next::Later =>
            {
                (Robots::open(), super::life::Freshness::default())
            }
            // Never an address that is refused: the page itself is not asked either.
            Err(error) if error.next() == Next::Never => return Err(error),
            Err(_) => {
                // "Unreachable" (section 2.3.1.4). Asked again soon.
                (Robots::closed(), super::life::Freshness { fresh: Some(0), ..Default::default() })
            }
        };
        Ok(Made { value: Arc::new(robots), life: self.settings.robots.life(freshness) })
    }

    /// A fetch asks for robots, and asking for robots is a fetch: somewhere the circle needs a box.
    fn boxed<'a>(
        self: Arc<Self>,
        ask: &'a FetchAsk,
        first: Target,
        sink: &'a mut dyn Sink,
    ) -> Boxed<'a> {
        Box::pin(async move { self.alone(ask, first, sink).await })
    }
}

type Boxed<'a> = Pin<Box<dyn Future<Output = Result<Fetched, FetchError>> + Send + 'a>>;
