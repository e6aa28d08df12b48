/* SPDX-License-Identifier: MIT */
/* Steps to micrometres: exact to the last one. */
#include "ink/units.h"

#include <glib.h>

static void assert_um(gint32 steps, gint32 um)
{
	PaperPoint point = units_paper_point(
		PAGE_FAMILY_NCODE, (RawPoint){ steps, (gint32)(0 - (guint32)steps) });

	g_assert_cmpint(point.x_um, ==, um);
	if (um != G_MAXINT32 && um != G_MININT32)
		g_assert_cmpint(point.y_um, ==, -um);
}

static void test_known_lengths(void)
{
	assert_um(0, 0);
	assert_um(2005, 47532);	 /* 20.05 units = 47.53 mm, the protocol text's own example */
	assert_um(7500, 177800); /* 75 units are exactly seven inches */
	assert_um(1, 24);
	assert_um(2, 47);
	assert_um(-1, -24);
	assert_um(1507000, 35725947); /* the far corner of the largest sheet */
}

/* Against the definition, 56/600 inch a unit, in steps of 1/75 um: never more than half a um away. */
static void test_nearest(void)
{
	for (gint64 steps = -20000; steps <= 20000; steps++) {
		PaperPoint point =
			units_paper_point(PAGE_FAMILY_NCODE, (RawPoint){ (gint32)steps, 0 });
		gint64 off = point.x_um * G_GINT64_CONSTANT(60000) - steps * 56 * 25400;

		g_assert_cmpint(ABS(off) * 2, <=, 60000);
	}
}

static void test_saturates(void)
{
	assert_um(G_MAXINT32, G_MAXINT32);
	assert_um(G_MININT32, G_MININT32);
	assert_um(90585643, 2147483643); /* the last that fits */
	assert_um(90585644, G_MAXINT32);
	g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, G_MAXINT32), ==, 90585643);
}

static void test_steps(void)
{
	g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, 23707), ==, 1000);
	g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, 1000), ==, 42);
	g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, -1000), ==, -42);
	g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, 0), ==, 0);
	/* A page still to come is measured as the one family whose pages come late. */
	g_assert_cmpint(units_steps(PAGE_FAMILY_NONE, 23707), ==, 1000);
	for (gint32 steps = -5000; steps < 5000; steps++) {
		PaperPoint point = units_paper_point(PAGE_FAMILY_NCODE, (RawPoint){ steps, 0 });

		g_assert_cmpint(units_steps(PAGE_FAMILY_NCODE, point.x_um), ==, steps);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ink/units/known-lengths", test_known_lengths);
	g_test_add_func("/ink/units/nearest", test_nearest);
	g_test_add_func("/ink/units/saturates", test_saturates);
	g_test_add_func("/ink/units/steps", test_steps);
	return g_test_run();
}
