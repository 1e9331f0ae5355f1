//! Scripts in a domain's name: Unicode Technical Standard #39, section 5.2.

use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

/// Whether a label of a host mixes scripts that are not written together, or has characters that are
/// not for names, among them all that cannot be seen: it is not even "highly restrictive".
pub(super) fn are_mixed(host: &str) -> bool {
    let written_together =
        |label: &str| shown(label).check_restriction_level(RestrictionLevel::HighlyRestrictive);
    !host.split('.').filter(|label| !label.is_empty()).all(written_together)
}

/// A label as people see it: `xn--…` is decoded.
pub(super) fn shown(label: &str) -> String {
    let (shown, _) = idna::domain_to_unicode(label);
    shown
}
