//! Tokens: shown once, kept as hashes.

pub(super) mod http;

use drawbridge_canon::Timestamp;
use drawbridge_engine::store::{
    CommitError, Expect, Object, ObjectWrite, Store, StoreError, Write, kinds,
};
use drawbridge_engine::world::{Clock as _, Dice as _, SystemClock, SystemDice};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::auth::Caller;

/// What begins every token, so that a leaked one is recognised for what it is.
const PREFIX: &str = "dbt_";

/// The name of tokens that a sandbox prints at its start.
const BOOTSTRAP: &str = "sandbox";

/// How far a token reaches. None includes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Looking at everything but secrets.
    Read,
    /// Changing merchants, sending notices again, running a reconciliation.
    Write,
    /// Giving money back.
    Money,
    /// Making and removing tokens; changing fronts and wallets, whose keys and addresses decide whose
    /// word about money is believed, and whose secrets are read from files.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Money, Self::Admin];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Money => "money",
            Self::Admin => "admin",
        }
    }

    /// The scope of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What it is called.
    pub(super) name: String,
    /// How far it reaches.
    pub(super) scopes: Vec<Scope>,
    /// When it was made.
    pub(super) created: Timestamp,
    /// When it stops being good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Timestamp>,
}

/// Makes a token and returns it: 256 random bits that are written down nowhere else.
pub async fn create(
    store: &dyn Store,
    name: &str,
    scopes: &[Scope],
) -> Result<String, CommitError> {
    make(store, name, scopes, None).await.map(|(token, _)| token)
}

/// Makes the token that a sandbox prints when it starts, good for everything. The one of the last
/// start ends.
pub async fn bootstrap(store: &dyn Store) -> Result<String, CommitError> {
    for (id, kept) in all(store).await? {
        if kept.name == BOOTSTRAP {
            remove(store, &id).await?;
        }
    }
    create(store, BOOTSTRAP, &Scope::ALL).await
}

pub(super) async fn make(
    store: &dyn Store,
    name: &str,
    scopes: &[Scope],
    expires: Option<Timestamp>,
) -> Result<(String, (String, Kept)), CommitError> {
    let mut bytes = [0; 32];
    SystemDice.fill(&mut bytes);
    let token = format!("{PREFIX}{}", hex(&bytes));
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    let created = SystemClock::default().wall();
    let kept = Kept { name: name.to_owned(), scopes, created, expires };
    let id = hash(&token);
    let body = serde_json::to_vec(&kept).map_err(|error| StoreError::Invalid(error.to_string()))?;
    store
        .put_object(ObjectWrite {
            kind: kinds::TOKEN.to_owned(),
            id: id.clone(),
            expected: Expect::Absent,
            body: Some(body),
        })
        .await?;
    Ok((token, (id, kept)))
}

/// Whose token this is, if it is good.
pub(super) async fn find(
    store: &dyn Store,
    token: &str,
    now: Timestamp,
) -> Result<Option<Caller>, StoreError> {
    let hash = hash(token);
    let object = store.object(kinds::TOKEN, &hash).await?;
    let kept = object.and_then(|object| read(&object));
    let good = kept.filter(|kept| kept.expires.is_none_or(|expires| now < expires));
    Ok(good.map(|kept| Caller { name: kept.name, scopes: kept.scopes, hash }))
}

/// Every token with its hash.
pub(super) async fn all(store: &dyn Store) -> Result<Vec<(String, Kept)>, StoreError> {
    let mut tokens = Vec::new();
    let mut after = None;
    loop {
        let page = store.objects(kinds::TOKEN, "", after.as_deref(), 200).await?;
        tokens.extend(
            page.items.iter().filter_map(|object| Some((object.id.clone(), read(object)?))),
        );
        after = page.next;
        if after.is_none() {
            return Ok(tokens);
        }
    }
}

pub(super) async fn remove(store: &dyn Store, id: &str) -> Result<(), CommitError> {
    let gone = ObjectWrite {
        kind: kinds::TOKEN.to_owned(),
        id: id.to_owned(),
        expected: Expect::Any,
        body: None,
    };
    store.commit(Write { objects: vec![gone], ..Write::default() }).await
}

fn read(object: &Object) -> Option<Kept> {
    serde_json::from_slice(&object.body).ok()
}

pub(super) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
