"""Write docs/cycle.md and docs/cycle: a walk through the inquiry cycle with a picture of each need.

Every picture is taken of the running product on the invented sample, in the system's Chromium; `make
cycle-walk` calls this. The same code, fonts and Chromium take the same pictures.
"""

import re
import sys
from html import escape, unescape
from pathlib import Path
from typing import Any

from cycle_walk import HERE, NEEDS, Need, Studio, studio

from plcnb.workspace import Workspace, sample_workspace

DOCS = Path(__file__).resolve().parent
FOLDER, PAGE = "cycle", "cycle.md"
SHOWN_WIDTH = 560  # CSS pixels on the page


def build(docs: Path, workspace: Workspace, camera: Studio) -> None:
    """Write the page and all pictures into a folder of documents; pictures of needs that are gone go too."""
    folder = docs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        if old.name not in {need.file for need in NEEDS}:
            old.unlink()
    parts = [_text("head"), _contents()]
    for need in NEEDS:
        shown = need.show(str(workspace.folder))
        (folder / need.file).write_bytes(camera.picture(shown, need.on))
        parts.append(_told(need, _alt(shown)))
    text = "\n".join([*parts, _text("beside")])
    (docs / PAGE).write_text(text, encoding="utf-8", newline="\n")


def _text(name: str) -> str:
    return (HERE / f"{name}.txt").read_text(encoding="utf-8")


def _contents() -> str:
    return "".join(f"* S{need.number}: {need.title}\n" for need in NEEDS)


def _told(need: Need, alt: str) -> str:
    met = ", ".join(f"`{name}`" for name in need.where)
    return (
        f"## S{need.number}: {need.title}\n\n{need.text}\n\n"
        f'<img src="{FOLDER}/{need.file}" width="{SHOWN_WIDTH}" alt="{escape(alt)}">\n\n'
        f"Where: {met}. The picture: `{need.call}`.\n"
    )


def _alt(shown: Any) -> str:
    """Return what a picture shows, in words: a section's finding, or what a form is for."""
    session = getattr(shown, "session", None)
    if session is not None:
        return f"The live form “{session.plan.title}”, filled in"
    said = re.findall(r'<(?:p class="kicker"|h2)>(.*?)</', shown._repr_html_(), re.S)
    return ": ".join(map(unescape, said[:2]))


if __name__ == "__main__":
    with studio() as camera:
        build(DOCS, sample_workspace(), camera)
    files = [DOCS / PAGE, *(DOCS / FOLDER).glob("*.png")]
    size = sum(path.stat().st_size for path in files) / 1024
    sys.stdout.write(f"{len(files)} files, {size:.0f} KB\nOpen {DOCS / PAGE}\n")
