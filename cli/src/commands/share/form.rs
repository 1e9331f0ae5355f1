//! Cards in the forms in which others are told them: the open web's, pictures, and every platform's.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{anyhow, ensure};
use drawbridge_canon::share::{Card, Step};
use drawbridge_canon::{Account, Fault};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::page::Tongue;
use drawbridge_engine::share::write::{OPEN_FORMS, Writing, platform_forms, platform_of, write};
use drawbridge_engine::share::{Coding, Making};
use drawbridge_engine::world::World;
use drawbridge_roster::DIALECTS;

use super::account::AccountArgs;
use super::found::Found;
use super::{inert, put, words};
use crate::say;

/// The form, and what some forms need besides the card.
#[derive(clap::Args)]
pub(super) struct FormArgs {
    /// Write cards in this form: og, oembed, oembed-xml, json-ld, text, png, svg, or a platform with its
    /// form, as in `wechat`, `alipay/link`, `slack/message`. --forms lists them all.
    #[arg(long = "as", value_name = "FORM")]
    r#as: Option<String>,
    /// List all forms.
    #[arg(long)]
    pub(super) forms: bool,
    /// The file to write to. A picture needs one, unless it is piped.
    #[arg(long, value_name = "FILE", requires = "as")]
    out: Option<PathBuf>,
    /// Share this link instead of the card's own address.
    #[arg(long, value_name = "URL", requires = "as")]
    link: Option<String>,
    /// The app that shares, by the platform's number, for forms that need one.
    #[arg(long, value_name = "ID", requires = "as")]
    app: Option<String>,
    /// The ticket that the platform gave the app, for forms that sign with it.
    #[arg(long, requires = "as")]
    ticket: Option<String>,
    /// The address of the page on which it is shared, for forms that sign it.
    #[arg(long, value_name = "URL", requires = "as")]
    on_page: Option<String>,
    /// An option of the account that only one platform needs.
    #[arg(long, value_name = "NAME=VALUE", requires = "as", value_parser = option)]
    option: Vec<(String, String)>,
    #[command(flatten)]
    account: AccountArgs,
}

/// The names of all forms, with what they are.
fn all(lang: Lang) -> Vec<(String, String)> {
    let open = OPEN_FORMS
        .iter()
        .map(|form| (form.name.to_owned(), lang.pick(form.title_zh, form.title).to_owned()));
    let theirs = platform_forms(DIALECTS).map(|(name, platform, form)| {
        let title = lang.pick(form.title_zh, form.title);
        (name, format!("{}: {title}", words::platform(platform, lang)))
    });
    let made = Making::all(DIALECTS).map(|making| {
        let title = lang.pick(making.own.title_zh, making.own.title);
        let by = lang.pick("，由平台生成", ", made by the platform");
        (making.name(), format!("{}: {title}{by}", words::platform(making.platform, lang)))
    });
    let drawn = Coding::all(DIALECTS).map(|coding| {
        let title = lang.pick(coding.own.title_zh, coding.own.title);
        let by = lang.pick("，由平台绘制", ", drawn by the platform");
        (coding.name(), format!("{}: {title}{by}", words::platform(coding.platform, lang)))
    });
    open.chain(theirs).chain(made).chain(drawn).collect()
}

/// Lists all forms.
pub(super) fn list(lang: Lang) {
    for (name, title) in all(lang) {
        say::line(format!("{name:<28} {title}"));
    }
}

impl FormArgs {
    /// The form that is asked for.
    pub(super) fn wanted(&self, lang: Lang) -> anyhow::Result<Option<&str>> {
        let Some(asked) = self.r#as.as_deref() else { return Ok(None) };
        let asked = if asked == "html" { "og" } else { asked };
        let known = |(name, _): &(String, String)| {
            name == asked || name.split_once('/').is_some_and(|(platform, _)| platform == asked)
        };
        let all = all(lang);
        if all.iter().any(known) {
            return Ok(Some(asked));
        }
        let names: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
        let asked = inert::line(asked);
        let no = match lang {
            Lang::Zh => format!("没有 `{asked}` 这种形式；有的是"),
            Lang::En => format!("there is no form `{asked}`; there are"),
        };
        Err(anyhow!("{no} {}", names.join(", ")))
    }

    fn told_account(&self) -> Account {
        let options: BTreeMap<String, String> = self.option.iter().cloned().collect();
        Account { apps: self.app.iter().cloned().collect(), options, ..Account::default() }
    }
}

