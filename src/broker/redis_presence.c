/*
 * Members with connections to this server. Redis knows which servers hold a member: who is the
 * first to come or the last to go is decided there, in one script, which tells everybody by the
 * channel. Here it is told when that comes back; on an island at once.
 */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <string.h>

/* Commands on their way at a time: after an island there may be very many to send. */
enum { BUSY_MAX = 256 };

/* By a channel, of a member that has no connections here, or by another server. */
static void tell_heard(rtws_broker_redis_t *self, rtws_text_t channel, uint64_t except,
					   const rtws_envelope_t *envelope)
{
	rtws_member_change_t change = {
		.joined = envelope->type == RTWS_ENVELOPE_JOINED,
		.channel = channel,
		.key = envelope->name,
		.info = envelope->data,
		.except = except,
	};

	rtws_rb_tell_change(self, &change);
}

/* ---- commands -------------------------------------------------------------------------------- */

/* The server is one that has members in the channel, should it have to be cleared away. */
static void list_room(rtws_room_t *room, const char *verb)
{
	rtws_broker_redis_t *self = room->broker;
	rtws_call_t call;

	rtws_call_begin(&call, self);
	rtws_call_word(&call, verb);
	rtws_call_name(&call, "rtws:channels:", rtws_text_of(self->name, strlen(self->name)));
	rtws_call_text(&call, room->name, room->len);
	rtws_call_command(&call, 1, NULL, NULL);
}

static void on_changed(void *arg, const rtws_redis_result_t *result);

/* Both scripts: keys and arguments are the same up to the member's id. */
static void begin_call(rtws_call_t *call, const rtws_resident_t *resident)
{
	rtws_broker_redis_t *self = resident->room->broker;
	rtws_text_t channel = rtws_resident_channel(resident);

	rtws_call_begin(call, self);
	rtws_call_key(call, "presence:", NULL, channel);
	rtws_call_key(call, "rtws:order:", NULL, channel);
	rtws_call_key(call, "rtws:holders:", NULL, channel);
	rtws_call_key(call, "rtws:held:", self->name, channel);
	if (!self->is_cluster) {
		rtws_call_name(call, "rtws:channels:", rtws_text_of(self->name, strlen(self->name)));
	}
	rtws_call_publish(call, channel);
	rtws_call_word(call, self->name);
	rtws_call_text(call, resident->key, resident->key_len);
}

static int send_change(rtws_resident_t *resident, const rtws_envelope_t *envelope)
{
	rtws_broker_redis_t *self = resident->room->broker;
	bool joins = resident->is_joining;
	bool is_lost = resident->stored == RTWS_STORED_LOST;
	rtws_buffer_t payload = { NULL, 0, 0 };
	rtws_call_t call;

	if (rtws_envelope_write(&payload, envelope) != 0) {
		rtws_buffer_clear(&payload);
		return RTWS_E_NOMEM;
	}
	begin_call(&call, resident);
	rtws_call_text(&call, (char *) payload.bytes, payload.len);
	rtws_call_text(&call, resident->info, resident->info_len);
	rtws_call_word(&call, joins != is_lost ? "1" : "0"); /* the others have not seen him leave */
	rtws_call_text(&call, resident->room->name, resident->room->len);
	rtws_call_script(&call, joins ? RTWS_SCRIPT_JOIN : RTWS_SCRIPT_LEAVE, self->is_cluster ? 4 : 5,
					 on_changed, resident);
	rtws_buffer_clear(&payload);
	return 0;
}

/* `resident` may be gone afterwards. */
static void start_change(rtws_resident_t *resident)
{
	rtws_room_t *room = resident->room;
	rtws_broker_redis_t *self = room->broker;
	rtws_envelope_t envelope = {
		.type = resident->connections > 0 ? RTWS_ENVELOPE_JOINED : RTWS_ENVELOPE_LEFT,
		.origin = { self->name, strlen(self->name) },
		.number = ++self->numbers,
		.except = resident->connection,
		.name = rtws_resident_key(resident), /* the script adds the data */
	};

	if (self->is_cluster && !room->is_listed) {
		room->is_listed = true;
		list_room(room, "SADD");
	}
	resident->is_joining = resident->connections > 0;
	resident->has_new_info = false;
	resident->has_echo = false;
	resident->number = envelope.number;
	resident->is_busy = true;
	self->busy++;
	if (send_change(resident, &envelope) != 0) {
		rtws_redis_result_t unsent = { .outcome = RTWS_REDIS_UNSENT,
									   .reason = "There is no memory for a command." };

		on_changed(resident, &unsent);
	}
}

