//! What was seen, put in order of trust.

use drawbridge_canon::share::{Card, Image, Kind, Media, Opening, Price, Source, Told};

use url::Url;

use super::charset::{self, Signs};
use super::forms::{app, joined, linked_by, person, tongue};
use super::keys::{self, Key};
use super::limits::IMAGES;
use super::place::Place;
use super::seen::Seen;
use super::words::Words;
use super::{OembedLink, Page, Reading, amount, data, date, hints, icon, last, prose, schema};

/// What a page says whose bytes extend ASCII.
pub(super) fn reading(page: &Page<'_>, body: &[u8]) -> Reading {
    let seen = Seen::of(body);
    let body = &body[..seen.until];
    let words = Words { encoding: encoding(page, body, &seen) };
    let base = seen.base.map(|base| words.address(base));
    let place = Place::of(page.url, base.as_deref());
    let schema::Data { card: mut data, behind } =
        data::json_ld(&seen, words, &place).unwrap_or_default();
    // What JSON-LD told of a thing, a page's elements say once more.
    if data.kind.is_none() && data::wanted(body, &seen) {
        data::fill(&mut data, data::marked(body, &seen, words, &place));
    }
    let composer = Composer { seen: &seen, words, place: &place };
    let state = page.hints.and_then(|hints| hints::state(hints, &seen.scripts, words));
    let mut card = Card::default();
    match (state, page.hints) {
        (Some(state), Some(hints)) if hints.state_first => card = state,
        (Some(state), _) => data::fill(&mut data, state),
        _ => {}
    }
    let told = composer.card(&mut data, behind);
    data::fill(&mut card, told);
    data::fill(&mut card, data);
    prose::fill(&mut card, body, &seen.prose, words);
    last::fill(&composer, &mut card, body);
    if let (Some(hints), Some(title)) = (page.hints, &mut card.title) {
        title.value = hints::without_suffix(&title.value, hints);
    }
    Reading { card, oembed: composer.oembed(page.link) }
}

/// The charset of a page, which matters only where something that will be read is not ASCII.
fn encoding(page: &Page<'_>, body: &[u8], seen: &Seen<'_>) -> &'static encoding_rs::Encoding {
    let host = page.url.split('/').nth(2).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let top = host.rsplit('.').next().filter(|top| top.bytes().all(|b| b.is_ascii_lowercase()));
    let signs = Signs {
        header: page.content_type,
        declared: seen.charset,
        language: seen.language,
        top: top.filter(|top| !top.is_empty()),
    };
    charset::choose(body, signs, seen.values())
}

/// Puts it in order.
pub(super) struct Composer<'a, 's> {
    pub(super) seen: &'s Seen<'a>,
    pub(super) words: Words,
    pub(super) place: &'s Place,
}

impl Composer<'_, '_> {
    /// What the page declares in `<meta>` and `<link>`. What is believed after structured data is
    /// put into `data` where that does not tell it.
    fn card(&self, data: &mut Card, behind: Option<Told<String>>) -> Card {
        use Key::{
            AppName, AppTitle, ApplicationName, Date, Description, DublinDate, DublinPublisher,
            DublinText, ItemLogo, ItemModified, ItemPublished, ItemText, Modified, OgLogo, OgSite,
            OgText, OgUpdated, PressDate, PressText, Published, Publisher, Released, TwitterApp,
            TwitterText,
        };
        let seen = self.seen;
        let (url, own) = self.url().map_or((None, true), |(url, own)| (Some(url), own));
        Card {
            url: url.map(|url| Told::new(url.value.into(), url.from)).or_else(|| data.url.take()),
            kind: self.kind(data),
            title: self.title(data),
            text: self
                .saying(&[OgText, TwitterText, Description, ItemText])
                .or_else(|| data.text.take())
                .or_else(|| self.text(&[DublinText, PressText])),
            images: self.images(),
            icon: self
                .address(&[OgLogo, ItemLogo])
                .or_else(|| data.icon.take())
                .or_else(|| icon::best(seen, self.words, self.place)),
            video: self.video(),
            audio: self.audio(),
            price: data.price.take().or_else(|| self.price()),
            availability: data.availability.take().or_else(|| self.availability()),
            seconds: self.seconds(),
            published: data
                .published
                .take()
                .or_else(|| self.date(&[Published, ItemPublished, Released, PressDate]))
                .or_else(|| self.date(&[DublinDate, Date])),
            modified: data
                .modified
                .take()
                .or_else(|| self.date(&[Modified, ItemModified, OgUpdated])),
            author: data.author.take().or_else(|| self.author()),
            site: data
                .site
                .take()
                .or_else(|| self.text(&[OgSite]))
                .or_else(|| self.text(&[ApplicationName, AppTitle, AppName]))
                .or(behind)
                .or_else(|| self.text(&[Publisher, TwitterApp]))
                .or_else(|| self.text(&[DublinPublisher])),
            language: self.language(data),
            openings: self.openings(own),
            ..Card::default()
        }
    }

