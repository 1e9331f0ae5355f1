//! The files by which systems know which apps open our links. They are made once, at the start.

use drawbridge_engine::page::{
    AndroidApp, android_asset_links, apple_app_site_association, harmony_applinking,
};

use super::Apps;

/// The paths that apps open: short links.
const PATHS: &[&str] = &["/s/*"];

/// The files; those of systems for which there is no app are absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// `apple-app-site-association`.
    pub(crate) apple: Option<String>,
    /// `assetlinks.json`.
    pub(crate) android: Option<String>,
    /// `applinking.json`.
    pub(crate) harmony: Option<String>,
}

impl Files {
    /// Of these apps; the error says which is none.
    pub(super) fn of(apps: &Apps) -> Result<Self, String> {
        let unfit = |error: drawbridge_engine::page::UnfitApp| format!("share.apps: {error}");
        let apple = (!apps.apple.is_empty())
            .then(|| apple_app_site_association(&texts(&apps.apple), PATHS));
        let prints: Vec<_> = apps.android.iter().map(|app| texts(&app.fingerprints)).collect();
        let each = apps.android.iter().zip(&prints);
        let android: Vec<_> = each
            .map(|(app, fingerprints)| AndroidApp { package: &app.package, fingerprints })
            .collect();
        let android = (!android.is_empty()).then(|| android_asset_links(&android));
        let harmony = (!apps.harmony.is_empty()).then(|| harmony_applinking(&texts(&apps.harmony)));
        Ok(Self {
            apple: apple.transpose().map_err(unfit)?,
            android: android.transpose().map_err(unfit)?,
            harmony: harmony.transpose().map_err(unfit)?,
        })
    }
}

fn texts(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}
