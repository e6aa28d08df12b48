-- SPDX-License-Identifier: MIT
-- The show wall: what a class shows, and the links by which others may follow it. A link's token is not in here, only
-- its hash: a copy of the database opens nothing.

CREATE TABLE wall (
	class_id INTEGER PRIMARY KEY REFERENCES class,
	items TEXT NOT NULL -- JSON, in order; daemon/wall/wall-file.c has its form. Numbers of copies and places, no ink
) STRICT;

CREATE TABLE wall_link (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	teacher_id INTEGER REFERENCES teacher, -- who gave it
	label TEXT NOT NULL, -- for whom
	token_hash TEXT NOT NULL, -- BLAKE2b, hexadecimal
	names INTEGER NOT NULL CHECK (names IN (0, 1)), -- whether it may see names while the wall shows them
	made_ms INTEGER NOT NULL,
	until_ms INTEGER NOT NULL,
	ended_ms INTEGER -- by a teacher; NULL: not
) STRICT;
CREATE INDEX wall_link_by_class ON wall_link (class_id, until_ms);
