//! Leaves at speed: one pass over the bytes, nothing kept but what the audit takes.
//!
//! Known are intakes, decisions and outcomes whose shown values are simple. Whatever else comes, and
//! whatever is not spelt as it must be, is left to the reader of records. So that both can never
//! disagree, this one takes nothing that the other refuses: a test holds it to that on leaves of every
//! kind and on leaves with bytes changed.

mod cursor;
mod opening;

use drawbridge_fair_record::Gate;
use drawbridge_fair_record::leaf::{End, Verdict};

use super::fields::{FieldNames, Group};
use super::line::{Line, Said, Shown, Told};
use cursor::Cursor;
use opening::{Quick, told};

/// The line of a leaf; none if the reader of records must look at it.
pub(super) fn leaf<'a>(bytes: &'a [u8], shown: Shown<'a>, names: &FieldNames) -> Option<Line<'a>> {
    if bytes.len() > drawbridge_fair_record::canonical::MAX_BYTES {
        return None;
    }
    let opening = match shown {
        Shown::Nothing => None,
        Shown::Opening(bytes) => Some(Quick::read(bytes)?),
        Shown::Fields(_) => return None,
    };
    let mut scanner = Scanner { cursor: Cursor::new(bytes), opening, names, told: Vec::new() };
    let line = if scanner.cursor.skip(b"{\"action\":\"") {
        scanner.intake()
    } else if scanner.cursor.skip(b"{\"end\":\"") {
        scanner.outcome()
    } else {
        scanner.decision()
    }?;
    scanner.cursor.is_at_end().then_some(line)
}

