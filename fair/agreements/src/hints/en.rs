//! Phrases in English.

use super::Family::{Exclusivity, Parity};
use super::pattern::Guard::{NotAfter, NotBefore, NotJustBefore, NotWithin};
use super::pattern::{Pattern, Step};

const OTHER: &[&str] = &["other", "another", "competing", "rival", "third-party", "different"];
const PLACE: &[&str] = &[
    "platform*",
    "marketplace*",
    "service*",
    "app*",
    "site*",
    "website*",
    "channel*",
    "provider*",
    "network*",
    "store*",
];
/// Somebody else, without a place.
const ELSEWHERE: &[&str] =
    &["elsewhere", "competitor*", "rivals", "third part*", "anyone else", "anybody else"];
const FORBIDDEN: &[&str] = &[
    "shall not",
    "may not",
    "must not",
    "will not",
    "cannot",
    "not to",
    "do not",
    "does not",
    "refrain from",
    "refrains from",
    "refraining from",
    "agrees not",
    "agree not",
    "not be",
];
const ACT: &[&str] = &[
    "list",
    "listed",
    "listing",
    "sell*",
    "offer*",
    "licens*",
    "licenc*",
    "suppl*",
    "deal*",
    "publish*",
    "enter*",
    "cooperat*",
    "work*",
    "available",
    "open*",
    "distribut*",
    "grant*",
    "stream*",
    "partner*",
    "contract*",
];
/// Whoever is the only one.
const ONE: &[&str] = &[
    "provider*",
    "supplier*",
    "channel*",
    "distributor*",
    "licensee*",
    "agent*",
    "partner*",
    "platform*",
    "carrier*",
    "marketplace*",
    "source",
    "and exclusive",
];

/// Whoever may not demand it, denies it or gives it up.
const DENIED: &[&str] = &[
    "not require*",
    "not impose*",
    "not ask*",
    "not oblige*",
    "not demand*",
    "not be required",
    "not seek*",
    "nothing in",
    "neither",
    "waive*",
    "remov*",
    "delet*",
    "without",
    "not bound",
    "no longer",
];
/// What comes between a prohibition and a restriction that it prohibits.
const RESTRICTS: &[&str] = &[
    "penal*",
    "requir*",
    "prevent*",
    "restrict*",
    "prohibit*",
    "impos*",
    "retaliat*",
    "discriminat*",
    "counterfeit",
];
/// What is said of a clause that ended.
const ENDED: &[&str] =
    &["cease*", "is waived", "is removed", "is deleted", "is void", "no longer", "shall not apply"];

