//! The files for systems have the shape that each documents, and no unfit name gets into one.

use drawbridge_page::write::{
    AndroidApp, UnfitApp, android_asset_links, apple_app_site_association, harmony_applinking,
};
use serde_json::{Value, json};

const PRINT: &str = "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

fn parsed(text: Result<String, UnfitApp>) -> Value {
    serde_json::from_str(&text.unwrap()).unwrap()
}

#[test]
fn each_has_its_documented_shape() {
    let apple = apple_app_site_association(&["ABCDE12345.cn.example.shop"], &["/s/*"]);
    assert_eq!(
        parsed(apple),
        json!({"applinks": {"details": [{
            "appIDs": ["ABCDE12345.cn.example.shop"], "components": [{"/": "/s/*"}],
        }]}})
    );
    let app = AndroidApp { package: "com.example.app", fingerprints: &[PRINT] };
    assert_eq!(
        parsed(android_asset_links(&[app])),
        json!([{
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "com.example.app",
                "sha256_cert_fingerprints": [PRINT],
            },
        }])
    );
    let harmony = parsed(harmony_applinking(&["5765880207855089085"]));
    assert_eq!(
        harmony,
        json!({"applinking": {"apps": [{"appIdentifier": "5765880207855089085"}]}})
    );
}

#[test]
fn an_unfit_name_is_told_and_not_written() {
    for app in ["ABCDE12345", "abcde12345.cn.example", "ABCDE12345.a\"b", "ABCDE12345.", ""] {
        assert_eq!(apple_app_site_association(&[app], &[]), Err(UnfitApp::Apple(app.to_owned())));
    }
    let path = UnfitApp::Path("s/*".to_owned());
    assert_eq!(apple_app_site_association(&[], &["s/*"]), Err(path));
    for package in ["shop", "a..b", "1a.b", "a.b-c", "a.b\"", ""] {
        let app = AndroidApp { package, fingerprints: &[PRINT] };
        assert_eq!(android_asset_links(&[app]), Err(UnfitApp::Package(package.to_owned())));
    }
    for print in [&PRINT[3..], &PRINT.to_lowercase(), "", &format!("{PRINT}:00")] {
        let app = AndroidApp { package: "a.b", fingerprints: &[print] };
        assert_eq!(android_asset_links(&[app]), Err(UnfitApp::Fingerprint(print.to_owned())));
    }
    assert_eq!(harmony_applinking(&["12a"]), Err(UnfitApp::Harmony("12a".to_owned())));
}
