//! Which addresses belong to the public internet. Pure: an address in, a judgement out.
//!
//! The ranges are those of IANA's special-purpose registries
//! (iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry), and a few
//! addresses inside public ranges at which clouds answer their own machines. Whatever a registry
//! calls reachable in principle but nobody's page stands at is refused as well: nothing is lost.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address that was judged and found public. There is no other way to make one, and nothing
/// else is dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Public(IpAddr);

impl Public {
    /// Judges an address. One that carries an IPv4 address which is what is reached in the end is
    /// judged, and dialled, as that. The error is the range's name.
    pub fn judge(address: IpAddr) -> Result<Self, &'static str> {
        match address {
            IpAddr::V4(v4) => special_v4(v4).map_or(Ok(Self(address)), Err),
            IpAddr::V6(v6) => match embedded(v6) {
                Some(v4) => Self::judge(IpAddr::V4(v4)),
                None => special_v6(v6).map_or(Ok(Self(address)), Err),
            },
        }
    }

    /// The address.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

/// The IPv4 address that is reached by an IPv6 one: mapped (RFC 4291, section 2.5.5.2) or
/// translated at a gateway's well-known prefix (NAT64, RFC 6052). The other forms that carry one
/// (compatible, 6to4, Teredo, local NAT64) are refused whatever they carry: none is in public use.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = v6.segments();
    let [.., high, low] = segments;
    let carried = || {
        let [h1, h2] = high.to_be_bytes();
        let [l1, l2] = low.to_be_bytes();
        Ipv4Addr::new(h1, h2, l1, l2)
    };
    let mapped = segments[..6] == [0, 0, 0, 0, 0, 0xffff];
    let translated = segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    (mapped || translated).then(carried)
}

/// A range of IPv4: first address, length of its prefix, name.
type Range4 = ([u8; 4], u32, &'static str);

const SPECIAL_V4: &[Range4] = &[
    ([0, 0, 0, 0], 8, "this network (RFC 791)"),
    ([10, 0, 0, 0], 8, "private (RFC 1918)"),
    // Clouds put their metadata service here too (100.100.100.200).
    ([100, 64, 0, 0], 10, "shared by a carrier's customers (RFC 6598)"),
    ([127, 0, 0, 0], 8, "loopback (RFC 1122)"),
    // Nearly every cloud's metadata service is here (169.254.169.254, 169.254.0.23).
    ([169, 254, 0, 0], 16, "link-local (RFC 3927)"),
    ([172, 16, 0, 0], 12, "private (RFC 1918)"),
    // One cloud's metadata service is here (192.0.0.192).
    ([192, 0, 0, 0], 24, "protocol assignments (RFC 6890)"),
    ([192, 0, 2, 0], 24, "documentation (RFC 5737)"),
    ([192, 31, 196, 0], 24, "a sink of name servers (RFC 7535)"),
    ([192, 52, 193, 0], 24, "multicast tunnels (RFC 7450)"),
    ([192, 88, 99, 0], 24, "6to4 relays (RFC 7526)"),
    ([192, 168, 0, 0], 16, "private (RFC 1918)"),
    ([192, 175, 48, 0], 24, "a sink of name servers (RFC 7534)"),
    ([198, 18, 0, 0], 15, "benchmarks (RFC 2544)"),
    ([198, 51, 100, 0], 24, "documentation (RFC 5737)"),
    ([203, 0, 113, 0], 24, "documentation (RFC 5737)"),
    ([224, 0, 0, 0], 4, "multicast (RFC 1112)"),
    ([240, 0, 0, 0], 4, "reserved or broadcast (RFC 1112, RFC 919)"),
    // Public by its number, answered by the host of every machine in one cloud
    // (learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
    ([168, 63, 129, 16], 32, "a cloud's own services"),
];

fn special_v4(v4: Ipv4Addr) -> Option<&'static str> {
    let within = |range: &&Range4| {
        let mask = u32::MAX.checked_shl(32 - range.1).unwrap_or(0);
        v4.to_bits() & mask == Ipv4Addr::from(range.0).to_bits()
    };
    SPECIAL_V4.iter().find(within).map(|range| range.2)
}

