-- SPDX-License-Identifier: MIT
-- Homework that was published by mistake and taken back before anybody wrote on it. The assignment stays on record; it is on
-- no board, in no sum, and nothing is written on it any more.

CREATE TABLE withdrawal (
	assignment_id INTEGER PRIMARY KEY REFERENCES assignment,
	teacher_id INTEGER REFERENCES teacher,
	reason TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
