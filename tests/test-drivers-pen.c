/* SPDX-License-Identifier: MIT */
/*
 * The Pen between a host and a driver: its timer, its tokens, the order of its calls, and the checker that
 * mends what a driver tells wrongly, keeps every dot and blames the driver by name. The driver here does
 * what the bytes it receives say.
 */
#include "tests/fake-host.h"

static void clumsy_start(Pen *pen)
{
	pen_arm_timer(pen, 100);
}

static void clumsy_act(Pen *pen, char act)
{
	const DotSink *sink = pen_sink(pen);
	const StrokeHead head = { .start_ms = pen_now_ms(pen) };
	const StrokeTail tail = { .start_ms = pen_now_ms(pen) };
	const PageAddress page = { .family = PAGE_FAMILY_NCODE, .page = 1 };
	const Dot dots[] = { { .time_ms = 5 }, { .time_ms = 9 } };
	const PenSaid battery = { .kind = PEN_SAID_BATTERY, .percent = 33, .charging = true };
	const PenSaid off = { .kind = PEN_SAID_POWER_OFF, .reason = POWER_OFF_KEY };
	switch (act) {
	case 'd':
		sink->down(sink->user, &head);
		break;
	case 'p':
		sink->page(sink->user, &page);
		break;
	case '2':
		sink->dots(sink->user, dots, 2);
		break;
	case 'u':
		sink->up(sink->user, &tail);
		break;
	case 'b':
		sink->said(sink->user, &battery);
		break;
	case 'o':
		sink->said(sink->user, &off);
		break;
	case 'F':
		pen_fail(pen, PEN_ERROR_REFUSED, "no %s today", "writing");
		break;
	case 's':
		pen_send(pen, (const guint8 *)"\xC0\x04\x00\x00\xC1", 5);
		break;
	case 'w':
		pen_await_stored(pen);
		break;
	case 't':
		pen_arm_timer(pen, 0);
		break;
	default:
		g_assert_not_reached();
	}
}

static void clumsy_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	for (gsize i = 0; i < n_bytes; i++)
		clumsy_act(pen, (char)bytes[i]);
}

static void clumsy_timer(Pen *pen)
{
	pen_set_state(pen, PEN_READY, "the timer came");
}

static void clumsy_stop(Pen *pen)
{
	clumsy_act(pen, 's'); /* no link to send on: must go nowhere */
}

static void clumsy_clear(Pen *pen)
{
	(void)pen;
}

static const PenDriver CLUMSY = {
	.name = "clumsy",
	.start = clumsy_start,
	.receive = clumsy_receive,
	.timer = clumsy_timer,
	.stop = clumsy_stop,
	.clear = clumsy_clear,
};

static FakeHost *clumsy_host(void)
{
	const PenConfig config = { .password = "" };
	FakeHost *host = fake_host_new(&CLUMSY, &config);
	pen_start(host->pen, host->now_ms);
	return host;
}

static void act(FakeHost *host, const char *acts)
{
	pen_receive(host->pen, (const guint8 *)acts, strlen(acts), host->now_ms);
}

