-- SPDX-License-Identifier: MIT
-- A sheet is the series of its versions: each change is a new one, and the ones before stay as they are, since marks
-- were made with them (mark.sheet_version). An assignment goes on with the newest.

CREATE TABLE sheet_version (
	sheet_id INTEGER NOT NULL REFERENCES sheet,
	version INTEGER NOT NULL CHECK (version >= 1),
	title TEXT NOT NULL,
	json TEXT NOT NULL, -- docs/sheet-format.md; '' for a blank page
	teacher_id INTEGER REFERENCES teacher, -- who made this version; NULL: it came as a file
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (sheet_id, version)
) STRICT;
INSERT INTO sheet_version SELECT id, 1, title, json, NULL, 0 FROM sheet;
ALTER TABLE sheet DROP COLUMN title;
ALTER TABLE sheet DROP COLUMN json;
CREATE TRIGGER sheet_version_is_never_changed BEFORE UPDATE ON sheet_version
BEGIN
	SELECT RAISE(ABORT, 'a sheet gets a new version, the old one is never changed');
END;
CREATE TRIGGER sheet_version_is_never_deleted BEFORE DELETE ON sheet_version
BEGIN
	SELECT RAISE(ABORT, 'marks were made with this version of the sheet');
END;
