//! The same to the byte: whole audits, digested.
//!
//! Run on another platform, or after a change that should change no number, this must hold. If a
//! formula was made better, the new digest is written here together with the reason in the commit.

use serde_json::Value;

use crate::scenarios::Log;

/// FNV-1a with 64 bits: not for secrets.
struct Digest(u64);

impl Digest {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Every bit of every number, in the order of the names.
    fn walk(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                let mut names: Vec<&String> = object.keys().collect();
                names.sort();
                for name in names {
                    self.take(name.as_bytes());
                    self.walk(&object[name]);
                }
            }
            Value::Array(array) => array.iter().for_each(|value| self.walk(value)),
            Value::Number(number) => self.take(&number.as_f64().unwrap().to_bits().to_be_bytes()),
            other => self.take(other.to_string().as_bytes()),
        }
    }
}

#[test]
fn an_audit_is_the_same_to_the_byte_everywhere() {
    let audit = |name: &str| {
        let mut digest = Digest(0xcbf2_9ce4_8422_2325);
        digest.walk(&Log::read(&format!("scenarios/{name}.csv"), &2160.0.into()).audit());
        format!("{:016x}", digest.0)
    };
    let found = ["equal", "biased", "simpson", "small"].map(audit);
    assert_eq!(
        found,
        ["09b3a3bef1199303", "e67e90038d0fb47b", "1262c6ed89e0fea9", "6da8636444ca24ad"]
    );
}
