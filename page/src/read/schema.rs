//! schema.org's words, in whichever syntax they were written: a tree of things becomes a card.

use drawbridge_canon::share::{
    Availability, Card, Image, Kind, Media, Price, Rating, Source, Told,
};

use super::forms::{joined, person};
use super::json::{At, Tree};
use super::limits::IMAGES;
use super::place::Place;
use super::{amount, date, entity, words};

/// The card that a tree tells, with `from` as its source. Roots are the values at the top.
pub(super) fn card(tree: &Tree<'_>, roots: &[At<'_, '_>], from: Source, place: &Place) -> Data {
    let mut things = Vec::new();
    for root in roots {
        gather(*root, &mut things, 0);
    }
    let mut data = Data::default();
    let teller = Teller { tree, from, place };
    things.sort_by_key(|thing| rank(*thing));
    for thing in &things {
        data.behind = data.behind.take().or_else(|| teller.behind(*thing));
        teller.thing(*thing, &mut data.card);
    }
    data
}

/// What structured data tells.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) card: Card,
    /// The site's name where it is not said beside the thing: it is that of whoever publishes all
    /// of the site, which is less sure.
    pub(super) behind: Option<Told<String>>,
}

/// The things at the top: through arrays, `@graph` and what a page is about.
fn gather<'t, 'a>(at: At<'t, 'a>, things: &mut Vec<At<'t, 'a>>, depth: usize) {
    for one in at.each() {
        if !one.is_object() || things.len() >= THINGS || depth > 4 {
            continue;
        }
        things.push(one);
        for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "about"] {
            let Some(inner) = one.get(key).filter(|_| key != "about" || depth == 0) else {
                continue;
            };
            if key != "about" {
                gather(inner, things, depth + 1);
            }
        }
    }
}

/// Things of a page that are asked.
const THINGS: usize = 64;

/// What a thing is, by its type.
fn kind(thing: At<'_, '_>) -> Option<Kind> {
    types(thing).find_map(|name| {
        Some(match name {
            "Product"
            | "ProductGroup"
            | "ProductModel"
            | "IndividualProduct"
            | "Vehicle"
            | "Car"
            | "Offer"
            | "AggregateOffer"
            | "SoftwareApplication"
            | "MobileApplication"
            | "WebApplication"
            | "VideoGame" => Kind::Product,
            "VideoObject" | "Movie" | "TVEpisode" | "TVSeries" | "Clip" | "Episode"
            | "TVSeason" => Kind::Video,
            "MusicRecording" | "MusicAlbum" | "MusicPlaylist" | "MusicComposition"
            | "PodcastEpisode" | "PodcastSeries" | "AudioObject" | "RadioEpisode" => Kind::Music,
            "BroadcastEvent" => Kind::Live,
            "Person" | "ProfilePage" | "MusicGroup" => Kind::Profile,
            "Store" | "OnlineStore" => Kind::Shop,
            "Place" | "LocalBusiness" | "Restaurant" | "Hotel" | "TouristAttraction"
            | "Landform" | "CivicStructure" | "LodgingBusiness" | "FoodEstablishment" => {
                Kind::Place
            }
            "ImageObject" | "Photograph" => Kind::Picture,
            name if name.ends_with("Article") || name.ends_with("Posting") => Kind::Article,
            "Recipe" | "Report" | "Review" | "HowTo" | "Question" | "Book" | "Course" | "Event"
            | "CreativeWork" | "QAPage" | "FAQPage" | "Answer" | "Blog" => Kind::Article,
            "WebPage" | "ItemPage" | "CollectionPage" | "AboutPage" => Kind::Page,
            _ => return None,
        })
    })
}

/// Things in the order in which they are asked: what a page is about before what it is on.
fn rank(thing: At<'_, '_>) -> u8 {
    match kind(thing) {
        Some(Kind::Product) => 0,
        Some(Kind::Article) => 1,
        Some(Kind::Video | Kind::Music | Kind::Live) => 2,
        Some(Kind::Place | Kind::Shop) => 3,
        Some(Kind::Profile) => 5,
        Some(Kind::Page) => 4,
        _ => 6,
    }
}

