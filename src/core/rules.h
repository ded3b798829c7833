/*
 * Rules: what holds for channels, by name or by the prefix of a name.
 */
#ifndef RTWS_CORE_RULES_H
#define RTWS_CORE_RULES_H

#include "broker/broker.h"
#include "util/map.h"
#include "util/rate.h"

#include <stdbool.h>

/* What becomes of a message beyond the rate. */
typedef enum {
	RTWS_FLOOD_ERROR, /* answered with an error message */
	RTWS_FLOOD_DROP,  /* forgotten */
	RTWS_FLOOD_CLOSE  /* 1008 */
} rtws_flood_t;

/* How many messages may come; a rule with no events is no limit. */
typedef struct rtws_rate_limit {
	rtws_rate_rule_t rule;
	rtws_flood_t answer;
} rtws_rate_limit_t;

/* May clients do it of themselves? Where nothing is said, whoever is asked for the endpoint
 * decides.
 */
typedef enum { RTWS_PERMIT_ASK, RTWS_PERMIT_YES, RTWS_PERMIT_NO } rtws_permit_t;

typedef struct rtws_permits {
	rtws_permit_t publish;
	rtws_permit_t subscribe; /* and history */
	rtws_permit_t presence;  /* join, and asking who is there */
} rtws_permits_t;

typedef struct rtws_rules {
	rtws_history_terms_t history;
	rtws_permits_t permits;
	rtws_rate_limit_t rate;     /* publications of one connection, to all channels of these rules */
	uint32_t presence_page;     /* members that a joiner is told of; 0: all */
	uint32_t presence_batch_ms; /* changes are gathered for so long; 0: told at once */
	bool conflates;             /* of a slow subscriber's backlog only the newest is kept: */
	char conflate_key[64];      /* for each value of this member of the data; "": of the channel */
	bool delta;                 /* subscribers may ask for patches */
} rtws_rules_t;

typedef struct rtws_rule rtws_rule_t;

struct rtws_rule {
	rtws_rule_t *next; /* prefixes: the longest first */
	rtws_rules_t rules;
	size_t len;
	char name[];
};

typedef struct rtws_rulebook {
	rtws_rules_t general;
	rtws_rule_t *prefixes;
	rtws_map_t names;
	unsigned edition; /* grows with every change */
} rtws_rulebook_t;

void rtws_rulebook_clear(rtws_rulebook_t *book);

/* What holds for a channel now. Borrowed until the next change. */
const rtws_rules_t *rtws_rules_of(const rtws_rulebook_t *book, rtws_text_t channel);

/* Sets what holds for one channel, or for all whose name begins so. 0 or RTWS_E_NOMEM. */
int rtws_rules_set(rtws_rulebook_t *book, rtws_text_t channel, const rtws_rules_t *rules);
int rtws_rules_set_prefix(rtws_rulebook_t *book, rtws_text_t prefix, const rtws_rules_t *rules);

#endif
