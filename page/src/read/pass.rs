//! One pass over a page's bytes: finds the tags that tell something, and reads them.

use memchr::memmem;

use super::ends::Ends;
use super::entity;
use super::finder::Finder;
use super::keys::{self, Key};
use super::limits::{BLOCKS, EARLY_BYTES, SCRIPTS, SOUNDS};
use super::prose::tag_around;
use super::seen::{Icon, Seen};
use super::tag::{Tag, blank};

/// Looks through a page and tells `seen` what is there.
pub(super) fn run<'a>(page: &'a [u8], seen: &mut Seen<'a>) {
    Pass { page, seen, tag: Tag::default(), prose: 0, ends: Ends::default() }.run();
}

/// The beginnings of what is looked at, in the letters that occur; which one it is is told by what
/// follows. Up to 32 are found in strides twice as wide as more are.
static STARTS: Finder = Finder::new(&[
    "<met", "<MET", "<Met", "<lin", "<LIN", "<Lin", "<tit", "<TIT", "<Tit", "<scr", "<SCR", "<Scr",
    "<bas", "<BAS", "<htm", "<HTM", "<svg", "<SVG", "<!--", "<aud", "<vid", "<sou", "itemp",
    "items", "typeo", ".mp3", ".m4a",
]);

/// Elements in the text that say what a thing costs or how it is rated.
const WORTH: [&[u8]; 3] = [b"itemprop=\"price", b"itemprop=price", b"itemprop=\"ratingV"];

/// The pass.
struct Pass<'a, 's> {
    page: &'a [u8],
    seen: &'s mut Seen<'a>,
    tag: Tag<'a>,
    /// Where the text began that is now passed through.
    prose: usize,
    ends: Ends,
}

