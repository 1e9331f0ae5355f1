"""Rules of ISO 14289-1 (PDF/UA-1) that the structure of a document must keep, as far as `pdfua` does not look at them.

    rules.py read PDF             each rule, and what breaks it
    rules.py spoil PDF FOLDER     copies of the file, each spoilt in one way: how, and where it is

Both print JSON. The clauses are named beside the rules.
"""
import json
import sys
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

PAINTS = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "EI"}
GROUPS = {"THead", "TBody", "TFoot"}
# The sixteen sections of the report each have a bookmark.
BOOKMARKS = 16


def read(path):
    with pikepdf.open(path) as pdf:
        tree = list(elements(pdf))
        return [(rule, "; ".join(wrong(pdf, tree))[:400]) for rule, wrong in RULES.items()]


def elements(pdf):
    """Every element of the structure, in the order of reading: it, and what stands above it."""
    root = pdf.Root.get("/StructTreeRoot")

    def below(element, above):
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/S" in kid:
                yield kid, above
                yield from below(kid, [*above, kind(kid)])

    return below(root, []) if root is not None else []


def kids(element):
    found = element.get("/K", Array())
    return list(found) if isinstance(found, Array) else [found]


def kind(element):
    return str(element.S)[1:]


def within(element):
    return [kind(kid) for kid in kids(element) if isinstance(kid, Dictionary) and "/S" in kid]


def of(tree, *kinds):
    return [element for element, _ in tree if kind(element) in kinds]


def says_what_it_is(pdf, tree):  # 5, 7.1
    with pdf.open_metadata() as told:
        if told.get("pdfuaid:part") != "1":
            yield "it does not say that it is PDF/UA-1"
        if not str(told.get("dc:title", "")).strip():
            yield "no title"
    if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title is not shown"


def is_tagged(pdf, tree):  # 6.2, 7.1
    if not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
        yield "it does not say that it is tagged"
    if len(tree) < 100:
        yield f"{len(tree)} elements"


def has_a_language(pdf, tree):  # 7.2
    if str(pdf.Root.get("/Lang", "")) not in ("zh-CN", "en"):
        yield f"its language is {pdf.Root.get('/Lang')}"


def headings_are_in_order(pdf, tree):  # 7.4.2
    before = 0
    headings = [element for element, _ in tree if kind(element)[0] == "H" and kind(element)[1:].isdigit()]
    for heading in headings:
        level = int(kind(heading)[1:])
        if level > before + 1:
            yield f"a heading of level {level} below one of {before}"
        before = level
    if len(headings) < BOOKMARKS:
        yield f"{len(headings)} headings"


def figures_have_words(pdf, tree):  # 7.3
    figures = of(tree, "Figure")
    if not figures:
        yield "no figure"
    for figure in figures:
        if len(str(figure.get("/Alt", ""))) < 10:
            yield "a figure without words"


def tables_are_regular(pdf, tree):  # 7.5
    tables = of(tree, "Table")
    if not tables:
        yield "no table"
    for number, table in enumerate(tables):
        rows = [row for row, _ in elements_below(table) if kind(row) == "TR"]
        widths = {len(within(row)) for row in rows}
        if len(widths) != 1:
            yield f"table {number} has rows of {sorted(widths)} cells"
        heads = [head for row in rows for head in kids(row) if isinstance(head, Dictionary) and head.get("/S") == "/TH"]
        if not heads:
            yield f"table {number} has no heads"
        if any(scope(head) not in ("/Column", "/Row", "/Both") for head in heads):
            yield f"table {number} has a head that does not say of what"


def elements_below(element):
    for kid in kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid, None
            if kind(kid) in GROUPS:
                yield from elements_below(kid)


def scope(head):
    attributes = head.get("/A", Array())
    attributes = list(attributes) if isinstance(attributes, Array) else [attributes]
    return next((str(one.Scope) for one in attributes if isinstance(one, Dictionary) and "/Scope" in one), None)


