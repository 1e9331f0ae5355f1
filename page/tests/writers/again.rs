//! Our own reader reads on our page what went into it.

use drawbridge_canon::share::{Card, Kind, Told};
use drawbridge_page::write::page_html;
use drawbridge_page::{Page, read};

use super::cards::{full, showing};

#[test]
fn what_was_written_is_read_again() {
    for kind in [Kind::Product, Kind::Video, Kind::Article, Kind::Music] {
        let card = full(kind);
        let html = page_html(&card, &showing());
        let again = read(&Page { body: html.as_bytes(), url: showing().page, ..Page::default() });
        assert_eq!(words(&again), words(&card), "{kind:?}");
        assert_eq!(images(&again), images(&card), "{kind:?}");
        assert_eq!(value(again.price.as_ref()), value(card.price.as_ref()), "{kind:?}");
        assert_eq!(value(again.kind.as_ref()), Some(kind));
    }
}

fn value<T: Clone>(told: Option<&Told<T>>) -> Option<T> {
    told.map(|told| told.value.clone())
}

fn words(card: &Card) -> [Option<String>; 5] {
    let Card { title, text, site, author, language, .. } = card;
    [title, text, site, author, language].map(|told| value(told.as_ref()))
}

fn images(card: &Card) -> Vec<String> {
    card.images.iter().map(|told| told.value.url.clone()).collect()
}
