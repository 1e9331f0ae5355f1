//! The files by which a site tells systems which apps open its links. Each is served below
//! `/.well-known/` as `application/json`, without a redirect.

use serde_json::{Value, json};

/// Paths of a site, in Apple's pattern language: `*` stands for anything, `?` for one character.
pub type Paths<'a> = &'a [&'a str];

/// An Android app, as it is known to the system.
#[derive(Clone, Copy, Debug)]
pub struct AndroidApp<'a> {
    /// Its package: `cn.example.shop`.
    pub package: &'a str,
    /// The SHA-256 of each certificate it is signed with, as 32 bytes in capital hexadecimal with
    /// colons.
    pub fingerprints: &'a [&'a str],
}

/// A name that no system would take, so that the whole file would be passed over in silence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitApp {
    /// An Apple app is `TEAM.bundle`: ten letters and digits, and the bundle's name.
    #[error("`{0}` is not TEAMID.bundle: ten capital letters or digits, a dot, the bundle's name")]
    Apple(String),
    /// A path begins with a slash or a star.
    #[error("`{0}` is not a path: it begins with `/` or `*`")]
    Path(String),
    /// An Android package is names with dots.
    #[error("`{0}` is not a package: two names or more, with dots between them")]
    Package(String),
    /// A fingerprint is 32 bytes in capital hexadecimal with colons.
    #[error("`{0}` is not a SHA-256 fingerprint: 32 bytes as AB:CD:…")]
    Fingerprint(String),
    /// A HarmonyOS app's identifier is digits.
    #[error("`{0}` is not an app identifier: digits as the store's console shows them")]
    Harmony(String),
}

/// `apple-app-site-association`: these apps open these paths (Apple, "Supporting associated
/// domains"; source: developer.apple.com/documentation/xcode/supporting-associated-domains).
pub fn apple_app_site_association(apps: &[&str], paths: Paths<'_>) -> Result<String, UnfitApp> {
    for app in apps {
        let (team, bundle) = app.split_once('.').unwrap_or_default();
        let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let fit = team.len() == 10 && team.bytes().all(capital) && !bundle.is_empty();
        hold(fit && bundle.bytes().all(dotted), app, UnfitApp::Apple)?;
    }
    for path in paths {
        hold(path.starts_with(['/', '*']) && path.is_ascii(), path, UnfitApp::Path)?;
    }
    let components: Vec<Value> = paths.iter().map(|path| json!({"/": path})).collect();
    Ok(json!({"applinks": {"details": [{"appIDs": apps, "components": components}]}}).to_string())
}

/// `assetlinks.json`: these apps open all of the site's links (source:
/// developers.google.com/digital-asset-links/v1/getting-started).
pub fn android_asset_links(apps: &[AndroidApp<'_>]) -> Result<String, UnfitApp> {
    for app in apps {
        let part = |part: &str| {
            part.starts_with(|first: char| first.is_ascii_alphabetic())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let fit = app.package.contains('.') && app.package.split('.').all(part);
        hold(fit, app.package, UnfitApp::Package)?;
        for print in app.fingerprints {
            hold(fingerprint(print), print, UnfitApp::Fingerprint)?;
        }
    }
    let statements: Vec<Value> = apps
        .iter()
        .map(|app| {
            json!({
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {
                    "namespace": "android_app",
                    "package_name": app.package,
                    "sha256_cert_fingerprints": app.fingerprints,
                },
            })
        })
        .collect();
    Ok(Value::Array(statements).to_string())
}

/// `applinking.json`: these apps open the site's links on HarmonyOS.
pub fn harmony_applinking(apps: &[&str]) -> Result<String, UnfitApp> {
    for app in apps {
        let fit = !app.is_empty() && app.bytes().all(|byte| byte.is_ascii_digit());
        hold(fit, app, UnfitApp::Harmony)?;
    }
    let named: Vec<Value> = apps.iter().map(|app| json!({"appIdentifier": app})).collect();
    Ok(json!({"applinking": {"apps": named}}).to_string())
}

fn hold(fit: bool, what: &str, unfit: fn(String) -> UnfitApp) -> Result<(), UnfitApp> {
    if fit { Ok(()) } else { Err(unfit(what.to_owned())) }
}

fn dotted(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-'
}

fn fingerprint(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
    let pair = |pair: &str| pair.len() == 2 && pair.bytes().all(hex);
    text.split(':').count() == 32 && text.split(':').all(pair)
}
