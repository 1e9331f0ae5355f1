//! Asking for a bill, and fetching its file.

use drawbridge_canon::pay::{
    Bill, BillAsk, BillFile, BillFileAnswer, BillFileAsk, BillKind, BillLink, Call,
};
use drawbridge_canon::{Codec, Ctx, Fault, Headers, Method, Request, Response, Timestamp};
use serde_json::json;

use crate::family::{Family, Mch};
use crate::refund::{check_merchant, sub_merchant};
use crate::route::{Route, route};
use crate::{envelope, outcome, url};

/// Bytes of a link that is still looked at.
const LINK: usize = 2048;

impl Codec<Bill> for Mch {
    fn write_ask(&self, ask: &BillAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let Family { paths, books, duties, .. } = self.0;
        let lacking = |what: &str| {
            Fault::untranslatable("bill_type", format!("this wallet has no bill of {what} only"))
        };
        let account;
        let (path, kind) = match &ask.kind {
            BillKind::Trade => (paths.trade_bill, ("bill_type", books.all)),
            BillKind::TradePaid => {
                let kind = books.paid.ok_or_else(|| lacking("payments"))?;
                (paths.trade_bill, ("bill_type", kind))
            }
            BillKind::TradeRefunded => {
                let kind = books.refunded.ok_or_else(|| lacking("refunds"))?;
                (paths.trade_bill, ("bill_type", kind))
            }
            BillKind::Funds(named) => {
                account = named.as_deref().unwrap_or(books.account);
                (paths.fund_bill, ("account_type", account))
            }
        };
        let merchant = Some(ctx.account.merchant.as_str()).filter(|_| duties.names_merchant);
        let query = url::query(&[
            ("bill_date", Some(&ask.date)),
            ("mchid", merchant),
            ("sub_mchid", sub_merchant(self.0, ask.sub_merchant.as_deref())?),
            (kind.0, Some(kind.1)),
            ("tar_type", ask.gzip.then_some("GZIP")),
        ]);
        envelope::ask(self.0, Method::Get, path, Some(query), None, ctx)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<BillAsk, Fault> {
        let route = route(self.0, request)?;
        envelope::verify_request(self.0, request, ctx)?;
        let mut params = url::params(request.query.as_deref())?;
        let mut take = |name: &str| params.remove(name).filter(|value| !value.is_empty());
        let wrong = |name: &str, rule: &str| {
            Fault::invalid(&format!("/{name}"), format!("输入源“/query/{name}”{rule}"))
        };
        check_merchant(take("mchid").as_deref(), ctx)?;
        let date = take("bill_date").ok_or_else(|| wrong("bill_date", "为必填项"))?;
        if date.len() != 10 || Timestamp::parse_day(&date).is_none() {
            return Err(wrong("bill_date", "格式错误，应为yyyy-MM-DD"));
        }
        let gzip = match take("tar_type").as_deref() {
            None => false,
            Some("GZIP") => true,
            Some(_) => return Err(wrong("tar_type", "取值错误，应为GZIP")),
        };
        let books = &self.0.books;
        let kind = match (route, take("bill_type").as_deref()) {
            (Route::FundBill, _) => {
                // The default account and no account are the same question.
                BillKind::Funds(take("account_type").filter(|account| account != books.account))
            }
            (Route::TradeBill, None) => BillKind::Trade,
            (Route::TradeBill, Some(kind)) if kind == books.all => BillKind::Trade,
            (Route::TradeBill, kind) if kind == books.paid => BillKind::TradePaid,
            (Route::TradeBill, kind) if kind == books.refunded => BillKind::TradeRefunded,
            (Route::TradeBill, Some(_)) => return Err(wrong("bill_type", "取值错误")),
            _ => return Err(Fault::unreadable("not a bill")),
        };
        Ok(BillAsk { kind, date, gzip, sub_merchant: take("sub_mchid") })
    }

    fn write_answer(&self, answer: &BillLink, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let mut body = json!({"download_url": self.as_asked(&answer.url, ctx)});
        if let Some((algorithm, hash)) = &answer.hash {
            body["hash_type"] = json!(algorithm.to_ascii_uppercase());
            body["hash_value"] = json!(hash);
        }
        envelope::signed(self.0, 200, body.to_string().into_bytes(), ctx)
    }

    fn read_answer(&self, response: &Response, ctx: &Ctx<'_>) -> Result<BillLink, Fault> {
        let mut fields = outcome::success(self.0, Call::Bill, response, ctx)?;
        let url = fields.told("download_url").ok_or_else(|| fields.missing("download_url"))?;
        let algorithm = fields.told("hash_type");
        let hash = fields.told("hash_value").map(|hash| hash.to_ascii_lowercase());
        Ok(BillLink { url, hash: algorithm.zip(hash) })
    }
}

impl Mch {
    /// A link to a file of ours, under the name by which the caller reached us: some client
    /// libraries follow only links to the host that they know.
    fn as_asked(&self, link: &str, ctx: &Ctx<'_>) -> String {
        let asked = ctx.asked.filter(|asked| !asked.origin.is_empty());
        match (asked, link.find(self.0.paths.bill_file)) {
            (Some(asked), Some(at)) => format!("{}{}{}", asked.origin, asked.mount, &link[at..]),
            _ => link.to_owned(),
        }
    }
}

impl Codec<BillFile> for Mch {
    /// The link is signed as it stands: path and query of the address that the platform gave.
    fn write_ask(&self, ask: &BillFileAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = Request::to_url(Method::Get, &ask.link).ok_or_else(|| {
            Fault::Unsent(format!("{} is not an address to fetch from", ask.link))
        })?;
        // An endpoint with a path prefix is one place; what is signed is the path below it.
        let below = ask.link.strip_prefix(&ctx.account.endpoint);
        if let Some(below) = below.filter(|below| below.starts_with('/')) {
            let path = below.split(['?', '#']).next().unwrap_or(below);
            path.clone_into(&mut request.path);
            ctx.account.endpoint.clone_into(&mut request.origin);
        }
        envelope::sign_request(self.0, &mut request, ctx)?;
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<BillFileAsk, Fault> {
        let Route::BillFile = route(self.0, request)? else {
            return Err(Fault::unreadable("not a bill's file"));
        };
        envelope::verify_request(self.0, request, ctx)?;
        let token = token(self.0, request);
        let link = token.ok_or_else(|| Fault::invalid("/token", "输入源“/query/token”为必填项"))?;
        Ok(BillFileAsk { link })
    }

    /// Files are not signed.
    fn write_answer(&self, answer: &BillFileAnswer, ctx: &Ctx<'_>) -> Result<Response, Fault> {
        let mut headers = Headers::default();
        headers.push("content-type", "application/octet-stream");
        headers.push("request-id", ctx.nonce);
        Ok(Response { status: 200, headers, body: answer.bytes.clone() })
    }

    fn read_answer(&self, response: &Response, _ctx: &Ctx<'_>) -> Result<BillFileAnswer, Fault> {
        outcome::settled(self.0, Call::BillFile, response)?;
        Ok(BillFileAnswer { bytes: response.body.clone() })
    }
}

/// The token in a link's request.
pub(crate) fn token(family: &Family, request: &Request) -> Option<String> {
    if request.path != family.paths.bill_file || request.target().len() > LINK {
        return None;
    }
    let mut params = url::params(request.query.as_deref()).ok()?;
    params.remove("token").filter(|token| !token.is_empty())
}