struct Scanner<'a, 'n> {
    cursor: Cursor<'a>,
    opening: Option<Quick<'a>>,
    names: &'n FieldNames,
    told: Vec<(usize, Told<'a>)>,
}

impl<'a> Scanner<'a, '_> {
    fn intake(&mut self) -> Option<Line<'a>> {
        let action = self.cursor.token()?;
        self.facts()?;
        let gate = self.gate()?;
        self.cursor.take(b",\"kind\":\"intake\",\"protected\":{")?;
        if self.fields(Group::Protected)? == 0 {
            return None;
        }
        self.cursor.take(b",\"subject\":\"")?;
        let subject = self.cursor.token()?;
        let time = self.time()?;
        self.cursor.take(b",\"v\":1}")?;
        Some(self.line(time, gate, subject, Said::Intake { action }))
    }

    fn decision(&mut self) -> Option<Line<'a>> {
        if self.cursor.skip(b"{\"appeal_until\":") {
            self.cursor.time()?;
            self.facts()?;
        } else {
            self.cursor.take(b"{\"facts\":{")?;
            self.fields(Group::Facts)?;
        }
        let gate = self.gate()?;
        self.cursor.take(b",\"intake\":")?;
        let of = self.reference()?;
        self.cursor.take(b",\"kind\":\"decision\",\"policy\":")?;
        let policy = self.reference()?;
        self.cursor.take(b",\"policy_sha256\":\"")?;
        self.cursor.hash()?;
        let remedy = self.cursor.skip(b",\"remedy\":");
        if remedy && self.field()?.says_nothing() {
            return None;
        }
        let by_person = self.cursor.skip(b",\"reviewer\":\"");
        if by_person {
            self.cursor.token()?;
        }
        self.cursor.take(b",\"rules\":[")?;
        let rules = self.rules()?;
        self.cursor.take(b",\"subject\":\"")?;
        let subject = self.cursor.token()?;
        let time = self.time()?;
        self.cursor.take(b",\"v\":1,\"verdict\":\"")?;
        let verdict = word(Verdict::ALL, Verdict::name, self.cursor.token()?)?;
        self.cursor.take(b"}")?;
        if verdict != Verdict::Allow && !remedy {
            return None;
        }
        let said = Said::Decision { of, policy, verdict, rules, remedy, by_person };
        Some(self.line(time, gate, subject, said))
    }

    fn outcome(&mut self) -> Option<Line<'a>> {
        let end = word(End::ALL, End::name, self.cursor.token()?)?;
        self.facts()?;
        let gate = self.gate()?;
        self.cursor.take(b",\"kind\":\"outcome\",\"of\":")?;
        let of = self.reference()?;
        self.cursor.take(b",\"subject\":\"")?;
        let subject = self.cursor.token()?;
        let time = self.time()?;
        self.cursor.take(b",\"v\":1}")?;
        Some(self.line(time, gate, subject, Said::Outcome { of, end }))
    }

    fn line(&mut self, time: i64, gate: Gate, subject: &'a str, said: Said<'a>) -> Line<'a> {
        Line { time, gate, subject, said, told: std::mem::take(&mut self.told) }
    }

    fn facts(&mut self) -> Option<usize> {
        self.cursor.take(b",\"facts\":{")?;
        self.fields(Group::Facts)
    }

    /// The gate of a case, of which there is one.
    fn gate(&mut self) -> Option<Gate> {
        self.cursor.take(b",\"gate\":\"")?;
        word(Gate::ALL, Gate::name, self.cursor.token()?).filter(|gate| *gate != Gate::All)
    }

    fn time(&mut self) -> Option<i64> {
        self.cursor.take(b",\"time\":")?;
        self.cursor.time()
    }

    fn reference(&mut self) -> Option<u64> {
        self.cursor.take(b"{\"hash\":\"")?;
        self.cursor.hash()?;
        self.cursor.take(b",\"index\":")?;
        let index = self.cursor.count()?;
        self.cursor.take(b"}")?;
        Some(index)
    }

    fn rules(&mut self) -> Option<Vec<&'a str>> {
        let mut rules = Vec::new();
        while !self.cursor.skip(b"]") {
            if !rules.is_empty() {
                self.cursor.take(b",")?;
            }
            self.cursor.take(b"\"")?;
            let rule = self.cursor.token()?;
            if rules.last().is_some_and(|last| *last >= rule) {
                return None;
            }
            rules.push(rule);
        }
        Some(rules)
    }

    /// The fields of a group and the bracket that closes it; how many they are.
    fn fields(&mut self, group: Group) -> Option<usize> {
        let mut count = 0;
        let mut last = "";
        while !self.cursor.skip(b"}") {
            if count > 0 {
                self.cursor.take(b",")?;
            }
            self.cursor.take(b"\"")?;
            let name = self.cursor.name()?;
            if name <= last {
                return None;
            }
            last = name;
            count += 1;
            self.cursor.take(b":")?;
            let told = match self.field()? {
                Field::Open(_) if group == Group::Protected => return None,
                Field::Open(told) => told,
                Field::Committed(hash) => match self.names.place(group, name) {
                    Some(place) => match &self.opening {
                        Some(opening) => opening.open(self.names.full(place), hash),
                        None => Told::Closed,
                    },
                    None => continue,
                },
            };
            if let Some(place) = self.names.place(group, name) {
                self.told.push((place, told));
            }
        }
        Some(count)
    }

    fn field(&mut self) -> Option<Field<'a>> {
        let field = if self.cursor.skip(b"{\"committed\":\"") {
            Field::Committed(self.cursor.hash()?)
        } else {
            self.cursor.take(b"{\"open\":")?;
            Field::Open(told(self.cursor.simple()?.0))
        };
        self.cursor.take(b"}")?;
        Some(field)
    }
}

enum Field<'a> {
    Open(Told<'a>),
    Committed(&'a [u8; 44]),
}

impl Field<'_> {
    /// Whether nobody learns anything by what is shown.
    const fn says_nothing(&self) -> bool {
        match self {
            Self::Open(Told::Text(text)) => text.is_empty(),
            Self::Open(told) => !matches!(told, Told::Number(_)),
            Self::Committed(_) => false,
        }
    }
}

fn word<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|one| name(*one) == text)
}
