//! Our own words to people, in both languages.

use drawbridge_canon::share::Availability;

use super::showing::Tongue;

/// One sentence or label, in both languages.
#[derive(Clone, Copy)]
pub(super) struct Words(&'static str, &'static str);

impl Words {
    pub(super) const fn of(self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::Chinese => self.0,
            Tongue::English => self.1,
        }
    }
}

pub(super) const OPEN_PAGE: Words = Words("打开网页", "Open the page");
pub(super) const OPEN_APP: Words = Words("在 App 中打开", "Open in the app");
pub(super) const OPEN_MINI: Words = Words("打开小程序", "Open the mini program");
pub(super) const SOLD_BY: Words = Words("卖家", "Sold by");
pub(super) const BY: Words = Words("作者", "By");
pub(super) const RATED: Words = Words("评分", "Rated");
pub(super) const PRICE: Words = Words("价格", "Price");
pub(super) const OTHER_WAYS: Words = Words("其他打开方式", "Other ways to open it");
pub(super) const ELSEWHERE: Words = Words("在别处打开", "Open it elsewhere");
pub(super) const INSIDE: Words = Words(
    "如果这里打不开：点右上角菜单，选择“在浏览器打开”；或者复制下面的内容，粘贴到浏览器；或者用另一台手机扫码。",
    "If it does not open here: choose “Open in browser” in the menu at the top; or copy the text \
     below and paste it into your browser; or scan the code with another phone.",
);
pub(super) const CARRY: Words = Words(
    "用手机扫码，或者复制下面的内容发给自己。",
    "Scan the code with your phone, or copy the text below and send it to yourself.",
);
pub(super) const QR: Words = Words("本链接的二维码", "QR code of this link");
pub(super) const COPY: Words = Words("可复制的链接", "Link to copy");
pub(super) const SERVED: Words =
    Words("此页由吊桥生成，内容来自", "Made by Drawbridge out of what is told by");
pub(super) const WARNED: Words = Words("打开前请注意", "Mind before you open it");
pub(super) const REFUSED: Words = Words("此链接不予打开", "This link is not opened");
pub(super) const APPEAL: Words = Words("申诉时请注明决定编号", "To appeal, name the decision");

/// What is said of whether something can be had.
pub(super) const fn availability(what: Availability) -> Words {
    match what {
        Availability::InStock => Words("有货", "In stock"),
        Availability::Limited => Words("库存紧张", "Few left"),
        Availability::PreOrder => Words("可预订", "Pre-order"),
        Availability::BackOrder => Words("可订购，稍后发货", "Back-order"),
        Availability::InStoreOnly => Words("仅限门店", "In store only"),
        Availability::OnlineOnly => Words("仅限网上", "Online only"),
        Availability::OutOfStock => Words("缺货", "Out of stock"),
        Availability::SoldOut => Words("已售罄", "Sold out"),
        Availability::Discontinued => Words("已停产", "Discontinued"),
    }
}
