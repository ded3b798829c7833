#include "core/rules.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_rule_t *create(rtws_text_t name, const rtws_rules_t *rules)
{
	rtws_rule_t *rule = calloc(1, sizeof(*rule) + name.len);

	if (rule != NULL) {
		rule->rules = *rules;
		rule->len = name.len;
		if (name.len > 0) {
			memcpy(rule->name, name.at, name.len);
		}
	}
	return rule;
}

void rtws_rulebook_clear(rtws_rulebook_t *book)
{
	rtws_rule_t *rule;
	size_t at = 0;

	while ((rule = rtws_map_each(&book->names, &at)) != NULL) {
		free(rule);
	}
	rtws_map_clear(&book->names);
	while ((rule = book->prefixes) != NULL) {
		book->prefixes = rule->next;
		free(rule);
	}
}

static bool begins_with(rtws_text_t name, const rtws_rule_t *rule)
{
	return name.len >= rule->len && memcmp(name.at, rule->name, rule->len) == 0;
}

const rtws_rules_t *rtws_rules_of(const rtws_rulebook_t *book, rtws_text_t channel)
{
	const rtws_rule_t *rule = rtws_map_find(&book->names, channel.at, channel.len);

	if (rule == NULL) {
		rule = book->prefixes;
		while (rule != NULL && !begins_with(channel, rule)) {
			rule = rule->next;
		}
	}
	return rule != NULL ? &rule->rules : &book->general;
}

int rtws_rules_set(rtws_rulebook_t *book, rtws_text_t channel, const rtws_rules_t *rules)
{
	rtws_rule_t *rule = rtws_map_find(&book->names, channel.at, channel.len);

	book->edition++;
	if (rule != NULL) {
		rule->rules = *rules;
		return 0;
	}
	rule = create(channel, rules);
	if (rule == NULL || rtws_map_add(&book->names, rule->name, rule->len, rule) != 0) {
		free(rule);
		return RTWS_E_NOMEM;
	}
	return 0;
}

int rtws_rules_set_prefix(rtws_rulebook_t *book, rtws_text_t prefix, const rtws_rules_t *rules)
{
	rtws_rule_t **place = &book->prefixes;
	rtws_rule_t *rule;

	book->edition++;
	while (*place != NULL && (*place)->len > prefix.len) {
		place = &(*place)->next;
	}
	for (rule = *place; rule != NULL && rule->len == prefix.len; rule = rule->next) {
		if (begins_with(prefix, rule)) {
			rule->rules = *rules;
			return 0;
		}
	}
	rule = create(prefix, rules);
	if (rule == NULL) {
		return RTWS_E_NOMEM;
	}
	rule->next = *place;
	*place = rule;
	return 0;
}
