-- SPDX-License-Identifier: MIT
-- What a person may have erased, what is forgotten with time, and the record of both.
--
-- Erasing goes by names: in every table a row whose page_copy_id or pupil_id is the person's is about that person
-- (store/erasure.c). A table that refers to either under another name must be told to it.

-- Holds its one row only inside a transaction that erases or forgets: so long marks may go.
CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;

DROP TRIGGER mark_is_never_deleted;
CREATE TRIGGER mark_is_never_deleted BEFORE DELETE ON mark WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
	SELECT RAISE(ABORT, 'a mark is superseded, never deleted');
END;
DROP TRIGGER access_log_is_never_changed;
CREATE TRIGGER access_log_is_never_changed BEFORE UPDATE ON access_log WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
	SELECT RAISE(ABORT, 'the access log is only added to');
END;

-- Who gave or withdrew consent, and where the paper is: "guardian, folder 3". Never a name.
ALTER TABLE consent ADD COLUMN note TEXT NOT NULL DEFAULT '';

-- A pupil who was erased: the number is all that is left. The proof file has the rest, and this digest of it.
CREATE TABLE erasure (
	id INTEGER PRIMARY KEY,
	erased_pupil INTEGER NOT NULL,
	reason TEXT NOT NULL CHECK (reason <> ''),
	n_rows INTEGER NOT NULL,
	digest TEXT NOT NULL, -- hexadecimal BLAKE2b, 256 bits
	at_ms INTEGER NOT NULL
) STRICT;

-- What the nightly job forgot. kind: "ink", "results", "unclaimed", "access".
CREATE TABLE retention_run (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	before_ms INTEGER NOT NULL,
	n_rows INTEGER NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX retention_run_by_time ON retention_run (at_ms);
CREATE INDEX access_log_by_time ON access_log (at_ms);
CREATE INDEX page_copy_by_time ON page_copy (created_ms);
