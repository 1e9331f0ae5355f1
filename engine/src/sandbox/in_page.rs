//! A simulated wallet's own browser: signing in, and being called out of a page.

use std::collections::BTreeMap;
use std::sync::Arc;

use drawbridge_canon::pay::{Authorised, InPage, PageCall, SignInStep};
use drawbridge_canon::{Fault, Reason, Refusal, Request, Response};
use drawbridge_sandbox::PayWith;

use crate::registry::{Backend, Front};
use crate::sandbox::{Sandbox, pay_half};

impl Sandbox {
    /// Answers a step of signing in as the platform would. `buyer` is who sits before the browser.
    pub fn sign_in(&self, dialect: &str, request: &Request, buyer: Option<&str>) -> Response {
        let Some(in_page) = in_page(dialect) else {
            return Response::new(404, "text/plain", "there is no signing in here\n");
        };
        match (in_page.step)(request) {
            Ok(SignInStep::Authorise(app)) => {
                let answer = self.authorise(dialect, in_page, &app, request, buyer);
                answer.unwrap_or_else(|fault| {
                    Response::new(400, "text/plain", fault.into_refusal().message)
                })
            }
            Ok(SignInStep::Identify(app)) => {
                let answer = self.identify(dialect, in_page, &app, request);
                answer.unwrap_or_else(|fault| (in_page.refuse)(&fault.into_refusal()))
            }
            Err(fault) => (in_page.refuse)(&fault.into_refusal()),
        }
    }

    /// What the browser's bridge does with a call to pay, and what it tells the page afterwards.
    pub fn call_from_page(
        &self,
        dialect: &str,
        call: &PageCall,
        with: &PayWith,
    ) -> Result<PageCall, Refusal> {
        let in_page = in_page(dialect).ok_or_else(|| unknown("no bridge here"))?;
        let named = |front: &Front| call.values().any(|value| front.account.apps.contains(value));
        let front = self.simulated(dialect, named).ok_or_else(|| unknown("no such app"))?;
        let ctx = self.world.ctx("", &front.account);
        let prepay = (in_page.read_call)(call, &ctx).map_err(Fault::into_refusal);
        let outcome = prepay.and_then(|prepay| self.pay(Some(dialect), &prepay, with));
        let told = match &outcome {
            Ok(_) => in_page.bridge.paid,
            Err(refusal) => {
                tracing::debug!(%dialect, %refusal, "a call from a page led to nothing");
                in_page.bridge.failed
            }
        };
        Ok(BTreeMap::from([(in_page.bridge.told.to_owned(), told.to_owned())]))
    }

    fn authorise(
        &self,
        dialect: &str,
        in_page: &InPage,
        app: &str,
        request: &Request,
        buyer: Option<&str>,
    ) -> Result<Response, Fault> {
        let front = self.of_app(dialect, app)?;
        let ctx = self.world.ctx("", &front.account);
        let ask = in_page.authorise.read_ask(request, &ctx)?;
        let code = self
            .with(dialect, |wallet, here| wallet.authorise(&front.account.id, app, buyer, here));
        let code = code.ok_or_else(|| Fault::Refused(unknown("no simulated wallet")))?;
        let told = Authorised { back: ask.back, state: ask.state, code };
        in_page.authorise.write_answer(&told, &ctx.answering(request))
    }

    fn identify(
        &self,
        dialect: &str,
        in_page: &InPage,
        app: &str,
        request: &Request,
    ) -> Result<Response, Fault> {
        let front = self.of_app(dialect, app)?;
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, &front.account);
        let ask = in_page.identify.read_ask(request, &ctx)?;
        let buyer = self
            .with(dialect, |wallet, here| wallet.identify(&front.account.id, app, &ask.code, here));
        let buyer = buyer.ok_or_else(|| Fault::Refused(unknown("no simulated wallet")))?;
        in_page.identify.write_answer(&buyer.map_err(Fault::Refused)?, &ctx.answering(request))
    }

    fn of_app(&self, dialect: &str, app: &str) -> Result<Arc<Front>, Fault> {
        let front = self.simulated(dialect, |front| front.account.apps.iter().any(|a| a == app));
        front.ok_or_else(|| Fault::forged(Reason::CallerUnknown, "no such app"))
    }

    /// The merchant of the simulated wallet that this is true of.
    fn simulated(&self, dialect: &str, is_it: impl Fn(&Front) -> bool) -> Option<Arc<Front>> {
        let snapshot = self.registry.now();
        let mut fronts = snapshot.fronts.values().filter(|front| {
            front.dialect.name == dialect && front.backend == Backend::Sandbox && is_it(front)
        });
        fronts.next().cloned()
    }
}

fn in_page(dialect: &str) -> Option<&'static InPage> {
    pay_half(dialect).and_then(|pay| pay.in_page)
}

fn unknown(what: &str) -> Refusal {
    Refusal::new(Reason::CallerUnknown, what)
}
