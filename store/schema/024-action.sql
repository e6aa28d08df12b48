-- SPDX-License-Identifier: MIT
-- What was asked under a name and done: a page whose line broke asks again and gets the same answer, over a start too.

CREATE TABLE action_done (
	action TEXT PRIMARY KEY,
	answer TEXT NOT NULL,
	at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
