/* SPDX-License-Identifier: MIT */
/* See service.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/service.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "daemon/bluez/bluez.h"
#include "daemon/board/boards.h"
#include "daemon/certificate-choice.h"
#include "daemon/classroom/classroom.h"
#include "daemon/console/console.h"
#include "daemon/control/control.h"
#include "daemon/classroom/demonstration.h"
#include "daemon/error.h"
#include "daemon/fleet/fleet.h"
#include "daemon/installation.h"
#include "daemon/load/loads.h"
#include "daemon/login.h"
#include "daemon/marking/marking.h"
#include "daemon/owner.h"
#include "daemon/page-folder.h"
#include "daemon/pens/model-folder.h"
#include "daemon/pens/pens.h"
#include "daemon/privacy/nightly.h"
#include "daemon/links/recorder.h"
#include "daemon/links/replay.h"
#include "daemon/links/socket-links.h"
#include "daemon/usb/usb.h"
#include "drivers/model.h"
#include "store/load-source.h"

/* The classroom journals within 40 ms; together a dot is on its way to the disk within 65. */
#define COMMIT_MS 10
#define START_SECONDS 30
#define CONTROL_NAME "control.sock"
#define PACK_SECONDS 60

struct Service {
	const Config *config;
	Store *store;
	StoreReader *reader;
	Problems *problems;
	Classroom *classroom;
	RulesBook *rules;
	Recogniser *recogniser;
	Marking *marking;
	Login *login;
	Recordings *recordings;
	ModelSet *models;
	Fleet *fleet;
	Pens *pens;
	SocketLinks *sockets;
	Usb *usb;
	Bluez *bluez;
	Console *console;
	Control *control;
	Nightly *nightly;
	Rosters *rosters;
	Loads *loads;
	Boards *boards;
	guint pack_source;
	guint64 stored_sequence;
	char *password;
	bool has_tls;
};

/* ---- the store speaks */

static void on_stored(void *user, guint64 sequence)
{
	Service *service = user;

	service->stored_sequence = sequence;
	/* What was refused is not so any more, before anybody is answered. */
	if (service->boards)
		boards_stored(service->boards);
	if (service->marking)
		marking_stored(service->marking);
	if (service->rosters)
		rosters_stored(service->rosters, sequence);
	if (service->pens)
		pens_stored(service->pens, sequence);
	if (service->console)
		console_stored(service->console);
	if (service->control)
		control_stored(service->control);
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	Service *service = user;

	if (service->classroom)
		classroom_settled(service->classroom, settled, n_settled);
}

static void on_state(void *user, StoreState state, const char *message)
{
	Service *service = user;

	if (service->problems)
		problems_store_changed(service->problems, state, message);
	if (service->classroom)
		classroom_store_changed(service->classroom, state, message);
}

static gboolean on_wake(G_GNUC_UNUSED gpointer user)
{
	return G_SOURCE_CONTINUE;
}

/* At the start only, before anything else is in the loop. */
static bool wait_until_stored(Service *service, GError **error)
{
	guint64 sequence = store_sequence(service->store);
	gint64 end_us = g_get_monotonic_time() + (gint64)START_SECONDS * G_USEC_PER_SEC;
	guint wake = g_timeout_add(50, on_wake, NULL);

	while (service->stored_sequence < sequence && store_state(service->store) == STORE_OK &&
		g_get_monotonic_time() < end_us)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(wake);
	if (service->stored_sequence >= sequence)
		return true;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s: cannot write the database; make room on the disk or choose another folder "
		"with --data",
		service->config->data_folder);
	return false;
}

/* ---- the record */

static bool make_folder(const char *folder, GError **error)
{
	int code;

	if (g_mkdir_with_parents(folder, 0700) == 0 && g_access(folder, W_OK | X_OK) == 0)
		return true;
	code = errno;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s: cannot use this data folder: %s; choose another with --data, or give this "
		"user the right to write there",
		folder, g_strerror(code == EEXIST ? ENOTDIR : code));
	return false;
}

static bool open_record(Service *service, GError **error)
{
	g_autofree char *path = g_build_filename(service->config->data_folder, "zhibi.db", NULL);
	const StoreOptions options = { .path = path, .commit_ms = COMMIT_MS };
	const StoreListener listener = {
		.user = service,
		.stored = on_stored,
		.settled = on_settled,
		.state = on_state,
	};

	if (!make_folder(service->config->data_folder, error))
		return false;
	service->store = store_open(&options, &listener, error);
	if (!service->store)
		return false;
	service->reader = store_reader_open(path, error);
	return service->reader != NULL;
}

