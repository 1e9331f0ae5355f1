//! Pages that stand before other pages.

use url::Url;

/// A page to which a site sends programs and guests instead of showing what was asked for: it asks to
/// log in, or to prove that one is a person. It says nothing about the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wall {
    /// What it stands before, where it tells. Anybody may have written that: it is one more address on
    /// the way, and judged like all others.
    pub before: Option<Url>,
}

impl Wall {
    /// A wall at an address that tells in one of its parameters what it stands before: whole, or as a
    /// path of the same host.
    pub fn at(url: &Url, parameters: &[&str]) -> Self {
        let told = url.query_pairs().find(|(name, _)| parameters.contains(&&**name));
        let before = told.and_then(|(_, value)| url.join(&value).ok());
        Self { before: before.filter(|url| matches!(url.scheme(), "http" | "https")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_tells_what_it_stands_before() {
        let before = |text: &str| {
            let url = Url::parse(text).unwrap();
            Wall::at(&url, &["to", "back"]).before.map(String::from)
        };
        let told = Some("https://a.cn/x?y=1");
        assert_eq!(before("https://a.cn/login?to=%2Fx%3Fy%3D1").as_deref(), told);
        assert_eq!(before("https://b.cn/login?x=1&back=https%3A//a.cn/x%3Fy%3D1").as_deref(), told);
        assert_eq!(before("https://a.cn/login?to=javascript:alert(1)"), None);
        assert_eq!(before("https://a.cn/login?from=/x"), None);
    }
}
