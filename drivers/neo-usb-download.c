/* SPDX-License-Identifier: MIT */
/*
 * The files of an M1+ on the cable. The files of a note have one name but for what follows the dot, and each
 * says itself at its start whether it holds strokes or dots:
 *
 *     list → for each note: [sizes, when it was fetched before] head and blocks of each file
 *     → strokes to the sink → on disk → [sizes again, free: strokes first, if configured] → next note
 *
 * What came of a file outlives the link: when the pen is plugged in again and the file has the same size, the
 * rest of it is asked for, with a little of what is there already, to see that it is the same file.
 */
#include "drivers/neo-usb-fetch.h"
#include "drivers/neo-usb-session.h"
#include "protocol/neo-usb-encode.h"
#include "protocol/neo-usb-file.h"

#include <string.h>

#define ANSWER_MS 3000
#define MAX_ASKED 3
#define MAX_RETRIES 3 /* of one block */
#define MAX_FAILED_IN_ROW 2
#define MAX_ROUNDS 3 /* through a note that changes under our eyes */
#define MAX_NOTES 4096
#define MAX_FILES 16 /* of a note */
#define STROKE_SIZE 32

typedef enum {
	PHASE_IDLE = 0,
	PHASE_LIST,
	PHASE_SIZES, /* of a note that was fetched: is it as it was? */
	PHASE_HEAD,
	PHASE_BLOCK,
	PHASE_STORED, /* the disk has the word */
	PHASE_FREE,
} Phase;

/* A note that is on our disk. */
typedef struct {
	bool whole;	  /* nothing was wrong with it: it may be freed */
	GPtrArray *files; /* of NeoUsbFetch, without bytes */
} Fetched;

typedef struct {
	char stem[NEO_USB_NAME_SIZE + 1];
	GPtrArray *names; /* of char* */
} Note;

struct NeoUsbDownload {
	NeoUsbSession *session;
	Phase phase;
	guint n_asked; /* the request under way */
	GPtrArray *notes;
	guint note; /* at work */
	guint file; /* of it */
	guint n_rounds;
	guint n_failed_in_row;
	guint n_retries;
	bool may_free; /* the sizes at hand are those of what is on disk */
	guint64 token;
	bool whole;	     /* what was told last */
	PenDownload before;  /* progress as it was before this note */
	GHashTable *partial; /* name → NeoUsbFetch, of notes not yet on disk */
	GHashTable *fetched; /* stem → Fetched */
};

static void next_note(NeoUsbDownload *download);

static void fetched_free(gpointer data)
{
	g_ptr_array_unref(((Fetched *)data)->files);
	g_free(data);
}

static void note_free(gpointer data)
{
	g_ptr_array_unref(((Note *)data)->names);
	g_free(data);
}

static const Note *note_at_work(const NeoUsbDownload *download)
{
	return g_ptr_array_index(download->notes, download->note);
}

static const char *name_at_work(const NeoUsbDownload *download)
{
	return g_ptr_array_index(note_at_work(download)->names, download->file);
}

static NeoUsbFetch *partial_at_work(NeoUsbDownload *download)
{
	const char *name = name_at_work(download);
	NeoUsbFetch *file = g_hash_table_lookup(download->partial, name);
	if (!file) {
		file = neo_usb_fetch_new(name);
		g_hash_table_insert(download->partial, file->name, file);
	}
	return file;
}

static const NeoUsbFetch *fetched_file(const NeoUsbDownload *download, const char *name)
{
	const Fetched *fetched =
		g_hash_table_lookup(download->fetched, note_at_work(download)->stem);
	for (guint i = 0; fetched && i < fetched->files->len; i++) {
		const NeoUsbFetch *file = g_ptr_array_index(fetched->files, i);
		if (g_str_equal(file->name, name))
			return file;
	}
	return NULL;
}

/* ---- asking */

