//! The names under which pages tell their fields in `<meta>`.

use drawbridge_canon::share::Source;

use super::entity;

use Source::{Meta, OpenGraph, TwitterCard};

macro_rules! keys {
    ($($name:ident),* $(,)?) => {
        /// What a `<meta>` tells. Names that mean the same are one key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Key { $(#[allow(missing_docs)] $name),* }

        impl Key {
            /// How many there are.
            pub(super) const COUNT: usize = [$(Self::$name),*].len();
        }
    };
}

keys! {
    OgTitle, OgText, OgSite, OgType, OgUrl, OgLocale, OgLogo, OgUpdated, OgImage, OgImageUrl,
    OgImageSecure, OgImageWidth, OgImageHeight, OgImageAlt, OgVideo, OgVideoSecure, OgVideoType,
    OgVideoWidth, OgVideoHeight, OgAudio, OgAudioSecure, OgAudioType, Published, Modified,
    ArticleAuthor, Price, Currency, Availability, Brand, Seconds, Musician, BookAuthor, Released,
    TwitterTitle, TwitterText, TwitterImage, TwitterAlt, TwitterUrl, TwitterSite, TwitterCreator,
    TwitterPlayer, TwitterStream, TwitterStreamType, TwitterWidth, TwitterHeight, TwitterLabel1,
    TwitterData1, TwitterLabel2, TwitterData2, TwitterApp, TwitterPhoneUrl, TwitterPadUrl,
    TwitterPlayUrl, TwitterPhoneId, TwitterPlayId, AppIos, AppIosId, AppAndroid, AppPackage,
    AppWeb, AppName, Description, Author, Date, Publisher, ApplicationName, AppTitle, Language,
    Thumbnail, ItemName, ItemHeadline, ItemImage, ItemText, ItemLanguage, ItemPublished,
    ItemModified, ItemPrice, ItemCurrency, ItemAuthor, ItemLogo, DublinTitle, DublinCreator,
    DublinDate, DublinText, DublinPublisher, DublinLanguage, DublinSource, PressTitle, PressAuthor, PaperAuthor,
    PressDate, PressText, PressImage, Tile,
}

