/* SPDX-License-Identifier: MIT */
/* See config.h. One table says which keys there are and how each is read. */
#include "daemon/config.h"

#include <gio/gio.h>
#include <string.h>

#include "daemon/config-retention.h"
#include "daemon/error.h"
#include "daemon/usb/usb-place.h"
#include "homework/bilingual.h"
#include "homework/load/rules.h"
#include "store/config-file.h"

#define KEEP_RAW_DAYS 30
#define KEEP_RAW_DAYS_MAX 3650
#define ADAPTER_CAPACITY_MAX 100
#define PORT_PLAIN 8080
#define PORT_TLS 8443
#define DAY_ENDS_MINUTES (17 * 60 + 30)
#define PEN_GROUP "pen "
#define RULES_NAME "rules.conf"

/* Takes a value, or says in what form it has to be. */
typedef const char *(*Reader)(Config *config, PenConfig *pen, const char *value);

typedef struct {
	const char *group; /* PEN_GROUP: of any pen */
	const char *key;
	Reader reader; /* NULL: homework/marking/mark-customs.c, config-retention.c */
} Key;

/* ---- values */

static const char *take_text(char **to, const char *value)
{
	if (!*value)
		return "是空的，要用默认值就去掉这一行 / it is empty; leave the line out for the "
		       "default";
	g_free(*to);
	*to = g_strdup(value);
	return NULL;
}

static const char *take_flag(bool *to, const char *value)
{
	if (!g_str_equal(value, "true") && !g_str_equal(value, "false"))
		return "请写 true 或 false / write true or false";
	*to = g_str_equal(value, "true");
	return NULL;
}

static const char *read_folder(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->data_folder, value);
}

static const char *read_address(Config *config, PenConfig *pen, const char *value)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(value);

	(void)pen;
	if (!address)
		return "请写数字地址，如 127.0.0.1、::1 或 0.0.0.0 / write a numeric address, as "
		       "127.0.0.1, ::1 or 0.0.0.0";
	return take_text(&config->address, value);
}

static const char *read_port(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return config_parse_port(value, &config->port, NULL)
		       ? NULL
		       : "请写 0 到 65535 的数 / write a number from 0 to 65535";
}

static const char *read_page(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->page_folder, value);
}

static const char *read_enrolment_page(Config *config, PenConfig *pen, const char *value)
{
	static const guint64 MOST[] = { 255, 0xFFFFFF, G_MAXINT32, G_MAXINT32 };
	g_auto(GStrv) words = g_strsplit(value, ".", -1);
	guint64 numbers[G_N_ELEMENTS(MOST)] = { 0 };
	bool good = g_strv_length(words) == G_N_ELEMENTS(MOST);

	(void)pen;
	for (gsize i = 0; good && i < G_N_ELEMENTS(MOST); i++)
		good = g_ascii_string_to_unsigned(words[i], 10, 0, MOST[i], &numbers[i], NULL);
	if (!good)
		return "请写 section.owner.book.page，如 3.27.603.1 / write "
		       "section.owner.book.page, as 3.27.603.1";
	config->enrolment_page = (PageAddress){ PAGE_FAMILY_NCODE, (guint32)numbers[0],
		(guint32)numbers[1], (guint32)numbers[2], (guint32)numbers[3] };
	return NULL;
}

static const char *read_rules(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->rules_file, value);
}

static const char *read_day_ends(Config *config, PenConfig *pen, const char *value)
{
	guint64 hours, minutes;
	g_auto(GStrv) words = g_strsplit(value, ":", -1);

	(void)pen;
	if (g_strv_length(words) != 2 || strlen(words[1]) != 2 ||
		!g_ascii_string_to_unsigned(words[0], 10, 0, 23, &hours, NULL) ||
		!g_ascii_string_to_unsigned(words[1], 10, 0, 59, &minutes, NULL))
		return "请写时刻，如 17:30 / write a time of the day, as 17:30";
	config->day_ends_minutes = (guint)(hours * 60 + minutes);
	return NULL;
}

static const char *read_bound(Config *config, QuestionType type, const char *value)
{
	char *end;
	const double bound = g_ascii_strtod(value, &end);

	if (end == value || *end != '\0' || !(bound >= 0 && bound <= 0.99))
		return "请写 0 到 0.99 的数，如 0.9 / write a number from 0 to 0.99, as 0.9";
	config->reading_bounds[type] = bound;
	return NULL;
}

static const char *read_choice_bound(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	read_bound(config, QUESTION_CHOICES, value);
	return read_bound(config, QUESTION_CHOICE, value);
}

static const char *read_truth_bound(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return read_bound(config, QUESTION_TRUE_FALSE, value);
}

static const char *read_number_bound(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return read_bound(config, QUESTION_NUMBER, value);
}