    /// Where the oEmbed answer is: by a `<link>`, or by the `Link` header.
    fn oembed(&self, header: Option<&str>) -> Option<OembedLink> {
        let links = &self.seen.links;
        let json = links.oembed.map(|href| (href, false));
        let linked = json.or(links.oembed_xml.map(|href| (href, true)));
        let (href, xml) = match linked {
            Some((href, xml)) => (self.words.address(href), xml),
            None => linked_by(header?)?,
        };
        self.place.resolve(&href).map(|url| OembedLink { url, xml })
    }

    pub(super) fn meta(&self, key: Key) -> Option<(&[u8], Source)> {
        self.seen.meta(key).map(|value| (value, keys::source(key)))
    }

    /// The first of some keys that says something.
    fn first<T>(&self, keys: &[Key], read: impl Fn(&[u8]) -> Option<T>) -> Option<Told<T>> {
        keys.iter().find_map(|key| {
            let (value, from) = self.meta(*key)?;
            read(value).map(|value| Told::new(value, from))
        })
    }

    fn text(&self, keys: &[Key]) -> Option<Told<String>> {
        self.first(keys, |value| self.words.text(value))
    }

    /// The first text that says more than what the site is called.
    fn saying(&self, keys: &[Key]) -> Option<Told<String>> {
        let site = self.seen.meta(Key::OgSite).and_then(|site| self.words.text(site));
        self.first(keys, |value| self.words.text(value).filter(|text| Some(text) != site.as_ref()))
    }

    fn date(&self, keys: &[Key]) -> Option<Told<String>> {
        self.first(keys, |value| date::normal(&self.words.text(value)?))
    }

    fn address(&self, keys: &[Key]) -> Option<Told<String>> {
        self.first(keys, |value| self.resolve(value))
    }

    pub(super) fn resolve(&self, href: &[u8]) -> Option<String> {
        self.place.resolve(&self.words.address(href))
    }

    /// The address of a picture: some pages name a film there.
    fn picture(&self, href: &[u8]) -> Option<String> {
        let url = self.resolve(href)?;
        let file = url.split(['?', '#']).next().unwrap_or_default();
        let plays = [".mp4", ".webm", ".mp3", ".m3u8"].iter().any(|end| file.ends_with(end));
        (!plays).then_some(url)
    }

    fn title(&self, data: &mut Card) -> Option<Told<String>> {
        use Key::{DublinTitle, ItemHeadline, ItemName, OgTitle, PressTitle, TwitterTitle};
        let html = || {
            let text = self.words.text(self.seen.title?)?;
            Some(Told::new(text, Source::Html))
        };
        self.text(&[OgTitle, TwitterTitle, ItemHeadline])
            .or_else(html)
            .or_else(|| data.title.take())
            .or_else(|| self.text(&[ItemName, PressTitle, DublinTitle]))
    }

    /// Who wrote it: all whom the first name in question tells.
    fn author(&self) -> Option<Told<String>> {
        use Key::{
            ArticleAuthor, Author, BookAuthor, DublinCreator, ItemAuthor, Musician, PaperAuthor,
            PressAuthor,
        };
        let name = |value: &[u8]| {
            let name = self.words.text(value)?;
            person(&name)
        };
        let keys = [
            ArticleAuthor,
            Author,
            PressAuthor,
            PaperAuthor,
            BookAuthor,
            Musician,
            ItemAuthor,
            DublinCreator,
        ];
        keys.iter().find_map(|key| {
            let (first, from) = self.meta(*key)?;
            let others = self.seen.authors.iter().filter(|other| other.0 == *key);
            let mut names: Vec<String> = Vec::new();
            for value in std::iter::once(first).chain(others.map(|other| other.1)) {
                names.extend(name(value).filter(|name| !names.contains(name)));
            }
            (!names.is_empty()).then(|| Told::new(joined(&names), from))
        })
    }

