/* SPDX-License-Identifier: MIT */
/* Model files: those we ship are sound and claim no pen twice; what is seen finds its model; faults are told
 * with file, key and mend. */
#include "drivers/model.h"

#include <string.h>

#include "drivers/pen.h"

#define SERVICE_OLD "000019f1-0000-1000-8000-00805f9b34fb"
#define SERVICE_NEW "4f99f138-9d53-5bfa-9e50-b147491afe68"
#define SERVICE_V1 "000018F1-0000-1000-8000-00805F9B34FB"

static const guint8 ADDRESS[] = { 0x9c, 0x7b, 0xd2, 0x0a, 0x0b, 0x0c };

static const char *find_name(const ModelSet *set, const char *name, const char *service,
	const guint8 *manufacturer, gsize n_manufacturer, guint32 class)
{
	const char *const services[] = { service, NULL };
	const ModelSighting sighting = {
		.name = name,
		.services = service ? services : NULL,
		.manufacturer = manufacturer,
		.n_manufacturer = n_manufacturer,
		.class_of_device = class,
	};
	const Model *model = model_set_find(set, &sighting);

	return model ? model->file : NULL;
}

/* ---- what we ship */

/* A name that the pattern fits. */
static char *example_of(const char *pattern)
{
	g_auto(GStrv) parts = g_strsplit(pattern, "*", -1);

	return g_strjoinv("x", parts);
}

static void test_each_finds_itself(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();

	g_assert_cmpuint(model_set_n(set), >=, 10);
	for (guint i = 0; i < model_set_n(set); i++) {
		const Model *model = model_set_get(set, i);

		for (guint n = 0; n < model->names->len; n++) {
			g_autofree char *name = example_of(g_ptr_array_index(model->names, n));

			for (guint s = 0; s < model->services->len; s++)
				g_assert_cmpstr(
					find_name(set, name, g_ptr_array_index(model->services, s),
						NULL, 0, 0),
					==, model->file);
		}
		for (guint u = 0; u < model->usbs->len; u++) {
			const ModelUsb *usb = &g_array_index(model->usbs, ModelUsb, u);

			g_assert_true(model_set_find_usb(set, usb->vendor, usb->product) == model);
		}
	}
}

static void test_names_are_used_once(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < model_set_n(set); i++)
		g_assert_true(g_hash_table_add(names, model_set_get(set, i)->name));
}

static void test_services(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();
	g_auto(GStrv) services = model_set_services(set);

	g_assert_true(g_strv_contains((const char *const *)services, SERVICE_OLD));
	g_assert_true(g_strv_contains((const char *const *)services, SERVICE_NEW));
	for (guint i = 0; services[i]; i++)
		for (guint j = i + 1; services[j]; j++)
			g_assert_cmpstr(services[i], !=, services[j]);
}

/* ---- recognising */

static void test_sightings(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();
	const guint8 strange[] = { 0x4c, 0x00, 0x02, 0x15 };

	/* The name comes with the scan response, later than the rest. */
	g_assert_cmpstr(find_name(set, NULL, NULL, ADDRESS, 6, 0), ==, "neo-other.pen");
	g_assert_cmpstr(
		find_name(set, "Neosmartpen_M1+", NULL, ADDRESS, 6, 0), ==, "neo-m1-plus.pen");
	g_assert_cmpstr(
		find_name(set, "Neosmartpen_M1", SERVICE_NEW, ADDRESS, 6, 0), ==, "neo-m1.pen");
	g_assert_cmpstr(find_name(set, "NWP-F110", SERVICE_V1, NULL, 0, 0), ==, "neo-n2-first.pen");
	g_assert_cmpstr(find_name(set, "NWP-F110", NULL, NULL, 0, 0x500), ==, "neo-n2-first.pen");
	g_assert_cmpstr(
		find_name(set, "A pen of tomorrow", SERVICE_OLD, NULL, 0, 0), ==, "neo-other.pen");
	/* A name or a class alone is not enough, and somebody else's mark is none of ours. */
	g_assert_null(find_name(set, "Neosmartpen_M1", NULL, NULL, 0, 0));
	g_assert_null(find_name(set, NULL, NULL, NULL, 0, 0x2510));
	g_assert_null(find_name(set, "Neosmartpen_M1", SERVICE_OLD, strange, 4, 0));
	g_assert_null(find_name(set, NULL, NULL, ADDRESS, 2, 0));
	g_assert_null(model_set_find(set, &(ModelSighting){ 0 }));
}

/* ---- one file */

static const char GOOD[] = "# a comment\n"
			   "[Pen]\nName=Made up\nDriver=neo\nQuirks=cap-after-restart;\n"
			   "[Match]\nService=FEED;\nName=Made*;\nManufacturer=01020304;\n"
			   "Class=2510;051C;\n"
			   "[Bluetooth]\nGatt=FEED:0001:0002;\nSerialPort=true\n"
			   "Quirks=notify-by-bus;write-by-bus;pair;\n"
			   "[Usb]\nMatch=1234:abcd;\nDriver=neo\nClass=0A\n";

