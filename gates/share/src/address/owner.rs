//! Whose an address is.

use drawbridge_canon::share::{Address, Host, HostRole, Share};
use url::Url;

use crate::read::Platforms;

/// Whose an address is, and what stands there.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// The dialect's name.
    pub platform: &'static str,
    /// Its half of the gate.
    pub share: &'a Share,
    /// What stands at the host.
    pub role: HostRole,
}

/// The platform of an address's host. Where several hosts fit, the one that says most counts: a
/// name of its own before `.` and all below.
pub fn owner<'a>(url: &Url, platforms: &Platforms<'a>) -> Option<Owner<'a>> {
    let name = url.host_name();
    let fits = |host: &&Host| host.role != HostRole::Own && host.has(name);
    let all = platforms.iter().flat_map(|(platform, share)| {
        share.hosts.iter().filter(fits).map(|host| (host, *platform, *share))
    });
    let (host, platform, share) =
        all.max_by_key(|(host, ..)| (host.name.len(), !host.name.starts_with('.')))?;
    Some(Owner { platform, share, role: host.role })
}

#[cfg(test)]
mod tests {
    use super::*;

    static A: Share =
        Share { hosts: &[Host::pages(".a.cn"), Host::short("s.a.cn")], ..Share::SILENT };

    #[test]
    fn the_host_that_says_most_counts() {
        let role = |url: &str| {
            owner(&Url::parse(url).unwrap(), &[("a", &A)]).map(|owner| (owner.platform, owner.role))
        };
        assert_eq!(role("https://x.a.cn/"), Some(("a", HostRole::Pages)));
        assert_eq!(role("https://s.a.cn/"), Some(("a", HostRole::Short)));
        assert_eq!(role("https://ba.cn/"), None);
    }
}
