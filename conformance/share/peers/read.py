"""Asks the Python readers what they see, in the words of read.mjs: pages in, answers out, a JSON object a line.

`python read.py [peer …]` asks only those.
"""
import json
import logging
import sys
import warnings

import extruct
import metadata_parser
import trafilatura
from linkpreview import Link, LinkPreview


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    wanted = sys.argv[1:]
    for line in sys.stdin:
        page = json.loads(line)
        for peer, read in PEERS.items():
            if wanted and peer not in wanted:
                continue
            answer = {"id": page["id"], "peer": peer}
            try:
                answer["fields"] = read(page["url"], page["html"])
            # Whatever it stumbles over, that is its answer.
            except Exception as error:
                answer["error"] = f"{type(error).__name__}: {error}"
            print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)


def by_extruct(url, html):
    told = extruct.extract(html, base_url=url, uniform=True, errors="ignore")
    og = {}
    for block in told.get("opengraph", []):
        for key, value in block.items():
            og.setdefault(key, value)
    things = list(flat(told.get("json-ld", []))) + list(flat(told.get("microdata", [])))
    dublin = told.get("dublincore", [])

    def of(*keys):
        found = (thing.get(key) for key in keys for thing in things if thing.get(key))
        return named(next(found, None))

    def dc(name):
        found = (element for block in dublin for element in block.get("elements", []) + block.get("terms", []))
        return next((e.get("content") for e in found if e.get("name", "").lower().endswith(name)), None)

    return {
        "title": og.get("og:title") or of("headline", "name") or dc("title"),
        "description": og.get("og:description") or of("description") or dc("description"),
        "image": og.get("og:image") or of("image", "thumbnailUrl"),
        "publisher": og.get("og:site_name") or of("publisher") or dc("publisher"),
        "author": of("author", "creator") or og.get("article:author") or dc("creator"),
        "date": of("datePublished", "uploadDate") or og.get("article:published_time") or dc("date"),
        "lang": og.get("og:locale") or of("inLanguage") or dc("language"),
        "url": og.get("og:url") or of("url"),
        "video": og.get("og:video") or of("contentUrl"),
        "audio": og.get("og:audio"),
        "logo": of("logo"),
        "price": of("price", "lowPrice"),
        "high": of("highPrice"),
        "currency": of("priceCurrency"),
        "availability": of("availability"),
        "seller": of("seller"),
        "rating": of("ratingValue"),
        "duration": of("duration"),
    }


def flat(value):
    """Every object of a tree that has a type, outermost first."""
    if isinstance(value, list):
        for inner in value:
            yield from flat(inner)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from flat(inner)


def named(value):
    """A thing's name or address where one word is wanted."""
    if isinstance(value, list):
        return named(value[0]) if value else None
    if isinstance(value, dict):
        return named(value.get("name") or value.get("url") or value.get("@id") or value.get("@value"))
    return value


def by_metadata_parser(url, html):
    told = metadata_parser.MetadataParser(url=url, html=html, search_head_only=False).parsed_result

    def of(*keys):
        for key in keys:
            found = told.get_metadatas(key, strategy=["og", "twitter", "dc", "meta", "page"]) or {}
            for values in found.values():
                if values:
                    return values[0] if isinstance(values, list) else values
        return None

    return {
        "title": of("title"),
        "description": of("description"),
        "image": of("image"),
        "publisher": of("site_name", "publisher"),
        "author": of("author", "creator"),
        "lang": of("locale", "language"),
        "url": of("url", "canonical"),
        "video": of("video"),
        "audio": of("audio"),
        "date": of("article:published_time", "date"),
    }


def by_linkpreview(url, html):
    told = LinkPreview(Link(url, html), parser="lxml")
    icons = told.absolute_favicon
    return {
        "title": told.title,
        "description": told.description,
        "image": told.absolute_image,
        "publisher": told.site_name,
        "logo": icons[0][0] if icons else None,
    }


def by_trafilatura(url, html):
    told = trafilatura.extract_metadata(html, default_url=url)
    if told is None:
        return {}
    return {
        "title": told.title,
        "description": told.description,
        "image": told.image,
        "publisher": told.sitename,
        "author": told.author,
        "date": told.date,
        "lang": told.language,
        "url": told.url,
    }


PEERS = {
    "extruct": by_extruct,
    "metadata_parser": by_metadata_parser,
    "linkpreview": by_linkpreview,
    "trafilatura": by_trafilatura,
}

if __name__ == "__main__":
    main()
