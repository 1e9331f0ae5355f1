"""Reads the two platforms' bill files the way a merchant's bookkeeper would, and says what they hold."""
import gzip
import hashlib
import io
import zipfile


def yuan(fen):
    """Bills are in yuan with two places; the APIs are in fen."""
    return f"{fen // 100}.{fen % 100:02d}"


def wechat_rows(content, hash_value):
    """Rows and summary of a WeChat Pay bill, by column name; the SHA-1 is of the uncompressed text."""
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    found = hashlib.sha1(text).hexdigest()
    assert found == hash_value.lower(), f"the bill's SHA-1 is {found}, announced was {hash_value}"
    assert text.startswith(b"\xef\xbb\xbf"), "the bill has no byte order mark"
    lines = [line for line in text.decode("utf-8-sig").splitlines() if line]
    header, summary_header = lines[0].split(","), lines[-2].split(",")
    rows = [dict(zip(header, cells(line))) for line in lines[1:-2]]
    return rows, dict(zip(summary_header, cells(lines[-1])))


def cells(line):
    assert line.startswith("`"), f"a cell without its backtick: {line[:40]}"
    return line[1:].split(",`")


def alipay_rows(content):
    """Rows of the detail sheet in an Alipay bill archive, by column name."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    sheets = {name_of(entry): archive.read(entry).decode("gbk") for entry in archive.infolist()}
    detail = next((text for name, text in sheets.items() if name.endswith("业务明细.csv")), None)
    assert detail, f"no detail sheet among {sorted(sheets)}"
    assert len(sheets) == 2, f"a bill archive holds a detail and a summary sheet, not {sorted(sheets)}"
    lines = [line for line in detail.splitlines() if line and not line.startswith("#")]
    header = [cell.strip() for cell in lines[0].split(",")]
    return [dict(zip(header, (cell.strip() for cell in line.split(",")))) for line in lines[1:]]


def name_of(entry):
    """File names in the platform's archives are GBK without the UTF-8 flag; readers see code page 437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    return entry.filename.encode("cp437").decode("gbk")
