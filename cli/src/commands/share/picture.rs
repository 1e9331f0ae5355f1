//! A card's picture in the terminal, by the best that it can.
//!
//! Terminals do not all answer when asked what they can, and an answer that comes late is typed into the
//! next program. So nothing is asked: what stands in the environment tells.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use drawbridge_canon::share::Card;
use drawbridge_picture::{Look, Studio, terminal};

/// A way of showing pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Means {
    /// kitty's graphics protocol
    Kitty,
    /// iTerm2's inline images
    Iterm,
    /// Sixels
    Sixel,
    /// Half blocks in 24-bit colours
    Blocks,
    /// No picture
    None,
}

/// As many columns as a picture takes, if the terminal has them.
const COLUMNS: u16 = 72;

/// A character of a terminal, in pixels, where sixels are counted in them.
const CHARACTER: usize = 10;

/// What the terminal can. `None` where nobody looks, or colours are not wanted.
pub(super) fn means() -> Option<Means> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    by(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// What a terminal can, by the environment that it gives to programs.
fn by(set: &dyn Fn(&str) -> Option<String>) -> Option<Means> {
    let term = set("TERM").unwrap_or_default();
    let program = set("TERM_PROGRAM").unwrap_or_default();
    // no-color.org: whatever it is set to.
    if set("NO_COLOR").is_some() || matches!(term.as_str(), "dumb" | "linux" | "vt100" | "vt220") {
        return None;
    }
    // What multiplexes terminals lets half of such a sequence through.
    if set("TMUX").is_some() || term.starts_with("screen") || term.starts_with("tmux") {
        return Some(Means::Blocks);
    }
    // Konsole speaks kitty's protocol since 22.04; it tells its version in six digits.
    let konsole = set("KONSOLE_VERSION").and_then(|version| version.parse::<u32>().ok());
    if set("KITTY_WINDOW_ID").is_some()
        || term.contains("kitty")
        || term.contains("ghostty")
        || program == "ghostty"
        || konsole.is_some_and(|version| version >= 220_400)
    {
        return Some(Means::Kitty);
    }
    let inline = ["iTerm.app", "WezTerm", "mintty"].contains(&program.as_str());
    if inline || set("LC_TERMINAL").is_some_and(|name| name == "iTerm2") {
        return Some(Means::Iterm);
    }
    let sixel = ["foot", "mlterm", "contour", "yaft"].iter().any(|name| term.starts_with(name));
    if sixel || term.contains("sixel") {
        return Some(Means::Sixel);
    }
    // It takes 256 colours, and shows others as it likes.
    (program != "Apple_Terminal").then_some(Means::Blocks)
}

/// Draws a card's picture: what is returned is written as it is.
pub(super) fn draw(
    studio: &mut Studio<'_>,
    card: &Card,
    means: Means,
    look: &Look<'_>,
) -> anyhow::Result<String> {
    let scene = studio.scene(card, look);
    let canvas = studio.canvas(&scene);
    let columns = COLUMNS.min(width().unwrap_or(COLUMNS));
    Ok(match means {
        Means::None => String::new(),
        Means::Kitty => terminal::kitty(&canvas, columns)?,
        Means::Iterm => terminal::iterm(&canvas, columns)?,
        Means::Sixel => {
            let pixels = (usize::from(columns) * CHARACTER).min(canvas.width());
            let height = (canvas.height() * pixels / canvas.width()).max(1);
            terminal::sixel(&canvas.shrunk(pixels, height))
        }
        Means::Blocks => terminal::blocks(&canvas, columns),
    })
}

/// The terminal's width.
fn width() -> Option<u16> {
    console::Term::stdout()
        .size_checked()
        .map(|(_, columns)| columns)
        .filter(|columns| *columns > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_tells_what_a_terminal_can() {
        for (set, can) in [
            (&[("TERM", "xterm-kitty")][..], Some(Means::Kitty)),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "ghostty")], Some(Means::Kitty)),
            (&[("TERM", "xterm"), ("KONSOLE_VERSION", "230805")], Some(Means::Kitty)),
            (&[("TERM", "xterm"), ("KONSOLE_VERSION", "211200")], Some(Means::Blocks)),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Some(Means::Iterm)),
            (&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")], Some(Means::Iterm)),
            (&[("TERM", "foot")], Some(Means::Sixel)),
            (&[("TERM", "xterm-256color")], Some(Means::Blocks)),
            (&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/x")], Some(Means::Blocks)),
            (&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")], None),
            (&[("TERM", "dumb")], None),
            (&[("TERM", "xterm"), ("TERM_PROGRAM", "Apple_Terminal")], None),
        ] {
            let find = |name: &str| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(by(&find), can, "{set:?}");
        }
    }
}
