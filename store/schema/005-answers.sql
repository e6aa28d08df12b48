-- SPDX-License-Identifier: MIT
-- What ink says: answers with the key's proposals, marks with their words, whose copy a teacher's ink is on,
-- and what teachers corrected.

-- As last read from the ink, which can be read again at any time.
CREATE TABLE answer (
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	question_id INTEGER NOT NULL, -- in the sheet
	state TEXT NOT NULL CHECK (state IN ('blank', 'read', 'refused', 'ink')),
	text TEXT NOT NULL,
	confidence REAL NOT NULL,
	corrected INTEGER NOT NULL CHECK (corrected IN (0, 1)), -- by the pupil
	first_text TEXT NOT NULL, -- before that
	first_ms INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	n_strokes INTEGER NOT NULL,
	spent_ms INTEGER NOT NULL,
	verdict TEXT NOT NULL, -- the key's proposal; 'none' none
	points REAL NOT NULL,
	verdict_confidence REAL NOT NULL,
	PRIMARY KEY (page_copy_id, question_id)
) STRICT, WITHOUT ROWID;

-- A mark can be taken back (verdict 'none'), has words (a level), and keeps the version of the sheet.
CREATE TABLE mark_with_words (
	id INTEGER PRIMARY KEY,
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	question_id INTEGER NOT NULL, -- in the sheet; 0 the sheet as a whole
	supersedes_id INTEGER REFERENCES mark_with_words, -- renamed with it
	verdict TEXT NOT NULL CHECK (verdict IN
		('none', 'right', 'wrong', 'half', 'blank', 'points', 'deduction', 'star', 'level')),
	points REAL NOT NULL,
	text TEXT NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('teacher-pen', 'screen', 'key')),
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL,
	confidence REAL NOT NULL,
	sheet_version INTEGER NOT NULL -- from 1
) STRICT;
INSERT INTO mark_with_words SELECT id, page_copy_id, question_id, supersedes_id, verdict, points, '',
	source, teacher_id, at_ms, confidence, 1 FROM mark;
DROP TABLE mark;
ALTER TABLE mark_with_words RENAME TO mark;
CREATE INDEX mark_by_page_copy ON mark (page_copy_id, question_id);
CREATE TRIGGER mark_is_never_changed BEFORE UPDATE ON mark
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never changed');
END;
CREATE TRIGGER mark_is_never_deleted BEFORE DELETE ON mark
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never deleted');
END;

-- A teacher's ink on a pupil's paper: page_copy.pupil_id is whose, as far as that is known.
ALTER TABLE page_copy ADD COLUMN by_teacher INTEGER NOT NULL DEFAULT 0;

-- Every time a page copy got or lost its pupil, the last counts. pupil_id NULL: nobody's again.
CREATE TABLE page_claim (
	id INTEGER PRIMARY KEY,
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	pupil_id INTEGER REFERENCES pupil,
	before_pupil_id INTEGER REFERENCES pupil,
	how TEXT NOT NULL CHECK (how IN ('address', 'claim-box', 'number-box', 'pile', 'hand', 'undo')),
	teacher_id INTEGER REFERENCES teacher, -- by whose hand
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX page_claim_by_page_copy ON page_claim (page_copy_id, at_ms);

-- A teacher said what an answer says. The ink of that moment is with it, without a name, to learn from.
CREATE TABLE correction (
	id INTEGER PRIMARY KEY,
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	question_id INTEGER NOT NULL,
	text TEXT NOT NULL, -- what is written there
	read_as TEXT NOT NULL, -- what it had been read as
	kind TEXT NOT NULL, -- of question: "choice", "number", …
	ink TEXT NOT NULL, -- homework/reading/trace.h, one line
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_by_page_copy ON correction (page_copy_id, question_id);
