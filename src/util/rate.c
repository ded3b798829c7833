#include "util/rate.h"

/* An event fills the bucket for per_ms/events; in units of 1/events that is a whole number. */
static bool take_from_bucket(rtws_rate_t *rate, const rtws_rate_rule_t *rule, uint64_t now_ms)
{
	uint64_t now = now_ms * rule->events;
	uint64_t empty_at = rate->empty_at > now ? rate->empty_at : now;

	empty_at += rule->per_ms;
	if (empty_at > now + (uint64_t) rule->burst * rule->per_ms) {
		return false;
	}
	rate->empty_at = empty_at;
	return true;
}

static bool take_from_window(rtws_rate_t *rate, const rtws_rate_rule_t *rule, uint64_t now_ms)
{
	uint32_t number = (uint32_t) (now_ms / rule->per_ms);

	if (rate->window.number != number) {
		rate->window.number = number;
		rate->window.count = 0;
	}
	if (rate->window.count >= rule->events) {
		return false;
	}
	rate->window.count++;
	return true;
}

bool rtws_rate_take(rtws_rate_t *rate, const rtws_rate_rule_t *rule, uint64_t now_ms)
{
	if (rule->events == 0) {
		return true;
	}
	return rule->mode == RTWS_RATE_WINDOW ? take_from_window(rate, rule, now_ms)
										  : take_from_bucket(rate, rule, now_ms);
}
