//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Image, Kind, Price, Source, Told, literal, state};
use serde_json::Value;

/// `rawData` of the pages of goods.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &["-拼多多", " - 拼多多", "_拼多多"],
    state_marks: &["window.rawData"],
    state: Some(read),
    // The page's own title is the platform's name on every page.
    state_first: true,
};

fn read(_: &str, text: &str) -> Card {
    let Some(value) = literal::read(text) else { return Card::default() };
    let named = |object: &Value| object.get("goodsName").is_some_and(Value::is_string);
    let Some(goods) = state::find(&value, &named) else { return Card::default() };
    let mall = state::find(&value, &|object| object.get("mallName").is_some_and(Value::is_string));
    let mut images = state::images(goods.get("topGallery"), picture);
    if images.is_empty() {
        images.extend(state::image(goods.get("hdThumbUrl")));
    }
    Card {
        title: state::text(goods.get("goodsName")),
        kind: Some(Told::new(Kind::Product, Source::State)),
        text: state::text(goods.get("shareDesc")),
        price: price(goods),
        seller: mall.and_then(|mall| state::text(mall.get("mallName"))),
        images,
        ..Card::default()
    }
}

/// The price in a group, which is the one that is shown, from the lowest to the highest.
fn price(goods: &Value) -> Option<Told<Price>> {
    let mut price = state::yuan(goods.get("minGroupPrice"))?;
    let highest = state::yuan(goods.get("maxGroupPrice")).map(|highest| highest.value.amount);
    price.value.up_to = highest.filter(|highest| highest.minor > price.value.amount.minor);
    Some(price)
}

/// A picture: its address, or an object with one.
fn picture(value: &Value) -> Option<Told<Image>> {
    state::image(Some(value.get("url").unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_read() {
        let text = r#"={"store":{"initDataObj":{"mall":{"mallName":"港仔风男装","mallId":5},"goods":{"goodsName":"短袖男夏季",
            "goodsID":13142744941,"minGroupPrice":"19.90","maxGroupPrice":"29.9","topGallery":[{"url":"//img.pddpic.com/1.jpeg"}]}}}};"#;
        let card = read("window.rawData", text);
        assert_eq!(card.title.unwrap().value, "短袖男夏季");
        let price = card.price.unwrap().value;
        assert_eq!((price.amount.minor, price.up_to.unwrap().minor), (1_990, 2_990));
        assert_eq!(card.seller.unwrap().value, "港仔风男装");
        assert_eq!(card.images[0].value.url, "https://img.pddpic.com/1.jpeg");
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["= null;", "={\"store\":{}}", ""] {
            assert_eq!(read("window.rawData", text), Card::default(), "{text}");
        }
    }
}
