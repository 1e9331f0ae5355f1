//! Secrets go in and do not come out.

use serde_json::Value;

/// What stands in a secret's place.
const BLOT: &str = "•••";

/// Blots out every secret whose value stands here, and leaves references to where one is.
pub(super) fn blot(spec: &mut Value) {
    each(spec, &mut |secret| {
        if secret.as_str().is_some_and(|text| !is_reference(text)) {
            *secret = Value::from(BLOT);
        }
    });
}

/// Puts old secrets where a caller sent the blot back.
pub(super) fn restore(new: &mut Value, old: &Value) {
    let mut kept = Vec::new();
    each(&mut old.clone(), &mut |secret| kept.push(secret.clone()));
    let mut kept = kept.into_iter();
    each(new, &mut |secret| {
        let before = kept.next();
        if secret.as_str() == Some(BLOT) {
            *secret = before.unwrap_or(Value::Null);
        }
    });
}

fn is_reference(text: &str) -> bool {
    text.starts_with("file:") || text.starts_with("env:")
}

/// Every secret of a relation, in the same order every time.
fn each(spec: &mut Value, act: &mut impl FnMut(&mut Value)) {
    if let Some(shared) = spec.get_mut("shared") {
        act(shared);
    }
    for key in spec.get_mut("ours").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(key) = key.get_mut("key") {
            act(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_blotted_out_comes_back_by_its_blot() {
        let old = json!({"shared": "s", "ours": [{"key": "k"}, {"key": "file:a"}], "name": "w"});
        let mut shown = old.clone();
        blot(&mut shown);
        let expected =
            json!({"shared": BLOT, "ours": [{"key": BLOT}, {"key": "file:a"}], "name": "w"});
        assert_eq!(shown, expected);
        restore(&mut shown, &old);
        assert_eq!(shown, old);
    }
}
