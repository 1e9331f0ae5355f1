//! Words of which a clause takes one from a closed list, with what they are called in both languages.

use drawbridge_fair_record::members::Word;

macro_rules! words {
    ($(#[$about:meta])* $name:ident, $expected:literal {
        $($(#[$doc:meta])* $variant:ident = $text:literal, $zh:literal, $en:literal;)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As it stands in the canonical form.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// As a person reads it, in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// As a person reads it, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
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
    /// What a party is in an agreement. The first three provide, the others use.
    Role, "platform, licensor, provider, merchant, licensee or user" {
        /// Who runs the place and makes its rules.
        Platform = "platform", "平台", "the platform";
        /// Who gives leave to use content.
        Licensor = "licensor", "许可方", "the licensor";
        /// Who offers a service: a carrier, a payment service, an interface.
        Provider = "provider", "服务提供方", "the provider";
        /// Who sells on a platform.
        Merchant = "merchant", "商家", "the merchant";
        /// Who is given leave to use content.
        Licensee = "licensee", "被许可方", "the licensee";
        /// Who uses a service.
        User = "user", "使用方", "the user";
    }
}

impl Role {
    /// Whether it is the side that provides, and so owes the same to all.
    pub const fn provides(self) -> bool {
        matches!(self, Self::Platform | Self::Licensor | Self::Provider)
    }
}

words! {
    /// Over what somebody is bound to one partner.
    Over, "dealing, listing, licence, supply, promotion, payment or delivery" {
        /// Any business at all.
        Dealing = "dealing", "任何交易", "any dealing";
        /// Keeping a shop or listing goods.
        Listing = "listing", "开店与上架", "listing goods";
        /// Licensing content.
        Licence = "licence", "内容许可", "licensing content";
        /// Supplying goods.
        Supply = "supply", "供货", "supplying goods";
        /// Taking part in promotions.
        Promotion = "promotion", "促销活动", "taking part in promotions";
        /// Paying, or being paid.
        Payment = "payment", "支付服务", "payment services";
        /// Parcels.
        Delivery = "delivery", "物流服务", "delivery services";
    }
}

words! {
    /// What must be as good as elsewhere.
    Measure, "price, terms or stock" {
        /// The price.
        Price = "price", "价格", "price";
        /// Any other condition.
        Terms = "terms", "交易条件", "terms";
        /// What is in stock, and when.
        Stock = "stock", "库存与供货", "stock";
    }
}

words! {
    /// Compared with what.
    Scope, "wide or narrow" {
        /// With every other channel.
        Wide = "wide", "所有其他渠道", "every other channel";
        /// With the bound party's own channel only.
        Narrow = "narrow", "其自有渠道", "its own channel";
    }
}

words! {
    /// On what condition a fee or a rebate stands.
    Condition, "always, only_here, share_here, volume or class" {
        /// None.
        Always = "always", "无条件", "without condition";
        /// That nothing is done with others.
        OnlyHere = "only_here", "不与他人交易", "not dealing with others";
        /// That a share of the business, `share_bp`, is done here.
        ShareHere = "share_here", "本处业务占比达标", "a share of the business being done here";
        /// That a published volume is reached, whatever is done elsewhere.
        Volume = "volume", "达到公布的数量", "a published volume";
        /// That the case belongs to a published class, such as a category of goods.
        Class = "class", "属于公布的类别", "a published class";
    }
}

impl Condition {
    /// Whether it rewards not dealing with others.
    pub const fn rewards_loyalty(self) -> bool {
        matches!(self, Self::OnlyHere | Self::ShareHere)
    }
}

words! {
    /// What is punished.
    Trigger, "dealing_elsewhere, lower_price_elsewhere, leaving or breach" {
        /// Doing business with others.
        DealingElsewhere = "dealing_elsewhere", "与他人交易", "dealing with others";
        /// A lower price elsewhere.
        LowerPriceElsewhere = "lower_price_elsewhere", "他处价格更低", "a lower price elsewhere";
        /// Ending the agreement.
        Leaving = "leaving", "终止协议", "leaving";
        /// Another breach.
        Breach = "breach", "其他违约", "another breach";
    }
}

words! {
    /// By what it is punished.
    Means, "money, deposit, ranking, traffic, delisting or features" {
        /// Damages, a fine.
        Money = "money", "违约金", "money";
        /// A deposit is kept.
        Deposit = "deposit", "扣取保证金", "keeping the deposit";
        /// A lower place in the search.
        Ranking = "ranking", "搜索降权", "a lower ranking";
        /// Fewer visitors.
        Traffic = "traffic", "流量限制", "less traffic";
        /// The shop or the goods are taken down.
        Delisting = "delisting", "下架或屏蔽店铺", "delisting";
        /// Functions are withheld.
        Features = "features", "限制功能", "withheld features";
    }
}

words! {
    /// Why an agreement may be ended.
    Cause, "any, breach, repeated_breach or law" {
        /// For no reason.
        Any = "any", "任何原因", "any reason";
        /// A breach.
        Breach = "breach", "违约", "a breach";
        /// The same breach again and again.
        RepeatedBreach = "repeated_breach", "屡次违约", "a repeated breach";
        /// A duty by law.
        Law = "law", "法律要求", "a duty by law";
    }
}

words! {
    /// What somebody's data is used for.
    Use, "service, improvement, competition or third_parties" {
        /// What it was given for.
        Service = "service", "提供服务", "the service itself";
        /// Making the service better.
        Improvement = "improvement", "改进服务", "improving the service";
        /// Competing with whoever gave it.
        Competition = "competition", "与其竞争", "competing with them";
        /// Others get it.
        ThirdParties = "third_parties", "提供给第三方", "giving it to others";
    }
}
