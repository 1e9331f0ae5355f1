//! How each type of member stands in the canonical form, and objects that are nothing but members.

use drawbridge_canon::Timestamp;
use drawbridge_fair_log::Hash;
use drawbridge_fair_record::leaf::Sort;
use drawbridge_fair_record::members::{Draft, Members, Read, Word};

use crate::words::{Cause, Condition, Means, Measure, Over, Role, Scope, Trigger, Use};

/// A type that a member can have.
pub(crate) trait Member: Sized {
    fn read(members: &mut Members, name: &str) -> Read<Self>;
    fn write(&self, draft: &mut Draft, name: &str) -> Read<()>;
}

impl Member for String {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.token(name)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        draft.text(name, self);
        Ok(())
    }
}

impl Member for u64 {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.count(name)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        draft.count(name, *self)
    }
}

impl Member for bool {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.flag(name)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        draft.flag(name, *self);
        Ok(())
    }
}

impl Member for Timestamp {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.time(name)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        draft.time(name, *self)
    }
}

impl Member for Hash {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.hash(name)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        draft.hash(name, *self);
        Ok(())
    }
}

/// A member that may be absent.
impl<T: Member> Member for Option<T> {
    fn read(members: &mut Members, name: &str) -> Read<Self> {
        members.maybe(name, T::read)
    }

    fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
        self.as_ref().map_or(Ok(()), |member| member.write(draft, name))
    }
}

fn read_word<T: Word>(members: &mut Members, name: &str) -> Read<T> {
    members.word(name)
}

macro_rules! are_words {
    ($($word:ident)+) => {$(
        impl Member for $word {
            fn read(members: &mut Members, name: &str) -> Read<Self> {
                read_word(members, name)
            }

            fn write(&self, draft: &mut Draft, name: &str) -> Read<()> {
                draft.text(name, $word::name(*self));
                Ok(())
            }
        }
    )+};
}

are_words!(Cause Condition Means Measure Over Role Scope Sort Trigger Use);

/// Structs whose members stand in an object under their own names.
macro_rules! objects {
    ($($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $member:ident: $type:ty,)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$doc])* pub $member: $type,)+ }

        impl $name {
            pub(crate) fn read(members: &mut Members) -> Read<Self> {
                Ok(Self { $($member: Member::read(members, stringify!($member))?,)+ })
            }

            pub(crate) fn write(&self, draft: &mut Draft) -> Read<()> {
                $(self.$member.write(draft, stringify!($member))?;)+
                Ok(())
            }
        }
    )+};
}

pub(crate) use objects;
