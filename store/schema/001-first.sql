-- SPDX-License-Identifier: MIT
-- The school's record, first version. Times are milliseconds since 1970 UTC. Ids come from id_counter, one
-- series for all tables. NULL in a reference means "none".
--
-- People, papers and marks refer to each other by foreign keys: those ids always exist. Ink (stroke,
-- stroke_part, page_pack, raw_transfer) does not: ink is kept even when a bug elsewhere hands it over with an id
-- that no table knows.

CREATE TABLE id_counter (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	reserved INTEGER NOT NULL -- ids up to this one may have been given out
) STRICT;
INSERT INTO id_counter VALUES (1, 0);

CREATE TABLE school (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;

CREATE TABLE class (
	id INTEGER PRIMARY KEY,
	school_id INTEGER REFERENCES school,
	name TEXT NOT NULL,
	grade INTEGER NOT NULL,
	hide_names INTEGER NOT NULL CHECK (hide_names IN (0, 1)),
	n_rows INTEGER NOT NULL, -- of seats
	n_columns INTEGER NOT NULL
) STRICT;

-- The roster.
CREATE TABLE pupil (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	number INTEGER NOT NULL, -- in the class, from 1
	name TEXT NOT NULL,
	seat_row INTEGER NOT NULL, -- from 0; -1 none
	seat_column INTEGER NOT NULL
) STRICT;
CREATE INDEX pupil_by_class ON pupil (class_id, number);

CREATE TABLE teacher (
	id INTEGER PRIMARY KEY,
	login TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	password_hash TEXT NOT NULL -- argon2id
) STRICT;

CREATE TABLE pen (
	id INTEGER PRIMARY KEY,
	address TEXT NOT NULL UNIQUE,
	driver TEXT NOT NULL,
	model TEXT NOT NULL,
	firmware TEXT NOT NULL,
	battery_percent INTEGER NOT NULL, -- -1 not known
	last_seen_ms INTEGER NOT NULL
) STRICT;

-- The pen's clock as read at a connect, before it was set.
CREATE TABLE pen_clock (
	pen_id INTEGER NOT NULL REFERENCES pen,
	host_ms INTEGER NOT NULL,
	pen_ms INTEGER NOT NULL,
	PRIMARY KEY (pen_id, host_ms)
) STRICT, WITHOUT ROWID;

-- Who holds a pen. until_ms NULL: in force.
CREATE TABLE binding (
	id INTEGER PRIMARY KEY,
	pen_id INTEGER NOT NULL REFERENCES pen,
	pupil_id INTEGER REFERENCES pupil,
	teacher_id INTEGER REFERENCES teacher,
	from_ms INTEGER NOT NULL,
	until_ms INTEGER,
	CHECK ((pupil_id IS NULL) <> (teacher_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX binding_in_force ON binding (pen_id) WHERE until_ms IS NULL;
CREATE INDEX binding_by_pupil ON binding (pupil_id, from_ms);

CREATE TABLE sheet (
	id INTEGER PRIMARY KEY,
	title TEXT NOT NULL,
	json TEXT NOT NULL -- the sheet as its file says it; '' for a blank page
) STRICT;

CREATE TABLE assignment (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	sheet_id INTEGER REFERENCES sheet,
	subject TEXT NOT NULL,
	place TEXT NOT NULL CHECK (place IN ('lesson', 'service', 'home')),
	published_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX assignment_by_class ON assignment (class_id, published_ms);

-- One pupil's copy of one page. Without a pupil it is unclaimed, and pen_id says whose pen it was.
CREATE TABLE page_copy (
	id INTEGER PRIMARY KEY,
	assignment_id INTEGER REFERENCES assignment,
	pupil_id INTEGER REFERENCES pupil,
	pen_id INTEGER REFERENCES pen,
	page_family INTEGER NOT NULL,
	page_section INTEGER NOT NULL,
	page_owner INTEGER NOT NULL,
	page_book INTEGER NOT NULL,
	page_number INTEGER NOT NULL,
	page_key INTEGER NOT NULL, -- page_address_key
	created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX page_copy_by_assignment ON page_copy (assignment_id);
CREATE INDEX page_copy_by_page ON page_copy (page_key, pen_id);
CREATE INDEX page_copy_by_pupil ON page_copy (pupil_id, page_key);

-- A finished stroke. pen_start_ms and pen_end_ms are by the pen's own clock, which does not change when
-- a wrong clock is repaired later: repeats are found by them.
CREATE TABLE stroke (
	id INTEGER PRIMARY KEY,
	pen_id INTEGER NOT NULL,
	page_copy_id INTEGER, -- NULL: the page is not known
	start_ms INTEGER NOT NULL,
	pen_start_ms INTEGER NOT NULL,
	pen_end_ms INTEGER NOT NULL,
	bytes BLOB NOT NULL -- ink/codec.h, one stroke
) STRICT;
CREATE INDEX stroke_by_pen ON stroke (pen_id, pen_start_ms, pen_end_ms);
-- Strokes of more than ten seconds: so a search by time looks back ten seconds only, and here.
CREATE INDEX stroke_long_by_pen ON stroke (pen_id, pen_end_ms) WHERE pen_end_ms - pen_start_ms > 10000;
CREATE INDEX stroke_by_page_copy ON stroke (page_copy_id) WHERE page_copy_id IS NOT NULL;
CREATE INDEX stroke_without_page ON stroke (pen_id) WHERE page_copy_id IS NULL;

-- The journal: dots of strokes that are still being written.
CREATE TABLE stroke_part (
	stroke_id INTEGER NOT NULL,
	first_dot INTEGER NOT NULL,
	pen_id INTEGER NOT NULL,
	host_ms INTEGER NOT NULL, -- when it was put
	bytes BLOB NOT NULL, -- ink/codec.h, one stroke from first_dot on
	PRIMARY KEY (stroke_id, first_dot)
) STRICT, WITHOUT ROWID;
CREATE INDEX stroke_part_by_pen ON stroke_part (pen_id);

-- The strokes of one pen on one finished page, packed together.
CREATE TABLE page_pack (
	page_copy_id INTEGER NOT NULL,
	pen_id INTEGER NOT NULL,
	pen_first_ms INTEGER NOT NULL, -- by the pen's own clock, over all strokes
	pen_last_ms INTEGER NOT NULL,
	n_strokes INTEGER NOT NULL,
	n_dots INTEGER NOT NULL,
	bytes BLOB NOT NULL, -- ink/codec.h, a page of strokes
	PRIMARY KEY (page_copy_id, pen_id)
) STRICT;
CREATE INDEX page_pack_by_pen ON page_pack (pen_id, pen_last_ms, pen_first_ms);

-- A mark is superseded by a later one, never overwritten.
CREATE TABLE mark (
	id INTEGER PRIMARY KEY,
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	question_id INTEGER NOT NULL, -- in the sheet; 0 the page as a whole
	supersedes_id INTEGER REFERENCES mark,
	verdict TEXT NOT NULL CHECK (verdict IN
		('right', 'wrong', 'half', 'blank', 'points', 'deduction', 'star', 'level')),
	points REAL NOT NULL,
	source TEXT NOT NULL CHECK (source IN ('teacher-pen', 'screen', 'key')),
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL,
	confidence REAL NOT NULL
) STRICT;
CREATE INDEX mark_by_page_copy ON mark (page_copy_id, question_id);
CREATE TRIGGER mark_is_never_changed BEFORE UPDATE ON mark
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never changed');
END;
CREATE TRIGGER mark_is_never_deleted BEFORE DELETE ON mark
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never deleted');
END;

CREATE TABLE consent (
	id INTEGER PRIMARY KEY,
	pupil_id INTEGER NOT NULL REFERENCES pupil,
	given INTEGER NOT NULL CHECK (given IN (0, 1)),
	kind TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_by_pupil ON consent (pupil_id, at_ms);

-- Every look at a named page.
CREATE TABLE access_log (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	teacher_id INTEGER REFERENCES teacher,
	page_copy_id INTEGER REFERENCES page_copy,
	at_ms INTEGER NOT NULL,
	what TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_by_page_copy ON access_log (page_copy_id, at_ms);
CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE ON access_log
BEGIN
	SELECT RAISE(ABORT, 'the access log is only added to');
END;

-- Bytes as they came and went, those of one pen and one commit together (store/raw.c has the layout).
CREATE TABLE raw_transfer (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	pen_id INTEGER NOT NULL,
	first_host_ms INTEGER NOT NULL,
	last_host_ms INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;
CREATE INDEX raw_transfer_by_pen ON raw_transfer (pen_id, first_host_ms);
CREATE INDEX raw_transfer_by_age ON raw_transfer (last_host_ms);
