"""Forms: what a team writes, asked once and shown live in a notebook or on paper.

Importing this part loads no widget; a live form does when it is made.
"""

from plcnb.forms.recordform import list_and_form, record_form, record_sheet, team_members
from plcnb.forms.static import Sheet

__all__ = ["Sheet", "list_and_form", "record_form", "record_sheet", "team_members"]