static bool demonstrate(Service *service, const ServiceOptions *options, GError **error)
{
	g_autoptr(Sheet) own = options->demonstration_sheet ? NULL : demonstration_sheet();

	const DemonstrationWish wish = { own ? own : options->demonstration_sheet,
		options->n_demonstration_pupils, options->n_demonstration_weeks };

	service->password = demonstration_prepare(
		service->store, service->reader, &wish, g_get_real_time() / 1000, error);
	return service->password && wait_until_stored(service, error);
}

/* ---- pens */

static void on_configure(void *user, const char *address, PenConfig *pen)
{
	const Service *service = user;
	char kept[sizeof pen->password];

	config_pen(service->config, address, pen);
	fleet_password(service->fleet, address, kept);
	if (*kept)
		g_strlcpy(pen->password, kept, sizeof pen->password);
	explicit_bzero(kept, sizeof kept);
}

static void start_pens(Service *service)
{
	const Config *config = service->config;
	g_autofree char *folder = g_build_filename(config->data_folder, "recordings", NULL);
	const RecordingsOptions recordings = {
		.folder = folder,
		.pattern = config->record,
		.keep_days = config->keep_raw_days,
	};
	const PensOptions pens = {
		.pen = config->pen,
		.configure = on_configure,
		.user = service,
		.problems = problems_sink(service->problems),
	};

	service->recordings = recordings_new(&recordings, service->store);
	service->pens = pens_new(
		&pens, service->store, service->reader, service->classroom, service->recordings);
	fleet_set_pens(service->fleet, service->pens);
	pens_stored(service->pens, service->stored_sequence);
}

static bool start_fleet(Service *service, GError **error)
{
	g_autofree char *key = g_build_filename(service->config->data_folder, "pens.key", NULL);
	const FleetOptions options = {
		.store = service->store,
		.reader = service->reader,
		.classroom = service->classroom,
		.key_path = key,
		.enrolment_page = service->config->enrolment_page,
		.clock = rules_book_base(service->rules)->clock,
		.day_ends_minutes = service->config->day_ends_minutes,
	};

	service->fleet = fleet_new(&options, error);
	if (service->fleet)
		fleet_set_problems(service->fleet, service->problems);
	return service->fleet != NULL;
}

static bool start_marking(Service *service, GError **error)
{
	service->recogniser = recogniser_new_built_in();
	const MarkingOptions options = {
		.store = service->store,
		.reader = service->reader,
		.classroom = service->classroom,
		.recogniser = service->recogniser,
		.bounds = service->config->reading_bounds,
		.customs = service->config->customs,
	};
	service->marking = marking_new(&options, error);
	return service->marking != NULL;
}

/* A machine without USB, as a container, is as good as any other. */
static void open_usb(Service *service, const LinkOwner *owner)
{
	const UsbOptions options = {
		.models = service->models,
		.problems = *problems_sink(service->problems),
		.slots = service->config->usb_slots,
	};
	g_autoptr(GError) error = NULL;

	if (service->config->has_usb)
		service->usb = usb_new(&options, owner, NULL, &error);
	fleet_set_usb(service->fleet, service->usb);
	if (error)
		g_info("%s", error->message);
}

/* Pens of pupils come before strangers. */
static bool on_is_expected(void *user, const char *address)
{
	const Service *service = user;
	guint seat;

	return classroom_seat_by_address(service->classroom, address, &seat);
}

static guint on_n_expected(void *user)
{
	const Service *service = user;
	guint n_pens = 0;

	for (guint seat = 0; seat < classroom_n_seats(service->classroom); seat++)
		n_pens += classroom_seat(service->classroom, seat)->pen_id != 0;
	return n_pens;
}

static void open_bluetooth(Service *service, const LinkOwner *owner)
{
	const BluezOptions options = {
		.models = service->models,
		.problems = *problems_sink(service->problems),
		.is_expected = on_is_expected,
		.n_expected = on_n_expected,
		.user = service,
		.capacity = service->config->adapter_capacity,
	};

	if (service->config->has_bluetooth)
		service->bluez = bluez_new(&options, owner, NULL);
	fleet_set_bluez(service->fleet, service->bluez);
}

static bool open_links(Service *service, const GPtrArray *replays, GError **error)
{
	const Config *config = service->config;
	g_autofree char *path = config->pens_socket
					? g_strdup(config->pens_socket)
					: g_build_filename(config->data_folder, "pens.sock", NULL);
	const LinkOwner owner = { .user = service->pens, .opened = pens_take_link };

	service->sockets = socket_links_new(path, &owner, error);
	if (!service->sockets)
		return false;
	open_usb(service, &owner);
	for (guint i = 0; replays && i < replays->len; i++)
		if (!replay_open(g_ptr_array_index(replays, i), &owner, error))
			return false;
	open_bluetooth(service, &owner);
	return true;
}