    /// What the page calls its own address, and whether it is below the domain where it was found.
    fn url(&self) -> Option<(Told<Url>, bool)> {
        let claimed = |href: &[u8]| self.place.claimed(&self.words.address(href));
        let canonical = || {
            let href = self.seen.links.canonical?;
            claimed(href).map(|url| Told::new(url, Source::Html))
        };
        let mut others: Option<Told<Url>> = None;
        for claim in 0..3 {
            let told = match claim {
                0 => canonical(),
                1 => self.first(&[Key::OgUrl], claimed),
                _ => self.first(&[Key::TwitterUrl], claimed),
            };
            match told {
                Some(told) if self.place.is_own(&told.value) => return Some((told, true)),
                told => others = others.or(told),
            }
        }
        // What a page says of another's domain counts where it says nothing of its own.
        others.map(|told| (told, false))
    }

    fn images(&self) -> Vec<Told<Image>> {
        let mut images: Vec<Told<Image>> = Vec::new();
        let side =
            |side: Option<&[u8]>| side.and_then(|side| amount::pixels(&self.words.address(side)));
        for picture in &self.seen.images {
            let Some(url) = self.picture(picture.secure.unwrap_or(picture.url)) else { continue };
            if images.iter().any(|image| image.value.url == url) {
                continue;
            }
            let alt = picture.alt.and_then(|alt| self.words.text(alt));
            let image =
                Image { url, width: side(picture.width), height: side(picture.height), alt };
            images.push(Told::new(image, Source::OpenGraph));
        }
        if images.is_empty() {
            let alt = || self.words.text(self.seen.meta(Key::TwitterAlt)?);
            let url = self
                .first(&[Key::TwitterImage], |value| self.picture(value))
                .map(|url| (url, alt()));
            let url = url.or_else(|| Some((self.address(&[Key::ItemImage])?, None)));
            images.extend(url.map(|(url, alt)| {
                Told::new(Image { url: url.value, alt, ..Image::default() }, url.from)
            }));
        }
        images.truncate(IMAGES);
        images
    }

    fn kind(&self, data: &mut Card) -> Option<Told<Kind>> {
        let told = self.first(&[Key::OgType], |value| {
            let name = self.words.address(value).to_ascii_lowercase();
            Some(match name.split('.').next()? {
                "product" | "og:product" => Kind::Product,
                "video" => Kind::Video,
                "music" | "audio" | "song" | "album" => Kind::Music,
                "article" | "blog" | "book" => Kind::Article,
                "profile" => Kind::Profile,
                "place" | "restaurant" | "hotel" | "business" => Kind::Place,
                "website" => Kind::Page,
                _ => return None,
            })
        });
        // That it is on a website says nothing; the data may.
        let vague = told.as_ref().is_none_or(|kind| kind.value == Kind::Page);
        if vague { data.kind.take().or(told) } else { told }
    }

    fn video(&self) -> Option<Told<Media>> {
        use Key::{OgVideo, OgVideoSecure, TwitterPlayer, TwitterStream};
        let kind = |key| self.seen.meta(key).map(|kind| self.words.address(kind));
        let side =
            |key| self.seen.meta(key).and_then(|side| amount::pixels(&self.words.address(side)));
        let film = self.address(&[OgVideoSecure, OgVideo]).map(|url| {
            let (width, height) = (side(Key::OgVideoWidth), side(Key::OgVideoHeight));
            let media_type = kind(Key::OgVideoType);
            Told::new(Media { url: url.value, media_type, width, height }, url.from)
        });
        let sides = || (side(Key::TwitterWidth), side(Key::TwitterHeight));
        let stream = || {
            let url = self.address(&[TwitterStream])?;
            let ((width, height), media_type) = (sides(), kind(Key::TwitterStreamType));
            let film = !media_type.as_ref().is_some_and(|kind| kind.starts_with("audio"));
            film.then(|| Told::new(Media { url: url.value, media_type, width, height }, url.from))
        };
        let player = || {
            let url = self.address(&[TwitterPlayer])?;
            let ((width, height), media_type) = (sides(), Some("text/html".to_owned()));
            Some(Told::new(Media { url: url.value, media_type, width, height }, url.from))
        };
        film.or_else(stream).or_else(player)
    }

