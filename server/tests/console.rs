//! The console as it is served: three files that are part of the program.

mod house;

use house::House;

#[tokio::test]
async fn the_console_is_served_with_a_strict_policy_and_kept_by_its_tag() {
    let house = House::open().await;
    let door = house.get("/", &[]).await;
    assert_eq!((door.status.as_u16(), door.header("location")), (307, "/console/"));
    for path in ["/console/", "/console/payments/1", "/console/ledger"] {
        let page = house.get(path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.text.contains("/console/console.js") && !page.text.contains("<style"));
    }
    for (path, kind) in [
        ("/console/console.js", "text/javascript; charset=utf-8"),
        ("/console/console.css", "text/css; charset=utf-8"),
        ("/console/icon.svg", "image/svg+xml"),
    ] {
        let file = house.get(path, &[]).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, kind), "{path}");
        let again = house.get(path, &[("if-none-match", file.header("etag"))]).await;
        assert_eq!((again.status.as_u16(), &*again.text), (304, ""), "{path}");
    }
    house.close().await;
}
