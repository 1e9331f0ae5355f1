//! A platform's name stands in its own folder and the roster.
//!
//! The middle (`canon`, `seal`, `gates`, `ledger`, `sandbox`, `fair`, `compiler`, `engine`) must
//! not know any: the name may stand there in tests and in `*.md` only, not even in a comment. The
//! outside (`server`, `cli`) must not branch on one: there it may stand in tests, in `*.md`, in
//! comments (those of the command line are its help) and in sample files under `samples/`, but not
//! in code nor in a string. The same holds for another platform's name in a dialect, and for any in
//! a protocol family: comments may cite whose document says so, code may not depend on it.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use super::layers::is_family;
use crate::project::{Project, ends_with};

const MIDDLE: &[&str] =
    &["canon/", "seal/", "gates/", "ledger/", "sandbox/", "fair/", "compiler/", "engine/"];
const OUTSIDE: &[&str] = &["server/", "cli/"];

/// What else a platform is called, by its folder's name.
const ALIASES: &[(&str, &[&str])] = &[
    ("bilibili", &["哔哩哔哩", "b23.tv"]),
    ("kuaishou", &["快手", "gifshow", "chenzhongtech"]),
    ("matrix", &["matrix.org"]),
    ("meituan", &["美团", "dianping", "大众点评"]),
    ("netease", &["网易"]),
    ("pinduoduo", &["拼多多", "yangkeduo"]),
    ("qqmusic", &["qq音乐"]),
    ("weibo", &["微博", "sinaurl"]),
    ("xiaohongshu", &["小红书", "xhslink"]),
    ("zhihu", &["知乎"]),
    ("wechat", &["weixin", "tenpay", "微信", "财付通"]),
    ("alipay", &["支付宝", "蚂蚁金服"]),
    ("douyin", &["douyinpay", "抖音", "bytedance", "字节跳动"]),
    ("unionpay", &["银联", "chinaums", "quickpass", "云闪付"]),
    ("slack", &["slack.com"]),
    ("taobao", &["淘宝", "tmall", "天猫"]),
    ("jd", &["京东", "jingdong"]),
    ("sf", &["顺丰", "shunfeng"]),
    ("cainiao", &["菜鸟"]),
    ("kuaidi100", &["快递100"]),
];

/// Platforms whose folder's name is a word of everyday use: only their aliases are looked for.
const ORDINARY: &[&str] = &["matrix", "slack"];

/// See the module's comment.
pub(super) fn platforms_stay_in_their_folders(project: &Project) -> Vec<Violation> {
    let names = names(project);
    let mut violations = Vec::new();
    for source in &project.sources {
        let path = source.path.as_str();
        let middle = within(path, MIDDLE);
        if !middle && !within(path, OUTSIDE) && !path.starts_with("dialects/") {
            continue;
        }
        // An example is for reading and for measuring, like a test; nothing ships with it.
        if path.contains("/examples/") {
            continue;
        }
        for (at, line) in source.shipped() {
            let text = if middle { &line.raw } else { &line.uncommented };
            violations.extend(leak(path, at, text, &names));
        }
    }
    for (path, text) in &project.texts {
        let checked = within(path, MIDDLE) || within(path, OUTSIDE) && !path.contains("/samples/");
        let exempt = ends_with(path, &["rs", "md"]) || path.contains("/tests/");
        if checked && !exempt {
            for (at, line) in text.lines().enumerate() {
                violations.extend(leak(path, at + 1, line, &names));
            }
        }
    }
    violations
}

fn within(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

/// Every name of every platform with the platform's folder: the folders of dialects that are not
/// shared families, and their aliases.
fn names(project: &Project) -> BTreeMap<&str, &str> {
    let folders = project
        .files
        .iter()
        .filter_map(|path| path.strip_prefix("dialects/")?.split_once('/'))
        .map(|(name, _)| name)
        .filter(|name| !is_family(project, &format!("dialects/{name}")));
    let mut names = BTreeMap::new();
    for folder in folders.collect::<BTreeSet<&str>>() {
        if !ORDINARY.contains(&folder) {
            names.insert(folder, folder);
        }
        let aliases = ALIASES.iter().filter(|(name, _)| *name == folder);
        names.extend(aliases.flat_map(|(_, also)| also.iter().map(|alias| (*alias, folder))));
    }
    names
}

fn leak(file: &str, line: usize, text: &str, names: &BTreeMap<&str, &str>) -> Option<Violation> {
    let elsewhere = |folder: &str| !file.starts_with(&format!("dialects/{folder}/"));
    let (name, _) =
        names.iter().find(|(name, folder)| elsewhere(folder) && contains(text, name))?;
    Some(Violation {
        file: file.to_owned(),
        line,
        rule: "names",
        what: format!("a platform's name: `{name}`"),
        instead: "say what is meant in canonical words, read it from the roster's `Dialect`, or \
                  move it to dialects/<name>/",
    })
}

/// Whether a name stands in a text. One of up to three letters must stand as a word of its own.
fn contains(text: &str, name: &str) -> bool {
    let lower = text.to_lowercase();
    if name.chars().count() > 3 || !name.is_ascii() {
        return lower.contains(name);
    }
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let project =
            Project::of(&[("dialects/alipay/src/lib.rs", ""), ("dialects/sf/x", ""), (path, text)]);
        platforms_stay_in_their_folders(&project).iter().map(|found| found.line).collect()
    }

    #[test]
    fn the_middle_does_not_know_a_platform() {
        let text = "//! As Alipay does.\nfn f() {}\n// 支付宝\nlet a = \"alipay\";\n";
        assert_eq!(lines("canon/src/a.rs", text), [1, 3, 4]);
        assert_eq!(lines("engine/schema.sql", "-- alipay_user"), [1]);
    }

    #[test]
    fn the_outside_does_not_branch_on_one() {
        let text = "/// For example `alipay`.\nfn f() {}\nif name == \"alipay\" {}\n";
        assert_eq!(lines("cli/src/a.rs", text), [3]);
    }

    #[test]
    fn tests_documents_samples_and_the_dialect_itself_may() {
        let text = "#[cfg(test)]\nmod tests { const A: &str = \"alipay\"; }\n";
        for path in ["canon/src/a.rs", "dialects/alipay/src/pay.rs", "docs/A.md", "canon/NOTES.md"]
        {
            assert!(lines(path, text).is_empty(), "{path}");
        }
        assert!(lines("cli/samples/demo.toml", "wallet = \"alipay\"").is_empty());
    }

    #[test]
    fn a_dialect_does_not_branch_on_another() {
        let text = "// As SF does.\nif host.contains(\"sf\") {}\n";
        assert_eq!(lines("dialects/alipay/src/a.rs", text), [2]);
        assert!(lines("dialects/sf/src/a.rs", text).is_empty());
    }

    #[test]
    fn a_short_name_is_no_part_of_a_word() {
        assert!(lines("canon/src/a.rs", "// transform, isf, sfa").is_empty());
        assert_eq!(lines("canon/src/a.rs", "let to_sf = sf::SHIP;"), [1]);
    }
}
