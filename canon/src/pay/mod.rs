//! The pay gate's vocabulary: one file per exchange, and [`Pay`], a platform's whole half of it.

mod bill;
mod certificates;
mod charge;
mod half;
mod in_page;
mod notice;
mod order;
mod refund;
mod rules;
mod scene;
mod shape;
mod transaction;

pub use bill::{
    Bill, BillAsk, BillFile, BillFileAnswer, BillFileAsk, BillFormat, BillKind, BillLink, BillRow,
    BillSummary, RowKind,
};
pub use certificates::{Certificates, PlatformCertificate};
pub use charge::{Charge, ChargeAsk, Goods, Handover, Origin, SubMerchant};
pub use half::{Call, Pay, Peek};
pub use in_page::{
    Authorise, AuthoriseAsk, Authorised, Bridge, Identify, IdentifyAsk, InPage, PageCall,
    SIGN_IN_AT, SignInStep,
};
pub use notice::{Acknowledged, Notice, NoticeAsk, Return, Told};
pub use order::{Cancel, CancelAction, CancelAnswer, Close, CloseAsk, OrderRef, Query, QueryAsk};
pub use refund::{Refund, RefundAsk, RefundQuery, RefundQueryAsk, RefundState, RefundStatus};
pub use rules::{NumberRule, RefundScope, Rules};
pub use scene::{Buyer, Scene};
pub use shape::{ClientSetting, KeyName, Shape};
pub use transaction::{Fund, TradeState, Transaction};