static gsize encode_request(NeoUsbDownload *download, guint8 *out, gsize n_out)
{
	const guint8 packet = download->session->packet;
	g_autofree char *path = NULL;
	const NeoUsbFetch *file;
	switch (download->phase) {
	case PHASE_LIST:
		return neo_usb_encode_plain(out, n_out, packet, NEO_USB_LIST);
	case PHASE_SIZES:
	case PHASE_HEAD:
	case PHASE_FREE:
		path = g_strconcat(NEO_USB_DATA_FOLDER, name_at_work(download), NULL);
		return neo_usb_encode_file(out, n_out, packet,
			download->phase == PHASE_FREE ? NEO_USB_DELETE : NEO_USB_FILE, path);
	case PHASE_BLOCK:
		file = partial_at_work(download);
		return neo_usb_encode_block(out, n_out, packet, file->from, file->n_wanted);
	case PHASE_IDLE:
	case PHASE_STORED:
		return 0;
	}
	return 0;
}

static void send_request(NeoUsbDownload *download)
{
	guint8 request[NEO_USB_REQUEST_MAX];
	const gsize n_request = encode_request(download, request, sizeof request);
	download->n_asked++;
	download->session->packet++;
	pen_send(download->session->pen, request, n_request);
	pen_arm_timer(download->session->pen, ANSWER_MS);
}

static void ask(NeoUsbDownload *download, Phase phase)
{
	download->phase = phase;
	download->n_asked = 0;
	send_request(download);
}

static void finish(NeoUsbDownload *download)
{
	download->phase = PHASE_IDLE;
	if (download->session->download_caveats->len == 0)
		pen_info_edit(download->session->pen)->emptied_ms = download->session->began_ms;
	*pen_download_edit(download->session->pen) = (PenDownload){ 0 };
	pen_changed(download->session->pen);
	neo_usb_rest(download->session);
}

static void abandon(NeoUsbDownload *download, const char *why)
{
	pen_caveat(download->session->download_caveats, "stored ink not fetched: %s", why);
	finish(download);
}

static void note_failed(NeoUsbDownload *download, const char *why)
{
	pen_caveat(download->session->download_caveats, "stored note %s: %s",
		note_at_work(download)->stem, why);
	*pen_download_edit(download->session->pen) = download->before;
	download->n_failed_in_row++;
	if (download->n_failed_in_row < MAX_FAILED_IN_ROW)
		next_note(download);
	else
		abandon(download, "several notes in a row failed; plug the pen in again");
}

/* ---- progress */

/* Strokes are counted when their file is here, and done as their dots come. */
static void tell_progress(NeoUsbDownload *download)
{
	PenDownload *told = pen_download_edit(download->session->pen);
	const GPtrArray *names = note_at_work(download)->names;
	guint64 n_strokes = 0, n_have = 0, n_all = 0;
	for (guint i = 0; i < names->len; i++) {
		const NeoUsbFetch *file =
			g_hash_table_lookup(download->partial, g_ptr_array_index(names, i));
		if (!file)
			continue;
		if (file->kind == NEO_USB_FILE_STROKES && file->bytes->len == file->size &&
			file->size >= NEO_USB_FILE_HEADER) {
			n_strokes += (file->size - NEO_USB_FILE_HEADER) / STROKE_SIZE;
		} else if (file->kind == NEO_USB_FILE_DOTS) {
			n_have += file->bytes->len;
			n_all += file->size;
		}
	}
	told->n_strokes_all = download->before.n_strokes_all + (guint)n_strokes;
	told->n_strokes_done = download->before.n_strokes_done +
			       (n_all > 0 ? (guint)(n_strokes * n_have / n_all) : 0);
	pen_changed(download->session->pen);
}

/* ---- the way through the notes */

static void fetch_note(NeoUsbDownload *download)
{
	download->file = 0;
	download->may_free = false;
	download->n_rounds++;
	download->n_retries = 0;
	if (download->n_rounds > MAX_ROUNDS)
		note_failed(download, "it changes while it is being fetched");
	else
		ask(download, PHASE_HEAD);
}

static void check_sizes(NeoUsbDownload *download)
{
	download->file = 0;
	ask(download, PHASE_SIZES);
}

