//! Taking the fields of an object one by one. What is left at the end nobody knew.

use std::collections::BTreeMap;

use drawbridge_canon::{Currency, Fault, Money, Timestamp};
use serde_json::{Map, Value};

/// An object with its place in the whole, for error messages.
pub(crate) struct Fields {
    map: Map<String, Value>,
    /// The JSON pointer of the object: empty for the whole.
    at: String,
}

/// What the live service says of a field that its documents do not have.
pub(crate) const UNDEFINED: &str = "请求中含有未在API文档中定义的参数";

/// How many bytes a text may have.
#[derive(Clone, Copy)]
pub(crate) struct Bytes(pub(crate) usize, pub(crate) usize);

impl Fields {
    pub(crate) const fn new(map: Map<String, Value>) -> Self {
        Self { map, at: String::new() }
    }

    /// The pointer of a field.
    pub(crate) fn pointer(&self, name: &str) -> String {
        format!("{}/{name}", self.at)
    }

    /// A text; absent, null and empty are the same.
    pub(crate) fn text(&mut self, name: &str, bytes: Bytes) -> Result<Option<String>, Fault> {
        let text = match self.map.remove(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text,
            // Clients in languages without strict types send an order number as a JSON number.
            Some(Value::Number(number)) if number.is_u64() => number.to_string(),
            Some(_) => return Err(self.wrong(name, "值字段", "类型不正确，应为字符串")),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let Bytes(least, most) = bytes;
        if text.len() < least {
            let rule = format!("字节数 {}，小于最小值 {least}", text.len());
            return Err(self.wrong(name, "值字段", &format!("字符串规则校验失败，{rule}")));
        }
        if text.len() > most {
            let rule = format!("字节数 {}，大于最大值 {most}", text.len());
            return Err(self.wrong(name, "值字段", &format!("字符串规则校验失败，{rule}")));
        }
        if text.chars().any(|c| c.len_utf8() > 3) {
            let rule = "含有4字节UTF-8字符（如表情符号）";
            return Err(self.wrong(name, "值字段", &format!("字符串规则校验失败，{rule}")));
        }
        Ok(Some(text))
    }

    /// A text that must be there.
    pub(crate) fn need(&mut self, name: &str, bytes: Bytes) -> Result<String, Fault> {
        self.text(name, bytes)?.ok_or_else(|| self.missing(name))
    }

    /// A text of no special length, as replies have them: read as it comes.
    pub(crate) fn told(&mut self, name: &str) -> Option<String> {
        match self.map.remove(name)? {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A moment in RFC 3339.
    pub(crate) fn moment(&mut self, name: &str) -> Result<Option<Timestamp>, Fault> {
        let Some(text) = self.text(name, Bytes(1, 64))? else { return Ok(None) };
        let parsed = Timestamp::parse_rfc3339(&text);
        parsed.map(Some).ok_or_else(|| {
            self.wrong(name, "值字段", "格式错误，应为rfc3339格式yyyy-MM-DDTHH:mm:ss+TIMEZONE")
        })
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u64>, Fault> {
        match self.map.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => match number.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "数值字段", "规则校验失败，应为非负整数")),
            },
            Some(_) => Err(self.wrong(name, "数值字段", "类型不正确，应为整数")),
        }
    }

    /// An amount of minor units, at least `least`.
    pub(crate) fn money(
        &mut self,
        name: &str,
        currency: Currency,
        least: u64,
    ) -> Result<Option<Money>, Fault> {
        let Some(minor) = self.number(name)? else { return Ok(None) };
        if minor < least {
            return Err(self.wrong(
                name,
                "数值字段",
                &format!("规则校验失败，值低于最小值 {least}"),
            ));
        }
        if i64::try_from(minor).is_err() {
            return Err(self.wrong(name, "数值字段", "规则校验失败，值高于最大值"));
        }
        Ok(Some(Money { minor, currency }))
    }

    /// An amount that must be there.
    pub(crate) fn need_money(
        &mut self,
        name: &str,
        currency: Currency,
        least: u64,
    ) -> Result<Money, Fault> {
        self.money(name, currency, least)?.ok_or_else(|| self.missing(name))
    }

    /// The currency of an ask: the yuan, given or not.
    pub(crate) fn yuan(&mut self, name: &str) -> Result<Currency, Fault> {
        match self.text(name, Bytes(1, 16))? {
            Some(code) if code != Currency::CNY.code() => {
                Err(self.wrong(name, "值字段", "枚举值校验失败，仅支持CNY"))
            }
            _ => Ok(Currency::CNY),
        }
    }

    /// A currency code; the yuan where none is given.
    pub(crate) fn currency(&mut self, name: &str) -> Result<Currency, Fault> {
        match self.text(name, Bytes(1, 16))? {
            None => Ok(Currency::CNY),
            Some(code) => Currency::parse(&code)
                .map_err(|_| self.wrong(name, "值字段", "不是ISO 4217货币代码")),
        }
    }

