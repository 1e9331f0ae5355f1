//! How links are spelt in messages: with a scheme or without one, in ASCII or in the full-width signs of
//! Chinese keyboards, which stand for the same (Unicode, Halfwidth and Fullwidth Forms, U+FF01 to U+FF5E).

use std::borrow::Cow;

use super::letters;
use super::message::Names;
use super::words::{last_line, unescaped};

/// A link as it is spelt.
pub(super) struct Spelt<'a> {
    /// How many bytes of the message it takes up.
    pub(super) length: usize,
    /// Made whole.
    pub(super) url: Cow<'a, str>,
}

/// Most names of a message about which it is asked whether they are hosts: more than a person pastes.
const ASKED_MAX: usize = 512;

/// The longest name of a host, in bytes (RFC 1035, section 2.3.4).
const HOST_MAX: usize = 253;

/// What a name is a part of something longer behind: an address, a path, a word with an underscore.
const JOINTS: &str = "@/\\_=&%#$+~-.＠／＿＝＆％＃＄＋～－．";

/// The next link from a byte on, and where it begins.
pub(super) fn next<'a>(
    text: &'a str,
    from: usize,
    names: &dyn Names,
    asked: &mut usize,
) -> Option<(usize, Spelt<'a>)> {
    let mut before = text[..from].chars().next_back();
    for (at, sign) in text[from..].char_indices().map(|(at, sign)| (from + at, sign)) {
        let narrow = narrow(sign);
        if narrow.eq_ignore_ascii_case(&'h')
            && let Some(spelt) = with_scheme(&text[at..], &text[..at], names)
        {
            return Some((at, spelt));
        }
        let joined = before.is_some_and(|it| is_alphanumeric(it) || JOINTS.contains(it));
        if narrow.is_ascii_alphanumeric()
            && !joined
            && *asked < ASKED_MAX
            && let Some(spelt) = bare(&text[at..], names, asked)
        {
            return Some((at, spelt));
        }
        before = Some(sign);
    }
    None
}

/// The ASCII sign for which a full-width one stands; any other as it is.
fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    }
}

fn is_alphanumeric(sign: char) -> bool {
    narrow(sign).is_ascii_alphanumeric()
}

/// A link with which the text begins, `http://` or `https://` in any letters. `before` is what stands
/// before it.
fn with_scheme<'a>(text: &'a str, before: &str, names: &dyn Names) -> Option<Spelt<'a>> {
    let mut reading = Reading::of(text);
    for letter in "http".chars() {
        reading.take(|sign| narrow(sign).eq_ignore_ascii_case(&letter))?;
    }
    let _ = reading.take(|sign| narrow(sign).eq_ignore_ascii_case(&'s'));
    // A colon is easily full-width where nothing else is.
    let wide = reading.wide;
    reading.take(|sign| narrow(sign) == ':')?;
    reading.wide = wide;
    for _ in 0..2 {
        reading.take(|sign| narrow(sign) == '/')?;
    }
    reading.wide = wide;
    let scheme = reading.out.len();
    reading.host(names);
    let host = reading.out[scheme..].rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let known = names.is_known(&host.to_ascii_lowercase());
    reading.letters = letters::are_in_paths_of(host, names);
    match without_scheme(&reading.out, reading.left).map(str::len) {
        Some(host) => reading.back_to(host),
        None => reading.rest(known),
    }
    reading.back_to(unmarked(&reading.out, before).len());
    let spelt = reading.spelt("")?;
    (spelt.url.len() > scheme).then_some(spelt)
}

/// A link without a scheme with which the text begins.
fn bare<'a>(text: &'a str, names: &dyn Names, asked: &mut usize) -> Option<Spelt<'a>> {
    let mut reading = Reading::of(text);
    reading.name();
    let host = reading.out.trim_end_matches(['.', '-']).to_owned();
    let whole = host.len() == reading.out.len();
    let (parts, last) = host.rsplit_once('.')?;
    let lettered = last.bytes().any(|byte| byte.is_ascii_alphabetic());
    if host.len() > HOST_MAX || parts.is_empty() || host.contains("..") || !lettered {
        return None;
    }
    reading.back_to(host.len());
    let behind = reading.left.chars().next();
    if whole && behind.is_some_and(|sign| "@_＠＿".contains(sign)) {
        return None;
    }
    *asked += 1;
    let small = host.to_ascii_lowercase();
    // Letters that grow within a word are a sentence without its space.
    let even = host.bytes().skip(1).all(|byte| !byte.is_ascii_uppercase());
    let known = names.is_known(&small);
    let meant = known || even && names.is_public(&small);
    if !meant {
        return None;
    }
    reading.port();
    if whole && reading.left.chars().next().is_some_and(|sign| "/?#／".contains(sign)) {
        reading.rest(known);
    }
    let spelt = reading.spelt("https://")?;
    let path = spelt.url["https://".len()..].split_once('/').map_or("", |(_, path)| path);
    (known || !path.is_empty() && !is_of_talk(path)).then_some(spelt)
}

