/* SPDX-License-Identifier: MIT */
/* The configuration: defaults, what is read, and what is said of mistakes. */
#include "daemon/config-report.h"
#include "daemon/config.h"
#include "daemon/error.h"
#include "tests/helpers.h"

typedef struct {
	char *folder, *path;
	Config *config;
	GString *warnings;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	fixture->folder = helpers_temporary_folder();
	fixture->path = g_build_filename(fixture->folder, "zhibi.conf", NULL);
	fixture->config = config_new();
	fixture->warnings = g_string_new(NULL);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	config_free(fixture->config);
	helpers_remove_folder(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->path);
	g_string_free(fixture->warnings, TRUE);
}

static void on_warning(void *user, const char *message)
{
	g_string_append_printf(((Fixture *)user)->warnings, "%s\n", message);
}

static bool load(Fixture *fixture, const char *text, GError **error)
{
	g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
	return config_load(fixture->config, fixture->path, on_warning, fixture, error);
}

static void test_defaults(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	const Config *config = fixture->config;
	g_assert_cmpstr(config->address, ==, "127.0.0.1");
	g_assert_cmpint(config->port, ==, -1);
	g_assert_cmpstr(config->record, ==, "");
	g_assert_cmpuint(config->keep_raw_days, ==, 30);
	g_assert_true(config->pen.fetch_stored);
	g_assert_false(config->pen.delete_stored);
	g_assert_cmpstr(config->pen.password, ==, "");
	g_assert_null(config->certificate);
}

static void test_customs(Fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_true(load(fixture,
		"[marking 英语]\ndeducting = true\ncircle = right\n"
		"[marking]\ncircle = none\nunmarked = right\ncircel = half\n"
		"levels = 优  良 合格\n[marking 3]\nlevels = 优+ 优\n[marking 2]\nlevels = none\n"
		"[marking 3 英语]\nlevels = A B C\n",
		&error));
	g_assert_no_error(error);
	g_assert_nonnull(strstr(fixture->warnings->str, "the nearest is [marking] circle"));
	const MarkCustom english = mark_customs_of(fixture->config->customs, "英语", 5);
	const MarkCustom sums = mark_customs_of(fixture->config->customs, "数学", 5);
	g_assert_true(english.deducting && !sums.deducting);
	g_assert_cmpint(english.circle, ==, VERDICT_RIGHT);
	g_assert_cmpint(sums.circle, ==, VERDICT_NONE);
	g_assert_cmpint(sums.unmarked, ==, VERDICT_RIGHT);
	g_assert_cmpint(sums.slash, ==, VERDICT_HALF);
	static const struct {
		const char *subject, *levels;
		gint grade;
	} LEVELS[] = { { "语文", "优 良 合格", 5 }, { "语文", "优+ 优", 3 }, { "英语", "A B C", 3 },
		{ "英语", "优 良 合格", 4 }, { "", "", 2 } };
	for (gsize i = 0; i < G_N_ELEMENTS(LEVELS); i++) {
		const MarkCustom custom = mark_customs_of(
			fixture->config->customs, LEVELS[i].subject, LEVELS[i].grade);
		g_assert_cmpstr(custom.levels, ==, LEVELS[i].levels);
		g_assert_false(custom.has_letters);
	}
	/* Stars in grades 1 and 2, whatever the school set for all. */
	const MarkCustom first = mark_customs_of(fixture->config->customs, "语文", 1);
	g_assert_cmpstr(first.levels, ==, "");
	g_assert_false(mark_custom_has_level(&first, "A"));
	g_assert_cmpstr(mark_customs_of(NULL, "语文", 2).levels, ==, "");
	g_assert_cmpstr(mark_customs_of(NULL, "语文", 3).levels, ==, "优 良 中 差");
	g_autoptr(MarkCustoms) own = mark_customs_new();
	g_assert_null(mark_customs_take(own, "marking 1", "levels", "棒 好"));
	g_assert_cmpstr(mark_customs_of(own, "语文", 1).levels, ==, "棒 好");
	g_assert_true(mark_custom_of("语文").has_letters);
	static const struct {
		const char *line, *mend;
	} WRONG[] = {
		{ "circle = good", "write none, right, wrong or half" },
		{ "unmarked = half", "write none or right" },
		{ "deducting = yes", "write true or false" },
		{ "levels =", "write up to 9 different words" },
		{ "levels = 优 优", "write up to 9 different words" },
		{ "levels = 优 95", "write up to 9 different words" },
		{ "levels = 非常非常非常好", "or none" },
		{ "levels = + 优", "or none" },
		{ "levels = a b c d e f g h i j", "or none" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++) {
		g_autofree char *text = g_strdup_printf("[marking 数学]\n%s\n", WRONG[i].line);
		g_clear_error(&error);
		g_assert_false(load(fixture, text, &error));
		g_assert_nonnull(strstr(error->message, "[marking 数学]"));
		g_assert_nonnull(strstr(error->message, WRONG[i].mend));
	}
}

static void test_enrolment_page(Fixture *fixture, gconstpointer unused)
{
	static const char *const wrong[] = { "3.27.603", "3.27.603.1.", "3.27.603.x",
		"256.27.603.1", "3.16777216.603.1", "3.27.-1.1", "3.27.603.4294967296" };
	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = g_strdup_printf("[enrolment]\npage = %s\n", wrong[i]);
		g_assert_false(load(fixture, text, &error));
		g_assert_nonnull(strstr(error->message, "section.owner.book.page"));
	}
	g_assert_cmpint(fixture->config->enrolment_page.family, ==, PAGE_FAMILY_NONE);
}