/* The fake host's sink itself asserts that what arrives keeps the rules. */
static void test_checker(void)
{
	static const struct {
		const char *acts;
		guint n_faults;
		guint n_strokes, n_dots;
		const char *blame;
	} CASES[] = {
		{ "d2p22u", 2, 1, 6, "driver clumsy: time ran backwards in a stroke" },
		{ "dpu", 0, 1, 0, "" },
		{ "d2u", 0, 1, 2, "" },
		{ "2u", 1, 1, 2, "driver clumsy: dots outside a stroke" },
		{ "d2d2u", 1, 2, 4, "driver clumsy: a stroke began inside another" },
		{ "u", 1, 0, 0, "driver clumsy: the end of a stroke that never began" },
		{ "p", 1, 0, 0, "driver clumsy: a page outside a stroke" },
		{ "dppu", 1, 1, 0, "driver clumsy: a second page for a stroke" },
		{ "upu", 3, 0, 0, "driver clumsy: the end of a stroke that never began" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		FakeHost *host = clumsy_host();
		act(host, CASES[i].acts);
		g_assert_cmpstr(pen_driver_fault(host->pen), ==, CASES[i].blame);
		g_assert_cmpuint(host->n_told, ==, CASES[i].n_strokes);
		g_assert_cmpuint(host->n_dots, ==, CASES[i].n_dots);
		g_assert_false(host->stroke_open);
		g_assert_cmpuint(pen_n_driver_faults(host->pen), ==, CASES[i].n_faults);
		fake_host_free(host);
	}
}

static void test_left_open(void)
{
	FakeHost *host = clumsy_host();
	act(host, "d2");
	pen_stop(host->pen, host->now_ms);
	g_assert_cmpuint(host->n_told, ==, 1);
	g_assert_cmpuint(host->flags, ==, STROKE_LINK_LOST);
	g_assert_cmpstr(pen_driver_fault(host->pen), ==,
		"driver clumsy: a stroke left open when the link ended");
	g_assert_true(g_queue_is_empty(&host->said));
	act(host, "d2u"); /* bytes behind the end of the link */
	g_assert_cmpuint(host->n_told, ==, 1);
	fake_host_free(host);
}

static void test_timer(void)
{
	FakeHost *host = clumsy_host();
	g_assert_cmpint(pen_timer_ms(host->pen), ==, FAKE_NOW_MS + 100);
	pen_timer(host->pen, FAKE_NOW_MS - 3600000); /* the host's clock was set back */
	g_assert_cmpint(pen_state(host->pen), ==, PEN_READY);
	g_assert_cmpint(pen_timer_ms(host->pen), ==, 0);
	pen_set_state(host->pen, PEN_CONNECTING, "");
	pen_timer(host->pen, FAKE_NOW_MS); /* not armed */
	g_assert_cmpint(pen_state(host->pen), ==, PEN_CONNECTING);
	fake_host_free(host);
}

static void test_said(void)
{
	FakeHost *host = clumsy_host();
	act(host, "b");
	g_assert_cmpuint(pen_info(host->pen)->battery_percent, ==, 33);
	g_assert_true(pen_info(host->pen)->charging);
	act(host, "o");
	g_assert_cmpint(pen_state(host->pen), ==, PEN_OFF);
	g_assert_cmpstr(pen_reason(host->pen), ==, "the pen switched itself off (key)");
	fake_host_free(host);
}

static void test_tokens(void)
{
	FakeHost *host = clumsy_host();
	act(host, "ww");
	g_assert_cmpuint(host->last_token, ==, 2);
	pen_stored(host->pen, 2, host->now_ms); /* a driver without that slot */
	g_assert_false(pen_fetch_stored(host->pen, host->now_ms));
	fake_host_free(host);
}

/* A host may free the pen when it hears that it failed. */
typedef struct {
	Pen *pen;
	guint n_changed;
	char *order;
} Owner;

static void owner_changed(void *user)
{
	Owner *owner = user;
	owner->n_changed++;
	g_assert_cmpint(pen_state(owner->pen), ==, PEN_FAILED);
}

static void owner_failed(void *user, const GError *error)
{
	Owner *owner = user;
	g_assert_error(error, PEN_ERROR, PEN_ERROR_REFUSED);
	g_assert_cmpstr(error->message, ==, "no writing today");
	g_assert_cmpuint(owner->n_changed, ==, 1);
	owner->pen = pen_free(owner->pen);
}

static void test_free_when_failed(void)
{
	Owner owner = { 0 };
	FakeHost *fake = clumsy_host();
	const PenConfig config = { .password = "" };
	const PenHost calls = { &owner, fake_send, fake_await_stored, owner_changed, owner_failed,
		NULL, NULL };
	const DotSink sink = { fake, fake_down, fake_page, fake_dots, fake_up, fake_heard };
	owner.pen = pen_new(&CLUMSY, &config, &calls, &sink);
	pen_start(owner.pen, FAKE_NOW_MS);
	pen_receive(owner.pen, (const guint8 *)"FF", 2, FAKE_NOW_MS);
	g_assert_null(owner.pen);
	fake_host_free(fake);
	g_assert_null(pen_free(NULL));
}

static void test_registry(void)
{
	guint n_drivers = 0;
	for (const PenDriver *const *driver = drivers_all(); *driver; driver++) {
		g_assert_true(driver_by_name((*driver)->name) == *driver);
		n_drivers++;
	}
	g_assert_cmpuint(n_drivers, >=, 2);
	g_assert_null(driver_by_name("nopen"));
}

/* The scripted pen plays what a recording's pen said, at its times. */
static void test_scripted(void)
{
	static const char SCRIPT[] = "driver: neo\npen: 9C:7B:D2:0A:0B:0C\n"
				     "1000000 < C0690E000100F8ECD89A01000000000000FFC1\n"
				     "1000000 < C06B0D00021B0000035B0200000A000000C1\n"
				     "2000000 < C06C0E0003002C0114001E000532585C2D00C1\n"
				     "2500000 < C06A13000428F8ECD89A01000001000100010001000100C1\n";
	const PenConfig config = { .password = "" };
	FakeHost *host = fake_host_new(driver_by_name("scripted"), &config);
	pen_start(host->pen, host->now_ms);
	for (gsize i = 0; i < sizeof SCRIPT - 1; i++)
		pen_receive(host->pen, (const guint8 *)SCRIPT + i, 1, host->now_ms);
	g_assert_cmpstr(pen_info(host->pen)->address, ==, "9C:7B:D2:0A:0B:0C");
	fake_wait(host, 999);
	g_assert_false(host->stroke_open);
	fake_wait(host, 1001);
	g_assert_true(host->stroke_open);
	g_assert_cmpuint(host->n_dots, ==, 1);
	fake_wait(host, 500);
	g_assert_cmpuint(host->n_told, ==, 1);
	g_assert_cmpint(pen_timer_ms(host->pen), ==, 0);
	g_assert_cmpuint(pen_n_driver_faults(host->pen), ==, 0);
	pen_stop(host->pen, host->now_ms);
	fake_host_free(host);
}

static void test_scripted_wrong_driver(void)
{
	const PenConfig config = { .password = "" };
	FakeHost *host = fake_host_new(driver_by_name("scripted"), &config);
	pen_start(host->pen, host->now_ms);
	const char *script = "driver: scripted\n0 < 00\n";
	pen_receive(host->pen, (const guint8 *)script, strlen(script), host->now_ms);
	g_assert_nonnull(host->failure);
	fake_host_free(host);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/pen/checker", test_checker);
	g_test_add_func("/drivers/pen/left-open", test_left_open);
	g_test_add_func("/drivers/pen/timer", test_timer);
	g_test_add_func("/drivers/pen/said", test_said);
	g_test_add_func("/drivers/pen/tokens", test_tokens);
	g_test_add_func("/drivers/pen/free-when-failed", test_free_when_failed);
	g_test_add_func("/drivers/pen/registry", test_registry);
	g_test_add_func("/drivers/pen/scripted", test_scripted);
	g_test_add_func("/drivers/pen/scripted-wrong-driver", test_scripted_wrong_driver);
	return g_test_run();
}