/* ---- the console */

static guint count_consoles(void *console)
{
	return console_n_consoles(console);
}

static void on_roster_changed(void *user)
{
	const Service *service = user;
	g_autoptr(GError) error = NULL;

	if (!marking_take_roster(service->marking, &error))
		g_warning("the sheet: %s", error->message);
	if (service->console)
		console_seats_changed(service->console);
}

static void start_rosters(Service *service)
{
	const RostersOptions options = { service->store, service->reader, service->classroom,
		on_roster_changed, service, rules_book_base(service->rules)->clock };

	service->rosters = rosters_new(&options);
}

static void start_boards(Service *service)
{
	g_autofree char *data = g_canonicalize_filename(service->config->data_folder, NULL);
	g_autofree char *folder = g_build_filename(data, "backgrounds", NULL);
	const Assigning assigning = { service->store, service->reader, service->rules,
		service->classroom, service->marking, NULL, folder };

	service->boards = boards_new(&assigning);
}

static void start_loads(Service *service)
{
	g_autofree char *path = g_build_filename(service->config->data_folder, "zhibi.db", NULL);

	service->loads = loads_new(&(LoadsOptions){ path, service->config->rules_file });
}

static bool open_console(Service *service, GMainLoop *loop, GError **error)
{
	const Config *config = service->config;
	g_autofree char *certificate = NULL;
	g_autofree char *key = NULL;
	g_autofree char *page_folder = page_folder_find(config->page_folder);

	if (!certificate_choose(config, &certificate, &key, error))
		return false;
	service->has_tls = certificate != NULL;
	if (!page_folder_has_page(page_folder))
		g_warning("%s: there is no page here; build it with make, or name its folder with "
			  "--page",
			page_folder);

	const ConsoleOptions options = {
		.address = config->address,
		.port = config_port(config, service->has_tls),
		.page_folder = page_folder,
		.certificate_path = certificate,
		.key_path = key,
		.rosters = service->rosters,
		.boards = service->boards,
		.loads = service->loads,
		.problems = service->problems,
		.fleet = service->fleet,
		.marking = service->marking,
		.reader = service->reader,
		.clock = rules_book_base(service->rules)->clock,
	};
	service->console = console_new(
		&options, loop, service->classroom, service->login, service->store, error);
	boards_set_console(service->boards, service->console);
	if (service->console)
		fleet_set_consoles(service->fleet, count_consoles, service->console);
	return service->console != NULL;
}

static char *on_owner_asks(void *user, const char *line, gsize n_bytes)
{
	Service *service = user;
	const Owner owner = {
		.teachers = { service->store, service->reader, service->login,
			service->config->data_folder },
		.assigning = boards_assigning(service->boards),
		.changes = { service->store, service->reader, service->rules },
		.consents = { service->store, service->reader, service->classroom },
		.rosters = service->rosters,
	};

	return owner_answer(&owner, line, n_bytes);
}

/* Beside the data, or where the service manager made a folder that the service's group may enter. */
static bool open_control(Service *service, GError **error)
{
	const char *folder = g_getenv("RUNTIME_DIRECTORY");
	g_autofree char *path = g_build_filename(
		folder ? folder : service->config->data_folder, CONTROL_NAME, NULL);

	service->control = control_new(path, service->fleet, service->store, error);
	if (service->control)
		control_set_owner(service->control, on_owner_asks, service);
	return service->control != NULL;
}

/* ---- life */

static gboolean on_pack(gpointer user)
{
	const Service *service = user;

	classroom_pack_pages(service->classroom, g_get_real_time() / 1000);
	return G_SOURCE_CONTINUE;
}

static bool start(Service *service, const ServiceOptions *options, GMainLoop *loop, GError **error)
{
	if (!open_record(service, error) ||
		(options->n_demonstration_pupils > 0 && !demonstrate(service, options, error)))
		return false;
	service->problems = problems_new(service->store, service->reader, error);
	service->rules = load_source_rules(service->config->rules_file, service->reader, error);
	if (!service->problems || !service->rules)
		return false;
	service->classroom = classroom_new(service->store, service->reader, error);
	service->login = teachers_load(service->store, service->reader, error);
	if (!service->classroom || !service->login)
		return false;
	if (!start_marking(service, error) ||
		!(service->models = model_folder_load(service->config->models_folder, error)) ||
		!start_fleet(service, error))
		return false;
	start_rosters(service);
	start_loads(service);
	start_boards(service);
	start_pens(service);
	NightlyOptions retention = service->config->retention;
	retention.clock = rules_book_base(service->rules)->clock;
	service->nightly = nightly_new(&retention, service->store, service->reader);
	service->pack_source = g_timeout_add_seconds(PACK_SECONDS, on_pack, service);
	return open_links(service, options->replays, error) && open_console(service, loop, error) &&
	       open_control(service, error);
}

