"""Reads a log with PyPI's `aics-tlog`, unmodified. Nobody here wrote the checks; this only brings our files before them.

    aics.py FOLDER VKEY-FILE POLICY-FILE

Signature and quorum of the checkpoint, every leaf and tile under its root, older checkpoints, and receipts. Ends with 0 if
all of it holds, and with 1 and one line if not.
"""
import sys
from pathlib import Path

import aics_tlog as theirs
from aics_tlog.note import b64_decode
from aics_tlog.tiles import FileSystemTileReader, consistency_proof_from_tiles
from aics_tlog.verified import VerifiedTileReader, audit_tiles


def main(folder, vkey, policy):
    log = theirs.parse_vkey(Path(vkey).read_text().strip())
    lines = Path(policy).read_text().splitlines()
    witnesses = [theirs.parse_vkey(line.split()[2]) for line in lines if line.startswith("witness ")]
    latest = signed((folder / "checkpoint").read_bytes(), log, witnesses)
    reader = FileSystemTileReader(folder)
    audited = audit_tiles(reader, latest.size, latest.root)
    proven = VerifiedTileReader(reader, latest.size, latest.root)
    older = sorted(folder.glob("checkpoint.*"))
    for path in older:
        old = signed(path.read_bytes(), log, witnesses)
        proof = consistency_proof_from_tiles(proven, old.size, latest.size)
        if not theirs.verify_consistency(old.size, latest.size, old.root, latest.root, proof):
            raise ValueError(f"{path.name} is not of this log")
    receipts = sorted((folder / "handed-out").glob("*.tlog-proof"))
    for path in receipts:
        receipt(path, log, witnesses)
    return f"{audited.size} leaves, {len(older)} older checkpoints, {len(receipts)} receipts"


def signed(note, log, witnesses):
    note = theirs.parse_note(note)
    result = theirs.verify_checkpoint(note, log, witnesses, quorum=len(witnesses), expected_origin=log.name)
    if not result.ok:
        raise ValueError(result.error)
    return result


def receipt(path, log, witnesses):
    """A receipt (c2sp.org/tlog-proof) and the leaf beside it."""
    head, _, checkpoint = path.read_text().partition("\n\n")
    title, index, *proof = head.split("\n")
    if title != "c2sp.org/tlog-proof@v1":
        raise ValueError(f"{path.name} is no receipt")
    tree = signed(checkpoint.encode(), log, witnesses)
    proof = [b64_decode(line) for line in proof]
    leaf = path.with_suffix(".leaf").read_bytes()
    if not theirs.verify_leaf_inclusion(leaf, int(index.removeprefix("index ")), tree.size, proof, tree.root):
        raise ValueError(f"{path.name} does not prove its leaf")


if __name__ == "__main__":
    try:
        print(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
    except Exception as error:  # Whatever their library says is a refusal.
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
