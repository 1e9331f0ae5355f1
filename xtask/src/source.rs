//! Rust source as the rules see it: comments and texts told apart from code, tests from the rest.

/// One Rust file, line by line.
pub(crate) struct Source {
    /// Its path, relative to the root.
    pub(crate) path: String,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

/// One line in three readings of equal length.
pub(crate) struct Line {
    /// As it is.
    pub(crate) raw: String,
    /// With comments blanked.
    pub(crate) uncommented: String,
    /// With comments and the insides of string and character literals blanked.
    pub(crate) code: String,
    /// Whether it belongs to a test.
    pub(crate) test: bool,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The number of the line with `fn`, from 1.
    pub(crate) line: usize,
    /// How many lines with code it has, signature and braces included.
    pub(crate) length: usize,
    pub(crate) test: bool,
}

impl Source {
    /// Reads a file's text.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let (uncommented, code) = mask(text);
        let mut lines: Vec<Line> = text
            .split('\n')
            .zip(uncommented.split('\n').zip(code.split('\n')))
            .map(|(raw, (uncommented, code))| Line {
                raw: raw.to_owned(),
                uncommented: uncommented.to_owned(),
                code: code.to_owned(),
                test: false,
            })
            .collect();
        let whole = is_test_path(path) || code.contains("#![cfg(test)]");
        let items = if whole { vec![(0, lines.len() - 1)] } else { test_items(&code) };
        for line in items.into_iter().flat_map(|(from, to)| from..=to) {
            lines[line].test = true;
        }
        if lines.last().is_some_and(|line| line.raw.is_empty()) {
            lines.pop();
        }
        Self { path: path.to_owned(), lines }
    }

    /// Its lines outside of tests, with their numbers from 1.
    pub(crate) fn shipped(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(|(_, line)| !line.test).map(|(at, l)| (at + 1, l))
    }

    /// Its functions, nested ones included.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let code: Vec<&str> = self.lines.iter().map(|line| line.code.as_str()).collect();
        let code = code.join("\n");
        let mut found = Vec::new();
        for (at, _) in code.match_indices("fn ") {
            let name: String =
                code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty() || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some(end) = item_end(&code[at..]) else { continue };
            let body = &code[at..at + end];
            if !body.ends_with('}') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let length = body.lines().filter(|line| !line.trim().is_empty()).count();
            let test = self.lines[line - 1].test;
            found.push(Function { name, line, length, test });
        }
        found
    }

    /// The modules in other files that only tests have: `#[cfg(test)] mod name;`.
    pub(crate) fn test_modules(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter(|line| line.test).filter_map(|line| {
            let code = line.code.trim();
            code.rsplit_once("mod ").and_then(|(_, name)| name.strip_suffix(';'))
        })
    }
}

/// Whether a file is a test by its place: Cargo's own folders, and modules named for it.
fn is_test_path(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    file == "tests.rs" || file.ends_with("_tests.rs") || parts.any(|part| part == "tests")
}

/// Blanks comments in the first result, and literals' insides too in the second.
fn mask(text: &str) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let (mut uncommented, mut code) = (String::new(), String::new());
    let mut at = 0;
    while at < chars.len() {
        let (kind, end) = token(&chars, at);
        for (offset, &c) in chars[at..end].iter().enumerate() {
            let edge = offset == 0 || at + offset + 1 == end;
            let blank = if c == '\n' { '\n' } else { ' ' };
            uncommented.push(if kind == Kind::Comment { blank } else { c });
            code.push(match kind {
                Kind::Code => c,
                Kind::Literal if edge => c,
                _ => blank,
            });
        }
        at = end;
    }
    (uncommented, code)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