/* As editors of Windows save it. */
static void test_marked(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GError) error = NULL;
	g_assert_true(load(fixture, "\xEF\xBB\xBF[console]\nport = 81\n", &error));
	g_assert_no_error(error);
	g_assert_cmpint(fixture->config->port, ==, 81);
	g_assert_cmpstr(fixture->warnings->str, ==, "");
	g_assert_true(load(fixture, "\xEF\xBB\xBF", &error));
	g_assert_false(load(fixture, "\xEF\xBB", &error)); /* half a mark is none */
}

/* What `zhibi doctor` asks for. */
static void test_report(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GError) error = NULL;
	g_autofree char *without = config_report(fixture->config);
	g_assert_nonnull(strstr(without, "\"enrolment_page\":null"));
	g_assert_true(load(fixture, "[enrolment]\npage = 3.27.603.1\n", &error));
	g_autofree char *with = config_report(fixture->config);
	g_assert_nonnull(strstr(with, "\"enrolment_page\":\"3.27.603.1\""));
}

static void test_every_key(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	Config *config = fixture->config;
	PenConfig pen;
	g_autoptr(GError) error = NULL;
	/* A pen's group may come before the general one. */
	load(fixture,
		"[pen 9c:7b:d2:01:02:03]\npassword = 1234\nfetch_stored = true\n"
		"[data]\nfolder = /tmp/d\n"
		"[console]\naddress = ::1\nport = 0\npage = /tmp/p\ncertificate = /c\n"
		"certificate_key = /k\n"
		"[pens]\nsocket = /tmp/s\nrecord = socket:*\nkeep_raw_days = 7\n"
		"fetch_stored = false\ndelete_stored = true\npassword = 0000\n"
		"[enrolment]\npage = 3.27.603.1\n[school]\nday_ends = 15:50\n",
		&error);
	g_assert_no_error(error);
	g_assert_cmpstr(fixture->warnings->str, ==, "");
	g_assert_cmpstr(config->data_folder, ==, "/tmp/d");
	g_assert_cmpstr(config->address, ==, "::1");
	g_assert_cmpint(config->port, ==, 0);
	g_assert_cmpstr(config->page_folder, ==, "/tmp/p");
	g_assert_cmpstr(config->certificate, ==, "/c");
	g_assert_cmpstr(config->certificate_key, ==, "/k");
	g_assert_cmpstr(config->pens_socket, ==, "/tmp/s");
	g_assert_cmpstr(config->record, ==, "socket:*");
	g_assert_cmpuint(config->keep_raw_days, ==, 7);
	g_assert_cmpuint(config->day_ends_minutes, ==, 15 * 60 + 50);
	g_assert_true(page_address_equal(
		&config->enrolment_page, &(PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 1 }));
	config_pen(config, "9C:7B:D2:01:02:03", &pen);
	g_assert_cmpstr(pen.password, ==, "1234");
	g_assert_true(pen.fetch_stored);
	g_assert_true(pen.delete_stored); /* the general one stands behind it */
	config_pen(config, "9C:7B:D2:01:02:04", &pen);
	g_assert_cmpstr(pen.password, ==, "0000");
	g_assert_false(pen.fetch_stored);
}

