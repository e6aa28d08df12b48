/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-header.h"

#include <string.h>

bool console_header_copy(struct lws *wsi, enum lws_token_indexes token, char *out, gsize size)
{
	return lws_hdr_copy(wsi, out, (int)size, token) > 0;
}

bool console_http_cookie(struct lws *wsi, const char *name, char token[LOGIN_TOKEN_LENGTH + 1])
{
	char cookies[2048];
	const gsize n_name = strlen(name);
	if (!console_header_copy(wsi, WSI_TOKEN_HTTP_COOKIE, cookies, sizeof(cookies)))
		return false;
	g_auto(GStrv) parts = g_strsplit(cookies, ";", -1);
	for (char **part = parts; *part; part++) {
		const char *value = g_strstrip(*part);
		if (strncmp(value, name, n_name) != 0 || value[n_name] != '=')
			continue;
		value += n_name + 1;
		if (strlen(value) == LOGIN_TOKEN_LENGTH) {
			memcpy(token, value, LOGIN_TOKEN_LENGTH + 1);
			return true;
		}
	}
	return false;
}

bool console_http_token(struct lws *wsi, char token[LOGIN_TOKEN_LENGTH + 1])
{
	return console_http_cookie(wsi, CONSOLE_COOKIE, token);
}

bool console_header_is_ours(struct lws *wsi, bool may_be_missing)
{
	char origin[256], host[256];
	if (!console_header_copy(wsi, WSI_TOKEN_HOST, host, sizeof(host)))
		return false;
	if (!lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN))
		return may_be_missing;
	if (!console_header_copy(wsi, WSI_TOKEN_ORIGIN, origin, sizeof(origin)))
		return false;
	const char *name = strstr(origin, "://");
	return name && g_ascii_strcasecmp(name + strlen("://"), host) == 0;
}

const StoreTeacher *console_header_teacher(struct lws *wsi, Console *console)
{
	char token[LOGIN_TOKEN_LENGTH + 1];

	return console_http_token(wsi, token)
		       ? login_teacher(console->login, token, console_now_ms())
		       : NULL;
}
