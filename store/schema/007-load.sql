-- SPDX-License-Identifier: MIT
-- Homework load: what an assignment asks of a pupil, plans for one person, changes of the rules, and when packed
-- pages were written. A day is a number: days since 1970-01-01 in the school's own time (homework/load/school-day.h).

ALTER TABLE assignment ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE assignment ADD COLUMN minutes INTEGER NOT NULL DEFAULT 0; -- expected of a pupil; 0 not said
ALTER TABLE assignment ADD COLUMN layer TEXT NOT NULL DEFAULT ''; -- 'A', 'B', 'C'; '' for everybody
ALTER TABLE assignment ADD COLUMN n_pages INTEGER NOT NULL DEFAULT 0; -- of the sheet as published; 0 not known
ALTER TABLE assignment ADD COLUMN reason TEXT NOT NULL DEFAULT ''; -- why it passes the day's limit
ALTER TABLE assignment ADD COLUMN teacher_id INTEGER REFERENCES teacher; -- who published it; NULL not told

-- What the school changed in the rules (docs/load.md), from a day on. The last of a rule counts.
CREATE TABLE rule_change (
	id INTEGER PRIMARY KEY,
	rule TEXT NOT NULL, -- "limits.grades_3_6"
	value TEXT NOT NULL, -- as in the file
	from_day INTEGER NOT NULL,
	reason TEXT NOT NULL CHECK (reason <> ''),
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE TRIGGER rule_change_is_never_changed BEFORE UPDATE ON rule_change
BEGIN
	SELECT RAISE(ABORT, 'a rule is changed anew, its history stays');
END;
CREATE TRIGGER rule_change_is_never_deleted BEFORE DELETE ON rule_change
BEGIN
	SELECT RAISE(ABORT, 'a rule is changed anew, its history stays');
END;

-- One plan for one person. The last one made of a pupil counts; limit_minutes NULL ends it.
CREATE TABLE plan (
	id INTEGER PRIMARY KEY,
	pupil_id INTEGER NOT NULL REFERENCES pupil,
	from_day INTEGER NOT NULL,
	limit_minutes INTEGER, -- a day
	time_percent INTEGER NOT NULL, -- of the minutes that an assignment expects
	items_percent INTEGER NOT NULL, -- of its items
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_by_pupil ON plan (pupil_id, from_day);

-- Begin and end of each stroke of a pack (ink/stroke-times.h), so that minutes are had without unpacking ink. Packs
-- made before this have none.
CREATE TABLE page_time (
	page_copy_id INTEGER NOT NULL,
	pen_id INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (page_copy_id, pen_id)
) STRICT, WITHOUT ROWID;
