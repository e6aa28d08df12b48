/* SPDX-License-Identifier: MIT */
/* A model file from anywhere: read or refused with a message, and what was read can be asked. */
#include "drivers/model.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(ModelSet) set = model_set_new();
	g_autoptr(GError) error = NULL;

	if (!model_set_add(set, "fuzz.pen", (const char *)data, size, &error)) {
		g_assert_nonnull(error);
		g_assert_cmpuint(model_set_n(set), ==, 0);
		return 0;
	}

	g_auto(GStrv) services = model_set_services(set);
	const Model *model = model_set_get(set, 0);
	const ModelSighting sighting = {
		.name = "NWP-F50",
		.services = (const char *const *)services,
		.manufacturer = data,
		.n_manufacturer = MIN(size, 31),
		.class_of_device = 0x2510,
	};
	model_set_find(set, &sighting);
	g_assert_nonnull(model->driver);
	return 0;
}
