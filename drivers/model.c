/* SPDX-License-Identifier: MIT */
/* See model.h. Reading a model's key file, and holding models against what is seen. */
#include "drivers/model.h"

#include <string.h>

#include "drivers/pen.h"

#define FILE_BYTES_MAX 65536
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"		 /* which editors of Windows set */
#define UUID_TAIL "-0000-1000-8000-00805f9b34fb" /* of the 16-bit UUIDs (Bluetooth base UUID) */

struct ModelSet {
	GPtrArray *models; /* of Model; those with names first, else in the order they came */
};

typedef struct {
	const char *word;
	guint bit;
} Word;

static const Word PEN_QUIRKS[] = {
	{ "cap-after-restart", PEN_QUIRK_CAP_AFTER_RESTART },
	{ "frees-when-fetched", PEN_QUIRK_FREES_WHEN_FETCHED },
	{ NULL, 0 },
};
static const Word LINK_QUIRKS[] = {
	{ "notify-by-bus", MODEL_LINK_NOTIFY_BY_BUS },
	{ "write-by-bus", MODEL_LINK_WRITE_BY_BUS },
	{ "pair", MODEL_LINK_PAIR },
	{ NULL, 0 },
};

GQuark model_error_quark(void)
{
	return g_quark_from_static_string("zhibi-drivers");
}

/* ---- values: each returns NULL when done, else what to write */

static bool normalise_uuid(const char *text, char uuid[37])
{
	static const char SHAPE[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	g_autofree char *lower = g_ascii_strdown(text, -1);

	if (strlen(lower) == 4) {
		if (strspn(lower, "0123456789abcdef") != 4)
			return false;
		g_snprintf(uuid, 37, "0000%s%s", lower, UUID_TAIL);
		return true;
	}
	if (strlen(lower) != strlen(SHAPE))
		return false;
	for (gsize i = 0; SHAPE[i]; i++)
		if (SHAPE[i] == '-' ? lower[i] != '-' : !g_ascii_isxdigit(lower[i]))
			return false;
	g_strlcpy(uuid, lower, 37);
	return true;
}

static bool read_hexadecimal(const char *text, guint64 max, guint64 *number)
{
	return g_ascii_string_to_unsigned(text, 16, 0, max, number, NULL);
}

static const char *take_service(Model *model, const char *value)
{
	char uuid[37];

	if (!normalise_uuid(value, uuid))
		return "write UUIDs of four digits (19F1) or whole";
	g_ptr_array_add(model->services, g_strdup(uuid));
	return NULL;
}

static const char *take_name(Model *model, const char *value)
{
	/* A pattern that fits everything would claim every pen of the room. */
	if (strspn(value, "*?") == strlen(value))
		return "write names, with * for what may follow";
	g_ptr_array_add(model->names, g_strdup(value));
	return NULL;
}

static const char *take_manufacturer(Model *model, const char *value)
{
	gsize n_digits = strlen(value);
	guint8 bytes[16];

	if (n_digits < 4 || n_digits % 2 != 0 || n_digits / 2 > sizeof(bytes))
		return "write 2 to 16 bytes in hexadecimal";
	for (gsize i = 0; i < n_digits / 2; i++) {
		gint high = g_ascii_xdigit_value(value[2 * i]);
		gint low = g_ascii_xdigit_value(value[2 * i + 1]);

		if (high < 0 || low < 0)
			return "write 2 to 16 bytes in hexadecimal";
		bytes[i] = (guint8)(high << 4 | low);
	}
	g_ptr_array_add(model->manufacturers, g_bytes_new(bytes, n_digits / 2));
	return NULL;
}

static const char *take_class(Model *model, const char *value)
{
	guint64 number;

	if (!read_hexadecimal(value, 0xffffff, &number))
		return "write classes of device in hexadecimal, as 2510";

	guint32 class = (guint32)number;
	g_array_append_val(model->classes, class);
	return NULL;
}

static const char *take_gatt(Model *model, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ":", -1);
	ModelGatt gatt;

	if (g_strv_length(parts) != 3 || !normalise_uuid(parts[0], gatt.service) ||
		!normalise_uuid(parts[1], gatt.write) || !normalise_uuid(parts[2], gatt.notify))
		return "write SERVICE:WRITE:NOTIFY, each a UUID";
	g_array_append_val(model->gatts, gatt);
	return NULL;
}

