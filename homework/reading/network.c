/* SPDX-License-Identifier: MIT */
/* See network.h. */
#include "homework/reading/network.h"

#include <math.h>
#include <string.h>

#include "homework/reading/add-scaled.h"
#include "homework/reading/exponential.h"

#define SHA256_BYTES 32
#define HEAD_BYTES (sizeof(NETWORK_MAGIC) - 1)

GQuark network_error_quark(void)
{
	return g_quark_from_static_string("zhibi-homework");
}

/* ---- life */

Network *network_new(const char *name, guint n_hidden, guint n_classes)
{
	Network *network = g_new0(Network, 1);

	g_assert(n_hidden <= NETWORK_HIDDEN_MAX && n_classes <= NETWORK_CLASSES_MAX);
	g_strlcpy(network->name, name, sizeof(network->name));
	network->n_hidden = n_hidden;
	network->n_classes = n_classes;
	network->temperature = 1;
	network->sign = network->choice = network->string = (NetworkHonesty){ 1, 0, 0 };
	network->input_weights = g_new0(float, (gsize)FEATURES_N *n_hidden);
	network->hidden_bias = g_new0(float, n_hidden);
	network->output_weights = g_new0(float, (gsize)n_hidden *n_classes);
	network->output_bias = g_new0(float, n_classes);
	return network;
}

Network *network_free(Network *network)
{
	if (network) {
		g_free(network->input_weights);
		g_free(network->hidden_bias);
		g_free(network->output_weights);
		g_free(network->output_bias);
		g_free(network);
	}
	return NULL;
}

/* ---- asking */

void network_ask(const Network *network, const float features[FEATURES_N], float *probabilities)
{
	float hidden[NETWORK_HIDDEN_MAX];
	float most = -INFINITY, sum = 0;
	guint n_hidden = network->n_hidden, n_classes = network->n_classes;

	memcpy(hidden, network->hidden_bias, n_hidden * sizeof(float));
	for (guint i = 0; i < FEATURES_N; i++) {
		const float *row = network->input_weights + (gsize)i * n_hidden;
		float x = features[i];

		if (x != 0) /* two thirds of the maps are empty */
			add_scaled(hidden, row, x, n_hidden);
	}
	memcpy(probabilities, network->output_bias, n_classes * sizeof(float));
	for (guint h = 0; h < n_hidden; h++) {
		const float *row = network->output_weights + (gsize)h * n_classes;

		if (hidden[h] > 0)
			add_scaled(probabilities, row, hidden[h], n_classes);
	}
	for (guint c = 0; c < n_classes; c++)
		most = MAX(most, probabilities[c]);
	for (guint c = 0; c < n_classes; c++) {
		probabilities[c] = exponential((probabilities[c] - most) / network->temperature);
		sum += probabilities[c];
	}
	for (guint c = 0; c < n_classes; c++)
		probabilities[c] /= sum;
}

float network_honest(float confidence, NetworkHonesty honesty, guint n_signs)
{
	const float p = CLAMP(confidence, 1e-6f, 1 - 1e-6f);
	const float more = (float)(CLAMP(n_signs, 1, NETWORK_SIGNS_MOST) - 1);
	const float logit = honesty.slope * logarithm(p / (1 - p)) + honesty.offset;

	return 1 / (1 + exponential(-logit - honesty.length * more));
}

gint network_class(const Network *network, const char *label)
{
	for (guint c = 0; c < network->n_classes; c++)
		if (g_str_equal(network->labels[c], label))
			return (gint)c;
	return -1;
}

/* ---- the file, little-endian: for each network its name, sizes, temperature, labels, then each layer as
 * scales (one a unit), weights of eight bits, biases */

static void put_float(GByteArray *to, float value)
{
	guint32 bits;

	memcpy(&bits, &value, sizeof(bits));
	bits = GUINT32_TO_LE(bits);
	g_byte_array_append(to, (const guint8 *)&bits, sizeof(bits));
}

