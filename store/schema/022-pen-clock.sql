-- SPDX-License-Identifier: MIT
-- Before and after the pen's clock was set there are two clocks: what tells ink of the one from ink of the other.

ALTER TABLE pen_clock ADD COLUMN set_ms INTEGER; -- the pen had taken the host's time; NULL: not known that it did
ALTER TABLE pen_clock ADD COLUMN emptied_ms INTEGER; -- all that the pen held then is on disk; NULL: not known
-- It was set at once, or times were taken for set.
UPDATE pen_clock SET set_ms = host_ms;