static void test_whole_file(void)
{
	g_autoptr(ModelSet) set = model_set_new();
	g_autoptr(GError) error = NULL;
	const Model *model;

	g_assert_true(model_set_add(set, "made-up.pen", GOOD, strlen(GOOD), &error));
	g_assert_no_error(error);
	g_assert_cmpuint(model_set_n(set), ==, 1);
	model = model_set_get(set, 0);
	g_assert_cmpstr(model->name, ==, "Made up");
	g_assert_cmpuint(model->quirks, ==, PEN_QUIRK_CAP_AFTER_RESTART);
	g_assert_cmpuint(model->links, ==,
		MODEL_LINK_NOTIFY_BY_BUS | MODEL_LINK_WRITE_BY_BUS | MODEL_LINK_PAIR);
	g_assert_cmpstr(
		g_ptr_array_index(model->services, 0), ==, "0000feed-0000-1000-8000-00805f9b34fb");
	g_assert_cmpstr(g_array_index(model->gatts, ModelGatt, 0).notify, ==,
		"00000002-0000-1000-8000-00805f9b34fb");
	g_assert_cmpuint(g_array_index(model->classes, guint32, 1), ==, 0x51c);
	g_assert_true(model->serial_port);
	g_assert_cmpuint(model->usb_class, ==, 10);
	g_assert_true(model_set_find_usb(set, 0x1234, 0xabcd) == model);
	g_assert_null(model_set_find_usb(set, 0x1234, 0xabce));
}

/* As editors of Windows save it; half a mark is none. */
static void test_marked(void)
{
	g_autoptr(ModelSet) set = model_set_new();
	g_autofree char *marked = g_strconcat("\xEF\xBB\xBF", GOOD, NULL);
	g_autofree char *half = g_strconcat("\xEF\xBB", GOOD, NULL);

	g_assert_true(model_set_add(set, "made-up.pen", marked, strlen(marked), NULL));
	g_assert_cmpstr(model_set_get(set, 0)->name, ==, "Made up");
	g_assert_false(model_set_add(set, "made-up.pen", half, strlen(half), NULL));
}

static void test_replaced(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();
	guint n_models = model_set_n(set);
	g_autofree char *text = g_strdup(GOOD);

	g_assert_true(model_set_add(set, "neo-m1.pen", text, strlen(text), NULL));
	g_assert_cmpuint(model_set_n(set), ==, n_models);
	/* A refused file leaves the set as it was. */
	g_assert_false(model_set_add(set, "neo-m1.pen", "[Pen]\n", 6, NULL));
	g_assert_cmpuint(model_set_n(set), ==, n_models);
	g_assert_cmpstr(
		find_name(set, "Made of paper", "0000FEED-0000-1000-8000-00805F9B34FB", NULL, 0, 0),
		==, "neo-m1.pen");
}

static void test_faults(void)
{
	/* In the good file, this for that; the message must name this. */
	static const struct {
		const char *from, *to, *message;
	} FAULTS[] = {
		{ "Name=Made up\n", "", "[Pen] Name: is missing" },
		{ "Driver=neo\nQuirks", "Quirks", "[Pen] Driver: is missing" },
		{ "Driver=neo\nQ", "Driver=leo\nQ", "[Pen] Driver = \"leo\": there is no such" },
		{ "cap-after", "hat-after", "[Pen] Quirks = \"hat-after-restart\": write" },
		{ "FEED;", "FEEDS;", "[Match] Service = \"FEEDS\": write UUIDs" },
		{ "Made*", "*", "[Match] Name = \"*\": write names" },
		{ "01020304", "0102030", "[Match] Manufacturer = \"0102030\": write 2 to 16" },
		{ "Class=2510", "Class=pen", "[Match] Class = \"pen\": write classes" },
		{ "FEED:0001:0002", "FEED:0001", "[Bluetooth] Gatt = \"FEED:0001\": write SERV" },
		{ "SerialPort=true", "SerialPort=yes", "[Bluetooth] SerialPort = \"yes\": write" },
		{ "pair;", "peer;", "[Bluetooth] Quirks = \"peer\": write notify" },
		{ "1234:abcd", "1234", "[Usb] Match = \"1234\": write VENDOR:PRODUCT" },
		{ "Driver=neo\nClass=0A", "Class=0A", "[Usb] Driver: Match and Driver go" },
		{ "Class=0A", "Class=1AA", "[Usb] Class = \"1AA\": write the" },
		{ "Name=Made*;", "Nmae=Made*;", "[Match] Nmae: is not a key" },
		{ "[Usb]", "[Cable]", "[Cable] Match: is not a key" },
		{ "Gatt=FEED:0001:0002;\nSerialPort=true\n", "", "[Bluetooth] Gatt: nothing says" },
		{ "# a comment", "a comment", "made-up.pen: " },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
		g_autoptr(ModelSet) set = model_set_new();
		g_autoptr(GString) text = g_string_new(GOOD);
		g_autoptr(GError) error = NULL;

		g_assert_cmpuint(g_string_replace(text, FAULTS[i].from, FAULTS[i].to, 1), ==, 1);
		g_test_message("%s", FAULTS[i].to);
		g_assert_false(model_set_add(set, "made-up.pen", text->str, text->len, &error));
		g_assert_error(error, MODEL_ERROR, MODEL_ERROR_BAD_FILE);
		g_assert_true(g_str_has_prefix(error->message, "made-up.pen: "));
		if (!strstr(error->message, FAULTS[i].message))
			g_error("\"%s\" lacks \"%s\"", error->message, FAULTS[i].message);
		g_assert_cmpuint(model_set_n(set), ==, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/model/each-finds-itself", test_each_finds_itself);
	g_test_add_func("/drivers/model/names-are-used-once", test_names_are_used_once);
	g_test_add_func("/drivers/model/services", test_services);
	g_test_add_func("/drivers/model/sightings", test_sightings);
	g_test_add_func("/drivers/model/whole-file", test_whole_file);
	g_test_add_func("/drivers/model/marked", test_marked);
	g_test_add_func("/drivers/model/replaced", test_replaced);
	g_test_add_func("/drivers/model/faults", test_faults);
	return g_test_run();
}
