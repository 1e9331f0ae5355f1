//! What belongs to the public internet, by address and by name: one table for what is fetched and for what is
//! said of a link.

pub mod names;
pub mod ranges;

use url::{Host, Url};

/// Whether an address leads into some network of its own, and not to the public internet.
pub fn is_inner(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(v4)) => ranges::Public::judge(v4.into()).is_err(),
        Some(Host::Ipv6(v6)) => ranges::Public::judge(v6.into()).is_err(),
        Some(Host::Domain(name)) => names::is_inner(name),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_inside_is_told_however_it_is_written() {
        let inner = |text: &str| is_inner(&Url::parse(text).unwrap());
        for text in [
            "http://192.168.1.1/reboot",
            "http://169.254.169.254/latest/meta-data/",
            "http://2130706433/",
            "http://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "http://localhost/",
            "http://localhost./",
            "http://router/",
            "http://nas.local/",
            "http://metadata.google.internal/",
            "http://metadata.tencentyun.com/",
        ] {
            assert!(inner(text), "{text}");
        }
        for text in ["https://1.1.1.1/", "https://shop.example/", "https://a.cn./", "https://3.cn/"]
        {
            assert!(!inner(text), "{text}");
        }
    }
}
