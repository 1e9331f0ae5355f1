//! What holds of every picture.
#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "../examples/shared/cards.rs"]
mod cards;

use drawbridge_canon::share::{Card, Source, Told};
use drawbridge_picture::{Canvas, Item, Look, Pixels, Role, Scene, Shape, Studio, Tone, Tongue};

/// What no line begins with, as people would say it.
const NEVER_FIRST: &str = "，。、；：！？）》】」』”’%,.;:!?)";

const PARTS: &[&str] = &[
    "山",
    "野青瓷",
    "，",
    "。",
    "！！",
    "《",
    "》",
    "（大号）",
    "【",
    "】",
    " ",
    "coffee ",
    "W",
    "AVATAR",
    "iPhone15",
    "¥99",
    "“引”",
    "don’t",
    "、",
    "🎋",
    "👨‍👩‍👧",
    "𠮷",
    "…",
    "——",
    "supercalifragilistic",
    "：",
    "é",
    "100%",
    "\u{202e}",
    "\n",
    "नम",
    "；",
    "\u{3000}",
    "-",
    "/",
];

/// A text out of parts, the same for the same number.
fn text(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 20).unwrap() % below
    };
    let count = 1 + next(40);
    (0..count).map(|_| PARTS[next(PARTS.len())]).collect()
}

fn card(seed: u64) -> Card {
    let told = |salt: u64| Some(Told::new(text(seed * 5 + salt), Source::OpenGraph));
    let mut card = cards::product();
    card.title = told(0);
    card.text = told(1);
    card.seller = told(2);
    card.site = told(3);
    card
}

