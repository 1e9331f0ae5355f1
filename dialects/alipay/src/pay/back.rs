//! The buyer's browser comes back: the signed address `return_url`. It says which order, not how
//! it stands, and is no proof of payment (opendocs.alipay.com/open/270/105900).

use drawbridge_canon::pay::{NoticeAsk, Return, Scene, Told, TradeState};
use drawbridge_canon::{Carrier, Codec, Ctx, Fault, Method, Request, Response};

use super::told;
use crate::envelope::Fields;
use crate::envelope::form::Params;

const PAGE: &str = "alipay.trade.page.pay.return";
const WAP: &str = "alipay.trade.wap.pay.return";

pub(crate) struct ComingBack;

impl Codec<Return> for ComingBack {
    fn write_ask(&self, ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Request, Fault> {
        let mut request = Request::to_url(Method::Get, &ask.url)
            .ok_or_else(|| Fault::Unsent(format!("`{}` is no http address", ask.url)))?;
        let mut params = Params::default();
        // What the merchant's own address carries comes back with it, and is signed with it.
        params.read(request.query.as_deref().unwrap_or_default().as_bytes())?;
        told::add(&mut params, write(ask, ctx)?);
        told::sign(&mut params, ctx)?;
        request.query = Some(params.encode());
        request.carrier = Carrier::Buyer;
        Ok(request)
    }

    fn read_ask(&self, request: &Request, ctx: &Ctx<'_>) -> Result<NoticeAsk, Fault> {
        let params = Params::of(request)?;
        told::verify(&params, ctx)?;
        let fields = told::fields(&params)?;
        told::check_addressee(&fields, ctx)?;
        read(&fields)
    }

    fn write_answer(&self, (): &(), _: &Ctx<'_>) -> Result<Response, Fault> {
        Ok(Response::new(200, "text/html;charset=utf-8", Vec::new()))
    }

    fn read_answer(&self, response: &Response, _: &Ctx<'_>) -> Result<(), Fault> {
        match response.status {
            200..=399 => Ok(()),
            status => Err(Fault::Unknown(format!("the merchant's page answered HTTP {status}"))),
        }
    }
}

fn write(ask: &NoticeAsk, ctx: &Ctx<'_>) -> Result<Fields, Fault> {
    let Told::Payment(payment) = &ask.told else {
        let message = "the buyer comes back from a payment, not from a refund";
        return Err(Fault::untranslatable("told", message));
    };
    let app = told::app(payment.app.as_deref(), ctx);
    let mobile = matches!(payment.scene, Some(Scene::MobileWeb { .. }));
    let mut fields = Fields::default();
    fields.put("app_id", app);
    fields.put("auth_app_id", app);
    fields.put("charset", "utf-8");
    fields.put("method", if mobile { WAP } else { PAGE });
    fields.put("out_trade_no", &payment.order);
    fields.put_some("trade_no", payment.wallet_no.as_deref());
    fields.put_money("total_amount", Some(payment.amount));
    if !ctx.account.merchant.is_empty() {
        fields.put("seller_id", &ctx.account.merchant);
    }
    fields.put("timestamp", ask.at.local());
    fields.put("version", "1.0");
    Ok(fields)
}

fn read(fields: &Fields) -> Result<NoticeAsk, Fault> {
    let amount = fields.money("total_amount")?.ok_or_else(|| Fault::missing("total_amount"))?;
    let order = fields.required("out_trade_no")?;
    // No state is told. "The buyer is confirming" is the one that makes everybody ask.
    let mut payment = drawbridge_canon::pay::Transaction::new(order, TradeState::Paying, amount);
    payment.wallet_no = fields.owned("trade_no")?;
    payment.app = fields.owned("app_id")?;
    payment.merchant = fields.owned("seller_id")?;
    payment.scene = Some(match fields.text("method")? {
        Some(WAP) => Scene::MobileWeb { client_ip: None, device: None, quit_url: None },
        _ => Scene::DesktopWeb,
    });
    let at = fields.time("timestamp")?.ok_or_else(|| Fault::missing("timestamp"))?;
    let told = Told::Payment(Box::new(payment));
    Ok(NoticeAsk { id: String::new(), at, url: String::new(), told })
}
