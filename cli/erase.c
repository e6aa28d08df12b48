/* SPDX-License-Identifier: MIT */
/* `zhibi erase`: all that is kept of one pupil, gone, with a proof; and looking such a proof over. */
#include "store/erasure.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json-text.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "cli/roster.h"
#include "drivers/recording.h"

static const char HELP[] =
	"用法 / usage: zhibi erase --pupil N --reason TEXT --proof FILE.json [--class NAME] --yes\n"
	"              zhibi erase --verify FILE.json\n"
	"\n"
	"删除一名学生的全部数据：笔迹、答案、批改、姓名、同意书记录、录制文件，并写一份证明。\n"
	"先停服务：sudo systemctl stop zhibid。删除后不能恢复。\n"
	"Erases all that is kept of one pupil: ink, answers, marks, the name, consents, "
	"recordings;\n"
	"and writes a proof. Stop the service first: sudo systemctl stop zhibid. It cannot be "
	"undone.\n"
	"\n"
	"  --class NAME    班级，只有一个班时可省 / needed where there are several classes\n"
	"  --pupil N       学生的号数 / the number in the class\n"
	"  --reason TEXT   原因，不写姓名 / why, without a name\n"
	"  --proof FILE    证明写到哪里 / where the proof is written to\n"
	"  --yes           确实要删 / yes, erase\n"
	"  --verify FILE   核对证明：真的没有了吗 / look a proof over: is it all gone?\n"
	"  --data FOLDER   数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                  unless given\n"
	"\n"
	"管不到的，请自己处理 / out of its reach, for you to see to: "
	"导出的文件、备份、纸、笔里存的笔迹\n"
	"exported files, backups, paper, and what the pen's own memory still holds.\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

#define FORMAT "zhibi-erasure"

typedef struct {
	char *class_name, *reason, *proof, *verify, *data;
	gint number;
	gboolean yes, help;
} Words;

/* ---- the proof as JSON */

static json_t *proof_json(const StoreErasure *erasure, guint n_recordings)
{
	json_t *copies = json_array(), *tables = json_array(), *pens = json_array();

	for (guint i = 0; i < erasure->page_copies->len; i++)
		json_array_append_new(
			copies, json_integer(g_array_index(erasure->page_copies, gint64, i)));
	for (guint i = 0; i < erasure->tables->len; i++) {
		const StoreErasedTable *table = g_ptr_array_index(erasure->tables, i);

		json_array_append_new(tables, json_pack("{s:s,s:I}", "table", table->table, "rows",
						      (json_int_t)table->n_rows));
	}
	for (guint i = 0; i < erasure->pens->len; i++) {
		const StoreErasedPen *pen = g_ptr_array_index(erasure->pens, i);

		json_array_append_new(pens,
			json_pack("{s:o,s:I,s:I}", "pen", json_text_new(pen->address), "from_ms",
				(json_int_t)pen->from_ms, "until_ms", (json_int_t)pen->until_ms));
	}
	return json_pack("{s:s,s:i,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:i,s:s}", "format", FORMAT,
		"version", 1, "erasure", (json_int_t)erasure->id, "pupil",
		(json_int_t)erasure->pupil_id, "at_ms", (json_int_t)erasure->at_ms, "reason",
		json_text_new(erasure->reason), "page_copies", copies, "tables", tables, "pens",
		pens, "recordings", (int)n_recordings, "digest", erasure->digest);
}

static bool read_lists(const json_t *proof, StoreErasure *erasure)
{
	gsize i;
	json_t *value;

	json_array_foreach(json_object_get(proof, "page_copies"), i, value)
	{
		const gint64 id = json_integer_value(value);

		g_array_append_val(erasure->page_copies, id);
	}
	json_array_foreach(json_object_get(proof, "tables"), i, value)
	{
		StoreErasedTable *table = g_new0(StoreErasedTable, 1);

		table->table = g_strdup(json_string_value(json_object_get(value, "table")));
		table->n_rows = json_integer_value(json_object_get(value, "rows"));
		g_ptr_array_add(erasure->tables, table);
		if (!table->table)
			return false;
	}
	json_array_foreach(json_object_get(proof, "pens"), i, value)
	{
		StoreErasedPen *pen = g_new0(StoreErasedPen, 1);

		pen->address = g_strdup(json_string_value(json_object_get(value, "pen")));
		pen->from_ms = json_integer_value(json_object_get(value, "from_ms"));
		pen->until_ms = json_integer_value(json_object_get(value, "until_ms"));
		g_ptr_array_add(erasure->pens, pen);
		if (!pen->address)
			return false;
	}
	return true;
}

