//! What the cashier says, in two languages.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a two-letter code.
    pub(super) fn parse(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The one that a browser likes best (RFC 9110, 12.5.4); English for those who speak neither.
    pub(super) fn accepted(header: &str) -> Self {
        let mut best = (0, Self::En);
        for part in header.split(',') {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let tag = tag.trim().to_ascii_lowercase();
            let lang = Self::parse(tag.split('-').next().unwrap_or_default());
            let weight = thousandths(weight.trim().strip_prefix("q=").unwrap_or("1"));
            best = lang.map(|lang| (weight, lang)).filter(|new| new.0 > best.0).unwrap_or(best);
        }
        best.1
    }

    /// As in `lang` and in addresses.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The words.
    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }
}

/// A weight `0.8` as 800, without fractions.
fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let part = format!("{:0<3}", part.get(..part.len().min(3)).unwrap_or_default());
    whole.parse::<u32>().unwrap_or(0).min(1) * 1000 + part.parse::<u32>().unwrap_or(0)
}

/// Everything that is said. `{}` stands for a name.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) tag: &'static str,
    pub(super) other: &'static str,
    pub(super) other_code: &'static str,
    pub(super) pay_to: &'static str,
    pub(super) time_left: &'static str,
    pub(super) choose: &'static str,
    pub(super) choose_hint: &'static str,
    pub(super) scan_any: &'static str,
    pub(super) scan_with: &'static str,
    pub(super) other_phone: &'static str,
    pub(super) show_code: &'static str,
    pub(super) open: &'static str,
    pub(super) open_wallet: &'static str,
    pub(super) working: &'static str,
    pub(super) try_again: &'static str,
    pub(super) i_paid: &'static str,
    pub(super) confirm: (&'static str, &'static str),
    pub(super) checking: (&'static str, &'static str),
    pub(super) paid: (&'static str, &'static str),
    pub(super) refunded: (&'static str, &'static str),
    pub(super) closed: (&'static str, &'static str),
    pub(super) expired: (&'static str, &'static str),
    pub(super) failed: (&'static str, &'static str),
    pub(super) missing: (&'static str, &'static str),
    pub(super) trouble: (&'static str, &'static str),
    pub(super) inside: &'static str,
    pub(super) pay_now: &'static str,
    pub(super) calling: &'static str,
    pub(super) call_cancelled: &'static str,
    pub(super) call_failed: &'static str,
    pub(super) call_missing: &'static str,
    pub(super) outside: (&'static str, &'static str),
    pub(super) other_ways: &'static str,
    pub(super) sign_in_foreign: (&'static str, &'static str),
    pub(super) sign_in_used: (&'static str, &'static str),
    pub(super) sign_in_failed: (&'static str, &'static str),
    pub(super) again: &'static str,
    pub(super) back: &'static str,
    pub(super) fair: &'static str,
}

static ZH: Words = Words {
    tag: "zh-CN",
    other: "English",
    other_code: "en",
    pay_to: "付款给",
    time_left: "剩余支付时间",
    choose: "选择付款方式",
    choose_hint: "以下方式都可付款，费用相同",
    scan_any: "用任意一种钱包 App 扫码",
    scan_with: "用{}扫码付款",
    other_phone: "换一部手机付款",
    show_code: "显示二维码",
    open: "打开付款",
    open_wallet: "打开{}",
    working: "正在准备…",
    try_again: "没有成功，请再试一次",
    i_paid: "我已付款",
    confirm: ("等待付款", "请在钱包 App 中完成付款，本页会自动更新。"),
    checking: ("正在确认", "正在向钱包确认结果，请稍候，不要重复付款。"),
    paid: ("支付成功", "付款已完成，可以关闭本页。"),
    refunded: ("已退款", "款项已原路退回，到账时间以钱包为准。"),
    closed: ("订单已关闭", "没有扣款。如需付款，请回到商家重新下单。"),
    expired: ("订单已过期", "没有扣款。如需付款，请回到商家重新下单。"),
    failed: ("付款未成功", "没有扣款。请回到商家重新下单。"),
    missing: ("没有这笔付款", "链接可能不完整，请回到商家重新打开。"),
    trouble: ("暂时无法打开", "请稍后刷新本页。"),
    inside: "用{}付款",
    pay_now: "立即付款",
    calling: "正在打开付款…",
    call_cancelled: "没有付款。可以再试一次，或换一种方式。",
    call_failed: "没有成功。可以再试一次，或换一种方式。",
    call_missing: "这个浏览器没有提供付款功能，请换一种方式。",
    outside: (
        "这里不能直接付款",
        "商家还没有开通在这个 App 里直接付款。请点右上角菜单，选择“在浏览器打开”，再用{}付款；也可以用另一部手机的{}扫下面的二维码。",
    ),
    other_ways: "其他付款方式",
    sign_in_foreign: (
        "这个链接不能用来付款",
        "它不是从这个浏览器里的付款页开始的。没有扣款，请重新打开付款页。",
    ),
    sign_in_used: ("这个链接已经失效", "它已经用过，或停留太久。没有扣款，请重新打开付款页。"),
    sign_in_failed: (
        "没能确认付款人",
        "钱包没有告诉我们由谁付款。没有扣款，请重新打开付款页，或换一种方式。",
    ),
    again: "重新打开付款页",
    back: "返回商家",
    fair: "排列顺序随机抽取，不偏向任何一家。",
};

