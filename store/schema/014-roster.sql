-- SPDX-License-Identifier: MIT
-- Class lists come and go: the school's own number of a pupil, by which a later list knows the child again, and since
-- when a pupil is not in the class any more (0: is). Who left is not deleted, for there is ink.

ALTER TABLE pupil ADD COLUMN school_number TEXT NOT NULL DEFAULT '';
ALTER TABLE pupil ADD COLUMN left_ms INTEGER NOT NULL DEFAULT 0;
