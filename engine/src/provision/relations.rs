//! Which merchants there are, and what each side of each relation knows.

use std::collections::BTreeMap;

use drawbridge_canon::pay::{Pay, SIGN_IN_AT};

use crate::provision::keys::SharedKeys;
use crate::provision::{Provision, Relation, SHOP, SIGN_IN};
use crate::registry::{
    AccountSpec, FrontSpec, KeySpec, MerchantSpec, PublicKeySpec, Secret, WalletSpec,
};

type Platform = (&'static str, &'static Pay);

/// All relations between the platforms.
pub(super) fn all(platforms: &[Platform], base: &str, keys: &SharedKeys) -> Provision {
    let mut maker = Maker { base, keys, made: 0, provision: Provision::default() };
    for front in platforms {
        maker.direct(*front);
        for wallet in platforms.iter().filter(|wallet| wallet.0 != front.0) {
            maker.bridged(*front, *wallet);
        }
    }
    maker.shop(platforms);
    maker.provision
}

struct Maker<'a> {
    base: &'a str,
    keys: &'a SharedKeys,
    /// Merchant numbers given out.
    made: u64,
    provision: Provision,
}

impl Maker<'_> {
    /// A merchant whose client talks to the simulated wallet itself.
    fn direct(&mut self, front: Platform) {
        let account = self.number(front);
        let spec = self.front_spec(front, &account, None);
        self.relation(front, Some(front.0), &account, spec);
    }

    /// A merchant who speaks `front` and is paid with `wallet`.
    fn bridged(&mut self, front: Platform, wallet: Platform) {
        let id = format!("{}-{}", front.0, wallet.0);
        let purse = self.wallet(&id, wallet, &id);
        self.merchant(&id, vec![purse]);
        let account = self.number(front);
        let spec = self.front_spec(front, &account, Some(&id));
        self.relation(front, Some(wallet.0), &account, spec);
    }

    /// A merchant who speaks every platform and accepts every wallet.
    fn shop(&mut self, platforms: &[Platform]) {
        let purses = platforms.iter().map(|wallet| {
            let name = format!("{SHOP}-{}", wallet.0);
            self.wallet(&name, *wallet, SHOP)
        });
        let purses = purses.collect();
        self.merchant(SHOP, purses);
        for front in platforms {
            let account = self.number(*front);
            let spec = self.front_spec(*front, &account, Some(SHOP));
            self.relation(*front, None, &account, spec);
        }
    }

    fn relation(
        &mut self,
        front: Platform,
        wallet: Option<&'static str>,
        account: &(String, String),
        spec: FrontSpec,
    ) {
        let client = self.merchant_side(front, account);
        self.provision.fronts.push(spec.clone());
        self.provision.relations.push(Relation { front: front.0, wallet, spec, client });
    }

    fn merchant(&mut self, id: &str, wallets: Vec<String>) {
        let name = format!("Sandbox {id}");
        self.provision.merchants.push(MerchantSpec { name, wallets, ..MerchantSpec::of(id) });
    }

    /// An account at a wallet: both its sides. Returns its name.
    fn wallet(&mut self, name: &str, platform: Platform, owner: &str) -> String {
        let account = self.number(platform);
        let simulated = self.front_spec(platform, &account, None);
        self.provision.fronts.push(simulated);
        let account = self.merchant_side(platform, &account);
        let (name, owner) = (name.to_owned(), owner.to_owned());
        let spec = WalletSpec { name: name.clone(), owner, fee_ppm: None, account };
        self.provision.wallets.push(spec);
        name
    }

    fn number(&mut self, platform: Platform) -> (String, String) {
        self.made += 1;
        let shape = &platform.1.shape;
        (fill(shape.merchant, self.made), fill(shape.app, self.made))
    }

    /// A front, with the platform's keys as ours.
    fn front_spec(
        &self,
        (name, pay): Platform,
        (merchant, app): &(String, String),
        serves: Option<&str>,
    ) -> FrontSpec {
        let platform = Side { name: &format!("{name}-platform"), bare: &format!("{name}-public") };
        let side = self.account(pay, merchant, app);
        FrontSpec {
            serves: serves.map(str::to_owned),
            notify_url: None,
            account: AccountSpec {
                dialect: name.to_owned(),
                ours: platform.private(pay, self.keys),
                theirs: MERCHANT.public(pay, None),
                ..side
            },
        }
    }

    /// The same relation with the merchant's keys as ours.
    fn merchant_side(
        &self,
        (name, pay): Platform,
        (merchant, app): &(String, String),
    ) -> AccountSpec {
        let platform = Side { name: &format!("{name}-platform"), bare: &format!("{name}-public") };
        let mut ours = MERCHANT.private(pay, self.keys);
        ours.truncate(1);
        AccountSpec {
            dialect: name.to_owned(),
            ours,
            theirs: platform.public(pay, Some(self.keys)),
            options: self.sign_in((name, pay)),
            ..self.account(pay, merchant, app)
        }
    }

    fn account(&self, pay: &Pay, merchant: &str, app: &str) -> AccountSpec {
        let shared = match pay.shape.shared_key_text {
            Some(_) => &self.keys.text,
            None => &self.keys.base64,
        };
        AccountSpec {
            dialect: String::new(),
            merchant: merchant.to_owned(),
            apps: vec![app.to_owned()],
            ours: Vec::new(),
            theirs: Vec::new(),
            shared: Some(Secret(shared.clone())),
            root: Some(file("ca.pem")),
            // Another text than `shared`, so that one cannot pass for the other.
            app_secret: pay.in_page.map(|_| Secret(self.keys.text.chars().rev().collect())),
            endpoint: format!("{}{}", self.base, pay.mount),
            options: BTreeMap::new(),
        }
    }

    /// Where the simulated platform's buyers sign in, if they do.
    fn sign_in(&self, (name, pay): Platform) -> BTreeMap<String, String> {
        let at = format!("{}{}/{name}", self.base, SIGN_IN);
        pay.in_page.map(|_| (SIGN_IN_AT.to_owned(), at)).into_iter().collect()
    }
}

