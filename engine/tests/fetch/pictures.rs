//! Pictures of strangers: what comes out was drawn by us, whatever went in.

use std::io::Cursor;
use std::time::{Duration, Instant};

use drawbridge_engine::fetch::{FetchAsk, Fit, Kind, Picture, PictureLimits, Pictures, Purpose};
use zune_jpeg::JpegDecoder;

use crate::kit::{Act, Internet, Server, answer};

const CARD: Fit = Fit { width: 400, height: 400 };

/// A PNG of so many pixels, with something that shines through if asked.
fn png_of(width: u32, height: u32, clear: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.add_text_chunk("Comment".to_owned(), "<script>alert(1)</script>".to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    let byte = |value: u32| u8::try_from(value).unwrap();
    let pixel = |at: u32| {
        [
            byte(at % width * 255 / width),
            byte(at / width * 255 / height),
            90,
            if clear && at.is_multiple_of(7) { 0 } else { 255 },
        ]
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn pictures(internet: &Internet) -> Pictures {
    Pictures::new(internet.fetcher(), PictureLimits::default())
}

async fn redraw(bytes: Vec<u8>) -> Result<Picture, Kind> {
    pictures(&Internet::new().await).redraw(bytes, CARD).await
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The colours of a JPEG that we drew.
fn colours(picture: &Picture) -> Vec<u8> {
    assert_eq!(picture.media_type, "image/jpeg");
    JpegDecoder::new(Cursor::new(&picture.bytes)).decode().unwrap()
}

#[tokio::test]
async fn a_picture_is_fetched_shrunk_and_drawn_anew() {
    let internet = Internet::new().await;
    let file = png_of(1000, 500, false);
    let sent = file.clone();
    let shop =
        Server::new(move |_| answer("200 OK\r\ncontent-type: image/png\r\netag: \"1\"", &sent))
            .await;
    internet.at("img.cn", "1.2.3.4", &shop);
    assert!(holds(&file, b"<script>"));
    let ask = FetchAsk::shared("http://img.cn/a.png", Purpose::Page);
    let (fetched, picture) = pictures(&internet).fetch(ask, CARD).await.unwrap();
    let picture = picture.unwrap();
    assert_eq!(fetched.head.etag.as_deref(), Some("\"1\""));
    assert_eq!((picture.width, picture.height), (400, 200));
    assert!(!holds(&picture.bytes, b"script"));
    let colours = colours(&picture);
    assert_eq!(colours.len(), 400 * 200 * 3);
    for (x, y) in [(5, 5), (200, 100), (395, 195), (395, 5)] {
        let at = (y * 400 + x) * 3;
        let expected = [x * 255 / 400, y * 255 / 200, 90];
        for (value, expected) in colours[at..at + 3].iter().zip(expected) {
            assert!(
                usize::from(*value).abs_diff(expected) < 8,
                "{x} {y}: {:?}, not {expected}",
                &colours[at..at + 3]
            );
        }
    }
}

#[tokio::test]
async fn what_shines_through_stays_clear() {
    let picture = redraw(png_of(50, 50, true)).await.unwrap();
    assert_eq!((picture.media_type, picture.width), ("image/png", 50));
    assert!(!holds(&picture.bytes, b"script"));
    let mut reader = png::Decoder::new(Cursor::new(&picture.bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!((pixels[3], pixels[7]), (0, 255));
}

#[tokio::test]
async fn every_kind_is_read_by_what_it_is() {
    let red = [200, 30, 40];
    let mut webp = Vec::new();
    let rgb: Vec<u8> = red.repeat(20 * 10);
    image_webp::WebPEncoder::new(&mut webp)
        .encode(&rgb, 20, 10, image_webp::ColorType::Rgb8)
        .unwrap();
    let mut gif = Vec::new();
    let mut encoder = gif::Encoder::new(&mut gif, 20, 10, &red).unwrap();
    encoder
        .write_frame(&gif::Frame {
            width: 20,
            height: 10,
            buffer: vec![0; 200].into(),
            ..gif::Frame::default()
        })
        .unwrap();
    drop(encoder);
    let jpeg = redraw(webp.clone()).await.unwrap().bytes.to_vec();
    for bytes in [webp, gif, jpeg] {
        let picture = redraw(bytes).await.unwrap();
        assert_eq!((picture.width, picture.height), (20, 10));
        let colours = colours(&picture);
        assert!(
            colours.chunks(3).all(|pixel| (0..3).all(|at| pixel[at].abs_diff(red[at]) < 6)),
            "{:?}",
            &colours[..3]
        );
    }
}

#[tokio::test]
async fn a_picture_lies_as_it_was_held() {
    // Upper half white; with "turn a quarter clockwise" before the frame, the right half must be.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 32, 32);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[[255; 512], [0; 512]].concat()).unwrap();
    writer.finish().unwrap();
    let jpeg = redraw(bytes).await.unwrap().bytes;
    let exif =
        b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let picture = redraw(turned).await.unwrap();
    assert!(!holds(&picture.bytes, b"Exif"));
    let colours = colours(&picture);
    let grey = |x: usize, y: usize| colours[(y * 32 + x) * 3];
    assert!(grey(28, 4) > 240 && grey(28, 28) > 240 && grey(4, 4) < 15 && grey(4, 28) < 15);
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let whole = png_of(40, 40, false);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    for bytes in [
        Vec::new(),
        b"<html>".to_vec(),
        svg.clone(),
        [b"\xef\xbb\xbf<?xml version='1.0'?>".to_vec(), svg].concat(),
        b"%PDF-1.4".to_vec(),
        b"\x89PNG\r\n\x1a\n".to_vec(),
        b"GIF89a".to_vec(),
        b"\xff\xd8\xff\xe0".to_vec(),
        b"RIFF\0\0\0\0WEBPVP8 ".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        [b"GIF89a\x10\0\x10\0\0\0\0".as_slice(), &whole].concat(),
    ] {
        assert_eq!(
            redraw(bytes.clone()).await,
            Err(Kind::NotAPicture),
            "{:?}",
            &bytes[..bytes.len().min(20)]
        );
    }
}

#[tokio::test]
async fn what_is_appended_or_hidden_does_not_pass() {
    let polyglot = [png_of(40, 40, false), b"PK\x03\x04 evil.jar <script>".to_vec()].concat();
    let picture = redraw(polyglot).await.unwrap();
    assert!(!holds(&picture.bytes, b"evil") && !holds(&picture.bytes, b"PK\x03\x04"));
}

/// A PNG that says it has so many pixels.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let writer = encoder.write_header().unwrap();
    drop(writer);
    bytes
}

/// A GIF of one pixel on a screen of four billion.
fn wide_gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 65_535, 65_535, &[0, 0, 0]).unwrap();
    encoder
        .write_frame(&gif::Frame {
            width: 1,
            height: 1,
            buffer: vec![0].into(),
            ..gif::Frame::default()
        })
        .unwrap();
    drop(encoder);
    bytes
}

#[tokio::test]
async fn too_many_pixels_are_refused_by_what_the_head_says() {
    let start = Instant::now();
    for bytes in [
        claims(100_000, 100_000),
        claims(40_000_001, 1),
        wide_gif(),
        b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\xfe\xbf\xff\x0f\0\0\0\0\0\0\0\0\0".to_vec(),
        b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0\0".to_vec(),
    ] {
        let refused = redraw(bytes.clone()).await;
        assert_eq!(refused, Err(Kind::TooManyPixels), "{:?}", &bytes[..12]);
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn any_broken_picture_ends_well() {
    let whole = redraw(png_of(64, 64, false)).await.unwrap().bytes.to_vec();
    let internet = Internet::new().await;
    let pictures = pictures(&internet);
    let mut drawn = 0;
    for seed in 0..400usize {
        for file in [&whole, &png_of(24, 24, true)] {
            let mut bytes = file.clone();
            for turn in 0..3 {
                let at = (seed * 7919 + turn * 104_729) % bytes.len();
                bytes[at] = bytes[at].wrapping_add(u8::try_from(seed % 255 + 1).unwrap());
            }
            match pictures.redraw(bytes, CARD).await {
                Ok(picture) => drawn += usize::from(picture.width > 0),
                Err(kind) => {
                    assert!(matches!(kind, Kind::NotAPicture | Kind::TooManyPixels), "{kind:?}");
                }
            }
        }
    }
    assert!(drawn > 10, "{drawn} were still pictures");
}

#[tokio::test]
async fn a_picture_is_fetched_under_the_same_guard() {
    let internet = Internet::new().await;
    let endless = vec![
        Act::Send(b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\n\r\n".to_vec()),
        Act::Forever(vec![0xff; 8192], Duration::ZERO),
    ];
    let shop = Server::new(move |path| match path {
        "/svg" => answer("200 OK\r\ncontent-type: image/svg+xml", b"<svg/>"),
        "/lie" => answer("200 OK\r\ncontent-type: image/png", b"<svg/>"),
        "/in" => answer("302 Found\r\nlocation: http://169.254.169.254/", b""),
        _ => endless.clone(),
    })
    .await;
    internet.at("img.cn", "1.2.3.4", &shop);
    let pictures = pictures(&internet);
    for (url, kind) in [
        ("http://img.cn/svg", Kind::ContentType),
        ("http://img.cn/lie", Kind::NotAPicture),
        ("http://img.cn/in", Kind::Range),
        ("http://img.cn/endless", Kind::TooLarge),
        ("http://127.0.0.1/", Kind::Range),
    ] {
        let error = pictures.fetch(FetchAsk::shared(url, Purpose::Image), CARD).await.unwrap_err();
        assert_eq!(error.kind, kind, "{url}");
    }
    assert_eq!(internet.canary.count(), 0);
}
