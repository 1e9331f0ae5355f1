//! Keys and certificates come back as they were written, and do each other's work.

use drawbridge_canon::{Digest, Sign, Timestamp, Verify};
use drawbridge_seal::issue::{Authority, Subject, Validity};
use drawbridge_seal::{Certificate, PrivateKey, PublicKey};

#[test]
fn a_key_is_read_in_every_form_it_is_written_in() {
    let key = PrivateKey::generate().unwrap();
    let public = key.public().unwrap();
    for text in [key.to_pem(), key.to_base64(), key.to_pkcs1_pem()] {
        let again = PrivateKey::parse(&text).unwrap();
        let signature = again.sign(Digest::Sha256, b"message").unwrap();
        for text in [public.to_pem(), public.to_base64()] {
            let public = PublicKey::parse(&text).unwrap();
            assert!(public.verify(Digest::Sha256, b"message", &signature));
            assert!(!public.verify(Digest::Sha256, b"massage", &signature));
            assert!(!public.verify(Digest::Sha1, b"message", &signature));
        }
    }
}

#[test]
fn what_is_encrypted_to_a_key_only_it_can_read() {
    let key = PrivateKey::generate().unwrap();
    let secret = key.public().unwrap().encrypt("张三".as_bytes()).unwrap();
    assert_eq!(key.decrypt(&secret).unwrap(), "张三".as_bytes());
    assert!(PrivateKey::generate().unwrap().decrypt(&secret).is_err());
    assert!(key.public().unwrap().encrypt(&[0; 215]).is_err(), "214 bytes are the most");
}

#[test]
fn an_authority_issues_what_it_says() {
    let validity = Validity { from: Timestamp(0), until: Timestamp(4_000_000_000_000) };
    let named = |common_name| Subject { common_name, organisation: "Example", unit: "Tests" };
    let root = PrivateKey::generate().unwrap();
    let authority = Authority::create(named("Root"), validity, root.clone()).unwrap();
    let authority = Authority::open(&authority.certificate.pem, root).unwrap();
    let key = PrivateKey::generate().unwrap();
    let leaf = authority.issue(named("Leaf"), validity, &["pay.example"], &key).unwrap();
    assert_eq!(leaf.issuer, "CN=Root,OU=Tests,O=Example,C=CN");
    assert_eq!(leaf.subject, "CN=Leaf,OU=Tests,O=Example,C=CN");
    assert_eq!((leaf.from, leaf.until), (validity.from, validity.until));
    assert!(leaf.rsa_signed && !leaf.valid_at(Timestamp(-1)));
    assert_eq!(Certificate::parse(&leaf.pem).unwrap(), leaf);
    assert_eq!(Certificate::parse_bundle(&format!("x{}y{}", leaf.pem, leaf.pem)).len(), 2);
    assert_eq!(leaf.public().unwrap().to_pem(), key.public().unwrap().to_pem());
    assert!(leaf.issued_by(&authority.certificate) && !leaf.issued_by(&leaf));
    let namesake = PrivateKey::generate().unwrap();
    let namesake = Authority::create(named("Root"), validity, namesake).unwrap();
    assert!(!leaf.issued_by(&namesake.certificate), "the same name is not the same key");
}