static void begin_note(NeoUsbDownload *download)
{
	const GPtrArray *names = note_at_work(download)->names;
	bool known = true;
	pen_download_edit(download->session->pen)->n_notes_left =
		download->notes->len - download->note;
	download->before = *pen_download(download->session->pen);
	pen_changed(download->session->pen);
	download->n_rounds = 0;
	for (guint i = 0; i < names->len; i++)
		known = known && fetched_file(download, g_ptr_array_index(names, i));
	if (known)
		check_sizes(download);
	else
		fetch_note(download);
}

static void next_note(NeoUsbDownload *download)
{
	download->note++;
	if (download->note < download->notes->len)
		begin_note(download);
	else
		finish(download);
}

/* ---- freeing, only what is surely on disk */

static bool is_freed_now(const NeoUsbDownload *download, bool strokes)
{
	const NeoUsbFetch *file = fetched_file(download, name_at_work(download));
	return file && file->kind == (strokes ? NEO_USB_FILE_STROKES : NEO_USB_FILE_DOTS);
}

/* Strokes before dots: dots alone are known again, strokes without dots would look damaged. Files of other
 * kinds are not ours to free. */
static void free_next(NeoUsbDownload *download, guint from)
{
	const guint n_names = note_at_work(download)->names->len;
	for (guint i = from; i < 2 * n_names; i++) {
		download->file = i < n_names ? i : i - n_names;
		if (is_freed_now(download, i < n_names)) {
			ask(download, PHASE_FREE);
			return;
		}
	}
	/* The name may be written on anew: what was known of it is over. */
	g_hash_table_remove(download->fetched, note_at_work(download)->stem);
	next_note(download);
}

static void on_freed(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	const guint n_names = note_at_work(download)->names->len;
	if (message->error != 0 || !message->has_body || message->result != NEO_USB_OK) {
		pen_caveat(download->session->download_caveats,
			"the pen refused to free a note that is on disk (%s)",
			note_at_work(download)->stem);
		next_note(download);
		return;
	}
	const bool was_strokes = is_freed_now(download, true);
	free_next(download, download->file + 1 + (was_strokes ? 0 : n_names));
}

static void note_is_on_disk(NeoUsbDownload *download)
{
	const Fetched *fetched =
		g_hash_table_lookup(download->fetched, note_at_work(download)->stem);
	download->n_failed_in_row = 0;
	if (!fetched || !fetched->whole || !pen_config(download->session->pen)->delete_stored)
		next_note(download);
	else if (download->may_free)
		free_next(download, 0);
	else
		check_sizes(download);
}

static void on_size(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	const NeoUsbFetch *file = fetched_file(download, name_at_work(download));
	if (!file || message->error != 0 || !message->has_body || message->result != NEO_USB_OK ||
		message->file.size != file->size) {
		g_hash_table_remove(download->fetched, note_at_work(download)->stem);
		fetch_note(download);
		return;
	}
	download->file++;
	if (download->file < note_at_work(download)->names->len) {
		ask(download, PHASE_SIZES);
	} else {
		download->may_free = true;
		note_is_on_disk(download);
	}
}

/* ---- strokes */

static void remember(NeoUsbDownload *download)
{
	const Note *note = note_at_work(download);
	Fetched *fetched = g_new0(Fetched, 1);
	fetched->whole = download->whole;
	fetched->files = g_ptr_array_new_with_free_func(neo_usb_fetch_free);
	for (guint i = 0; i < note->names->len; i++) {
		const char *name = g_ptr_array_index(note->names, i);
		const NeoUsbFetch *partial = g_hash_table_lookup(download->partial, name);
		if (!partial)
			continue;
		NeoUsbFetch *file = neo_usb_fetch_new(name);
		file->size = partial->size;
		file->kind = partial->kind;
		g_ptr_array_add(fetched->files, file);
		g_hash_table_remove(download->partial, name);
	}
	g_hash_table_replace(download->fetched, g_strdup(note->stem), fetched);
}

void neo_usb_download_stored(NeoUsbDownload *download, guint64 token)
{
	if (download->phase != PHASE_STORED || token != download->token)
		return;
	remember(download);
	note_is_on_disk(download);
}