static StoreErasure *read_proof(const char *path)
{
	json_error_t fault;
	json_t *proof = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
	g_autoptr(StoreErasure) erasure = store_erasure_new();

	erasure->id = json_integer_value(json_object_get(proof, "erasure"));
	erasure->pupil_id = json_integer_value(json_object_get(proof, "pupil"));
	erasure->at_ms = json_integer_value(json_object_get(proof, "at_ms"));
	erasure->reason = g_strdup(json_string_value(json_object_get(proof, "reason")));
	erasure->digest = g_strdup(json_string_value(json_object_get(proof, "digest")));
	const bool good =
		g_strcmp0(json_string_value(json_object_get(proof, "format")), FORMAT) == 0 &&
		erasure->reason && erasure->digest && read_lists(proof, erasure);

	if (!proof)
		fprintf(stderr, "zhibi erase: %s:%d: 读不了 / cannot be read: %s\n", path,
			fault.line, fault.text);
	else if (!good)
		fprintf(stderr, "zhibi erase: %s: 不是删除证明 / this is no proof of erasure\n",
			path);
	json_decref(proof);
	return good ? g_steal_pointer(&erasure) : NULL;
}

static int verify(const Words *words, const char *database)
{
	static const struct {
		StoreProof proof;
		CliExit code;
		const char *zh, *en;
	} RESULTS[] = {
		{ STORE_PROOF_HOLDS, CLI_DONE, "证明有效：什么都没有留下",
			"the proof holds: nothing is left" },
		{ STORE_PROOF_ALTERED, CLI_FAILED, "证明被改过", "the proof was altered" },
		{ STORE_PROOF_UNKNOWN, CLI_FAILED, "这个数据库不知道这次删除",
			"this database does not know of it" },
		{ STORE_PROOF_LEFT, CLI_FAILED, "还有数据", "something is there" },
	};
	g_autoptr(StoreErasure) erasure = read_proof(words->verify);
	g_autoptr(GError) error = NULL;
	gint64 n_left = 0;

	if (!erasure)
		return CLI_FAILED;
	const StoreProof proof = store_erasure_verify(database, erasure, &n_left, &error);

	for (gsize i = 0; i < G_N_ELEMENTS(RESULTS); i++)
		if (RESULTS[i].proof == proof) {
			fprintf(RESULTS[i].code == CLI_DONE ? stdout : stderr,
				"zhibi erase: %s / %s (%" G_GINT64_FORMAT ")\n", RESULTS[i].zh,
				RESULTS[i].en, n_left);
			return (int)RESULTS[i].code;
		}
	fprintf(stderr, "zhibi erase: %s: 读不了 / cannot be read: %s\n", database, error->message);
	return CLI_FAILED;
}

/* ---- recordings: one is of one link, and says its pen when the pen has said so */

typedef struct {
	char *pen; /* NULL: it never said */
	gint64 started_ms;
} RecordingHead;

static void on_header(void *user, const char *key, const char *value)
{
	RecordingHead *head = user;

	if (strcmp(key, "pen") == 0 && !head->pen)
		head->pen = g_strdup(value);
	if (strcmp(key, "started") == 0 && !recording_read_started(value, &head->started_ms))
		head->started_ms = 0;
}

/* False: it cannot be read to its end. */
static bool read_head(const char *path, RecordingHead *head)
{
	const RecordingListener listener = { .user = head, .header = on_header };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	FILE *file = fopen(path, "re");
	char text[65536];
	size_t n_text;
	bool is_whole;

	if (!file)
		return false;
	while ((n_text = fread(text, 1, sizeof text, file)) > 0)
		recording_reader_feed(reader, text, n_text);
	recording_reader_end(reader);
	is_whole = !ferror(file);
	fclose(file);
	return is_whole;
}

/* Of one of the pupil's pens, written while the pupil held it. Where it does not say whose it is: written since the pupil
 * first held a pen. */
static bool may_hold_ink(const StoreErasure *erasure, const char *path, gint64 written_ms)
{
	RecordingHead head = { 0 };
	const bool is_known = read_head(path, &head) && head.pen;
	bool may = false;

	for (guint i = 0; i < erasure->pens->len && !may; i++) {
		const StoreErasedPen *pen = g_ptr_array_index(erasure->pens, i);

		may = written_ms >= pen->from_ms &&
		      (!is_known || (g_ascii_strcasecmp(pen->address, head.pen) == 0 &&
					    head.started_ms < pen->until_ms));
	}
	g_free(head.pen);
	return may;
}

