//! Servers that want to hold us up or fill our memory: each ends within its limit.

use std::io::Write as _;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use drawbridge_engine::fetch::{End, Purpose};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::kit::{Act, Internet, Server, answer, page, send};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// What becomes of a fetch from a server that does this, and how long it took.
async fn fate(purpose: Purpose, acts: Vec<Act>) -> (&'static str, Duration, usize) {
    let internet = Internet::new().await;
    let server = Server::new(move |_| acts.clone()).await;
    internet.at("mall.cn", "1.2.3.4", &server);
    let start = Instant::now();
    let (fetched, _) = internet.get(purpose, "http://mall.cn/").await;
    let kind = fetched.err().map_or("", |error| error.kind.name());
    (kind, start.elapsed(), server.sent.load(Ordering::Relaxed))
}

async fn page_fate(acts: Vec<Act>) -> &'static str {
    let (kind, time, _) = fate(Purpose::Page, acts).await;
    assert!(time < Duration::from_millis(3500), "{kind} after {time:?}");
    kind
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left() {
    let kind = page_fate(vec![Act::Pause(Duration::from_mins(1))]).await;
    assert_eq!(kind, "too-slow");
}

#[tokio::test]
async fn a_head_that_trickles_is_left() {
    let trickle = Act::Forever(b"x".to_vec(), Duration::from_millis(100));
    let (kind, time, _) =
        fate(Purpose::Page, vec![Act::Send(HEAD.into()), Act::Send(b"a: ".to_vec()), trickle])
            .await;
    assert_eq!(kind, "too-slow");
    assert!(time < Duration::from_millis(1500), "{time:?}");
}

#[tokio::test]
async fn heads_without_end_are_cut() {
    for endless in [
        // In large pieces: on a busy machine small ones are slow before they are too many.
        vec![Act::Send(HEAD.into()), Act::Forever(b"a: b\r\n".repeat(500), Duration::ZERO)],
        vec![
            Act::Send(HEAD.into()),
            Act::Send(b"a: ".to_vec()),
            Act::Forever(vec![b'x'; 1000], Duration::ZERO),
        ],
        vec![Act::Forever(
            b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(50),
            Duration::ZERO,
        )],
        vec![Act::Forever(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(50), Duration::ZERO)],
        send([HEAD.as_bytes(), b"big: ", &vec![b'x'; 40 << 10], b"\r\n\r\nbody"].concat()),
    ] {
        assert_eq!(page_fate(endless.clone()).await, "head-too-large", "{:?}", endless.last());
    }
}

#[tokio::test]
async fn a_few_interim_heads_are_fine() {
    let interim = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(3);
    let acts = [Act::Send(interim), page("shop").remove(0)].to_vec();
    assert_eq!(page_fate(acts).await, "");
}

#[tokio::test]
async fn content_that_trickles_or_halts_is_left() {
    let head = Act::Send([HEAD, "content-length: 100000\r\n\r\n"].concat().into());
    for slow in [
        Act::Forever(b"x".to_vec(), Duration::from_millis(50)),
        Act::Forever(b"xxxxxxxxxxxxxxxx".to_vec(), Duration::from_millis(100)),
        Act::Pause(Duration::from_mins(1)),
        Act::HalfClose,
    ] {
        let (kind, time, _) = fate(Purpose::Page, vec![head.clone(), slow.clone()]).await;
        assert!(matches!(kind, "too-slow" | "broken"), "{slow:?}: {kind}");
        assert!(time < Duration::from_millis(1500), "{slow:?}: {time:?}");
    }
    let trickle = Act::Forever(b"1\r\nx\r\n".to_vec(), Duration::from_millis(30));
    let chunked = Act::Send([HEAD, "transfer-encoding: chunked\r\n\r\n"].concat().into());
    let (kind, time, _) = fate(Purpose::Page, vec![chunked, trickle]).await;
    assert_eq!(kind, "too-slow");
    assert!(time < Duration::from_millis(1500), "{time:?}");
}

#[tokio::test]
async fn what_goes_on_for_too_long_is_left_at_whatever_rate() {
    let head = Act::Send([HEAD, "\r\n"].concat().into());
    let steady = Act::Forever(vec![b'x'; 1000], Duration::from_millis(20));
    assert_eq!(page_fate(vec![head, steady]).await, "too-slow");
}

#[tokio::test]
async fn content_without_end_is_cut_or_refused() {
    let endless = |head: &str| {
        vec![
            Act::Send(format!("HTTP/1.1 200 OK\r\n{head}\r\n").into()),
            Act::Forever(vec![b'x'; 16 << 10], Duration::ZERO),
        ]
    };
    let internet = Internet::new().await;
    let acts = endless("content-type: text/html\r\n");
    let server = Server::new(move |_| acts.clone()).await;
    internet.at("mall.cn", "1.2.3.4", &server);
    let (fetched, body) = internet.get(Purpose::Page, "http://mall.cn/").await;
    assert_eq!((fetched.unwrap().end, body.len()), (End::Cut, 1 << 20));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let sent = server.sent.load(Ordering::Relaxed);
    assert!(sent < 16 << 20, "it was hung up on after {sent} bytes");
    let (kind, _, sent) = fate(Purpose::Image, endless("content-type: image/png\r\n")).await;
    assert_eq!(kind, "too-large");
    assert!(sent < 32 << 20, "{sent}");
}

