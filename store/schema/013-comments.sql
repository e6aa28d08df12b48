-- SPDX-License-Identifier: MIT
-- What a teacher did at one go, which mark took which back, where on the paper a mark is, and comments that marks share.

ALTER TABLE mark ADD COLUMN action TEXT NOT NULL DEFAULT ''; -- the page's name for it; marks of one go have the same
ALTER TABLE mark ADD COLUMN undoes_id INTEGER REFERENCES mark; -- this row restates what was in force before that one
ALTER TABLE mark ADD COLUMN comment_id INTEGER NOT NULL DEFAULT 0; -- comment.comment_id; 0 none
ALTER TABLE mark ADD COLUMN x REAL; -- on the paper, in hundredths of a millimetre; NULL nowhere
ALTER TABLE mark ADD COLUMN y REAL;

-- A comment is never changed: the last row of a comment_id is what it says now.
CREATE TABLE comment (
	id INTEGER PRIMARY KEY,
	comment_id INTEGER NOT NULL, -- the id of its first row
	sheet_id INTEGER NOT NULL REFERENCES sheet,
	question_id INTEGER NOT NULL, -- in the sheet
	text TEXT NOT NULL,
	verdict TEXT NOT NULL, -- of the marks that use it
	points REAL NOT NULL,
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL,
	action TEXT NOT NULL
) STRICT;
CREATE INDEX comment_by_sheet ON comment (sheet_id, at_ms);
