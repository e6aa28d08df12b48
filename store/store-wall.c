/* SPDX-License-Identifier: MIT */
/* The show wall on its way to the writer: the values in the order that store/tables.c binds. */
#include "store/store-private.h"

guint64 store_put_wall(Store *store, const StoreWall *wall)
{
	Request *request = request_new(REQUEST_WALL);

	request_add_integer(request, wall->class_id);
	request_add_text(request, wall->items);
	return store_put_request(store, request);
}

guint64 store_put_wall_link(Store *store, const StoreWallLink *link)
{
	Request *request = request_new(REQUEST_WALL_LINK);

	request_add_integer(request, link->id);
	request_add_integer(request, link->class_id);
	request_add_integer(request, link->teacher_id);
	request_add_text(request, link->label);
	request_add_text(request, link->token_hash);
	request_add_integer(request, link->names);
	request_add_integer(request, link->made_ms);
	request_add_integer(request, link->until_ms);
	request_add_integer(request, link->ended_ms);
	return store_put_request(store, request);
}