#[tokio::test]
async fn a_length_that_lies_is_seen() {
    let long = send([HEAD, "content-length: 1000\r\n\r\n"].concat());
    assert_eq!(page_fate(long).await, "broken");
    let image = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 1000\r\n\r\nshort";
    assert_eq!(fate(Purpose::Image, send(image)).await.0, "broken");
    let huge = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 99999999999\r\n\r\n";
    let (kind, time, _) =
        fate(Purpose::Image, vec![Act::Send(huge.into()), Act::Pause(Duration::from_mins(1))])
            .await;
    assert_eq!(kind, "too-large");
    assert!(time < Duration::from_millis(500), "refused by what it says: {time:?}");
    for lie in ["content-length: -1", "content-length: x", "content-length: 1\r\ncontent-length: 2"]
    {
        assert_eq!(page_fate(send(format!("{HEAD}{lie}\r\n\r\nbody"))).await, "broken", "{lie}");
    }
    // What comes after the length is nobody's.
    let internet = Internet::new().await;
    let server = Server::new(|_| {
        send([HEAD, "content-length: 4\r\n\r\nshopHTTP/1.1 200 OK\r\n\r\nmore"].concat())
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &server);
    assert_eq!(internet.get(Purpose::Page, "http://mall.cn/").await.1, b"shop");
}

#[tokio::test]
async fn garbage_is_no_answer() {
    let chunked = |chunks: &str| send(format!("{HEAD}transfer-encoding: chunked\r\n\r\n{chunks}"));
    for garbage in [
        chunked("zz\r\nshop\r\n0\r\n\r\n"),
        chunked("ffffffffffffffffff\r\nshop"),
        chunked(""),
        chunked(&format!("4;{}\r\nshop\r\n0\r\n\r\n", "x".repeat(100_000))),
        send("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        send("220 mail ESMTP\r\n\r\n"),
        send("\0\0\0\0"),
        send("<html>shop</html>\r\n\r\n"),
        send("HTTP/1.1 999999 OK\r\n\r\n"),
        send("HTTP/1.1 200 OK\r\nbad header\r\n\r\n"),
        send(""),
    ] {
        assert_eq!(page_fate(garbage.clone()).await, "broken", "{garbage:?}");
    }
    for torn in ["4\r\nshopXX0\r\n\r\n", "4\r\nsh"] {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ntransfer-encoding: chunked\r\n";
        let sent = send(format!("{head}\r\n{torn}"));
        assert_eq!(fate(Purpose::Image, sent).await.0, "broken", "{torn}");
        assert_eq!(page_fate(chunked(torn)).await, "", "a page has a head all the same");
    }
}

#[tokio::test]
async fn bombs_do_not_go_off() {
    let zeros = vec![b'0'; 16 << 20];
    let bomb = gzip(&zeros);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(&zeros).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
    raw.write_all(&zeros).unwrap();
    for (encoding, body) in [
        ("gzip", bomb.clone()),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", raw.finish().unwrap()),
    ] {
        let head = format!("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: {encoding}");
        assert_eq!(page_fate(answer(&head, &body)).await, "bomb");
        let head = head.replace("text/html", "image/png");
        assert_eq!(fate(Purpose::Image, answer(&head, &body)).await.0, "bomb");
    }
    let twice = gzip(&bomb);
    for encoding in
        ["gzip, gzip", "gzip\r\ncontent-encoding: gzip", "gzip, identity", "br", "zstd", "compress"]
    {
        let head = format!("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: {encoding}");
        assert_eq!(page_fate(answer(&head, &twice)).await, "encoding", "{encoding}");
    }
    // One layer is taken off, and what is inside is just bytes.
    let internet = Internet::new().await;
    let sent = twice.clone();
    let server = Server::new(move |_| {
        answer("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", &sent)
    })
    .await;
    internet.at("mall.cn", "1.2.3.4", &server);
    let (fetched, body) = internet.get(Purpose::Page, "http://mall.cn/").await;
    assert!(fetched.is_err() || body == bomb, "{fetched:?}");
    assert!(body.len() <= bomb.len());
}

#[tokio::test]
async fn what_is_packed_is_unpacked() {
    let text: Vec<u8> = (0..30_000u32)
        .flat_map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&text).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
    raw.write_all(&text).unwrap();
    for (encoding, body) in [
        ("gzip", gzip(&text)),
        ("X-GZIP", gzip(&text)),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", raw.finish().unwrap()),
        ("identity", text.clone()),
    ] {
        let internet = Internet::new().await;
        let head = format!("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: {encoding}");
        let whole = body.clone();
        let server = Server::new(move |_| answer(&head, &whole)).await;
        internet.at("mall.cn", "1.2.3.4", &server);
        let (fetched, got) = internet.get(Purpose::Page, "http://mall.cn/").await;
        assert_eq!(fetched.unwrap().end, End::Whole, "{encoding}");
        assert!(got == text, "{encoding}");
    }
    for (kind, broken) in
        [("text/html", &b"not packed at all"[..]), ("image/png", &gzip(&text)[..500])]
    {
        let head = format!("200 OK\r\ncontent-type: {kind}\r\ncontent-encoding: gzip");
        let purpose = if kind == "text/html" { Purpose::Page } else { Purpose::Image };
        assert_eq!(fate(purpose, answer(&head, broken)).await.0, "encoding");
    }
}

/// What a page that is packed like this becomes.
async fn unpacked(encoding: &str, body: Vec<u8>) -> (End, Vec<u8>) {
    let internet = Internet::new().await;
    let head = format!("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: {encoding}");
    let server = Server::new(move |_| answer(&head, &body)).await;
    internet.at("mall.cn", "1.2.3.4", &server);
    let (fetched, got) = internet.get(Purpose::Page, "http://mall.cn/").await;
    (fetched.unwrap().end, got)
}

#[tokio::test]
async fn what_browsers_pass_over_loses_no_page() {
    let text = "<title>Tea</title> ".repeat(300).into_bytes();
    let whole = gzip(&text);
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&text).unwrap();
    let zlib = zlib.finish().unwrap();
    let twice = [&text[..], &text[..]].concat();
    for (encoding, body, end, becomes) in [
        ("gzip", [&whole[..], &[0; 2000]].concat(), End::Whole, &text),
        ("gzip", [&whole[..], b"\r\n<!-- -->"].concat(), End::Whole, &text),
        ("gzip", [&whole[..], &whole[..]].concat(), End::Whole, &twice),
        ("gzip", whole[..whole.len() - 8].to_vec(), End::Cut, &text),
        ("gzip", whole[..whole.len() - 3].to_vec(), End::Cut, &text),
        ("deflate", [&zlib[..], b"more"].concat(), End::Whole, &text),
    ] {
        let (ended, got) = unpacked(encoding, body).await;
        assert_eq!((ended, got.len()), (end, becomes.len()), "{encoding}");
        assert!(got == *becomes, "{encoding}");
    }
}