/// Endings of files that stand at sites.
const FILES: &[&str] = &[
    "apk", "asp", "aspx", "css", "csv", "do", "doc", "docx", "gif", "htm", "html", "jpeg", "jpg",
    "js", "json", "jsp", "md", "mp3", "mp4", "pdf", "php", "png", "ppt", "pptx", "rar", "shtml",
    "svg", "txt", "webp", "xhtml", "xls", "xlsx", "xml", "zip",
];

/// Whether what stands behind the slash makes two names of one kind of what would be a link: two fields, two
/// packages, two settings (`user.id/user.name`, `com.a/.B`), of which nobody says which is meant.
fn is_of_talk(path: &str) -> bool {
    let Some((name, ending)) = path.split_once('.') else { return false };
    let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    word(name)
        && (name.is_empty() || word(ending))
        && !FILES.contains(&ending.to_ascii_lowercase().as_str())
}

/// A link that is being read.
struct Reading<'a> {
    text: &'a str,
    /// What is not read yet.
    left: &'a str,
    /// What was read, in ASCII signs for full-width ones: a sign for each.
    out: String,
    /// Whether it is written in full-width signs.
    wide: bool,
    /// Whether its path may have other letters than ASCII.
    letters: bool,
}

impl<'a> Reading<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, left: text, out: String::new(), wide: false, letters: false }
    }

    /// Takes a sign.
    fn take(&mut self, is: impl Fn(char) -> bool) -> Option<()> {
        let sign = self.left.chars().next().filter(|sign| is(*sign))?;
        self.wide |= !sign.is_ascii();
        self.put(sign, narrow(sign));
        Some(())
    }

    fn put(&mut self, sign: char, meant: char) {
        self.out.push(meant);
        self.left = &self.left[sign.len_utf8()..];
    }

    /// Reads on over the name of a host.
    fn name(&mut self) {
        while self.out.len() <= HOST_MAX
            && (self.take(|sign| is_alphanumeric(sign) || narrow(sign) == '-').is_some()
                || self.dot().is_some())
        {}
    }

    /// A dot between two parts of a host. A full stop is one if only full stops stand before it: behind
    /// `a.cn` the sentence ends.
    fn dot(&mut self) -> Option<()> {
        let mut signs = self.left.chars();
        let (sign, behind) = (signs.next()?, signs.next());
        let stop = matches!(sign, '。' | '｡');
        if !stop && narrow(sign) != '.' {
            return None;
        }
        if !sign.is_ascii() && !behind.is_some_and(is_alphanumeric) {
            return None;
        }
        let host = self.out.rsplit("//").next().unwrap_or_default();
        let dots = host.matches('.').count();
        let read = &self.text[..self.text.len() - self.left.len()];
        if stop && read.matches(['。', '｡']).count() < dots {
            return None;
        }
        self.put(sign, '.');
        Some(())
    }

    /// Reads a host behind a scheme, a user's name before it too.
    fn host(&mut self, names: &dyn Names) {
        loop {
            if let Some(length) = letters::host(self.left, names) {
                self.letters(length);
            }
            self.name();
            let Some(sign) = self.left.chars().next() else { return };
            if "/?#".contains(sign) || !is_of_links(sign) || self.left.starts_with("](") {
                return;
            }
            self.put(sign, sign);
        }
    }

    /// Reads a port, if one stands there and a path behind it.
    fn port(&mut self) {
        let Some(behind) = self.left.strip_prefix(':') else { return };
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=5).contains(&digits) && behind[digits..].starts_with('/') {
            self.out.push_str(&self.left[..=digits]);
            self.left = &behind[digits..];
        }
    }

    /// Reads all that belongs to the link. What may as well be a sentence's sign belongs to it where the
    /// link is full-width and goes on behind the sign.
    fn rest(&mut self, known: bool) {
        loop {
            if self.letters {
                self.letters(letters::path(&self.out, self.left));
            }
            let mut signs = self.left.chars().peekable();
            let Some(sign) = signs.next() else { break };
            let meant = narrow(sign);
            // `[https://…](https://…)`: what is shown of another link ends.
            if self.left.starts_with("](") || is_glued(&self.out, self.left, known) {
                break;
            }
            // `https://t.cn/A6abcdE[doge]`: a face. Platforms' links have brackets as `a[]=1` only.
            if known && self.left.starts_with('[') && !self.left.starts_with("[]") {
                break;
            }
            let within = is_of_links(sign)
                || self.wide
                    && (meant.is_ascii_alphanumeric()
                        || "/-_.=&%".contains(meant)
                        || "?#".contains(meant)
                            && signs.peek().is_some_and(|behind| is_alphanumeric(*behind)));
            if !within || !meant.is_ascii() {
                break;
            }
            self.put(sign, meant);
        }
    }

    /// Takes so many bytes of letters as they are.
    fn letters(&mut self, length: usize) {
        let (letters, left) = self.left.split_at(length);
        self.out.push_str(letters);
        self.left = left;
    }

    /// Goes back, so that so many bytes of what was read are left.
    fn back_to(&mut self, bytes: usize) {
        let read = &self.text[..self.text.len() - self.left.len()];
        let signs = self.out[bytes..].chars().count();
        let cut: usize = read.chars().rev().take(signs).map(char::len_utf8).sum();
        self.left = &self.text[read.len() - cut..];
        self.out.truncate(bytes);
    }

    /// What was read, without what belongs to the sentence.
    fn spelt(mut self, scheme: &str) -> Option<Spelt<'a>> {
        // A digit in its key is an emoji: the digit, and two marks behind it.
        let keyed = self.left.starts_with(['\u{fe0f}', '\u{20e3}']);
        let digit = self.out.ends_with(|sign: char| sign.is_ascii_digit() || "#*".contains(sign));
        if keyed && digit {
            self.back_to(self.out.len() - 1);
        }
        self.back_to(trimmed(&self.out).len());
        let length = self.text.len() - self.left.len();
        let stands = &self.text[..length];
        let url = if scheme.is_empty() && stands == self.out {
            unescaped(stands)
        } else {
            Cow::Owned(format!("{scheme}{}", unescaped(&self.out)))
        };
        (length > 0).then_some(Spelt { length, url })
    }
}

