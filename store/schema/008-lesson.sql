-- SPDX-License-Identifier: MIT
-- A lesson as the teacher begins, pauses and ends it; where the desk stands; which assignment was opened again; and when
-- a raised hand was seen. Ink is kept whatever a lesson's state.

CREATE TABLE lesson (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	assignment_id INTEGER REFERENCES assignment, -- open when it began
	teacher_id INTEGER REFERENCES teacher, -- who began it
	begin_ms INTEGER NOT NULL,
	paused_ms INTEGER NOT NULL, -- all pauses that are over
	pause_ms INTEGER, -- when this pause began; NULL: none
	end_ms INTEGER -- NULL: under way
) STRICT;
CREATE INDEX lesson_by_class ON lesson (class_id, begin_ms);

-- The teacher's desk in the room; none: behind the last seat.
CREATE TABLE desk (
	class_id INTEGER PRIMARY KEY REFERENCES class,
	seat_row INTEGER NOT NULL, -- from 0
	seat_column INTEGER NOT NULL
) STRICT;

-- The open assignment is the one that was published or opened last.
CREATE TABLE assignment_opening (
	id INTEGER PRIMARY KEY,
	assignment_id INTEGER NOT NULL REFERENCES assignment,
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX assignment_opening_by_assignment ON assignment_opening (assignment_id, at_ms);

-- A teacher saw it: what was ticked in the help box before is answered.
CREATE TABLE hand_down (
	id INTEGER PRIMARY KEY,
	assignment_id INTEGER NOT NULL REFERENCES assignment,
	pupil_id INTEGER NOT NULL REFERENCES pupil,
	teacher_id INTEGER REFERENCES teacher,
	ink_ms INTEGER NOT NULL, -- of the last tick that was seen
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX hand_down_by_assignment ON hand_down (assignment_id, pupil_id, ink_ms);
