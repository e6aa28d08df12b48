/* SPDX-License-Identifier: MIT */
/* `zhibi erase`: all that is kept of one pupil, gone, with a proof; and looking such a proof over. */
#include "cli/erase-recordings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json-text.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "cli/roster.h"
#include "homework/reason.h"

static const char HELP[] =
	"用法 / usage: zhibi erase --pupil N --reason TEXT --proof FILE.json [--class NAME] --yes\n"
	"              zhibi erase --verify FILE.json\n"
	"\n"
	"删除一名学生的全部数据：笔迹、答案、批改、姓名、同意书记录、录制文件，并写一份证明。\n"
	"先停服务：sudo systemctl stop "
	"zhibid。删除后不能恢复。中断了（断电、磁盘满），用同样的命令再运行就接着做完。\n"
	"Erases all that is kept of one pupil: ink, answers, marks, the name, consents, "
	"recordings;\n"
	"and writes a proof. Stop the service first: sudo systemctl stop zhibid. It cannot be "
	"undone.\n"
	"Cut off (power, a full disk), the same command goes on to the end.\n"
	"\n"
	"  --class NAME    班级，只有一个班时可省 / needed where there are several classes\n"
	"  --pupil N       学生的号数 / the number in the class\n"
	"  --reason TEXT   原因，不写姓名 / why, without a name\n"
	"  --proof FILE    证明写到哪里，不覆盖已有的文件 / where the proof is written to; nothing "
	"is "
	"overwritten\n"
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

static json_t *proof_json(const StoreErasure *erasure)
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
	return json_pack("{s:s,s:i,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:I,s:s}", "format", FORMAT,
		"version", 1, "erasure", (json_int_t)erasure->id, "pupil",
		(json_int_t)erasure->pupil_id, "at_ms", (json_int_t)erasure->at_ms, "reason",
		json_text_new(erasure->reason), "page_copies", copies, "tables", tables, "pens",
		pens, "recordings", (json_int_t)erasure->n_recordings, "digest", erasure->digest);
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

/* Silent where fault is NULL. */
static StoreErasure *read_proof(const char *path, json_error_t *fault)
{
	json_t *proof = json_load_file(path, JSON_REJECT_DUPLICATES, fault);
	g_autoptr(StoreErasure) erasure = store_erasure_new();

	erasure->id = json_integer_value(json_object_get(proof, "erasure"));
	erasure->pupil_id = json_integer_value(json_object_get(proof, "pupil"));
	erasure->at_ms = json_integer_value(json_object_get(proof, "at_ms"));
	erasure->reason = g_strdup(json_string_value(json_object_get(proof, "reason")));
	erasure->digest = g_strdup(json_string_value(json_object_get(proof, "digest")));
	const bool good =
		g_strcmp0(json_string_value(json_object_get(proof, "format")), FORMAT) == 0 &&
		erasure->reason && erasure->digest && read_lists(proof, erasure);

	if (!proof && fault && fault->line < 1) /* it could not be opened */
		fprintf(stderr,
			"zhibi erase: %s 读不了，请检查文件名 / cannot be read; check the name\n",
			path);
	else if (!proof && fault)
		fprintf(stderr, "zhibi erase: %s:%d: 读不了 / cannot be read: %s\n", path,
			fault->line, fault->text);
	else if (!good && fault)
		fprintf(stderr, "zhibi erase: %s: 不是删除证明 / this is no proof of erasure\n",
			path);
	json_decref(proof);
	return good ? g_steal_pointer(&erasure) : NULL;
}

/* The record, then the recordings beside it. */
static StoreProof verify_all(
	const char *database, const StoreErasure *erasure, gint64 *n_left, GError **error)
{
	const StoreProof proof = store_erasure_verify(database, erasure, n_left, error);

	if (proof != STORE_PROOF_HOLDS && proof != STORE_PROOF_LEFT)
		return proof;
	g_autoptr(GPtrArray) recordings = erase_recordings(database, erasure, error);

	if (!recordings)
		return STORE_PROOF_FAILED;
	*n_left += recordings->len;
	return *n_left > 0 ? STORE_PROOF_LEFT : STORE_PROOF_HOLDS;
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
	json_error_t fault;
	g_autoptr(StoreErasure) erasure = read_proof(words->verify, &fault);
	g_autoptr(GError) error = NULL;
	gint64 n_left = 0;

	if (!erasure)
		return CLI_FAILED;
	const StoreProof proof = verify_all(database, erasure, &n_left, &error);

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

/* ---- erasing */

static bool has_number(StoreReader *reader, gint64 class_id, gint number)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(reader, class_id, NULL);

	for (guint i = 0; pupils && i < pupils->len; i++)
		if (((const StorePupil *)g_ptr_array_index(pupils, i))->number == number)
			return true;
	return false;
}

/* What is said of a number that is nobody's is kept for when nothing is pending either. */
static bool find_class(
	const Words *words, const char *database, gint64 *class_id, bool *is_somebody)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(database, &error);
	g_autoptr(StoreClass) class = NULL;

	if (!reader) {
		fprintf(stderr, "zhibi erase: 读不了 / cannot be read: %s\n", error->message);
		return false;
	}
	class = roster_class(reader, "erase", words->class_name);
	*class_id = class ? class->id : 0;
	*is_somebody = class && has_number(reader, class->id, words->number);
	return class != NULL;
}

