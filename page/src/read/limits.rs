//! How much of a page is read. A page is a stranger's: everything here has an end.

/// Bytes of a page that are looked at: as many as are fetched of one.
pub const PAGE_BYTES: usize = 1024 * 1024;

/// Bytes after which a page has told enough with a title and a picture of Open Graph's, whether or
/// not its head has ended.
pub(super) const EARLY_BYTES: usize = 512 * 1024;

/// Bytes that are checked for being valid in the charset that is declared.
pub(super) const CHECKED_BYTES: usize = 256 * 1024;

/// Bytes of which an unknown charset is guessed, ASCII left out: the guess costs a second for
/// eleven megabytes.
pub(super) const GUESS_BYTES: usize = 4 * 1024;

/// Bytes of one text. Longer ones are cut between characters.
pub(super) const TEXT_BYTES: usize = 8 * 1024;

/// Bytes of an address, as far as browsers and servers commonly go.
pub(super) const ADDRESS_BYTES: usize = 8 * 1024;

/// Pictures of a page that go into its card.
pub(super) const IMAGES: usize = 16;

/// Authors of a page beside the first.
pub(super) const AUTHORS: usize = 31;

/// Marks of a site among which the best is sought.
pub(super) const ICONS: usize = 32;

/// Blocks of JSON-LD that are read.
pub(super) const BLOCKS: usize = 32;

/// Other scripts in which a platform's own state is sought.
pub(super) const SCRIPTS: usize = 256;

/// How deep structured data is followed.
pub(super) const DEPTH: usize = 32;

/// Values of structured data that are kept of one page.
pub(super) const NODES: usize = 20_000;

/// Bytes that are walked over for structured data in a page's own elements.
pub(super) const MARKED_BYTES: usize = 256 * 1024;

/// Elements elsewhere that things of a page may name as their own.
pub(super) const REFERRED: usize = 16;

/// Elements that are open in each other, as browsers bound them too.
pub(super) const OPEN_ELEMENTS: usize = 512;

/// Files of sounds in the text among which one is sought that can be played.
pub(super) const SOUNDS: usize = 16;

/// Headings that are looked at.
pub(super) const HEADINGS: usize = 4;

/// Bytes of the text in which they are sought.
pub(super) const HEADING_BYTES: usize = 128 * 1024;

/// Places in a text that are looked at for what nobody declared.
pub(super) const ASIDES: usize = 256;

/// Bytes of such a place.
pub(super) const ASIDE_BYTES: usize = 2 * 1024;

/// Bytes of a tag in front of the word for which it is looked at.
pub(super) const TAG_BYTES: usize = 1024;

/// Attributes of one tag that are looked at.
pub(super) const ATTRIBUTES: usize = 64;
