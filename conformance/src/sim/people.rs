//! Who is who: merchants, the platforms' own side, and the keys of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_canon::pay::Pay;
use drawbridge_canon::{Account, Dialect, Keys, NamedSigner, NamedVerifier};
use drawbridge_engine::registry::{Backend, Front, Merchant, Snapshot, WalletAccount, fronts_key};

use super::keys::Pair;
use crate::shop::Customer;

/// Where our nodes answer.
pub const BRIDGE: &str = "http://bridge.test";
/// Where the platforms answer.
pub const PLATFORMS: &str = "https://platforms.test";
/// Where merchants hear notices.
pub const SHOPS: &str = "https://shops.test";

/// Everybody.
#[derive(Clone, Default)]
pub struct People {
    /// As our nodes know them.
    pub ours: Snapshot,
    /// As the platforms know them.
    pub platforms: Snapshot,
    /// As the merchants know us.
    pub customers: Vec<Customer>,
    made: u64,
    real_keys: bool,
}

/// The platforms that can be paid with.
pub fn spoken() -> Vec<(&'static Dialect, &'static Pay)> {
    let halves = drawbridge_roster::DIALECTS.iter().filter_map(|d| Some((*d, d.pay?)));
    halves.filter(|(_, pay)| pay.charge.is_some()).collect()
}

impl People {
    /// Nobody yet. Real keys are slow.
    pub fn new(real_keys: bool) -> Self {
        Self { real_keys, ..Self::default() }
    }

    /// A merchant who speaks the platforms of `fronts` and is paid with those of `wallets`.
    pub fn merchant(
        &mut self,
        id: &str,
        fronts: &[&'static Dialect],
        wallets: &[&'static Dialect],
        always_cashier: bool,
    ) {
        let names: Vec<String> = wallets.iter().map(|dialect| self.wallet(id, dialect)).collect();
        let merchant = Merchant { wallets: names, always_cashier, ..Merchant::of(id) };
        self.ours.merchants.insert(id.to_owned(), Arc::new(merchant));
        for dialect in fronts {
            self.front(id, dialect, wallets.iter().map(|wallet| wallet.name).collect());
        }
    }

    /// An account at a platform, known to the platform too. Returns our name for it.
    fn wallet(&mut self, owner: &str, dialect: &'static Dialect) -> String {
        let pay = dialect.pay.expect("spoken");
        let name = format!("{owner}-{}", dialect.name);
        let (theirs, mut mine) = self.relation(dialect, pay, PLATFORMS);
        let simulated = Front {
            key: fronts_key(dialect.name, &theirs.id),
            dialect,
            pay,
            account: theirs,
            backend: Backend::Sandbox,
            notify_url: None,
        };
        self.platforms.fronts.insert(simulated.key.clone(), Arc::new(simulated));
        mine.endpoint = format!("{PLATFORMS}{}", pay.mount);
        let wallet = WalletAccount {
            name: name.clone(),
            dialect,
            pay,
            account: mine,
            merchant: owner.to_owned(),
            fee_ppm: pay.rules.fee_ppm,
        };
        self.ours.wallets.insert(name.clone(), Arc::new(wallet));
        name
    }

    fn front(&mut self, owner: &str, dialect: &'static Dialect, paid_with: Vec<&'static str>) {
        let pay = dialect.pay.expect("spoken");
        let (ours, account) = self.relation(dialect, pay, BRIDGE);
        let key = fronts_key(dialect.name, &ours.id);
        let front = Front {
            key: key.clone(),
            dialect,
            pay,
            account: ours,
            backend: Backend::Gate { merchant: owner.to_owned() },
            notify_url: Some(format!("{SHOPS}/{}", self.customers.len())),
        };
        self.ours.fronts.insert(key.clone(), Arc::new(front));
        self.customers.push(Customer { key, dialect, pay, account, paid_with });
    }

    /// Both sides of a relation: the platform's, and the merchant's.
    fn relation(&mut self, dialect: &Dialect, pay: &Pay, host: &str) -> (Account, Account) {
        self.made += 1;
        let (merchant, app) = (fill(pay.shape.merchant, self.made), fill(pay.shape.app, self.made));
        let platform = self.pair(&format!("{} platform", dialect.name), 0);
        let shop = self.pair(&format!("merchant {merchant}"), 1);
        // Where certificates have names on the wire, a key needs one.
        let named = pay.shape.public_key_prefix.is_some() || !pay.shape.bare_keys;
        let name = |number: &str| {
            if named { format!("5157F09EFDC096DE15EBE81A47057A72{number}") } else { String::new() }
        };
        let side = |ours: &Pair, our: &str, theirs: &Pair, their: &str| Account {
            id: if pay.shape.called_by_app { app.clone() } else { merchant.clone() },
            merchant: merchant.clone(),
            apps: vec![app.clone()],
            keys: Keys {
                ours: vec![NamedSigner {
                    id: name(our),
                    certificate: None,
                    key: ours.sign.clone(),
                }],
                theirs: vec![NamedVerifier {
                    id: name(their),
                    certificate: None,
                    key: theirs.verify.clone(),
                }],
                shared: Some(match pay.shape.shared_key_text {
                    Some(length) => "0123456789abcdef".repeat(4)[..length].to_owned(),
                    None => "MDEyMzQ1Njc4OWFiY2RlZg==".to_owned(),
                }),
                ..Keys::default()
            },
            endpoint: format!("{host}{}", pay.mount),
            options: BTreeMap::new(),
        };
        (side(&platform, "01", &shop, "02"), side(&shop, "02", &platform, "01"))
    }

    fn pair(&self, secret: &str, number: usize) -> Pair {
        if self.real_keys { Pair::real(number) } else { Pair::toy(secret) }
    }
}

/// The template with its marks replaced by the digits of `number`.
fn fill(template: &str, number: u64) -> String {
    let marks = template.matches('#').count();
    let mut digits = format!("{number:0marks$}").into_bytes().into_iter();
    let place = |c| if c == '#' { digits.next().map_or('0', char::from) } else { c };
    template.chars().map(place).collect()
}
