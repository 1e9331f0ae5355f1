"""Other readers of pages on a folder of pages whose right values are known: who reads which field how often right.

    python3 score.py CORPUS [--out FOLDER] [--peers NAME,…] [--ours ANSWERS]

CORPUS holds MANIFEST.json (a list of {id, source, file, url, declared_charset, valid_utf8, expected}) and the files.
It is not part of the project, since pages belong to their publishers. --ours adds a reader's answers (JSON lines of
{id, peer, fields}) to the table.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import install

FIELDS = "title description image publisher author date lang url logo video audio".split()
# Words of the corpus for the same thing.
ALSO = {"canonical": "url", "favicon": "logo"}
NODE = ["metascraper", "open-graph-scraper", "unfurl.js", "link-preview-js", "page-metadata-parser"]
PYTHON = ["extruct", "metadata_parser", "linkpreview", "trafilatura"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--out", type=Path, default=install.target() / "share-peers")
    options.add_argument("--peers", default=",".join(NODE + PYTHON))
    options.add_argument("--ours", type=Path)
    options = options.parse_args()
    install.install()
    if Path(sys.prefix).resolve() != install.environment().resolve():
        # The rules read dates by a library that stands there.
        os.execv(install.python_command()[0], [install.python_command()[0], *sys.argv])
    pages = list(pages_of(options.corpus))
    asked = options.peers.split(",")
    options.out.mkdir(parents=True, exist_ok=True)
    answers = list(ask(pages, [peer for peer in asked if peer in NODE], install.node_command()))
    answers += ask(pages, [peer for peer in asked if peer in PYTHON], install.python_command())
    if options.ours:
        answers += [json.loads(line) for line in options.ours.read_text().splitlines()]
    write(options.out, pages, answers)
    print(f"written to {options.out}")


def pages_of(corpus):
    """The pages of a corpus, decoded, with what is expected of them in our words."""
    for page in json.loads((corpus / "MANIFEST.json").read_text()):
        expected = {ALSO.get(field, field): value for field, value in page["expected"].items()}
        kept = {field: value for field, value in expected.items() if field in FIELDS and isinstance(value, str)}
        if not kept:
            continue
        page["html"] = decoded(page, (corpus / page["file"]).read_bytes())
        page["url"] = page["url"] or "http://localhost/"
        page["expected"] = kept
        yield page


def decoded(page, data):
    """The text: readers are compared by what they read, not by whether they guess the charset."""
    charset = "utf-8" if page["valid_utf8"] else page["declared_charset"] or "utf-8"
    charset = "gb18030" if charset.lower() in ("gbk", "gb2312") else charset
    return data.decode(charset, "replace")


def ask(pages, peers, command):
    """Each peer's answer to every page; its CPU time goes to standard error."""
    lines = "".join(json.dumps({key: page[key] for key in ("id", "url", "html")}) + "\n" for page in pages)
    for peer in peers:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        run = subprocess.run([*command, peer], input=lines, capture_output=True, text=True, encoding="utf-8")
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        print(f"{peer}: {used:.0f} s of CPU for {len(pages)} pages", file=sys.stderr)
        if run.returncode:
            print(run.stderr[-2000:], file=sys.stderr)
        yield from map(json.loads, run.stdout.splitlines())


def write(out, pages, answers):
    """RESULTS.md with the tables, pages.json with every page's answers and whether they are right."""
    from fold import HEADLINES, right

    by_page = defaultdict(dict)
    for answer in answers:
        by_page[answer["id"]][answer["peer"]] = answer
    peers = list(dict.fromkeys(answer["peer"] for answer in answers))
    # All pages; and those that come from none of the readers' own tests.
    every, others, detail = Count(), Count(), []
    for page in pages:
        fields = {}
        for field, wanted in page["expected"].items():
            row = {"expected": wanted}
            for peer in peers:
                answer = by_page[page["id"]].get(peer, {"error": "no answer"})
                got = answer.get("fields", {}).get(field)
                ok = right(field, wanted, got, page)
                for count in (every, others) if page["source"] in HEADLINES else (every,):
                    count.add(page["id"], peer, field, ok)
                row[peer] = {"right": ok, "got": got} if "error" not in answer else {"right": ok, "error": answer["error"]}
            fields[field] = row
        detail.append({"id": page["id"], "file": page["file"], "url": page["url"], "fields": fields})
    (out / "pages.json").write_text(json.dumps(detail, ensure_ascii=False, indent=1))
    every, others = every.table(peers), others.table(peers)
    (out / "RESULTS.md").write_text(f"All pages:\n\n{every}\nPages of nobody's own tests:\n\n{others}")
    (out / "answers.jsonl").write_text("".join(json.dumps(answer) + "\n" for answer in answers))


class Count:
    """How often each reader was right about each field, and of how many pages."""

    def __init__(self):
        self.right, self.pages = defaultdict(int), defaultdict(set)

    def add(self, page, peer, field, ok):
        self.right[peer, field] += ok
        self.pages[field].add(page)

    def table(self, peers):
        fields = [field for field in FIELDS if self.pages[field]]
        best = {field: max(self.right[peer, field] for peer in peers) for field in fields}
        heads = [f"{field} ({len(self.pages[field])})" for field in fields]
        lines = [f"| reader | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(fields)]
        for peer in peers:
            cells = [self.cell(self.right[peer, field], field, best[field]) for field in fields]
            lines.append(f"| {peer} | {' | '.join(cells)} |")
        lines.append(f"| best of them | {' | '.join(self.cell(best[field], field) for field in fields)} |")
        return "\n".join(lines) + "\n"

    def cell(self, count, field, best=None):
        text = f"{count} · {100 * count / len(self.pages[field]):.1f}"
        return f"**{text}**" if count and count == best else text


if __name__ == "__main__":
    main()
