"""README and docs/ tell the truth: every command is told, every example parses, every link leads on."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import nbformat
import pytest

from plcnb.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(page for part in ("benchmarks", "data", "docs") for page in (ROOT / part).rglob("*.md")),
    ]
)
NOTEBOOKS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *sorted((ROOT / "templates").glob("*.ipynb"))]

# What a file may not hold, and why. The words are looked for outside tests/, which have to name them.
TRACES = {
    "a folder of somebody's machine": r"(?<![\w.:/-])/(?:home|Users|root|work|workspace)/\w|[A-Z]:\\Users\\",
    "a package index": r"//[\w.-]*(?:pypi|pythonhosted|conda|npmjs)\.|-(?:index|find)-(?:url|links)",
    "how the file came about": r"\b(?:issues?|helpers?)\b|\b(?:this|last|next|previous|earlier) session\b",
}
ONLY_OUTSIDE_TESTS = {"how the file came about"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands(group: click.Group = main, prefix: str = "plcnb") -> Iterator[tuple[str, click.Command]]:
    """Yield ("plcnb report", command) for every command, those of groups within the group too."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


COMMANDS = dict(commands())
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for option in command.params
    if isinstance(option, click.Option)
]


def told() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def examples() -> Iterator[tuple[str, str]]:
    """Yield (file, "plcnb …") for every command line that pages and notebooks show.

    A command named alone in running text is a mention, not an example.
    """
    texts = [(name_of(page), page.read_text(encoding="utf-8")) for page in PAGES]
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        texts.append(
            (name_of(path), "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
        )
    for name, text in texts:
        blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
        spans = re.findall(r"`(plcnb [^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
        shown = [
            found[1] for line in lines if (found := re.match(r"\s*(?:\$ )?(?:\S*/)?(plcnb [a-z-].*)", line))
        ]
        yield from ((name, line) for line in [*shown, *spans] if line not in COMMANDS)


def parse(line: str) -> None:
    """Let click read a command line as it would before it runs anything; raise what click raises."""
    words = shlex.split(line, comments=True)[1:]
    context = click.Context(main, info_name="plcnb")
    command: click.Command = main
    while isinstance(command, click.Group):
        if not words or words[0] in ("--help", "--version"):
            return
        _, found, words = command.resolve_command(context, words)
        command = found or command
    if "--help" not in words:
        command.make_context(command.name, list(words), parent=context)


EXAMPLES = sorted(set(examples()))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_and_has_help(name):
    assert re.search(rf"\b{name}\b", told()), f"say in README.md or docs/ what `{name}` does"
    assert (COMMANDS[name].help or "").strip().endswith(".")


@pytest.mark.parametrize(
    ("name", "option"), OPTIONS, ids=[f"{name} {option.name}" for name, option in OPTIONS]
)
def test_every_option_is_told_and_has_help(name, option):
    long = next(form for form in option.opts if form.startswith("--") or len(option.opts) == 1)

    assert (option.help or "").strip()
    assert any(re.search(rf"(?<![\w-]){form}(?![\w-])", told()) for form in {long, *option.opts}), (
        f"tell of {long}"
    )


@pytest.mark.parametrize(("page", "line"), EXAMPLES, ids=[f"{page}: {line}" for page, line in EXAMPLES])
def test_every_command_line_that_is_shown_parses(page, line):
    try:
        parse(line)
    except click.ClickException as error:
        pytest.fail(f"{page} shows `{line}`: {error.format_message()}")


@pytest.mark.parametrize("line", ["plcnb no-such-command", "plcnb teams --no-such-option", "plcnb report"])
def test_a_command_line_that_does_not_parse_is_noticed(line):
    with pytest.raises(click.UsageError):
        parse(line)


def test_readme_shows_how_to_begin():
    shown = {line.split()[1] for page, line in EXAMPLES if page == "README.md"}

    assert {"init", "import", "report", "demo"} <= shown


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_that_is_shown_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    shown = re.findall(r"(?:`|^\$ )make ([a-z-]+)", page.read_text(encoding="utf-8"), re.M)

    assert set(shown) - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    relative = [link for link in links if not re.match(r"[a-z]+:", link)]

    assert [link for link in relative if not (page.parent / link).exists()] == []


def tracked_text() -> dict[str, str]:
    """Return the text of every file that git knows, locks and licence aside: they come from elsewhere."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a checkout")
    names = [name for name in listed.stdout.split("\0") if name and name != "LICENSE"]
    texts = {}
    for name in names:
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


@pytest.mark.parametrize("what", TRACES)
def test_no_file_carries_traces_of_where_it_was_made(what):
    pattern = re.compile(TRACES[what], re.IGNORECASE if what in ONLY_OUTSIDE_TESTS else 0)
    own = "|".join(re.escape(str(place)) for place in (ROOT, Path.home()) if len(place.parts) > 2)
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_text().items()
        if not (what in ONLY_OUTSIDE_TESTS and name.startswith("tests/"))
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line) or (own and re.search(own, line))
    ]

    assert not found, f"{what}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a folder of somebody's machine", "cd /" + "home/ada/plcnb"),
        ("a package index", "--index-" + "url=x"),
        ("how the file came about", "closes issue 12"),
    ],
)
def test_a_trace_is_noticed(what, line):
    assert re.search(TRACES[what], line)
