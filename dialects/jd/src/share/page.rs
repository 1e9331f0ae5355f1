//! What its own pages carry for their own program.

use drawbridge_canon::share::{Card, Hints, Image, Kind, Source, Told, literal, state};
use serde_json::Value;

/// `pageConfig` of the pages of items, and `_itemOnly`, `_itemInfo` of those for telephones.
pub(super) const HINTS: Hints = Hints {
    title_suffixes: &[
        "【行情 报价 价格 评测】-京东",
        "【图片 价格 品牌 报价】-京东",
        "【图片 价格 品牌 评论】-京东",
        " - 京东",
        "-京东",
        "_京东",
    ],
    state_marks: &["var pageConfig =", "window.pageConfig =", "window._itemOnly ="],
    state: Some(read),
    state_first: false,
};

/// Where pictures stand whose address is told without host.
const PICTURES: &str = "https://img14.360buyimg.com/n1/";

fn read(_: &str, text: &str) -> Card {
    let Some(value) = literal::read(text) else { return Card::default() };
    let item = value.get("product").or_else(|| value.get("item")).unwrap_or(&value);
    let title = ["name", "skuName"].iter().find_map(|name| state::text(item.get(*name)));
    let mut images = state::images(item.get("imageList"), picture);
    if images.is_empty() {
        images.extend(item.get("src").or_else(|| item.get("image")).and_then(picture));
    }
    Card {
        kind: title.is_some().then(|| Told::new(Kind::Product, Source::State)),
        price: item
            .get("p")
            .or_else(|| item.get("price"))
            .and_then(|price| state::yuan(Some(price))),
        seller: state::text(item.get("shopName")).or_else(|| state::text(item.get("vender"))),
        title,
        images,
        ..Card::default()
    }
}

/// A picture, which may be told by its place alone: `jfs/t1/…/x.jpg`.
fn picture(value: &Value) -> Option<Told<Image>> {
    let told = value.as_str()?;
    if told.starts_with("jfs/") {
        return state::image(Some(&Value::String(format!("{PICTURES}{told}"))));
    }
    state::image(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_read() {
        let text = r#" { compatible: true, product: { modules: ['address'], imageAndVideoJson: {"mainVideoId":"5"},
            skuid: 100012043978, name: '\u98de\u5929 53%vol 500ml', skuidkey:'AB', href: '//item.jd.com/1.html',
            src: 'jfs/t1/97097/12/15694/245806/5e7373e6Ec4d1b0ac/9d8c13728cc2544d.jpg', imageList: ["jfs/t1/a.jpg","jfs/t1/b.jpg"],
            cat: [12259,12260,9435] } }; try { x() } catch (e) {}"#;
        let card = read("var pageConfig =", text);
        assert_eq!(card.title.unwrap().value, "飞天 53%vol 500ml");
        let urls: Vec<_> = card.images.into_iter().map(|image| image.value.url).collect();
        assert_eq!(
            urls,
            [
                "https://img14.360buyimg.com/n1/jfs/t1/a.jpg",
                "https://img14.360buyimg.com/n1/jfs/t1/b.jpg"
            ]
        );
        assert_eq!(card.kind.unwrap().value, Kind::Product);
    }

    #[test]
    fn anything_else_tells_nothing() {
        for text in ["", "{}", "{product:{}}", "{product:{src:'javascript:x'}}", "null"] {
            assert_eq!(read("", text), Card::default(), "{text}");
        }
    }
}
