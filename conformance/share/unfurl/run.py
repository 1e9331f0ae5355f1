#!/usr/bin/env python3
"""Whether others read our pages right: metascraper, open-graph-scraper, unfurl.js and extruct, unmodified, read pages and
oEmbed answers of cards that the example `pages` writes, and must say of each field what went into the card.

    conformance/share/unfurl/run.py                   with target/debug/examples/pages
    conformance/share/unfurl/run.py --pages PROGRAM   with another program
    conformance/share/unfurl/run.py --setup           installs the readers and stops

The pages are served on loopback, where unfurl.js fetches them and follows what they say of oEmbed.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "peers"), str(HERE)]
import install
import serve

# What each reads at all.
NODE = {
    "metascraper": "title description image publisher author date lang url logo video audio",
    "open-graph-scraper": "title description image publisher author lang url logo video audio price currency",
    "unfurl.js": "title description image publisher author lang url canonical logo video audio",
}
PYTHON = {
    "extruct": "title description image publisher url lang video audio price high currency availability seller rating duration",
}

# What a reader says where a page says nothing: nobody's field can be absent for it. A language each page has.
GUESSED = {
    "metascraper": "lang publisher",
    "open-graph-scraper": "lang",
    "unfurl.js": "lang logo",
    "extruct": "lang",
}
# Faults of readers, that no page can mend.
FAULTS = {
    # It decodes what it has decoded: text that speaks of `&amp;` loses it.
    ("unfurl.js", "entities", "title"),
    ("unfurl.js", "entities", "description"),
    ("unfurl.js", "entities", "canonical"),
    # A player's page is no video to it, only a file is.
    ("metascraper", "player", "video"),
}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, default=install.target() / "debug/examples/pages")
    options.add_argument("--setup", action="store_true")
    options = options.parse_args()
    install.install()
    if options.setup:
        return 0
    if Path(sys.prefix).resolve() != install.environment().resolve():
        # Dates are compared with a library that stands there.
        os.execv(install.python_command()[0], [install.python_command()[0], *sys.argv])
    with tempfile.TemporaryDirectory(dir=install.target()) as place:
        with serve.folder(Path(place)) as base:
            subprocess.run([options.pages, place, base], check=True)
            results = list(compared(Path(place)))
    for what, good, why in results:
        if not good:
            print(f"FAIL {what}: {why}")
    failed = sum(not good for _, good, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def compared(place):
    """Each field of each page for each reader: what it is, whether it is right, and what was said."""
    expected = json.loads((place / "expected.json").read_text())
    pages = [{**case, "html": (place / f"{case['id']}.html").read_text(), "live": True} for case in expected]
    cases = {case["id"]: case for case in expected}
    answers = [(NODE, answer) for answer in asked(pages, NODE, install.node_command())]
    answers += [(PYTHON, answer) for answer in asked(pages, PYTHON, install.python_command())]
    for reads, answer in answers:
        case, peer = cases[answer["id"]], answer["peer"]
        yield f"{peer}: {case['id']}", "error" not in answer, answer.get("error")
        for field in reads[peer].split() if "error" not in answer else []:
            if (peer, case["id"], field) not in FAULTS:
                yield field_of(case, peer, field, answer["fields"])
        if peer == "unfurl.js":
            yield from oembed_of(case, answer.get("fields", {}).get("oembed") or {})
    count = len(cases) * (len(NODE) + len(PYTHON))
    yield f"all of {count} answers came", len(answers) == count, len(answers)


def asked(pages, peers, command):
    lines = "".join(json.dumps(page) + "\n" for page in pages)
    run = subprocess.run([*command, *peers], input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    return map(json.loads, run.stdout.splitlines())


def field_of(case, peer, field, told):
    import fold

    wanted, got = case["fields"].get(field), told.get(field)
    if field in ("availability", "canonical"):
        got = str(got).removeprefix("https://schema.org/") if got else None
    if wanted is None:
        got = None if field in GUESSED[peer].split() else got
        return f"{peer}: {case['id']}: no {field}", not got, got
    good = fold.right(field, wanted, got, {"source": "", "url": case["url"]})
    return f"{peer}: {case['id']}: {field}", good, f"{got!r} instead of {wanted!r}"


def oembed_of(case, told):
    """What unfurl.js made of the answer, in oEmbed's own words again."""
    import fold

    flat = {
        "type": told.get("type"),
        "title": told.get("title"),
        "author_name": told.get("author_name"),
        "provider_name": told.get("provider_name"),
        "thumbnail_url": (told.get("thumbnails") or [{}])[0].get("url"),
    }
    for field, got in flat.items():
        wanted = case["oembed"].get(field)
        if field == "title" and ("unfurl.js", case["id"], field) in FAULTS:
            continue
        good = got == wanted or bool(wanted and got and fold.text(wanted) == fold.text(got))
        yield f"oEmbed by unfurl.js: {case['id']}: {field}", good, f"{got!r} instead of {wanted!r}"


if __name__ == "__main__":
    sys.exit(main())
