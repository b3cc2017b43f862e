"""What a database refuses, as a sentence that says what to do; never its values, never a password."""

_UNREACHABLE = (
    "Is the server running, and are host, port and name right? See `database` in plcnb.toml, or the variable "
    "PLCNB_DATABASE_URL."
)
_OWN = "Name a database of its own for plcnb: see `database` in plcnb.toml."
_SQLITE = (  # what SQLite says, what that means, what to do
    ("database is locked", "others have been writing to it for a long time", "Wait a moment and try again."),
    (
        "readonly database",
        "it may only be read here",
        "Ask for the right to write to the file and its folder.",
    ),
    (
        "unable to open",
        "it cannot be opened",
        "The folder must be there, and you need the right to write in it.",
    ),
    ("not a database", "the file is no database", "Put it aside and restore a backup: `plcnb restore FILE`."),
    ("malformed", "the file is damaged", "Put it aside and restore a backup: `plcnb restore FILE`."),
    ("disk is full", "the disk is full", "Make room, then try again; what was there is untouched."),
    ("disk I/O error", "the disk fails", "Look after the disk, or put the workspace on another one."),
    ("no such", "the file was changed by another program", "Restore a backup: `plcnb restore FILE`."),
    ("already exists", "another program keeps its tables there", _OWN),
)
_POSTGRESQL = (
    ("password authentication failed", "the server does not accept the user or the password", _UNREACHABLE),
    (
        "no password supplied",
        "the server wants a password",
        "Put it into ~/.pgpass, PGPASSWORD or the address.",
    ),
    ("lock timeout", "others have been writing to it for a long time", "Wait a moment and try again."),
    ("too many", "all connections of the server are in use", "Wait a moment and try again."),
    (
        "permission denied",
        "the user of the database may not do that",
        "Let the user own the database: ALTER DATABASE name OWNER TO user.",
    ),
    (
        "no schema has been selected",
        "the user of the database may not do that",
        "Let the user own the database: ALTER DATABASE name OWNER TO user.",
    ),
    ("read-only transaction", "the server takes no changes", "It may be a copy: name the first server."),
    ("does not exist", "something is not there", _UNREACHABLE),
    ("already exists", "another program keeps its tables there", _OWN),
    ("connection", "the server does not answer", _UNREACHABLE),
    ("server closed", "the server went away", "Try again once it is back."),
)


def in_words(error: Exception, place: str, is_sqlite: bool) -> str:
    """Return what went wrong at `place`, in one line.

    Parameters
    ----------
    error : Exception
        What SQLAlchemy or a driver raised.
    place : str
        The file, or the address without its password.
    is_sqlite : bool
    """
    if isinstance(error, ImportError):
        return (
            f"The records lie in PostgreSQL ({place}), and the package psycopg is not installed here. "
            "Install it: pip install 'plcnb[postgresql]'."
        )
    cause = getattr(error, "orig", None) or error
    said = next((line.strip() for line in str(cause).splitlines() if line.strip()), type(cause).__name__)
    for sign, meaning, remedy in _SQLITE if is_sqlite else _POSTGRESQL:
        if sign in said:
            return f"The records at {place} cannot be used: {meaning} ({said.rstrip('.')}). {remedy}"
    return (
        f"The records at {place} cannot be used: {said.rstrip('.')}. Try again; if it stays, show this line "
        "to the person who looks after the database."
    )
