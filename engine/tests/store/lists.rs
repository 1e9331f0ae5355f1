//! Lists of payments, page by page.

use drawbridge_engine::store::{PaymentFilter, StoreError};

use crate::home::Home;
use crate::rows::{create, id, payment, update};

/// All ids that a filter gives, read in pages of 4.
async fn ids(home: &Home, filter: &PaymentFilter) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = home.store.payments(filter, after.as_deref(), 4).await.expect("read");
        assert!(page.items.len() <= 4);
        ids.extend(page.items.into_iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

async fn fill(home: &Home) {
    for number in 0..24 {
        let mut row = payment(number);
        if number >= 20 {
            row.id = row.id.replace("20261124", "20261125");
        }
        row.account = format!("front:{}", number % 2);
        home.store.commit(create(row.clone())).await.expect("stored");
        if number % 4 == 0 {
            row.phase = "paid".into();
            row.wallet = Some("purse:1".to_owned());
            home.store.commit(update(row, 1)).await.expect("stored");
        }
    }
}

pub(crate) async fn pages_are_complete_and_newest_first(home: &Home) {
    assert_eq!(ids(home, &PaymentFilter::default()).await, Vec::<String>::new());
    fill(home).await;
    let expected: Vec<String> = (20..24)
        .rev()
        .map(|number| id(number).replace("20261124", "20261125"))
        .chain((0..20).rev().map(id))
        .collect();
    assert_eq!(ids(home, &PaymentFilter::default()).await, expected);
}

pub(crate) async fn filters_narrow_and_combine(home: &Home) {
    fill(home).await;
    let text = |text: &str| Some(text.to_owned());
    let all = PaymentFilter::default;
    let cases: [(PaymentFilter, &dyn Fn(u64) -> bool); 7] = [
        (PaymentFilter { merchant: text("m1"), ..all() }, &|n| n % 3 == 1),
        (PaymentFilter { account: text("front:1"), ..all() }, &|n| n % 2 == 1),
        (PaymentFilter { phase: text("paid"), ..all() }, &|n| n % 4 == 0),
        (PaymentFilter { wallet: text("purse:1"), day: text("2026-11-25"), ..all() }, &|n| n == 20),
        (PaymentFilter { day: text("2026-11-24"), ..all() }, &|n| n < 20),
        (
            PaymentFilter {
                merchant: text("m0"),
                phase: text("created"),
                day: text("2026-11-24"),
                ..all()
            },
            &|n| n % 3 == 0 && n % 4 != 0 && n < 20,
        ),
        (PaymentFilter { day: text("2026-11-23"), ..all() }, &|_| false),
    ];
    for (filter, fits) in cases {
        let expected: Vec<u64> = (0..24).rev().filter(|number| fits(*number)).collect();
        let found: Vec<u64> =
            ids(home, &filter).await.iter().map(|id| id[14..].parse().expect("digits")).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
}

pub(crate) async fn a_wrong_cursor_is_refused(home: &Home) {
    let page = home.store.payments(&PaymentFilter::default(), Some("x"), 4).await;
    assert!(matches!(page, Err(StoreError::Invalid(_))), "{page:?}");
    let page = home.store.day_postings("2026-11-24", Some("x"), 4).await;
    assert!(matches!(page, Err(StoreError::Invalid(_))), "{page:?}");
    let filter = PaymentFilter { day: Some("yesterday".to_owned()), ..PaymentFilter::default() };
    let page = home.store.payments(&filter, None, 4).await;
    assert!(matches!(page, Err(StoreError::Invalid(_))), "{page:?}");
}