static gint64 find_pupil(const Words *words, const char *database, gint64 class_id)
{
	g_autoptr(StoreReader) reader = store_reader_open(database, NULL);

	return reader ? roster_pupil(reader, "erase", class_id, words->number) : 0;
}

static int cannot_erase(const GError *error)
{
	if (g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED))
		fprintf(stderr,
			"zhibi erase: 服务在运行，先停下它 / the service runs: stop it first\n"
			"             sudo systemctl stop zhibid\n");
	else if (g_error_matches(error, STORE_ERROR, STORE_ERROR_NAMED))
		fprintf(stderr,
			"zhibi erase: --reason "
			"里有这名学生的姓名，它会一直留在记录里；请不写姓名，比如“家长申请” / "
			"the reason names the pupil, and it stays on record: write it without, as "
			"\"the parents asked\". 什么都没有删 / nothing was erased\n");
	else
		fprintf(stderr, "zhibi erase: 做不到 / failed: %s\n", error->message);
	return CLI_FAILED;
}

static int cut_off(const GError *error)
{
	fprintf(stderr,
		"zhibi erase: 还没有做完，没有写证明：%s\n"
		"             "
		"排除原因（磁盘满了就腾出地方）后，用同样的命令再运行一次，会接着做完。\n"
		"             not done yet, no proof is written: mend this (on a full disk make "
		"room) and "
		"run\n"
		"             the same command again: it goes on to the end.\n",
		error->message);
	return CLI_FAILED;
}

/* Is it the proof of this very erasure, cut off after it was written? */
static bool is_own_proof(const char *path, const StoreErasure *erasure)
{
	g_autoptr(StoreErasure) other = read_proof(path, NULL);

	return other && erasure && other->id == erasure->id &&
	       g_str_equal(other->digest, erasure->digest);
}

/* Looked at before anything is erased. */
static bool may_write_proof(const char *path, const StoreErasure *pending)
{
	g_autofree char *folder = g_path_get_dirname(path);

	/* To be shown, or poured into a device. */
	if (g_str_equal(path, "-") ||
		(g_file_test(path, G_FILE_TEST_EXISTS) &&
			!g_file_test(path, G_FILE_TEST_IS_REGULAR | G_FILE_TEST_IS_DIR)))
		return true;
	if (g_file_test(path, G_FILE_TEST_EXISTS) && !is_own_proof(path, pending)) {
		fprintf(stderr,
			"zhibi erase: %s：已经有这个文件，证明不能覆盖它；请换个名字 / is there "
			"already, and "
			"is not overwritten: give another name\n",
			path);
		return false;
	}
	if (access(folder, W_OK) == 0)
		return true;
	fprintf(stderr,
		"zhibi erase: %s：写不进去，请换个地方 / cannot be written, choose another "
		"place: %s\n",
		folder, g_strerror(errno));
	return false;
}

/* All that comes after the rows; each step may be done again. */
static bool end(const Words *words, const char *database, StoreErasure *erasure, GError **error)
{
	g_autoptr(GPtrArray) recordings = erase_recordings(database, erasure, error);

	if (!recordings ||
		!store_erasure_note_recordings(database, erasure, recordings->len, error) ||
		!erase_recordings_remove(recordings, error) ||
		!store_erasure_sweep(database, error))
		return false;
	g_autofree char *text = json_text_dump(proof_json(erasure), TRUE);

	return output_file_write(words->proof, text, strlen(text), OUTPUT_FILE_PRIVATE, error) &&
	       store_erasure_finish(database, erasure, error);
}

static int erase(const Words *words, const char *database)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreErasure) erasure = NULL;
	gint64 class_id, pupil_id;
	bool is_somebody;

	if (!find_class(words, database, &class_id, &is_somebody))
		return CLI_FAILED;
	if (!store_erasure_pending(database, class_id, words->number, &erasure, &error))
		return cannot_erase(error);
	const bool was_pending = erasure != NULL;

	if (!may_write_proof(words->proof, erasure))
		return CLI_FAILED;
	if (!was_pending) {
		pupil_id = find_pupil(words, database, class_id);
		if (pupil_id == 0)
			return CLI_FAILED;
		erasure = store_erase_pupil(
			database, pupil_id, words->reason, g_get_real_time() / 1000, &error);
		if (!erasure)
			return cannot_erase(error);
	}
	if (!end(words, database, erasure, &error))
		return cut_off(error);
	const bool is_shown = g_str_equal(words->proof, "-");
	const char *where_zh = is_shown ? "标准输出" : words->proof;
	const char *where_en = is_shown ? "standard output" : words->proof;
	FILE *told = is_shown ? stderr : stdout; /* the proof alone is on stdout then */

	if (was_pending)
		fprintf(told,
			"上次中断的删除接着做完了%s / the erasure that was cut off is done%s\n",
			is_somebody ? "；现在用这个号数的学生没有动" : "",
			is_somebody ? "; who has the number now was not touched" : "");
	fprintf(told, "已删除，证明在 %s / erased; the proof is in %s\n", where_zh, where_en);
	return CLI_DONE;
}

static bool is_wrong(const Words *words)
{
	if (words->verify)
		return words->number != 0 || words->reason || words->proof;
	return words->number < 1 || !reason_is_given(words->reason) || !words->proof;
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
