//! What differs from wallet to wallet within the family, as data.

use drawbridge_canon::Reason;
use drawbridge_canon::pay::Call;

/// One wallet of the family.
pub struct Family {
    /// The dialect's name: the mark on the fields that only this dialect understands.
    pub dialect: &'static str,
    /// The authentication scheme in `Authorization`.
    pub scheme: &'static str,
    /// What the names of the signature headers begin with: `Name-`.
    pub header_prefix: &'static str,
    /// The value of the signature type header of replies, where the wallet sends one.
    pub signature_type: Option<&'static str>,
    /// What the names of bare public keys begin with, where the wallet hands out such keys beside
    /// its certificates.
    pub key_prefix: Option<&'static str>,
    /// What deliberately wrong signatures begin with, where the wallet probes its merchants.
    pub probe: Option<&'static str>,
    /// Where the calls are.
    pub paths: Paths,
    /// Field names that carry the wallet's own name.
    pub words: Words,
    /// Sentences that carry the wallet's own name.
    pub says: Says,
    /// The error table, the more particular lines first.
    pub codes: &'static [Code],
    /// What one wallet demands and another does not.
    pub duties: Duties,
    /// The constants of the client-side call.
    pub pay_sign: PaySign,
    /// The words in bills.
    pub books: Books,
}

/// Where the calls are, below the mount.
pub struct Paths {
    /// Orders of a merchant who asks for itself.
    pub transactions: &'static str,
    /// Orders that a service provider asks for, where there are such.
    pub partner: Option<&'static str>,
    /// Refunds.
    pub refunds: &'static str,
    /// The trade bill.
    pub trade_bill: &'static str,
    /// The bill of an account's movements.
    pub fund_bill: &'static str,
    /// The bill's file.
    pub bill_file: &'static str,
    /// The platform's certificates, where they can be downloaded.
    pub certificates: Option<&'static str>,
}

/// Field names that carry the wallet's own name.
pub struct Words {
    /// The wallet's number for an article.
    pub goods_id: &'static str,
}

/// Sentences that carry the wallet's own name, or depend on the kind of call.
pub struct Says {
    /// `Authorization` is absent or garbled.
    pub authorization: &'static str,
    /// The same, on calls below [`Paths::transactions`].
    pub authorization_on_orders: &'static str,
    /// There is no certificate to download because the merchant uses a bare public key.
    pub no_certificate: &'static str,
}

/// One line of the error table.
pub struct Code {
    /// The canonical reason.
    pub reason: Reason,
    /// The HTTP status.
    pub http: u16,
    /// The code.
    pub code: &'static str,
    /// The message where nothing better is known.
    pub message: &'static str,
    /// What a message holds that tells this line from others of the same code; empty for the
    /// line that stands for the code itself.
    pub hint: &'static str,
    /// The calls that it is for; empty for all.
    pub on: &'static [Call],
}

/// What one wallet demands and another does not.
#[allow(clippy::struct_excessive_bools, reason = "each is an independent fact of a wallet")]
pub struct Duties {
    /// Paths under which a request without `Accept` or `User-Agent` is refused before its
    /// signature is looked at.
    pub agent: &'static [&'static str],
    /// Whether a payment from a phone's browser must name the buyer's address and device.
    pub h5_scene: bool,
    /// Whether refunds and bills name the merchant once more beside the header.
    pub names_merchant: bool,
    /// Whether requests name the platform key that the reply is to be signed with, always.
    pub names_key: bool,
    /// The status of a successful close: the reply has no body.
    pub close_status: u16,
    /// Whether the offending value in an error's detail is always text.
    pub detail_as_text: bool,
}

/// The constants of the client-side call.
pub struct PaySign {
    /// The `package` of a call out of an app.
    pub app_package: &'static str,
    /// The `signType` of a call out of a page.
    pub page_type: &'static str,
}

/// The words in bills and in asking for them.
pub struct Books {
    /// `bill_type` of the bill with payments and refunds.
    pub all: &'static str,
    /// `bill_type` of payments only, where there is one.
    pub paid: Option<&'static str>,
    /// `bill_type` of refunds only, where there is one.
    pub refunded: Option<&'static str>,
    /// `account_type` where the ask names none.
    pub account: &'static str,
    /// The column of the wallet's payment number.
    pub wallet_no: &'static str,
    /// The column of the wallet's refund number.
    pub wallet_refund_no: &'static str,
    /// The column of the wallet's number in the bill of movements.
    pub fund_no: &'static str,
}

/// The codec of every exchange for one family.
pub struct Mch(pub &'static Family);

impl Family {
    /// The signature header of this name: `timestamp`, `nonce`, `signature`, `serial`.
    pub(crate) fn header(&self, name: &str) -> String {
        format!("{}{name}", self.header_prefix)
    }

    /// Whether a key of this name is a bare public key and not a certificate.
    pub(crate) fn is_bare_key(&self, id: &str) -> bool {
        self.key_prefix.is_some_and(|prefix| id.starts_with(prefix))
    }
}
