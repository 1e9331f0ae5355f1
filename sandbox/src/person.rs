//! The names by which a wallet tells its buyers to merchants.

use drawbridge_canon::Timestamp;
use drawbridge_canon::pay::Buyer;

use crate::numbers::{Facts, Source, mix_text, render};
use crate::settings::Settings;

/// The id by which a wallet names a buyer: the same whenever it is asked.
pub(crate) fn named(settings: &Settings, merchant: &str, app: Option<&str>, name: &str) -> Buyer {
    let texts = &settings.texts;
    let seed = settings.seed;
    let person = mix_text(seed, name);
    let relation = if settings.buyer_per_app {
        mix_text(mix_text(person, merchant), app.unwrap_or_default())
    } else {
        person
    };
    let facts = Facts { now: Timestamp::default(), order: "", prepay: "", wallet_no: "" };
    let text = |template, hash| render(template, seed, Source::Hash(hash), &facts);
    Buyer {
        id: text(&texts.buyer, relation),
        per_app: settings.buyer_per_app,
        login: texts.login.as_deref().map(|template| text(template, person)),
    }
}
