/* SPDX-License-Identifier: MIT */
/* The model that the program carries: homework/reading/model.bin, made by `make model`. */
#include "homework/reading/recogniser.h"

/* The bytes as they are, without a C array six times their size. */
__asm__(".section .rodata\n"
	".balign 16\n"
	".global zhibi_model_begin\n"
	".global zhibi_model_end\n"
	"zhibi_model_begin:\n"
	".incbin \"homework/reading/model.bin\"\n"
	"zhibi_model_end:\n"
	".previous\n");
extern const guint8 zhibi_model_begin[], zhibi_model_end[];

Recogniser *recogniser_new_built_in(void)
{
	g_autoptr(GError) error = NULL;
	Recogniser *recogniser = recogniser_new(
		zhibi_model_begin, (gsize)(zhibi_model_end - zhibi_model_begin), &error);

	if (!recogniser)
		g_error("%s", error->message); /* the build is broken */
	return recogniser;
}
