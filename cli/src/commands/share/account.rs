//! Forms that are signed, and links and codes that platforms make: all take an account with the platform.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use drawbridge_canon::Fault;
use drawbridge_canon::share::{Card, Expiry};
use drawbridge_engine::fetch::{FetchSettings, Fetcher, PictureLimits, Pictures};
use drawbridge_engine::ledger::Lang;
use drawbridge_engine::outbound::NetSettings;
use drawbridge_engine::share::{AccountDesk, Coding, Lending, Making, WantedLink};
use drawbridge_engine::world::World;

use super::inert;
use crate::commands::configuration;

/// Whose account.
#[derive(clap::Args)]
pub(super) struct AccountArgs {
    /// The configuration with our accounts, `[[share.accounts]]`, for forms that are signed and for links
    /// and codes that platforms make. It is read for those only.
    #[arg(long, value_name = "FILE", env = "DRAWBRIDGE_CONFIG")]
    config: Option<PathBuf>,
    /// The account, by its name there; the first that fits, if not given.
    #[arg(long, value_name = "NAME", requires = "as")]
    account: Option<String>,
    /// After how many days a link that a platform makes ends; 0 for never, where the platform permits that.
    #[arg(long, value_name = "N", requires = "as")]
    days: Option<u32>,
    /// The page of the mini program to which it leads, instead of the one that the card opens.
    #[arg(long, value_name = "PATH", requires = "as")]
    mini_page: Option<String>,
    /// How wide the picture of a code is that a platform draws, in pixels.
    #[arg(long, value_name = "PIXELS", requires = "as")]
    width: Option<u32>,
}

impl AccountArgs {
    /// What a signed form is lent. Nothing without a configuration: the form then says what it lacks.
    pub(super) async fn lend(
        &self,
        platform: &str,
        (lang, world): (Lang, &World),
    ) -> anyhow::Result<Option<Lending>> {
        if self.config.is_none() {
            return Ok(None);
        }
        let desk = self.desk(lang, world).await?;
        let lent = desk.lend(platform, self.account.as_deref(), true).await;
        lent.map_err(|trouble| anyhow!("{}", inert::line(&trouble.to_string())))
    }

    /// Has a platform make a link.
    pub(super) async fn make(
        &self,
        card: &Card,
        making: &Making,
        (lang, world): (Lang, &World),
    ) -> anyhow::Result<String> {
        let no = lang.pick("平台链接没有做成", "the platform made no link");
        let mut wanted = self.wanted(|| making.wanted(card), no)?;
        wanted.expiry = self.days.map(|days| match days {
            0 => Expiry::Never,
            days => Expiry::Days(days),
        });
        let desk = self.desk(lang, world).await?;
        let made = desk.make((making.platform, making.share), making.own, wanted).await;
        let made =
            made.map_err(|trouble| anyhow!("{no}: {}", inert::line(&trouble.to_string())))?;
        Ok(made.link)
    }

    /// Has a platform draw a code: the bytes of the picture, as we drew it anew.
    pub(super) async fn make_code(
        &self,
        card: &Card,
        coding: &Coding,
        (lang, world): (Lang, &World),
    ) -> anyhow::Result<Vec<u8>> {
        let no = lang.pick("平台没有画出码", "the platform drew no code");
        let mut wanted = self.wanted(|| coding.wanted(card), no)?;
        wanted.width = self.width;
        let desk = self.desk(lang, world).await?;
        let fetch = FetchSettings::real(&NetSettings::default(), world.clone())?;
        let pictures = Pictures::new(Fetcher::new(fetch), PictureLimits::default());
        let from = (coding.platform, coding.share);
        let made = desk.make_code(from, coding.own, wanted, &pictures).await;
        let made =
            made.map_err(|trouble| anyhow!("{no}: {}", inert::line(&trouble.to_string())))?;
        Ok(made.picture.bytes.to_vec())
    }

    /// To which page it leads, and by whom it is made.
    fn wanted(
        &self,
        of_card: impl FnOnce() -> Result<WantedLink, Fault>,
        no: &str,
    ) -> anyhow::Result<WantedLink> {
        let wanted =
            self.mini_page.as_ref().map_or_else(of_card, |page| Ok(WantedLink::page(page)));
        let mut wanted =
            wanted.map_err(|fault| anyhow!("{no}: {}", inert::line(&fault.to_string())))?;
        wanted.account.clone_from(&self.account);
        Ok(wanted)
    }

    async fn desk(&self, lang: Lang, world: &World) -> anyhow::Result<Arc<AccountDesk>> {
        let none = || {
            anyhow!(lang.pick(
                "要以账号的名义去做：用 --config 指定写有 [[share.accounts]] 的配置文件",
                "this is done in the name of an account: --config names the configuration with [[share.accounts]]",
            ))
        };
        let path = self.config.as_ref().ok_or_else(none)?;
        let config = configuration(path)?;
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(drawbridge_server::share::accounts(&config, &base, world).await?)
    }
}
