/* SPDX-License-Identifier: MIT */
/* A model file and a sample's strokes from anywhere: refused or whole, and nothing read from it is out of bounds. */
#include "homework/reading/network.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* The checksum put right, so that the reader behind it is reached. */
static GPtrArray *read_with_checksum(const guint8 *data, gsize size)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize n_digest = sizeof(digest);

	g_byte_array_append(bytes, (const guint8 *)NETWORK_MAGIC, strlen(NETWORK_MAGIC));
	g_byte_array_append(bytes, data, (guint)size);
	g_checksum_update(checksum, bytes->data, bytes->len);
	g_checksum_get_digest(checksum, digest, &n_digest);
	g_byte_array_append(bytes, digest, sizeof(digest));
	return network_read_all(bytes->data, bytes->len, NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GPtrArray) networks = read_with_checksum(data, size);
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(Trace) trace = trace_new();
	float features[FEATURES_N], probabilities[NETWORK_CLASSES_MAX];
	gsize fault = 0;

	if (trace_parse(trace, text, &fault)) {
		features_of(trace, 0, trace_n_strokes(trace), NULL, features);
		for (guint i = 0; i < FEATURES_N; i++)
			g_assert(isfinite(features[i]));
	} else {
		g_assert(fault <= size);
		memset(features, 0, sizeof(features));
	}
	for (guint i = 0; networks && i < networks->len; i++)
		network_ask(g_ptr_array_index(networks, i), features, probabilities);
	return 0;
}