/// The kind of what begins at `at`, and where it ends.
fn token(chars: &[char], at: usize) -> (Kind, usize) {
    let next = chars.get(at + 1).copied();
    match (chars[at], next) {
        ('/', Some('/')) => (Kind::Comment, find(chars, at, |c| c == '\n')),
        ('/', Some('*')) => (Kind::Comment, block_comment(chars, at)),
        ('"', _) => (Kind::Literal, quoted(chars, at + 1, '"')),
        ('r', Some('"' | '#')) if !after_word(chars, at) => raw_string(chars, at),
        ('\'', Some('\\')) => (Kind::Literal, quoted(chars, at + 1, '\'')),
        // A lifetime has no closing quote two characters on.
        ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => (Kind::Literal, at + 3),
        _ => (Kind::Code, at + 1),
    }
}

/// Whether the character before belongs to the same word; the prefixes of byte and C strings
/// (`br"`, `cr"`) do not count.
fn after_word(chars: &[char], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or(' ', |at| chars[at]);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if matches!(before(1), 'b' | 'c') { is_word(before(2)) } else { is_word(before(1)) }
}

fn find(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|&c| stop(c)).map_or(chars.len(), |n| from + n)
}

fn block_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(chars: &[char], from: usize, quote: char) -> usize {
    let mut at = from;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn raw_string(chars: &[char], from: usize) -> (Kind, usize) {
    let open = find(chars, from + 1, |c| c != '#');
    if chars.get(open) != Some(&'"') {
        // A raw identifier.
        return (Kind::Code, from + 1);
    }
    let fence = open - from - 1;
    let mut at = open + 1;
    while at < chars.len() {
        let hashes = chars[at + 1..].iter().take(fence).take_while(|c| **c == '#').count();
        if chars[at] == '"' && hashes == fence {
            return (Kind::Literal, at + 1 + fence);
        }
        at += 1;
    }
    (Kind::Literal, at)
}

/// The first and last lines (from 0) of all items that are only compiled for tests.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for mark in ["#[cfg(test)]", "#[test]", "#[cfg(all(test"] {
        for (at, _) in code.match_indices(mark) {
            let end = item_end(&code[at..]).map_or(code.len(), |end| at + end);
            let line = |offset: usize| code[..offset].matches('\n').count();
            found.push((line(at), line(end)));
        }
    }
    found
}

/// Where an item ends: after its body's closing brace, or after its semicolon.
fn item_end(code: &str) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return Some(at + 1);
                }
            }
            ';' if round == 0 && curly == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r##"//! A module.
fn long(a: [u8; 3]) -> &'static str {
    // unwrap()
    let _ = 'x';
    /* a /* nested */ one */
    "a { \" } unwrap()"
}
#[cfg(test)]
mod tests {
    fn helper() { r#"}"#; }
}
struct After;
#[cfg(test)]
mod elsewhere;
"##;

    #[test]
    fn comments_and_literals_are_not_code() {
        let source = Source::new("canon/src/a.rs", SAMPLE);
        assert!(source.lines.iter().all(|line| !line.code.contains("unwrap")));
        assert!(source.lines[5].uncommented.contains("unwrap"));
        assert!(source.lines[2].uncommented.trim().is_empty());
    }

    #[test]
    fn tests_are_told_from_the_rest() {
        let source = Source::new("canon/src/a.rs", SAMPLE);
        let shipped: Vec<usize> = source.shipped().map(|(at, _)| at).collect();
        assert_eq!(shipped, [1, 2, 3, 4, 5, 6, 7, 12]);
        assert_eq!(source.test_modules().collect::<Vec<_>>(), ["elsewhere"]);
        assert_eq!(Source::new("canon/tests/a.rs", SAMPLE).shipped().count(), 0);
    }

    #[test]
    fn functions_are_measured_without_comments() {
        let functions = Source::new("canon/src/a.rs", SAMPLE).functions();
        let long = Function { name: "long".to_owned(), line: 2, length: 4, test: false };
        assert_eq!(functions[0], long);
        assert_eq!((functions[1].name.as_str(), functions[1].test), ("helper", true));
    }
}
