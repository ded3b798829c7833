/*
 * Offices: of the workers that stand for one, that with the lowest number has it. It passes on only
 * when the one who has it has said that he has laid it down, or has ended: no two ever have it.
 */
#include "broker/hub_inside.h"

#include "util/log.h"

#include <stdlib.h>
#include <string.h>

typedef struct candidate candidate_t;

struct candidate {
	candidate_t *next; /* of a higher number */
	rtws_hub_worker_t *worker;
	uint32_t candidacy;
};

struct rtws_hub_office {
	rtws_hub_office_t *next;
	candidate_t *candidates;
	candidate_t *holder; /* one of these, or NULL */
	bool is_recalled;    /* the holder has been told to lay it down */
	size_t name_len;
	char name[];
};

static rtws_hub_office_t *find(const rtws_hub_t *hub, rtws_text_t name)
{
	rtws_hub_office_t *office = hub->offices;

	while (office != NULL &&
		   (office->name_len != name.len || memcmp(office->name, name.at, name.len) != 0)) {
		office = office->next;
	}
	return office;
}

/* Found or made; NULL when out of memory. */
static rtws_hub_office_t *get(rtws_hub_t *hub, rtws_text_t name)
{
	rtws_hub_office_t *office = find(hub, name);

	if (office == NULL) {
		office = calloc(1, sizeof(*office) + name.len);
		if (office == NULL) {
			return NULL;
		}
		office->name_len = name.len;
		memcpy(office->name, name.at, name.len);
		office->next = hub->offices;
		hub->offices = office;
	}
	return office;
}

static void tell(const rtws_hub_office_t *office, const candidate_t *candidate, bool is_elected)
{
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_ELECTED,
		.request = candidate->candidacy,
		.flag = is_elected,
		.name = { office->name, office->name_len },
	};

	rtws_hub_send(candidate->worker, &frame, NULL);
}

static void elect(rtws_hub_office_t *office)
{
	candidate_t *first = office->candidates;

	if (first == office->holder || office->is_recalled) {
		return;
	}
	if (office->holder != NULL) {
		office->is_recalled = true;
		tell(office, office->holder, false);
	} else {
		office->holder = first;
		tell(office, first, true);
	}
}

static candidate_t **find_candidate(rtws_hub_office_t *office, const rtws_hub_worker_t *worker)
{
	candidate_t **at = &office->candidates;

	while (*at != NULL && (*at)->worker != worker) {
		at = &(*at)->next;
	}
	return at;
}

static void vacate(rtws_hub_office_t *office)
{
	office->holder = NULL;
	office->is_recalled = false;
	elect(office);
}

static void resign(rtws_hub_office_t *office, const rtws_hub_worker_t *worker)
{
	candidate_t **at = find_candidate(office, worker);
	candidate_t *candidate = *at;

	if (candidate == NULL) {
		return;
	}
	*at = candidate->next;
	if (office->holder == candidate) {
		vacate(office);
	}
	free(candidate);
}

void rtws_hub_stand(rtws_hub_worker_t *worker, rtws_text_t name, uint32_t candidacy)
{
	rtws_hub_office_t *office = get(worker->hub, name);
	candidate_t *candidate = office != NULL ? malloc(sizeof(*candidate)) : NULL;
	candidate_t **at;

	if (candidate == NULL) {
		rtws_log(RTWS_LOG_ERROR, "hub: worker %u cannot stand for an office: out of memory",
				 worker->number);
		return;
	}
	resign(office, worker);
	at = &office->candidates;
	while (*at != NULL && (*at)->worker->number < worker->number) {
		at = &(*at)->next;
	}
	*candidate = (candidate_t){ *at, worker, candidacy };
	*at = candidate;
	elect(office);
}

void rtws_hub_resign(rtws_hub_worker_t *worker, rtws_text_t name)
{
	rtws_hub_office_t *office = find(worker->hub, name);

	if (office != NULL) {
		resign(office, worker);
	}
}

void rtws_hub_lay_down(rtws_hub_worker_t *worker, rtws_text_t name, uint32_t candidacy)
{
	rtws_hub_office_t *office = find(worker->hub, name);

	if (office != NULL && office->is_recalled && office->holder->worker == worker &&
		office->holder->candidacy == candidacy) {
		vacate(office);
	}
}

void rtws_hub_resign_all(rtws_hub_worker_t *worker)
{
	for (rtws_hub_office_t *office = worker->hub->offices; office != NULL; office = office->next) {
		resign(office, worker);
	}
}

void rtws_hub_clear_offices(rtws_hub_t *hub)
{
	while (hub->offices != NULL) {
		rtws_hub_office_t *office = hub->offices;

		hub->offices = office->next;
		while (office->candidates != NULL) {
			candidate_t *candidate = office->candidates;

			office->candidates = candidate->next;
			free(candidate);
		}
		free(office);
	}
}
