"""Notebooks that leave nothing behind: their cells call plcnb, and do nothing else to the process."""

import ast
from collections.abc import Iterable

_HARMLESS = (
    ast.Module,
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.ImportFrom,
    ast.alias,
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.keyword,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.UnaryOp,
    ast.unaryop,
    ast.expr_context,
)


def is_plain(cells: Iterable[str]) -> bool:
    """Say whether code cells only set names to plain values and call what they import from plcnb.

    Such cells change no library, no option and no environment, and start nothing, so another notebook may
    run after them in the same process. Judged by what is written, and carefully: a magic, an operator, a
    built-in function or a private name is enough to say no.
    """
    try:
        trees = [ast.parse(source) for source in cells]
    except (SyntaxError, ValueError):  # a magic, or no Python at all
        return False
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return all(isinstance(node, _HARMLESS) and _keeps_to_itself(node) for node in nodes) and _named(nodes)


def _keeps_to_itself(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=module, level=level, names=names):
            return module == "plcnb" and not level and all(one.name != "*" for one in names)
        case ast.Attribute(attr=name, ctx=context):
            return isinstance(context, ast.Load) and not name.startswith("_")
        case ast.Name(ctx=ast.Del()):
            return False
    return True


def _named(nodes: list[ast.AST]) -> bool:
    """Say whether every name that is used was set or imported by the cells: none is a built-in one."""
    imported = {
        one.asname or one.name for node in nodes if isinstance(node, ast.ImportFrom) for one in node.names
    }
    names = [node for node in nodes if isinstance(node, ast.Name)]
    known = imported | {one.id for one in names if isinstance(one.ctx, ast.Store)}
    return all(one.id in known for one in names if isinstance(one.ctx, ast.Load))
