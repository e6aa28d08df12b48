-- SPDX-License-Identifier: MIT
-- What SQLite refused for what it is, which is our own bug: kept here with all it held, so that a mended
-- zhibi, or a person, can still put it where it belongs. Empty in a healthy school.

CREATE TABLE refused (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL, -- "stroke", "mark", …
	pen_id INTEGER NOT NULL, -- 0: of no pen
	page_copy_id INTEGER NOT NULL, -- 0: of no page
	why TEXT NOT NULL, -- SQLite's words
	bytes BLOB NOT NULL -- of a stroke: as in stroke.bytes; of all else: its values (store/refused.c)
) STRICT;
