"""The columns of plcnb's own CSV files, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OwnFile:
    """One kind of file, known by its columns.

    Attributes
    ----------
    table : str
        The source table it becomes.
    columns : dict of str to tuple of str
        Column names, and what other systems call them.
    known_by : tuple of str
        The columns that make a file one of this kind.
    key : tuple of str
        The columns that together name a row, each filled unless it is in `may_be_empty`.
    becomes : dict of str to str
        Columns that have another name in the source table.
    """

    table: str
    columns: dict[str, tuple[str, ...]]
    known_by: tuple[str, ...]
    key: tuple[str, ...]
    may_be_empty: tuple[str, ...] = ()
    becomes: dict[str, str] = field(default_factory=dict)


TEAMS = OwnFile(
    "teams",
    {
        "team_id": ("teamId",),
        "name": ("title",),
        "school_id": ("schoolSourcedId",),
        "course_id": ("courseSourcedId",),
        "teacher_ids": ("teacherSourcedIds",),
        "class_ids": ("classSourcedIds",),
    },
    known_by=("team_id", "name"),
    key=("team_id",),
)
STANDARDS = OwnFile(
    "standards",
    {
        "standard_id": ("learningObjectiveId",),
        "code": ("humanCodingScheme",),
        "statement": ("fullStatement",),
        "parent_id": (),
    },
    known_by=("standard_id", "statement"),
    key=("standard_id",),
)
ITEMS = OwnFile(
    "items",
    {
        "item_id": ("itemSourcedId",),
        "course_id": ("courseSourcedId",),
        "assessment": (),
        "position": (),
        "standard_id": ("learningObjectiveId",),
        "key": (),
        "max_score": ("maxScore",),
    },
    known_by=("item_id", "assessment"),
    key=("course_id", "assessment", "item_id"),
    may_be_empty=("course_id",),
)
RESPONSES = OwnFile(
    "responses",
    {
        "test_id": ("lineItemSourcedId",),
        "student_id": ("studentSourcedId",),
        "item_id": ("itemSourcedId",),
        "response": (),
        "score": (),
        "date": ("scoreDate",),
    },
    known_by=("test_id", "student_id", "item_id", "score"),
    key=("test_id", "student_id", "item_id"),
    becomes={"student_id": "person_id"},
)
OWN_FILES = (TEAMS, STANDARDS, ITEMS, RESPONSES)