/* The file we hand out says nothing that the program does not know, and changes nothing as it is. */
static void test_our_own_file(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_assert_true(g_file_get_contents("daemon/zhibi.conf", &text, NULL, &error));
	load(fixture, text, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(fixture->warnings->str, ==, "");
	test_defaults(fixture, NULL);
	/* And with every example switched on. */
	g_autoptr(GRegex) example = g_regex_new("^#(\\[|[a-z_]+ = )", G_REGEX_MULTILINE, 0, NULL);
	g_autofree char *all = g_regex_replace(example, text, -1, 0, "\\1", 0, NULL);
	g_assert_cmpstr(all, !=, text);
	load(fixture, all, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(fixture->warnings->str, ==, "");
	g_assert_cmpint(fixture->config->port, ==, 8080);
}

typedef struct {
	const char *text;
	const char *pattern;
} Case;

static const Case UNKNOWN[] = {
	{ "[console]\nprot = 1\n", "*zhibi.conf: ?console] prot * nearest is ?console] port\n" },
	{ "[pens]\nkeep_days = 1\n", "*?pens] keep_days * nearest is ?pens] keep_raw_days\n" },
	{ "[consle]\nport = 1\n", "*?consle] port * nearest is ?console] port\n" },
	{ "[pen 9C:7B:D2:01:02:03]\npasword = 1\n", "*nearest is ?pen ADDRESS] password\n" },
	{ "[x]\nthis_key_is_longer_than_any_that_one_would_ever_think_of_writing_into_a_file = 1\n",
		"*nearest is *\n" },
};

static void test_unknown(Fixture *fixture, gconstpointer data)
{
	const Case *unknown = data;
	g_autoptr(GError) error = NULL;
	g_assert_true(load(fixture, unknown->text, &error));
	g_assert_no_error(error);
	if (!g_pattern_match_simple(unknown->pattern, fixture->warnings->str))
		g_error("warned: %s", fixture->warnings->str);
}

static const Case WRONG[] = {
	{ "[console]\nport = eighty\n", "*/zhibi.conf: ?console] port = eighty: 请写*数 / "
					"*/zhibi.conf: ?console] port = eighty: write a number *" },
	{ "[console]\nport = 65536\n", "*port = 65536: 请写*数 / *port = 65536: write a number *" },
	{ "[console]\naddress = localhost\n",
		"*address = localhost: 请写*地址* / *localhost: write a numeric address*" },
	{ "[pens]\nkeep_raw_days = 0\n",
		"*keep_raw_days = 0: 请写天数* / *keep_raw_days = 0: write a number of days *" },
	{ "[pens]\nfetch_stored = yes\n", "*fetch_stored = yes: 请写 true 或 false / *fetch_stored "
					  "= yes: write true or false" },
	{ "[school]\nday_ends = 5:3\n", "*day_ends = 5:3: 请写时刻，如 17:30 / *day_ends = 5:3: "
					"write a time of the day, as 17:30" },
	{ "[usb]\nslots = first\n",
		"*slots = first: 请按笔槽* / *slots = first: write the ports*1-2.1..7*" },
	{ "[pens]\nrecord = maybe\n",
		"*record = maybe: 请写* / *record = maybe: write true, false or *" },
	{ "[data]\nfolder =\n", "*folder = : 是空的* / *folder = : it is empty; *" },
	{ "[pens]\npassword = 12345678901234567\n",
		"*password = …: 笔的密码最多* / *password = …: a pen's password has 16 *" },
	{ "[pen nothing]\npassword = 1\n",
		"*?pen nothing] *组名* / *name the group after the pen*" },
	{ "port = 8080\n",
		"*zhibi.conf: 读不了这份配置* / *zhibi.conf: cannot read the configuration: *" },
};

static void test_wrong(Fixture *fixture, gconstpointer data)
{
	const Case *wrong = data;
	g_autoptr(GError) error = NULL;
	g_assert_false(load(fixture, wrong->text, &error));
	g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_USE);
	if (!g_pattern_match_simple(wrong->pattern, error->message))
		g_error("said: %s", error->message);
	g_assert_null(strchr(error->message, '\n'));
}

static void test_no_file(Fixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GError) error = NULL;
	g_assert_false(config_load(fixture->config, "/nowhere/zhibi.conf", NULL, NULL, &error));
	g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_USE);
}

static void test_loopback(void)
{
	g_assert_true(config_is_loopback("127.0.0.1"));
	g_assert_true(config_is_loopback("::1"));
	g_assert_false(config_is_loopback("0.0.0.0"));
	g_assert_false(config_is_loopback("192.168.1.2"));
}

static void add_cases(const char *name, const Case *cases, guint n_cases,
	void (*test)(Fixture *fixture, gconstpointer data))
{
	for (guint i = 0; i < n_cases; i++) {
		g_autofree char *path = g_strdup_printf("/daemon/config/%s/%u", name, i);
		g_test_add(path, Fixture, &cases[i], set_up, test, tear_down);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/daemon/config/defaults", Fixture, NULL, set_up, test_defaults, tear_down);
	g_test_add("/daemon/config/every-key", Fixture, NULL, set_up, test_every_key, tear_down);
	g_test_add("/daemon/config/enrolment-page", Fixture, NULL, set_up, test_enrolment_page,
		tear_down);
	g_test_add("/daemon/config/marked", Fixture, NULL, set_up, test_marked, tear_down);
	g_test_add("/daemon/config/customs", Fixture, NULL, set_up, test_customs, tear_down);
	g_test_add("/daemon/config/report", Fixture, NULL, set_up, test_report, tear_down);
	g_test_add(
		"/daemon/config/our-own-file", Fixture, NULL, set_up, test_our_own_file, tear_down);
	g_test_add("/daemon/config/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
	g_test_add_func("/daemon/config/loopback", test_loopback);
	add_cases("unknown", UNKNOWN, G_N_ELEMENTS(UNKNOWN), test_unknown);
	add_cases("wrong", WRONG, G_N_ELEMENTS(WRONG), test_wrong);
	return g_test_run();
}
