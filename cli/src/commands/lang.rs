//! In which language a command speaks to people.

use clap::ValueEnum;
use drawbridge_engine::ledger::Lang;

/// A language.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// The language that was asked for; by default that of the terminal.
pub(crate) fn lang(asked: Option<Language>) -> Lang {
    match asked {
        Some(Language::Zh) => Lang::Zh,
        Some(Language::En) => Lang::En,
        None => {
            let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
            let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
            let chinese = locale.is_some_and(|locale| locale.starts_with("zh"));
            if chinese { Lang::Zh } else { Lang::En }
        }
    }
}
