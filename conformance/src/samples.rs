//! One ask and one answer of every exchange, in canonical words.

use drawbridge_canon::pay::{
    BillAsk, BillFileAnswer, BillFileAsk, BillKind, BillLink, Buyer, CancelAction, CancelAnswer,
    ChargeAsk, CloseAsk, Handover, NoticeAsk, OrderRef, Origin, QueryAsk, RefundAsk,
    RefundQueryAsk, RefundState, RefundStatus, Scene, Told, TradeState, Transaction,
};
use drawbridge_canon::{Money, Timestamp};

/// When it was paid.
pub const PAID_AT: Timestamp = Timestamp::from_seconds(1_795_521_600);

/// The order of all samples.
pub const ORDER: &str = "SAMPLEORDER0001";

/// What it costs, in fen.
pub const PRICE: u64 = 8_888;

/// A code is to be shown.
pub fn charge() -> ChargeAsk {
    ChargeAsk {
        scene: Scene::Code,
        order: ORDER.to_owned(),
        amount: Money::fen(PRICE),
        subject: "Longjing tea".to_owned(),
        body: None,
        attach: None,
        notify_url: Some("https://shops.test/0".to_owned()),
        return_url: None,
        expires: None,
        app: None,
        sub_merchant: None,
        goods: Vec::new(),
        no_credit: false,
        split: false,
        origin: Origin::default(),
    }
}

/// How does it stand?
pub fn query() -> QueryAsk {
    QueryAsk { order: OrderRef::Order(ORDER.to_owned()), sub_merchant: None }
}

/// It is taken back.
pub fn close() -> CloseAsk {
    CloseAsk { order: OrderRef::Order(ORDER.to_owned()), sub_merchant: None }
}

/// A part is given back.
pub fn refund() -> RefundAsk {
    RefundAsk {
        total: Some(Money::fen(PRICE)),
        ..RefundAsk::new(
            OrderRef::Order(ORDER.to_owned()),
            Some("SAMPLEREFUND0001".to_owned()),
            Money::fen(88),
        )
    }
}

/// How does that stand?
pub fn refund_query() -> RefundQueryAsk {
    RefundQueryAsk {
        refund: "SAMPLEREFUND0001".to_owned(),
        order: Some(OrderRef::Order(ORDER.to_owned())),
        sub_merchant: None,
        asked_at: None,
    }
}

/// The day's bill.
pub fn bill() -> BillAsk {
    BillAsk {
        kind: BillKind::Trade,
        date: "2026-11-24".to_owned(),
        gzip: false,
        sub_merchant: None,
    }
}

/// The file behind a link.
pub fn bill_file() -> BillFileAsk {
    BillFileAsk { link: "https://platforms.test/bill?token=0123456789".to_owned() }
}

/// A payment is told.
pub fn notice() -> NoticeAsk {
    NoticeAsk {
        id: "2026112420000000000000000001N1".to_owned(),
        at: PAID_AT,
        url: "https://shops.test/0".to_owned(),
        told: Told::Payment(Box::new(paid())),
    }
}

/// A code.
pub fn handed() -> Handover {
    Handover::Code { text: "https://platforms.test/code/0123456789".to_owned() }
}

/// It is paid.
pub fn paid() -> Transaction {
    let mut paid = Transaction::new(ORDER, TradeState::Paid, Money::fen(PRICE));
    paid.wallet_no = Some("2026112420000000000000000001".to_owned());
    paid.paid_at = Some(PAID_AT);
    paid.paid = Some(Money::fen(PRICE));
    paid.buyer = Some(Buyer { id: "2088000000000001".to_owned(), per_app: false, login: None });
    paid.scene = Some(Scene::Code);
    paid
}

/// It is closed.
pub fn closed() -> (String, Option<String>) {
    (ORDER.to_owned(), Some("2026112420000000000000000001".to_owned()))
}

/// It is taken back.
pub fn cancelled() -> CancelAnswer {
    CancelAnswer {
        order: ORDER.to_owned(),
        wallet_no: Some("2026112420000000000000000001".to_owned()),
        action: Some(CancelAction::Refund),
        retry: false,
    }
}

/// A part is given back.
pub fn refunded() -> RefundState {
    RefundState {
        wallet_refund_no: Some("5026112420000000000000000001".to_owned()),
        order: Some(ORDER.to_owned()),
        wallet_no: Some("2026112420000000000000000001".to_owned()),
        amount: Some(Money::fen(88)),
        total: Some(Money::fen(PRICE)),
        refunded: Some(Money::fen(88)),
        created_at: Some(PAID_AT),
        done_at: Some(PAID_AT),
        ..RefundState::new("SAMPLEREFUND0001", RefundStatus::Done)
    }
}

/// Where the bill lies.
pub fn link() -> BillLink {
    BillLink {
        url: "https://platforms.test/bill?token=0123456789".to_owned(),
        hash: Some(("SHA1".to_owned(), "0".repeat(40))),
    }
}

/// A file.
pub fn file() -> BillFileAnswer {
    BillFileAnswer { bytes: b"a,b,c\n".to_vec() }
}