static const char *read_certificate(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->certificate, value);
}

static const char *read_certificate_key(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->certificate_key, value);
}

static const char *read_socket(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->pens_socket, value);
}

static const char *read_record(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	if (g_str_equal(value, "true"))
		value = "*";
	else if (g_str_equal(value, "false"))
		value = "";
	else if (!strpbrk(value, ":*"))
		return "请写 true、false 或链路的名字，如 socket:* / write true, false or the "
		       "names of links, as socket:*";
	g_free(config->record);
	config->record = g_strdup(value);
	return NULL;
}

static const char *read_keep_raw_days(Config *config, PenConfig *pen, const char *value)
{
	guint64 days;

	(void)pen;
	if (!g_ascii_string_to_unsigned(value, 10, 1, KEEP_RAW_DAYS_MAX, &days, NULL))
		return "请写天数，1 到 3650 / write a number of days from 1 to 3650";
	config->keep_raw_days = (guint)days;
	return NULL;
}

static const char *read_fetch(Config *config, PenConfig *pen, const char *value)
{
	(void)config;
	return take_flag(&pen->fetch_stored, value);
}

static const char *read_delete(Config *config, PenConfig *pen, const char *value)
{
	(void)config;
	return take_flag(&pen->delete_stored, value);
}

static const char *read_password(Config *config, PenConfig *pen, const char *value)
{
	(void)config;
	if (g_strlcpy(pen->password, value, sizeof(pen->password)) >= sizeof(pen->password))
		return "笔的密码最多 16 个字符，请改 / a pen's password has 16 characters at most";
	return NULL;
}

static const char *read_models(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_text(&config->models_folder, value);
}

static const char *read_has_bluetooth(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_flag(&config->has_bluetooth, value);
}

static const char *read_capacity(Config *config, PenConfig *pen, const char *value)
{
	guint64 n_links;

	(void)pen;
	if (!g_ascii_string_to_unsigned(value, 10, 0, ADAPTER_CAPACITY_MAX, &n_links, NULL))
		return "请写一个适配器同时能连几支笔，0 到 100；0：由程序自己弄清 / write how many "
		       "pens an adapter holds at once, 0 to 100; 0: find out";
	config->adapter_capacity = (guint)n_links;
	return NULL;
}

static const char *read_has_usb(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_flag(&config->has_usb, value);
}

static const char *read_slots(Config *config, PenConfig *pen, const char *value)
{
	g_autofree char *wrong = NULL;
	GPtrArray *slots = usb_place_parse(value, &wrong);

	(void)pen;
	if (!slots)
		return "请按笔槽的顺序写端口，如 1-2.1;1-2.2 或 "
		       "1-2.1..7；每支插上的笔的端口，日志里都有 / write the ports in the order of "
		       "the slots, as 1-2.1;1-2.2 or 1-2.1..7; the log names the port of every pen "
		       "that is plugged in";
	if (config->usb_slots)
		g_ptr_array_unref(config->usb_slots);
	config->usb_slots = slots;
	return NULL;
}

/* Read by zhibi export where it is asked for; we say whether it is right, and the families' form says what it is. */
static const char *read_learning_records(Config *config, PenConfig *pen, const char *value)
{
	(void)pen;
	return take_flag(&config->learning_records, value);
}

static const Key KEYS[] = {
	{ "data", "folder", read_folder },
	{ "exports", "learning_records", read_learning_records },
	{ "console", "address", read_address },
	{ "console", "port", read_port },
	{ "console", "page", read_page },
	{ "console", "certificate", read_certificate },
	{ "console", "certificate_key", read_certificate_key },
	{ "pens", "socket", read_socket },
	{ "pens", "record", read_record },
	{ "pens", "keep_raw_days", read_keep_raw_days },
	{ "pens", "fetch_stored", read_fetch },
	{ "pens", "delete_stored", read_delete },
	{ "pens", "password", read_password },
	{ "pens", "models", read_models },
	{ "bluetooth", "enabled", read_has_bluetooth },
	{ "bluetooth", "capacity", read_capacity },
	{ "usb", "enabled", read_has_usb },
	{ "usb", "slots", read_slots },
	{ "enrolment", "page", read_enrolment_page },
	{ "load", "rules", read_rules },
	{ "school", "day_ends", read_day_ends },
	{ RETENTION_GROUP, "ink_days", NULL },
	{ RETENTION_GROUP, "results_days", NULL },
	{ RETENTION_GROUP, "unclaimed_days", NULL },
	{ RETENTION_GROUP, "access_days", NULL },
	{ "reading", "choice", read_choice_bound },
	{ "reading", "true_false", read_truth_bound },
	{ "reading", "number", read_number_bound },
	{ CUSTOMS_GROUP, "circle", NULL },
	{ CUSTOMS_GROUP, "question_sign", NULL },
	{ CUSTOMS_GROUP, "half_tick", NULL },
	{ CUSTOMS_GROUP, "slash", NULL },
	{ CUSTOMS_GROUP, "wave", NULL },
	{ CUSTOMS_GROUP, "unmarked", NULL },
	{ CUSTOMS_GROUP, "deducting", NULL },
	{ CUSTOMS_GROUP, "levels", NULL },
	{ PEN_GROUP, "fetch_stored", read_fetch },
	{ PEN_GROUP, "delete_stored", read_delete },
	{ PEN_GROUP, "password", read_password },
};

