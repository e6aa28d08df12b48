-- SPDX-License-Identifier: MIT
-- The fleet: pens out of use, how a binding came about and ended, passwords of pens.

ALTER TABLE pen ADD COLUMN retired_ms INTEGER NOT NULL DEFAULT 0; -- 0: in use

-- "hand", "roster-sheet", "swap", "retired"; '' not told.
ALTER TABLE binding ADD COLUMN how TEXT NOT NULL DEFAULT '';
ALTER TABLE binding ADD COLUMN until_how TEXT NOT NULL DEFAULT '';

-- Sealed with a key that is not in this file (daemon/fleet/seal.h): a copy of the database opens no pen.
CREATE TABLE pen_password (
	pen_id INTEGER PRIMARY KEY REFERENCES pen,
	sealed BLOB NOT NULL
) STRICT;
