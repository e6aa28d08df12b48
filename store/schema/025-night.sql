-- SPDX-License-Identifier: MIT
-- The days on which the daemon looked for what is to be forgotten, so that a clock that jumped is told from one that went
-- on while nobody wrote (daemon/privacy/clock-trust.h). The newest sixty.

CREATE TABLE night (
	day INTEGER PRIMARY KEY, -- days since 1970-01-01, UTC
	at_ms INTEGER NOT NULL
) STRICT;
