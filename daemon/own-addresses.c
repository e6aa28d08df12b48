/* SPDX-License-Identifier: MIT */
/* See own-addresses.h. */
#include "daemon/own-addresses.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>

static int compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_address(GPtrArray *to, const char *text)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

	if (address && !g_inet_address_get_is_loopback(address) &&
		!g_inet_address_get_is_link_local(address) &&
		!g_ptr_array_find_with_equal_func(to, text, g_str_equal, NULL))
		g_ptr_array_add(to, g_strdup(text));
}

static void add_interfaces(GPtrArray *to)
{
	struct ifaddrs *all = NULL;

	if (getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
		char text[INET_ADDRSTRLEN];

		if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET ||
			!(one->ifa_flags & IFF_UP))
			continue;
		const void *bytes =
			&((const struct sockaddr_in *)(const void *)one->ifa_addr)->sin_addr;

		if (inet_ntop(AF_INET, bytes, text, sizeof(text)))
			add_address(to, text);
	}
	freeifaddrs(all);
}

char **own_addresses(const char *listen)
{
	GPtrArray *found = g_ptr_array_new();
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(listen);

	if (address && g_inet_address_get_is_any(address))
		add_interfaces(found);
	else
		add_address(found, listen);
	g_ptr_array_sort(found, compare);
	g_ptr_array_add(found, NULL);
	return (char **)g_ptr_array_free(found, FALSE);
}