    /// A truth value.
    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, Fault> {
        match self.map.remove(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(value)) => Ok(value),
            Some(_) => Err(self.wrong(name, "值字段", "类型不正确，应为布尔值")),
        }
    }

    /// An object within; an empty one if absent.
    pub(crate) fn object(&mut self, name: &str) -> Result<Self, Fault> {
        let at = self.pointer(name);
        match self.map.remove(name) {
            None | Some(Value::Null) => Ok(Self { map: Map::new(), at }),
            Some(Value::Object(map)) => Ok(Self { map, at }),
            Some(_) => Err(self.wrong(name, "对象", "类型不正确，应为对象")),
        }
    }

    /// How many bytes a field has as JSON; none if absent.
    pub(crate) fn size(&self, name: &str) -> usize {
        self.map.get(name).map_or(0, |value| value.to_string().len())
    }

    /// A list of objects; an empty one if absent.
    pub(crate) fn objects(&mut self, name: &str) -> Result<Vec<Self>, Fault> {
        let items = match self.map.remove(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err(self.wrong(name, "数组", "类型不正确，应为数组")),
        };
        let at = |index: usize| format!("{}/{name}/{index}", self.at);
        let object = |(index, item)| match item {
            Value::Object(map) => Ok(Self { map, at: at(index) }),
            _ => Err(Fault::invalid(&at(index), "类型不正确，应为对象")),
        };
        items.into_iter().enumerate().map(object).collect()
    }

    /// Takes a field if it has exactly this value.
    pub(crate) fn take_if(&mut self, name: &str, value: &Value) -> bool {
        let same = self.map.get(name) == Some(value);
        if same {
            self.map.remove(name);
        }
        same
    }

    /// Drops fields that are known to mean nothing elsewhere.
    pub(crate) fn forget(&mut self, names: &[&str]) {
        for name in names {
            self.map.remove(*name);
        }
    }

    /// Ends the reading. Fields that only this dialect understands go to `kept`, by their path in
    /// dots, unless they hold no value; any other is one that the documents do not define, and
    /// the platform refuses those.
    pub(crate) fn finish(
        self,
        known: &[&str],
        kept: &mut BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        for (name, value) in self.map {
            let empty = match &value {
                Value::Null | Value::Bool(false) => true,
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                Value::Object(map) => map.is_empty(),
                _ => false,
            };
            if value.is_null() || empty && known.contains(&name.as_str()) {
                continue;
            }
            let pointer = format!("{}/{name}", self.at);
            if !known.contains(&name.as_str()) {
                return Err(Fault::invalid(&pointer, UNDEFINED));
            }
            kept.insert(pointer[1..].replace('/', "."), value.to_string());
        }
        Ok(())
    }

    pub(crate) fn missing(&self, name: &str) -> Fault {
        let pointer = self.pointer(name);
        let message = format!(
            "输入源“/body{pointer}”映射到值字段“{}”必填性规则校验失败，此字段为必填项",
            title(name)
        );
        match Fault::missing(&pointer) {
            Fault::Malformed(refusal) => {
                Fault::Malformed(drawbridge_canon::Refusal { message, ..refusal })
            }
            other => other,
        }
    }

    /// A text does not match the platform's own pattern.
    pub(crate) fn pattern(&self, name: &str, pattern: &str) -> Fault {
        let rule = format!("字符串规则校验失败，字符串必须匹配正则表达式“{pattern}”");
        self.wrong(name, "值字段", &rule)
    }

    /// A field's value breaks a rule.
    pub(crate) fn wrong(&self, name: &str, kind: &str, rule: &str) -> Fault {
        let pointer = self.pointer(name);
        let message = format!("输入源“/body{pointer}”映射到{kind}“{}”{rule}", title(name));
        Fault::invalid(&pointer, message)
    }
}

/// What the documents call a field, for messages that read like the platform's own.
pub(crate) fn title(name: &str) -> &str {
    const TITLES: [(&str, &str); 24] = [
        ("amount", "金额信息"),
        ("appid", "应用ID"),
        ("attach", "附加数据"),
        ("bill_date", "账单日期"),
        ("currency", "货币类型"),
        ("description", "商品描述"),
        ("goods_name", "商品名称"),
        ("mchid", "直连商户号"),
        ("merchant_goods_id", "商户侧商品编码"),
        ("notify_url", "通知地址"),
        ("openid", "用户标识"),
        ("out_refund_no", "商户退款单号"),
        ("out_trade_no", "商户订单号"),
        ("payer_client_ip", "用户终端IP"),
        ("quantity", "商品数量"),
        ("reason", "退款原因"),
        ("refund", "退款金额"),
        ("sp_appid", "服务商应用ID"),
        ("sp_mchid", "服务商户号"),
        ("sub_mchid", "子商户号"),
        ("time_expire", "交易结束时间"),
        ("total", "总金额"),
        ("type", "场景类型"),
        ("unit_price", "商品单价"),
    ];
    TITLES.iter().find(|(field, _)| *field == name).map_or(name, |(_, title)| title)
}
