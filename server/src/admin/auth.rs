//! Who calls, and how far the token reaches.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::tokens::{self, Scope};
use crate::node::Node;

/// A caller whose token is good.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// What the token is called.
    pub(crate) name: String,
    /// How far it reaches.
    pub(crate) scopes: Vec<Scope>,
    /// Its hash, under which it is kept.
    pub(crate) hash: String,
}

impl Caller {
    /// Nothing if the token reaches so far.
    pub(super) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.contains(&scope) {
            return Ok(());
        }
        Err(Problem::forbidden(scope.name()))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Outside of the guarded routes there is none, and it may do nothing.
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// A caller who may do something: taken before anything of the request is read, so that whoever may
/// not do it learns nothing from how it is read.
macro_rules! may {
    ($($(#[$about:meta])* $name:ident: $scope:ident),* $(,)?) => {$(
        $(#[$about])*
        pub(crate) struct $name;

        impl<S: Sync> FromRequestParts<S> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
                let caller = parts.extensions.get::<Caller>().cloned().unwrap_or_default();
                caller.may(Scope::$scope)?;
                Ok(Self)
            }
        }
    )*};
}

may! {
    /// May look.
    Reader: Read,
    /// May change merchants.
    Writer: Write,
    /// May give money back.
    Payer: Money,
    /// May make tokens, and change fronts and wallets.
    Keeper: Admin,
}

/// Lets only known callers through.
pub(super) async fn require(
    State(node): State<Arc<Node>>,
    mut request: Request,
    next: Next,
) -> Response {
    match authenticate(&node, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The caller whose token the headers carry.
pub(crate) async fn authenticate(node: &Node, headers: &HeaderMap) -> Result<Caller, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, token) = token.ok_or_else(Problem::unauthorized)?;
    // The store is asked for the token's hash. However its index compares hashes, the time it
    // takes says nothing about the token: nobody can steer a hash towards one that is kept.
    let found = tokens::find(&*node.store, token.trim(), node.world.clock.wall()).await?;
    found.ok_or_else(Problem::unauthorized)
}
