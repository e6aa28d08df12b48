-- SPDX-License-Identifier: MIT
-- A look at a class says which, and one by a command of the machine who ran it: the user's name there.

ALTER TABLE access_log ADD COLUMN class_id INTEGER REFERENCES class;
ALTER TABLE access_log ADD COLUMN who TEXT NOT NULL DEFAULT '';
