"""A small OneRoster export that tests spoil in one place each. Every person in it is invented."""

import csv
import io
import zipfile

import pytest

from plcnb.evidence.formats import oneroster
from plcnb.evidence.formats.reading import Package

LEAD = "sourcedId,status,dateLastModified,"
HEADERS = {
    "academicSessions": LEAD + "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "orgs": LEAD + "name,type,identifier,parentSourcedId",
    "courses": LEAD + "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": LEAD + "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods",
    "users": LEAD + "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
    "agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": LEAD + "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "enrollments": LEAD + "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": LEAD + "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    "categories": LEAD + "title,weight",
    "lineItems": LEAD + "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
    "results": LEAD + "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,"
    "classSourcedId,inProgress,incomplete,late,missing",
    "lineItemLearningObjectiveIds": LEAD + "lineItemSourcedId,source,learningObjectiveId",
    "resultLearningObjectiveIds": LEAD + "resultSourcedId,source,learningObjectiveId,score,textScore",
    "scoreScales": LEAD + "title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue",
    "resources": LEAD + "vendorResourceId,title,roles,importance,vendorId,applicationId",
}

_USER = {"enabledUser": "true", "grades": "07"}
SCHOOL = {
    "academicSessions": [
        {"sourcedId": "y", "title": "2026", "type": "schoolYear", "startDate": "2025-08-01",
         "endDate": "2026-07-31", "schoolYear": "2026"},
        {"sourcedId": "t", "title": "Autumn", "type": "term", "startDate": "2025-08-01",
         "endDate": "2026-01-31", "parentSourcedId": "y", "schoolYear": "2026"},
    ],
    "orgs": [
        {"sourcedId": "d", "name": "Lake District", "type": "district"},
        {"sourcedId": "n", "name": "North School", "type": "school", "parentSourcedId": "d"},
    ],
    "courses": [{"sourcedId": "m", "title": "Mathematics 7", "grades": "07, 08", "orgSourcedId": "n",
                 "subjects": "Mathematics"}],
    "classes": [
        {"sourcedId": "m1", "title": "Maths 1", "courseSourcedId": "m", "classType": "scheduled",
         "schoolSourcedId": "n", "termSourcedIds": "t"},
        {"sourcedId": "m2", "title": "Maths 2", "courseSourcedId": "m", "classType": "scheduled",
         "schoolSourcedId": "n", "termSourcedIds": "t"},
    ],
    "users": [
        {"sourcedId": "u-tea", "username": "tea", "givenName": "Thea", "familyName": "Teal",
         "enabledUser": "true"},
        {"sourcedId": "u-ana", "username": "ana", "givenName": "Anastasia", "familyName": "Ash",
         "preferredGivenName": "Ana", **_USER},
        {"sourcedId": "u-ben", "username": "ben", "givenName": "Ben", "familyName": "Birch", **_USER},
    ],
    "roles": [
        {"sourcedId": "r-tea", "userSourcedId": "u-tea", "roleType": "primary", "role": "teacher",
         "orgSourcedId": "n"},
        {"sourcedId": "r-ana", "userSourcedId": "u-ana", "roleType": "primary", "role": "student",
         "orgSourcedId": "n"},
        {"sourcedId": "r-ben", "userSourcedId": "u-ben", "roleType": "primary", "role": "student",
         "orgSourcedId": "n"},
    ],
    "enrollments": [
        {"sourcedId": "e-tea", "classSourcedId": "m1", "schoolSourcedId": "n", "userSourcedId": "u-tea",
         "role": "teacher", "primary": "true"},
        {"sourcedId": "e-ana", "classSourcedId": "m1", "schoolSourcedId": "n", "userSourcedId": "u-ana",
         "role": "student", "beginDate": "2025-08-15"},
        {"sourcedId": "e-ben", "classSourcedId": "m1", "schoolSourcedId": "n", "userSourcedId": "u-ben",
         "role": "student", "beginDate": "2025-08-15"},
    ],
    "demographics": [{"sourcedId": "u-ana", "birthDate": "2013-05-06", "sex": "female"}],
    "categories": [{"sourcedId": "c", "title": "Common assessment", "weight": "40"}],
    "lineItems": [{"sourcedId": "q", "title": "Unit 1 test", "assignDate": "2025-09-10",
                   "dueDate": "2025-09-15", "classSourcedId": "m1", "categorySourcedId": "c",
                   "academicSessionSourcedId": "t", "resultValueMin": "0", "resultValueMax": "10",
                   "schoolSourcedId": "n"}],
    "results": [
        {"sourcedId": "x-ana", "lineItemSourcedId": "q", "studentSourcedId": "u-ana",
         "scoreStatus": "fully graded", "score": "8", "scoreDate": "2025-09-16"},
        {"sourcedId": "x-ben", "lineItemSourcedId": "q", "studentSourcedId": "u-ben",
         "scoreStatus": "fully graded", "score": "6.5", "scoreDate": "2025-09-16"},
    ],
    "lineItemLearningObjectiveIds": [{"sourcedId": "o", "lineItemSourcedId": "q", "source": "unknown",
                                      "learningObjectiveId": "M.7.1"}],
    "resultLearningObjectiveIds": [{"sourcedId": "g", "resultSourcedId": "x-ana", "source": "unknown",
                                    "learningObjectiveId": "M.7.1", "score": "3", "textScore": "secure"}],
}  # fmt: skip
V11 = {
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
        "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
    ),
    "lineItems": (
        "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,"
        "categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax"
    ),
    "results": (
        "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment"
    ),
    "categories": "sourcedId,status,dateLastModified,title",
}


