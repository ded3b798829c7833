/* What workers stand for: members, letters, offices. */
#include "hub_rig.h"

/* ---- members --------------------------------------------------------------------------------- */

static int changes_go_to_those_who_watch_the_channel(void)
{
	begin(3);
	watch(0, "a");
	watch(1, "a");
	watch_kind(2, RTWS_SUBJECT_PATTERN, "*");
	settle();
	join_as(0, "a", "ann", 1);
	settle();
	CHECK(workers[0].answers == 2 && workers[0].error == 0);
	HEARD(0, "+a:ann/1 ");
	HEARD(1, "+a:ann ");
	leave_as(0, "a", "ann", 1);
	settle();
	HEARD(0, "-a:ann/1 ");
	HEARD(1, "-a:ann ");
	HEARD(2, "");
	end();
	return 0;
}

/* Connections of two workers with the same number are two connections. */
static int member_leaves_with_the_last_connection_anywhere(void)
{
	begin(3);
	watch(2, "a");
	settle();
	join_as(0, "a", "ann", 1);
	join_as(1, "a", "ann", 1);
	join_as(1, "a", "ann", 2);
	settle();
	HEARD(2, "+a:ann ");
	leave_as(1, "a", "ann", 1);
	leave_as(0, "a", "ann", 1);
	leave_as(0, "a", "ann", 1); /* was not there any more */
	leave_as(0, "a", "bob", 5); /* never was */
	settle();
	HEARD(2, "");
	leave_as(1, "a", "ann", 2);
	settle();
	HEARD(2, "-a:ann ");
	end();
	return 0;
}

static int members_come_in_pages(void)
{
	begin(2);
	for (int i = 0; i < 5; i++) {
		char name[8];

		snprintf(name, sizeof(name), "u%d", i);
		join_as(0, "a", name, (uint64_t) i + 1);
	}
	settle();
	get_members(1, "a", 0, 2);
	settle();
	CHECK(workers[1].total == 5 && workers[1].next != 0);
	get_members(1, "a", workers[1].next, 10);
	settle();
	CHECK(workers[1].next == 0 && workers[1].error == 0);
	HEARD(1, "members[u0{} u1{} ] members[u2{} u3{} u4{} ] ");
	end();
	return 0;
}

static int members_of_a_dead_worker_leave_once(void)
{
	begin(3);
	watch(2, "a");
	watch(2, "b");
	settle();
	join_as(0, "a", "ann", 1);
	join_as(0, "b", "ann", 1);
	join_as(0, "a", "bob", 2);
	join_as(0, "a", "cid", 3);
	leave_as(0, "a", "cid", 3);
	settle();
	join_as(1, "a", "bob", 1);
	settle();
	heard(2);
	drop_worker(0);
	settle();
	rtws_hub_detach(hub, 0); /* its end was seen already */
	settle();
	CHECK(strcmp(workers[2].log, "-a:ann -b:ann ") == 0 ||
		  strcmp(workers[2].log, "-b:ann -a:ann ") == 0);
	heard(2);
	drop_worker(1);
	settle();
	HEARD(2, "-a:bob ");
	end();
	return 0;
}

static int members_that_are_still_joining_leave_afterwards(void)
{
	begin_with(create_later(false, false), 2);
	watch(1, "a");
	settle();
	run_all();
	join_as(0, "a", "ann", 1);
	settle();
	leave_as(0, "a", "ann", 1);
	settle();
	join_as(0, "a", "bob", 2);
	settle();
	drop_worker(0);
	settle();
	CHECK(strcmp(inner_heard(), "+a ") == 0); /* nothing has left that is not there */
	run_all();
	settle();
	CHECK(strcmp(inner_heard(), "leave:ann leave:bob ") == 0);
	HEARD(1, "+a:ann +a:bob -a:ann -a:bob ");
	end();
	return 0;
}

