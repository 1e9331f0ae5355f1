//! Enough of JSON Schema (draft 2020-12) to hold a document to a schema. A keyword that is not known
//! here fails, so that nothing is passed over.

use serde_json::{Map, Value};

/// What is only told to people.
const SILENT: [&str; 6] = ["$schema", "$id", "title", "description", "$defs", "format"];

/// Where a document is not as the schema wants it; empty if it is.
pub(crate) fn errors(schema: &Value, document: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    Check { root: schema }.value(schema, document, "$", &mut errors);
    errors
}

struct Check<'a> {
    root: &'a Value,
}

impl Check<'_> {
    fn holds(&self, schema: &Value, value: &Value) -> bool {
        let mut errors = Vec::new();
        self.value(schema, value, "$", &mut errors);
        errors.is_empty()
    }

    fn value(&self, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
        let Value::Object(keywords) = schema else {
            assert!(schema.is_boolean(), "a schema is an object or a boolean: {schema}");
            if schema == &Value::Bool(false) {
                errors.push(format!("{at}: nothing may stand here"));
            }
            return;
        };
        for (keyword, expected) in keywords {
            if !self.keyword(keyword, expected, keywords, value, at, errors) {
                errors.push(format!("{at}: {keyword} {}", short(expected)));
            }
        }
    }

    /// Whether one keyword holds; what is within reports itself.
    fn keyword(
        &self,
        keyword: &str,
        expected: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        at: &str,
        errors: &mut Vec<String>,
    ) -> bool {
        match keyword {
            "$ref" => {
                let way = expected.as_str().unwrap().strip_prefix('#').unwrap();
                let target = self.root.pointer(way).unwrap_or_else(|| panic!("no {way}"));
                self.value(target, value, at, errors);
            }
            "type" => return one_of(expected).iter().any(|name| is(name, value)),
            "const" => return value == expected,
            "enum" => return expected.as_array().unwrap().contains(value),
            "pattern" => return value.as_str().is_none_or(|text| matches(expected, text)),
            "minLength" => return text(value).is_none_or(|n| n >= expected.as_u64().unwrap()),
            "maxLength" => return text(value).is_none_or(|n| n <= expected.as_u64().unwrap()),
            "minimum" => return value.as_f64().is_none_or(|n| n >= expected.as_f64().unwrap()),
            "maximum" => return value.as_f64().is_none_or(|n| n <= expected.as_f64().unwrap()),
            "minItems" => return list(value).is_none_or(|n| n >= expected.as_u64().unwrap()),
            "maxItems" => return list(value).is_none_or(|n| n <= expected.as_u64().unwrap()),
            "anyOf" => return self.how_many(expected, value) >= 1,
            "oneOf" => return self.how_many(expected, value) == 1,
            "allOf" => {
                for part in expected.as_array().unwrap() {
                    self.value(part, value, at, errors);
                }
            }
            "if" => {
                let branch = if self.holds(expected, value) { "then" } else { "else" };
                if let Some(branch) = schema.get(branch) {
                    self.value(branch, value, at, errors);
                }
            }
            "then" | "else" => {}
            "required" => {
                let Value::Object(members) = value else { return true };
                let names = expected.as_array().unwrap();
                return names.iter().all(|name| members.contains_key(name.as_str().unwrap()));
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                self.members(keyword, expected, schema, value, at, errors);
            }
            "items" | "prefixItems" | "contains" => {
                return self.elements(keyword, expected, schema, value, at, errors);
            }
            silent => assert!(SILENT.contains(&silent), "the keyword {silent} is not known here"),
        }
        true
    }

    fn how_many(&self, schemas: &Value, value: &Value) -> usize {
        schemas.as_array().unwrap().iter().filter(|schema| self.holds(schema, value)).count()
    }

    fn members(
        &self,
        keyword: &str,
        expected: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        at: &str,
        errors: &mut Vec<String>,
    ) {
        let Value::Object(members) = value else { return };
        let known =
            |name: &str| schema.get("properties").is_some_and(|all| all.get(name).is_some());
        for (name, member) in members {
            let at = format!("{at}.{name}");
            match keyword {
                "properties" => {
                    if let Some(schema) = expected.get(name) {
                        self.value(schema, member, &at, errors);
                    }
                }
                "additionalProperties" if !known(name) => self.value(expected, member, &at, errors),
                "propertyNames" => self.value(expected, &Value::from(name.as_str()), &at, errors),
                _ => {}
            }
        }
    }

    fn elements(
        &self,
        keyword: &str,
        expected: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        at: &str,
        errors: &mut Vec<String>,
    ) -> bool {
        let Value::Array(elements) = value else { return true };
        let prefix = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        match keyword {
            "contains" => return elements.iter().any(|one| self.holds(expected, one)),
            "prefixItems" => {
                for (schema, one) in expected.as_array().unwrap().iter().zip(elements) {
                    self.value(schema, one, at, errors);
                }
            }
            _ => {
                for (index, one) in elements.iter().enumerate().skip(prefix) {
                    self.value(expected, one, &format!("{at}[{index}]"), errors);
                }
            }
        }
        true
    }
}

fn one_of(types: &Value) -> Vec<&str> {
    match types {
        Value::Array(types) => types.iter().map(|name| name.as_str().unwrap()).collect(),
        one => vec![one.as_str().unwrap()],
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("there is no type {other}"),
    }
}

fn text(value: &Value) -> Option<u64> {
    value.as_str().map(|text| u64::try_from(text.chars().count()).unwrap())
}

fn list(value: &Value) -> Option<u64> {
    value.as_array().map(|list| u64::try_from(list.len()).unwrap())
}

/// The patterns that our schemas use: each is a class of characters and how many of it, from the
/// beginning to the end. Another pattern fails.
fn matches(pattern: &Value, text: &str) -> bool {
    let all = |fits: fn(u8) -> bool| text.bytes().all(fits);
    match pattern.as_str().unwrap() {
        "^[a-zA-Z0-9-_]+$" => {
            !text.is_empty() && all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        }
        "^[0-9]{13}$" => text.len() == 13 && all(|b| b.is_ascii_digit()),
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
            let day = |(at, b): (usize, u8)| {
                if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() }
            };
            text.len() == 10 && text.bytes().enumerate().all(day)
        }
        "^[A-Za-z0-9+/]{43}=$" => {
            let base = |b: u8| b.is_ascii_alphanumeric() || b"+/".contains(&b);
            text.len() == 44 && text.ends_with('=') && text[..43].bytes().all(base)
        }
        "^[a-z0-9_.-]+$" => {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_.-".contains(&b);
            !text.is_empty() && all(fits)
        }
        other => panic!("the pattern {other} is not known here"),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}
