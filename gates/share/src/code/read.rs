//! Reading a code as people write it: in small letters or full width, with spaces and dashes of
//! every kind, with or without `DB`.

use super::{Code, LENGTH, SIGNS, sum};

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// It has so many signs, and not eight.
    #[error("a code has eight signs, and this has {0}")]
    Length(usize),
    /// This is none of the signs: the letters and digits that are taken for others are not used.
    #[error("`{0}` stands in no code")]
    Sign(char),
    /// The check does not fit: a sign is wrong, or two changed places.
    #[error("a sign is wrong, or two changed places: please look again, or copy the code")]
    Check,
}

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// [`Misread`] says what is wrong; nothing is guessed.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let signs: Vec<char> =
            text.chars().filter(|c| !is_gap(*c) && !is_fence(*c)).map(narrow).collect();
        let signs = match signs.as_slice() {
            ['D', 'B', rest @ ..] if rest.len() >= LENGTH => rest,
            all => all,
        };
        let mut values = [0; LENGTH];
        for (place, sign) in signs.iter().enumerate() {
            let value = SIGNS.iter().position(|known| char::from(*known) == *sign);
            let value =
                value.and_then(|value| u8::try_from(value).ok()).ok_or(Misread::Sign(*sign))?;
            if let Some(place) = values.get_mut(place) {
                *place = value;
            }
        }
        if signs.len() != LENGTH {
            return Err(Misread::Length(signs.len()));
        }
        if sum(values) == 0 { Ok(Self(values)) } else { Err(Misread::Check) }
    }
}

/// Spaces, seen or not, and dashes: what people and chats put between signs.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}'
            | '\u{2060}' | '\u{2212}' | '\u{feff}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff3f}')
}

/// The marks around it.
pub(super) fn is_fence(c: char) -> bool {
    matches!(c, '#' | '＃')
}

/// A letter or digit as a capital of plain width.
pub(super) fn narrow(c: char) -> char {
    let c = match c {
        '\u{ff10}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_ascii_uppercase()
}