static guint remove_recordings(const char *database, const StoreErasure *erasure)
{
	g_autofree char *data = g_path_get_dirname(database);
	g_autofree char *folder = g_build_filename(data, "recordings", NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint n_removed = 0;

	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		GStatBuf status;

		if (g_str_has_suffix(name, ".rec") && g_lstat(path, &status) == 0 &&
			S_ISREG(status.st_mode) &&
			may_hold_ink(erasure, path, (gint64)status.st_mtime * 1000 + 999) &&
			g_unlink(path) == 0)
			n_removed++;
	}
	return n_removed;
}

/* ---- erasing */

static gint64 find_pupil(const Words *words, const char *database)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(database, &error);
	g_autoptr(StoreClass) class = NULL;

	if (!reader) {
		fprintf(stderr, "zhibi erase: 读不了 / cannot be read: %s\n", error->message);
		return 0;
	}
	class = roster_class(reader, "erase", words->class_name);
	return class ? roster_pupil(reader, "erase", class->id, words->number) : 0;
}

static int cannot_erase(const GError *error)
{
	if (g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED))
		fprintf(stderr,
			"zhibi erase: 服务在运行，先停下它 / the service runs: stop it first\n"
			"             sudo systemctl stop zhibid\n");
	else
		fprintf(stderr, "zhibi erase: 做不到 / failed: %s\n", error->message);
	return CLI_FAILED;
}

static int erase(const Words *words, const char *database)
{
	const gint64 pupil_id = find_pupil(words, database);
	g_autoptr(GError) error = NULL;

	if (pupil_id == 0)
		return CLI_FAILED;
	g_autoptr(StoreErasure) erasure = store_erase_pupil(
		database, pupil_id, words->reason, g_get_real_time() / 1000, &error);

	if (!erasure)
		return cannot_erase(error);
	const guint n_recordings = remove_recordings(database, erasure);
	g_autofree char *text = json_text_dump(proof_json(erasure, n_recordings), TRUE);

	/* What is erased stays erased: the proof then at least goes to the terminal. */
	if (!output_file_write(words->proof, text, strlen(text), OUTPUT_FILE_PRIVATE, &error)) {
		fprintf(stderr, "zhibi erase: 证明写不出去 / the proof cannot be written: %s\n",
			error->message);
		puts(text);
		return CLI_FAILED;
	}
	printf("已删除，证明在 %s / erased; the proof is in %s\n", words->proof, words->proof);
	return CLI_DONE;
}

static bool is_wrong(const Words *words)
{
	if (words->verify)
		return words->number != 0 || words->reason || words->proof;
	return words->number < 1 || !words->reason || !*words->reason || !words->proof;
}

int erase_run(int argc, char **argv)
{
	Words words = { 0 };
	/* FILENAME: as it was typed, in any locale. */
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &words.class_name, NULL, NULL },
		{ "pupil", 0, 0, G_OPTION_ARG_INT, &words.number, NULL, NULL },
		{ "reason", 0, 0, G_OPTION_ARG_FILENAME, &words.reason, NULL, NULL },
		{ "proof", 0, 0, G_OPTION_ARG_FILENAME, &words.proof, NULL, NULL },
		{ "verify", 0, 0, G_OPTION_ARG_FILENAME, &words.verify, NULL, NULL },
		{ "yes", 0, 0, G_OPTION_ARG_NONE, &words.yes, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &words.data, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &words.help, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};
	int code = CLI_WRONG_USE;

	if (cli_options(entries, &argc, &argv)) {
		g_autofree char *database = problems_database(words.data);

		if (words.help)
			code = fputs(HELP, stdout) < 0 ? CLI_FAILED : CLI_DONE;
		else if (is_wrong(&words))
			fprintf(stderr, "zhibi erase: 用法见 / see zhibi erase --help\n");
		else if (words.verify)
			code = verify(&words, database);
		else if (words.yes)
			code = erase(&words, database);
		else
			fprintf(stderr, "zhibi erase: 不能恢复；确实要删请加 --yes / it cannot be "
					"undone: add --yes\n");
	}
	g_free(words.class_name);
	g_free(words.reason);
	g_free(words.proof);
	g_free(words.verify);
	g_free(words.data);
	return code;
}
