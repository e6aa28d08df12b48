-- SPDX-License-Identifier: MIT
-- An erasure has steps that no transaction can hold together: the rows, the recordings beside the database, the file built
-- anew, the proof. One that was cut off stands here until it is done, so that the same command ends it.

CREATE TABLE erasure_pending (
	erasure_id INTEGER PRIMARY KEY REFERENCES erasure,
	class_id INTEGER NOT NULL, -- by which the pupil was asked for
	number INTEGER NOT NULL,
	n_recordings INTEGER, -- that were there before the first was removed; NULL: not looked yet
	lists TEXT NOT NULL -- what went, as its digest has it (store/erasure-value.c)
) STRICT;

-- A name may stand in texts about others: it is taken out of them, and nothing else of them changes.
DROP TRIGGER mark_is_never_changed;
CREATE TRIGGER mark_is_never_changed BEFORE UPDATE ON mark WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never changed');
END;
DROP TRIGGER rule_change_is_never_changed;
CREATE TRIGGER rule_change_is_never_changed BEFORE UPDATE ON rule_change WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
	SELECT RAISE(ABORT, 'a rule is changed anew, its history stays');
END;
