"""Backups: made while the service works, brought back somewhere else.

Why a backup is consistent though nobody waits for it: the database is copied first, at one moment
(SQLite's online backup, the snapshot of pg_dump), and the files after it. A file has its place
before a record speaks of it, and is taken away only after its record says so. So whatever the
copied records speak of was there at that moment and is copied, unless somebody had it taken away
while the files were being copied: that is found and said when the backup is brought back, as is
what got lost by accident. Files that came later have no record in the copy: they are left out
when it is brought back, and so are those of runs that were under way. Such runs wait again.

Uploads, results and editions never change, so a backup beside an elder one links what that one
has already; each is whole all the same.
"""
