#include "unit.h"

#include "util/error.h"

#include <string.h>

static int every_error_has_a_text_of_its_own(void)
{
	static const int errors[] = { 0,
								  RTWS_E_NOMEM,
								  RTWS_E_FULL,
								  RTWS_E_CLOSED,
								  RTWS_E_INVALID,
								  RTWS_E_EXISTS,
								  RTWS_E_SYSTEM,
								  RTWS_E_RESOLVE,
								  RTWS_E_TLS,
								  RTWS_E_LISTEN,
								  RTWS_E_BROKER,
								  RTWS_E_RANGE,
								  RTWS_E_UNABLE };

	for (int i = 0; i < COUNT(errors); i++) {
		unit_case("error %d", errors[i]);
		CHECK(strcmp(rtws_strerror(errors[i]), "unknown error") != 0);
		for (int k = 0; k < i; k++) {
			CHECK(strcmp(rtws_strerror(errors[i]), rtws_strerror(errors[k])) != 0);
		}
	}
	return 0;
}

static int a_number_that_is_no_error_is_called_unknown(void)
{
	CHECK(strcmp(rtws_strerror(1), "unknown error") == 0);
	CHECK(strcmp(rtws_strerror(-1000), "unknown error") == 0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(every_error_has_a_text_of_its_own) },
		{ NAMED(a_number_that_is_no_error_is_called_unknown) },
	};

	return run_tests(tests, COUNT(tests));
}
