//! The forms in which it is told a card: what a page inside WeChat shares (`page`, and signed
//! `js-sdk`), what a mini program shares, a link that opens one, and what an app shares through the native
//! SDK.

mod native;
mod page;
mod scheme;

use drawbridge_canon::share::{Card, Form, Opening, PageScript, Payload, inert_json, told_path};
use drawbridge_canon::{Ctx, Fault};
use serde_json::Value;

pub(super) use page::sign as sign_page;

/// All of them.
pub(super) const FORMS: &[Form] = &[
    Form {
        name: "page",
        title: "Share data of a page (JS-SDK)",
        title_zh: "网页分享数据（JS-SDK）",
        write: page::data,
    },
    Form {
        name: "js-sdk",
        title: "Share data and signed config of a page (JS-SDK)",
        title_zh: "网页分享数据与签名配置（JS-SDK）",
        write: page::signed,
    },
    Form {
        name: "mini-program",
        title: "Card of a mini program (onShareAppMessage)",
        title_zh: "小程序卡片（onShareAppMessage）",
        write: native::card,
    },
    Form {
        name: "mini-program-scheme",
        title: "The app's scheme to a page that a mini program declared (plain URL Scheme)",
        title_zh: "明文 URL Scheme（限已声明的页面）",
        write: scheme::write,
    },
    Form {
        name: "native-page",
        title: "Web page by the native SDK (WXWebpageObject)",
        title_zh: "App 分享网页（WXWebpageObject）",
        write: native::page,
    },
    Form {
        name: "native-mini-program",
        title: "Mini program by the native SDK (WXMiniProgramObject)",
        title_zh: "App 分享小程序（WXMiniProgramObject）",
        write: native::mini,
    },
];

/// A page of ours inside WeChat. The version is the one that the document names.
pub(super) const SCRIPT: PageScript = PageScript {
    form: "js-sdk",
    theirs: "https://res.wx.qq.com/open/js/jweixin-1.6.0.js",
    ours: include_str!("page.js"),
};

/// The longest title and description that the native SDK takes, in bytes. The pages' documents name
/// no limits; what is longer than these is not shown anyway.
const TITLE: usize = 512;
const TEXT: usize = 1024;

/// JSON that may be put into a page as it is.
fn payload(value: &Value) -> Payload {
    let body = inert_json(&value.to_string()).into_bytes();
    Payload { media_type: "application/json; charset=utf-8", body }
}

/// The page of a mini program that the card opens here, without a leading slash.
fn mini_path(card: &Card, ctx: &Ctx<'_>) -> Result<String, Fault> {
    mini_page(card, ctx).map(|(_, path)| path)
}

/// The same with the program's number, if the card has it.
fn mini_page<'a>(card: &'a Card, ctx: &Ctx<'_>) -> Result<(Option<&'a str>, String), Fault> {
    let here = card.openings.iter().find_map(|told| match &told.value {
        Opening::Mini { host, app_id, path: Some(path), .. } if host == crate::NAME => {
            Some((app_id, path))
        }
        _ => None,
    });
    let (app_id, path) = here.ok_or_else(|| {
        let message = "the card has no page in a WeChat mini program: share its link as a page, or \
                       register a mini program page for it";
        Fault::untranslatable("openings", message)
    })?;
    let own = ctx.account.apps.is_empty()
        || app_id.as_ref().is_none_or(|app| ctx.account.apps.contains(app));
    if !own {
        let message = "a mini program shares only pages of its own: share the link as a page";
        return Err(Fault::untranslatable("openings", message));
    }
    Ok((app_id.as_deref(), told_path(path)))
}
