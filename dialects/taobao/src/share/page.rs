//! What its own pages carry for their own program.

use drawbridge_canon::share::words::unescaped;
use drawbridge_canon::share::{
    Address, Card, Hints, HostRole, Kind, Source, Told, literal, state, web_address,
};
use serde_json::Value;
use url::Url;

use super::hosts::HOSTS;

/// The state of now (`__ICE_APP_CONTEXT__`), of the older pages of items (`g_config`), and of
/// Tmall's (`TShop.Setup`); and what the page of a short link has instead.
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
    state_marks: &[
        "window.__ICE_APP_CONTEXT__",
        "var g_config",
        "g_config =",
        "TShop.Setup(",
        NEXT,
    ],
    state: Some(read),
    state_first: false,
};

/// How the page of a short link begins to say where it leads.
const NEXT: &str = "var url = 'https://";

fn read(mark: &str, text: &str) -> Card {
    if mark == NEXT {
        let url = next(text).map(|url| Told::new(url.into(), Source::State));
        return Card { url, ..Card::default() };
    }
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

/// Where the page of a short link leads, which answers with a script instead of a redirect. It is told only
/// if it is written there as it is, and one of the platform's own: other pages have scripts too.
fn next(text: &str) -> Option<Url> {
    const LONGEST: usize = 4096;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b'\'')?;
    let behind = text[end + 1..].trim_start_matches([' ', '\t']);
    if !behind.starts_with([';', ',', '\r', '\n']) {
        return None;
    }
    let literal = literal::read(&format!("'https://{}'", &text[..end]))?;
    let url = web_address(&unescaped(literal.as_str()?))?;
    let bare = url.username().is_empty() && url.password().is_none();
    let ours = HOSTS.iter().find(|ours| ours.has(url.host_name()))?;
    (bare && matches!(ours.role, HostRole::Pages | HostRole::Short)).then_some(url)
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
    fn a_short_links_page_leads_on() {
        let to = |text: &str| {
            let card = read(NEXT, text);
            assert_eq!(Card { url: None, ..card.clone() }, Card::default(), "{text}");
            card.url.map(|url| {
                assert_eq!(url.from, Source::State);
                url.value
            })
        };
        let item = "https://item.taobao.com/item.htm?id=967494320598";
        for (text, next) in [
            (
                "item.taobao.com/item.htm?id=967494320598&price=12.2&short_name=h.87fj9SNrqHW8kfC';\n</script>",
                "https://item.taobao.com/item.htm?id=967494320598&price=12.2&short_name=h.87fj9SNrqHW8kfC",
            ),
            (
                "item.taobao.com/item.htm?id=967494320598&amp;app=x';",
                "https://item.taobao.com/item.htm?id=967494320598&app=x",
            ),
            (r"item.taobao.com\/item.htm?id=967494320598';", item),
            (
                r"item.taobao.com/item.htm?id=967494320598\u0026x=1';",
                "https://item.taobao.com/item.htm?id=967494320598&x=1",
            ),
            ("m.tb.cn/h.abc';", "https://m.tb.cn/h.abc"),
        ] {
            assert_eq!(to(text).as_deref(), Some(next), "{text}");
        }
        let long = "a".repeat(100_000);
        for text in [
            "",
            "item.taobao.com/item.htm?id=1",
            "item.taobao.com/item.htm?id=' + id;",
            "item.taobao.com/item.htm?id='+id;",
            "example.com/item.htm?id=1';",
            "item.taobao.com@example.com/';",
            "img.alicdn.com/1.jpg';",
            &long,
        ] {
            assert_eq!(to(text), None, "{}", &text[..text.len().min(40)]);
        }
    }

    #[test]
    fn a_state_of_anything_else_tells_nothing() {
        for text in ["", "= {}", "= {idata:{item:[]}}", "= function(){}"] {
            assert_eq!(read("var g_config", text), Card::default(), "{text}");
        }
    }
}