static void put_honesty(GByteArray *to, NetworkHonesty honesty)
{
	put_float(to, honesty.slope);
	put_float(to, honesty.offset);
	put_float(to, honesty.length);
}

static void put_u16(GByteArray *to, guint value)
{
	const guint8 bytes[] = { (guint8)(value & 0xff), (guint8)(value >> 8) };

	g_byte_array_append(to, bytes, sizeof(bytes));
}

static void put_layer(
	GByteArray *to, const float *weights, const float *bias, guint n_in, guint n_out)
{
	g_autofree float *scales = g_new0(float, n_out);

	for (guint i = 0; i < n_in; i++)
		for (guint o = 0; o < n_out; o++)
			scales[o] = MAX(scales[o], fabsf(weights[i * n_out + o]) / 127);
	for (guint o = 0; o < n_out; o++)
		put_float(to, scales[o]);
	for (guint i = 0; i < n_in; i++)
		for (guint o = 0; o < n_out; o++) {
			float steps = scales[o] > 0 ? weights[i * n_out + o] / scales[o] : 0;
			gint8 step = (gint8)(steps >= 0 ? steps + 0.5f : steps - 0.5f);

			g_byte_array_append(to, (const guint8 *)&step, 1);
		}
	for (guint o = 0; o < n_out; o++)
		put_float(to, bias[o]);
}

GByteArray *network_write_all(const GPtrArray *networks)
{
	GByteArray *to = g_byte_array_new();
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[SHA256_BYTES];
	gsize n_digest = sizeof(digest);

	g_byte_array_append(to, (const guint8 *)NETWORK_MAGIC, HEAD_BYTES);
	put_u16(to, networks->len);
	for (guint n = 0; n < networks->len; n++) {
		const Network *network = g_ptr_array_index(networks, n);

		g_byte_array_append(to, (const guint8 *)network->name, sizeof(network->name));
		put_u16(to, FEATURES_N);
		put_u16(to, network->n_hidden);
		put_u16(to, network->n_classes);
		put_float(to, network->temperature);
		put_honesty(to, network->sign);
		put_honesty(to, network->choice);
		put_honesty(to, network->string);
		for (guint c = 0; c < network->n_classes; c++)
			g_byte_array_append(
				to, (const guint8 *)network->labels[c], sizeof(network->labels[c]));
		put_layer(to, network->input_weights, network->hidden_bias, FEATURES_N,
			network->n_hidden);
		put_layer(to, network->output_weights, network->output_bias, network->n_hidden,
			network->n_classes);
	}
	g_checksum_update(checksum, to->data, to->len);
	g_checksum_get_digest(checksum, digest, &n_digest);
	g_byte_array_append(to, digest, sizeof(digest));
	return to;
}

/* Pulls of a file; once one goes past the end all that follow give zero. */
typedef struct {
	const guint8 *at, *end;
	bool failed;
} Cursor;

static const guint8 *pull(Cursor *cursor, gsize n_bytes)
{
	const guint8 *bytes = cursor->at;

	if (cursor->failed || n_bytes > (gsize)(cursor->end - cursor->at)) {
		cursor->failed = true;
		return NULL;
	}
	cursor->at += n_bytes;
	return bytes;
}

static guint pull_u16(Cursor *cursor)
{
	const guint8 *bytes = pull(cursor, 2);

	return bytes ? (guint)(bytes[0] | bytes[1] << 8) : 0;
}

static float pull_float(Cursor *cursor)
{
	const guint8 *bytes = pull(cursor, sizeof(guint32));
	guint32 bits = 0;
	float value;

	if (bytes)
		memcpy(&bits, bytes, sizeof(bits));
	bits = GUINT32_FROM_LE(bits);
	memcpy(&value, &bits, sizeof(value));
	if (!isfinite(value))
		cursor->failed = true;
	return cursor->failed ? 0 : value;
}