static void note_caveats(NeoUsbDownload *download, const NeoUsbFileOutcome *outcome)
{
	if (neo_usb_file_is_whole(outcome))
		return;
	download->whole = false;
	pen_caveat(download->session->download_caveats,
		"stored note %s is damaged (%u wrong sums, %u dots missing, %u without a "
		"stroke): what can be read is kept, and it stays on the pen",
		note_at_work(download)->stem, outcome->n_bad_sums, outcome->n_missing_dots,
		outcome->n_unclaimed);
}

static void tell_strokes(NeoUsbDownload *download)
{
	const GPtrArray *names = note_at_work(download)->names;
	NeoUsbFile dots[MAX_FILES];
	gsize n_dots = 0;
	guint n_stroke_files = 0;
	for (guint i = 0; i < names->len; i++) {
		const NeoUsbFetch *file =
			g_hash_table_lookup(download->partial, g_ptr_array_index(names, i));
		if (file && file->kind == NEO_USB_FILE_DOTS)
			dots[n_dots++] = (NeoUsbFile){ file->bytes->data, file->bytes->len };
	}
	download->whole = true;
	for (guint i = 0; i < names->len; i++) {
		const NeoUsbFetch *file =
			g_hash_table_lookup(download->partial, g_ptr_array_index(names, i));
		if (!file || file->kind != NEO_USB_FILE_STROKES)
			continue;
		const NeoUsbFile strokes = { file->bytes->data, file->bytes->len };
		const NeoUsbFileOutcome outcome = neo_usb_file_decode(
			&strokes, dots, n_dots, pen_sink(download->session->pen));
		note_caveats(download, &outcome);
		n_stroke_files++;
	}
	if (n_stroke_files == 0) {
		download->whole = false;
		pen_caveat(download->session->download_caveats,
			"stored note %s has no strokes that can be read; it stays on the pen",
			note_at_work(download)->stem);
	}
	download->phase = PHASE_STORED;
	pen_arm_timer(download->session->pen, 0);
	download->token = pen_await_stored(download->session->pen);
}

/* ---- files */

static void next_file(NeoUsbDownload *download)
{
	tell_progress(download);
	download->file++;
	if (download->file < note_at_work(download)->names->len)
		ask(download, PHASE_HEAD);
	else
		tell_strokes(download);
}

static void on_head(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	NeoUsbFetch *file = partial_at_work(download);
	if (message->error != 0 || !message->has_body || message->result != NEO_USB_OK)
		note_failed(download, "the pen cannot open it");
	else if (!neo_usb_fetch_begin(file, message->file.size, message->file.packet))
		note_failed(download, "the pen says that it is longer than any note can be");
	else if (file->size == 0)
		next_file(download);
	else
		ask(download, PHASE_BLOCK); /* also of a whole one: is it the same? */
}

static void on_refused(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	download->n_retries++;
	if (download->n_retries > MAX_RETRIES)
		note_failed(download, "the pen refused a part of it several times");
	else if (message->has_body && message->result == NEO_USB_CANNOT_OPEN)
		ask(download, PHASE_HEAD);
	else
		send_request(download);
}

static void on_taken(NeoUsbDownload *download, const NeoUsbFetch *file, guint32 n_before)
{
	if (file->bytes->len > n_before)
		download->n_retries = 0;
	tell_progress(download);
	if (neo_usb_fetch_is_done(file))
		next_file(download);
	else
		ask(download, PHASE_BLOCK);
}

static void on_block(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	NeoUsbFetch *file = partial_at_work(download);
	const guint32 n_before = file->bytes->len;
	switch (neo_usb_fetch_take(file, message)) {
	case NEO_USB_FETCH_TAKEN:
		on_taken(download, file, n_before);
		return;
	case NEO_USB_FETCH_AGAIN:
		on_refused(download, message);
		return;
	case NEO_USB_FETCH_CHANGED:
		fetch_note(download); /* its other files, too, may be others */
		return;
	case NEO_USB_FETCH_LATE:
		return;
	}
}

/* ---- the list */

