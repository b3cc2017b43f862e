"""Students whom an import would take off the roster: a few leave all the time, many at once hardly ever."""

from dataclasses import dataclass

from pandas import DataFrame

from plcnb.evidence.import_report import ImportRefused, ImportReport
from plcnb.evidence.stand_ins import PREFIX

FEW = 3  # of whom nobody asks, however small the school
SHARE = 0.05  # of all students: in a year one in ten moves away, between two imports far fewer do


@dataclass(frozen=True)
class Leaving:
    """How many students had an active enrolment, and how many of them would have none at all afterwards."""

    gone: int
    students: int

    @property
    def many(self) -> bool:
        """Whether a person should be asked: more than three, and more than one in twenty."""
        return self.gone > max(FEW, SHARE * self.students)

    def __str__(self) -> str:
        """Say how many of how many."""
        return f"{self.gone:,} of {self.students:,} students"


class StudentsLeaving(ImportRefused):
    """An import would take many students off the roster, and nobody has said that it may.

    Attributes
    ----------
    leaving : Leaving
    """

    def __init__(self, leaving: Leaving, names: str, report: ImportReport) -> None:
        super().__init__(
            f"{names} not imported: {leaving} would leave the roster. Make sure that the export is complete. "
            "If they have really left, import it with --allow-dropping.",
            report,
        )
        self.leaving = leaving


def leaving(before: dict[str, DataFrame], after: dict[str, DataFrame]) -> Leaving:
    """Count the students who are gone; who has an enrolment that has ended is still on the roster."""
    students = _students(before["enrollments"])
    active = set(students.loc[students["status"] == "active", "person_id"])
    still = set(_students(after["enrollments"])["person_id"])
    return Leaving(len(active - still), len(active))


def _students(enrollments: DataFrame) -> DataFrame:
    """Return the enrolments of students in classes that were not made up."""
    return enrollments[(enrollments["role"] == "student") & ~enrollments["class_id"].str.startswith(PREFIX)]
