//! What terminals are told is the picture.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "../examples/shared/cards.rs"]
#[allow(dead_code, reason = "shared by more than one")]
mod cards;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use drawbridge_picture::{Canvas, Look, Studio, terminal};

fn canvas() -> Canvas {
    let mut studio = Studio::new().unwrap();
    let (_, card) = cards::all().remove(1);
    let scene = studio.scene(&card, &Look::default());
    studio.canvas(&scene)
}

#[test]
fn kitty_is_told_the_file_in_chunks() {
    let canvas = canvas();
    let text = terminal::kitty(&canvas, 80).unwrap();
    let mut data = String::new();
    let chunks: Vec<&str> = text.trim_end().split_terminator("\x1b\\").collect();
    for (at, chunk) in chunks.iter().enumerate() {
        let (keys, part) = chunk.strip_prefix("\x1b_G").unwrap().split_once(';').unwrap();
        assert!(part.len() <= 4096);
        assert_eq!(keys.ends_with("m=0"), at + 1 == chunks.len());
        assert_eq!(keys.contains("a=T,f=100"), at == 0);
        data.push_str(part);
    }
    assert!(chunks.len() > 1);
    assert_eq!(BASE64_STANDARD.decode(data).unwrap(), canvas.png().unwrap());
}

#[test]
fn iterm_is_told_the_file_and_its_size() {
    let canvas = canvas();
    let text = terminal::iterm(&canvas, 80).unwrap();
    let (keys, data) = text.trim_end().split_once(':').unwrap();
    let png = BASE64_STANDARD.decode(data.strip_suffix('\x07').unwrap()).unwrap();
    assert_eq!(png, canvas.png().unwrap());
    assert!(keys.contains(&format!("size={};", png.len())) && keys.ends_with("inline=1"));
}

#[test]
fn half_blocks_fill_their_columns() {
    let text = terminal::blocks(&canvas(), 60);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 16, "60 × 630 / 1200 rows of pixels, two a line");
    for line in lines {
        assert_eq!(line.matches('▀').count(), 60);
        assert!(line.starts_with("\x1b[38;2;") && line.ends_with("\x1b[0m"));
    }
}

#[test]
fn sixels_are_read_back_as_the_picture() {
    let canvas = canvas().shrunk(200, 105);
    let read = read_sixels(&terminal::sixel(&canvas), canvas.width(), canvas.height());
    for (told, drawn) in read.iter().zip(canvas.pixels()) {
        for (told, drawn) in told.to_be_bytes().into_iter().zip(drawn.to_be_bytes()) {
            // A hundredth is two and a half of 255; 216 colours are 51 apart.
            assert!(told.abs_diff(drawn) <= 27, "{told} {drawn}");
        }
    }
}

/// A reader of sixels, as DEC describes them.
fn read_sixels(text: &str, width: usize, height: usize) -> Vec<u32> {
    let mut pixels = vec![u32::MAX; width * height];
    let (_, body) = text.split_once('q').unwrap();
    let mut palette = std::collections::BTreeMap::new();
    let (mut x, mut y, mut register) = (0, 0, 0);
    let mut rest = body.split_once('#').map(|(_, rest)| format!("#{rest}")).unwrap();
    while let Some(sign) = rest.chars().next() {
        let tail = rest[sign.len_utf8()..].to_owned();
        let end = tail.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(tail.len());
        let numbers: Vec<usize> = tail[..end].split(';').filter_map(|n| n.parse().ok()).collect();
        let mut paint = |sixel: char, times: usize, x: &mut usize| {
            let bits = u32::from(sixel) - 63;
            for _ in 0..times {
                for row in (0..6).filter(|row| bits >> row & 1 == 1) {
                    if y + row < height {
                        pixels[(y + row) * width + *x] = palette[&register];
                    }
                }
                *x += 1;
            }
        };
        rest = match sign {
            '#' => {
                register = numbers[0];
                if let [_, 2, red, green, blue] = numbers[..] {
                    let part = |percent: usize| u32::try_from(percent * 255 / 100).unwrap();
                    palette.insert(register, part(red) << 16 | part(green) << 8 | part(blue));
                }
                tail[end..].to_owned()
            }
            '!' => {
                let sixel = tail[end..].chars().next().unwrap();
                paint(sixel, numbers[0], &mut x);
                tail[end + 1..].to_owned()
            }
            '$' | '-' => {
                x = 0;
                y += if sign == '-' { 6 } else { 0 };
                tail
            }
            '\x1b' => break,
            sixel => {
                paint(sixel, 1, &mut x);
                tail
            }
        };
    }
    pixels
}
