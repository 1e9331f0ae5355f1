//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Kind, Source, Told, literal, state};
use serde_json::Value;

/// The state of now (`__ICE_APP_CONTEXT__`), of the older pages of items (`g_config`), and of
/// Tmall's (`TShop.Setup`).
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &[
        "-tmall.com天猫",
        "-淘宝网",
        "-淘宝",
        " - 淘宝网",
        "-天猫Tmall.com",
        "-理想生活上天猫",
        "-天猫超市-天猫Tmall.com-上天猫，就够了",
        "_闲鱼",
    ],
    state_marks: &["window.__ICE_APP_CONTEXT__", "var g_config", "g_config =", "TShop.Setup("],
    state: Some(read),
    state_first: false,
};

fn read(mark: &str, text: &str) -> Card {
    // The newest program writes `var b = {…}` around its data, or the data alone.
    let text = text.get(text.find('{').unwrap_or(text.len())..).unwrap_or_default();
    let Some(value) = literal::read(text) else { return Card::default() };
    let told = match mark {
        "window.__ICE_APP_CONTEXT__" => now(&value),
        "TShop.Setup(" => tmall(&value),
        _ => older(&value),
    };
    let mut card = told.unwrap_or_default();
    card.kind = card.title.is_some().then(|| Told::new(Kind::Product, Source::State));
    card
}

/// `loaderData.home.data.res` with `item`, `seller` and `componentsVO`, wherever it lies.
fn now(value: &Value) -> Option<Card> {
    let held = state::find(value, &|object| object.pointer("/item/title").is_some())?;
    let price =
        ["/componentsVO/priceVO/extraPrice/priceText", "/componentsVO/priceVO/price/priceText"];
    Some(Card {
        title: state::text(held.pointer("/item/title")),
        images: state::images(held.pointer("/item/images"), |url| state::image(Some(url))),
        price: price.iter().find_map(|path| state::yuan(held.pointer(path))),
        seller: state::text(held.pointer("/seller/shopName"))
            .or_else(|| state::text(held.pointer("/seller/sellerNick"))),
        ..Card::default()
    })
}

/// `g_config`: the seller above, the item in `idata`.
fn older(value: &Value) -> Option<Card> {
    let item = value.pointer("/idata/item")?;
    let mut images = state::images(item.get("auctionImages"), |url| state::image(Some(url)));
    if images.is_empty() {
        images.extend(state::image(item.get("pic")));
    }
    Some(Card {
        title: state::text(item.get("title")),
        price: state::yuan(item.get("price")),
        seller: state::text(value.get("shopName")).or_else(|| state::text(value.get("sellerNick"))),
        images,
        ..Card::default()
    })
}

/// `TShop.Setup({itemDO: …})`.
fn tmall(value: &Value) -> Option<Card> {
    let item = value.get("itemDO")?;
    let images = value.pointer("/propertyPics/default");
    Some(Card {
        title: state::text(item.get("title")),
        price: state::yuan(value.pointer("/detail/defaultItemPrice"))
            .or_else(|| state::yuan(item.get("reservePrice"))),
        seller: state::text(item.get("sellerNickName")),
        images: state::images(images, |url| state::image(Some(url))),
        ..Card::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(card: &Card) -> (&str, Option<u64>, Option<&str>, usize) {
        let title = card.title.as_ref().map_or("", |title| title.value.as_str());
        let price = card.price.as_ref().map(|price| price.value.amount.minor);
        (title, price, card.seller.as_ref().map(|seller| seller.value.as_str()), card.images.len())
    }

    #[test]
    fn an_item_is_read_from_each_state() {
        let now = r#"={loaderData:{home:{data:{res:{componentsVO:{priceVO:{price:{priceText:'12.80'}}},
            seller:{shopName:'示例旗舰店'},item:{title:"直线导轨",images:['https://img.alicdn.com/1.jpg']}}}}}}"#;
        assert_eq!(
            told(&read(HINTS.state_marks[0], now)),
            ("直线导轨", Some(1_280), Some("示例旗舰店"), 1)
        );
        let older = r" = { startTime:+new Date, shopName:'\u67d0\u5e97', idata:{ item:{ title:'衣', pic:'//img.alicdn.com/2.jpg', price:'88.00' } } }; g_config.tadInfo = {}";
        assert_eq!(told(&read("var g_config", older)), ("衣", Some(8_800), Some("某店"), 1));
        let tmall = r#" {"itemDO":{"title":"茶","reservePrice":"59.00"},"propertyPics":{"default":["//img.alicdn.com/3.jpg"]},"detail":{"defaultItemPrice":"39.90 - 59.00"}});"#;
        assert_eq!(told(&read("TShop.Setup(", tmall)), ("茶", Some(3_990), None, 1));
    }

    #[test]
    fn a_state_of_anything_else_tells_nothing() {
        for text in ["", "= {}", "= {idata:{item:[]}}", "= function(){}"] {
            assert_eq!(read("var g_config", text), Card::default(), "{text}");
        }
    }
}