fn looks(thumbnail: Option<Pixels<'_>>) -> Vec<Look<'_>> {
    let mut looks = Vec::new();
    for shape in [Shape::Wide, Shape::Mini] {
        for tone in [Tone::Light, Tone::Dark] {
            for thumbnail in [None, thumbnail] {
                looks.push(Look { shape, tone, tongue: Tongue::En, link: None, thumbnail });
            }
        }
    }
    looks
}

#[test]
fn the_code_says_the_link() {
    let mut studio = Studio::new().unwrap();
    let photo = cards::photo(300, 200);
    let long = format!("https://a.example/{}", "x".repeat(240));
    for look in looks(Pixels::new(300, 200, &photo)) {
        for link in ["https://a.example/1", "https://a.example/中文?q=1", &long] {
            let look = Look { link: Some(link), ..look };
            let scene = studio.scene(&cards::product(), &look);
            assert_eq!(decoded(&studio.canvas(&scene)).as_deref(), Some(link), "{look:?}");
        }
    }
}

fn decoded(canvas: &Canvas) -> Option<String> {
    let grey = |x: usize, y: usize| {
        let [_, red, green, blue] = canvas.pixels()[y * canvas.width() + x].to_be_bytes();
        red.min(green).min(blue)
    };
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(canvas.width(), canvas.height(), grey);
    let grids = image.detect_grids();
    grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

#[test]
fn a_link_that_cannot_be_scanned_is_told_and_a_refused_one_has_no_code() {
    let studio = Studio::new().unwrap();
    let has_code =
        |scene: &Scene<'_>| scene.items.iter().any(|item| matches!(item, Item::Code { .. }));
    let long = format!("https://a.example/{}", "x".repeat(2000));
    let look = Look { link: Some(&long), ..Look::default() };
    let scene = studio.scene(&cards::product(), &look);
    assert!(scene.code_too_long && !has_code(&scene));
    let (_, refused) = cards::all().into_iter().find(|(name, _)| *name == "warned").unwrap();
    let photo = cards::photo(30, 20);
    let (link, thumbnail) = (Some("https://a.example"), Pixels::new(30, 20, &photo));
    let scene = studio.scene(&refused, &Look { link, thumbnail, ..Look::default() });
    assert!(!has_code(&scene));
    assert!(!scene.items.iter().any(|item| matches!(item, Item::Picture { .. })));
    assert!(scene.lines().any(|line| line.text.starts_with("不能打开：")));
}

#[test]
fn no_text_leaves_its_room() {
    let mut studio = Studio::new().unwrap();
    let photo = cards::photo(30, 20);
    for seed in 0..5 {
        for look in looks(Pixels::new(30, 20, &photo)) {
            let scene = studio.scene(&card(seed), &look);
            for line in scene.lines() {
                let alone = Scene { items: vec![Item::Line(line.clone())], ..scene.clone() };
                let canvas = studio.canvas(&alone);
                let ground = canvas.pixels()[canvas.pixels().len() - 1];
                let left = usize::try_from(line.room.x).unwrap();
                let right = left + usize::try_from(line.room.width).unwrap();
                for (row, y) in canvas.pixels().chunks(canvas.width()).zip(0..) {
                    let empty = |pixels: &[u32]| pixels.iter().all(|pixel| *pixel == ground);
                    let within = (line.room.y..line.room.y + line.room.height).contains(&y);
                    let beside = empty(&row[..left]) && empty(&row[right.min(row.len())..]);
                    assert!(beside && (within || empty(row)), "{y} {line:?}");
                }
            }
        }
    }
}

#[test]
fn no_line_begins_with_what_closes() {
    let studio = Studio::new().unwrap();
    let mut looked = 0;
    for seed in 0..500 {
        let scene = studio.scene(&card(seed), &Look::default());
        for role in [Role::Title, Role::Text] {
            let lines: Vec<_> = scene.lines().filter(|line| line.role == role).collect();
            for pair in lines.windows(2) {
                let first = pair[1].text.chars().next().unwrap();
                // A line that is nothing but marks leaves no choice.
                let hopeless = pair[0].text.chars().all(|c| NEVER_FIRST.contains(c));
                assert!(hopeless || !NEVER_FIRST.contains(first), "{pair:?}");
                looked += 1;
            }
        }
    }
    assert!(looked > 400, "{looked}");
}

#[test]
fn every_character_of_a_title_is_drawn_or_replaced() {
    let studio = Studio::new().unwrap();
    let mut whole = 0;
    for seed in 0..300 {
        let card = card(seed);
        let scene = studio.scene(&card, &Look::default());
        let lines: Vec<_> = scene.lines().filter(|line| line.role == Role::Title).collect();
        for line in &lines {
            assert!(line.glyphs.iter().all(|glyph| glyph.font.is_none() || glyph.glyph != 0));
        }
        let shown: String = lines.iter().map(|line| line.text.as_str()).collect();
        let bare = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202e}').collect()
        };
        let title = bare(&card.title.as_ref().unwrap().value);
        if bare(&shown) == title {
            whole += 1;
        } else if !title.is_empty() {
            let cut = shown.trim_end_matches(['.', '…']);
            assert!(title.starts_with(&bare(cut)), "{title} {shown}");
            assert!(shown.ends_with("...") || shown.ends_with('…'), "{title} {shown}");
        }
        for strange in ['🎋', '𠮷', 'न'] {
            let boxes = lines.iter().flat_map(|line| &line.glyphs).filter(|g| g.font.is_none());
            if shown.contains(strange) {
                assert!(scene.replaced.contains(&strange) && boxes.count() > 0);
            }
        }
    }
    assert!(whole > 150, "{whole}");
}

#[test]
fn a_family_of_emoji_is_one_box() {
    let studio = Studio::new().unwrap();
    let mut card = cards::product();
    card.title = Some(Told::new("a👨‍👩‍👧b🇨🇳🇯🇵👍🏽".to_owned(), Source::OpenGraph));
    let scene = studio.scene(&card, &Look::default());
    let title = scene.lines().find(|line| line.role == Role::Title).unwrap();
    let boxes: Vec<bool> = title.glyphs.iter().map(|glyph| glyph.font.is_none()).collect();
    assert_eq!(boxes, [false, true, false, true, true, true]);
}