static EN: Words = Words {
    tag: "en",
    other: "中文",
    other_code: "zh",
    pay_to: "Pay to",
    time_left: "Time left to pay",
    choose: "Choose how to pay",
    choose_hint: "Any of these will do, at the same price",
    scan_any: "Scan with any of these wallets’ apps",
    scan_with: "Scan with {} to pay",
    other_phone: "Pay with another phone",
    show_code: "Show its code",
    open: "Open and pay",
    open_wallet: "Open {}",
    working: "Preparing…",
    try_again: "That did not work. Please try again.",
    i_paid: "I have paid",
    confirm: (
        "Waiting for payment",
        "Finish paying in the wallet’s app. This page follows by itself.",
    ),
    checking: (
        "Confirming",
        "We are asking the wallet how it went. Please wait, and do not pay twice.",
    ),
    paid: ("Paid", "The payment is complete. You may close this page."),
    refunded: (
        "Refunded",
        "The money went back the way it came; the wallet decides when it arrives.",
    ),
    closed: ("Order closed", "Nothing was charged. To pay, start again at the merchant’s."),
    expired: ("Order expired", "Nothing was charged. To pay, start again at the merchant’s."),
    failed: ("Payment failed", "Nothing was charged. Please start again at the merchant’s."),
    missing: (
        "No such payment",
        "The link may be incomplete. Please open it again from the merchant’s page.",
    ),
    trouble: ("Not available just now", "Please reload this page in a moment."),
    inside: "Pay with {}",
    pay_now: "Pay now",
    calling: "Opening the payment…",
    call_cancelled: "Not paid. You may try again, or choose another way.",
    call_failed: "That did not work. You may try again, or choose another way.",
    call_missing: "This browser offers no way to pay. Please choose another way.",
    outside: (
        "Paying in this app is not set up",
        "The merchant cannot be paid out of this page yet. Open it in your phone’s browser, from the menu at the top right, and pay with {} there; or scan the code below with {} on another phone.",
    ),
    other_ways: "Other ways to pay",
    sign_in_foreign: (
        "This link cannot be used to pay",
        "It did not begin at the payment’s page in this browser. Nothing was charged. Please open the payment again.",
    ),
    sign_in_used: (
        "This link is not good any more",
        "It was used before, or took too long. Nothing was charged. Please open the payment again.",
    ),
    sign_in_failed: (
        "We could not learn who pays",
        "The wallet did not tell us. Nothing was charged. Please open the payment again, or choose another way.",
    ),
    again: "Open the payment again",
    back: "Back to the merchant",
    fair: "The order is drawn by lot and favours no one.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_favourite_is_spoken() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-US,en;q=0.9,zh-CN;q=0.8", Lang::En),
            ("de-DE,de;q=0.9,zh;q=0.3,en;q=0.25", Lang::Zh),
            ("fr", Lang::En),
            ("", Lang::En),
            ("zh;q=0", Lang::En),
            ("zh;q=é,;;==,", Lang::En),
        ] {
            assert_eq!(Lang::accepted(header), expected, "{header}");
        }
    }
}
