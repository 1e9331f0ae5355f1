//! A raw request reaches a front: sort, find the caller, verify, act, answer in the caller's words.

use std::future::Future;
use std::sync::Arc;

use drawbridge_canon::pay::{
    BillFileAsk, Call, Certificates, ChargeAsk, CloseAsk, OrderRef, Pay, PlatformCertificate,
    QueryAsk, RefundAsk, RefundQuery, RefundQueryAsk,
};
use drawbridge_canon::{
    Account, Codec, Ctx, Dialect, Exchange, Fault, Reason, Refusal, Request, Response,
};
use drawbridge_seal::Certificate;

use crate::pay::backend::{Around, Backend, Failure};
use crate::registry::{Backend as Behind, Front, Registry};
use crate::world::World;

/// Answers requests at every front.
pub struct Fronts {
    /// The world.
    pub world: World,
    /// Who is who.
    pub registry: Arc<Registry>,
    /// Behind fronts of merchants.
    pub gate: Arc<dyn Backend>,
    /// Behind fronts of sandboxes.
    pub sandbox: Arc<dyn Backend>,
}

/// What becomes of the connection.
pub enum Served {
    /// This is sent.
    Reply(Response),
    /// It is closed without a reply, because a script says so.
    Drop,
}

impl Fronts {
    /// Answers `request`, whose path is below the dialect's mount.
    pub async fn serve(&self, dialect: &'static Dialect, request: Request) -> Served {
        let Some(pay) = dialect.pay else {
            return Served::Reply(Response::new(404, "text/plain", "not spoken here"));
        };
        let peek = match (pay.peek)(&request) {
            Ok(peek) => peek,
            Err(fault) => return self.refuse(pay, None, &request, fault.into_refusal()),
        };
        let snapshot = self.registry.now();
        let front = snapshot.front(dialect.name, &peek.caller).cloned();
        if peek.call == Call::BillFile {
            return self.bill_file(pay, front, &request).await;
        }
        let Some(front) = front else {
            let message = format!("no merchant here is called {}", peek.caller);
            let refusal = Refusal::new(Reason::CallerUnknown, message);
            return self.refuse(pay, None, &request, refusal);
        };
        let key = peek.key.as_deref();
        let call =
            Calling { fronts: self, pay, front: &front, request: &request, call: peek.call, key };
        match call.answer().await {
            Ok(response) => Served::Reply(response),
            Err(Failed::Refusal(refusal, around)) => call.refuse(refusal, &around),
            Err(Failed::OnPurpose(failure, around)) => match failure {
                Failure::Refuse(refusal) => call.refuse(refusal, &around),
                Failure::Reply(response) => Served::Reply(response),
                Failure::Drop => Served::Drop,
            },
        }
    }

    fn behind(&self, front: &Front) -> &Arc<dyn Backend> {
        match front.backend {
            Behind::Gate { .. } => &self.gate,
            Behind::Sandbox => &self.sandbox,
        }
    }

    fn refuse(
        &self,
        pay: &Pay,
        front: Option<&Front>,
        request: &Request,
        refusal: Refusal,
    ) -> Served {
        let nobody = Account::default();
        let account = front.map_or(&nobody, |front| &front.account);
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, account).answering(request);
        tracing::debug!(reason = ?refusal.reason, message = %refusal.message, "refused");
        Served::Reply((pay.refuse)(&refusal, &ctx))
    }

    /// The file behind a bill's link. The link is its own permission: it is unguessable and brief.
    async fn bill_file(&self, pay: &Pay, front: Option<Arc<Front>>, request: &Request) -> Served {
        let token = pay.bill_format.and_then(|format| format.token(request));
        let refused = |refusal| self.refuse(pay, front.as_deref(), request, refusal);
        let (Some(token), Some(codec)) = (token, pay.bill_file) else {
            return refused(Refusal::new(Reason::BillLinkExpired, "the link names no file"));
        };
        let ask = BillFileAsk { link: token };
        let backend = match &front {
            Some(front) => self.behind(front),
            None => &self.gate,
        };
        let answer = match backend.bill_file(ask.clone()).await {
            Err(_) if front.is_none() => self.sandbox.bill_file(ask).await,
            answer => answer,
        };
        let nobody = Account::default();
        let account = front.as_ref().map_or(&nobody, |front| &front.account);
        let nonce = self.world.dice.nonce();
        let ctx = self.world.ctx(&nonce, account).answering(request);
        match answer.map(|file| codec.write_answer(&file, &ctx)) {
            Ok(Ok(response)) => Served::Reply(response),
            Ok(Err(fault)) => refused(fault.into_refusal()),
            Err(refusal) => refused(refusal),
        }
    }
}

/// One call of a known caller.
struct Calling<'a> {
    fronts: &'a Fronts,
    pay: &'static Pay,
    front: &'a Arc<Front>,
    request: &'a Request,
    call: Call,
    /// The key by which the caller asks to be answered.
    key: Option<&'a str>,
}

/// Why there is no ordinary answer.
enum Failed {
    Refusal(Refusal, Around),
    OnPurpose(Failure, Around),
}

