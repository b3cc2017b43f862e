"""Write docs/gallery: every chart with its table, its sentence and its edge cases. `make gallery` calls this.

The same code and the same matplotlib write the same bytes.
"""

import re
import shutil
import sys
from html import escape
from pathlib import Path

from gallery_examples import Example, examples
from gallery_examples.example import SAMPLE

from plcnb.charts import Chart
from plcnb.tables import SHAPES, Notes, Table
from plcnb.workspace import Workspace, sample_workspace

GALLERY = Path(__file__).resolve().parent / "gallery"
PAGE, EDGES = "README.md", "edges.md"

_HEAD = f"""\
# Gallery

Every chart of plcnb with what belongs to it: the finding as a sentence, the picture, how to read it and
how not to, its numbers as a table, and its text for those who cannot see it. `make gallery` writes this page
anew. All data are invented: those of [the sample district](../../data/sample/README.md), or made up for this
page. What the charts do with one student, with no data, with thirty long names and with hidden numbers stands
among the [edge cases]({EDGES}).
"""
_EDGES_HEAD = f"""\
# Edge cases

The charts of the [gallery]({PAGE}) where data are few, many, missing, long or hidden. `make gallery` writes
this page anew.
"""


def build(folder: Path, workspace: Workspace) -> None:
    """Write the gallery into a folder that is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "edges").mkdir(parents=True)
    shown = examples(workspace)
    parts, edges = [_HEAD, _contents(shown)], [_EDGES_HEAD]
    for heading, example in _with_rooms(shown):
        drawn = {f"{example.name}.svg": example.chart()} if example.chart else {}
        parts.append(heading + _part(example, drawn))
        unusual = {edge_file(example, edge): chart() for edge, chart in example.edges.items()}
        edges.append(_edges_part(example, unusual) if unusual else "")
        for file, chart in (drawn | unusual).items():
            _write(folder / file, chart.svg())
    _write(folder / PAGE, "\n".join(parts))
    _write(folder / EDGES, "\n".join(filter(None, edges)))


def edge_file(example: Example, edge: str) -> str:
    """Return where the picture of an edge case lies in the gallery."""
    return f"edges/{example.name}--{edge.replace(' ', '-')}.svg"


def _with_rooms(shown: list[Example]) -> list[tuple[str, Example]]:
    """Return each example after the heading that begins with it, "" where the one before goes on."""
    before = ["", *(example.room for example in shown)]
    return [
        (f"## {example.room}\n\n" if example.room != room else "", example)
        for room, example in zip(before, shown, strict=False)
    ]


def _contents(shown: list[Example]) -> str:
    rooms: dict[str, list[str]] = {}
    for example in shown:
        rooms.setdefault(example.room, []).append(f"[{example.name}](#{example.name})")
    return "".join(f"* {room}: {', '.join(links)}\n" for room, links in rooms.items())


def _part(example: Example, drawn: dict[str, Chart]) -> str:
    finding = example.finding() if example.finding else None
    sentence = f"> {SHAPES[finding.verdict]} {_text(finding.sentence)}\n\n" if finding else ""
    made = [*((example.chart,) if example.chart else ()), *example.tables]
    made += [example.finding] if example.finding else []
    names = ", ".join(f"`{part.func.__module__.split('.')[1]}.{part.func.__name__}`" for part in made)
    data = "data of the sample district" if example.data == SAMPLE else "data made up for this page"
    tables = "".join(_folded_table(table()) for table in example.tables)
    picture = "".join(_figure(chart, file) for file, chart in drawn.items())
    return f"### {example.name}\n\n{sentence}{picture}{tables}Made by {names} from {data}.\n"


def _figure(chart: Chart, file: str) -> str:
    return (
        f"{_picture(chart, file, 700)}\n\n"
        f"**Read this as** {_text(chart.read_as)}<br>\n**Do not read this as** {_text(chart.not_as)}\n\n"
        f"{_folded('For those who cannot see it', _text(chart.alt))}"
    )


def _edges_part(example: Example, drawn: dict[str, Chart]) -> str:
    parts = [f"## {example.name}\n"]
    for edge, (file, chart) in zip(example.edges, drawn.items(), strict=True):
        parts.append(f"**{edge}**\n\n{_picture(chart, file, 340)}\n")
    return "\n".join(parts)


def _picture(chart: Chart, file: str, width: int) -> str:
    alt = escape(re.sub(r"\s+", " ", chart.alt))
    return f'<img src="{file}" width="{width}" alt="{alt}">'


def _folded_table(table: Table | Notes) -> str:
    if isinstance(table, Notes):
        return _folded("As a list", "\n".join(f"* {_text(line)}" for line in table.sentences) or table.empty)
    head = [column.header for column in table.columns]
    rule = ["---:" if column.kind == "num" else "---" for column in table.columns]
    rows = [
        [_text(cell.text) + (f"<br><sub>{_text(cell.small)}</sub>" if cell.small else "") for cell in row]
        for row in table.rows
    ]
    lines = [f"| {' | '.join(cells)} |" for cells in (map(_text, head), rule, *rows)]
    return _folded("As a table", f"{_text(table.caption)}\n\n" + "\n".join(lines) if rows else table.empty)


def _folded(label: str, text: str) -> str:
    return f"<details><summary>{label}</summary>\n\n{text}\n\n</details>\n\n"


def _text(text: str) -> str:
    """Return text that Markdown leaves alone."""
    return re.sub(r"([\\`*_{}\[\]|<>#])", r"\\\1", text).replace("\n", " ")


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(GALLERY, sample_workspace())
    files = [path for path in GALLERY.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1024
    sys.stdout.write(f"{len(files)} files, {size:.0f} KB, in {GALLERY}\nOpen {GALLERY / PAGE}\n")
