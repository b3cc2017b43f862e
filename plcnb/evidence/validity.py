"""What exports say of a result that must not count like the others, and what is made of it.

One list, so that nobody has to look for it in the readers and mappings: the table in docs/importing.md is
made from it, and tests hold the readers and mappings to it.
"""

from dataclasses import dataclass

RAPID_GUESSING_LIMIT = 30
"""Per cent of rapid guesses from which NWEA recommends a retest, since the score "might misrepresent the
student's abilities": MAP Growth help, "Retest Recommended: Rapid Guessing"."""


@dataclass(frozen=True)
class Flag:
    """One thing an export can say.

    Attributes
    ----------
    source : str
        Whose export says it.
    said : str
        Where, and how.
    meaning : str
    outcome : str
        What becomes of the row.
    mark : str
        The text in ``results.mark``, if the row is marked: it is then kept, shown and counted nowhere.
    mapping : str
        The shipped mapping that marks it; empty if a reader does, or nobody.
    """

    source: str
    said: str
    meaning: str
    outcome: str
    mark: str = ""
    mapping: str = ""


_NOT_COUNTED = "kept and marked, not counted"

FLAGS = (
    Flag(
        "MAP Growth",
        "`GrowthMeasureYN` is FALSE",
        "not the test of its term that NWEA takes for growth: a retest, or a test outside the window",
        _NOT_COUNTED,
        "not the test of the term that NWEA takes for growth",
        "map-growth",
    ),
    Flag(
        "MAP Growth",
        f"`RapidGuessingPercentage` is {RAPID_GUESSING_LIMIT} or more",
        "so many answers came too fast to have been read; NWEA recommends a retest",
        _NOT_COUNTED,
        f"rapid guessing on {RAPID_GUESSING_LIMIT} % of the questions or more",
        "map-growth",
    ),
    Flag(
        "Star",
        "`AssessmentStatus` is Deactivated, or `DeactivationReason` is not empty",
        "the school has taken the test out of Star's reports",
        _NOT_COUNTED,
        "deactivated in Star",
        "star",
    ),
    Flag(
        "i-Ready",
        "`Rush Flag` is Red",
        "the student rushed; i-Ready advises to leave the score out",
        _NOT_COUNTED,
        "rushed (red flag)",
        "i-ready",
    ),
    Flag(
        "i-Ready",
        "`Rush Flag` is Yellow",
        "the student may have rushed",
        "counted; the flag is kept as a measure",
    ),
    Flag(
        "MAP Growth, Star, i-Ready, DIBELS, STAAR interim",
        "several tests of one student in one window",
        "a retest, or one too many",
        "one counts: a valid one before the others, then the latest; the others are rejected with the reason",
    ),
    Flag(
        "Star, standards",
        "several estimates of one standard in a school year",
        "Star estimates anew after each test",
        "the latest is kept; the others are rejected with the reason",
    ),
    Flag(
        "OULAD",
        "`is_banked` is TRUE or 1",
        "the result was earned in an earlier year",
        _NOT_COUNTED,
        "carried over from an earlier presentation",
        "oulad",
    ),
    Flag(
        "Canvas",
        "the cell is EX",
        "the teacher has excused the student",
        "kept as *exempt*, not counted",
    ),
    Flag(
        "Canvas",
        "the cell is N/A",
        "the task was not given to this student",
        "kept as *exempt* and marked, not counted",
        "not assigned to this student",
    ),
    Flag(
        "Canvas, Gradescope",
        "the cell is empty",
        "nothing was handed in, or it was not marked yet",
        "kept as *not submitted* or *no score*, never as 0",
    ),
    Flag(
        "OneRoster",
        "`scoreStatus` is exempt or not submitted",
        "as the words say",
        "kept under that status, not counted",
    ),
    Flag(
        "any other export",
        "a column such as `VALID_CASE`",
        "whatever its maker says",
        "nothing, until your mapping fills `mark` by a rule",
    ),
    Flag(
        "any roster",
        "a result is older than the day a student joined the class",
        "a late addition: the test was taken with the class, or elsewhere before",
        "kept and counted",
    ),
    Flag(
        "any roster",
        "a student has left the class",
        "the work was done in it",
        "kept and counted; the student is shown as *left*",
    ),
)


def as_table() -> str:
    """Return the list as the Markdown table of docs/importing.md."""
    head = ["| export | says | that is | what happens |", "|---|---|---|---|"]
    lines = [f"| {flag.source} | {flag.said} | {flag.meaning} | {flag.outcome} |" for flag in FLAGS]
    return "\n".join([*head, *lines])