bool config_parse_port(const char *text, gint *port, GError **error)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT16, &number, NULL)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"端口“%1$s”：请写 0 到 65535 的数 / port \"%1$s\": write a number from 0 "
			"to 65535",
			text);
		return false;
	}
	*port = (gint)number;
	return true;
}

bool config_is_loopback(const char *text)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

	return address && g_inet_address_get_is_loopback(address);
}

/* ---- names that are not known */

/* How many letters have to be changed, added or left out. */
static guint distance(const char *a, const char *b)
{
	guint before[65], now[65];
	gsize n = MIN(strlen(b), G_N_ELEMENTS(now) - 1);

	for (guint j = 0; j <= n; j++)
		before[j] = j;
	for (guint i = 1; *a; a++, i++) {
		now[0] = i;
		for (guint j = 1; j <= n; j++) {
			guint change = before[j - 1] + (*a != b[j - 1]);

			now[j] = MIN(change, MIN(before[j], now[j - 1]) + 1);
		}
		memcpy(before, now, sizeof(now));
	}
	return before[n];
}

static bool group_matches(const Key *key, const char *group)
{
	if (g_str_equal(key->group, PEN_GROUP))
		return g_str_has_prefix(group, PEN_GROUP);
	return g_str_equal(key->group, group) ||
	       (g_str_equal(key->group, CUSTOMS_GROUP) && mark_customs_is_group(group));
}

static const Key *find_key(const char *group, const char *key)
{
	for (guint i = 0; i < G_N_ELEMENTS(KEYS); i++)
		if (group_matches(&KEYS[i], group) && g_str_equal(KEYS[i].key, key))
			return &KEYS[i];
	return NULL;
}

/* A key of its own group first, however far; else the nearest of all. */
static const Key *nearest_key(const char *group, const char *key)
{
	const Key *best = NULL;
	guint best_distance = G_MAXUINT;

	for (guint i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		guint far = distance(key, KEYS[i].key);

		far += group_matches(&KEYS[i], group) ? 0 : 3 + distance(group, KEYS[i].group);
		if (far < best_distance) {
			best_distance = far;
			best = &KEYS[i];
		}
	}
	return best;
}

/* ---- the file */

static bool is_address(const char *text)
{
	for (guint i = 0; i < 17; i++)
		if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit(text[i]))
			return false;
	return text[17] == '\0';
}

static PenConfig *pen_of_group(Config *config, const char *group)
{
	g_autofree char *address = g_ascii_strup(group + strlen(PEN_GROUP), -1);
	PenConfig *pen;

	if (!is_address(address))
		return NULL;
	pen = g_hash_table_lookup(config->pens, address);
	if (!pen) {
		pen = g_memdup2(&config->pen, sizeof(config->pen));
		g_hash_table_insert(config->pens, g_steal_pointer(&address), pen);
	}
	return pen;
}

static bool take_key(Config *config, GKeyFile *file, const char *path, const char *group,
	const Key *key, GError **error)
{
	g_autofree char *value = g_key_file_get_string(file, group, key->key, NULL);
	PenConfig *pen = &config->pen;
	const char *wrong = value ? NULL : "不是 UTF-8，请另存为 UTF-8 / it is not UTF-8";

	if (g_str_equal(key->group, PEN_GROUP)) {
		pen = pen_of_group(config, group);
		if (!pen)
			wrong = "组名请用笔的地址，如 [pen 9C:7B:D2:01:02:03] / name the group "
				"after the pen, as [pen 9C:7B:D2:01:02:03]";
	}
	if (!wrong && key->reader)
		wrong = key->reader(config, pen, g_strstrip(value));
	else if (!wrong && g_str_equal(group, RETENTION_GROUP))
		wrong = config_retention_take(&config->retention, key->key, g_strstrip(value));
	else if (!wrong)
		wrong = mark_customs_take(config->customs, group, key->key, g_strstrip(value));
	if (!wrong)
		return true;
	g_auto(Bilingual) words = bilingual_new("%s", wrong);
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
		"%1$s: [%2$s] %3$s = %4$s: %5$s / %1$s: [%2$s] %3$s = %4$s: %6$s", path, group,
		key->key, g_str_equal(key->key, "password") ? "…" : value, words.zh, words.en);
	return false;
}