/// A party's key files.
struct Side<'a> {
    /// With a certificate.
    name: &'a str,
    /// Without one, where the platform has such keys besides.
    bare: &'a str,
}

const MERCHANT: Side<'static> = Side { name: "merchant", bare: "" };

impl Side<'_> {
    fn private(&self, pay: &Pay, keys: &SharedKeys) -> Vec<KeySpec> {
        let key = |name: &str| file(&format!("{name}.key"));
        let certified = KeySpec {
            key: key(self.name),
            certificate: Some(file(&format!("{}.crt", self.name))),
            id: None,
        };
        match pay.shape.public_key_prefix {
            Some(_) if self.bare.is_empty() => vec![certified],
            Some(prefix) => {
                let id = Some(format!("{prefix}{}", keys.digits));
                vec![certified, KeySpec { key: key(self.bare), certificate: None, id }]
            }
            None if pay.shape.bare_keys => {
                vec![KeySpec { key: key(self.name), certificate: None, id: None }, certified]
            }
            None => vec![certified],
        }
    }

    fn public(&self, pay: &Pay, keys: Option<&SharedKeys>) -> Vec<PublicKeySpec> {
        let certified = PublicKeySpec { key: file(&format!("{}.crt", self.name)), id: None };
        match (pay.shape.public_key_prefix, keys) {
            (Some(prefix), Some(keys)) => {
                let id = Some(format!("{prefix}{}", keys.digits));
                vec![certified, PublicKeySpec { key: file(&format!("{}.pem", self.bare)), id }]
            }
            (None, _) if pay.shape.bare_keys => {
                vec![
                    PublicKeySpec { key: file(&format!("{}.pem", self.name)), id: None },
                    certified,
                ]
            }
            _ => vec![certified],
        }
    }
}

fn file(name: &str) -> Secret {
    Secret(format!("file:{name}"))
}

/// The template with its marks replaced by the digits of `number`, zeros before it.
fn fill(template: &str, number: u64) -> String {
    let marks = template.matches('#').count();
    let mut digits = format!("{number:0marks$}").into_bytes().into_iter();
    template
        .chars()
        .map(|c| if c == '#' { digits.next().map_or('0', char::from) } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fill_their_template_from_the_right() {
        assert_eq!(fill("19########", 42), "1900000042");
        assert_eq!(fill("wx####", 7), "wx0007");
        assert_eq!(fill("x", 7), "x");
    }
}
