-- SPDX-License-Identifier: MIT
-- What people did in the room, by whom and when: pens that see no page turned to another, a run of ink got its page, a
-- seat was moved. Only added to; a page once turned stays so over a new start.

CREATE TABLE page_turn (
	id INTEGER PRIMARY KEY,
	assignment_id INTEGER NOT NULL REFERENCES assignment, -- its sheet has the page
	pen_id INTEGER REFERENCES pen, -- NULL: all pens of the class
	page_family INTEGER NOT NULL, -- 0: it is not known any more
	page_section INTEGER NOT NULL,
	page_owner INTEGER NOT NULL,
	page_book INTEGER NOT NULL,
	page_number INTEGER NOT NULL,
	teacher_id INTEGER REFERENCES teacher, -- NULL: a tick in a strip of page numbers
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX page_turn_by_assignment ON page_turn (assignment_id, id);

CREATE TABLE page_placing (
	id INTEGER PRIMARY KEY,
	page_copy_id INTEGER NOT NULL REFERENCES page_copy,
	page_family INTEGER NOT NULL, -- 0: on none again
	page_section INTEGER NOT NULL,
	page_owner INTEGER NOT NULL,
	page_book INTEGER NOT NULL,
	page_number INTEGER NOT NULL,
	teacher_id INTEGER REFERENCES teacher, -- NULL: a tick in a strip of page numbers
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX page_placing_by_page_copy ON page_placing (page_copy_id, id);

CREATE TABLE seat_move (
	id INTEGER PRIMARY KEY,
	class_id INTEGER NOT NULL REFERENCES class,
	pupil_id INTEGER REFERENCES pupil, -- NULL: the desk
	seat_row INTEGER NOT NULL, -- to where, from 0
	seat_column INTEGER NOT NULL,
	teacher_id INTEGER REFERENCES teacher,
	at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX seat_move_by_pupil ON seat_move (pupil_id, id);
