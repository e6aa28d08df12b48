-- SPDX-License-Identifier: MIT
-- What a pen said of its battery, whenever that changed, and when it came and went: from it one learns how long a
-- model lasts (daemon/fleet/battery.h). Kept for sixty days.

CREATE TABLE pen_battery (
	pen_id INTEGER NOT NULL REFERENCES pen,
	at_ms INTEGER NOT NULL,
	percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
	charging INTEGER NOT NULL CHECK (charging IN (0, 1)),
	came INTEGER NOT NULL CHECK (came IN (0, 1)), -- the first word since it was away
	PRIMARY KEY (pen_id, at_ms)
) STRICT, WITHOUT ROWID;
