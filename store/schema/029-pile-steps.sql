-- SPDX-License-Identifier: MIT
-- All that was said of an assignment's pile, not the last word alone: what was written under an earlier one stays as it
-- was named then.

CREATE TABLE pile_step (
	id INTEGER PRIMARY KEY,
	assignment_id INTEGER NOT NULL REFERENCES assignment,
	ordered INTEGER NOT NULL CHECK (ordered IN (0, 1)),
	next INTEGER NOT NULL, -- number in the class of the next copy; 0: the first of the class
	after_ms INTEGER NOT NULL, -- it is of what was written later
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pile_step_by_assignment ON pile_step (assignment_id, at_ms);
INSERT INTO pile_step (id, assignment_id, ordered, next, after_ms, teacher_id, at_ms)
	SELECT assignment_id, assignment_id, ordered, 0, after_ms, teacher_id, at_ms FROM pile;
DROP TABLE pile;
