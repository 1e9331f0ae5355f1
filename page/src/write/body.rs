//! The body of a page: what people see.

use std::fmt::Write as _;

use drawbridge_canon::Money;
use drawbridge_canon::share::Price;

use super::escape::{html, line};
use super::json_ld::points;
use super::link::web;
use super::showing::{Inside, Showing};
use super::view::View;
use super::ways::{Way, ways};
use super::words::{
    BY, CARRY, COPY, ELSEWHERE, INSIDE, OTHER_WAYS, QR, RATED, SERVED, SOLD_BY, availability,
};
use super::{plain, qr, verdict};

/// All of the body.
pub(super) fn body(view: &View<'_>, showing: &Showing<'_>) -> String {
    let tongue = showing.reader.tongue;
    let ways = ways(view, showing.reader);
    let mut out = String::from("<main>\n");
    picture(&mut out, view);
    let language = view.language.as_ref().map(|tag| format!(" lang=\"{tag}\"")).unwrap_or_default();
    let _ = writeln!(out, "<div class=\"told\"{language}>");
    told(&mut out, "p", "site", view.site.as_deref());
    told(&mut out, "h1", "title", Some(&view.title));
    told(&mut out, "p", "price", view.price.map(price).as_deref());
    told(&mut out, "p", "text", view.text.as_deref());
    out.push_str("</div>\n");
    facts(&mut out, view, showing);
    out.push_str(&verdict::verdict(view.card, tongue));
    if let Some((first, others)) = ways.split_first() {
        let label = first.label.of(tongue);
        let _ = writeln!(out, "<p><a class=\"open\" {}>{label}</a></p>", target(first));
        elsewhere(&mut out, view, showing, others);
    }
    out.push_str("</main>\n");
    if let Some(site) = view.url.as_deref().and_then(super::link::host) {
        let _ = writeln!(out, "<footer>{} <bdi>{}</bdi></footer>", SERVED.of(tongue), html(&site));
    }
    out
}

/// A price as people write it: `¥99.00`, of a span both ends.
pub(super) fn price(price: Price) -> String {
    let one = |money: Money| match money.currency.code() {
        "CNY" => format!("¥{}", money.major()),
        code => format!("{code} {}", money.major()),
    };
    match price.up_to {
        None => one(price.amount),
        Some(high) => format!("{} – {}", one(price.amount), one(high)),
    }
}

fn picture(out: &mut String, view: &View<'_>) {
    let Some(image) = view.images.first() else { return };
    let size = match (image.width, image.height) {
        (Some(width), Some(height)) => format!(" width=\"{width}\" height=\"{height}\""),
        _ => String::new(),
    };
    let (src, alt) = (html(&image.url), html(image.alt.as_deref().unwrap_or_default()));
    let quiet = "referrerpolicy=\"no-referrer\" decoding=\"async\"";
    let _ = writeln!(out, "<img src=\"{src}\" alt=\"{alt}\"{size} {quiet}>");
}

/// Isolated, so that letters which turn the direction of writing turn nothing else.
fn told(out: &mut String, element: &str, class: &str, value: Option<&str>) {
    if let Some(value) = value {
        let value = html(value);
        let _ = writeln!(out, "<{element} class=\"{class}\"><bdi>{value}</bdi></{element}>");
    }
}

fn facts(out: &mut String, view: &View<'_>, showing: &Showing<'_>) {
    let tongue = showing.reader.tongue;
    let rated = view.rating.map(|rating| {
        let count = rating.count.map(|count| format!(" ({count})")).unwrap_or_default();
        format!("{} / {}{count}", points(rating.milli), points(rating.best_milli))
    });
    let named = [(SOLD_BY, view.seller.clone()), (BY, view.author.clone()), (RATED, rated)];
    let mut rows = String::new();
    for (label, value) in named {
        let Some(value) = value else { continue };
        let label = label.of(tongue);
        let _ = writeln!(rows, "<div><dt>{label}</dt><dd><bdi>{}</bdi></dd></div>", html(&value));
    }
    if !rows.is_empty() {
        let _ = writeln!(out, "<dl>\n{rows}</dl>");
    }
    let stock = view.availability.map(|what| availability(what).of(tongue));
    told(out, "p", "stock", stock);
}

/// The other ways, and how to carry the link to where it opens. Inside an app this stands open:
/// there an app or a page that the app keeps out can only be reached so.
fn elsewhere(out: &mut String, view: &View<'_>, showing: &Showing<'_>, others: &[Way]) {
    let tongue = showing.reader.tongue;
    let inside = matches!(showing.reader.inside, Inside::App(_));
    let (open, title, how) =
        if inside { (" open", ELSEWHERE, INSIDE) } else { ("", OTHER_WAYS, CARRY) };
    let _ = writeln!(out, "<details{open}>\n<summary>{}</summary>", title.of(tongue));
    for way in others {
        let _ = writeln!(out, "<p><a {}>{}</a></p>", target(way), way.label.of(tongue));
    }
    let _ = writeln!(out, "<p>{}</p>", how.of(tongue));
    if let Some(code) = web(showing.page).and_then(|page| qr::draw(&page)) {
        out.push_str(&code.svg(QR.of(tongue)));
    }
    let text = html(&plain::text(view, showing.page, showing.code));
    let label = COPY.of(tongue);
    let _ =
        writeln!(out, "<textarea readonly rows=\"4\" aria-label=\"{label}\">\n{text}</textarea>");
    out.push_str("</details>\n");
}

fn target(way: &Way) -> String {
    format!("href=\"{}\" rel=\"noopener noreferrer\"", html(&line(&way.href)))
}
