//! Breaking text into lines, by the rules of the fonts' crate; what is too long (a hash) anywhere.

use drawbridge_fonts::pieces;

use crate::face::Face;

/// The lines of a text at a size within a width; always at least one.
pub(crate) fn break_lines(face: &Face, text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for piece in pieces(text) {
        let wide = face.width(piece.trim_end(), size);
        if used + wide > width && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if wide > width {
            // Too long for any line: filled up character by character.
            for character in piece.chars() {
                let one = face.width_of(character, size);
                if used + one > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(character);
                used += one;
            }
        } else {
            line.push_str(piece);
            used += face.width(piece, size);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    // The space at which a line was broken stays in it, so that copied text keeps its words apart.
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        let face = Face::shipped().expect("the font is there");
        break_lines(&face, text, 10.0, width)
    }

    #[test]
    fn chinese_breaks_between_characters_and_not_before_a_full_stop() {
        assert_eq!(broken("一二三四五。六", 52.0), ["一二三四", "五。六"]);
        assert_eq!(broken("一二三《五六》", 42.0), ["一二三", "《五六》"]);
    }

    #[test]
    fn latin_breaks_at_spaces_and_a_hash_anywhere() {
        assert_eq!(broken("one two three", 45.0), ["one two ", "three"]);
        let hash = "0123456789".repeat(3);
        let lines = broken(&hash, 60.0);
        assert!(lines.len() > 1, "{lines:?}");
        assert_eq!(lines.concat(), hash);
    }

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(broken("", 10.0), [""]);
    }
}