#[tokio::test]
async fn the_head_of_a_page_that_breaks_off_is_handed_on() {
    let text: Vec<u8> = (0..30_000u32)
        .flat_map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect();
    let (end, got) = unpacked("gzip", gzip(&text)[..90_000].to_vec()).await;
    assert!(end == End::Cut && got.len() > 90_000 && text.starts_with(&got), "{}", got.len());
    let mut spoilt = gzip(&text);
    spoilt[90_000..].fill(0xff);
    let (end, got) = unpacked("gzip", spoilt).await;
    assert!(end == End::Cut && got[..90_000] == text[..90_000], "{}", got.len());
    let internet = Internet::new().await;
    let long = [HEAD, "content-length: 1000\r\n\r\n<title>Tea</title>"].concat();
    let server = Server::new(move |_| send(&long)).await;
    internet.at("mall.cn", "1.2.3.4", &server);
    let (fetched, got) = internet.get(Purpose::Page, "http://mall.cn/").await;
    assert_eq!((fetched.unwrap().end, &*got), (End::Cut, b"<title>Tea</title>".as_slice()));
}

#[tokio::test]
async fn a_host_that_hangs_does_not_hang_the_rest() {
    let internet = Internet::new().await;
    let mute = Server::new(|_| vec![Act::Pause(Duration::from_mins(1))]).await;
    let shop = Server::new(|_| page("shop")).await;
    internet.at("mute.cn", "1.2.3.5", &mute);
    internet.at("mall.cn", "1.2.3.4", &shop);
    let fetcher = internet.fetcher();
    let ask = |url: &str| drawbridge_engine::fetch::FetchAsk::shared(url, Purpose::Page);
    let held: Vec<_> = (0..100)
        .map(|_| {
            let (fetcher, ask) = (fetcher.clone(), ask("http://mute.cn/"));
            tokio::spawn(async move { fetcher.fetch(ask, &mut Vec::new()).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(mute.count() <= 4, "{} at a time", mute.count());
    let start = Instant::now();
    assert!(fetcher.fetch(ask("http://mall.cn/"), &mut Vec::new()).await.is_ok());
    assert!(start.elapsed() < Duration::from_millis(500));
    let mut busy = 0;
    for held in held {
        let error = held.await.unwrap().unwrap_err();
        assert!(matches!(error.kind.name(), "busy" | "too-slow"), "{error}");
        busy += usize::from(error.kind.name() == "busy");
    }
    assert!(busy >= 60, "{busy} were told at once that it is busy");
}