/// Writes every card that was found.
pub(super) async fn print(
    found: &[Found],
    form: &str,
    args: &FormArgs,
    (lang, dark): (Lang, bool),
) -> anyhow::Result<()> {
    let nothing =
        lang.pick("这段文字里没有可分享的东西", "there is nothing in this text to be shared");
    ensure!(!found.is_empty(), "{nothing}");
    let picture = matches!(form, "png" | "svg") || Coding::named(form, DIALECTS).is_some();
    let one = found.len() == 1 || !(picture || args.out.is_some());
    let several = lang.pick(
        "这段文字里不止一样东西：用 --only 指定第几样",
        "the text holds more than one thing: --only says which",
    );
    ensure!(one, "{several}");
    for one in found {
        let card = one.card.as_ref().map_err(|error| {
            let words = error.words();
            let reason = lang.pick(words.reason_zh, words.reason_en);
            anyhow!("{reason}: {}", lang.pick(words.remedy_zh, words.remedy_en))
        })?;
        give(&written(card, form, args, (lang, dark)).await?, args, lang)?;
    }
    Ok(())
}

/// A card in a form. What the standard does not open is told no platform; what is nobody's form says why.
async fn written(
    card: &Card,
    form: &str,
    args: &FormArgs,
    (lang, dark): (Lang, bool),
) -> anyhow::Result<Vec<u8>> {
    let refused = card.safety.as_ref().is_some_and(|safety| safety.step == Step::Refuse);
    if refused && OPEN_FORMS.iter().all(|open| open.name != form) {
        let said = words::verdict(card, lang).into_iter();
        let said: Vec<String> = said.map(|(name, value, _)| format!("{name} {value}")).collect();
        return Err(anyhow!("{}", inert::line(&said.join("; "))));
    }
    let (world, _) = World::real();
    if let Some(making) = Making::named(form, DIALECTS) {
        return Ok(args.account.make(card, &making, (lang, &world)).await?.into_bytes());
    }
    if let Some(coding) = Coding::named(form, DIALECTS) {
        return args.account.make_code(card, &coding, (lang, &world)).await;
    }
    let lent = match platform_of(form, DIALECTS) {
        Some((platform, true)) if args.ticket.is_none() => {
            args.account.lend(platform, (lang, &world)).await?
        }
        _ => None,
    };
    let told = args.told_account();
    let writing = Writing {
        account: lent.as_ref().map_or(&told, |lent| &lent.account),
        page: args.on_page.as_deref(),
        ticket: args.ticket.as_deref().or(lent.as_ref().and_then(|lent| lent.ticket.as_deref())),
        link: args.link.as_deref(),
        house: lang.pick("吊桥", "Drawbridge"),
        tongue: if lang == Lang::Zh { Tongue::Chinese } else { Tongue::English },
        dark,
    };
    let no = lang.pick("写不成这种形式", "it cannot be written in this form");
    let written = write(card, form, &writing, (DIALECTS, &world)).ok_or_else(|| anyhow!("{no}"))?;
    let written = written.map_err(|fault| {
        let help = match &fault {
            Fault::Unsent(_) | Fault::Malformed(_) => lang.pick(
                "；--app、--ticket、--on-page、--option 给出应用、票据、页面和选项，--config 给出账号",
                "; --app, --ticket, --on-page and --option name app, ticket, page and options, --config an account",
            ),
            Fault::Untranslatable(refusal) if refusal.field.as_deref() == Some("url") => {
                lang.pick("；--link 另给一个链接", "; --link names another link")
            }
            _ => "",
        };
        anyhow!("{no}: {}{help}", inert::line(&fault.to_string()))
    })?;
    Ok(written.body)
}

fn give(bytes: &[u8], args: &FormArgs, lang: Lang) -> anyhow::Result<()> {
    if let Some(path) = &args.out {
        return put(path, bytes, lang);
    }
    let looks = std::io::stdout().is_terminal();
    match std::str::from_utf8(bytes) {
        Ok(text) if looks => say::line(inert::lines(text).trim_end()),
        Ok(text) => say::line(text.trim_end()),
        Err(_) if looks => {
            return Err(anyhow!(lang.pick(
                "图片不能直接显示在终端：用 --out 指定文件，或不加 --as 看终端里的卡片",
                "a picture is no text: --out names a file, and without --as the terminal shows it",
            )));
        }
        // A reader that went away is no error.
        Err(_) => drop(std::io::stdout().write_all(bytes)),
    }
    Ok(())
}

fn option(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