def what_belongs_together_stands_together(pdf, tree):  # 7.2, tests 3 to 20
    allowed = {"TR": {"Table", *GROUPS}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"}}
    for element, above in tree:
        name = kind(element)
        if name in allowed and (not above or above[-1] not in allowed[name]):
            yield f"{name} below {above[-1] if above else 'nothing'}"


def all_that_is_painted_is_tagged(pdf, tree):  # 7.1, tests 1 to 3
    known = {(page.objgen, mcid) for page, mcid in marked(tree)}
    for number, page in enumerate(pdf.pages, 1):
        open_marks, seen = [], set()
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                mark = operands[1] if name == "BDC" and isinstance(operands[1], Dictionary) else {}
                open_marks.append((str(operands[0]), mark.get("/MCID")))
                seen |= {int(mark["/MCID"])} if "/MCID" in mark else set()
            elif name == "EMC":
                open_marks.pop()
            elif name in PAINTS and not any(tag == "/Artifact" or mcid is not None for tag, mcid in open_marks):
                yield f"page {number} paints {name} that is neither tagged nor an artifact"
                break
        lost = [mcid for mcid in seen if (page.obj.objgen, mcid) not in known]
        if lost:
            yield f"page {number} has {len(lost)} pieces that no element has"


def marked(tree):
    """The pieces of pages that elements have."""
    for element, _ in tree:
        for kid in kids(element):
            if isinstance(kid, Dictionary) and "/MCID" in kid:
                yield kid.get("/Pg", element.get("/Pg")), int(kid.MCID)
            elif not isinstance(kid, Dictionary):
                yield element.get("/Pg"), int(kid)


def links_are_described_and_tagged(pdf, tree):  # 7.18.5
    links = {kid.Obj.objgen for link in of(tree, "Link") for kid in kids(link) if isinstance(kid, Dictionary) and "/Obj" in kid}
    for number, page in enumerate(pdf.pages, 1):
        notes = page.get("/Annots", [])
        if len(notes) and page.get("/Tabs") != "/S":
            yield f"page {number} is not walked through in the order of its structure"
        for note in notes:
            if not str(note.get("/Contents", "")) or note.objgen not in links:
                yield f"page {number} has a link without words or tag"
                break


def fonts_can_be_read(pdf, tree):  # 7.21.4.1, 7.21.7
    fonts = [entry for entry in pdf.objects if isinstance(entry, Dictionary) and entry.get("/Type") == "/Font"]
    tops = [font for font in fonts if font.get("/Subtype") not in ("/CIDFontType0", "/CIDFontType2")]
    if not tops:
        yield "no font"
    for font in tops:
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if not any(file in descriptor for file in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{font.get('/BaseFont')} is not embedded"
        if "/ToUnicode" not in font:
            yield f"{font.get('/BaseFont')} does not say which characters its pictures are"


def bookmarks_lead_somewhere(pdf, tree):  # 7.17, and our own sections
    with pdf.open_outline() as outline:
        every = list(outline.root)
    if len(every) < BOOKMARKS:
        yield f"{len(every)} bookmarks"
    if any(entry.destination is None and entry.action is None for entry in every):
        yield "a bookmark that leads nowhere"


RULES = {
    "it says what it is": says_what_it_is,
    "it is tagged": is_tagged,
    "it has a language": has_a_language,
    "headings are in order": headings_are_in_order,
    "figures have words": figures_have_words,
    "tables are regular and have heads": tables_are_regular,
    "what belongs together stands together": what_belongs_together_stands_together,
    "all that is painted is tagged": all_that_is_painted_is_tagged,
    "links are described and tagged": links_are_described_and_tagged,
    "fonts can be read": fonts_can_be_read,
    "bookmarks lead somewhere": bookmarks_lead_somewhere,
}


def spoil(path, folder):
    told = []
    for number, (how, change) in enumerate(WAYS.items()):
        file = Path(folder) / f"spoilt-{Path(path).stem}-{number}.pdf"
        with pikepdf.open(path) as pdf:
            change(pdf, list(elements(pdf)))
            pdf.save(file)
        told.append((how, str(file)))
    return told


def forget(place, key):
    del place[key]


def flatten_heads(pdf, tree):
    for head in of(tree, "TH"):
        head.S = Name.TD


def take_a_cell(pdf, tree):
    row = of(tree, "TR")[1]
    row.K = Array(list(row.K)[:-1])


def skip_a_level(pdf, tree):
    next(element for element, _ in tree if kind(element) == "H2").S = Name.H4


def misplace(pdf, tree):
    of(tree, "LI")[0].S = Name.TR


def untag(pdf, tree):
    """The first thing that is marked, without its mark."""
    page, out, depth = pdf.pages[-1], [], None
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC") and depth is None:
            depth = 1
            continue
        if depth:
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            if depth == 0:
                continue
        out.append((operands, operator))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))


def orphan(pdf, tree):
    """An element loses its pieces."""
    next(element for element, _ in tree if kind(element) == "P").K = Array()


def a_font(pdf):
    return next(entry for entry in pdf.objects if isinstance(entry, Dictionary) and "/DescendantFonts" in entry)


def unembed(pdf, tree):
    descriptor = a_font(pdf).DescendantFonts[0].FontDescriptor
    for file in ("/FontFile2", "/FontFile3"):
        if file in descriptor:
            del descriptor[file]


def unnamed(pdf, tree):
    with pdf.open_metadata() as told:
        del told["pdfuaid:part"]


def a_link(pdf):
    return next(page for page in pdf.pages if "/Annots" in page).Annots[0]


WAYS = {
    "no structure": lambda pdf, tree: forget(pdf.Root, "/StructTreeRoot"),
    "no word that it is tagged": lambda pdf, tree: forget(pdf.Root, "/MarkInfo"),
    "no language": lambda pdf, tree: forget(pdf.Root, "/Lang"),
    "no word that it is PDF/UA": unnamed,
    "a figure without words": lambda pdf, tree: forget(of(tree, "Figure")[0], "/Alt"),
    "tables without heads": flatten_heads,
    "a row that lacks a cell": take_a_cell,
    "a heading that skips a level": skip_a_level,
    "a row in a list": misplace,
    "a piece without a tag": untag,
    "a piece that no element has": orphan,
    "a font that is not embedded": unembed,
    "a font without its characters": lambda pdf, tree: forget(a_font(pdf), "/ToUnicode"),
    "a link without words": lambda pdf, tree: forget(a_link(pdf), "/Contents"),
    "no bookmarks": lambda pdf, tree: forget(pdf.Root, "/Outlines"),
}


if __name__ == "__main__":
    print(json.dumps(read(sys.argv[2]) if sys.argv[1] == "read" else spoil(sys.argv[2], sys.argv[3])))