pub(super) const PATTERNS: &[Pattern] = &[
    // exclusive licence, sell exclusively; not exclusive of VAT
    Pattern {
        family: Exclusivity,
        steps: &[Step { gap: 0, any: &["exclusive", "exclusively", "exclusivity"] }],
        guards: &[
            NotJustBefore(&["non-", "non ", "not ", "mutually ", "no ", "nor ", "non"]),
            NotAfter(
                14,
                &[
                    "jurisdiction",
                    "lounge",
                    "interview",
                    "preview",
                    "remed*",
                    "purpose",
                    "property",
                ],
            ),
            NotBefore(60, DENIED),
            NotBefore(30, &["not obliged", "not bound", "is not", "are not"]),
            NotAfter(2, &["of"]),
            NotAfter(40, ENDED),
        ],
    },
    // the sole channel, the only payment provider; not sole discretion
    Pattern {
        family: Exclusivity,
        steps: &[Step { gap: 0, any: &["sole", "the only"] }, Step { gap: 20, any: ONE }],
        guards: &[
            NotBefore(60, DENIED),
            NotWithin(&["discretion", "responsibility", "trader", "proprietor", "is", "are"]),
        ],
    },
    // solely through the Service, only on our service, only with us
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["solely", "only"] },
            Step { gap: 1, any: &["through", "on", "via", "with", "to", "by"] },
            Step { gap: 1, any: &["us", "our", "the service", "the platform", "the company"] },
        ],
        guards: &[NotBefore(60, DENIED), NotBefore(30, &["not obliged", "not bound"])],
    },
    // shall not list on any other marketplace
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: FORBIDDEN },
            Step { gap: 40, any: ACT },
            Step { gap: 50, any: OTHER },
            Step { gap: 12, any: PLACE },
        ],
        guards: &[NotWithin(RESTRICTS), NotBefore(60, DENIED), NotWithin(LOWER)],
    },
    // shall not license to competitors, refrain from offering elsewhere
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: FORBIDDEN },
            Step { gap: 40, any: ACT },
            Step { gap: 50, any: ELSEWHERE },
        ],
        guards: &[NotWithin(RESTRICTS), NotBefore(60, DENIED), NotWithin(LOWER)],
    },
    // listed on a rival app will lose its ranking
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: OTHER },
            Step { gap: 12, any: PLACE },
            Step {
                gap: 40,
                any: &["lose*", "forfeit*", "penalt*", "downgrad*", "demot*", "suspend*"],
            },
        ],
        guards: &[NotWithin(&["not", "without", "never"]), NotBefore(60, DENIED)],
    },
    // the deposit is forfeited if a store opens on a competing platform
    Pattern {
        family: Exclusivity,
        steps: &[
            Step {
                gap: 0,
                any: &["lose*", "forfeit*", "penalt*", "downgrad*", "demot*", "suspend*"],
            },
            Step { gap: 70, any: OTHER },
            Step { gap: 12, any: PLACE },
        ],
        guards: &[NotBefore(30, &["not", "never", "no"]), NotWithin(&["not"])],
    },
    // close their shops on competing marketplaces
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["close*", "withdraw*", "leave*", "take down", "delist*"] },
            Step { gap: 40, any: OTHER },
            Step { gap: 12, any: PLACE },
        ],
        guards: &[NotBefore(30, &["not", "never", "may", "free to"])],
    },
    // at least 90 % of sales on the Platform
    Pattern {
        family: Exclusivity,
        steps: &[
            Step { gap: 0, any: &["at least"] },
            Step { gap: 12, any: &["%", "percent", "per cent"] },
            Step {
                gap: 60,
                any: &["on the platform", "with us", "through us", "through the platform"],
            },
        ],
        guards: &[],
    },
    // most favoured nation, price parity
    Pattern {
        family: Parity,
        steps: &[Step {
            gap: 0,
            any: &[
                "most favoured",
                "most-favoured",
                "most favored",
                "most-favored",
                "mfn",
                "price parity",
                "rate parity",
            ],
        }],
        guards: &[NotBefore(60, DENIED), NotAfter(40, ENDED), NotJustBefore(&["no "])],
    },
    // grants the best price available
    Pattern {
        family: Parity,
        steps: &[
            Step {
                gap: 0,
                any: &[
                    "grant*",
                    "guarantee*",
                    "give*",
                    "provide*",
                    "offer*",
                    "maintain*",
                    "ensure*",
                    "match*",
                ],
            },
            Step {
                gap: 40,
                any: &[
                    "best price*",
                    "best rate*",
                    "lowest rate*",
                    "lowest price*",
                    "best available",
                ],
            },
        ],
        guards: &[NotBefore(60, DENIED), NotBefore(12, &["not", "never"])],
    },
    // no higher than on any other channel, no less favourable than to third parties
    Pattern {
        family: Parity,
        steps: &[
            Step {
                gap: 0,
                any: &[
                    "no higher than",
                    "not be higher than",
                    "no less favourable",
                    "no less favorable",
                    "not less favourable",
                    "not less favorable",
                    "equal to or lower than",
                    "no worse than",
                    "not exceed",
                    "at least as favourable",
                    "at least as favorable",
                    "at least as good",
                ],
            },
            Step {
                gap: 60,
                any: &[
                    "other",
                    "another",
                    "elsewhere",
                    "third part*",
                    "anyone else",
                    "competing",
                    "its own",
                ],
            },
        ],
        guards: &[NotBefore(60, DENIED)],
    },
    // shall not offer a lower price on its own website
    Pattern {
        family: Parity,
        steps: &[
            Step { gap: 0, any: FORBIDDEN },
            Step { gap: 30, any: LOWER },
            Step {
                gap: 30,
                any: &[
                    "other",
                    "another",
                    "elsewhere",
                    "its own",
                    "their own",
                    "competing",
                    "anyone else",
                ],
            },
        ],
        guards: &[NotWithin(RESTRICTS), NotBefore(60, DENIED)],
    },
    // sell for less elsewhere, you must lower your price
    Pattern {
        family: Parity,
        steps: &[
            Step { gap: 0, any: &["for less", "cheaper", "lower price*", "at a lower"] },
            Step { gap: 20, any: &["elsewhere", "on another", "on any other", "on other"] },
            Step { gap: 40, any: &["must", "shall", "have to", "will be required"] },
        ],
        guards: &[NotWithin(&["not"]), NotBefore(20, &["may", "free to"])],
    },
];

/// Better terms for others: parity, not exclusivity.
const LOWER: &[&str] = &[
    "lower price*",
    "lower rate*",
    "better price*",
    "better rate*",
    "better terms",
    "better conditions",
];
