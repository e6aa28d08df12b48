-- SPDX-License-Identifier: MIT
-- What was refused says whom it is about and since when it is kept, so that it is erased and forgotten with the rest.

ALTER TABLE refused ADD COLUMN pupil_id INTEGER NOT NULL DEFAULT 0; -- 0: of no pupil
ALTER TABLE refused ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;
UPDATE refused SET at_ms = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
