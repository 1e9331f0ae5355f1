//! The platforms' own certificates: fetched before they are needed, kept, and put to use at once.
//! A platform changes them by showing the next one for some days beside the last.

use std::sync::Arc;
use std::time::Duration;

use drawbridge_canon::pay::PlatformCertificate;
use drawbridge_canon::{Fault, NamedVerifier, Timestamp};
use drawbridge_seal::Certificate;
use serde::{Deserialize, Serialize};

use crate::pay::{CALL_MAX, PayEngine};
use crate::registry::WalletAccount;
use crate::store::{Expect, ObjectWrite, StoreError};

/// Fetched again after this long: the documents say "under twelve hours".
const REFRESH_S: i64 = 10 * 3600;

/// After a failure, tried again after this long.
const RETRY_S: i64 = 300;

/// The kind of object under which they are kept, by the wallet account's name.
const KIND: &str = "platform-certificates";

/// What is kept for one wallet account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// When to fetch again.
    due: Timestamp,
    /// The certificates in PEM.
    certificates: Vec<String>,
}

impl PayEngine {
    /// Fetches what is due and puts everything kept to use. One wallet's failure is not another's.
    pub async fn refresh_certificates(&self) -> Result<(), StoreError> {
        let snapshot = self.registry.now();
        for wallet in snapshot.wallets.values() {
            if wallet.pay.certificates.is_none() {
                continue;
            }
            let mut kept = self.kept_certificates(wallet).await?;
            if kept.due <= self.world.clock.wall() {
                self.fetch(wallet, &mut kept, CALL_MAX).await?;
            }
            self.put_to_use(wallet, &kept.certificates);
        }
        Ok(())
    }

    /// Fetches one wallet's now, whenever that is due, and puts them to use.
    pub(crate) async fn fetch_now(
        &self,
        wallet: &WalletAccount,
        limit: Duration,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept_certificates(wallet).await?;
        let fetched = self.fetch(wallet, &mut kept, limit).await;
        self.put_to_use(wallet, &kept.certificates);
        fetched
    }

    async fn kept_certificates(&self, wallet: &WalletAccount) -> Result<Kept, StoreError> {
        let object = self.store.object(KIND, &wallet.name).await?;
        let read = object.and_then(|object| serde_json::from_slice(&object.body).ok());
        Ok(read.unwrap_or_default())
    }

    async fn fetch(
        &self,
        wallet: &WalletAccount,
        kept: &mut Kept,
        limit: Duration,
    ) -> Result<(), StoreError> {
        let now = self.world.clock.wall();
        kept.due = match self.ask_for_certificates(wallet, limit).await {
            Ok(found) => {
                kept.certificates = found.into_iter().map(|certificate| certificate.pem).collect();
                now.plus_seconds(REFRESH_S)
            }
            // A definite no: the merchant uses the platform's bare key instead of certificates.
            Err(Fault::Refused(_)) => now.plus_seconds(REFRESH_S),
            Err(fault) => {
                tracing::warn!(wallet = %wallet.name, %fault, "the platform's certificates were not fetched");
                now.plus_seconds(RETRY_S)
            }
        };
        let body = serde_json::to_vec(&kept).map_err(|e| StoreError::Invalid(e.to_string()))?;
        let id = wallet.name.clone();
        let kind = KIND.to_owned();
        let write = ObjectWrite { kind, id, expected: Expect::Any, body: Some(body) };
        self.store.put_object(write).await.map_err(|e| StoreError::Failed(e.to_string()))
    }

    async fn ask_for_certificates(
        &self,
        wallet: &WalletAccount,
        limit: Duration,
    ) -> Result<Vec<PlatformCertificate>, Fault> {
        let unspoken = || Fault::Unsent("this platform has no certificates to fetch".to_owned());
        let codec = wallet.pay.certificates.ok_or_else(unspoken)?;
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &wallet.account);
        let request = codec.write_ask(&(), &ctx)?;
        let response = self.net.send(&request, limit).await?;
        codec.read_answer(&response, &ctx.answering(&request))
    }

    /// Has the account believe these in place of those fetched before, each while it is valid.
    /// What the configuration names stays.
    fn put_to_use(&self, wallet: &WalletAccount, pems: &[String]) {
        let now = self.world.clock.wall();
        let valid: Vec<Certificate> = pems.iter().filter_map(|pem| valid(pem, now)).collect();
        self.renewals.replace_fetched(&wallet.name, |fetched| {
            let snapshot = self.registry.now();
            let Some(current) = snapshot.wallets.get(&wallet.name) else { return };
            let theirs = current.account.keys.theirs.iter();
            let is_fetched =
                |key: &NamedVerifier| fetched.iter().any(|f| Arc::ptr_eq(&f.key, &key.key));
            let (before, named): (Vec<_>, Vec<_>) = theirs.partition(|key| is_fetched(key));
            let wanted = valid.iter().filter(|c| !named.iter().any(|key| key.id == c.serial_hex));
            if wanted.clone().map(|c| &c.serial_hex).eq(before.iter().map(|key| &key.id)) {
                return;
            }
            let next: Vec<NamedVerifier> = wanted.filter_map(verifier).collect();
            self.registry.change(|snapshot| {
                if let Some(current) = snapshot.wallets.get(&wallet.name) {
                    let mut changed = WalletAccount::clone(current);
                    changed.account.keys.theirs.retain(|key| !is_fetched(key));
                    changed.account.keys.theirs.extend(next.iter().cloned());
                    snapshot.wallets.insert(wallet.name.clone(), Arc::new(changed));
                }
            });
            *fetched = next;
        });
    }
}

/// A certificate that may be believed at this moment.
fn valid(pem: &str, now: Timestamp) -> Option<Certificate> {
    Certificate::parse(pem).ok().filter(|certificate| certificate.valid_at(now))
}

fn verifier(certificate: &Certificate) -> Option<NamedVerifier> {
    let key = Arc::new(certificate.public().ok()?);
    let (id, pem) = (certificate.serial_hex.clone(), certificate.pem.clone());
    Some(NamedVerifier { id, certificate: Some(pem), key })
}
