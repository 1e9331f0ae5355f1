//! A page for the buyer's browser, when a merchant's page led it here in vain.

use drawbridge_canon::Response;

/// A page that says what is wrong.
pub(crate) fn page(title: &str, detail: &str) -> Response {
    let (title, detail) = (escape(title), escape(detail));
    let html = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>银联在线支付</title></head>\
         <body><h1>{title}</h1><p>{detail}</p></body></html>"
    );
    Response::new(200, "text/html;charset=UTF-8", html)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
