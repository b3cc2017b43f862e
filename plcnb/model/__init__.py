"""What plcnb speaks of: teams, who may see what about them, and everything that teams write down.

Frozen, checked on the way in. A field that a person fills carries its question.
"""

from plcnb.model.asking import Kind, Question
from plcnb.model.goals import ActionStep, Goal, Prediction
from plcnb.model.initiatives import Driver, Initiative, Milestone, Sighting
from plcnb.model.launch import LaunchMilestone
from plcnb.model.meetings import Meeting, MeetingPart
from plcnb.model.people import Availability, Exchange, Member, Norm, Tie
from plcnb.model.record import Record, made
from plcnb.model.team import AUDIENCES, Audience, Team, Verdict
from plcnb.model.trials import Measurement, Trial
from plcnb.model.units import Lesson, Unit
from plcnb.model.visits import Reflection, Visit
from plcnb.model.voice import Poll, Wave

RECORD_KINDS: tuple[type[Record], ...] = (
    Member,
    Norm,
    Availability,
    Exchange,
    Tie,
    LaunchMilestone,
    Goal,
    Meeting,
    Prediction,
    ActionStep,
    Unit,
    Lesson,
    Trial,
    Measurement,
    Visit,
    Reflection,
    Wave,
    Poll,
    Initiative,
    Driver,
    Milestone,
    Sighting,
)

__all__ = [
    "AUDIENCES",
    "RECORD_KINDS",
    "ActionStep",
    "Audience",
    "Availability",
    "Driver",
    "Exchange",
    "Goal",
    "Initiative",
    "Kind",
    "LaunchMilestone",
    "Lesson",
    "Measurement",
    "Meeting",
    "MeetingPart",
    "Member",
    "Milestone",
    "Norm",
    "Poll",
    "Prediction",
    "Question",
    "Record",
    "Reflection",
    "Sighting",
    "Team",
    "Tie",
    "Trial",
    "Unit",
    "Verdict",
    "Visit",
    "Wave",
    "made",
]