void rtws_rb_presence_pump(rtws_broker_redis_t *self)
{
	rtws_resident_t *resident;

	while ((resident = self->dirty) != NULL && self->is_up &&
		   (self->busy < BUSY_MAX || self->is_silent)) {
		self->dirty = resident->next_dirty;
		if (self->dirty == NULL) {
			self->dirty_last = NULL;
		}
		resident->is_dirty = false;
		if (resident->is_busy || resident->awaits_echo) {
			continue; /* its turn comes with the answer */
		}
		if (rtws_resident_agrees(resident)) {
			rtws_resident_answer(resident, 0);
			rtws_resident_release(resident);
		} else {
			start_change(resident);
		}
	}
}

/* Redis would not. Who waits is told, and counts no more; what is left to do is tried again later.
 */
static void refuse(rtws_resident_t *resident, const char *why)
{
	uint32_t refused =
		resident->waiting < resident->connections ? resident->waiting : resident->connections;

	rtws_rb_complain(resident->room->broker, "a change of presence", why);
	resident->connections -= refused;
	resident->waiting = 0;
	resident->has_new_info |= resident->is_joining;
	rtws_resident_answer(resident, RTWS_E_BROKER);
	if (!rtws_resident_agrees(resident)) {
		rtws_resident_make_dirty(resident);
	}
	rtws_resident_release(resident);
}

static void accept(rtws_resident_t *resident, bool is_announced)
{
	rtws_broker_redis_t *self = resident->room->broker;
	bool joined = resident->is_joining;

	resident->stored = joined ? RTWS_STORED_YES : RTWS_STORED_NO;
	if (!is_announced) {
		resident->is_told = joined; /* he is, or was, here by another server as well */
	} else if (!resident->has_echo) {
		resident->awaits_echo = rtws_rb_echoes(self, rtws_resident_channel(resident)) > 0;
		if (!resident->awaits_echo) {
			rtws_resident_tell(resident, joined, rtws_resident_info(resident));
		}
	}
	if (rtws_resident_agrees(resident)) {
		rtws_resident_answer(resident, 0);
	}
	if (!rtws_resident_agrees(resident) && !resident->awaits_echo) {
		rtws_resident_make_dirty(resident);
	}
	rtws_resident_release(resident);
	rtws_rb_presence_pump(self);
}

static void on_changed(void *arg, const rtws_redis_result_t *result)
{
	rtws_resident_t *resident = arg;
	rtws_broker_redis_t *self = resident->room->broker;

	self->busy--;
	resident->is_busy = false;
	if (result->outcome == RTWS_REDIS_ANSWERED) {
		if (result->reply->type == RTWS_REDIS_ERROR) {
			refuse(resident, result->reply->text.at);
		} else {
			accept(resident, rtws_redis_integer(result->reply, 0) != 0);
		}
		return;
	}
	resident->has_new_info |= resident->is_joining;
	rtws_resident_make_dirty(resident); /* it does no harm twice */
	if (result->outcome != RTWS_REDIS_UNSENT || !self->has_link) {
		rtws_rb_go_down(self, result->reason);
	}
}

/* ---- what comes ------------------------------------------------------------------------------ */

/* What the newest command of ours has published. */
static void on_echo(rtws_resident_t *resident, bool joined, rtws_text_t info)
{
	rtws_broker_redis_t *self = resident->room->broker;

	rtws_resident_tell(resident, joined, info);
	resident->has_echo = true;
	resident->awaits_echo = false;
	if (!resident->is_busy) {
		rtws_resident_make_dirty(resident);
	}
	rtws_resident_release(resident);
	rtws_rb_presence_pump(self);
}

void rtws_rb_presence_heard(rtws_broker_redis_t *self, rtws_text_t channel,
							const rtws_envelope_t *envelope)
{
	bool joined = envelope->type == RTWS_ENVELOPE_JOINED;
	rtws_resident_t *resident = rtws_resident_find(self, channel, envelope->name);

	if (rtws_rb_is_ours(self, envelope) && envelope->number != 0) {
		if (resident != NULL && envelope->number == resident->number) {
			on_echo(resident, joined, envelope->data);
		}
		return;
	}
	tell_heard(self, channel, resident != NULL ? resident->connection : 0, envelope);
	resident = rtws_resident_find(self, channel, envelope->name);
	if (resident == NULL) {
		return;
	}
	resident->is_told = joined;
	if (!joined && resident->stored == RTWS_STORED_YES) { /* we were taken for dead */
		resident->stored = RTWS_STORED_NO;
		rtws_resident_make_dirty(resident);
		rtws_rb_presence_pump(self);
	}
}

