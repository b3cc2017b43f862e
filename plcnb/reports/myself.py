"""Who is writing: the member that a name or an id in a notebook means."""

from plcnb.errors import NotFound
from plcnb.model import Member
from plcnb.reports.room import Room


def member_of(room: Room, me: str) -> Member | None:
    """Return the present member that is meant; None where nobody is named, or outside the team.

    Parameters
    ----------
    room : Room
    me : str
        A name as the team's page has it, in small or capital letters, or an id.

    Raises
    ------
    NotFound
        If nobody has that name or id, or two have that name.
    """
    wanted = _plain(me)
    if not room.inside or not wanted:
        return None
    found = [one for one in room.members if one.person_id == me.strip()]
    found = found or [one for one in room.members if _plain(one.name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        known = [f"{one.name} ({one.person_id})" for one in found]
        raise NotFound("single member", me, known, "Two have that name: write the id.")
    raise NotFound("member", me, [one.name or one.person_id for one in room.members])


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
