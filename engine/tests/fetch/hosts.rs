//! Every address that must never be reached, as it may be written in a URL.

const QUADS: &[[u32; 4]] = &[
    [127u32, 0, 0, 1],
    [127, 1, 2, 3],
    [10, 0, 0, 1],
    [10, 255, 255, 254],
    [172, 16, 0, 1],
    [172, 31, 9, 9],
    [192, 168, 1, 1],
    [169, 254, 169, 254],
    [169, 254, 0, 23],
    [100, 100, 100, 200],
    [100, 64, 0, 1],
    [192, 0, 0, 192],
    [192, 0, 2, 1],
    [198, 18, 0, 1],
    [198, 51, 100, 7],
    [203, 0, 113, 9],
    [224, 0, 0, 1],
    [240, 0, 0, 1],
    [255, 255, 255, 255],
    [0, 0, 0, 0],
    [0, 1, 2, 3],
    [192, 88, 99, 1],
    [168, 63, 129, 16],
];

const OTHERS: &[&str] = &[
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::0001]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[2001::1]",
    "[2001:1ff::1]",
    "[4000::1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "\u{ff4c}ocalhost",
    "lo\u{ad}calhost",
    "\u{24db}ocalhost",
    "loc%61lhost",
    "a.localhost",
    "printer.local",
    "db",
    "metadata",
    "metadata.google.internal",
    "metadata.google.internal.",
    "METADATA.GOOGLE.INTERNAL",
    "metadata.tencentyun.com",
    "instance-data",
    "kubernetes.default.svc.cluster.local",
    "1.0.0.127.in-addr.arpa",
    "router.lan",
    "x.onion",
    "host.docker.internal",
    "mall.cn.",
    "wiki.corp",
    "wiki.intranet",
    "x.test",
    "x.example",
    "x.invalid",
    "mall\u{3002}local",
];

/// All of them.
pub(crate) fn inner_hosts() -> Vec<String> {
    let written = QUADS.iter().flat_map(|quad| written(*quad));
    written.chain(OTHERS.iter().map(|host| (*host).to_owned())).collect()
}

/// An IPv4 address in every notation that browsers take, and inside IPv6 addresses.
fn written([a, b, c, d]: [u32; 4]) -> Vec<String> {
    let whole = (a << 24) | (b << 16) | (c << 8) | d;
    let full_width = |text: &str| -> String {
        text.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c)).collect()
    };
    let circled = |text: &str| -> String {
        let of = |digit: u32| char::from_u32(if digit == 0 { 0x24ea } else { 0x245f + digit });
        text.chars().map(|c| c.to_digit(10).and_then(of).unwrap_or(c)).collect()
    };
    let dotted = format!("{a}.{b}.{c}.{d}");
    let (high, low) = (whole >> 16, whole & 0xffff);
    vec![
        dotted.clone(),
        format!("{dotted}."),
        whole.to_string(),
        format!("{whole:#x}"),
        format!("0x{whole:X}"),
        format!("0{whole:o}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("{a}.{}", whole & 0x00ff_ffff),
        format!("{a}.{b}.{low}"),
        format!("{a:#x}.0{b:o}.{low}"),
        format!("000{a:o}.{b}.{c:#x}.{d}"),
        full_width(&dotted),
        circled(&dotted),
        dotted.replace('.', "\u{3002}"),
        dotted.replace('.', "\u{ff0e}"),
        dotted.replace('.', "\u{ff61}"),
        dotted.replace('.', "%2e"),
        format!("%3{}{}", &a.to_string()[..1], &dotted[1..]),
        format!("{a}.\u{ad}{b}.{c}.\u{200b}{d}"),
        format!("[::ffff:{dotted}]"),
        format!("[::ffff:{high:x}:{low:x}]"),
        format!("[0:0:0:0:0:ffff:{high:04x}:{low:04x}]"),
        format!("[::{dotted}]"),
        format!("[::ffff:0:{high:x}:{low:x}]"),
        format!("[64:ff9b::{dotted}]"),
        format!("[64:ff9b:1::{high:x}:{low:x}]"),
        format!("[2002:{high:x}:{low:x}::1]"),
        format!("[2001:0:1234:5678:0:0:{:x}:{:x}]", high ^ 0xffff, low ^ 0xffff),
    ]
}