/* ---- islands --------------------------------------------------------------------------------- */

/* It is dirty afterwards, so that it does not go. */
static void strand(rtws_resident_t *resident, bool all)
{
	if (all || resident->awaits_echo) {
		resident->awaits_echo = false;
		rtws_resident_make_dirty(resident);
		rtws_resident_tell(resident, resident->connections > 0, rtws_resident_info(resident));
	}
}

/* Their waiters are answered: here they have joined. They may bring others. */
static void settle_waiters(rtws_broker_redis_t *self)
{
	for (rtws_resident_t *resident = self->dirty; resident != NULL;
		 resident = resident->next_dirty) {
		rtws_resident_answer(resident, 0);
	}
}

void rtws_rb_presence_island(rtws_broker_redis_t *self)
{
	rtws_residents_each(self, strand, !self->is_up);
	if (self->is_up) {
		rtws_rb_presence_pump(self);
	} else {
		settle_waiters(self);
	}
}

void rtws_rb_presence_unwatched(rtws_broker_redis_t *self, rtws_text_t channel)
{
	rtws_room_t *room = rtws_map_find(&self->rooms, channel.at, channel.len);
	rtws_resident_t *resident;
	size_t at = 0;

	if (room == NULL || rtws_rb_echoes(self, channel) > 0) {
		return;
	}
	while ((resident = rtws_map_each(&room->by_key, &at)) != NULL) {
		strand(resident, false);
	}
	rtws_rb_presence_pump(self);
}

static void restore(rtws_resident_t *resident, bool is_lost)
{
	if (is_lost && resident->stored == RTWS_STORED_YES) {
		resident->stored = RTWS_STORED_LOST;
	} else if (!is_lost && resident->stored == RTWS_STORED_YES && resident->connections > 0) {
		resident->stored = RTWS_STORED_NO; /* said again, it is no news if it is known */
	}
	resident->room->is_listed = false;
	rtws_resident_make_dirty(resident);
}

void rtws_rb_presence_restore(rtws_broker_redis_t *self, bool is_lost)
{
	rtws_residents_each(self, restore, is_lost);
	rtws_rb_presence_pump(self);
}

static void send_away(rtws_resident_t *resident, bool flag)
{
	(void) flag;
	resident->connections = 0;
	resident->awaits_echo = false;
	rtws_resident_make_dirty(resident);
}

void rtws_rb_presence_leave_all(rtws_broker_redis_t *self)
{
	rtws_residents_each(self, send_away, true);
	rtws_rb_presence_pump(self);
}

/* ---- joining and leaving --------------------------------------------------------------------- */

void rtws_rb_join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
				  uint64_t connection, rtws_joined_fn done, void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	rtws_resident_t *resident =
		!self->is_silent ? rtws_resident_get(self, channel, member->key) : NULL;
	bool waits;

	if (resident == NULL || rtws_resident_set_info(resident, member->info) != 0) {
		if (resident != NULL) {
			rtws_resident_release(resident);
		}
		done(arg, self->is_silent ? RTWS_E_BROKER : RTWS_E_NOMEM);
		return;
	}
	if (resident->connections++ == 0) {
		resident->connection = connection;
	}
	waits = self->is_up && !rtws_resident_agrees(resident);
	if (waits && rtws_resident_wait(resident, done, arg) != 0) {
		resident->connections--;
		rtws_resident_release(resident);
		done(arg, RTWS_E_NOMEM);
		return;
	}
	if (!rtws_resident_agrees(resident)) {
		rtws_resident_make_dirty(resident);
	}
	if (waits) {
		rtws_rb_presence_pump(self);
		return;
	}
	if (!self->is_up) {
		rtws_resident_tell(resident, true, rtws_resident_info(resident));
	}
	done(arg, 0);
}

void rtws_rb_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key, uint64_t connection)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	rtws_resident_t *resident = rtws_resident_find(self, channel, key);

	if (resident == NULL || resident->connections == 0 || --resident->connections > 0) {
		return;
	}
	resident->connection = connection;
	rtws_resident_make_dirty(resident);
	if (!self->is_up) {
		rtws_resident_tell(resident, false, rtws_resident_info(resident));
	} else {
		rtws_rb_presence_pump(self);
	}
}
