//! The page. It has a part for every state, of which the style shows one, so that the script has
//! nothing to say and nothing to write.

mod inside;

use drawbridge_canon::{Currency, Money};
use drawbridge_engine::page::qr;
use drawbridge_engine::pay::cashier::{CashierView, CashierWallet};

use super::state::{Standing, State};
use super::visitor::Visitor;
use super::words::{Lang, Words};
use crate::assets;
use crate::http::html::Text;

/// What a chosen wallet handed over.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// The wallet account.
    pub(super) wallet: String,
    /// What came of it.
    pub(super) handed: Handed,
}

/// What came of choosing.
#[derive(Clone, Debug)]
pub(super) enum Handed {
    /// A code to scan.
    Code(String),
    /// A link to follow; its scheme was checked.
    Link(String),
    /// A call that the page makes in the wallet's own browser.
    Call,
    /// A code, and words about what to do: the wallet cannot be paid in its own browser here.
    Outside(String),
    /// Nothing; the buyer may try again.
    Nothing,
}

/// The page of a payment. `own` is its own address, as in its code.
pub(super) fn payment(
    view: &CashierView,
    standing: Standing,
    visitor: &Visitor,
    own: &str,
    chosen: Option<&Chosen>,
) -> String {
    let words = visitor.lang.words();
    let (id, amount) = (Text(&view.id), money(view.amount));
    let (merchant, subject) = (Text(&view.merchant), Text(&view.subject));
    let parts: String = State::ALL
        .into_iter()
        .map(|state| match state {
            State::Choose => choose(view, visitor, own, chosen),
            State::Confirm => outcome(state, words.confirm, &i_paid(view, words)),
            State::Checking => outcome(state, words.checking, &i_paid(view, words)),
            State::Paid => outcome(state, words.paid, &back(view, words, "button main")),
            State::Refunded => outcome(state, words.refunded, &back(view, words, "button")),
            State::Closed => outcome(state, words.closed, &back(view, words, "button")),
            State::Expired => outcome(state, words.expired, &back(view, words, "button")),
            State::Failed => outcome(state, words.failed, &back(view, words, "button")),
        })
        .collect();
    let body = format!(
        "<main data-id=\"{id}\" data-state=\"{state}\" data-left=\"{left}\">\
         <section class=\"order\"><p class=\"merchant\">{pay_to} <bdi>{merchant}</bdi></p>\
         <h1>{amount}</h1><p class=\"subject\"><bdi>{subject}</bdi></p>\
         <p class=\"clock\" role=\"timer\" aria-live=\"off\">{time_left} \
         <time>{clock}</time></p></section>{parts}\
         <p class=\"visually-hidden\" role=\"status\" aria-live=\"polite\"></p></main>",
        state = standing.state.name(),
        left = standing.left_ms,
        pay_to = words.pay_to,
        time_left = words.time_left,
        clock = clock(standing.left_ms),
    );
    let refresh = if standing.state.is_final() { "" } else { REFRESH };
    frame(visitor.lang, &format!("{amount} · {merchant}"), refresh, &body)
}

/// A page that only says something.
pub(super) fn notice(lang: Lang, said: (&str, &str)) -> String {
    said_page(lang, said, "")
}

/// The same with a link onwards: its address on our own host, and its text.
pub(super) fn notice_with(lang: Lang, said: (&str, &str), link: (&str, &str)) -> String {
    let link = format!("<a class=\"button main\" href=\"{}\">{}</a>", Text(link.0), link.1);
    said_page(lang, said, &link)
}

fn said_page(lang: Lang, said: (&str, &str), then: &str) -> String {
    let body = format!(
        "<main data-state=\"notice\"><section class=\"outcome\" data-when=\"notice\">\
         <h1>{}</h1><p>{}</p>{then}</section></main>",
        said.0, said.1
    );
    frame(lang, said.0, "", &body)
}

/// Follows the payment where there is no script.
const REFRESH: &str = "<noscript><meta http-equiv=\"refresh\" content=\"8\"></noscript>";

fn frame(lang: Lang, title: &str, head: &str, body: &str) -> String {
    let words = lang.words();
    format!(
        "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"format-detection\" content=\"telephone=no\"><title>{title}</title>\
         <link rel=\"icon\" href=\"{icon}\"><link rel=\"stylesheet\" href=\"{css}\">\
         <script type=\"module\" src=\"{js}\"></script>{head}</head><body>\
         <header><span class=\"brand\"><img src=\"{icon}\" alt=\"\" width=\"22\" height=\"22\">\
         Drawbridge</span><a href=\"?lang={other_code}\" lang=\"{other_code}\" \
         hreflang=\"{other_code}\">{other}</a></header>{body}</body></html>",
        tag = words.tag,
        icon = assets::ICON.path(),
        css = assets::CASHIER_CSS.path(),
        js = assets::CASHIER_JS.path(),
        other = words.other,
        other_code = words.other_code,
    )
}

