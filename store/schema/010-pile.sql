-- SPDX-License-Identifier: MIT
-- A teacher marks the copies of an assignment in the order of the class: from which ink on, by the last word said of it.
CREATE TABLE pile (
	assignment_id INTEGER PRIMARY KEY REFERENCES assignment,
	ordered INTEGER NOT NULL CHECK (ordered IN (0, 1)),
	after_ms INTEGER NOT NULL, -- copies that were begun before are not of the pile
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