/// One name: as it stands in `property` or `name`, in small letters; what it tells; of which
/// vocabulary it is.
type Row = (&'static str, Key, Source);

/// What a name in `property` or `name` tells.
pub(super) fn named(name: &[u8]) -> Option<Key> {
    find(NAMES, name)
}

/// What a name in a `<meta>`'s `itemprop` tells.
pub(super) fn item(name: &[u8]) -> Option<Key> {
    find(ITEMS, name)
}

/// Of which vocabulary a key is.
pub(super) fn source(key: Key) -> Source {
    let row = NAMES.iter().chain(ITEMS).find(|row| row.1 == key);
    row.map_or(Meta, |row| row.2)
}

/// The longest name here, and a little more.
const LONGEST: usize = 48;

fn find(rows: &[Row], name: &[u8]) -> Option<Key> {
    let name = entity::name(name);
    let name = name.trim_ascii();
    let mut small = [0; LONGEST];
    let small = small.get_mut(..name.len())?;
    small.copy_from_slice(name);
    small.make_ascii_lowercase();
    let at = rows.binary_search_by(|row| row.0.as_bytes().cmp(small)).ok()?;
    Some(rows[at].1)
}

/// Names in `itemprop` (schema.org's words).
const ITEMS: &[Row] = &[
    ("author", Key::ItemAuthor, Source::Microdata),
    ("datemodified", Key::ItemModified, Source::Microdata),
    ("datepublished", Key::ItemPublished, Source::Microdata),
    ("description", Key::ItemText, Source::Microdata),
    ("headline", Key::ItemHeadline, Source::Microdata),
    ("image", Key::ItemImage, Source::Microdata),
    ("inlanguage", Key::ItemLanguage, Source::Microdata),
    ("logo", Key::ItemLogo, Source::Microdata),
    ("name", Key::ItemName, Source::Microdata),
    ("price", Key::ItemPrice, Source::Microdata),
    ("pricecurrency", Key::ItemCurrency, Source::Microdata),
    ("thumbnailurl", Key::Thumbnail, Source::Microdata),
];

/// Names in `property` and `name`: ogp.me, Facebook's product and app link words, Twitter's cards,
/// Dublin Core, Highwire's `citation_`, Parsely's and Sailthru's words, and those that news sites
/// commonly use.
const NAMES: &[Row] = &[
    ("abstract", Key::PressText, Meta),
    ("al:android:app_name", Key::AppName, OpenGraph),
    ("al:android:package", Key::AppPackage, OpenGraph),
    ("al:android:url", Key::AppAndroid, OpenGraph),
    ("al:ios:app_name", Key::AppName, OpenGraph),
    ("al:ios:app_store_id", Key::AppIosId, OpenGraph),
    ("al:ios:url", Key::AppIos, OpenGraph),
    ("al:iphone:app_name", Key::AppName, OpenGraph),
    ("al:iphone:app_store_id", Key::AppIosId, OpenGraph),
    ("al:iphone:url", Key::AppIos, OpenGraph),
    ("al:web:url", Key::AppWeb, OpenGraph),
    ("apple-mobile-web-app-title", Key::AppTitle, Meta),
    ("application-name", Key::ApplicationName, Meta),
    ("article-author", Key::PressAuthor, Meta),
    ("article-published", Key::PressDate, Meta),
    ("article.author", Key::PressAuthor, Meta),
    ("article.created", Key::PressDate, Meta),
    ("article.published", Key::PressDate, Meta),
    ("article:author", Key::ArticleAuthor, OpenGraph),
    ("article:author:name", Key::ArticleAuthor, OpenGraph),
    ("article:modified", Key::Modified, OpenGraph),
    ("article:modified_time", Key::Modified, OpenGraph),
    ("article:post_date", Key::PressDate, Meta),
    ("article:published", Key::Published, OpenGraph),
    ("article:published_time", Key::Published, OpenGraph),
    ("article:updated_time", Key::Modified, OpenGraph),
    ("article_author", Key::PressAuthor, Meta),
    ("article_date_original", Key::PressDate, Meta),
    ("author", Key::Author, Meta),
    ("author-name", Key::PressAuthor, Meta),
    ("authors", Key::PressAuthor, Meta),
    ("book:author", Key::BookAuthor, OpenGraph),
    ("book:release_date", Key::Released, OpenGraph),
    ("bt:pubdate", Key::PressDate, Meta),
    ("byl", Key::PressAuthor, Meta),
    ("byline", Key::PressAuthor, Meta),
    ("citation_abstract", Key::PressText, Meta),
    ("citation_author", Key::PaperAuthor, Meta),
    ("citation_date", Key::PressDate, Meta),
    ("citation_online_date", Key::PressDate, Meta),
    ("citation_publication_date", Key::PressDate, Meta),
    ("citation_title", Key::PressTitle, Meta),
    ("content-language", Key::Language, Meta),
    ("creation_date", Key::PressDate, Meta),
    ("cxenseparse:author", Key::PressAuthor, Meta),
    ("cxenseparse:recs:publishtime", Key::PressDate, Meta),
    ("date", Key::Date, Meta),
    ("date.published", Key::PressDate, Meta),
    ("date_published", Key::PressDate, Meta),
    ("datepublished", Key::PressDate, Meta),
    ("dc.contributor", Key::DublinCreator, Meta),
    ("dc.created", Key::DublinDate, Meta),
    ("dc.creator", Key::DublinCreator, Meta),
    ("dc.date", Key::DublinDate, Meta),
    ("dc.date.created", Key::DublinDate, Meta),
    ("dc.date.issued", Key::DublinDate, Meta),
    ("dc.description", Key::DublinText, Meta),
    ("dc.issued", Key::DublinDate, Meta),
    ("dc.language", Key::DublinLanguage, Meta),
    ("dc.publisher", Key::DublinPublisher, Meta),
    ("dc.source", Key::DublinSource, Meta),
    ("dc.title", Key::DublinTitle, Meta),
    ("dc:creator", Key::DublinCreator, Meta),
    ("dc:date", Key::DublinDate, Meta),
    ("dc:description", Key::DublinText, Meta),
    ("dc:language", Key::DublinLanguage, Meta),
    ("dc:publisher", Key::DublinPublisher, Meta),
    ("dc:title", Key::DublinTitle, Meta),
    ("dcsext.author", Key::DublinCreator, Meta),
    ("dcterms.abstract", Key::DublinText, Meta),
    ("dcterms.created", Key::DublinDate, Meta),
    ("dcterms.creator", Key::DublinCreator, Meta),
    ("dcterms.date", Key::DublinDate, Meta),
    ("dcterms.date.issued", Key::DublinDate, Meta),
    ("dcterms.description", Key::DublinText, Meta),
    ("dcterms.issued", Key::DublinDate, Meta),
    ("dcterms.language", Key::DublinLanguage, Meta),
    ("dcterms.publisher", Key::DublinPublisher, Meta),
    ("dcterms.title", Key::DublinTitle, Meta),
    ("dcterms:created", Key::DublinDate, Meta),
    ("dcterms:creator", Key::DublinCreator, Meta),
    ("dcterms:date", Key::DublinDate, Meta),
    ("dcterms:description", Key::DublinText, Meta),
    ("dcterms:language", Key::DublinLanguage, Meta),
    ("dcterms:publisher", Key::DublinPublisher, Meta),
    ("dcterms:title", Key::DublinTitle, Meta),
    ("description", Key::Description, Meta),
    ("displaydate", Key::PressDate, Meta),
    ("image", Key::PressImage, Meta),
    ("lang", Key::Language, Meta),
    ("language", Key::Language, Meta),
    ("msapplication-tileimage", Key::Tile, Meta),
    ("music:duration", Key::Seconds, OpenGraph),
    ("music:musician", Key::Musician, OpenGraph),
    ("music:release_date", Key::Released, OpenGraph),
    ("og:article:author", Key::ArticleAuthor, OpenGraph),
    ("og:article:modified_time", Key::Modified, OpenGraph),
    ("og:article:published_time", Key::Published, OpenGraph),
    ("og:audio", Key::OgAudio, OpenGraph),
    ("og:audio:secure_url", Key::OgAudioSecure, OpenGraph),
    ("og:audio:type", Key::OgAudioType, OpenGraph),
    ("og:audio:url", Key::OgAudio, OpenGraph),
    ("og:author", Key::ArticleAuthor, OpenGraph),
    ("og:availability", Key::Availability, OpenGraph),
    ("og:brand", Key::Brand, OpenGraph),
    ("og:description", Key::OgText, OpenGraph),
    ("og:image", Key::OgImage, OpenGraph),
    ("og:image:alt", Key::OgImageAlt, OpenGraph),
    ("og:image:height", Key::OgImageHeight, OpenGraph),
    ("og:image:secure_url", Key::OgImageSecure, OpenGraph),
    ("og:image:url", Key::OgImageUrl, OpenGraph),
    ("og:image:width", Key::OgImageWidth, OpenGraph),
    ("og:locale", Key::OgLocale, OpenGraph),
    ("og:logo", Key::OgLogo, OpenGraph),
    ("og:price:amount", Key::Price, OpenGraph),
    ("og:price:currency", Key::Currency, OpenGraph),
    ("og:published_time", Key::Published, OpenGraph),
    ("og:site", Key::OgSite, OpenGraph),
    ("og:site_name", Key::OgSite, OpenGraph),
    ("og:title", Key::OgTitle, OpenGraph),
    ("og:type", Key::OgType, OpenGraph),
    ("og:updated_time", Key::OgUpdated, OpenGraph),
    ("og:url", Key::OgUrl, OpenGraph),
    ("og:video", Key::OgVideo, OpenGraph),
    ("og:video:duration", Key::Seconds, OpenGraph),
    ("og:video:height", Key::OgVideoHeight, OpenGraph),
    ("og:video:secure_url", Key::OgVideoSecure, OpenGraph),
    ("og:video:type", Key::OgVideoType, OpenGraph),
    ("og:video:url", Key::OgVideo, OpenGraph),
    ("og:video:width", Key::OgVideoWidth, OpenGraph),
    ("originalpublicationdate", Key::PressDate, Meta),
    ("parsely-author", Key::PressAuthor, Meta),
    ("parsely-image-url", Key::PressImage, Meta),
    ("parsely-pub-date", Key::PressDate, Meta),
    ("parsely-title", Key::PressTitle, Meta),
    ("post-author", Key::PressAuthor, Meta),
    ("prism.publicationdate", Key::PressDate, Meta),
    ("product:availability", Key::Availability, OpenGraph),
    ("product:brand", Key::Brand, OpenGraph),
    ("product:price:amount", Key::Price, OpenGraph),
    ("product:price:currency", Key::Currency, OpenGraph),
    ("product:sale_price:amount", Key::Price, OpenGraph),
    ("product:sale_price:currency", Key::Currency, OpenGraph),
    ("ptime", Key::PressDate, Meta),
    ("pub_date", Key::PressDate, Meta),
    ("pubdate", Key::PressDate, Meta),
    ("publication_date", Key::PressDate, Meta),
    ("publish-date", Key::PressDate, Meta),
    ("publish_date", Key::PressDate, Meta),
    ("publishdate", Key::PressDate, Meta),
    ("published", Key::PressDate, Meta),
    ("published_at", Key::PressDate, Meta),
    ("published_time", Key::PressDate, Meta),
    ("publisher", Key::Publisher, Meta),
    ("publishtime", Key::PressDate, Meta),
    ("rbauthors", Key::PressAuthor, Meta),
    ("rnews:datepublished", Key::PressDate, Meta),
    ("sailthru.author", Key::PressAuthor, Meta),
    ("sailthru.date", Key::PressDate, Meta),
    ("sailthru.description", Key::PressText, Meta),
    ("sailthru.image.full", Key::PressImage, Meta),
    ("sailthru.image.thumb", Key::PressImage, Meta),
    ("sailthru.title", Key::PressTitle, Meta),
    ("shareaholic:article_published_time", Key::PressDate, Meta),
    ("thumbnail", Key::Thumbnail, Meta),
    ("thumbnailurl", Key::Thumbnail, Meta),
    ("timestamp", Key::PressDate, Meta),
    ("title", Key::PressTitle, Meta),
    ("twitter:app:id:googleplay", Key::TwitterPlayId, TwitterCard),
    ("twitter:app:id:iphone", Key::TwitterPhoneId, TwitterCard),
    ("twitter:app:name:googleplay", Key::TwitterApp, TwitterCard),
    ("twitter:app:name:ipad", Key::TwitterApp, TwitterCard),
    ("twitter:app:name:iphone", Key::TwitterApp, TwitterCard),
    ("twitter:app:url:googleplay", Key::TwitterPlayUrl, TwitterCard),
    ("twitter:app:url:ipad", Key::TwitterPadUrl, TwitterCard),
    ("twitter:app:url:iphone", Key::TwitterPhoneUrl, TwitterCard),
    ("twitter:creator", Key::TwitterCreator, TwitterCard),
    ("twitter:data1", Key::TwitterData1, TwitterCard),
    ("twitter:data2", Key::TwitterData2, TwitterCard),
    ("twitter:description", Key::TwitterText, TwitterCard),
    ("twitter:image", Key::TwitterImage, TwitterCard),
    ("twitter:image0", Key::TwitterImage, TwitterCard),
    ("twitter:image:alt", Key::TwitterAlt, TwitterCard),
    ("twitter:image:src", Key::TwitterImage, TwitterCard),
    ("twitter:label1", Key::TwitterLabel1, TwitterCard),
    ("twitter:label2", Key::TwitterLabel2, TwitterCard),
    ("twitter:player", Key::TwitterPlayer, TwitterCard),
    ("twitter:player:height", Key::TwitterHeight, TwitterCard),
    ("twitter:player:stream", Key::TwitterStream, TwitterCard),
    ("twitter:player:stream:content_type", Key::TwitterStreamType, TwitterCard),
    ("twitter:player:width", Key::TwitterWidth, TwitterCard),
    ("twitter:site", Key::TwitterSite, TwitterCard),
    ("twitter:text:title", Key::TwitterTitle, TwitterCard),
    ("twitter:title", Key::TwitterTitle, TwitterCard),
    ("twitter:url", Key::TwitterUrl, TwitterCard),
    ("video:duration", Key::Seconds, OpenGraph),
    ("video:release_date", Key::Released, OpenGraph),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        for rows in [NAMES, ITEMS] {
            assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(rows.iter().all(|row| row.0.len() < LONGEST));
        }
    }

    #[test]
    fn a_name_is_found_in_any_letters() {
        assert_eq!(named(b" OG:Title "), Some(Key::OgTitle));
        assert_eq!(named(b"Description"), Some(Key::Description));
        assert_eq!(item(b"datePublished"), Some(Key::ItemPublished));
        assert_eq!(named(b"og&#x3A;title"), Some(Key::OgTitle));
        assert_eq!(named(b"viewport"), None);
        assert_eq!(named(&[b'x'; 500]), None);
    }
}
