//! Service providers ask on behalf of a merchant with `app_auth_token`, a token that the merchant
//! granted. The account option `app_auth_token.<merchant>` says which token stands for which
//! merchant; without one the token itself is the merchant's name.

use drawbridge_canon::Account;

use crate::envelope::Asked;

const OPTION: &str = "app_auth_token.";

/// The merchant that a request's token stands for.
pub(crate) fn read(asked: &Asked, account: &Account) -> Option<String> {
    let token = asked.app_auth_token.as_deref()?;
    let known = account.options.iter().find_map(|(name, value)| {
        name.strip_prefix(OPTION).filter(|_| value == token).map(str::to_owned)
    });
    Some(known.unwrap_or_else(|| token.to_owned()))
}

/// The token that stands for a merchant.
pub(crate) fn token(merchant: Option<&str>, account: &Account) -> Option<String> {
    let merchant = merchant?;
    let token = account.option(&format!("{OPTION}{merchant}")).unwrap_or(merchant);
    Some(token.to_owned())
}