/* Else it would take another's place away: the broker counts. */
static int join_that_fails_is_not_undone(void)
{
	begin_with(create_later(false, false), 2);
	join_as(1, "a", "ann", 1);
	settle();
	run_all();
	inner.error = RTWS_E_BROKER;
	join_as(0, "a", "ann", 1);
	join_as(0, "a", "ann", 2);
	leave_as(0, "a", "ann", 2);
	settle();
	run_all();
	settle();
	CHECK(workers[0].answers == 2 && workers[0].error == RTWS_E_BROKER);
	leave_as(0, "a", "ann", 1);
	settle();
	drop_worker(0);
	settle();
	run_all();
	CHECK(strcmp(inner_heard(), "") == 0);
	inner.error = 0;
	get_members(1, "a", 0, 10);
	settle();
	run_all();
	settle();
	HEARD(1, "members[ann{} ] ");
	end();
	return 0;
}

/* ---- letters --------------------------------------------------------------------------------- */

static int letter_goes_to_all_who_have_the_user(void)
{
	begin(4);
	watch_kind(0, RTWS_SUBJECT_USER, "ann");
	watch_kind(1, RTWS_SUBJECT_USER, "ann");
	watch_kind(2, RTWS_SUBJECT_USER, "bob");
	settle();
	workers[0].reaches = 2;
	workers[1].reaches = 3;
	write_letter(3, RTWS_SUBJECT_USER, "ann", "ann", "hi");
	settle();
	CHECK(workers[3].answers == 1 && workers[3].error == 0 && workers[3].reached == 5);
	HEARD(0, "user:ann<hi> ");
	HEARD(1, "user:ann<hi> ");
	HEARD(2, "");
	write_letter(0, RTWS_SUBJECT_USER, "ann", "ann", "me too"); /* its own connections as well */
	settle();
	CHECK(workers[0].answers == 2 && workers[0].reached == 5);
	write_letter(0, RTWS_SUBJECT_USER, "zoe", "zoe", "nobody");
	settle();
	CHECK(workers[0].answers == 3 && workers[0].reached == 0 && workers[0].error == 0);
	HEARD(0, "user:ann<me too> ");
	HEARD(1, "user:ann<me too> ");
	end();
	return 0;
}

static int letter_goes_to_one_process(void)
{
	begin_with(create_later(true, false), 3);
	watch_kind(0, RTWS_SUBJECT_PROCESS, "s-0");
	watch_kind(1, RTWS_SUBJECT_PROCESS, "s-1");
	settle();
	workers[1].reaches = 1;
	write_letter(2, RTWS_SUBJECT_PROCESS, "s-1", "s-1-77", "hi");
	settle();
	CHECK(workers[2].answers == 1 && workers[2].reached == 1);
	HEARD(0, "");
	HEARD(1, "process:s-1-77<hi> ");
	inner_heard();
	write_letter(2, RTWS_SUBJECT_PROCESS, "far-1", "far-1-3", "hi"); /* the inner broker's matter */
	settle();
	CHECK(workers[2].answers == 2 && workers[2].reached == 0);
	end();
	return 0;
}

/* Answers come in any order; who dies before has reached nobody. */
static int letters_are_answered_late(void)
{
	begin(4);
	for (int i = 0; i < 3; i++) {
		watch_kind(i, RTWS_SUBJECT_USER, "ann");
		workers[i].is_late = true;
	}
	settle();
	write_letter(3, RTWS_SUBJECT_USER, "ann", "ann", "1");
	write_letter(3, RTWS_SUBJECT_USER, "ann", "ann", "2");
	settle();
	for (int i = 1; i >= 0; i--) {
		workers[0].late[i](workers[0].late_arg[i], 0, 10);
		workers[1].late[i](workers[1].late_arg[i], 0, 20);
	}
	settle();
	CHECK(workers[3].answers == 0);
	drop_worker(2);
	settle();
	CHECK(workers[3].answers == 2 && workers[3].reached == 30 && workers[3].error == 0);
	CHECK(hub->posted.count == 0);
	/* its owner answers although it has gone: nobody minds */
	workers[2].late[0](workers[2].late_arg[0], 0, 1);
	workers[2].late[1](workers[2].late_arg[1], 0, 1);
	end();
	return 0;
}

static int who_wrote_a_letter_may_go(void)
{
	begin(2);
	watch_kind(0, RTWS_SUBJECT_USER, "ann");
	workers[0].is_late = true;
	settle();
	write_letter(1, RTWS_SUBJECT_USER, "ann", "ann", "1");
	write_letter(1, RTWS_SUBJECT_USER, "ann", "ann", "2");
	settle();
	drop_worker(1);
	settle();
	workers[0].late[0](workers[0].late_arg[0], 0, 1);
	settle();
	CHECK(hub->posted.count == 1);
	rtws_hub_destroy(hub);
	hub = NULL;
	settle();
	workers[0].late[1](workers[0].late_arg[1], 0, 1);
	settle();
	end();
	return 0;
}

