/* SPDX-License-Identifier: MIT */
#include "daemon/pens/model-folder.h"

static bool add_file(ModelSet *models, const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	gsize n_bytes;

	if (!g_file_get_contents(path, &text, &n_bytes, error))
		return false;
	if (model_set_add(models, name, text, n_bytes, error))
		return true;
	g_prefix_error(error, "%s: ", folder);
	return false;
}

ModelSet *model_folder_load(const char *folder, GError **error)
{
	ModelSet *models = model_set_new_built_in();
	g_autoptr(GDir) files = folder ? g_dir_open(folder, 0, error) : NULL;

	if (folder && !files) {
		g_prefix_error(error, "[pens] models = %s: ", folder);
		return model_set_free(models);
	}
	for (const char *name; files && (name = g_dir_read_name(files));)
		if (g_str_has_suffix(name, ".pen") && !add_file(models, folder, name, error))
			return model_set_free(models);
	return models;
}
