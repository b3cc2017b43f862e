"""The data dictionary of the sample: every column of its tables and every field of its records."""

from story import FILES

from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES, Column, Table
from plcnb.model import Record

SEALED = """### answers, ballots and respondents

Surveys and votes without names. `answers`: `wave_id`, `respondent` (random, shared by the answers of one
sheet), `item`, `value` or `text`. `ballots`: `poll_id`, `ranking` (options, best first). `respondents`: `of`
(wave or poll) and `person_id`, who has answered; nothing leads from one to the other."""


def dictionary() -> str:
    """Return the data dictionary: all columns of plcnb/evidence/columns.py and all records, in Markdown."""
    parts = [
        "# Data dictionary",
        "Written by `data/make_sample.py` from `plcnb/evidence/columns.py` and `plcnb/model/`: a change "
        "belongs there. A text is never missing but may be empty; a number without a value is NaN, a date "
        "without one NaT. Columns marked *personal* name or point to a person and never leave a team's own "
        "pages.",
        "## Source tables: the school as its systems know it",
        *(_describe(table) for table in SOURCE_TABLES.values()),
        "## Team tables: the same facts, arranged by team",
        *(_describe(table) for table in TEAM_TABLES.values()),
        "## Records: what teams write down",
        "From the questions in `plcnb/model/`. One file a kind in `records/`, one record a line. An empty "
        "answer is an empty text, an empty list or null.",
        *(_describe_record(kind, file) for kind, file in FILES.items()),
        SEALED,
    ]
    return "\n\n".join(parts) + "\n"


def _describe(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"### {table.name}", "", f"{table.meaning}. One row for each {key}.", ""]
    lines += ["| column | type | meaning | must be there | may be | points to |", "|---|---|---|---|---|---|"]
    return "\n".join(lines + [_describe_column(column) for column in table.columns])


def _describe_column(column: Column) -> str:
    meaning = column.meaning + (" *(personal)*" if column.personal else "")
    allowed = " · ".join(column.choices)
    if column.low is not None:
        allowed = f"{column.low:g} …"
    required = "yes" if column.required else ""
    target = f"`{column.refers_to}`" if column.refers_to else ""
    cells = (f"`{column.name}`", column.type, meaning, required, allowed, target)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _describe_record(kind: type[Record], file: str) -> str:
    lines = [f"### {file}", "", f"{(kind.__doc__ or '').splitlines()[0]} `{kind.__name__}`", ""]
    lines += ["| field | answers | kind | needed | may be |", "|---|---|---|---|---|"]
    questions = kind.questions()
    for name in kind.model_fields:
        asked = questions.get(name)
        if asked is None:
            cells = [_plainly(name), "", "", ""]
        else:
            options = " · ".join(option or "(empty)" for option, _ in asked.options)
            cells = [asked.label, asked.kind, "yes" if asked.needed else "", options]
        lines.append("| " + " | ".join([f"`{name}`", *cells]) + " |")
    return "\n".join(lines)


def _plainly(name: str) -> str:
    """Return what a field holds that nobody is asked for."""
    if name == "id":
        return "its own id"
    return f"id of its {name.removesuffix('_id')}" if name.endswith("_id") else name.replace("_", " ")
