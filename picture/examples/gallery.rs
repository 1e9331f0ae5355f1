//! Writes pictures of made-up cards into a folder, to be looked at:
//! `cargo run --release -p drawbridge-picture --example gallery FOLDER`.

#[path = "shared/cards.rs"]
mod cards;

use std::path::Path;

use drawbridge_picture::{Look, Pixels, Shape, Studio, Tone, Tongue};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut studio = Studio::new()?;
    let photo = cards::photo(640, 480);
    let thumbnail = Pixels::new(640, 480, &photo);
    for (name, card) in cards::all() {
        for (form, shape) in [("wide", Shape::Wide), ("mini", Shape::Mini)] {
            for (tone_name, tone, thumbnail, tongue) in [
                ("light", Tone::Light, None, Tongue::Zh),
                ("dark", Tone::Dark, thumbnail, Tongue::En),
                ("photo", Tone::Light, thumbnail, Tongue::Zh),
            ] {
                let look = Look { shape, tone, tongue, link: None, thumbnail };
                let file = format!("{name}-{form}-{tone_name}");
                std::fs::write(folder.join(format!("{file}.png")), studio.png(&card, &look)?)?;
                std::fs::write(folder.join(format!("{file}.svg")), studio.svg(&card, &look)?)?;
            }
        }
    }
    Ok(())
}