Service *service_start(const ServiceOptions *options, GMainLoop *loop, GError **error)
{
	g_autoptr(Service) service = g_new0(Service, 1);

	service->config = options->config;
	return start(service, options, loop, error) ? g_steal_pointer(&service) : NULL;
}

Service *service_stop(Service *service)
{
	if (!service)
		return NULL;
	g_clear_handle_id(&service->pack_source, g_source_remove);
	service->nightly = nightly_free(service->nightly);
	service->control = control_free(service->control);
	service->console = console_free(service->console);
	service->loads = loads_free(service->loads);
	if (service->fleet) {
		fleet_set_consoles(service->fleet, NULL, NULL);
		fleet_set_pens(service->fleet, NULL);
	}
	service->pens = pens_free(service->pens);
	if (service->fleet)
		fleet_set_usb(service->fleet, NULL);
	service->usb = usb_free(service->usb);
	if (service->fleet)
		fleet_set_bluez(service->fleet, NULL);
	service->bluez = bluez_free(service->bluez);
	service->sockets = socket_links_free(service->sockets);
	service->models = model_set_free(service->models);
	service->recordings = recordings_free(service->recordings);
	service->fleet = fleet_free(service->fleet);
	service->boards = boards_free(service->boards);
	service->rosters = rosters_free(service->rosters);
	service->marking = marking_free(service->marking);
	service->recogniser = recogniser_free(service->recogniser);
	service->classroom = classroom_free(service->classroom);
	service->login = login_free(service->login);
	service->problems = problems_free(service->problems);
	service->rules = rules_book_free(service->rules);
	service->reader = service->reader ? store_reader_close(service->reader) : NULL;
	service->store = service->store ? store_close(service->store) : NULL;
	g_free(service->password);
	g_free(service);
	return NULL;
}

char *service_address(const Service *service)
{
	const char *address = service->config->address;

	/* "Any address" is none that a browser could open. */
	if (g_str_equal(address, "0.0.0.0") || g_str_equal(address, "::"))
		address = g_get_host_name();
	bool brackets = strchr(address, ':') != NULL;

	return g_strdup_printf("%s://%s%s%s:%u/", service->has_tls ? "https" : "http",
		brackets ? "[" : "", address, brackets ? "]" : "", console_port(service->console));
}

const char *service_password(const Service *service)
{
	return service->password;
}

bool service_lacks_teacher(const Service *service)
{
	return login_n_teachers(service->login) == 0;
}

/* ---- teachers */

/* Where a zhibid that holds the database would listen: that of the service, or one run by hand. */
static bool ask_running(const Config *config, const TeachersWish *wish, GError **error)
{
	g_autofree char *path = g_build_filename(config->data_folder, CONTROL_NAME, NULL);

	return teachers_ask(g_file_test(path, G_FILE_TEST_EXISTS) ? path
								  : INSTALLATION_RUNTIME
				    "/" CONTROL_NAME,
		config->data_folder, wish, error);
}

bool service_put_teacher(
	const Config *config, const TeachersWish *wish, char **password, GError **error)
{
	g_autoptr(Service) service = g_new0(Service, 1);
	g_autofree char *made = password ? login_random_password() : NULL;
	g_autofree char *hash = made ? login_hash_password(made) : NULL;
	TeachersWish whole = *wish;
	g_autoptr(GError) why = NULL;
	bool is_put;

	service->config = config;
	if (!teachers_is_login(wish->login)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"\"%s\" cannot be a login: 1 to 32 letters, digits or signs without spaces",
			wish->login);
		return false;
	}
	whole.password_hash = hash;
	if (open_record(service, &why))
		is_put = teachers_put(service->store, service->reader, NULL, &whole, error) &&
			 wait_until_stored(service, error);
	else if (g_error_matches(why, STORE_ERROR, STORE_ERROR_LOCKED))
		is_put = ask_running(config, &whole, error);
	else {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	if (is_put && password)
		*password = g_steal_pointer(&made);
	return is_put;
}
