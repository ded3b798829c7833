#include "rig.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

enum { FILE_SIZE = 300000 };

static char file_name[] = "/tmp/rtws-http-XXXXXX";
static size_t file_cut; /* the file has become shorter since it was looked at */

static void answer_file(rtws_exchange_t *exchange)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	if (rtws_response_set_file(&response, file_name) != 0 ||
		(file_cut > 0 && truncate(file_name, (off_t) file_cut) != 0)) {
		abort();
	}
	rtws_exchange_answer(exchange, &response);
}

static void make_file(void)
{
	static char bytes[FILE_SIZE];
	int fd;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (char) (i % 251);
	}
	strcpy(file_name, "/tmp/rtws-http-XXXXXX");
	fd = mkstemp(file_name);
	if (fd < 0 || write(fd, bytes, sizeof(bytes)) != sizeof(bytes)) {
		abort();
	}
	close(fd);
	file_cut = 0;
}

static int file_arrives_whole_between_other_answers(void)
{
	static const size_t limits[] = { 0, 997, 65536 };

	for (int k = 0; k < COUNT(limits); k++) {
		rig_client_t *client;

		unit_case("%d bytes a write", (int) limits[k]);
		make_file();
		rig_up();
		owner.request = answer_file;
		world_limit_writes(limits[k]);
		client = rig_connect();
		rig_say(client, "HEAD /f HTTP/1.1\r\nHost: a\r\n\r\n" GET("/f") GET("/f"));
		UNTIL(rig_unread(client) > 2 * FILE_SIZE + 200);
		rig_steps(3);
		unlink(file_name);
		EXPECT(rig_take_head(client) == 200);
		for (int pass = 0; pass < 2; pass++) {
			EXPECT(rig_take_head(client) == 200 && rig_unread(client) >= FILE_SIZE);
			for (size_t i = 0; i < FILE_SIZE; i++) {
				EXPECT((char) client->in.bytes[client->used + i] == (char) (i % 251));
			}
			client->used += FILE_SIZE;
		}
		EXPECT(rig_unread(client) == 0 && !client->ended);
		RIG_DOWN();
	}
	return 0;
}

static int file_that_shrinks_ends_the_connection(void)
{
	rig_client_t *client;

	make_file();
	rig_up();
	owner.request = answer_file;
	file_cut = 100000;
	client = rig_connect();
	rig_say(client, GET("/f") GET("/f"));
	UNTIL(client->ended);
	unlink(file_name);
	EXPECT(rig_take_head(client) == 200 && rig_unread(client) == 100000);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(file_arrives_whole_between_other_answers) },
		{ NAMED(file_that_shrinks_ends_the_connection) },
	};

	return run_tests(tests, COUNT(tests));
}