class Export:
    """A OneRoster export in the making: sound, until a test changes something."""

    def __init__(self, folder):
        self.folder = folder
        self.headers = {name: header.split(",") for name, header in HEADERS.items() if name in SCHOOL}
        self.rows = {name: [dict(row) for row in rows] for name, rows in SCHOOL.items()}
        self.texts = {}
        self.manifest = {"manifest.version": "1.0", "oneroster.version": "1.2"}
        self.mode = "bulk"

    def change(self, file, line, **cells):
        """Change cells of the row on a line of the file; the header is line 1."""
        self.rows[file][line - 2].update(cells)

    def add(self, file, **cells):
        """Add a row, to a new file if need be."""
        self.headers.setdefault(file, HEADERS[file].split(","))
        self.rows.setdefault(file, []).append(cells)

    def drop(self, *files):
        """Leave files out."""
        for file in files:
            del self.rows[file], self.headers[file]

    def only(self, *files):
        """Leave all other files out."""
        self.drop(*(set(self.rows) - set(files)))

    def rename(self, file, old, new):
        """Give a column another name."""
        self.headers[file][self.headers[file].index(old)] = new
        for row in self.rows[file]:
            row[new] = row.pop(old, "")

    def to_delta(self):
        """Make every file a delta, with status and date filled."""
        self.mode = "delta"
        for rows in self.rows.values():
            for row in rows:
                row.update(status="active", dateLastModified="2026-09-30T08:00:00.000Z")

    def to_version_1_1(self):
        """Write what OneRoster 1.1 has, as 1.1 writes it."""
        self.manifest["oneroster.version"] = "1.1"
        self.drop("roles", "lineItemLearningObjectiveIds")
        for row in self.rows["users"]:
            row.update(orgSourcedIds="n,d", role="teacher" if row["sourcedId"] == "u-tea" else "student")
        self.rename("lineItems", "academicSessionSourcedId", "gradingPeriodSourcedId")
        self.headers.update({name: header.split(",") for name, header in V11.items()})

    def content(self):
        """Return the text of every file, by its name in the package."""
        files = {}
        for name, rows in self.rows.items():
            out = io.StringIO()
            writer = csv.DictWriter(
                out, self.headers[name], restval="", extrasaction="ignore", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
            files[f"{name}.csv"] = out.getvalue()
        modes = {f"file.{name}": self.mode for name in self.rows}
        lines = [f"{name},{value}" for name, value in {**modes, **self.manifest}.items() if value is not None]
        files["manifest.csv"] = "\n".join(["propertyName,value", *lines])
        files.update(self.texts)
        return {name: text for name, text in files.items() if text is not None}

    def zip(self, below=""):
        """Write the export as a zip, in a folder inside it if asked."""
        path = self.folder / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in self.content().items():
                archive.writestr(below + name, text if isinstance(text, bytes) else text.encode())
        return path

    def package(self):
        """Open the export."""
        return Package.open([self.zip()])

    def read(self, known_ids=None):
        """Read what is OneRoster's of the export."""
        package = self.package()
        return oneroster.read(package.only(oneroster.claim(package)), known_ids=known_ids)


@pytest.fixture
def export(tmp_path):
    """A sound OneRoster 1.2 bulk export of one class, its teacher, two students and one test."""
    return Export(tmp_path)


@pytest.fixture
def rules():
    """A function that tells the rules of a reading's findings of one severity."""

    def rules_of(reading, severity="refused"):
        return {finding.rule for finding in reading.findings if finding.severity == severity}

    return rules_of
