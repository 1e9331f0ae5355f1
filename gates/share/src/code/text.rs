//! A code in words that survive being copied through a chat.

use super::Code;

/// The language of the words around a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// A code as [`find`](super::find()) finds it again in any message: between its marks, behind its word.
pub fn spoken(code: Code, tongue: Tongue) -> String {
    match tongue {
        Tongue::Zh => format!("吊桥口令 #{code}#"),
        Tongue::En => format!("Drawbridge code #{code}#"),
    }
}