static const char *take_usb(Model *model, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ":", -1);
	guint64 vendor, product;

	if (g_strv_length(parts) != 2 || !read_hexadecimal(parts[0], G_MAXUINT16, &vendor) ||
		!read_hexadecimal(parts[1], G_MAXUINT16, &product))
		return "write VENDOR:PRODUCT in hexadecimal, as 0E8D:0023";

	ModelUsb usb = { .vendor = (guint16)vendor, .product = (guint16)product };
	g_array_append_val(model->usbs, usb);
	return NULL;
}

static const char *take_usb_class(Model *model, const char *value)
{
	guint64 number;

	if (!read_hexadecimal(value, 0xff, &number))
		return "write the interface's class in hexadecimal, as 0A";
	model->usb_class = (guint)number;
	return NULL;
}

static bool take_word(const Word *words, const char *value, guint *bits)
{
	for (; words->word; words++)
		if (g_str_equal(words->word, value)) {
			*bits |= words->bit;
			return true;
		}
	return false;
}

static const char *take_quirk(Model *model, const char *value)
{
	return take_word(PEN_QUIRKS, value, &model->quirks)
		       ? NULL
		       : "write cap-after-restart or frees-when-fetched";
}

static const char *take_link_quirk(Model *model, const char *value)
{
	return take_word(LINK_QUIRKS, value, &model->links)
		       ? NULL
		       : "write notify-by-bus, write-by-bus or pair";
}

static const char *take_serial_port(Model *model, const char *value)
{
	model->serial_port = g_str_equal(value, "true");
	return model->serial_port || g_str_equal(value, "false") ? NULL : "write true or false";
}

static const char *take_pen_name(Model *model, const char *value)
{
	g_free(model->name);
	model->name = g_strdup(value);
	return NULL;
}

static const char *take_driver_name(char **driver, const char *value)
{
	if (!driver_by_name(value))
		return "there is no such driver; `zhibi decode --help` lists them";
	g_free(*driver);
	*driver = g_strdup(value);
	return NULL;
}

static const char *take_driver(Model *model, const char *value)
{
	return take_driver_name(&model->driver, value);
}

static const char *take_usb_driver(Model *model, const char *value)
{
	return take_driver_name(&model->usb_driver, value);
}

typedef struct {
	const char *group, *key;
	bool is_list;
	const char *(*take)(Model *model, const char *value);
} Key;

static const Key KEYS[] = {
	{ "Pen", "Name", false, take_pen_name },
	{ "Pen", "Driver", false, take_driver },
	{ "Pen", "Quirks", true, take_quirk },
	{ "Match", "Service", true, take_service },
	{ "Match", "Name", true, take_name },
	{ "Match", "Manufacturer", true, take_manufacturer },
	{ "Match", "Class", true, take_class },
	{ "Bluetooth", "Gatt", true, take_gatt },
	{ "Bluetooth", "SerialPort", false, take_serial_port },
	{ "Bluetooth", "Quirks", true, take_link_quirk },
	{ "Usb", "Match", true, take_usb },
	{ "Usb", "Driver", false, take_usb_driver },
	{ "Usb", "Class", false, take_usb_class },
};

/* ---- one file */

static void model_free(gpointer data)
{
	Model *model = data;

	if (!model)
		return;
	g_free(model->file);
	g_free(model->name);
	g_free(model->driver);
	g_free(model->usb_driver);
	g_ptr_array_unref(model->services);
	g_ptr_array_unref(model->names);
	g_ptr_array_unref(model->manufacturers);
	g_array_unref(model->classes);
	g_array_unref(model->gatts);
	g_array_unref(model->usbs);
	g_free(model);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

static void free_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static Model *model_new(const char *file)
{
	Model *model = g_new0(Model, 1);

	model->file = g_strdup(file);
	model->services = g_ptr_array_new_with_free_func(g_free);
	model->names = g_ptr_array_new_with_free_func(g_free);
	model->manufacturers = g_ptr_array_new_with_free_func(free_bytes);
	model->classes = g_array_new(FALSE, FALSE, sizeof(guint32));
	model->gatts = g_array_new(FALSE, FALSE, sizeof(ModelGatt));
	model->usbs = g_array_new(FALSE, FALSE, sizeof(ModelUsb));
	return model;
}

static bool refuse(GError **error, const char *file, const char *group, const char *key,
	const char *value, const char *mend)
{
	g_set_error(error, MODEL_ERROR, MODEL_ERROR_BAD_FILE, "%s: [%s] %s%s%s%s: %s", file, group,
		key, value ? " = \"" : "", value ? value : "", value ? "\"" : "", mend);
	return false;
}

static const Key *find_key(const char *group, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++)
		if (g_str_equal(KEYS[i].group, group) && g_str_equal(KEYS[i].key, name))
			return &KEYS[i];
	return NULL;
}

