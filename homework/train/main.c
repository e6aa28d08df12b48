/* SPDX-License-Identifier: MIT */
/* Trains the recogniser's networks and prints their figures: `make model`, `make model-table`, `make model-folds`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "homework/train/folds.h"
#include "homework/train/hanzi-file.h"
#include "homework/train/table.h"
#include "homework/train/training.h"

static const char USAGE[] =
	"usage: train-model [--rounds N] SAMPLES MODEL.BIN [EXTRA.TSV]\n"
	"       train-model --table SAMPLES MODEL.BIN\n"
	"       train-model --folds SAMPLES [digits] [capitals] [signs]\n"
	"       train-model --hanzi SAMPLES HANZI.BIN\n"
	"\n"
	"Learns from the folder SAMPLES and from a school's corrections EXTRA.TSV (zhibi model\n"
	"export-corrections), writes MODEL.BIN and prints its figures. --rounds N: each sample is "
	"seen N\n"
	"times only, to try things out. --table: the figures of a model that is there. --folds: "
	"the figures\n"
	"over all writers, each held back once; trains everything ten times. --hanzi: centre "
	"lines of\n"
	"characters.\n"
	"Exit codes: 0 done, 1 failed, 2 wrong use.\n";

static bool print_table(const School *school, const char *path, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize n_bytes;

	if (!g_file_get_contents(path, &bytes, &n_bytes, error))
		return false;
	g_autoptr(Recogniser) recogniser = recogniser_new((const guint8 *)bytes, n_bytes, error);

	if (!recogniser) {
		g_prefix_error(error, "%s: ", path);
		return false;
	}
	table_print(recogniser, school);
	return true;
}

static bool make_model(School *school, const char *path, guint n_rounds, GError **error)
{
	g_autoptr(GPtrArray) networks = training_networks(school, TRAINING_ALL_SETS, n_rounds);

	if (!training_confidence(networks, school, TRAINING_ALL_SETS, error))
		return false;
	g_autoptr(GByteArray) bytes = network_write_all(networks);

	return g_file_set_contents(path, (const char *)bytes->data, bytes->len, error);
}

/* 0: a word is no set that folds are made of. */
static guint sets_of(char **words)
{
	guint sets = 0;

	if (!*words)
		return FOLDS_SETS;
	for (; *words; words++) {
		RecogniserSet set = 0;

		while (set < RECOGNISER_N_SETS && !(g_str_equal(recogniser_set_name(set), *words) &&
							  FOLDS_SETS & TRAINING_SET(set)))
			set++;
		if (set == RECOGNISER_N_SETS)
			return 0;
		sets |= TRAINING_SET(set);
	}
	return sets;
}

static int wrong_use(void)
{
	fputs(USAGE, stderr);
	return 2;
}

static int ended(bool good, const GError *error)
{
	if (!good)
		fprintf(stderr, "train-model: %s\n", error->message);
	return good ? 0 : 1;
}

static int run_hanzi(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (argc != 2)
		return wrong_use();
	return ended(hanzi_file_make(argv[0], argv[1], &error), error);
}

static int run_folds(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	const guint sets = argc > 0 ? sets_of(argv + 1) : 0;

	if (sets == 0)
		return wrong_use();
	g_autoptr(School) school = school_open(argv[0], NULL, &error);

	return ended(school && folds_print(school, sets, &error), error);
}

static int run_table(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (argc != 2)
		return wrong_use();
	g_autoptr(School) school = school_open(argv[0], NULL, &error);

	return ended(school && print_table(school, argv[1], &error), error);
}

static int run_training(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	guint64 n_rounds = 0;

	if (argc > 2 && g_str_equal(argv[0], "--rounds")) {
		if (!g_ascii_string_to_unsigned(argv[1], 10, 1, 1000, &n_rounds, NULL))
			return wrong_use();
		argv += 2;
		argc -= 2;
	}
	if (argc < 2 || argc > 3 || *argv[0] == '-')
		return wrong_use();
	g_autoptr(School) school = school_open(argv[0], argc == 3 ? argv[2] : NULL, &error);

	if (school && argc == 3)
		fprintf(stderr, "%s: %u of %u corrections are of one sign and learnt from\n",
			argv[2], school_n_corrections(school), school->extra->len);
	return ended(school && make_model(school, argv[1], (guint)n_rounds, &error) &&
			     print_table(school, argv[1], &error),
		error);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (g_str_equal(what, "--help")) {
		fputs(USAGE, stdout);
		return 0;
	}
	if (g_str_equal(what, "--hanzi"))
		return run_hanzi(argc - 2, argv + 2);
	if (g_str_equal(what, "--folds"))
		return run_folds(argc - 2, argv + 2);
	if (g_str_equal(what, "--table"))
		return run_table(argc - 2, argv + 2);
	return run_training(argc - 1, argv + 1);
}
