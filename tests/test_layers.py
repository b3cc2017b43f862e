"""The house rules that can be read off the source: floors, cycles, sizes, and what the package never does.

A module imports only from lower floors, or from its own part of the package: arrows point down, and side
effects sit at the edge. Each rule is also tried on a line that breaks it: it cannot fall asleep.
"""

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "plcnb"

# Bottom first. Parts on one line know nothing of each other.
FLOORS = (
    {"errors"},
    {"model", "shipped"},
    {"stats"},
    {"tables"},  # the only part that rounds, so that words, charts and pages say one number
    {"words"},
    {"charts", "cycle"},
    {"evidence", "records"},
    {"workspace"},
    {"forms"},
    {"reports"},
    {"__init__"},  # the names a notebook may import
    {"batch", "doctor", "serve"},
    {"cli"},
    {"__main__"},
)
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}
MODULE_HOLDS, FUNCTION_HOLDS = 400, 60
NO_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}

Offences = Iterator[tuple[int, str]]


def module_name(path: Path) -> str:
    parts = ("plcnb", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py")) if "shipped" not in path.parts}


def part_of(module: str) -> str:
    """Return the part of the package a module belongs to: "evidence" for plcnb.evidence.formats.reading."""
    return module.split(".")[1] if "." in module else "__init__"


def floor(module: str) -> int:
    return FLOOR_OF[part_of(module)]


def imported(nodes: Iterator[ast.AST], module: str) -> Iterator[tuple[int, str]]:
    """Yield (line, module of ours) for every import among the nodes."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if name.name.split(".")[0] == "plcnb")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module if SOURCES[module].name == "__init__.py" else module.rpartition(".")[0]
                base = ".".join([*package.split(".")[: 1 - node.level or None], *filter(None, [node.module])])
            for name in node.names:
                if base.split(".")[0] == "plcnb":
                    yield node.lineno, f"{base}.{name.name}" if f"{base}.{name.name}" in SOURCES else base


def at_import_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run when the module is imported: no function bodies, nothing for type checkers."""
    for node in ast.iter_child_nodes(tree):
        only_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not only_typing and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from at_import_time(node)


def code_lines(source: str, tree: ast.AST) -> set[int]:
    """Return the numbers of the lines that hold code: not blank, not only a comment, not a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {line for t in tokens if t.type not in NOT_CODE for line in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(tree):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if documented and ast.get_docstring(node, clean=False) is not None:
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def sizes(source: str) -> Offences:
    tree = ast.parse(source)
    lines = code_lines(source, tree)
    if len(lines) > MODULE_HOLDS:
        yield 1, f"{len(lines)} lines of code; a module holds {MODULE_HOLDS}: give one of its ideas a module"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = len(lines & set(range(node.lineno, node.end_lineno + 1)))
            if own > FUNCTION_HOLDS:
                yield node.lineno, f"{node.name} has {own} lines of code; a function holds {FUNCTION_HOLDS}"


def asserts(source: str) -> Offences:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert: `python -O` removes it; raise one of plcnb.errors"


def bare_excepts(source: str) -> Offences:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "bare except: name what is expected to go wrong"


def prints(source: str) -> Offences:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno, "print: only the command line speaks; return it, or raise"


RULES: dict[Callable[[str], Offences], str] = {
    sizes: "def long():\n" + "    x = 1\n" * FUNCTION_HOLDS,
    asserts: "def share(n):\n    assert n > 0",
    bare_excepts: "try:\n    pass\nexcept:\n    pass",
    prints: "def run():\n    print('done')",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule):
    sources = {
        name: path for name, path in SOURCES.items() if not (rule is prints and part_of(name) == "cli")
    }

    offences = [
        f"{path.relative_to(PACKAGE.parent).as_posix()}:{line}: {what}"
        for path in sources.values()
        for line, what in rule(path.read_text(encoding="utf-8"))
    ]

    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_notices_what_breaks_it(rule):
    assert len(list(rule(RULES[rule]))) == 1


def test_a_module_may_not_outgrow_its_size_but_its_docstring_and_comments_are_free():
    code, words = "x = 1\n" * MODULE_HOLDS, '"""Words.\n\nMore words.\n"""\n\n# And more.\n'

    assert list(sizes(words + code)) == []
    assert len(list(sizes(words + code + "y = 2\n"))) == 1


def test_every_part_of_the_package_has_its_floor():
    homeless = {part_of(module) for module in SOURCES} - FLOOR_OF.keys()

    assert homeless == set(), "give each a floor in FLOORS"


def test_modules_import_only_from_lower_floors():
    upward = [
        f"{module}:{line} (floor {floor(module)}) imports {target} (floor {floor(target)})"
        for module, path in SOURCES.items()
        for line, target in imported(ast.walk(ast.parse(path.read_text(encoding="utf-8"))), module)
        if part_of(target) != part_of(module) and floor(target) >= floor(module)
    ]

    assert not upward, "\n".join(upward)


def test_no_modules_import_each_other_in_a_circle():
    graph = {
        module: {
            target
            for _, target in imported(at_import_time(ast.parse(path.read_text(encoding="utf-8"))), module)
        }
        - {module}
        for module, path in SOURCES.items()
    }

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_modules_are_named_after_what_they_hold():
    assert [name for name in SOURCES if NO_NAMES & set(name.split("."))] == []


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("from plcnb.errors import DataError", "plcnb.errors"),
        ("from plcnb import shipped", "plcnb.shipped"),
        ("import plcnb.model", "plcnb.model"),
        ("from . import shipped", "plcnb.shipped"),
        ("def late():\n    from .errors import DataError", "plcnb.errors"),
    ],
)
def test_every_way_of_importing_is_seen(line, target):
    assert [found for _, found in imported(ast.walk(ast.parse(line)), "plcnb.workspace")] == [target]