static NetworkHonesty pull_honesty(Cursor *cursor)
{
	const float slope = pull_float(cursor), offset = pull_float(cursor);

	return (NetworkHonesty){ slope, offset, pull_float(cursor) };
}

static void pull_layer(Cursor *cursor, float *weights, float *bias, guint n_in, guint n_out)
{
	g_autofree float *scales = g_new(float, n_out);
	const guint8 *steps;

	for (guint o = 0; o < n_out; o++)
		scales[o] = pull_float(cursor);
	steps = pull(cursor, (gsize)n_in * n_out);
	for (guint i = 0; steps && i < n_in * n_out; i++)
		weights[i] = (float)(gint8)steps[i] * scales[i % n_out];
	for (guint o = 0; o < n_out; o++)
		bias[o] = pull_float(cursor);
}

static void pull_text(Cursor *cursor, char *text, gsize size)
{
	const guint8 *bytes = pull(cursor, size);

	if (bytes)
		memcpy(text, bytes, size);
	if (text[size - 1] != '\0' || !g_utf8_validate(text, -1, NULL))
		cursor->failed = true;
	if (cursor->failed)
		text[0] = '\0';
}

static Network *pull_network(Cursor *cursor)
{
	char name[sizeof(((Network *)NULL)->name)] = "";
	g_autoptr(Network) network = NULL;

	pull_text(cursor, name, sizeof(name));
	guint n_inputs = pull_u16(cursor), n_hidden = pull_u16(cursor),
	      n_classes = pull_u16(cursor);
	if (cursor->failed || n_inputs != FEATURES_N || n_hidden == 0 ||
		n_hidden > NETWORK_HIDDEN_MAX || n_classes < 2 || n_classes > NETWORK_CLASSES_MAX)
		return NULL;
	network = network_new(name, n_hidden, n_classes);
	network->temperature = pull_float(cursor);
	network->sign = pull_honesty(cursor);
	network->choice = pull_honesty(cursor);
	network->string = pull_honesty(cursor);
	for (guint c = 0; c < n_classes; c++)
		pull_text(cursor, network->labels[c], sizeof(network->labels[c]));
	pull_layer(cursor, network->input_weights, network->hidden_bias, n_inputs, n_hidden);
	pull_layer(cursor, network->output_weights, network->output_bias, n_hidden, n_classes);
	if (cursor->failed || network->temperature <= 0)
		return NULL;
	return g_steal_pointer(&network);
}

static bool checksum_fits(const guint8 *bytes, gsize n_bytes)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[SHA256_BYTES];
	gsize n_digest = sizeof(digest);

	if (n_bytes < HEAD_BYTES + SHA256_BYTES || memcmp(bytes, NETWORK_MAGIC, HEAD_BYTES) != 0)
		return false;
	g_checksum_update(checksum, bytes, (gssize)(n_bytes - SHA256_BYTES));
	g_checksum_get_digest(checksum, digest, &n_digest);
	return memcmp(digest, bytes + n_bytes - SHA256_BYTES, SHA256_BYTES) == 0;
}

static void free_network(gpointer network)
{
	network_free(network);
}

GPtrArray *network_read_all(const guint8 *bytes, gsize n_bytes, GError **error)
{
	g_autoptr(GPtrArray) networks = g_ptr_array_new_with_free_func(free_network);
	Cursor cursor = { 0 };

	if (checksum_fits(bytes, n_bytes)) {
		cursor = (Cursor){ bytes + HEAD_BYTES, bytes + n_bytes - SHA256_BYTES, false };
		for (guint n = pull_u16(&cursor); n > 0; n--) {
			Network *network = pull_network(&cursor);

			if (!network)
				break;
			g_ptr_array_add(networks, network);
			if (n == 1 && cursor.at == cursor.end)
				return g_steal_pointer(&networks);
		}
	}
	g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_BAD_FILE,
		"the model file is not ours, cut short or damaged; make it again with `make "
		"model`");
	return NULL;
}
