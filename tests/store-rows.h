/* SPDX-License-Identifier: MIT */
/* Rows that others refer to, one of each table. */
#pragma once

#include "tests/store-fixture.h"

/* A row of each table that others refer to. */
static inline void put_base(StoreFixture *fixture)
{
	char school_name[] = "贵溪市第一小学", class_name[] = "四年级2班", pupil_name[] = "王小明";
	char login[] = "teacher", teacher_name[] = "李老师", hash[] = "$argon2id$v=19$…";
	char address[] = "9C:7B:D2:0A:0B:0C", driver[] = "neo", model[] = "NWP-F55";
	char firmware[] = "1.08", title[] = "口算练习 12", json[] = "{\"pages\":[]}";
	char subject[] = "数学", place[] = "lesson";
	StoreSchool school = { 1, school_name };
	StoreClass class = { 2, 1, class_name, 4, true, 6, 8 };
	StorePupil pupil = { 3, 2, 17, pupil_name, 5, 7, NULL, 0 };
	char roles[] = "teacher grade-head", teaches[] = "2 数学\n";
	StoreTeacher teacher = { 4, login, teacher_name, hash, roles, 4, teaches };
	StorePen pen = { 5, address, driver, model, firmware, 80, FIXTURE_START_MS, 0 };
	StoreSheet sheet = { .id = 6, .title = title, .json = json };
	char work[] = "口算 12", layer[] = "B", reason[] = "复习";
	StoreAssignment assignment = { 7, 2, 6, subject, place, FIXTURE_START_MS, 0, work, 20,
		layer, 2, reason, 4, true };
	StorePageCopy page_copy = { 8, 7, 3, 5, { PAGE_FAMILY_NCODE, 3, 27, 603, 10 },
		FIXTURE_START_MS, false };

	store_put_school(fixture->store, &school);
	store_put_class(fixture->store, &class);
	store_put_pupil(fixture->store, &pupil);
	store_put_teacher(fixture->store, &teacher);
	store_put_pen(fixture->store, &pen);
	store_put_sheet(fixture->store, &sheet);
	store_put_assignment(fixture->store, &assignment);
	fixture_wait(fixture, store_put_page_copy(fixture->store, &page_copy));
}
