//! `clients.json`: for every relation, the settings of a client library, ready to use.

use std::path::Path;

use drawbridge_canon::pay::{ClientSetting, KeyName, Pay};
use drawbridge_seal::Certificate;
use serde_json::{Map, Value, json};

use crate::provision::{CA_CERTIFICATE, Provision, ProvisionError, Relation};
use crate::registry::Secret;

/// Where the node really listens.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Plain HTTP, `http://host:port`.
    pub base: String,
    /// TLS for official host names, `host:port`.
    pub tls: Option<String>,
    /// The proxy to that, `http://host:port`.
    pub proxy: Option<String>,
}

/// The document, with absolute paths.
pub fn clients(
    folder: &Path,
    addresses: &Addresses,
    provision: &Provision,
) -> Result<Value, ProvisionError> {
    let folder = folder.canonicalize().map_err(|e| ProvisionError::File(folder.to_owned(), e))?;
    let told = provision.relations.iter().map(|relation| settings(&folder, relation));
    let relations: Vec<Value> = told.collect::<Result<_, _>>()?;
    Ok(json!({
        "base": addresses.base,
        "tls": {
            "ca": folder.join(CA_CERTIFICATE),
            "listen": addresses.tls,
            "proxy": addresses.proxy,
        },
        "control": format!("{}/sandbox", addresses.base),
        "relations": relations,
    }))
}

fn settings(folder: &Path, relation: &Relation) -> Result<Value, ProvisionError> {
    let mut told = Map::new();
    told.insert("front".to_owned(), json!(relation.front));
    told.insert("wallet".to_owned(), json!(relation.wallet.unwrap_or("any")));
    let pay = drawbridge_roster::dialect(relation.front).and_then(|dialect| dialect.pay);
    for (name, setting) in pay.map_or(&[][..], |pay| pay.shape.client) {
        if let Some(value) = pay.map(|pay| value(folder, relation, pay, *setting)).transpose()? {
            told.insert((*name).to_owned(), value);
        }
    }
    Ok(Value::Object(told))
}

fn value(
    folder: &Path,
    relation: &Relation,
    pay: &Pay,
    setting: ClientSetting,
) -> Result<Value, ProvisionError> {
    let account = &relation.spec.account;
    let file = |name: String| Ok(json!(folder.join(name)));
    let platform = format!("{}-platform", relation.front);
    match setting {
        ClientSetting::Merchant => Ok(json!(account.merchant)),
        ClientSetting::App => Ok(json!(account.apps.first())),
        ClientSetting::Address(rest) => Ok(json!(format!("{}{rest}", account.endpoint))),
        ClientSetting::PrivateKey => file("merchant.key".to_owned()),
        ClientSetting::PrivateKeyPkcs1 => file("merchant.pkcs1.key".to_owned()),
        ClientSetting::Certificate => file("merchant.crt".to_owned()),
        ClientSetting::CertificateName => named(folder, "merchant.crt", pay),
        ClientSetting::Shared => Ok(json!(account.shared.as_ref().map(|Secret(text)| text))),
        ClientSetting::PlatformCertificate => file(format!("{platform}.crt")),
        ClientSetting::PlatformCertificateName => named(folder, &format!("{platform}.crt"), pay),
        // Where bare keys have no names they are the certificate's own.
        ClientSetting::PlatformKey if pay.shape.public_key_prefix.is_none() => {
            file(format!("{platform}.pem"))
        }
        ClientSetting::PlatformKey => file(format!("{}-public.pem", relation.front)),
        ClientSetting::PlatformKeyName => {
            Ok(json!(account.ours.iter().find_map(|key| key.id.as_ref())))
        }
        ClientSetting::Root => file(CA_CERTIFICATE.to_owned()),
    }
}

fn named(folder: &Path, file: &str, pay: &Pay) -> Result<Value, ProvisionError> {
    let path = folder.join(file);
    let pem = std::fs::read_to_string(&path).map_err(|e| ProvisionError::File(path, e))?;
    let certificate = Certificate::parse(&pem)?;
    Ok(json!(match pay.shape.key_name {
        KeyName::SerialHex => certificate.serial_hex,
        KeyName::SerialDecimal => certificate.serial_decimal,
        KeyName::Fingerprint => certificate.fingerprint(),
    }))
}