    fn audio(&self) -> Option<Told<Media>> {
        let kind = |key| self.seen.meta(key).map(|kind| self.words.address(kind));
        let told = |url: Told<String>, media_type| {
            Told::new(Media { url: url.value, media_type, ..Media::default() }, url.from)
        };
        if let Some(url) = self.address(&[Key::OgAudioSecure, Key::OgAudio]) {
            return Some(told(url, kind(Key::OgAudioType)));
        }
        let media_type = kind(Key::TwitterStreamType).filter(|kind| kind.starts_with("audio"))?;
        Some(told(self.address(&[Key::TwitterStream])?, Some(media_type)))
    }

    fn price(&self) -> Option<Told<Price>> {
        let currency = |key| self.seen.meta(key).map(|code| self.words.address(code));
        let read = |currency: Option<String>| {
            move |value: &[u8]| {
                let amount = amount::money(&self.words.address(value), currency.as_deref())?;
                Some(Price { amount, up_to: None })
            }
        };
        let labelled = || {
            let pairs =
                [(Key::TwitterLabel1, Key::TwitterData1), (Key::TwitterLabel2, Key::TwitterData2)];
            pairs.iter().find_map(|(label, data)| {
                let label = self.words.text(self.seen.meta(*label)?)?.to_lowercase();
                let price = label.contains("price") || label.contains("价");
                price.then(|| self.first(&[*data], read(None))).flatten()
            })
        };
        self.first(&[Key::Price], read(currency(Key::Currency)))
            .or_else(|| self.first(&[Key::ItemPrice], read(currency(Key::ItemCurrency))))
            .or_else(labelled)
    }

    fn availability(&self) -> Option<Told<drawbridge_canon::share::Availability>> {
        self.first(&[Key::Availability], |value| schema::availability(&self.words.address(value)))
    }

    fn seconds(&self) -> Option<Told<u32>> {
        self.first(&[Key::Seconds], |value| amount::seconds(&self.words.address(value)))
    }

    fn language(&self, data: &mut Card) -> Option<Told<String>> {
        let read = |value: &[u8]| tongue(&self.words.address(value));
        let html = || {
            let language = self.seen.language.and_then(read)?;
            Some(Told::new(language, Source::Html))
        };
        let told =
            data.language.take().and_then(|told| Some(Told::new(tongue(&told.value)?, told.from)));
        self.first(&[Key::OgLocale, Key::ItemLanguage], read)
            .or_else(html)
            .or(told)
            .or_else(|| self.first(&[Key::Language, Key::DublinLanguage], read))
    }

    fn openings(&self, own: bool) -> Vec<Told<Opening>> {
        let mut openings = Vec::new();
        let apps = [
            ("ios", Key::AppIos, Key::AppIosId),
            ("android", Key::AppAndroid, Key::AppPackage),
            ("ios", Key::TwitterPhoneUrl, Key::TwitterPhoneId),
            ("android", Key::TwitterPlayUrl, Key::TwitterPlayId),
        ];
        for (system, url, store) in apps {
            let Some((url, from)) = self.meta(url) else { continue };
            let Some(url) = app(&self.words.address(url)) else { continue };
            let store_id = self.seen.meta(store).map(|id| self.words.address(id));
            let opening = Opening::App { url, system: Some(system.to_owned()), store_id };
            if !openings.iter().any(|told: &Told<Opening>| told.value == opening) {
                openings.push(Told::new(opening, from));
            }
        }
        let web = self.first(&[Key::AppWeb], |value| self.place.own(&self.words.address(value)));
        openings.extend(web.map(|url| Told::new(Opening::Web { url: url.value }, url.from)));
        // It calls itself another's: that it was found here stands beside that.
        if let Some(page) = self.place.page().filter(|_| !own) {
            let url = page.as_str().to_owned();
            openings.push(Told::new(Opening::Web { url }, Source::Address));
        }
        openings
    }
}
