//! Asking how a payment stands: `alipay.trade.query`.

use drawbridge_canon::pay::{Query, QueryAsk, Transaction};
use drawbridge_canon::{Ctx, Fault};

use super::spoken::{Reply, Speak};
use super::{order, partner, transaction};
use crate::envelope::{Asked, Said};
use crate::method;

pub(crate) struct Querying;

impl Speak<Query> for Querying {
    fn say(&self, ask: &QueryAsk, ctx: &Ctx<'_>) -> Result<Said, Fault> {
        let mut said = Said { method: method::QUERY, ..Said::default() };
        order::write_ref(&mut said.biz, &ask.order);
        said.app_auth_token = partner::token(ask.sub_merchant.as_deref(), ctx.account);
        Ok(said)
    }

    fn hear(&self, asked: &Asked, ctx: &Ctx<'_>) -> Result<QueryAsk, Fault> {
        Ok(QueryAsk {
            order: order::read_ref(&asked.biz)?,
            sub_merchant: partner::read(asked, ctx.account),
        })
    }

    fn reply(&self, payment: &Transaction, _: &Asked, _: &Ctx<'_>) -> Result<Reply, Fault> {
        let mut reply = Reply::default();
        transaction::write_queried(&mut reply.fields, payment);
        Ok(reply)
    }

    fn heed(&self, reply: Reply, _: &Asked, _: &Ctx<'_>) -> Result<Transaction, Fault> {
        transaction::read_queried(&reply.fields)
    }
}
