-- SPDX-License-Identifier: MIT
-- Problems met in use: one row is one problem from its begin to its end, however often it was told
-- meanwhile. No pupil's name is in it: a pen is named by its address.

CREATE TABLE problem (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL, -- store/problem-code.h
	subject TEXT NOT NULL, -- a pen's address, "hci0", "slot 7"; '' the whole
	detail TEXT NOT NULL, -- plain English, one line
	begin_ms INTEGER NOT NULL,
	end_ms INTEGER, -- NULL: under way
	how TEXT NOT NULL, -- how it ended; '' while it is under way
	count INTEGER NOT NULL -- how often it was told
) STRICT;
CREATE INDEX problem_by_begin ON problem (begin_ms);
CREATE INDEX problem_by_end ON problem (end_ms);
