/* SPDX-License-Identifier: MIT */
/* Links by which others follow the wall. A token is told once; what is kept cannot be turned back into it. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include <sodium.h>
#include <string.h>

#include "daemon/wall/wall-private.h"

#define TOKEN_BYTES 32
#define HASH_BYTES 32
#define MS_A_MINUTE 60000

void wall_link_free(gpointer data)
{
	WallLink *link = data;

	g_free(link->row.label);
	g_free(link->row.token_hash);
	g_free(link);
}

static void hash_token(const char *token, char hash[HASH_BYTES * 2 + 1])
{
	guint8 bytes[HASH_BYTES];

	crypto_generichash(bytes, sizeof bytes, (const guint8 *)token, strlen(token), NULL, 0);
	sodium_bin2hex(hash, HASH_BYTES * 2 + 1, bytes, sizeof bytes);
}

static WallLink *find(const Wall *wall, gint64 id)
{
	for (guint i = 0; i < wall->links->len; i++) {
		WallLink *link = g_ptr_array_index(wall->links, i);

		if (link->row.id == id)
			return link;
	}
	return NULL;
}

static bool is_good(const WallLink *link, gint64 now_ms)
{
	return link->row.ended_ms == 0 && now_ms < link->row.until_ms;
}

WallResult wall_link(Wall *wall, const WallLinkWish *wish, gint64 now_ms, WallNewLink *made)
{
	guint8 bytes[TOKEN_BYTES];
	char hash[HASH_BYTES * 2 + 1];

	wall_watch(wall, now_ms);
	if (wall->links->len >= WALL_LINKS_MAX)
		return WALL_TOO_MANY_LINKS;
	g_assert(sodium_init() >= 0);
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(made->token, sizeof made->token, bytes, sizeof bytes,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
	hash_token(made->token, hash);
	WallLink *link = g_new0(WallLink, 1);

	link->row = (StoreWallLink){
		.id = store_new_id(wall->options.store),
		.class_id = classroom_class(wall->options.classroom)->id,
		.teacher_id = wish->teacher_id,
		.label = g_strdup(wish->label),
		.token_hash = g_strdup(hash),
		.names = wish->names,
		.made_ms = now_ms,
		.until_ms = now_ms + (gint64)wish->minutes * MS_A_MINUTE,
	};
	made->id = link->row.id;
	made->until_ms = link->row.until_ms;
	g_ptr_array_add(wall->links, link);
	store_put_wall_link(wall->options.store, &link->row);
	g_info("link %" G_GINT64_FORMAT " to the wall, for %u minutes", made->id, wish->minutes);
	wall_touch(wall);
	return WALL_DONE;
}

WallResult wall_unlink(Wall *wall, gint64 id, gint64 now_ms)
{
	WallLink *link = find(wall, id);

	if (!link || !is_good(link, now_ms))
		return WALL_NO_SUCH_LINK;
	link->row.ended_ms = now_ms;
	store_put_wall_link(wall->options.store, &link->row);
	g_ptr_array_remove(wall->links, link);
	g_info("link %" G_GINT64_FORMAT " to the wall was ended", id);
	wall_touch(wall);
	return WALL_DONE;
}

gint64 wall_link_of(const Wall *wall, const char *token, gint64 now_ms)
{
	char hash[HASH_BYTES * 2 + 1];

	if (strlen(token) != WALL_TOKEN_LENGTH)
		return 0;
	hash_token(token, hash);
	for (guint i = 0; i < wall->links->len; i++) {
		const WallLink *link = g_ptr_array_index(wall->links, i);

		if (is_good(link, now_ms) && strcmp(link->row.token_hash, hash) == 0)
			return link->row.id;
	}
	return 0;
}

bool wall_link_is_good(const Wall *wall, gint64 id, gint64 now_ms)
{
	const WallLink *link = find(wall, id);

	return link && is_good(link, now_ms);
}

void wall_watch(Wall *wall, gint64 now_ms)
{
	bool over = false;

	for (guint i = wall->links->len; i-- > 0;) {
		if (is_good(g_ptr_array_index(wall->links, i), now_ms))
			continue;
		g_ptr_array_remove_index(wall->links, i);
		over = true;
	}
	if (over)
		wall_touch(wall);
}

/* ---- who looks on */

static void count(Wall *wall, gint64 id, gint more)
{
	WallLink *link = id != 0 ? find(wall, id) : NULL;

	if (id == 0)
		wall->n_projectors += (guint)more;
	else if (link)
		link->n_viewers += (guint)more;
	wall_touch(wall);
}

void wall_viewer_came(Wall *wall, gint64 link)
{
	count(wall, link, 1);
}

void wall_viewer_left(Wall *wall, gint64 link)
{
	count(wall, link, -1);
}

void wall_log_look(const Wall *wall, gint64 link, gint64 page_copy_id, gint64 now_ms)
{
	g_autofree char *what = g_strdup_printf("follow-wall %" G_GINT64_FORMAT, link);
	const StoreAccess access = {
		.teacher_id = 0, .page_copy_id = page_copy_id, .at_ms = now_ms, .what = what
	};

	store_put_access(wall->options.store, &access);
}
