//! A merchant and the platform, with keys made for the test run.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

pub(crate) mod sample;

use std::sync::{Arc, LazyLock};

use drawbridge_canon::pay::Pay;
use drawbridge_canon::{Account, Ctx, Keys, NamedSigner, NamedVerifier, Request, Timestamp};
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey};
use drawbridge_unionpay::DIALECT;

/// The moment at which everything happens: 2026-11-24 20:00:00 Beijing time.
pub(crate) const NOW: Timestamp = Timestamp(1_795_521_600_000);
pub(crate) const NONCE: &str = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS";
pub(crate) const MERCHANT: &str = "777290058110048";
/// An order number that begins with its time.
pub(crate) const ORDER: &str = "2026112419595912300000000001";

/// Long enough for every test.
pub(crate) const ALWAYS: Validity =
    Validity { from: Timestamp(0), until: Timestamp(4_000_000_000_000) };

pub(crate) fn pay() -> &'static Pay {
    DIALECT.pay.unwrap()
}

pub(crate) fn subject(common_name: &str) -> Subject<'_> {
    Subject { common_name, organisation: "Example", unit: "Tests" }
}

/// A key with its certificate.
pub(crate) struct Party {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
}

impl Party {
    pub(crate) fn new(authority: &Authority, name: &str, validity: Validity) -> Self {
        let key = PrivateKey::generate().unwrap();
        let certificate = authority.issue(subject(name), validity, &[], &key).unwrap();
        Self { key, certificate }
    }

    pub(crate) fn signer(&self) -> NamedSigner {
        NamedSigner {
            id: self.certificate.serial_decimal.clone(),
            certificate: Some(self.certificate.pem.clone()),
            key: Arc::new(self.key.clone()),
        }
    }

    pub(crate) fn verifier(&self) -> NamedVerifier {
        NamedVerifier {
            id: self.certificate.serial_decimal.clone(),
            certificate: Some(self.certificate.pem.clone()),
            key: Arc::new(self.key.public().unwrap()),
        }
    }
}

/// The common name that the platform's certificates have.
pub(crate) const PLATFORM_NAME: &str = "041@8310000000083040@中国银联股份有限公司@00016495";

pub(crate) struct World {
    pub(crate) authority: Authority,
    pub(crate) merchant: Party,
    pub(crate) platform: Party,
}

pub(crate) static WORLD: LazyLock<World> = LazyLock::new(|| {
    let root = PrivateKey::generate().unwrap();
    let authority = Authority::create(subject("Root"), ALWAYS, root).unwrap();
    let merchant = Party::new(&authority, "merchant", ALWAYS);
    let platform = Party::new(&authority, PLATFORM_NAME, ALWAYS);
    World { authority, merchant, platform }
});

/// The merchant's side: it trusts the authority, and knows no certificate of the platform.
pub(crate) fn merchant() -> Account {
    account(Keys {
        ours: vec![WORLD.merchant.signer()],
        root: Some(WORLD.authority.certificate.pem.clone()),
        ..Keys::default()
    })
}

/// The platform's side.
pub(crate) fn platform() -> Account {
    account(Keys {
        ours: vec![WORLD.platform.signer()],
        theirs: vec![WORLD.merchant.verifier()],
        ..Keys::default()
    })
}

fn account(keys: Keys) -> Account {
    Account {
        id: MERCHANT.to_owned(),
        merchant: MERCHANT.to_owned(),
        keys,
        endpoint: "https://gateway.test.95516.com".to_owned(),
        ..Account::default()
    }
}

pub(crate) fn ctx(account: &Account) -> Ctx<'_> {
    Ctx::new(NOW, NONCE, account)
}

/// A request as it arrives at the other side.
pub(crate) fn arrived(request: &Request) -> Request {
    let mut request = request.clone();
    request.origin.clear();
    request
}