static bool take_group(Config *config, GKeyFile *file, const char *path, const char *group,
	void (*warn)(void *user, const char *message), void *user, GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

	for (char **name = keys; name && *name; name++) {
		const Key *key = find_key(group, *name);

		if (!key) {
			const Key *nearest = nearest_key(group, *name);
			g_autofree char *message =
				g_strdup_printf("%1$s: [%2$s] %3$s 不认识，略过；最接近的是 "
						"[%4$s%5$s] %6$s / %1$s: [%2$s] %3$s is not known "
						"and passed over; the nearest is [%4$s%5$s] %6$s",
					path, group, *name, nearest->group,
					g_str_equal(nearest->group, PEN_GROUP) ? "ADDRESS" : "",
					nearest->key);
			if (warn)
				warn(user, message);
		} else if (!take_key(config, file, path, group, key, error)) {
			return false;
		}
	}
	return true;
}

/* The rules of homework load lie beside the configuration, unless it names another file. */
static void find_rules(Config *config, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *beside = g_build_filename(folder, RULES_NAME, NULL);

	if (!config->rules_file && g_file_test(beside, G_FILE_TEST_EXISTS))
		config->rules_file = g_steal_pointer(&beside);
}

bool config_load(Config *config, const char *path, void (*warn)(void *user, const char *message),
	void *user, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) why = NULL;
	g_auto(GStrv) groups = NULL;

	if (!config_file_load(file, path, &why)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"%1$s: 读不了这份配置（%2$s），请改好 / %1$s: cannot read the "
			"configuration: %2$s",
			path, why->message);
		return false;
	}
	groups = g_key_file_get_groups(file, NULL);
	/* What holds for all pens first: each pen's own group starts from it. */
	for (guint of_pens = 0; of_pens <= 1; of_pens++)
		for (char **group = groups; *group; group++)
			if (g_str_has_prefix(*group, PEN_GROUP) == (of_pens == 1) &&
				!take_group(config, file, path, *group, warn, user, error))
				return false;
	find_rules(config, path);
	return true;
}

static bool check_rules(const char *path, GError **error)
{
	g_autoptr(Rules) rules = rules_new();
	g_autoptr(GError) why = NULL;
	g_autofree char *text = NULL;
	gsize n_bytes;

	if (!path || (g_file_get_contents(path, &text, &n_bytes, &why) &&
			     rules_parse(rules, path, text, n_bytes, &why)))
		return true;
	g_set_error_literal(error, DAEMON_ERROR, DAEMON_ERROR_USE, why->message);
	return false;
}

bool config_check(const Config *config, GError **error)
{
	if (!config->certificate == !config->certificate_key)
		return check_rules(config->rules_file, error);
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
		"[console] certificate 和 certificate_key 要一起写，或都不写 / [console] "
		"certificate and certificate_key go together: give both or none");
	return false;
}

guint16 config_port(const Config *config, bool has_tls)
{
	if (config->port >= 0)
		return (guint16)config->port;
	return has_tls ? PORT_TLS : PORT_PLAIN;
}

void config_pen(const Config *config, const char *address, PenConfig *pen)
{
	g_autofree char *key = g_ascii_strup(address, -1);
	const PenConfig *own = g_hash_table_lookup(config->pens, key);

	*pen = own ? *own : config->pen;
}

/* ---- life */

/* What systemd made for us, else the user's own. */
static char *default_folder(void)
{
	const char *state = g_getenv("STATE_DIRECTORY");

	return state && *state ? g_strdup(state)
			       : g_build_filename(g_get_user_data_dir(), "zhibi", NULL);
}

Config *config_new(void)
{
	Config *config = g_new0(Config, 1);

	config->data_folder = default_folder();
	config->address = g_strdup("127.0.0.1");
	config->port = -1;
	config->record = g_strdup("");
	config->keep_raw_days = KEEP_RAW_DAYS;
	config->day_ends_minutes = DAY_ENDS_MINUTES;
	config_retention_init(&config->retention);
	config->pen.fetch_stored = true;
	config->has_bluetooth = true;
	config->has_usb = true;
	config->pens = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	config->customs = mark_customs_new();
	return config;
}

Config *config_free(Config *config)
{
	if (!config)
		return NULL;
	g_free(config->data_folder);
	g_free(config->address);
	g_free(config->page_folder);
	g_free(config->certificate);
	g_free(config->certificate_key);
	g_free(config->pens_socket);
	g_free(config->record);
	g_free(config->models_folder);
	g_free(config->rules_file);
	if (config->usb_slots)
		g_ptr_array_unref(config->usb_slots);
	g_hash_table_unref(config->pens);
	mark_customs_free(config->customs);
	g_free(config);
	return NULL;
}