/// The names of its types, without their vocabulary.
fn types<'t>(thing: At<'t, '_>) -> impl Iterator<Item = &'t str> {
    let types = thing.get("@type").into_iter().flat_map(At::each);
    types.filter_map(At::text).map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

/// Tells a card what things say.
struct Teller<'t, 'a> {
    tree: &'t Tree<'a>,
    from: Source,
    place: &'t Place,
}

impl<'t, 'a> Teller<'t, 'a> {
    fn thing(&self, thing: At<'t, 'a>, card: &mut Card) {
        let kind = kind(thing);
        self.site(thing, card);
        if kind.is_none() {
            return;
        }
        let main = card.kind.is_none();
        if let Some(kind) = kind.filter(|_| main) {
            card.kind = Some(Told::new(kind, self.from));
        }
        if main || card.title.is_none() {
            let title = self.text(thing, "headline").or_else(|| self.text(thing, "name"));
            card.title = card.title.take().or(title);
            card.text = card.text.take().or_else(|| self.text(thing, "description"));
            card.url = card.url.take().or_else(|| self.url(thing));
        }
        if card.images.is_empty() {
            self.images(thing, card);
        }
        let author = || {
            let named = |key: &&str| {
                let told = self.names(thing.get(key)?)?;
                Some(Told::new(person(&told.value)?, told.from))
            };
            let made = ["byArtist", "brand"].iter();
            let made = || made.clone().find_map(|key| self.names(thing.get(key)?));
            ["author", "creator"].iter().find_map(named).or_else(made)
        };
        card.author = card.author.take().or_else(author);
        let dated = |keys: &[&str]| {
            let mut texts = keys.iter().filter_map(|key| thing.get(key)?.each().find_map(At::text));
            texts.find_map(date::normal).map(|date| Told::new(date, self.from))
        };
        let published = || dated(&["datePublished", "uploadDate", "dateCreated"]);
        card.published = card.published.take().or_else(published);
        card.modified = card.modified.take().or_else(|| dated(&["dateModified"]));
        let seconds = || {
            let seconds = amount::seconds(thing.get("duration")?.text()?)?;
            Some(Told::new(seconds, self.from))
        };
        card.seconds = card.seconds.take().or_else(seconds);
        card.language = card.language.take().or_else(|| self.text(thing, "inLanguage"));
        card.rating = card.rating.take().or_else(|| self.rating(thing));
        self.offer(thing, card);
        self.media(thing, kind, card);
    }

    /// The address of a thing, asked where nobody knows that of the page.
    fn url(&self, thing: At<'t, 'a>) -> Option<Told<String>> {
        let unknown = self.place.page().is_none();
        let told = ["url", "mainEntityOfPage"].iter().filter(|_| unknown).find_map(|key| {
            let at = thing.get(key)?.each().next()?;
            self.place.resolve(at.text().or_else(|| at.get("@id")?.text())?)
        });
        told.map(|url| Told::new(url, self.from))
    }

    /// What a member says in words.
    fn text(&self, thing: At<'t, 'a>, key: &str) -> Option<Told<String>> {
        let text = thing.get(key)?.each().find_map(At::text)?;
        words::clean(&entity::decode(text)).map(|text| Told::new(text, self.from))
    }

    /// A thing that was only referred to.
    fn found(&self, at: At<'t, 'a>) -> At<'t, 'a> {
        let Some(id) = at.get("@id").and_then(At::text) else { return at };
        if at.children().nth(1).is_some() {
            return at;
        }
        let mut all = self.tree.all().filter(|other| other.key() == "@graph" || other.is_object());
        let same = |other: &At<'t, 'a>| {
            other.get("@id").and_then(At::text) == Some(id) && other.children().nth(1).is_some()
        };
        all.find(same).unwrap_or(at)
    }

    /// The name or names of persons and organisations.
    fn names(&self, at: At<'t, 'a>) -> Option<Told<String>> {
        let mut names: Vec<String> = Vec::new();
        for one in at.each().take(8) {
            let name = match one.text() {
                Some(text) => words::clean(&entity::decode(text)),
                None => self.name(self.found(one)),
            };
            let name = name.filter(|name| !name.starts_with("http") && !names.contains(name));
            names.extend(name);
        }
        (!names.is_empty()).then(|| Told::new(joined(&names), self.from))
    }

    fn name(&self, thing: At<'t, 'a>) -> Option<String> {
        self.text(thing, "name").map(|name| name.value)
    }

    /// Who publishes it, and their mark.
    fn site(&self, thing: At<'t, 'a>, card: &mut Card) {
        if let Some(publisher) = thing.get("publisher").and_then(|all| all.each().next()) {
            if publisher.text().is_some() || publisher.get("name").is_some() {
                card.site = card.site.take().or_else(|| self.names(publisher));
            }
            card.icon = card.icon.take().or_else(|| self.mark(self.found(publisher)));
        }
        if card.icon.is_none() {
            let brand = thing.get("brand").and_then(|brand| self.mark(brand));
            card.icon = brand.or_else(|| self.mark(thing));
        }
    }

    /// The site's name where it is said elsewhere: by reference, or of the site as a whole.
    fn behind(&self, thing: At<'t, 'a>) -> Option<Told<String>> {
        if types(thing).any(|name| name == "WebSite") {
            return self.text(thing, "name");
        }
        self.names(thing.get("publisher")?.each().next()?)
    }

    /// A logo, if it is square: others are lettering and no mark.
    fn mark(&self, owner: At<'t, 'a>) -> Option<Told<String>> {
        let logo = self.found(owner.get("logo")?.each().next()?);
        let side = |key: &str| logo.get(key).and_then(At::text);
        let square = side("width").is_some() && side("width") == side("height");
        let url = logo.get("url").and_then(At::text).filter(|_| square)?;
        self.place.resolve(url).map(|url| Told::new(url, self.from))
    }

    fn images(&self, thing: At<'t, 'a>, card: &mut Card) {
        for key in ["image", "thumbnailUrl", "primaryImageOfPage", "photo"] {
            let Some(images) = thing.get(key) else { continue };
            for image in images.each().take(IMAGES) {
                card.images.extend(self.image(image));
            }
            if !card.images.is_empty() {
                return;
            }
        }
    }

    fn image(&self, at: At<'t, 'a>) -> Option<Told<Image>> {
        let at = self.found(at);
        let within = || {
            ["url", "contentUrl", "@id"]
                .iter()
                .find_map(|key| at.get(key)?.each().find_map(At::text))
        };
        let url = self.place.resolve(at.text().or_else(within)?)?;
        let side = |key: &str| {
            at.get(key).and_then(|side| {
                side.text().or_else(|| side.get("value")?.text()).and_then(amount::pixels)
            })
        };
        let alt = self.text(at, "caption").map(|alt| alt.value);
        let image = Image { url, width: side("width"), height: side("height"), alt };
        Some(Told::new(image, self.from))
    }

    fn offer(&self, thing: At<'t, 'a>, card: &mut Card) {
        let own = thing.get("price").map(|_| thing);
        let Some(offer) = thing.get("offers").and_then(|offers| offers.each().next()).or(own)
        else {
            return;
        };
        let offer = self.found(offer);
        card.price = card.price.take().or_else(|| self.price(offer));
        let available = || availability(offer.get("availability")?.text()?);
        card.availability =
            card.availability.take().or_else(|| Some(Told::new(available()?, self.from)));
        card.seller = card.seller.take().or_else(|| self.names(offer.get("seller")?));
    }

    fn price(&self, offer: At<'t, 'a>) -> Option<Told<Price>> {
        let detail = offer.get("priceSpecification").and_then(|detail| detail.each().next());
        let part = |key: &str| {
            offer.get(key).or_else(|| detail?.get(key)).and_then(|at| at.each().find_map(At::text))
        };
        let currency = part("priceCurrency");
        let low = part("price").or_else(|| part("lowPrice"))?;
        let amount = amount::money(low, currency)?;
        let up_to = part("highPrice").and_then(|high| amount::money(high, currency));
        let up_to = up_to.filter(|high| high.minor > amount.minor);
        Some(Told::new(Price { amount, up_to }, self.from))
    }

    fn rating(&self, thing: At<'t, 'a>) -> Option<Told<Rating>> {
        let rating = self.found(thing.get("aggregateRating")?.each().next()?);
        let part = |key: &str| rating.get(key).and_then(At::text);
        let milli = amount::milli(part("ratingValue")?)?;
        let best_milli = part("bestRating").and_then(amount::milli).unwrap_or(5000);
        let count = part("ratingCount").or_else(|| part("reviewCount"));
        let count = count.and_then(|count| count.trim().parse().ok());
        (milli <= best_milli).then(|| Told::new(Rating { milli, best_milli, count }, self.from))
    }

    /// What can be played: the thing itself, or a film or a sound in it.
    fn media(&self, thing: At<'t, 'a>, kind: Option<Kind>, card: &mut Card) {
        let itself = |wanted: Kind| (kind == Some(wanted)).then_some(thing);
        let part = |keys: &[&str]| {
            let parts = keys.iter().filter_map(|key| thing.get(key)).flat_map(At::each);
            parts.map(|part| self.found(part)).find(|part| part.is_object())
        };
        if card.video.is_none() {
            let film = itself(Kind::Video).or_else(|| part(&["video"]));
            card.video = film.and_then(|film| self.play(film, "embedUrl"));
        }
        if card.audio.is_none() {
            let sound = part(&["audio", "associatedMedia"]).or_else(|| itself(Kind::Music));
            card.audio = sound.and_then(|sound| self.play(sound, "contentUrl"));
        }
    }

    fn play(&self, thing: At<'t, 'a>, player: &str) -> Option<Told<Media>> {
        let file = thing.get("contentUrl").and_then(At::text);
        let media_type = match file {
            Some(_) => thing.get("encodingFormat").and_then(At::text).map(str::to_owned),
            None => Some("text/html".to_owned()),
        };
        let url = file.or_else(|| thing.get(player)?.text())?;
        let side = |key: &str| thing.get(key).and_then(At::text).and_then(amount::pixels);
        let url = self.place.resolve(url)?;
        let media = Media { url, media_type, width: side("width"), height: side("height") };
        Some(Told::new(media, self.from))
    }
}

/// schema.org's word for whether something can be had, with or without its vocabulary.
pub(super) fn availability(text: &str) -> Option<Availability> {
    let word = text.trim().rsplit(['/', '#', ':']).next()?.to_ascii_lowercase();
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    Some(match word.as_str() {
        "instock" | "available" => Availability::InStock,
        "limitedavailability" => Availability::Limited,
        "preorder" | "presale" | "availablefororder" => Availability::PreOrder,
        "backorder" | "madetoorder" => Availability::BackOrder,
        "instoreonly" => Availability::InStoreOnly,
        "onlineonly" => Availability::OnlineOnly,
        "outofstock" | "oos" => Availability::OutOfStock,
        "soldout" => Availability::SoldOut,
        "discontinued" => Availability::Discontinued,
        _ => return None,
    })
}
