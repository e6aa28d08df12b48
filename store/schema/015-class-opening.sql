-- SPDX-License-Identifier: MIT
-- A school has several classes, of which one is open in this room: the one that was opened last. Only added to.

CREATE TABLE class_opening (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX class_opening_by_time ON class_opening (at_ms);
