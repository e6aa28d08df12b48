/* SPDX-License-Identifier: MIT */
/* The characters that the program carries: homework/reading/hanzi.bin, made by `make model`, under its own licence. */
#include "homework/reading/hanzi.h"

__asm__(".section .rodata\n"
	".balign 16\n"
	".global zhibi_hanzi_begin\n"
	".global zhibi_hanzi_end\n"
	"zhibi_hanzi_begin:\n"
	".incbin \"homework/reading/hanzi.bin\"\n"
	"zhibi_hanzi_end:\n"
	".previous\n");
extern const guint8 zhibi_hanzi_begin[], zhibi_hanzi_end[];

Hanzi *hanzi_new_built_in(void)
{
	g_autoptr(GError) error = NULL;
	Hanzi *hanzi =
		hanzi_new(zhibi_hanzi_begin, (gsize)(zhibi_hanzi_end - zhibi_hanzi_begin), &error);

	if (!hanzi)
		g_error("%s", error->message); /* the build is broken */
	return hanzi;
}
