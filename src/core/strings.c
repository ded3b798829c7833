#include "core/strings.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

int rtws_strings_add(rtws_strings_t *strings, const char *item, size_t len)
{
	char *copy = strndup(item, len);
	char **items = realloc(strings->items, (strings->count + 1) * sizeof(char *));

	if (items != NULL) {
		strings->items = items;
	}
	if (copy == NULL || items == NULL) {
		free(copy);
		return RTWS_E_NOMEM;
	}
	strings->items[strings->count++] = copy;
	return 0;
}

void rtws_strings_clear(rtws_strings_t *strings)
{
	for (size_t i = 0; i < strings->count; i++) {
		free(strings->items[i]);
	}
	free(strings->items);
	*strings = (rtws_strings_t){ NULL, 0 };
}
