/* SPDX-License-Identifier: MIT */
/* The model files that the program carries, so that it needs none beside it. */
#include "drivers/model.h"

#include <string.h>

#include "drivers/models-text.h"

ModelSet *model_set_new_built_in(void)
{
	ModelSet *set = model_set_new();

	for (gsize i = 0; i < G_N_ELEMENTS(MODELS_TEXT); i++) {
		g_autoptr(GError) error = NULL;

		/* `make check` reads every one; a fault here is ours. */
		if (!model_set_add(set, MODELS_TEXT[i].file, MODELS_TEXT[i].text,
			    strlen(MODELS_TEXT[i].text), &error))
			g_error("%s", error->message);
	}
	return set;
}