impl Calling<'_> {
    async fn answer(&self) -> Result<Response, Failed> {
        let (pay, front) = (self.pay, self.front);
        let behind = self.fronts.behind(front);
        match self.call {
            Call::Charge => {
                self.serve(pay.charge, charge_order, |ask| behind.charge(front, ask, self.key))
                    .await
            }
            Call::Query => {
                let answer =
                    self.serve(pay.query, query_order, |ask| behind.query(front, ask)).await;
                match answer {
                    Err(Failed::Refusal(no, around)) if no.reason == Reason::OrderNotFound => {
                        self.perhaps_refund(Failed::Refusal(no, around)).await
                    }
                    answer => answer,
                }
            }
            Call::Close => self.serve(pay.close, close_order, |ask| behind.close(front, ask)).await,
            Call::Cancel => {
                self.serve(pay.cancel, close_order, |ask| behind.cancel(front, ask)).await
            }
            Call::Refund => {
                self.serve(pay.refund, refund_order, |ask| behind.refund(front, ask)).await
            }
            Call::RefundQuery => self.refund_query().await,
            Call::Bill => self.serve(pay.bill, |_| "", |ask| behind.bill(front, ask)).await,
            Call::Certificates => {
                self.serve::<Certificates, _>(
                    pay.certificates,
                    |()| "",
                    |()| std::future::ready(certificates(front)),
                )
                .await
            }
            Call::BillFile => unreachable!("answered before a caller is looked for"),
        }
    }

    async fn refund_query(&self) -> Result<Response, Failed> {
        let behind = self.fronts.behind(self.front);
        let act = |ask| behind.refund_query(self.front, ask);
        self.serve(self.pay.refund_query, refund_query_order, act).await
    }

    /// No payment is found. At some platforms one query asks about payments and refunds alike: if
    /// this one can be read as asking about a refund, and there is one, that is the answer.
    async fn perhaps_refund(&self, not_found: Failed) -> Result<Response, Failed> {
        let read = |codec: &dyn Codec<RefundQuery>| {
            self.with_ctx(&Around::default(), |ctx| codec.read_ask(self.request, ctx))
        };
        if self.pay.refund_query.is_none_or(|codec| read(codec).is_err()) {
            return Err(not_found);
        }
        match self.refund_query().await {
            Err(Failed::Refusal(no, _)) if is_absent(no.reason) => Err(not_found),
            answer => answer,
        }
    }

    /// Verifies and reads the ask, has it done, and writes the answer.
    async fn serve<X: Exchange, F: Future<Output = Result<X::Answer, Refusal>>>(
        &self,
        codec: Option<&'static dyn Codec<X>>,
        order: fn(&X::Ask) -> &str,
        act: impl FnOnce(X::Ask) -> F,
    ) -> Result<Response, Failed> {
        let none = Around::default;
        let refused = |refusal: Refusal| Failed::Refusal(refusal, none());
        let codec = codec.ok_or_else(|| {
            refused(Refusal::new(Reason::MethodUnknown, format!("{} is not spoken here", X::NAME)))
        })?;
        // Whoever reads makes nothing that needs a nonce.
        let ctx = self.fronts.world.ctx("", &self.front.account);
        let ask = codec.read_ask(self.request, &ctx);
        let ask = ask.map_err(|fault: Fault| refused(fault.into_refusal()))?;
        let behind = self.fronts.behind(self.front);
        let around = behind.around(self.front, self.call, order(&ask));
        if let Some(failure) = around.before.clone() {
            self.wait(&around).await;
            return Err(Failed::OnPurpose(failure, around));
        }
        let answer = act(ask).await;
        self.wait(&around).await;
        if let Some(failure) = around.after.clone() {
            return Err(Failed::OnPurpose(failure, around));
        }
        match answer {
            Err(refusal) => Err(Failed::Refusal(refusal, around)),
            Ok(answer) => self
                .with_ctx(&around, |ctx| codec.write_answer(&answer, &ctx.answering(self.request)))
                .map_err(|fault| Failed::Refusal(fault.into_refusal(), around)),
        }
    }

    async fn wait(&self, around: &Around) {
        if !around.delay.is_zero() {
            self.fronts.world.clock.sleep(around.delay).await;
        }
    }

    fn with_ctx<T>(&self, around: &Around, run: impl FnOnce(&Ctx<'_>) -> T) -> T {
        let nonce = self.fronts.world.dice.nonce();
        let ctx = self.fronts.world.ctx(&nonce, &self.front.account);
        run(&Ctx { probe: around.probe, sign_with: around.sign_with.as_deref(), ..ctx })
    }

    fn refuse(&self, refusal: Refusal, around: &Around) -> Served {
        self.with_ctx(around, |ctx| {
            tracing::debug!(front = %self.front.key, reason = ?refusal.reason, message = %refusal.message, "refused");
            Served::Reply((self.pay.refuse)(&refusal, &ctx.answering(self.request)))
        })
    }
}

fn is_absent(reason: Reason) -> bool {
    matches!(reason, Reason::OrderNotFound | Reason::RefundNotFound)
}

/// The certificates with which this front signs.
fn certificates(front: &Front) -> Result<Vec<PlatformCertificate>, Refusal> {
    let of = front.account.keys.ours.iter().filter_map(|signer| signer.certificate.as_ref());
    let parsed = of.map(|pem| Certificate::parse(pem)).collect::<Result<Vec<_>, _>>();
    let parsed = parsed.map_err(|error| Refusal::new(Reason::ServiceFailed, error.to_string()))?;
    let told = parsed.into_iter().map(|certificate| PlatformCertificate {
        serial: certificate.serial_hex,
        from: certificate.from,
        until: certificate.until,
        pem: certificate.pem,
    });
    Ok(told.collect())
}

fn charge_order(ask: &ChargeAsk) -> &str {
    &ask.order
}

fn query_order(ask: &QueryAsk) -> &str {
    order_text(&ask.order)
}

fn close_order(ask: &CloseAsk) -> &str {
    order_text(&ask.order)
}

fn refund_order(ask: &RefundAsk) -> &str {
    order_text(&ask.order)
}

fn refund_query_order(ask: &RefundQueryAsk) -> &str {
    ask.order.as_ref().map_or("", order_text)
}

fn order_text(order: &OrderRef) -> &str {
    match order {
        OrderRef::Order(number) | OrderRef::Wallet(number) => number,
    }
}
