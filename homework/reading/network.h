/* SPDX-License-Identifier: MIT */
/*
 * A trained network: features in, a probability for each class out; one hidden layer, rectified, weights of eight
 * bits. Class 0 is junk: what is none of the others. A file of networks is one piece of bytes that ends
 * with its SHA-256; homework/train writes it, docs/recogniser.md describes it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "homework/reading/features.h"

#define NETWORK_CLASSES_MAX 64
#define NETWORK_HIDDEN_MAX 1024
#define NETWORK_JUNK 0
#define NETWORK_MAGIC "zhibi model 4\n"

/* From what the network says to how often it is right: logit' = slope · logit + offset + length · (signs - 1). The longer a
 * string, the more doubts have been multiplied, and most of those are none. Strings of more than four count as four. */
#define NETWORK_SIGNS_MOST 4
typedef struct {
	float slope, offset, length;
} NetworkHonesty;

typedef struct {
	char name[16];
	guint n_hidden, n_classes;
	float temperature;
	/* Of one sign among all, of one among the few that a question allows, and of a string of signs. */
	NetworkHonesty sign, choice, string;
	char labels[NETWORK_CLASSES_MAX][24]; /* UTF-8 */
	float *input_weights;		      /* [FEATURES_N][n_hidden] */
	float *hidden_bias;		      /* [n_hidden] */
	float *output_weights;		      /* [n_hidden][n_classes] */
	float *output_bias;		      /* [n_classes] */
} Network;

Network *network_new(const char *name, guint n_hidden, guint n_classes);
Network *network_free(Network *network); /* accepts NULL, returns NULL */

/* `probabilities` has n_classes values, summing to 1. */
void network_ask(const Network *network, const float features[FEATURES_N], float *probabilities);
/* A confidence that says how often it is right. */
float network_honest(float confidence, NetworkHonesty honesty, guint n_signs);
/* -1: no such class. */
gint network_class(const Network *network, const char *label);

/* Networks of a file, or NULL: not ours, cut, or its checksum is wrong. Bounded by n_bytes. */
GPtrArray *network_read_all(const guint8 *bytes, gsize n_bytes, GError **error);
/* With weights rounded to eight bits; same networks, same bytes. */
GByteArray *network_write_all(const GPtrArray *networks);

#define NETWORK_ERROR (network_error_quark())
GQuark network_error_quark(void); /* "zhibi-homework" */
typedef enum { NETWORK_ERROR_BAD_FILE } NetworkErrorCode;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, network_free)
