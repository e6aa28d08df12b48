/* SPDX-License-Identifier: MIT */
/* See demonstration.h. The names are put together from common ones and mean nobody. */
#include "daemon/demonstration.h"

#include "daemon/login.h"

#define N_PUPILS 47
#define N_COLUMNS 8
#define N_ROWS 6

static const char *const SURNAMES[N_PUPILS] = { "王", "李", "张", "刘", "陈", "杨", "黄", "赵",
	"吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "梁", "郑", "谢",
	"宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁",
	"于", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕" };
static const char *const GIVEN_NAMES[N_PUPILS] = { "雨桐", "浩然", "子涵", "思远", "梓萱", "俊熙",
	"一诺", "晨曦", "嘉怡", "宇航", "诗琪", "明轩", "欣妍", "天佑", "可馨", "文博", "若溪",
	"昊天", "语嫣", "家豪", "静怡", "泽宇", "雅琴", "志远", "小雨", "乐天", "梦洁", "安然",
	"书涵", "景行", "佳宁", "立新", "晓彤", "子墨", "芷若", "承宇", "心怡", "博文", "婉清",
	"星辰", "知行", "思琪", "启明", "悦然", "云帆", "楚涵", "小满" };

static gint64 put_school(Store *store)
{
	const StoreSchool school = { .id = store_new_id(store), .name = (char *)"实验小学" };

	store_put_school(store, &school);
	return school.id;
}

static gint64 put_class(Store *store, gint64 school_id)
{
	const StoreClass class = {
		.id = store_new_id(store),
		.school_id = school_id,
		.name = (char *)"四年级2班",
		.grade = 4,
		.n_rows = N_ROWS,
		.n_columns = N_COLUMNS,
	};

	store_put_class(store, &class);
	return class.id;
}

static gint64 put_pupil(Store *store, gint64 class_id, gint i, gint64 now_ms)
{
	g_autofree char *name = g_strconcat(SURNAMES[i], GIVEN_NAMES[i], NULL);
	const StorePupil pupil = {
		.id = store_new_id(store),
		.class_id = class_id,
		.number = i + 1,
		.name = name,
		.seat_row = i / N_COLUMNS,
		.seat_column = i % N_COLUMNS,
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
static void put_pen(Store *store, gint number, gint64 pupil_id, gint64 teacher_id, gint64 now_ms)
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
}

static void put_assignment(Store *store, gint64 class_id, gint64 now_ms)
{
	const StoreSheet sheet = {
		.id = store_new_id(store),
		.title = (char *)"口算练习",
		.json = (char *)"",
	};
	const StoreAssignment assignment = {
		.id = store_new_id(store),
		.class_id = class_id,
		.sheet_id = sheet.id,
		.subject = (char *)"数学",
		.place = (char *)"lesson",
		.published_ms = now_ms,
	};

	store_put_sheet(store, &sheet);
	store_put_assignment(store, &assignment);
}

static void fill(Store *store, gint64 teacher_id, gint64 now_ms)
{
	gint64 class_id = put_class(store, put_school(store));

	for (gint i = 0; i < N_PUPILS; i++) {
		gint64 pupil_id = put_pupil(store, class_id, i, now_ms);

		put_pen(store, i + 1, pupil_id, 0, now_ms);
	}
	put_pen(store, N_PUPILS + 1, 0, teacher_id, now_ms);
	put_assignment(store, class_id, now_ms);
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

char *demonstration_prepare(Store *store, StoreReader *reader, gint64 now_ms, GError **error)
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
	};
	store_put_teacher(store, &teacher);
	if (classes->len == 0)
		fill(store, teacher.id, now_ms);
	return g_steal_pointer(&password);
}