static void add_name(NeoUsbDownload *download, GHashTable *by_stem, const char *name)
{
	const char *dot = strrchr(name, '.');
	g_autofree char *stem = g_strndup(name, dot ? (gsize)(dot - name) : strlen(name));
	Note *note = g_hash_table_lookup(by_stem, stem);
	if (!note) {
		if (download->notes->len >= MAX_NOTES)
			return;
		note = g_new0(Note, 1);
		g_strlcpy(note->stem, stem, sizeof note->stem);
		note->names = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(download->notes, note);
		g_hash_table_insert(by_stem, note->stem, note);
	}
	if (note->names->len < MAX_FILES &&
		!g_ptr_array_find_with_equal_func(note->names, name, g_str_equal, NULL))
		g_ptr_array_add(note->names, g_strdup(name));
}

static void on_list(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	char name[NEO_USB_NAME_SIZE + 1];
	if (message->error != 0 || message->result == NEO_USB_FAILED ||
		(!message->has_body && message->n_payload < 5)) {
		abandon(download, "the pen cannot list it");
		return;
	}
	g_autoptr(GHashTable) by_stem = g_hash_table_new(g_str_hash, g_str_equal);
	g_ptr_array_set_size(download->notes, 0);
	for (gsize i = 0; neo_usb_message_name(message, i, name); i++)
		if (name[0] != '\0')
			add_name(download, by_stem, name);
	if (message->result == NEO_USB_TOO_MANY_FILES)
		pen_caveat(download->session->download_caveats,
			"the pen holds more notes than it can list: let zhibi free what is on "
			"disk, then plug the pen in again");
	download->note = 0;
	if (download->notes->len > 0)
		begin_note(download);
	else
		finish(download);
}

/* ---- what happens */

void neo_usb_download_answer(NeoUsbDownload *download, const NeoUsbMessage *message)
{
	const NeoUsbCommand command = message->command;
	switch (download->phase) {
	case PHASE_LIST:
		if (command == NEO_USB_LIST)
			on_list(download, message);
		return;
	case PHASE_SIZES:
		if (command == NEO_USB_FILE)
			on_size(download, message);
		return;
	case PHASE_HEAD:
		if (command == NEO_USB_FILE)
			on_head(download, message);
		return;
	case PHASE_BLOCK:
		if (command == NEO_USB_BLOCK)
			on_block(download, message);
		return;
	case PHASE_FREE:
		if (command == NEO_USB_DELETE)
			on_freed(download, message);
		return;
	case PHASE_IDLE:
	case PHASE_STORED:
		return;
	}
}

void neo_usb_download_timer(NeoUsbDownload *download)
{
	if (download->phase == PHASE_IDLE || download->phase == PHASE_STORED)
		return;
	if (download->n_asked < MAX_ASKED)
		send_request(download);
	else
		abandon(download, "the pen stopped answering; plug it in again");
}

NeoUsbDownload *neo_usb_download_new(NeoUsbSession *session)
{
	NeoUsbDownload *download = g_new0(NeoUsbDownload, 1);
	download->session = session;
	download->notes = g_ptr_array_new_with_free_func(note_free);
	download->partial =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, neo_usb_fetch_free);
	download->fetched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, fetched_free);
	return download;
}

NeoUsbDownload *neo_usb_download_free(NeoUsbDownload *download)
{
	if (!download)
		return NULL;
	g_ptr_array_unref(download->notes);
	g_hash_table_unref(download->partial);
	g_hash_table_unref(download->fetched);
	g_free(download);
	return NULL;
}

void neo_usb_download_start(NeoUsbDownload *download)
{
	g_string_truncate(download->session->download_caveats, 0);
	download->n_failed_in_row = download->n_retries = 0;
	*pen_download_edit(download->session->pen) = (PenDownload){ .under_way = true };
	ask(download, PHASE_LIST);
}

void neo_usb_download_stop(NeoUsbDownload *download)
{
	download->phase = PHASE_IDLE;
}

void neo_usb_download_inherit(NeoUsbDownload *download, NeoUsbDownload *older)
{
	GHashTable *partial = download->partial, *fetched = download->fetched;
	download->partial = older->partial;
	download->fetched = older->fetched;
	older->partial = partial;
	older->fetched = fetched;
}