#[test]
fn a_title_leaves_no_character_alone() {
    let studio = Studio::new().unwrap();
    for length in 18..60 {
        let mut card = cards::product();
        card.title = Some(Told::new(
            "山野青瓷手冲咖啡壶".chars().cycle().take(length).collect(),
            Source::OpenGraph,
        ));
        let scene = studio.scene(&card, &Look::default());
        let lines = scene.lines().filter(|line| line.role == Role::Title);
        let lengths: Vec<usize> = lines.map(|line| line.text.chars().count()).collect();
        let (longest, shortest) = (lengths.iter().max().unwrap(), lengths.iter().min().unwrap());
        assert!(longest - shortest <= 2, "{length}: {lengths:?}");
    }
}

#[test]
fn what_has_no_look_of_its_own_is_no_box() {
    let studio = Studio::new().unwrap();
    let mut card = cards::product();
    card.title = Some(Told::new(
        "\u{200d}©\u{fe0f}中\u{200d}1\u{fe0f}\u{20e3}".to_owned(),
        Source::OpenGraph,
    ));
    let scene = studio.scene(&card, &Look::default());
    let title = scene.lines().find(|line| line.role == Role::Title).unwrap();
    let boxes: Vec<bool> = title.glyphs.iter().map(|glyph| glyph.font.is_none()).collect();
    assert_eq!(boxes, [false, false, false, true], "the frame of a key has a look of its own");
}

#[test]
fn the_same_card_gives_the_same_bytes_whatever_was_drawn_before() {
    let (mut cold, mut warm) = (Studio::new().unwrap(), Studio::new().unwrap());
    for seed in 0..10 {
        warm.png(&card(seed), &Look::default()).unwrap();
    }
    let photo = cards::photo(300, 200);
    for look in looks(Pixels::new(300, 200, &photo)) {
        let card = cards::product();
        assert_eq!(cold.png(&card, &look).unwrap(), warm.png(&card, &look).unwrap());
        assert_eq!(cold.svg(&card, &look).unwrap(), warm.svg(&card, &look).unwrap());
    }
}

#[test]
fn the_file_holds_the_pixels_and_needs_no_more_than_a_palette() {
    let mut studio = Studio::new().unwrap();
    let photo = cards::photo(300, 200);
    for look in looks(Pixels::new(300, 200, &photo)) {
        let scene = studio.scene(&cards::product(), &look);
        let canvas = studio.canvas(&scene);
        let file = canvas.png().unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let indexed = reader.info().color_type == png::ColorType::Indexed;
        assert_eq!(indexed, look.thumbnail.is_none());
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        let pixels: Vec<u32> =
            bytes.chunks_exact(3).map(|c| u32::from_be_bytes([0, c[0], c[1], c[2]])).collect();
        assert_eq!(pixels, canvas.pixels());
        // What a mini program's card may weigh.
        assert!(!indexed || file.len() < 128 * 1024, "{}", file.len());
    }
}

#[test]
fn a_further_font_draws_what_the_first_has_not() {
    // The shipped font twice: what it lacks is still replaced, and the second is never asked.
    let studio = Studio::with_fonts(&[drawbridge_fonts::NOTO_SANS_CJK_SC]).unwrap();
    let scene = studio.scene(&cards::product(), &Look::default());
    assert!(scene.lines().flat_map(|line| &line.glyphs).all(|glyph| glyph.font == Some(0)));
    assert!(Studio::with_fonts(&[b"no font"]).is_err());
}

#[test]
fn words_in_svg_are_words_only() {
    let studio = Studio::new().unwrap();
    let mut card = cards::product();
    let hostile = "</title><script>alert(1)</script>&<!--".to_owned();
    card.title = Some(Told::new(hostile, Source::OpenGraph));
    let svg = studio.svg(&card, &Look::default()).unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<!--"));
    assert!(svg.contains("&lt;script&gt;"));
}
