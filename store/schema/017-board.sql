-- SPDX-License-Identifier: MIT
-- What is published to be done later is not open at once: a home task that was given while another is written, one for
-- another day, one on paper that no pen sees. A teacher opens it (assignment_opening).

ALTER TABLE assignment ADD COLUMN waits INTEGER NOT NULL DEFAULT 0; -- 1: not open until it is opened
