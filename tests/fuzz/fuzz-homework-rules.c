/* SPDX-License-Identifier: MIT */
/* Any text as a file of rules: refused with a line, or rules that survive being written and read again. */
#include "homework/load/rules.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Rules) rules = rules_new();
	g_autoptr(GError) error = NULL;

	if (!rules_parse(rules, "rules.conf", (const char *)data, size, &error)) {
		g_assert(error && g_str_has_prefix(error->message, "rules.conf:"));
		return 0;
	}
	for (guint i = 0; rules_name(i); i++) {
		g_autofree char *value = rules_value(rules, i);
		g_autofree char *wrong = rules_set(rules, rules_name(i), value);
		g_autofree char *again = rules_value(rules, i);

		g_assert(!wrong && strcmp(value, again) == 0);
	}
	for (gint day = 20000; day < 20010; day++)
		for (gint grade = 1; grade <= 12; grade++)
			rules_budget(rules, grade, day);
	return 0;
}
