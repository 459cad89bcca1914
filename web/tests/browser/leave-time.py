"""Leaves a session so many seconds from now: FILE SESSION SECONDS.

The service does not run, and counts the time that it is away as nobody's.
"""

import sqlite3
import sys

file, session, seconds = sys.argv[1:]
with sqlite3.connect(file) as database:
    query = "UPDATE session SET deadline = last_seen + ? WHERE id = ?"
    changed = database.execute(query, (int(seconds) * 1_000_000, session))
    assert changed.rowcount == 1, "there is no such session"
