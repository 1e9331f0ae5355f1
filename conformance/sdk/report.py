"""The table on the terminal and the report on disk."""
import json
import os
import sys


class Style:
    """Colours where a person reads, none in a file or a pipe."""

    def __init__(self):
        self.on = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def good(self, text):
        return f"\x1b[32m{text}\x1b[0m" if self.on else text

    def bad(self, text):
        return f"\x1b[31m{text}\x1b[0m" if self.on else text


def table(results, columns, column_of, style):
    """Client × relation down, kind of step across."""
    width = max(len(result["run"].name) for result in results)
    lines = ["  ".join([" " * width, *columns]).rstrip()]
    for result in results:
        row = [result["run"].name.ljust(width)]
        for column in columns:
            steps = [step for step in result["steps"] if column_of(step["step"]) == column]
            word = "-" if not steps else "ok" if all(step["ok"] for step in steps) else "FAIL"
            paint = {"ok": style.good, "FAIL": style.bad}.get(word, str)
            row.append(paint(word.ljust(len(column))))
        lines.append("  ".join(row).rstrip())
    return "\n".join(lines)


def write(path, results):
    """Writes the report; answers how many steps passed and how many failed."""
    flags = [step["ok"] for result in results for step in result["steps"]]
    passed, failed = sum(flags), len(flags) - sum(flags)
    runs = [
        {
            "client": result["run"].client,
            "mode": result["run"].mode,
            "front": result["run"].front,
            "wallet": result["run"].wallet,
            "seconds": result["seconds"],
            "steps": result["steps"],
        }
        for result in results
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"passed": passed, "failed": failed, "runs": runs}, ensure_ascii=False, indent=2) + "\n")
    return passed, failed