static bool take_value(Model *model, GKeyFile *file, const Key *key, GError **error)
{
	g_autofree char *text = g_key_file_get_string(file, key->group, key->key, NULL);
	g_auto(GStrv) values =
		key->is_list ? g_key_file_get_string_list(file, key->group, key->key, NULL, NULL)
			     : NULL;
	const char *const one[] = { text, NULL };

	if (!text || (key->is_list && !values))
		return refuse(error, model->file, key->group, key->key, NULL,
			"write plain text in UTF-8");
	for (const char *const *value = values ? (const char *const *)values : one; *value;
		value++) {
		const char *mend = **value ? key->take(model, *value) : "is empty";

		if (mend)
			return refuse(error, model->file, key->group, key->key, *value, mend);
	}
	return true;
}

static bool take_group(Model *model, GKeyFile *file, const char *group, GError **error)
{
	g_auto(GStrv) names = g_key_file_get_keys(file, group, NULL, NULL);

	for (char *const *name = names; *name; name++) {
		const Key *key = find_key(group, *name);

		if (!key)
			return refuse(error, model->file, group, *name, NULL,
				"is not a key of a model file; docs/adding-a-pen.md lists them");
		if (!take_value(model, file, key, error))
			return false;
	}
	return true;
}

/* What every model needs, once all was read. */
static bool is_whole(const Model *model, GError **error)
{
	bool on_air = model->services->len > 0 || model->manufacturers->len > 0 ||
		      model->classes->len > 0;

	if (!model->name)
		return refuse(error, model->file, "Pen", "Name", NULL, "is missing");
	if (!model->driver)
		return refuse(error, model->file, "Pen", "Driver", NULL, "is missing");
	if (!on_air && model->usbs->len == 0)
		return refuse(error, model->file, "Match", "Service", NULL,
			"nothing says how this pen is recognised: give a Service, a Manufacturer "
			"or a [Usb] Match");
	if (on_air && model->gatts->len == 0 && !model->serial_port)
		return refuse(error, model->file, "Bluetooth", "Gatt", NULL,
			"nothing says how to speak to it: give Gatt or SerialPort=true");
	if ((model->usbs->len > 0) != (model->usb_driver != NULL))
		return refuse(error, model->file, "Usb", "Driver", NULL,
			"Match and Driver go together: give both or none");
	return true;
}

static Model *read_model(const char *file_name, const char *text, gsize n_bytes, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(Model) model = model_new(file_name);
	g_autoptr(GError) why = NULL;

	if (n_bytes > FILE_BYTES_MAX || memchr(text, '\0', n_bytes) ||
		!g_utf8_validate(text, (gssize)n_bytes, NULL)) {
		g_set_error(error, MODEL_ERROR, MODEL_ERROR_BAD_FILE,
			"%s: is not a model file: write text in UTF-8, at most 64 KiB", file_name);
		return NULL;
	}
	if (n_bytes >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0) {
		text += 3;
		n_bytes -= 3;
	}
	if (!g_key_file_load_from_data(file, text, n_bytes, G_KEY_FILE_NONE, &why)) {
		g_set_error(error, MODEL_ERROR, MODEL_ERROR_BAD_FILE, "%s: %s", file_name,
			why->message);
		return NULL;
	}

	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	for (char *const *group = groups; *group; group++)
		if (!take_group(model, file, *group, error))
			return NULL;
	return is_whole(model, error) ? g_steal_pointer(&model) : NULL;
}

/* ---- the set */

ModelSet *model_set_new(void)
{
	ModelSet *set = g_new0(ModelSet, 1);

	set->models = g_ptr_array_new_with_free_func(model_free);
	return set;
}

ModelSet *model_set_free(ModelSet *set)
{
	if (set) {
		g_ptr_array_unref(set->models);
		g_free(set);
	}
	return NULL;
}