/// A range of IPv6: first two segments, length of its prefix (at most 32), name.
type Range6 = ([u16; 2], u32, &'static str);

/// Inside 2000::/3, the only block from which public addresses are given out.
const SPECIAL_V6: &[Range6] = &[
    // Teredo, benchmarks, ORCHID and other protocols: all of RFC 2928's block.
    ([0x2001, 0], 23, "protocol assignments, Teredo among them (RFC 2928)"),
    ([0x2001, 0xdb8], 32, "documentation (RFC 3849)"),
    ([0x2002, 0], 16, "6to4 (RFC 7526)"),
    ([0x3fff, 0], 20, "documentation (RFC 9637)"),
];

/// Names for the ranges outside it that people meet.
const OTHER_V6: &[Range6] = &[
    ([0x64, 0xff9b], 32, "local translation (RFC 8215)"),
    ([0x100, 0], 16, "discarded (RFC 6666)"),
    ([0xfc00, 0], 7, "private (RFC 4193)"),
    ([0xfe80, 0], 10, "link-local (RFC 4291)"),
    ([0xfec0, 0], 10, "site-local (RFC 3879)"),
    ([0xff00, 0], 8, "multicast (RFC 4291)"),
    ([0x5f00, 0], 16, "segment routing (RFC 9602)"),
];

fn special_v6(v6: Ipv6Addr) -> Option<&'static str> {
    let [a, b, ..] = v6.segments();
    let first = (u32::from(a) << 16) | u32::from(b);
    let within = |range: &&Range6| {
        let mask = u32::MAX.checked_shl(32 - range.1).unwrap_or(0);
        first & mask == (u32::from(range.0[0]) << 16) | u32::from(range.0[1])
    };
    if a & 0xe000 == 0x2000 {
        return SPECIAL_V6.iter().find(within).map(|range| range.2);
    }
    if v6.segments()[..6] == [0; 6] {
        return Some(match v6.to_bits() {
            0 => "nobody's (RFC 4291)",
            1 => "loopback (RFC 4291)",
            _ => "IPv4-compatible (RFC 4291)",
        });
    }
    Some(OTHER_V6.iter().find(within).map_or("not given out (RFC 4291)", |range| range.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str) -> Result<Public, &'static str> {
        Public::judge(text.parse().unwrap_or_else(|_| panic!("{text} is no address")))
    }

    #[test]
    fn both_ends_of_every_range_are_inside_and_their_neighbours_outside() {
        for (first, length, name) in SPECIAL_V4 {
            let first = Ipv4Addr::from(*first).to_bits();
            let last = first | (u64::from(u32::MAX) >> length).try_into().unwrap_or(u32::MAX);
            for bits in [first, last] {
                assert_eq!(special_v4(Ipv4Addr::from_bits(bits)), Some(*name));
            }
            for bits in [first.wrapping_sub(1), last.wrapping_add(1)] {
                assert_ne!(special_v4(Ipv4Addr::from_bits(bits)), Some(*name));
            }
        }
    }

    #[test]
    fn what_is_public_is_public() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.0.1",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.114.0",
            "223.255.255.255",
            "168.63.129.15",
            "240e::1",
            "2001:200::1",
            "2001:da8::1",
            "2606:4700::1111",
            "2003::1",
            "2400:3200::1",
            "3ffe::1",
        ] {
            assert_eq!(
                judge(text).map(Public::ip),
                Ok(text.parse().expect("an address")),
                "{text}"
            );
        }
    }

    #[test]
    fn what_carries_an_ipv4_address_is_judged_and_dialled_as_that() {
        for (text, reached) in [("::ffff:1.1.1.1", "1.1.1.1"), ("64:ff9b::8.8.8.8", "8.8.8.8")] {
            assert_eq!(judge(text).map(Public::ip), Ok(reached.parse().expect("an address")));
        }
        for text in
            ["::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe"]
        {
            assert!(judge(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_not_public_is_refused() {
        for text in [
            "::",
            "::1",
            "::7f00:1",
            "::808:808",
            "::ffff:0:7f00:1",
            "64:ff9b:1::1",
            "64:ff9b:0:1::1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:808:808::1",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
            "e000::1",
            "1::1",
            "168.63.129.16",
            "0.0.0.0",
            "255.255.255.255",
            "100.100.100.200",
            "192.0.0.192",
            "169.254.169.254",
        ] {
            assert!(judge(text).is_err(), "{text}");
        }
    }
}
