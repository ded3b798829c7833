/*
 * Questions to other servers, and their answers: letters to a user or a connection, and how many
 * subscribers a channel has. Redis tells how many received a question; each of them answers. In a
 * cluster Redis does not know, so there all servers are asked.
 */
#include "broker/redis_parts.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

#define TICK_S 0.05

/* ---- questions of ours ----------------------------------------------------------------------- */

static void tell(rtws_ask_t *ask, int error)
{
	rtws_reached_fn done = ask->done;

	ask->done = NULL;
	if (done != NULL) {
		done(ask->arg, error, ask->reached);
	}
}

static void drop(rtws_ask_t *ask)
{
	rtws_broker_redis_t *self = ask->broker;
	rtws_ask_t **place = &self->asks;

	while (*place != ask) {
		place = &(*place)->next;
	}
	*place = ask->next;
	free(ask);
	if (self->asks == NULL && self->loop != NULL) {
		rtws_timer_stop(self->loop, &self->tick);
	}
}

/* Answers if everybody has; the ask may be gone afterwards. */
static void settle(rtws_ask_t *ask)
{
	bool is_complete = ask->is_final && ask->answers >= ask->expected;

	if (ask->is_here) {
		return;
	}
	if (is_complete || (ask->ends_with_one && ask->reached > 0)) {
		tell(ask, 0);
	}
	if (ask->done == NULL && !ask->is_on_way) {
		drop(ask);
	}
}

static rtws_ask_t *make_ask(rtws_broker_redis_t *self, rtws_reached_fn done, void *arg)
{
	rtws_ask_t *ask = calloc(1, sizeof(*ask));

	if (ask == NULL) {
		return NULL;
	}
	ask->broker = self;
	ask->number = ++self->numbers;
	ask->done = done;
	ask->arg = arg;
	ask->due_ms = rtws_clock_ms() + self->settings.reply_ms;
	ask->next = self->asks;
	self->asks = ask;
	if (self->loop != NULL && !rtws_timer_is_active(&self->tick)) {
		rtws_timer_start(self->loop, &self->tick, TICK_S, TICK_S);
	}
	return ask;
}

static void on_here(void *arg, int error, uint64_t reached)
{
	rtws_ask_t *ask = arg;

	ask->reached += error == 0 ? reached : 0;
	ask->is_here = false;
	settle(ask);
}

static void on_expected(void *arg, const rtws_redis_result_t *result)
{
	rtws_ask_t *ask = arg;

	ask->is_on_way = false;
	ask->is_final = true;
	if (rtws_rb_is_done(ask->broker, "a question", result)) {
		ask->expected = (uint64_t) rtws_redis_integer(result->reply, 0);
	}
	settle(ask);
}

/* In a cluster PUBLISH counts the receivers at one node only: all servers answer, who live now. */
static void on_asked(void *arg, const rtws_redis_result_t *result)
{
	rtws_ask_t *ask = arg;
	rtws_call_t call;

	if (!ask->broker->is_cluster || result->outcome != RTWS_REDIS_ANSWERED) {
		on_expected(arg, result);
		return;
	}
	rtws_call_begin(&call, ask->broker);
	rtws_call_word(&call, "ZCARD");
	rtws_call_name(&call, "{rtws}:servers", rtws_text_of("", 0));
	rtws_call_command(&call, 1, on_expected, ask);
}

/* Asks who hears of it by this name. */
static void ask_others(rtws_ask_t *ask, const char *name, rtws_text_t rest,
					   rtws_envelope_t *envelope)
{
	rtws_broker_redis_t *self = ask->broker;

	envelope->origin = rtws_text_of(self->name, strlen(self->name));
	envelope->number = ask->number;
	if (self->is_cluster) {
		name = "rtws:all";
		rest = rtws_text_of("", 0);
	}
	ask->is_on_way = true;
	if (rtws_call_envelope(self, name, rest, envelope, on_asked, ask) != 0) {
		ask->is_on_way = false;
		ask->is_final = true;
	}
}

static bool is_here(const rtws_broker_redis_t *self, const rtws_letter_t *letter)
{
	return letter->to.kind == RTWS_SUBJECT_USER
			   ? rtws_rb_watches(self, RTWS_WIRE_USER, "rtws:user:", letter->to.name)
			   : rtws_rb_watches(self, RTWS_WIRE_PROCESS, "rtws:process:", letter->to.name);
}

void rtws_rb_send(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
				  void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	bool to_user = letter->to.kind == RTWS_SUBJECT_USER;
	bool here = !self->is_silent && is_here(self, letter);
	bool elsewhere = self->is_up && (to_user || !here); /* a process is in one place */
	rtws_ask_t *ask = here || elsewhere ? make_ask(self, done, arg) : NULL;

	if (ask == NULL) {
		int error = here || elsewhere ? RTWS_E_NOMEM : self->is_up ? 0 : RTWS_E_BROKER;

		done(arg, error, 0);
		return;
	}
	ask->ends_with_one = !to_user;
	ask->is_here = here;
	ask->is_final = !elsewhere;
	if (elsewhere) {
		rtws_envelope_t envelope = {
			.type = to_user ? RTWS_ENVELOPE_USER : RTWS_ENVELOPE_PROCESS,
			.kind = letter->kind,
			.name = letter->address,
			.extra = letter->to.name,
			.data = letter->data,
		};

		ask->is_here = true; /* nobody takes it away meanwhile */
		ask_others(ask, to_user ? "rtws:user:" : "rtws:process:", letter->to.name, &envelope);
		ask->is_here = here;
	}
	if (here) {
		self->base.events->letter(self->base.app, letter, on_here, ask);
	} else {
		settle(ask);
	}
}