static void insert(ModelSet *set, Model *take_model)
{
	guint at = set->models->len;

	for (guint i = 0; i < set->models->len; i++) {
		const Model *other = g_ptr_array_index(set->models, i);

		if (g_str_equal(other->file, take_model->file)) {
			g_ptr_array_remove_index(set->models, i);
			break;
		}
	}
	if (take_model->names->len > 0)
		for (at = 0; at < set->models->len; at++)
			if (((const Model *)g_ptr_array_index(set->models, at))->names->len == 0)
				break;
	g_ptr_array_insert(set->models, (gint)MIN(at, set->models->len), take_model);
}

bool model_set_add(ModelSet *set, const char *file, const char *text, gsize n_bytes, GError **error)
{
	Model *model = read_model(file, text, n_bytes, error);

	if (!model)
		return false;
	insert(set, model);
	return true;
}

guint model_set_n(const ModelSet *set)
{
	return set->models->len;
}

const Model *model_set_get(const ModelSet *set, guint index)
{
	return g_ptr_array_index(set->models, index);
}

/* ---- recognising */

static bool has_service(const Model *model, const ModelSighting *sighting)
{
	for (const char *const *seen = sighting->services; seen && *seen; seen++)
		for (guint i = 0; i < model->services->len; i++)
			if (g_ascii_strcasecmp(*seen, g_ptr_array_index(model->services, i)) == 0)
				return true;
	return false;
}

static bool has_manufacturer(const Model *model, const ModelSighting *sighting)
{
	for (guint i = 0; i < model->manufacturers->len; i++) {
		gsize n_bytes;
		const guint8 *bytes =
			g_bytes_get_data(g_ptr_array_index(model->manufacturers, i), &n_bytes);

		if (n_bytes <= sighting->n_manufacturer &&
			memcmp(bytes, sighting->manufacturer, n_bytes) == 0)
			return true;
	}
	return false;
}

static bool has_class(const Model *model, const ModelSighting *sighting)
{
	for (guint i = 0; sighting->class_of_device != 0 && i < model->classes->len; i++)
		if (g_array_index(model->classes, guint32, i) == sighting->class_of_device)
			return true;
	return false;
}

static bool has_name(const Model *model, const ModelSighting *sighting)
{
	for (guint i = 0; sighting->name && i < model->names->len; i++)
		if (g_pattern_match_simple(g_ptr_array_index(model->names, i), sighting->name))
			return true;
	return false;
}

static bool fits(const Model *model, const ModelSighting *sighting)
{
	bool by_manufacturer = has_manufacturer(model, sighting);
	bool strangers =
		sighting->n_manufacturer > 0 && model->manufacturers->len > 0 && !by_manufacturer;

	if (strangers || (model->names->len > 0 && !has_name(model, sighting)))
		return false;
	return by_manufacturer || has_service(model, sighting) ||
	       (model->names->len > 0 && has_class(model, sighting));
}

const Model *model_set_find(const ModelSet *set, const ModelSighting *sighting)
{
	for (guint i = 0; i < set->models->len; i++)
		if (fits(g_ptr_array_index(set->models, i), sighting))
			return g_ptr_array_index(set->models, i);
	return NULL;
}

const Model *model_set_find_usb(const ModelSet *set, guint16 vendor, guint16 product)
{
	for (guint i = 0; i < set->models->len; i++) {
		const Model *model = g_ptr_array_index(set->models, i);

		for (guint u = 0; u < model->usbs->len; u++) {
			const ModelUsb *usb = &g_array_index(model->usbs, ModelUsb, u);

			if (usb->vendor == vendor && usb->product == product)
				return model;
		}
	}
	return NULL;
}

char **model_set_services(const ModelSet *set)
{
	g_autoptr(GPtrArray) services = g_ptr_array_new();

	for (guint i = 0; i < set->models->len; i++) {
		const Model *model = g_ptr_array_index(set->models, i);

		for (guint s = 0; s < model->services->len; s++) {
			char *service = g_ptr_array_index(model->services, s);

			if (!g_ptr_array_find_with_equal_func(services, service, g_str_equal, NULL))
				g_ptr_array_add(services, g_strdup(service));
		}
	}
	g_ptr_array_add(services, NULL);
	return (char **)g_ptr_array_steal(services, NULL);
}