fn choose(view: &CashierView, visitor: &Visitor, own: &str, chosen: Option<&Chosen>) -> String {
    let words = visitor.lang.words();
    let wallets: String =
        view.wallets.iter().map(|wallet| choice(view, wallet, visitor, chosen)).collect();
    let label = words.scan_any;
    let own_code = qr::draw(own).map_or_else(String::new, |code| code.svg(label));
    let any = if visitor.phone {
        let summary = words.other_phone;
        format!(
            "<details class=\"any\"><summary>{summary}</summary><figure>{own_code}<figcaption>{label}</figcaption></figure></details>"
        )
    } else {
        format!("<figure class=\"any\">{own_code}<figcaption>{label}</figcaption></figure>")
    };
    let returned = if visitor.returned { i_paid(view, words) } else { String::new() };
    let device = if visitor.phone { "phone" } else { "desk" };
    let (title, hint) = (words.choose, words.choose_hint);
    let ways = format!(
        "<div class=\"ways\"><ul class=\"wallets\">{wallets}</ul>{any}</div>\
         <p class=\"fair\">{}</p>",
        words.fair
    );
    let inside = chosen.and_then(|chosen| inside::part(view, visitor, chosen));
    let body = match inside {
        Some(part) => format!(
            "{part}<details class=\"others\"><summary>{}</summary><p class=\"hint\">{hint}</p>\
             {ways}</details>",
            words.other_ways
        ),
        None => {
            format!("<h2 id=\"choose\">{title}</h2><p class=\"hint\">{hint}</p>{returned}{ways}")
        }
    };
    format!(
        "<section data-when=\"choose\" class=\"choose {device}\" aria-labelledby=\"choose\">\
         {body}</section>"
    )
}

/// One wallet: the same size and look for each.
fn choice(
    view: &CashierView,
    wallet: &CashierWallet,
    visitor: &Visitor,
    chosen: Option<&Chosen>,
) -> String {
    let words = visitor.lang.words();
    let title = title(wallet, visitor.lang);
    let scan = words.scan_with.replace("{}", &title.to_string());
    let open = words.open_wallet.replace("{}", &title.to_string());
    let result = match chosen.filter(|chosen| chosen.wallet == wallet.name).map(|c| &c.handed) {
        Some(Handed::Code(text)) => qr::draw(text).map_or_else(String::new, |code| code.svg(&scan)),
        Some(Handed::Link(url)) => {
            format!("<a class=\"button\" href=\"{}\">{open}</a>", Text(url))
        }
        Some(Handed::Call | Handed::Outside(_)) | None => String::new(),
        Some(Handed::Nothing) => format!("<p class=\"sorry\">{}</p>", words.try_again),
    };
    let hint = if visitor.phone { words.open } else { words.show_code };
    format!(
        "<li><form method=\"post\" action=\"/c/{id}/choose\" data-scan=\"{scan}\" \
         data-open=\"{open}\" data-working=\"{working}\" data-sorry=\"{sorry}\">\
         <input type=\"hidden\" name=\"wallet\" value=\"{name}\">\
         <button><strong>{title}</strong> <span>{hint}</span></button></form>\
         <div class=\"result\" aria-live=\"polite\">{result}</div></li>",
        id = Text(&view.id),
        name = Text(&wallet.name),
        working = words.working,
        sorry = words.try_again,
    )
}

fn title(wallet: &CashierWallet, lang: Lang) -> Text<'_> {
    match lang {
        Lang::Zh => Text(&wallet.title_zh),
        Lang::En => Text(&wallet.title),
    }
}

fn outcome(state: State, said: (&str, &str), then: &str) -> String {
    let name = state.name();
    format!(
        "<section class=\"outcome\" data-when=\"{name}\" aria-labelledby=\"{name}\">\
         <h2 id=\"{name}\" tabindex=\"-1\"><span class=\"sign\" aria-hidden=\"true\"></span>{}</h2>\
         <p>{}</p>{then}</section>",
        said.0, said.1
    )
}

fn i_paid(view: &CashierView, words: &Words) -> String {
    format!(
        "<form method=\"post\" action=\"/c/{}/look\" class=\"look\">\
         <button class=\"button\">{}</button></form>",
        Text(&view.id),
        words.i_paid
    )
}

fn back(view: &CashierView, words: &Words, class: &str) -> String {
    if view.return_url.is_none() {
        return String::new();
    }
    format!("<a class=\"{class}\" href=\"/c/{}/back\">{}</a>", Text(&view.id), words.back)
}

/// `¥88.80`, and other currencies by their code.
fn money(amount: Money) -> String {
    let (currency, major) = (amount.currency, amount.major());
    let sign =
        if currency == Currency::CNY { "¥".to_owned() } else { format!("{} ", currency.code()) };
    format!("<span class=\"sign\">{sign}</span>{major}")
}

/// `14:59`, or `1:14:59`.
fn clock(left_ms: i64) -> String {
    let seconds = left_ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
