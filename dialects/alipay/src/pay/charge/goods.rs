//! The lines of an order: `goods_detail`.

use drawbridge_canon::Fault;
use drawbridge_canon::pay::Goods;

use crate::envelope::{Fields, Json};

/// Reads the lines of `field`. Categories, pictures and the like are dropped.
pub(crate) fn read(biz: &Fields, field: &str) -> Result<Vec<Goods>, Fault> {
    biz.objects(field)?.iter().map(line).collect()
}

/// Writes the lines as `field`, if there are any.
pub(crate) fn write(biz: &mut Fields, field: &str, goods: &[Goods]) {
    if goods.is_empty() {
        return;
    }
    let line = |goods: &Goods| {
        let mut fields = Fields::default();
        fields.put("goods_id", &goods.id);
        fields.put_some("goods_name", goods.name.as_deref());
        fields.push("quantity", Json::Number(goods.quantity.to_string()));
        fields.put_money("price", Some(goods.unit_price));
        Json::Object(fields)
    };
    biz.push(field, Json::List(goods.iter().map(line).collect()));
}

fn line(fields: &Fields) -> Result<Goods, Fault> {
    let bad = |_| Fault::invalid("goods_detail.quantity", "quantity 应为整数");
    let price = fields.money("price")?;
    Ok(Goods {
        id: fields.required("goods_id")?.to_owned(),
        name: fields.owned("goods_name")?,
        quantity: fields.required("quantity")?.parse().map_err(bad)?,
        unit_price: price.ok_or_else(|| Fault::missing("price"))?,
    })
}