/* ---- offices --------------------------------------------------------------------------------- */

static void stand(int i, const char *office)
{
	OPS(i)->stand(BROKER(i), text(office));
}

static void resign(int i, const char *office)
{
	OPS(i)->resign(BROKER(i), text(office));
}

static int lowest_number_has_the_office(void)
{
	begin(3);
	stand(0, "cron");
	stand(0, "cron"); /* it does already */
	settle();
	stand(1, "cron");
	stand(2, "cron");
	stand(2, "mail");
	settle();
	HEARD(0, "got:cron ");
	HEARD(1, "");
	HEARD(2, "got:mail ");
	drop_worker(0);
	settle();
	HEARD(1, "got:cron ");
	resign(1, "cron");
	settle();
	HEARD(1, "");
	HEARD(2, "got:cron ");
	resign(2, "cron");
	settle();
	stand(1, "cron");
	settle();
	HEARD(1, "got:cron ");
	HEARD(2, "");
	end();
	return 0;
}

static int office_passes_to_a_lower_number_when_laid_down(void)
{
	begin(2);
	stand(1, "cron");
	settle();
	HEARD(1, "got:cron ");
	stand(0, "cron");
	BROKER(0)->ops->flush(BROKER(0));
	rtws_loop_turn(loop, false); /* the hub has read it, */
	rtws_loop_turn(loop, false); /* worker 1 has heard of it, and has not sent anything */
	rtws_loop_turn(loop, false);
	HEARD(1, "lost:cron ");
	HEARD(0, "");
	settle();
	HEARD(0, "got:cron ");
	drop_worker(0);
	settle();
	HEARD(1, "got:cron ");
	end();
	return 0;
}

/* Nobody has it twice, although what one says and the other hears cross on the way. */
static int office_is_resigned_while_it_is_given(void)
{
	begin(2);
	stop_reading(0, true);
	stand(0, "cron");
	settle();
	CHECK(hub->offices != NULL); /* it is elected, and has not read it */
	resign(0, "cron");
	stand(1, "cron");
	stop_reading(0, false);
	settle();
	HEARD(0, "");
	HEARD(1, "got:cron ");
	stand(0, "cron");
	settle();
	HEARD(1, "lost:cron ");
	HEARD(0, "got:cron ");
	end();
	return 0;
}

static int recalled_holder_may_die_or_resign(void)
{
	for (int how = 0; how < 2; how++) {
		unit_case("%s", how == 0 ? "dies" : "resigns");
		begin(3);
		stand(2, "cron");
		settle();
		HEARD(2, "got:cron ");
		stop_reading(2, true); /* it does not hear that it is recalled */
		stand(1, "cron");
		settle();
		stand(0, "cron");
		settle();
		HEARD(0, "");
		HEARD(1, "");
		if (how == 0) {
			drop_worker(2);
		} else {
			resign(2, "cron");
			stop_reading(2, false);
		}
		settle();
		HEARD(0, "got:cron ");
		HEARD(1, "");
		end();
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(changes_go_to_those_who_watch_the_channel) },
		{ NAMED(member_leaves_with_the_last_connection_anywhere) },
		{ NAMED(members_come_in_pages) },
		{ NAMED(members_of_a_dead_worker_leave_once) },
		{ NAMED(members_that_are_still_joining_leave_afterwards) },
		{ NAMED(join_that_fails_is_not_undone) },
		{ NAMED(letter_goes_to_all_who_have_the_user) },
		{ NAMED(letter_goes_to_one_process) },
		{ NAMED(letters_are_answered_late) },
		{ NAMED(who_wrote_a_letter_may_go) },
		{ NAMED(lowest_number_has_the_office) },
		{ NAMED(office_passes_to_a_lower_number_when_laid_down) },
		{ NAMED(office_is_resigned_while_it_is_given) },
		{ NAMED(recalled_holder_may_die_or_resign) },
	};

	return run_tests(tests, COUNT(tests));
}
