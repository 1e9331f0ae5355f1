//! Who opens a short link, as far as the request tells. Nothing of it is kept.

use axum::http::{HeaderMap, header};
use drawbridge_engine::page::{Inside, Reader, Tongue};

/// Who opens a short link.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    agent: String,
    chinese: bool,
}

impl Visitor {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name: header::HeaderName| {
            headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
        };
        let first = text(header::ACCEPT_LANGUAGE).split([',', ';']).next().unwrap_or_default();
        // Whoever names no language, as crawlers do, is spoken to in Chinese: most links are.
        let chinese = first.is_empty() || first == "*" || first.to_lowercase().starts_with("zh");
        Self { agent: text(header::USER_AGENT).to_ascii_lowercase(), chinese }
    }

    /// The reader, for pages.
    pub(super) fn reader(&self) -> Reader<'static> {
        let tongue = if self.chinese { Tongue::Chinese } else { Tongue::English };
        let inside = self.app().map_or(Inside::Browser, Inside::App);
        Reader { tongue, inside, system: self.system() }
    }

    /// The app in whose own browser it is opened, by its dialect's name.
    pub(super) fn app(&self) -> Option<&'static str> {
        let marked = |dialect: &&&'static drawbridge_canon::Dialect| {
            let marks = dialect.share.map(|share| share.browser_marks).unwrap_or_default();
            marks.iter().any(|mark| self.agent.contains(mark))
        };
        drawbridge_roster::DIALECTS.iter().find(marked).map(|dialect| dialect.name)
    }

    /// Whether it is a program that looks at pages for others: a crawler, or a messenger that makes a preview.
    /// By the words with which they name themselves; who does not is taken for a person.
    pub(super) fn is_program(&self) -> bool {
        const MARKS: [&str; 11] = [
            "bot",
            "crawler",
            "spider",
            "preview",
            "facebookexternalhit",
            "embedly",
            "slurp",
            "curl/",
            "wget/",
            "python",
            "headless",
        ];
        MARKS.iter().any(|mark| self.agent.contains(mark))
    }

    fn system(&self) -> Option<&'static str> {
        let is = |marks: &[&str]| marks.iter().any(|mark| self.agent.contains(mark));
        if is(&["harmonyos", "openharmony"]) {
            Some("harmony")
        } else if is(&["iphone", "ipad"]) {
            Some("ios")
        } else {
            is(&["android"]).then_some("android")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(agent: &'static str, language: &'static str) -> Reader<'static> {
        let headers = [(header::USER_AGENT, agent), (header::ACCEPT_LANGUAGE, language)];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
        Visitor::of(&headers.into_iter().collect()).reader()
    }

    #[test]
    fn programs_say_what_they_are() {
        let agent = |agent: &'static str| {
            let headers = [(header::USER_AGENT, HeaderValue::from_static(agent))];
            Visitor::of(&headers.into_iter().collect()).is_program()
        };
        assert!(
            agent("Slackbot-LinkExpanding 1.0")
                && agent("Mozilla/5.0 (compatible; Baiduspider/2.0)")
        );
        assert!(
            !agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0") && !agent("")
        );
    }

    #[test]
    fn apps_systems_and_languages_are_told_apart() {
        let phone = of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0", "zh-CN,en");
        assert_eq!((phone.inside, phone.system), (Inside::App("wechat"), Some("ios")));
        let desk = of("Mozilla/5.0 (X11; Linux x86_64) Chrome/130", "en-GB");
        assert_eq!((desk.inside, desk.system), (Inside::Browser, None));
        assert_eq!((desk.tongue, of("x", "").tongue), (Tongue::English, Tongue::Chinese));
        assert_eq!(of("Mozilla/5.0 (Linux; Android 15)", "*").system, Some("android"));
    }
}
