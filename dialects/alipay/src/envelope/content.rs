//! Content encryption: AES-128-CBC, PKCS#7, an all-zero initial vector, Base64
//! (opendocs.alipay.com/common/02mse3). The key is Base64 of 16 bytes.

use drawbridge_canon::{Account, Fault, Reason, Refusal};
use drawbridge_seal::{cipher, text};

/// Encrypts with the account's content key.
pub(crate) fn seal(account: &Account, plain: &[u8]) -> Result<String, Fault> {
    let sealed = cipher::cbc_seal(&key(account)?, plain).map_err(|error| broken(&error.0))?;
    Ok(text::base64(&sealed))
}

/// Decrypts with the account's content key.
pub(crate) fn open(account: &Account, sealed: &str) -> Result<Vec<u8>, Fault> {
    let sealed = text::unbase64(sealed).ok_or_else(|| broken("not Base64"))?;
    cipher::cbc_open(&key(account)?, &sealed).map_err(|error| broken(&error.0))
}

fn key(account: &Account) -> Result<Vec<u8>, Fault> {
    let key = account.keys.shared.as_deref().and_then(text::unbase64);
    key.filter(|key| key.len() == 16).ok_or_else(|| {
        let refusal = Refusal::field(Reason::KeyUnknown, "encrypt_type", "未配置接口内容加密密钥");
        Fault::Malformed(refusal.with_code("isv.decryption-error-not-valid-encrypt-key"))
    })
}

fn broken(why: &str) -> Fault {
    let refusal = Refusal::new(Reason::Unreadable, format!("解密出错, 未知错误 ({why})"));
    Fault::Malformed(refusal.with_code("isv.decryption-error-unknown"))
}
