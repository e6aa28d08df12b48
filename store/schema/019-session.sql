-- SPDX-License-Identifier: MIT
-- Who is logged in, so that a new start of the daemon in mid-lesson asks nobody for a password. A token cannot be had back
-- from its hash; a row goes when its session ends, and counts only while the teacher's password is the same.

CREATE TABLE session (
	token_hash TEXT PRIMARY KEY, -- hexadecimal
	teacher_id INTEGER NOT NULL REFERENCES teacher,
	password_tag TEXT NOT NULL, -- of the password's hash when it began
	begun_ms INTEGER NOT NULL,
	used_ms INTEGER NOT NULL -- within ten minutes
) STRICT;
