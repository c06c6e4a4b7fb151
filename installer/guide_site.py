"""``python installer/guide_site.py FOLDER``: the guide as a static site, the pages that F1 shows.

Plain HTML files with one style sheet within, no script: they can be opened from a disk. Links and
pictures are checked; exit code 1 when one leads nowhere.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

TOP = Path(__file__).parents[1]
GUIDE = TOP / "resources" / "guide"

PARTS = (
    ("Begin", ("first-hour", "live-window", "sessions-window", "troubleshooting")),
    ("Dose and evidence", ("dose", "dose-advice", "evidence", "measuring", "averaging", "filters")),
    ("Recording", ("recording", "timeline", "trusting-a-session", "interchange")),
    ("Detectors", ("feed-epics", "feed-merlin", "feed-dectris", "feed-folder-replay")),
    ("Formats and protocol", ("session-format", "feed-protocol", "remote-network", "threat-model")),
    ("For developers", ("adding", "design/README")),
)
"""Order of the pages; what is not named here follows at the end."""

STYLE = """
body { margin: 0; display: flex; font: 16px/1.55 sans-serif; color: #1b2026; background: #fff; }
nav { flex: 0 0 15em; padding: 1.5em; background: #f2f4f7; min-height: 100vh; font-size: 14px; }
nav h2 { font-size: 13px; color: #5a6472; margin: 1.2em 0 .2em; }
nav a { display: block; padding: .1em 0; }
nav a[aria-current] { font-weight: bold; color: #1b2026; }
main { padding: 1.5em 3em; max-width: 56em; min-width: 0; }
a { color: #2a63c8; text-decoration: none; } a:hover { text-decoration: underline; }
table { border-collapse: collapse; } td, th { border: 1px solid #d3d9e0; padding: .3em .6em;
vertical-align: top; text-align: left; }
pre, code { font: 14px monospace; background: #f2f4f7; } pre { padding: .8em; overflow-x: auto; }
img { max-width: 100%; }
@media (max-width: 50em) { body { display: block; } nav { min-height: 0; } }
@media (prefers-color-scheme: dark) { body { color: #d7dce3; background: #101317; }
nav, pre, code { background: #171b21; } nav a[aria-current] { color: #fff; }
a { color: #7fa8ff; } td, th { border-color: #262c35; } }
"""


def pages() -> dict[str, Path]:
    """Return every page by its name without the ending, in the order of the menu."""
    every = {str(p.relative_to(GUIDE).with_suffix("")): p for p in sorted(GUIDE.rglob("*.md"))}
    first = [name for _, names in PARTS for name in names if name in every]
    return {name: every[name] for name in dict.fromkeys([*first, *every])}


def title(path: Path) -> str:
    """Return a page's first heading."""
    found = re.search(r"^# (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else path.stem


def menu(current: str, every: dict[str, Path]) -> str:
    """Return the links to all pages, as seen from one."""
    up = "../" * current.count("/")
    named = {name for _, names in PARTS for name in names}
    rest = tuple(name for name in every if name not in named)
    lines = []
    for heading, names in (*PARTS, ("More", rest)):
        lines.append(f"<h2>{html.escape(heading)}</h2>")
        for name in names:
            if name in every:
                here = ' aria-current="page"' if name == current else ""
                words = html.escape(title(every[name]))
                lines.append(f'<a href="{up}{name}.html"{here}>{words}</a>')
    return "\n".join(lines)


def page(name: str, every: dict[str, Path]) -> str:
    """Return one page as HTML."""
    made = MarkdownIt("commonmark").enable("table").render(every[name].read_text("utf-8"))
    made = re.sub(r'(href="(?![a-z]+:)[^"#]*)\.md([#"])', r"\1.html\2", made)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title(every[name]))} - stemviewer</title>"
        f"<style>{STYLE}</style></head><body><nav>{menu(name, every)}</nav>"
        f"<main>{made}</main></body></html>\n"
    )


def broken(folder: Path) -> list[str]:
    """Return the links and pictures of a built site that lead nowhere."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        for link in re.findall(r'(?:href|src)="([^"]+)"', path.read_text("utf-8")):
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            if not (path.parent / unquote(parts.path)).exists():
                found.append(f"{path.relative_to(folder)}: {link}")
    return found


def build(folder: Path) -> list[str]:
    """Write the site; return its broken links."""
    every = pages()
    for name in every:
        target = folder / f"{name}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(name, every), "utf-8")
    shutil.copytree(GUIDE / "pictures", folder / "pictures", dirs_exist_ok=True)
    shutil.copy(folder / "first-hour.html", folder / "index.html")
    return broken(folder)


def main(arguments: list[str]) -> int:
    """Build, and say what leads nowhere."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    wrong = build(Path(arguments[0]))
    for line in wrong:
        print(f"leads nowhere: {line}")
    print(f"{len(pages())} pages in {arguments[0]}, {len(wrong)} broken links")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