impl<'a> Pass<'a, '_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(start) = self.next(at) {
            if start >= EARLY_BYTES && self.seen.told() {
                return self.late(start);
            }
            match self.at(start) {
                Some(next) => at = next,
                // The page ends within a tag: what follows belongs to it.
                None => break,
            }
        }
        self.seen.until = self.page.len();
        self.leave(self.page.len());
    }

    /// Looks through what is left of a long page that has told what a card most needs: only
    /// JSON-LD, which may stand at the very end, still adds to it.
    fn late(&mut self, from: usize) {
        self.leave(from);
        self.seen.until = from;
        let ranges = self.seen.prose.len();
        let mut at = from;
        while let Some(next) = self.block(at).and_then(|start| self.at(start)) {
            at = next;
        }
        self.seen.prose.truncate(ranges);
    }

    /// Where the next tag starts that may hold JSON-LD.
    fn block(&self, at: usize) -> Option<usize> {
        let mut marks = memmem::find_iter(self.page.get(at..)?, b"ld+json");
        marks.find_map(|mark| tag_around(self.page, at, at + mark))
    }

    fn next(&self, at: usize) -> Option<usize> {
        let rest = self.page.get(at..)?;
        STARTS.find(rest).map(|found| at + found)
    }

    /// Reads what starts at `start` and gives the place behind it.
    fn at(&mut self, start: usize) -> Option<usize> {
        let page = self.page;
        let rest = &page[start..];
        if rest[0] == b'<' {
            let name = &rest[1..rest.len().min(8)];
            let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let behind = start + 1 + letters;
            let is = |word: &[u8]| name[..letters].eq_ignore_ascii_case(word);
            return match rest[1].to_ascii_lowercase() {
                b'!' => Some(self.comment(start)),
                b'm' if is(b"meta") => self.meta(behind),
                b'l' if is(b"link") => self.link(behind),
                b't' if is(b"title") => self.title(start, behind),
                b's' if is(b"script") => self.script(start, behind),
                b'a' if is(b"audio") => self.media(behind, b"audio"),
                b'v' if is(b"video") => self.media(behind, b"video"),
                b's' if is(b"source") => self.media(behind, b""),
                b's' if is(b"svg") => Some(self.drawing(start, behind)),
                b'b' if is(b"base") => self.with(behind, |seen, tag| {
                    seen.base = seen.base.or_else(|| tag.filled("href"));
                }),
                b'h' if is(b"html") => self.with(behind, |seen, tag| {
                    let lang = tag.filled("lang").or_else(|| tag.filled("xml:lang"));
                    seen.language = seen.language.or(lang);
                }),
                _ => Some(behind),
            };
        }
        match rest[0] {
            b'i' => {
                self.seen.items.get_or_insert(start);
                self.seen.worth |= WORTH.iter().any(|word| rest.starts_with(word));
            }
            b't' => _ = self.seen.typed.get_or_insert(start),
            _ if self.seen.sounds.len() < SOUNDS => self.seen.sounds.push(start),
            _ => {}
        }
        Some(start + 4)
    }

    /// Reads a tag and shows it.
    fn with(&mut self, behind: usize, show: impl FnOnce(&mut Seen<'a>, &Tag<'a>)) -> Option<usize> {
        let end = self.tag.read(self.page, behind)?;
        show(self.seen, &self.tag);
        Some(end)
    }

    fn meta(&mut self, behind: usize) -> Option<usize> {
        let end = self.tag.read(self.page, behind)?;
        let (tag, seen) = (&self.tag, &mut *self.seen);
        if let Some(charset) = tag.filled("charset") {
            seen.charset.get_or_insert(charset);
        }
        let Some(value) = tag.filled("content").or_else(|| tag.filled("value")) else {
            return Some(end);
        };
        for attribute in ["property", "name"] {
            if let Some(key) = tag.get(attribute).and_then(keys::named) {
                seen.tell(key, value);
            }
        }
        if let Some(name) = tag.get("itemprop") {
            seen.worth |= name.starts_with(b"price") || name.starts_with(b"ratingV");
            for name in name.split(u8::is_ascii_whitespace) {
                if let Some(key) = keys::item(name).or_else(|| keys::named(name)) {
                    seen.tell(key, value);
                }
            }
        }
        match tag.get("http-equiv") {
            Some(name) if name.eq_ignore_ascii_case(b"content-type") => {
                if let Some(charset) = charset_of(value) {
                    seen.charset.get_or_insert(charset);
                }
            }
            Some(name) if name.eq_ignore_ascii_case(b"content-language") => {
                seen.tell(Key::Language, value);
            }
            _ => {}
        }
        Some(end)
    }

    fn link(&mut self, behind: usize) -> Option<usize> {
        let end = self.tag.read(self.page, behind)?;
        let (tag, seen) = (&self.tag, &mut *self.seen);
        let (Some(rel), Some(href)) = (tag.get("rel"), tag.filled("href")) else {
            return Some(end);
        };
        let rel = entity::name(rel);
        let links = &mut seen.links;
        for rel in rel.split(u8::is_ascii_whitespace) {
            let is = |word: &str| rel.eq_ignore_ascii_case(word.as_bytes());
            let slot = if is("canonical") {
                &mut links.canonical
            } else if is("image_src") {
                &mut links.image
            } else if is("author") {
                &mut links.author
            } else if is("manifest") {
                &mut links.manifest
            } else if is("alternate") || is("alternative") {
                match &*entity::name(tag.get("type").unwrap_or_default()) {
                    kind if kind.eq_ignore_ascii_case(b"application/json+oembed") => {
                        &mut links.oembed
                    }
                    kind if kind.eq_ignore_ascii_case(b"text/xml+oembed")
                        || kind.eq_ignore_ascii_case(b"application/xml+oembed") =>
                    {
                        &mut links.oembed_xml
                    }
                    _ if tag.get("hreflang") == Some(b"x-default") => &mut links.neutral,
                    _ => continue,
                }
            } else {
                continue;
            };
            slot.get_or_insert(href);
        }
        if memmem::find(&rel.to_ascii_lowercase(), b"icon").is_some() {
            seen.icon(Icon { url: href, sizes: tag.filled("sizes") });
        }
        Some(end)
    }

    /// A film or a sound in the text, or one of the files of it.
    fn media(&mut self, behind: usize, kind: &'static [u8]) -> Option<usize> {
        let end = self.tag.read(self.page, behind)?;
        let file = self.tag.get("type").unwrap_or_default();
        let begins = |start: &[u8]| file.len() >= start.len() && &file[..start.len()] == start;
        let media = &mut self.seen.media;
        let slot = match kind {
            b"audio" => &mut media.audio,
            b"video" => {
                media.poster = media.poster.or_else(|| self.tag.filled("poster"));
                &mut media.video
            }
            _ if begins(b"audio/") => &mut media.audio,
            _ if begins(b"video/") => &mut media.video,
            _ => return Some(end),
        };
        *slot = slot.or_else(|| self.tag.filled("src"));
        Some(end)
    }

    /// A title ends at its end tag; what looks like tags within is text (HTML, 13.2.5.2).
    fn title(&mut self, start: usize, behind: usize) -> Option<usize> {
        let begin = self.tag.read(self.page, behind)?;
        let Some(end) = self.ends.title.behind(self.page, begin) else {
            // Never closed: a title of a line, if it is one.
            return Some(begin);
        };
        let text = &self.page[begin..end];
        if self.seen.title.is_none() && !blank(text) {
            self.seen.title = Some(text);
        }
        self.leave(start);
        self.prose = end;
        Some(end)
    }

    fn script(&mut self, start: usize, behind: usize) -> Option<usize> {
        let begin = self.tag.read(self.page, behind)?;
        let end = self.ends.script.behind(self.page, begin).unwrap_or(self.page.len());
        let text = &self.page[begin..end];
        let kind = entity::name(self.tag.get("type").unwrap_or_default());
        let kind = kind.trim_ascii().split(|byte| *byte == b';').next().unwrap_or_default();
        if kind.eq_ignore_ascii_case(b"application/ld+json") {
            if self.seen.blocks.len() < BLOCKS {
                self.seen.blocks.push(text);
            }
        } else if self.seen.scripts.len() < SCRIPTS && !text.is_empty() {
            self.seen.scripts.push(text);
        }
        self.leave(start);
        self.prose = end;
        Some(end)
    }

    fn comment(&mut self, start: usize) -> usize {
        let rest = start + 4;
        // `<!-->` and `<!--->` are whole comments (HTML, 13.2.5.43).
        let short = [&b">"[..], b"->"].iter().any(|end| self.page[rest..].starts_with(end));
        let end = if short { Some(rest) } else { self.ends.comment.behind(self.page, rest) };
        // One that never ends hides nothing: peers read on, and so do we.
        let Some(end) = end else { return rest };
        self.leave(start);
        self.prose = end;
        end
    }

    /// Passes over a drawing: its title is not the page's.
    fn drawing(&mut self, start: usize, behind: usize) -> usize {
        let Some(end) = self.ends.drawing.behind(self.page, behind) else { return behind };
        self.leave(start);
        self.prose = end;
        end
    }

    /// Ends the text that is passed through.
    fn leave(&mut self, at: usize) {
        if self.prose < at {
            self.seen.prose.push(self.prose..at);
        }
    }
}

/// The charset in a `Content-Type`.
pub(super) fn charset_of(value: &[u8]) -> Option<&[u8]> {
    let small = value.to_ascii_lowercase();
    let at = memmem::find(&small, b"charset")? + b"charset".len();
    let rest = value[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let ends = |byte: &u8| matches!(byte, b';' | b'"' | b'\'' | b',') || byte.is_ascii_whitespace();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let label = rest.split(ends).next().unwrap_or_default();
    (!label.is_empty()).then_some(label)
}
