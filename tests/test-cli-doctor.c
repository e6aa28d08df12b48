/* SPDX-License-Identifier: MIT */
/* What no laid-out machine can have: a disk with just so much room. The rest is tests/check-doctor.py. */
#include "cli/doctor.h"

#define MIB ((guint64)1024 * 1024)

static void test_disk(void)
{
	const struct {
		guint64 n_bytes, n_files;
		bool counts_files;
		DoctorLevel level;
	} cases[] = {
		{ 0, 0, false, DOCTOR_WRONG }, { 100 * MIB - 1, 1000000, true, DOCTOR_WRONG },
		{ 100 * MIB, 1000000, true, DOCTOR_WARNING },
		{ 1024 * MIB - 1, 1000000, true, DOCTOR_WARNING },
		{ 1024 * MIB, 1000000, true, DOCTOR_OK }, { 1024 * MIB, 999, true, DOCTOR_WRONG },
		{ 1024 * MIB, 1000, true, DOCTOR_OK },
		{ 1024 * MIB, 0, false, DOCTOR_OK }, /* btrfs has no number of files */
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(doctor_judge_disk(
					cases[i].n_bytes, cases[i].n_files, cases[i].counts_files),
			==, cases[i].level);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cli/doctor/disk", test_disk);
	return g_test_run();
}
