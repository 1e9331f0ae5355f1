//! Its half of the share gate: articles, Channels, and the links of mini programs.

mod address;
mod article;
mod calls;
mod find;
mod forms;
mod mini_link;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["weixin", "wechat", "微信", "公众号", "视频号"],
    browser_marks: &["micromessenger"],
    find: find::find,
    canonical: address::canonical,
    passes_to: Some(address::passes_to),
    wall: Some(address::wall),
    hints: Hints {
        title_suffixes: &[" - 微信公众平台"],
        state_marks: article::MARKS,
        state: Some(article::state),
        ..Hints::NONE
    },
    forms: forms::FORMS,
    signed: &["js-sdk"],
    sign_page: Some(forms::sign_page),
    page_script: Some(forms::SCRIPT),
    links: calls::OWN,
    token: Some(&calls::Tokens),
    ticket: Some(&calls::Tickets),
    codes: calls::CODES,
    make_link: Some(&calls::Links),
    make_code: Some(&calls::Codes),
    ..Share::SILENT
};

/// The first that fits counts.
const HOSTS: &[Host] = &[
    // A URL Link opens a mini program, and where there is no WeChat shows a page that says so.
    Host::short("wxaurl.cn"),
    Host::short("wxmpurl.cn"),
    // Pages that warn before they let go on.
    Host::passes("weixin110.qq.com"),
    Host::passes("support.weixin.qq.com"),
    Host::passes("c.pc.qq.com"),
    Host::pages(".weixin.qq.com"),
    Host::files("mmbiz.qpic.cn"),
    Host::files("mmecoa.qpic.cn"),
    // Where mini programs say that they come from.
    Host::own(".servicewechat.com"),
    Host::own(".wechat.com"),
    Host::own(".wechatpay.cn"),
    Host::own(".wechatpay.com.cn"),
    Host::own(".tenpay.com"),
];
