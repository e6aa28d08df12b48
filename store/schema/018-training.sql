-- SPDX-License-Identifier: MIT
-- Training that was held (培训): for the weekly brief. Who took part is a number, never names.

CREATE TABLE training (
	id INTEGER PRIMARY KEY,
	day INTEGER NOT NULL, -- days since 1970-01-01 in the school's own time
	kind TEXT NOT NULL CHECK (kind <> ''), -- in the school's words: "校本研修"
	n_people INTEGER NOT NULL, -- 0: it was put down by mistake, and is taken back
	minutes INTEGER NOT NULL, -- it lasted
	at_ms INTEGER NOT NULL -- put down, or changed
) STRICT;
CREATE INDEX training_by_day ON training (day);
