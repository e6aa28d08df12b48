/* SPDX-License-Identifier: MIT */
/* See demonstration.h. The names are put together from common ones and mean nobody. */
#include "daemon/classroom/demonstration.h"

#include "daemon/classroom/demonstration-history.h"
#include "daemon/login.h"
#include "homework/sheet/sheet-json.h"

/* The file as it is, without a C array several times its size. */
__asm__(".section .rodata\n"
	".global zhibi_demonstration_sheet_begin\n"
	".global zhibi_demonstration_sheet_end\n"
	"zhibi_demonstration_sheet_begin:\n"
	".incbin \"docs/examples/demonstration.json\"\n"
	"zhibi_demonstration_sheet_end:\n"
	".previous\n");
extern const char zhibi_demonstration_sheet_begin[], zhibi_demonstration_sheet_end[];

/* Those the virtual pens write at the top of their pages, pen k the k-th. */
static const char *const NAMES[] = {
	"刘子文",
	"刘正",
	"刘小明",
	"杨元",
	"周小芳",
	"林小天",
	"周文华",
	"方学文",
	"石华",
	"田东",
	"田玉",
	"王芳",
	"张正东",
	"陈军",
	"杨林",
	"吴红",
	"杨明月",
	"周小红",
	"周文",
	"林云",
	"石大林",
	"王来生",
	"王天明",
	"王平",
	"李小山",
	"刘长生",
	"陈明",
	"杨伟",
	"周星",
	"林心",
	"周小云",
	"方丽",
	"方子文",
	"王正",
	"田小明",
	"张元",
	"刘小芳",
	"张小天",
	"杨文华",
	"杨学文",
	"杨华",
	"周东",
	"林玉",
	"林芳",
	"石正东",
	"石军",
	"田林",
	"张红",
	"李明月",
	"张小红",
	"陈文",
	"吴云",
	"吴大林",
	"吴来生",
	"周天明",
	"石平",
	"石小山",
	"王长生",
	"田明",
	"王伟",
};

/* Eight to a row as in a classroom; a hall of hundreds is laid out wider than deep. */
static gint columns_for(guint n_pupils)
{
	gint n_columns = 8;

	while ((guint)(n_columns * n_columns) * 3 < n_pupils * 4)
		n_columns++;
	return n_columns;
}

static gint64 put_school(Store *store)
{
	const StoreSchool school = { .id = store_new_id(store), .name = (char *)"实验小学" };

	store_put_school(store, &school);
	return school.id;
}

static gint64 put_class(Store *store, gint64 school_id, guint n_pupils)
{
	const gint n_columns = columns_for(n_pupils);
	const StoreClass class = {
		.id = store_new_id(store),
		.school_id = school_id,
		.name = (char *)"四年级2班",
		.grade = 4,
		.n_rows = ((gint)n_pupils + n_columns - 1) / n_columns,
		.n_columns = n_columns,
	};

	store_put_class(store, &class);
	return class.id;
}

static gint64 put_pupil(Store *store, gint64 class_id, gint i, gint n_columns, gint64 now_ms)
{
	const StorePupil pupil = {
		.id = store_new_id(store),
		.class_id = class_id,
		.number = i + 1,
		.name = (char *)NAMES[(guint)i % G_N_ELEMENTS(NAMES)],
		.seat_row = i / n_columns,
		.seat_column = i % n_columns,
	};
	const StoreConsent consent = {
		.id = store_new_id(store),
		.pupil_id = pupil.id,
		.given = true,
		.kind = (char *)"ink",
		.at_ms = now_ms,
	};

	store_put_pupil(store, &pupil);
	store_put_consent(store, &consent);
	return pupil.id;
}

/* Exactly one of pupil and teacher. */
static gint64 put_pen(Store *store, gint number, gint64 pupil_id, gint64 teacher_id, gint64 now_ms)
{
	g_autofree char *address =
		g_strdup_printf("9C:7B:D2:FF:%02X:%02X", number >> 8 & 0xFF, number & 0xFF);
	const StorePen pen = {
		.id = store_new_id(store),
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"",
		.battery_percent = -1,
	};
	const StoreBinding binding = {
		.id = store_new_id(store),
		.pen_id = pen.id,
		.pupil_id = pupil_id,
		.teacher_id = teacher_id,
		.from_ms = now_ms,
	};

	store_put_pen(store, &pen);
	store_put_binding(store, &binding);
	return pen.id;
}

static void put_assignment(Store *store, const Sheet *sheet, gint64 class_id, gint64 now_ms)
{
	g_autofree char *json = sheet_json_write(sheet);
	const StoreSheet row = {
		.id = store_new_id(store),
		.title = sheet->title,
		.json = json,
	};
	const StoreAssignment assignment = {
		.id = store_new_id(store),
		.class_id = class_id,
		.sheet_id = row.id,
		.subject = sheet->subject,
		.place = (char *)"lesson",
		.published_ms = now_ms,
	};

	store_put_sheet(store, &row);
	store_put_assignment(store, &assignment);
}

static void fill(Store *store, const DemonstrationWish *wish, gint64 teacher_id, gint64 now_ms)
{
	const guint n_pupils = wish->n_pupils;
	const gint64 class_id = put_class(store, put_school(store), n_pupils);
	const gint n_columns = columns_for(n_pupils);
	g_autofree gint64 *pupils = g_new0(gint64, n_pupils);
	g_autofree gint64 *pens = g_new0(gint64, n_pupils);

	for (gint i = 0; i < (gint)n_pupils; i++) {
		pupils[i] = put_pupil(store, class_id, i, n_columns, now_ms);
		pens[i] = put_pen(store, i + 1, pupils[i], 0, now_ms);
	}
	put_pen(store, (gint)n_pupils + 1, 0, teacher_id, now_ms);
	const DemonstrationHistory history = { class_id, teacher_id, pupils, pens, n_pupils,
		wish->n_weeks, now_ms };
	if (wish->n_weeks > 0)
		demonstration_history(store, &history);
	put_assignment(store, wish->sheet, class_id, now_ms);
}

/* The id of the teacher of that login, 0 when there is none. */
static gint64 find_teacher(const GPtrArray *teachers)
{
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);

		if (g_str_equal(teacher->login, DEMONSTRATION_LOGIN))
			return teacher->id;
	}
	return 0;
}

Sheet *demonstration_sheet(void)
{
	g_autoptr(GError) error = NULL;
	Sheet *sheet = sheet_json_read(zhibi_demonstration_sheet_begin,
		(gsize)(zhibi_demonstration_sheet_end - zhibi_demonstration_sheet_begin), &error);

	if (!sheet)
		g_error("%s", error->message); /* the build is broken */
	return sheet;
}

char *demonstration_prepare(Store *store, StoreReader *reader, const DemonstrationWish *wish,
	gint64 now_ms, GError **error)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, error);
	g_autoptr(GPtrArray) teachers = classes ? store_reader_teachers(reader, error) : NULL;
	g_autofree char *password = NULL;
	g_autofree char *hash = NULL;

	if (!teachers)
		return NULL;
	password = login_random_password();
	hash = login_hash_password(password);

	const gint64 known_id = find_teacher(teachers);
	const StoreTeacher teacher = {
		.id = known_id != 0 ? known_id : store_new_id(store),
		.login = (char *)DEMONSTRATION_LOGIN,
		.name = (char *)"王老师",
		.password_hash = hash,
		/* One person looks at all of it. */
		.roles = (char *)"teacher head administrator",
	};
	store_put_teacher(store, &teacher);
	if (classes->len == 0)
		fill(store, wish, teacher.id, now_ms);
	return g_steal_pointer(&password);
}
