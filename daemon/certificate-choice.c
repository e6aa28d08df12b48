/* SPDX-License-Identifier: MIT */
/* See certificate-choice.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/certificate-choice.h"

#include "daemon/certificate.h"
#include "daemon/own-addresses.h"

bool certificate_choose(const Config *config, char **certificate, char **key, GError **error)
{
	g_auto(GStrv) addresses = NULL;
	g_autofree char *fingerprint = NULL;

	if (!config_check(config, error))
		return false;
	if (config->certificate) {
		*certificate = g_strdup(config->certificate);
		*key = g_strdup(config->certificate_key);
		return true;
	}
	if (config_is_loopback(config->address))
		return true;
	addresses = own_addresses(config->address);
	if (!certificate_ensure(
		    config->data_folder, (const char *const *)addresses, certificate, key, error))
		return false;
	fingerprint = certificate_fingerprint(*certificate, NULL);
	if (fingerprint)
		g_message("the certificate is our own; its SHA-256 fingerprint is %s", fingerprint);
	return true;
}
