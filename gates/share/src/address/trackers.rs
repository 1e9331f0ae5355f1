//! Parameters that say who shares, who advertises and where somebody came from, on any site.
//!
//! The names are facts from ClearURLs' public list of global rules (clearurls.xyz, data.min.json)
//! and from the documents of those who set them.

/// Names, small letters.
const NAMES: &[&str] = &[
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "__twitter_impression",
    "action_object_map",
    "action_ref_map",
    "action_type_map",
    "cmpid",
    "dclid",
    "echobox",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "gs_l",
    "hmb_campaign",
    "hmb_medium",
    "hmb_source",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mc_tc",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "os_ehash",
    "spm",
    "srsltid",
    "tracking_source",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt_mc",
    "wt_zmc",
    "yclid",
];

/// How whole families of them begin.
const FAMILIES: &[&str] = &["utm_", "mtm_", "itm_", "otm_", "pk_", "ga_", "hmsr", "spm_"];

/// Whether a parameter of this name says nothing about the thing.
pub(super) fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || FAMILIES.iter().any(|begins| name.starts_with(begins))
}
