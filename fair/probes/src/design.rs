//! What is submitted, what tells the sides apart, and what would give a twin away.

use std::collections::BTreeMap;

use drawbridge_fair_record::canonical::{self, Object, Value};
use drawbridge_fair_record::members::{Draft, Members, Read};
use drawbridge_fair_record::{Gate, LeafError};

/// The version of designs, their member `v`.
pub const VERSION: u64 = 1;

/// What stands in a text where each submission gets a serial of its own.
pub const SERIAL: &str = "{serial}";

/// Shortest value of a side, in characters, that is looked for in the templates.
const TELLING: usize = 3;

/// What a submission is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its facts by name. In texts `{name}` stands for the side's attribute of that name, so that an address
    /// follows the domain, and [`SERIAL`] for a serial.
    pub facts: Object,
    /// Facts of which the twins have one of two values each: who has which is drawn.
    pub varied: BTreeMap<String, [Value; 2]>,
}

/// What is asked of the analysis, in basis points: fixed before the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The largest gap between the sides' approvals that still counts as equal.
    pub margin_bp: u64,
    /// The largest lead, in shares of pairs, of the side that more often waits longer.
    pub wait_margin_bp: u64,
    /// The level.
    pub alpha_bp: u64,
    /// With what chance the gap should be found.
    pub power_bp: u64,
    /// The share of pairs that is expected to differ.
    pub discordant_bp: u64,
    /// The gap that should be found.
    pub drop_bp: u64,
}

/// A design: public when the probe is opened, and secret before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// The pseudonym of whoever probes.
    pub prober: String,
    /// The gate.
    pub gate: Gate,
    /// The action that is asked for.
    pub action: String,
    /// How many pairs.
    pub pairs: u64,
    /// The protected attributes of the outsider: texts, each other than the insider's.
    pub outsider: BTreeMap<String, String>,
    /// Those of the insider, of the same names.
    pub insider: BTreeMap<String, String>,
    /// What submissions are made from.
    pub templates: Vec<Template>,
    /// What is asked of the analysis.
    pub demand: Demand,
}

/// Why a design is no good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// It cannot be read or written.
    #[error(transparent)]
    Form(#[from] LeafError),
    /// No pairs, no templates, no attributes.
    #[error("{0} is empty: nothing could be compared")]
    Empty(&'static str),
    /// Only one side has the attribute: the twin would not be coherent.
    #[error("only one side has `{0}`: a twin changes all that tells its side, or none")]
    OneSided(String),
    /// Both sides have the same: then it is a fact, and the twin is not coherent.
    #[error("both sides have the same `{0}`: make it a fact, or give the twin its own")]
    Same(String),
    /// A fact is called like an attribute, or a varied fact like another.
    #[error("template {0}: `{1}` stands there twice")]
    Twice(usize, String),
    /// Both values of a varied fact are the same.
    #[error("template {0}: both values of `{1}` are the same")]
    NotVaried(usize, String),
    /// A template shows whose it is, whichever side submits it.
    #[error(
        "template {0}: `{1}` names `{2}` of a side: write {{{2}}} there, so that it follows the side"
    )]
    Telling(usize, String, String),
    /// A text asks for an attribute that the sides do not have.
    #[error("template {0}: `{1}` asks for an attribute that no side has")]
    Unknown(usize, String),
    /// Two pairs of one template would be the same submission twice.
    #[error("template {0}: it is used more than once, so some text in it needs {SERIAL}")]
    Repeated(usize),
    /// A share or a level that is none.
    #[error("demand: `{0}` is not within its range in basis points")]
    Demand(&'static str),
}

impl Design {
    /// Reads JSON as a person writes it: any spelling, but no member too many or too few.
    pub fn parse(bytes: &[u8]) -> Result<Self, DesignError> {
        let value = canonical::parse(bytes).map_err(LeafError::from)?;
        let design = Self::of(value)?;
        design.check()?;
        Ok(design)
    }

    pub(crate) fn of(value: Value) -> Read<Self> {
        let mut members = Members::of("", value)?;
        if members.count("v")? != VERSION {
            return Err(LeafError::expected("v", "version 1"));
        }
        let design = Self {
            prober: members.token("prober")?,
            gate: members.word("gate")?,
            action: members.token("action")?,
            pairs: members.count("pairs")?,
            outsider: texts(&mut members, "outsider")?,
            insider: texts(&mut members, "insider")?,
            templates: members.objects("templates", template)?,
            demand: members.inside("demand", demand)?,
        };
        members.end()?;
        Ok(design)
    }

    /// The canonical value.
    pub fn value(&self) -> Result<Value, LeafError> {
        let mut draft = Draft::default();
        draft.count("v", VERSION)?;
        draft.text("prober", &self.prober);
        draft.text("gate", self.gate.name());
        draft.text("action", &self.action);
        draft.count("pairs", self.pairs)?;
        for (name, side) in [("outsider", &self.outsider), ("insider", &self.insider)] {
            let text = |(name, text): (&String, &String)| (name.clone(), Value::Text(text.clone()));
            draft.0.insert(name.to_owned(), Value::Object(side.iter().map(text).collect()));
        }
        draft.objects("templates", &self.templates, |template, draft| {
            draft.0.insert("facts".to_owned(), Value::Object(template.facts.clone()));
            let varied =
                |(name, two): (&String, &[Value; 2])| (name.clone(), Value::List(two.to_vec()));
            let varied = template.varied.iter().map(varied).collect();
            draft.0.insert("varied".to_owned(), Value::Object(varied));
            Ok(())
        })?;
        let mut inner = Draft::default();
        for (name, bp) in self.demand.named() {
            inner.count(name, bp)?;
        }
        draft.0.insert("demand".to_owned(), Value::Object(inner.0));
        Ok(Value::Object(draft.0))
    }

