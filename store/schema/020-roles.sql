-- SPDX-License-Identifier: MIT
-- What an account may see and do (docs/privacy.md). An account of before could do all but read the school's figures.

ALTER TABLE teacher ADD COLUMN roles TEXT NOT NULL DEFAULT 'teacher administrator'; -- words with a space between
ALTER TABLE teacher ADD COLUMN grade INTEGER NOT NULL DEFAULT 0; -- that a head of grade heads
ALTER TABLE teacher ADD COLUMN teaches TEXT NOT NULL DEFAULT ''; -- a line a class: id, space, subject or nothing (all); '': every class
