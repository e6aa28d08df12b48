/* SPDX-License-Identifier: MIT */
/* See config-report.h. */
#include "daemon/config-report.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/certificate.h"
#include "daemon/page-folder.h"
#include "homework/load/rules.h"
#include "homework/reading/expected-error.h"

static json_t *text(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);

	return json_string(valid);
}

static bool is_forbidden(const char *path)
{
	return g_access(path, R_OK) != 0 && errno == EACCES;
}

static void put_contents(json_t *object, const char *path)
{
	g_autoptr(GPtrArray) names = NULL;
	gint64 until_s = 0;
	json_t *array = json_array();

	if (certificate_describe(path, &until_s, &names, NULL))
		for (guint i = 0; i < names->len; i++)
			json_array_append_new(array, text(g_ptr_array_index(names, i)));
	json_object_set_new(object, "until_ms", json_integer(until_s * 1000));
	json_object_set_new(object, "names", array);
}

static json_t *report_certificate(const char *path, const char *key, bool own)
{
	g_autoptr(GError) error = NULL;
	json_t *object = json_object();

	certificate_check(path, key, &error);
	json_object_set_new(object, "path", text(path));
	json_object_set_new(object, "key", text(key));
	json_object_set_new(object, "own", json_boolean(own));
	json_object_set_new(object, "present", json_boolean(g_file_test(path, G_FILE_TEST_EXISTS)));
	json_object_set_new(object, "error", text(error ? error->message : ""));
	json_object_set_new(
		object, "forbidden", json_boolean(is_forbidden(path) || is_forbidden(key)));
	put_contents(object, path);
	return object;
}

static json_t *certificate_of(const Config *config)
{
	g_autofree char *certificate = NULL;
	g_autofree char *key = NULL;

	if (config->certificate && config->certificate_key)
		return report_certificate(config->certificate, config->certificate_key, false);
	if (config_is_loopback(config->address))
		return json_null();
	certificate_own_paths(config->data_folder, &certificate, &key);
	return report_certificate(certificate, key, true);
}

/* The page of the roster sheet, as it is written in the file. */
static json_t *enrolment_page_of(const Config *config)
{
	const PageAddress *page = &config->enrolment_page;
	g_autofree char *words =
		g_strdup_printf("%u.%u.%u.%u", page->section, page->owner, page->book, page->page);

	return page->family == PAGE_FAMILY_NONE ? json_null() : text(words);
}

/* What each bound of [reading] costs and brings, as measured. */
static json_t *reading_of(const Config *config)
{
	static const QuestionType TYPES[] = { QUESTION_CHOICE, QUESTION_TRUE_FALSE,
		QUESTION_NUMBER };
	json_t *array = json_array();

	for (gsize i = 0; i < G_N_ELEMENTS(TYPES); i++) {
		const double bound = config->reading_bounds[TYPES[i]];
		const ExpectedError expected = expected_error(TYPES[i], bound);

		json_array_append_new(
			array, json_pack("{s:s,s:f,s:f,s:f}", "type", question_type_name(TYPES[i]),
				       "bound", bound, "expected_wrong", expected.wrong,
				       "expected_refused", expected.refused));
	}
	return array;
}

/* Days that things are kept; 0: for ever. */
static json_t *retention_of(const Config *config)
{
	const guint *days = config->retention.days;

	return json_pack("{s:i,s:i,s:i,s:i,s:i}", "raw_days", (int)config->keep_raw_days,
		"ink_days", (int)days[STORE_FORGET_INK], "results_days",
		(int)days[STORE_FORGET_RESULTS], "unclaimed_days",
		(int)days[STORE_FORGET_UNCLAIMED], "access_days", (int)days[STORE_FORGET_ACCESS]);
}

/* Groups of fewer pupils are in no report. The file was looked over when the configuration was. */
static gint group_minimum_of(const Config *config)
{
	g_autoptr(Rules) rules = rules_new();
	g_autofree char *text = NULL;
	gsize n_bytes;

	if (config->rules_file && g_file_get_contents(config->rules_file, &text, &n_bytes, NULL))
		rules_parse(rules, config->rules_file, text, n_bytes, NULL);
	return rules->group_minimum;
}

char *config_report(const Config *config)
{
	g_autofree char *page = page_folder_find(config->page_folder);
	g_autofree char *socket =
		config->pens_socket ? g_strdup(config->pens_socket)
				    : g_build_filename(config->data_folder, "pens.sock", NULL);
	json_t *object = json_object();
	json_t *certificate = certificate_of(config);

	json_object_set_new(object, "data", text(config->data_folder));
	json_object_set_new(object, "address", text(config->address));
	json_object_set_new(
		object, "port", json_integer(config_port(config, !json_is_null(certificate))));
	json_object_set_new(object, "page", text(page));
	json_object_set_new(object, "page_present", json_boolean(page_folder_has_page(page)));
	json_object_set_new(object, "pens_socket", text(socket));
	json_object_set_new(object, "bluetooth", json_boolean(config->has_bluetooth));
	json_object_set_new(object, "usb", json_boolean(config->has_usb));
	json_object_set_new(object, "enrolment_page", enrolment_page_of(config));
	json_object_set_new(
		object, "rules", config->rules_file ? text(config->rules_file) : json_null());
	json_object_set_new(object, "reading", reading_of(config));
	json_object_set_new(object, "retention", retention_of(config));
	json_object_set_new(object, "record", json_boolean(*config->record != '\0'));
	json_object_set_new(object, "learning_records", json_boolean(config->learning_records));
	json_object_set_new(object, "group_minimum", json_integer(group_minimum_of(config)));
	json_object_set_new(object, "certificate", certificate);

	char *made = json_dumps(object, JSON_COMPACT);
	char *report = g_strdup(made);
	free(made);
	json_decref(object);
	return report;
}
