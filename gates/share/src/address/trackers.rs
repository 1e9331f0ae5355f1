//! Parameters that say who shares, who advertises and where somebody came from, on any site.
//!
//! The names are facts from ClearURLs' public list of global rules (clearurls.xyz, data.min.json)
//! and from the documents of those who set them: Matomo (matomo.org, "Build campaign tracking
//! URLs": `mtm_…`, with the older `pk_…`, `piwik_…`), Google Analytics, Baidu Tongji (`hmsr`,
//! `hmpl`, `hmcu`, `hmkw`, `hmci`). Names, not beginnings of names: a site's own `pk_id` or
//! `ga_view` may be the thing. `cmpid` is left alone for the same reason: it numbers campaigns at
//! some sites and companies at others.

/// Names, small letters, in their order.
const NAMES: &[&str] = &[
    "__twitter_impression",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "action_object_map",
    "action_ref_map",
    "action_type_map",
    "dclid",
    "echobox",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "ga_campaign",
    "ga_content",
    "ga_medium",
    "ga_place",
    "ga_source",
    "ga_term",
    "gbraid",
    "gclid",
    "gclsrc",
    "gs_l",
    "hmb_campaign",
    "hmb_medium",
    "hmb_source",
    "hmci",
    "hmcu",
    "hmkw",
    "hmpl",
    "hmsr",
    "igsh",
    "igshid",
    "itm_campaign",
    "itm_content",
    "itm_medium",
    "itm_source",
    "itm_term",
    "li_fat_id",
    "matomo_campaign",
    "matomo_keyword",
    "matomo_kwd",
    "mc_cid",
    "mc_eid",
    "mc_tc",
    "mkt_tok",
    "msclkid",
    "mtm_campaign",
    "mtm_cid",
    "mtm_content",
    "mtm_group",
    "mtm_keyword",
    "mtm_kwd",
    "mtm_medium",
    "mtm_placement",
    "mtm_source",
    "oly_anon_id",
    "oly_enc_id",
    "os_ehash",
    "otm_campaign",
    "otm_content",
    "otm_medium",
    "otm_source",
    "otm_term",
    "piwik_campaign",
    "piwik_keyword",
    "piwik_kwd",
    "pk_campaign",
    "pk_cid",
    "pk_content",
    "pk_cpn",
    "pk_keyword",
    "pk_kwd",
    "pk_medium",
    "pk_source",
    "spm",
    "spm_id_from",
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

/// The one family whose names nobody uses for anything else.
const FAMILY: &str = "utm_";

/// Whether a parameter of this name says nothing about the thing.
pub(super) fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name.starts_with(FAMILY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_track_does() {
        for name in ["utm_anything", "MTM_Campaign", "pk_kwd", "ga_source", "itm_medium", "hmsr"] {
            assert!(is_tracker(name), "{name}");
        }
        for name in ["pk_id", "ga_view", "itm_no", "cmpid", "hmsrc", "spm_x", "pk_", "mtm_", "utm"]
        {
            assert!(!is_tracker(name), "{name}");
        }
    }
}
