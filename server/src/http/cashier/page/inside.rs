//! The part of the page in a wallet's own browser: a button that calls the wallet, or what to do
//! where it cannot be called.

use drawbridge_engine::pay::cashier::CashierView;

use super::{Chosen, Handed, Text, Visitor, qr, title};

/// The part for what was handed over, if it is for such a browser.
pub(super) fn part(view: &CashierView, visitor: &Visitor, chosen: &Chosen) -> Option<String> {
    let wallet = view.wallets.iter().find(|wallet| wallet.name == chosen.wallet)?;
    let (words, name) = (visitor.lang.words(), title(wallet, visitor.lang).to_string());
    let named = |text: &str| text.replace("{}", &name);
    match &chosen.handed {
        Handed::Call => Some(format!(
            "<h2 id=\"choose\">{title}</h2>\
             <form method=\"post\" action=\"/c/{id}/call\" class=\"call\" data-working=\"{working}\" \
             data-cancelled=\"{cancelled}\" data-failed=\"{failed}\" data-missing=\"{missing}\">\
             <button class=\"button main\">{pay}</button></form>\
             <div class=\"result\" aria-live=\"polite\"></div>",
            title = named(words.inside),
            id = Text(&view.id),
            working = words.calling,
            cancelled = words.call_cancelled,
            failed = words.call_failed,
            missing = words.call_missing,
            pay = words.pay_now,
        )),
        Handed::Outside(text) => Some(format!(
            "<h2 id=\"choose\">{}</h2><p class=\"hint\">{}</p><figure class=\"outside\">{}\
             <figcaption>{scan}</figcaption></figure>",
            words.outside.0,
            named(words.outside.1),
            qr::draw(text).map_or_else(String::new, |code| code.svg(&named(words.scan_with))),
            scan = named(words.scan_with),
        )),
        _ => None,
    }
}