/* ---- subscribers ----------------------------------------------------------------------------- */

void rtws_rb_subscribers(rtws_broker_t *broker, rtws_text_t channel, uint32_t count)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	rtws_tally_t *tally = rtws_map_find(&self->tallies, channel.at, channel.len);

	if (tally != NULL && count == 0) {
		rtws_map_remove(&self->tallies, channel.at, channel.len);
		free(tally);
	} else if (tally != NULL) {
		tally->count = count;
	} else if (count > 0 && (tally = malloc(sizeof(*tally) + channel.len)) != NULL) {
		*tally = (rtws_tally_t){ count, channel.len };
		memcpy(tally->name, channel.at, channel.len);
		if (rtws_map_add(&self->tallies, tally->name, tally->len, tally) != 0) {
			free(tally);
		}
	}
}

static uint32_t subscribers_here(const rtws_broker_redis_t *self, rtws_text_t channel)
{
	const rtws_tally_t *tally = rtws_map_find(&self->tallies, channel.at, channel.len);

	return tally != NULL ? tally->count : 0;
}

void rtws_rb_count(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done, void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	rtws_ask_t *ask = self->is_up ? make_ask(self, done, arg) : NULL;
	rtws_envelope_t envelope = { .type = RTWS_ENVELOPE_COUNT, .name = channel };

	if (ask == NULL) {
		done(arg, self->is_up ? RTWS_E_NOMEM : RTWS_E_BROKER, 0);
		return;
	}
	ask->reached = subscribers_here(self, channel);
	ask_others(ask, "rtws:all", rtws_text_of("", 0), &envelope);
}

/* ---- questions of others --------------------------------------------------------------------- */

typedef struct {
	rtws_broker_redis_t *broker;
	uint64_t number;
	size_t origin_len;
	char origin[];
} inquiry_t;

static void answer(rtws_broker_redis_t *self, rtws_text_t origin, uint64_t number, uint64_t reached)
{
	rtws_envelope_t envelope = {
		.type = RTWS_ENVELOPE_ANSWER,
		.origin = { self->name, strlen(self->name) },
		.number = number,
		.position = { 0, reached },
	};

	rtws_call_envelope(self, "rtws:to:", origin, &envelope, NULL, NULL);
}

static void on_letter(void *arg, int error, uint64_t reached)
{
	inquiry_t *inquiry = arg;

	answer(inquiry->broker, rtws_text_of(inquiry->origin, inquiry->origin_len), inquiry->number,
		   error == 0 ? reached : 0);
	free(inquiry);
}

static void deliver_letter(rtws_broker_redis_t *self, const rtws_envelope_t *envelope)
{
	inquiry_t *inquiry = malloc(sizeof(*inquiry) + envelope->origin.len);
	rtws_letter_t letter = {
		.to = { envelope->type == RTWS_ENVELOPE_USER ? RTWS_SUBJECT_USER : RTWS_SUBJECT_PROCESS,
				envelope->extra },
		.address = envelope->name,
		.kind = envelope->kind,
		.data = envelope->data,
	};

	if (inquiry == NULL) {
		return;
	}
	*inquiry = (inquiry_t){ self, envelope->number, envelope->origin.len };
	memcpy(inquiry->origin, envelope->origin.at, envelope->origin.len);
	if (is_here(self, &letter)) {
		self->base.events->letter(self->base.app, &letter, on_letter, inquiry);
	} else {
		on_letter(inquiry, 0, 0);
	}
}

static void on_answer(rtws_broker_redis_t *self, uint64_t number, uint64_t reached)
{
	for (rtws_ask_t *ask = self->asks; ask != NULL; ask = ask->next) {
		if (ask->number == number) {
			ask->answers++;
			ask->reached += reached;
			settle(ask);
			return;
		}
	}
}

void rtws_rb_letters_heard(rtws_broker_redis_t *self, const rtws_envelope_t *envelope)
{
	if (envelope->type == RTWS_ENVELOPE_ANSWER) {
		on_answer(self, envelope->number, envelope->position.offset);
	} else if (rtws_rb_is_ours(self, envelope)) { /* what is here has been asked without Redis */
		on_answer(self, envelope->number, 0);
	} else if (envelope->type == RTWS_ENVELOPE_COUNT) {
		answer(self, envelope->origin, envelope->number, subscribers_here(self, envelope->name));
	} else {
		deliver_letter(self, envelope);
	}
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Who has not answered in time is not waited for. */
void rtws_rb_letters_tick(rtws_timer_t *timer)
{
	rtws_broker_redis_t *self =
		(rtws_broker_redis_t *) ((char *) timer - offsetof(rtws_broker_redis_t, tick));
	uint64_t now = rtws_clock_ms();
	rtws_ask_t *ask = self->asks;

	while (ask != NULL) {
		if (ask->done != NULL && ask->due_ms <= now && !ask->is_here) {
			ask->is_final = true;
			ask->expected = 0;
			settle(ask);
			ask = self->asks; /* the list may be another one now */
		} else {
			ask = ask->next;
		}
	}
}

void rtws_rb_letters_clear(rtws_broker_redis_t *self)
{
	rtws_tally_t *tally;
	size_t at = 0;

	while (self->asks != NULL) {
		rtws_ask_t *ask = self->asks;

		self->asks = ask->next;
		if (ask->done != NULL) {
			ask->done(ask->arg, RTWS_E_BROKER, ask->reached);
		}
		free(ask);
	}
	while ((tally = rtws_map_each(&self->tallies, &at)) != NULL) {
		free(tally);
	}
	rtws_map_clear(&self->tallies);
}
