//! Words of which a leaf takes one from a closed list.

use crate::members::Word;

macro_rules! words {
    ($(#[$about:meta])* $name:ident, $expected:literal { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As it stands in a leaf.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl Word for $name {
            const EXPECTED: &'static str = $expected;

            fn of(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == text)
            }
        }
    };
}

words! {
    /// What can cross. A case is before one gate; a policy or a report may be about all.
    Gate, "pay, share, mini, shop, ship or all" {
        /// Payments.
        Pay = "pay",
        /// Links.
        Share = "share",
        /// Mini programs.
        Mini = "mini",
        /// Catalogues and checkouts.
        Shop = "shop",
        /// Parcels.
        Ship = "ship",
        /// Every gate: in publications only.
        All = "all",
    }
}

words! {
    /// What was decided.
    Verdict, "allow, restrict or refuse" {
        /// It may pass as asked.
        Allow = "allow",
        /// It may pass with less than what was asked: a warning, an extra step, a limit.
        Restrict = "restrict",
        /// It may not pass.
        Refuse = "refuse",
    }
}

words! {
    /// What became of a case.
    End, "applied, lifted, expired or withdrawn" {
        /// The decision was carried out.
        Applied = "applied",
        /// A restriction or refusal ended, by itself or after an appeal.
        Lifted = "lifted",
        /// The time of the case, or of what was allowed, ran out.
        Expired = "expired",
        /// Whoever submitted it took it back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What an agreement is.
    Sort, "rules, contract, licence or offer" {
        /// A platform's rules for everybody.
        Rules = "rules",
        /// A contract with one party: a merchant's, a carrier's.
        Contract = "contract",
        /// Leave to use content, such as a catalogue of music.
        Licence = "licence",
        /// Published terms that anyone may take.
        Offer = "offer",
    }
}

words! {
    /// How an agreement ended.
    Ending, "expired, terminated, withdrawn or replaced" {
        /// Its term ran out.
        Expired = "expired",
        /// One side ended it.
        Terminated = "terminated",
        /// Published terms are no longer offered.
        Withdrawn = "withdrawn",
        /// A later registration took its place.
        Replaced = "replaced",
    }
}
