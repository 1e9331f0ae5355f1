//! What the tests share: two sides of one relation, and the sample files.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]

pub(crate) mod gateway;
pub(crate) mod sample;

use std::sync::{Arc, LazyLock};

use drawbridge_alipay::DIALECT;
use drawbridge_canon::pay::Pay;
use drawbridge_canon::{
    Account, Carrier, Codec, Ctx, Exchange, Fault, Keys, NamedSigner, NamedVerifier, Request,
    Response, Timestamp,
};
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey, PublicKey};

pub(crate) const APP: &str = "2021000122671080";
pub(crate) const SELLER: &str = "2088721032347031";
pub(crate) const NONCE: &str = "0123456789abcdefghijklmnopqrstuv";
/// 2026-11-24 20:00:00 in Beijing.
pub(crate) const NOW: Timestamp = Timestamp(1_795_521_600_000);

pub(crate) fn pay() -> &'static Pay {
    DIALECT.pay.expect("Alipay pays")
}

/// How the two sides deal with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dealing {
    pub(crate) v3: bool,
    pub(crate) certificates: bool,
    pub(crate) encrypted: bool,
}

/// Every way to deal.
pub(crate) const DEALINGS: [Dealing; 8] = {
    let mut all = [Dealing { v3: false, certificates: false, encrypted: false }; 8];
    let mut at = 0;
    while at < 8 {
        all[at] = Dealing { v3: at & 1 != 0, certificates: at & 2 != 0, encrypted: at & 4 != 0 };
        at += 1;
    }
    all
};

/// The merchant's and the platform's view of one relation.
pub(crate) struct Sides {
    pub(crate) merchant: Account,
    pub(crate) platform: Account,
}

impl Sides {
    pub(crate) fn of(dealing: Dealing) -> Self {
        let (ours, theirs) = (&*MERCHANT, &*PLATFORM);
        let mut merchant = account(ours.signer(dealing), theirs.verifier(dealing));
        let platform = account(theirs.signer(dealing), ours.verifier(dealing));
        if dealing.v3 {
            merchant.options.insert("protocol".to_owned(), "v3".to_owned());
        }
        if dealing.encrypted {
            merchant.options.insert("encrypt".to_owned(), "AES".to_owned());
        }
        Self { merchant, platform }
    }

    pub(crate) fn plain() -> Self {
        Self::of(DEALINGS[0])
    }

    /// Asks over the wire and returns what arrives.
    pub(crate) fn ask<X: Exchange>(
        &self,
        codec: &dyn Codec<X>,
        ask: &X::Ask,
    ) -> Result<X::Ask, Fault> {
        let request = codec.write_ask(ask, &ctx(&self.merchant))?;
        codec.read_ask(&arrived(&request), &ctx(&self.platform))
    }

    /// Answers over the wire and returns what arrives.
    pub(crate) fn answer<X: Exchange>(
        &self,
        codec: &dyn Codec<X>,
        ask: &X::Ask,
        answer: &X::Answer,
    ) -> Result<X::Answer, Fault> {
        let request = codec.write_ask(ask, &ctx(&self.merchant))?;
        let arrived = arrived(&request);
        let response = codec.write_answer(answer, &ctx(&self.platform).answering(&arrived))?;
        codec.read_answer(&response, &ctx(&self.merchant).answering(&request))
    }

    /// Refuses over the wire and returns the fault that arrives.
    pub(crate) fn refusal<X: Exchange>(
        &self,
        codec: &dyn Codec<X>,
        ask: &X::Ask,
        refusal: &drawbridge_canon::Refusal,
    ) -> (Response, Result<X::Answer, Fault>) {
        let request = codec.write_ask(ask, &ctx(&self.merchant)).expect("askable");
        let arrived = arrived(&request);
        let response = (pay().refuse)(refusal, &ctx(&self.platform).answering(&arrived));
        let read = codec.read_answer(&response, &ctx(&self.merchant).answering(&request));
        (response, read)
    }
}

pub(crate) fn ctx(account: &Account) -> Ctx<'_> {
    Ctx::new(NOW, NONCE, account)
}

/// A request as the other side receives it.
pub(crate) fn arrived(request: &Request) -> Request {
    Request { origin: String::new(), carrier: Carrier::default(), ..request.clone() }
}

/// A refund's and a query's names in debugging output.
pub(crate) fn body(response: &Response) -> String {
    String::from_utf8_lossy(&response.body).into_owned()
}

struct Side {
    key: Arc<PrivateKey>,
    public: Arc<PublicKey>,
    certificate: Certificate,
}

impl Side {
    fn create(name: &str) -> Self {
        let key = PrivateKey::generate().unwrap();
        let subject = Subject { common_name: name, organisation: "Test", unit: "Test" };
        let certificate = ROOT.issue(subject, VALIDITY, &[], &key).unwrap();
        Self { public: Arc::new(key.public().unwrap()), key: Arc::new(key), certificate }
    }

    fn id(&self, dealing: Dealing) -> String {
        if dealing.certificates { self.certificate.fingerprint() } else { String::new() }
    }

    fn signer(&self, dealing: Dealing) -> NamedSigner {
        NamedSigner {
            id: self.id(dealing),
            certificate: dealing.certificates.then(|| self.certificate.pem.clone()),
            key: self.key.clone(),
        }
    }

    fn verifier(&self, dealing: Dealing) -> NamedVerifier {
        NamedVerifier {
            id: self.id(dealing),
            certificate: dealing.certificates.then(|| self.certificate.pem.clone()),
            key: self.public.clone(),
        }
    }
}

const VALIDITY: Validity =
    Validity { from: Timestamp(1_500_000_000_000), until: Timestamp(2_000_000_000_000) };

static ROOT: LazyLock<Authority> = LazyLock::new(|| {
    let subject = Subject { common_name: "Root", organisation: "Test", unit: "Test" };
    Authority::create(subject, VALIDITY, PrivateKey::generate().unwrap()).unwrap()
});
static MERCHANT: LazyLock<Side> = LazyLock::new(|| Side::create("merchant"));
static PLATFORM: LazyLock<Side> = LazyLock::new(|| Side::create("platform"));

fn account(ours: NamedSigner, theirs: NamedVerifier) -> Account {
    Account {
        id: APP.to_owned(),
        merchant: SELLER.to_owned(),
        apps: vec![APP.to_owned()],
        keys: Keys {
            ours: vec![ours],
            theirs: vec![theirs],
            shared: Some("ktivIfz//TCY/cGo0BZqtA==".to_owned()),
            root: Some(ROOT.certificate.pem.clone()),
            ..Keys::default()
        },
        endpoint: "https://openapi.alipay.com".to_owned(),
        ..Account::default()
    }
}