    /// Whether twins differ in nothing but what is protected, and in all of it.
    pub fn check(&self) -> Result<(), DesignError> {
        for (empty, what) in [
            (self.pairs == 0, "pairs"),
            (self.outsider.is_empty(), "outsider"),
            (self.templates.is_empty(), "templates"),
        ] {
            if empty {
                return Err(DesignError::Empty(what));
            }
        }
        for name in self.outsider.keys().chain(self.insider.keys()) {
            match (self.outsider.get(name), self.insider.get(name)) {
                (Some(out), Some(ins)) if out == ins => {
                    return Err(DesignError::Same(name.clone()));
                }
                (Some(_), Some(_)) => {}
                _ => return Err(DesignError::OneSided(name.clone())),
            }
        }
        for (at, template) in self.templates.iter().enumerate() {
            self.check_template(at, template)?;
        }
        self.demand.check()
    }

    fn check_template(&self, at: usize, template: &Template) -> Result<(), DesignError> {
        let facts = template.facts.keys().chain(template.varied.keys());
        let twice = facts.clone().find(|name| {
            let both = template.facts.contains_key(*name) && template.varied.contains_key(*name);
            both || self.outsider.contains_key(*name)
        });
        if let Some(name) = twice {
            return Err(DesignError::Twice(at, name.clone()));
        }
        if let Some((name, _)) = template.varied.iter().find(|(_, two)| two[0] == two[1]) {
            return Err(DesignError::NotVaried(at, name.clone()));
        }
        let mut serial = false;
        for (name, text) in all_texts(template) {
            serial |= text.contains(SERIAL);
            if let Some(telling) = self.telling(text) {
                return Err(DesignError::Telling(at, name.to_owned(), telling));
            }
            let filled = crate::plan::fill(text, &self.outsider, "");
            if filled.contains('{') && filled.contains('}') {
                return Err(DesignError::Unknown(at, name.to_owned()));
            }
        }
        let templates = u64::try_from(self.templates.len()).unwrap_or(u64::MAX);
        if self.pairs > templates && !serial {
            return Err(DesignError::Repeated(at));
        }
        Ok(())
    }

    /// The attribute of a side that a text names, in any case of letters.
    fn telling(&self, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        let names = |(_, value): &(&String, &String)| {
            value.chars().count() >= TELLING && text.contains(&value.to_lowercase())
        };
        let mut all = self.outsider.iter().chain(&self.insider);
        all.find(names).map(|(name, _)| name.clone())
    }
}

/// Every text of a template, with the fact in which it stands.
fn all_texts(template: &Template) -> Vec<(&str, &str)> {
    fn walk<'a>(name: &'a str, value: &'a Value, all: &mut Vec<(&'a str, &'a str)>) {
        match value {
            Value::Text(text) => all.push((name, text)),
            Value::List(values) => values.iter().for_each(|value| walk(name, value, all)),
            Value::Object(members) => members.values().for_each(|value| walk(name, value, all)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    template.facts.iter().for_each(|(name, value)| walk(name, value, &mut all));
    for (name, two) in &template.varied {
        for value in two {
            walk(name, value, &mut all);
        }
    }
    all
}

impl Demand {
    const fn named(self) -> [(&'static str, u64); 6] {
        [
            ("margin_bp", self.margin_bp),
            ("wait_margin_bp", self.wait_margin_bp),
            ("alpha_bp", self.alpha_bp),
            ("power_bp", self.power_bp),
            ("discordant_bp", self.discordant_bp),
            ("drop_bp", self.drop_bp),
        ]
    }

    fn check(self) -> Result<(), DesignError> {
        if let Some((name, _)) = self.named().into_iter().find(|(_, bp)| !(1..10_000).contains(bp))
        {
            return Err(DesignError::Demand(name));
        }
        if self.drop_bp > self.discordant_bp {
            return Err(DesignError::Demand("drop_bp"));
        }
        Ok(())
    }
}

fn demand(members: &mut Members) -> Read<Demand> {
    Ok(Demand {
        margin_bp: members.count("margin_bp")?,
        wait_margin_bp: members.count("wait_margin_bp")?,
        alpha_bp: members.count("alpha_bp")?,
        power_bp: members.count("power_bp")?,
        discordant_bp: members.count("discordant_bp")?,
        drop_bp: members.count("drop_bp")?,
    })
}

fn template(members: &mut Members) -> Read<Template> {
    let facts = members.object("facts")?;
    let mut varied = BTreeMap::new();
    for (name, value) in members.object("varied")? {
        let at = members.way("varied");
        let two = match value {
            Value::List(values) => <[Value; 2]>::try_from(values).ok(),
            _ => None,
        };
        let two = two.ok_or_else(|| LeafError::expected(format!("{at}.{name}"), "two values"))?;
        varied.insert(name, two);
    }
    Ok(Template { facts, varied })
}

fn texts(members: &mut Members, name: &str) -> Read<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for (attribute, value) in members.object(name)? {
        let Value::Text(text) = value else {
            return Err(LeafError::expected(format!("{name}.{attribute}"), "a string"));
        };
        texts.insert(attribute, text);
    }
    Ok(texts)
}
