//! Well-known names where they do not make a host their owner's.

use url::Url;

use crate::safety::scripts::shown;
use crate::safety::{Known, registrable};

/// The shortest name that is looked for. Shorter ones stand in other words by chance.
const NAME_MIN: usize = 4;

/// The well-known name that stands before the domain, or tied into it by hyphens, or as a host at the
/// beginning of the path: `name.com.evil.cn`, `name-login.cn`, `evil.cn/name.com/`.
pub(super) fn of<'k>(url: &Url, host: &str, known: &'k Known) -> Option<&'k str> {
    let domain = registrable(host);
    let name = shown(domain.split('.').next().unwrap_or_default());
    let before = host.strip_suffix(domain).unwrap_or_default();
    let labels: Vec<String> = before.split('.').map(shown).collect();
    let first = url.path_segments().and_then(|mut segments| segments.next()).unwrap_or_default();
    let stands = |brand: &str| {
        let tied = name != brand && name.split('-').any(|part| part == brand);
        let label = |label: &String| label.split('-').any(|part| part == brand);
        tied || labels.iter().any(label) || is_host_of(first, brand)
    };
    let long = |name: &&str| name.chars().count() >= NAME_MIN || !name.is_ascii();
    known.brands().iter().map(|brand| brand.name.as_str()).filter(long).find(|name| stands(name))
}

/// Whether a part of a path reads as a host of this name: `name.com`, `www.name.com`.
fn is_host_of(segment: &str, brand: &str) -> bool {
    let mut labels = segment.split('.').rev();
    let (Some(ending), Some(name)) = (labels.next(), labels.next()) else { return false };
    let ending_is_one = (2..=6).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(
            ending,
            "html" | "htm" | "php" | "jsp" | "aspx" | "png" | "jpg" | "css" | "js"
        );
    ending_is_one && (name == brand || labels.next() == Some(brand))
}
