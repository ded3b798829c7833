/*
 * A test is a function that returns 0; its name is the sentence it proves. Each <subject>_test.c is
 * a program: its tests, their list, and main(). A failed test is one line on standard error.
 */
#ifndef RTWS_TESTS_UNIT_H
#define RTWS_TESTS_UNIT_H

#include <stdarg.h>
#include <stdio.h>

/* Where the current test failed first, and the case it was at. */
static char unit_failure[512];
static char unit_at[256];

#define CHECK(condition)                               \
	do {                                               \
		if (!(condition)) {                            \
			unit_fail(__FILE__, __LINE__, #condition); \
			return 1;                                  \
		}                                              \
	} while (0)

#define NAMED(function) #function, function
#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

typedef struct {
	const char *name;
	int (*function)(void);
} unit_test_t;

/* CHECK() may fail in a function that a test calls: the innermost place is the one to know. */
static inline void unit_fail(const char *file, int line, const char *condition)
{
	if (unit_failure[0] == '\0') {
		snprintf(unit_failure, sizeof(unit_failure), "%s:%d: %s%s%s", file, line, condition,
				 unit_at[0] != '\0' ? " at " : "", unit_at);
	}
}

/* Says which of many cases is being tested, for the line of a failure. */
__attribute__((format(printf, 1, 2))) static inline void unit_case(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(unit_at, sizeof(unit_at), format, args);
	va_end(args);
	for (char *c = unit_at; *c != '\0'; c++) {
		if ((unsigned char) *c < ' ') {
			*c = '|';
		}
	}
}

/* The exit status of the program. */
static inline int run_tests(const unit_test_t *tests, int count)
{
	int failed = 0;

	for (int i = 0; i < count; i++) {
		unit_failure[0] = unit_at[0] = '\0';
		if (tests[i].function() != 0) {
			fprintf(stderr, "FAILED %s (%s)\n", tests[i].name, unit_failure);
			failed++;
		}
	}
	printf("%d passed, %d failed\n", count - failed, failed);
	return failed == 0 ? 0 : 1;
}

#endif