/// Whether another link begins at `left` that was pasted against the end of the one that is read. An
/// address within an address stands behind a mark (`/web/2020/https://…`, `?url=https://…`); the links
/// of platforms hold none in their paths, and end with a slash.
fn is_glued(read: &str, left: &str, known: bool) -> bool {
    let glued = || {
        read.ends_with(|before: char| before.is_ascii_alphanumeric())
            || known && read.ends_with('/') && !read.contains('?')
    };
    begins_with_scheme(left) && glued()
}

fn begins_with_scheme(text: &str) -> bool {
    let with = |scheme: &str| {
        text.get(..scheme.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(scheme))
    };
    with("http://") || with("https://")
}

/// How much of a host is left where another link was pasted against it, whose scheme was read as a part
/// of it: `https://a.cnhttps:`, and `//b.cn` behind it.
fn without_scheme<'b>(read: &'b str, left: &str) -> Option<&'b str> {
    let own = read.strip_suffix(':').filter(|_| left.starts_with("//"))?;
    let schemes = ["https", "http"].iter().filter_map(|scheme| {
        let at = own.len().checked_sub(scheme.len())?;
        own.get(at..)?.eq_ignore_ascii_case(scheme).then(|| &own[..at])
    });
    let mut before = schemes.filter(|own| own.ends_with(|c: char| c.is_ascii_alphanumeric()));
    before.next()
}

/// Without the marks behind it that make it bold, slanted or struck out, where the same stand before
/// it: `**https://…**`, `_https://…_`, `**see https://…**`.
fn unmarked<'b>(url: &'b str, before: &str) -> &'b str {
    let (mut url, mut near) = (url, before);
    while let Some(mark) = near.chars().next_back().filter(|mark| "*_~".contains(*mark))
        && let Some(cut) = url.strip_suffix(mark)
    {
        url = cut;
        near = &near[..near.len() - 1];
    }
    let pair = ["**", "~~", "__"].iter().find(|pair| url.ends_with(**pair));
    let pair = pair.filter(|pair| last_line(before).contains(**pair));
    pair.map_or(url, |pair| &url[..url.len() - pair.len()])
}

/// Whether RFC 3986 permits it.
fn is_of_links(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(sign)
}

/// Without the sentence's punctuation at the end. The brackets are counted once: a link may be as
/// long as the message.
fn trimmed(url: &str) -> &str {
    let more = |open: char, close: char| {
        url.matches(close).count().saturating_sub(url.matches(open).count())
    };
    let mut unopened = [(')', more('(', ')')), (']', more('[', ']'))];
    let mut url = url;
    loop {
        url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let closing = unopened.iter_mut().find(|(close, left)| *left > 0 && url.ends_with(*close));
        let Some((_, left)) = closing else { return url };
        *left -= 1;
        url = &url[..url.len() - 1];
    }
}
