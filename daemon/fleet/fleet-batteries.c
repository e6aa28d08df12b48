/* SPDX-License-Identifier: MIT */
/* What pens say of their batteries, kept for as long as it says something of the next days (battery.h). */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/fleet-private.h"

#include <math.h>

#include "daemon/fleet/battery.h"

#define MS_PER_DAY (G_GINT64_CONSTANT(86400000))
#define N_READINGS_MAX 4000 /* of one pen: more is a gauge that trembles */
/* A pen that goes says how long its last percent lasted. */
#define GOING_MS 60000

/* Of one pen. */
typedef struct {
	GArray *readings; /* of BatteryReading, by time */
	bool here;
} PenBattery;

static void free_battery(gpointer data)
{
	PenBattery *battery = data;

	g_array_unref(battery->readings);
	g_free(battery);
}

static PenBattery *battery_of(Fleet *fleet, gint64 pen_id)
{
	PenBattery *battery = g_hash_table_lookup(fleet->batteries, &pen_id);

	if (!battery) {
		battery = g_new0(PenBattery, 1);
		battery->readings = g_array_new(FALSE, FALSE, sizeof(BatteryReading));
		g_hash_table_insert(fleet->batteries, g_memdup2(&pen_id, sizeof pen_id), battery);
	}
	return battery;
}

bool fleet_batteries_load(Fleet *fleet, GError **error)
{
	g_autoptr(GPtrArray) rows = store_reader_pen_batteries(
		fleet->options.reader, fleet_now_ms() - BATTERY_DAYS * MS_PER_DAY, error);

	fleet->batteries = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_battery);
	for (guint i = 0; rows && i < rows->len; i++) {
		const StorePenBattery *row = g_ptr_array_index(rows, i);
		const BatteryReading reading = { row->at_ms, row->percent, row->charging,
			row->came };

		g_array_append_val(battery_of(fleet, row->pen_id)->readings, reading);
	}
	return rows != NULL;
}

static void keep(Fleet *fleet, gint64 pen_id, PenBattery *battery, BatteryReading reading)
{
	const StorePenBattery row = { pen_id, reading.at_ms, reading.percent, reading.charging,
		reading.came };

	if (battery->readings->len >= N_READINGS_MAX)
		g_array_remove_range(battery->readings, 0, N_READINGS_MAX / 4);
	g_array_append_val(battery->readings, reading);
	store_put_pen_battery(fleet->options.store, &row);
}

void fleet_batteries_changed(Fleet *fleet, const char *address)
{
	const gint64 now_ms = fleet_now_ms();
	ClassroomPenView row;
	PensView view;

	if (!classroom_pen_by_address(fleet->options.classroom, address, &row))
		return;
	PenBattery *battery = battery_of(fleet, row.row->id);
	const GArray *readings = battery->readings;
	const BatteryReading *last =
		readings->len > 0 ? &g_array_index(readings, BatteryReading, readings->len - 1)
				  : NULL;
	if (!pens_look(fleet->pens, address, &view) || !view.pen) {
		const bool goes = battery->here && last && now_ms - last->at_ms > GOING_MS;

		if (goes)
			keep(fleet, row.row->id, battery,
				(BatteryReading){ now_ms, last->percent, last->charging, false });
		battery->here = false;
		return;
	}
	const PenInfo *info = pen_info(view.pen);
	if (info->battery_percent > 100)
		return;
	if (battery->here && last && last->percent == info->battery_percent &&
		last->charging == info->charging)
		return;
	keep(fleet, row.row->id, battery,
		(BatteryReading){ now_ms, info->battery_percent, info->charging, !battery->here });
	battery->here = true;
}

GHashTable *fleet_batteries_by_model(const Fleet *fleet, const GArray *pens, gint64 now_ms)
{
	GHashTable *models = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

	for (guint i = 0; i < pens->len; i++) {
		const StorePen *pen = g_array_index(pens, ClassroomPenView, i).row;
		const PenBattery *battery = g_hash_table_lookup(fleet->batteries, &pen->id);

		if (!battery)
			continue;
		const BatteryUse use = battery_use(battery->readings, now_ms);
		BatteryUse *sum = g_hash_table_lookup(models, pen->model);
		if (!sum) {
			sum = g_new0(BatteryUse, 1);
			g_hash_table_insert(models, pen->model, sum);
		}
		sum->percent += use.percent;
		sum->hours += use.hours;
	}
	return models;
}

static const char *basis_word(BatteryBasis basis)
{
	switch (basis) {
	case BATTERY_OWN:
		return "pen";
	case BATTERY_MODEL:
		return "model";
	case BATTERY_DEFAULT:
		return "default";
	}
	g_assert_not_reached();
}

json_t *fleet_batteries_forecast(
	const Fleet *fleet, const StorePen *pen, GHashTable *models, gint64 now_ms)
{
	static const BatteryUse none;
	const PenBattery *battery = g_hash_table_lookup(fleet->batteries, &pen->id);
	const BatteryUse *model = g_hash_table_lookup(models, pen->model);
	BatteryForecast forecast;

	if (!battery || !battery_forecast(battery->readings, model ? model : &none, battery->here,
				now_ms, &forecast))
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "hours", json_real(round(forecast.hours_left * 10) / 10));
	json_object_set_new(
		object, "percent_per_hour", json_real(round(forecast.percent_per_hour * 10) / 10));
	json_object_set_new(object, "from", json_string(basis_word(forecast.basis)));
	return object;
}
