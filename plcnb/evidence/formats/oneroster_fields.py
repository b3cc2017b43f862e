"""The files of OneRoster 1.1 and 1.2 CSV and their fields, as data.

Source: 1EdTech OneRoster 1.2 CSV binding (https://www.imsglobal.org/spec/oneroster/v1p2/bind/csv/) and its
predecessor 1.1; spellings and variants that real exports have are listed as other names.
"""

from dataclasses import dataclass, field
from typing import Literal

VERSIONS = ("1.1", "1.2")

Kind = Literal[
    "text", "guid", "guids", "list", "date", "year", "integer", "float", "boolean", "enum", "enums"
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One column: what its cells must be.

    Attributes
    ----------
    choices, closed : tuple of str, bool
        An enumeration's values; unless it is closed, a system may add its own as "ext:…".
    refers_to : str
        The file whose sourcedId it names.
    essential : bool
        Whether the row means nothing to plcnb without the record it refers to.
    lenient : bool
        Whether a record that is not there is noted, not refused.
    version : str
        The only version that has the column; empty: both.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    closed: bool = False
    refers_to: str = ""
    essential: bool = False
    lenient: bool = False
    version: str = ""


@dataclass(frozen=True)
class File:
    """One file: its fields after sourcedId, status and dateLastModified, which all files begin with.

    Attributes
    ----------
    table : str
        The source table it becomes; empty if it becomes none.
    helps : bool
        Whether it becomes no table, but says something about the records of another file.
    other_names : dict of str to str
        Column names seen in real exports, and the standard's name for each.
    extends : str
        The file whose records it adds to: its sourcedId is the other's.
    private : bool
        Never to show a cell of it but the ids.
    """

    name: str
    fields: tuple[Field, ...]
    table: str = ""
    other_names: dict[str, str] = field(default_factory=dict)
    extends: str = ""
    helps: bool = False
    private: bool = False

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Every field in the order of the standard."""
        return (*COMMON, *self.fields)

    def fields_of(self, version: str) -> tuple[Field, ...]:
        """The fields that this version of the standard has."""
        return tuple(field for field in self.all_fields if field.version in ("", version))


COMMON = (Field("sourcedId", "guid", required=True), Field("status"), Field("dateLastModified"))

STATUS_GONE = "tobedeleted"
STATUS_INACTIVE = "inactive"  # of OneRoster 1.0, still written
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
SCORE_STATUS = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
SOURCES = ("case", "unknown")
ROLES = (
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
    "siteAdministrator", "student", "systemAdministrator", "teacher",
)  # fmt: skip
USER_ROLES = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
RACES = (
    "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander",
    "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
)  # fmt: skip


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _must(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, required=True) for name in names)


def _to(name: str, file: str, *, required: bool = True, essential: bool = False) -> Field:
    return Field(name, "guid", required, refers_to=file, essential=essential)


def _enum(
    name: str, choices: tuple[str, ...], *, required: bool = True, closed: bool = False, version: str = ""
) -> Field:
    return Field(name, "enum", required, choices, closed, version=version)


_SUBJECTS = (Field("subjects", "list"), Field("subjectCodes", "list"))
_PERIOD = (Field("beginDate", "date"), Field("endDate", "date"))
_LISTS = {"grade": "grades", "terms": "termSourcedIds", "agents": "agentSourcedIds", "userId": "userIds"}

ALWAYS_OTHER_NAMES = {"dataLastModified": "dateLastModified", "sourceId": "sourcedId"}

# A file stands after the files that its essential fields refer to.
FILES: dict[str, File] = {
    file.name: file
    for file in (
        File(
            "academicSessions",
            (
                *_must("title"),
                _enum("type", SESSION_TYPES),
                Field("startDate", "date", required=True),
                Field("endDate", "date", required=True),
                _to("parentSourcedId", "academicSessions", required=False),
                Field("schoolYear", "year", required=True),
            ),
        ),
        File(
            "orgs",
            (
                *_must("name"),
                _enum("type", ORG_TYPES),
                *_texts("identifier"),
                _to("parentSourcedId", "orgs", required=False),
            ),
            "schools",
        ),
        File(
            "courses",
            (
                _to("schoolYearSourcedId", "academicSessions", required=False),
                *_must("title"),
                *_texts("courseCode"),
                Field("grades", "list"),
                _to("orgSourcedId", "orgs"),
                *_SUBJECTS,
            ),
            "courses",
            _LISTS,
        ),
        File(
            "users",
            (
                Field("enabledUser", "boolean", required=True),
                Field("orgSourcedIds", "guids", required=True, refers_to="orgs", version="1.1"),
                _enum("role", USER_ROLES, version="1.1"),
                *_must("username"),
                Field("userIds", "list"),
                *_must("givenName", "familyName"),
                *_texts("middleName", "identifier", "email", "sms", "phone"),
                Field("agentSourcedIds", "guids", refers_to="users", lenient=True),
                Field("grades", "list"),
                *_texts("password"),
                Field("userMasterIdentifier", version="1.2"),
                *(
                    Field(f"preferred{name}", version="1.2")
                    for name in ("GivenName", "MiddleName", "FamilyName")
                ),
                Field("primaryOrgSourcedId", "guid", refers_to="orgs", version="1.2"),
                Field("pronouns", version="1.2"),
            ),
            "people",
            _LISTS | {f"preffered{name}": f"preferred{name}" for name in ("GivenName", "FamilyName")},
        ),
        File(
            "classes",
            (
                *_must("title"),
                Field("grades", "list"),
                _to("courseSourcedId", "courses"),
                *_texts("classCode"),
                _enum("classType", ("homeroom", "scheduled")),
                *_texts("location"),
                _to("schoolSourcedId", "orgs", essential=True),
                Field("termSourcedIds", "guids", required=True, refers_to="academicSessions"),
                *_SUBJECTS,
                Field("periods", "list"),
            ),
            "classes",
            _LISTS,
        ),
        File(
            "roles",
            (
                _to("userSourcedId", "users", essential=True),
                _enum("roleType", ("primary", "secondary"), closed=True),
                _enum("role", ROLES),
                *_PERIOD,
                _to("orgSourcedId", "orgs"),
                _to("userProfileSourcedId", "userProfiles", required=False),
            ),
            helps=True,
        ),
        File(
            "enrollments",
            (
                _to("classSourcedId", "classes", essential=True),
                _to("schoolSourcedId", "orgs"),
                _to("userSourcedId", "users", essential=True),
                _enum("role", ("administrator", "proctor", "student", "teacher")),
                Field("primary", "boolean"),
                *_PERIOD,
            ),
            "enrollments",
        ),
        File(
            "demographics",
            (
                Field("birthDate", "date"),
                _enum("sex", ("male", "female", "unspecified", "other"), required=False),
                *(Field(name, "boolean") for name in RACES),
                *_texts("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
                *_texts("publicSchoolResidenceStatus"),
            ),
            other_names={"userSourcedId": "sourcedId", "birthdate": "birthDate"},
            extends="users",
            private=True,
        ),
        File(
            "userProfiles",
            (
                _to("userSourcedId", "users"),
                *_must("profileType", "vendorId"),
                *_texts("applicationId", "description"),
                *_must("credentialType", "username"),
                *_texts("password"),
            ),
            private=True,
        ),
        File("categories", (*_must("title"), Field("weight", "integer", version="1.2")), helps=True),
        File(
            "lineItems",
            (
                *_must("title"),
                *_texts("description"),
                Field("assignDate", "date", required=True),
                Field("dueDate", "date", required=True),
                _to("classSourcedId", "classes", essential=True),
                _to("categorySourcedId", "categories"),
                _to("academicSessionSourcedId", "academicSessions"),
                Field("resultValueMin", "float"),
                Field("resultValueMax", "float"),
                Field("schoolSourcedId", "guid", required=True, refers_to="orgs", version="1.2"),
            ),
            "tests",
            {"gradingPeriodSourcedId": "academicSessionSourcedId"},
        ),
        File(
            "results",
            (
                _to("lineItemSourcedId", "lineItems", essential=True),
                _to("studentSourcedId", "users", essential=True),
                _enum("scoreStatus", SCORE_STATUS),
                Field("score", "float"),
                Field("scoreDate", "date", required=True),
                *_texts("comment"),
                Field("textScore", version="1.2"),
                Field("classSourcedId", "guid", refers_to="classes", version="1.2"),
                *(
                    Field(name, "boolean", version="1.2")
                    for name in ("inProgress", "incomplete", "late", "missing")
                ),
            ),
            "results",
        ),
        File(
            "scoreScales",
            (
                *_must("title", "type"),
                _to("orgSourcedId", "orgs"),
                _to("courseSourcedId", "courses"),
                _to("classSourcedId", "classes"),
                Field("scoreScaleValue", "list", required=True),
            ),
        ),
        File(
            "lineItemLearningObjectiveIds",
            (
                _to("lineItemSourcedId", "lineItems", essential=True),
                _enum("source", SOURCES),
                *_must("learningObjectiveId"),
            ),
            "test_standards",
        ),
        File(
            "lineItemScoreScales",
            (
                *_texts("title"),
                _to("lineItemSourcedId", "lineItems"),
                _to("scoreScaleSourcedId", "scoreScales"),
            ),
        ),
        File(
            "resultLearningObjectiveIds",
            (
                _to("resultSourcedId", "results"),
                _enum("source", SOURCES),
                *_must("learningObjectiveId"),
                Field("score", "float"),
                *_texts("textScore"),
            ),
            "measures",
        ),
        File(
            "resultScoreScales",
            (
                *_texts("title"),
                _to("resultSourcedId", "results"),
                _to("scoreScaleSourcedId", "scoreScales"),
            ),
        ),
        File(
            "resources",
            (
                *_must("vendorResourceId"),
                *_texts("title"),
                Field("roles", "enums", choices=USER_ROLES),
                _enum("importance", ("primary", "secondary"), required=False, closed=True),
                *_texts("vendorId", "applicationId"),
            ),
        ),
        File(
            "classResources",
            (*_texts("title"), _to("classSourcedId", "classes"), _to("resourceSourcedId", "resources")),
        ),
        File(
            "courseResources",
            (*_texts("title"), _to("courseSourcedId", "courses"), _to("resourceSourcedId", "resources")),
        ),
        File(
            "userResources",
            (
                _to("userSourcedId", "users"),
                _to("orgSourcedId", "orgs", required=False),
                _to("classSourcedId", "classes", required=False),
                _to("resourceSourcedId", "resources"),
            ),
        ),
    )
}
