-- SPDX-License-Identifier: MIT
-- Which row about a comment took which back: the comment says again what it said before that one.

ALTER TABLE comment ADD COLUMN undoes_id INTEGER NOT NULL DEFAULT 0; -- comment.id; 0 none
