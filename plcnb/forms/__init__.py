"""Forms: what a team writes, asked once and shown live in a notebook or on paper.

Importing this part loads no widget; a live form does when it is made.
"""

from plcnb.forms.asks import (
    availability_form,
    availability_plan,
    ballot_form,
    ballot_plan,
    prediction_form,
    prediction_plan,
    pulse_form,
    pulse_plan,
)
from plcnb.forms.plan import FormPlan
from plcnb.forms.recordform import list_and_form, record_form, record_sheet, team_members
from plcnb.forms.reveal import reveal_button
from plcnb.forms.runner import protocol_runner, protocol_sheet
from plcnb.forms.static import Sheet

__all__ = [
    "FormPlan",
    "Sheet",
    "availability_form",
    "availability_plan",
    "ballot_form",
    "ballot_plan",
    "list_and_form",
    "prediction_form",
    "prediction_plan",
    "protocol_runner",
    "protocol_sheet",
    "pulse_form",
    "pulse_plan",
    "record_form",
    "record_sheet",
    "reveal_button",
    "team_members",
]
