#include "broker/redis_scripts.h"

#include <string.h>

/* clang-format off: Lua, line by line */

/*
 * Offsets are the microseconds of Redis' clock, made strictly increasing. One Redis has one
 * sequence of them for all channels, at KEYS[1]; in a cluster each channel has its own, in the hash
 * that says what is known of its history, and the epoch is that of the whole cluster (ARGV).
 */
#define NOW                                     \
	"local time = redis.call('TIME')\n"         \
	"local now = time[1] * 1000000 + time[2]\n" \
	"local function text(n) return string.format('%.0f', n) end\n"

/* What is known of a history outlives it by a day, so that who comes back is told what is lost. */
#define DAY "local day = 86400000\n"

/* The position of what is published now. KEYS, ARGV: those of publish, up to 9. */
#define TERMS "local cluster, size, ttl = ARGV[9] == '1', tonumber(ARGV[6]), tonumber(ARGV[7])\n"
#define EPOCH                                                      \
	"local at = redis.call('HMGET', KEYS[1], 'epoch', 'offset')\n" \
	"local epoch = not cluster and at[1] or ARGV[8]\n"             \
	"if not cluster and not at[1] then redis.call('HSET', KEYS[1], 'epoch', epoch) end\n"
#define PLACE                                                          \
	"local offset = text(math.max(now, (tonumber(at[2]) or 0) + 1))\n" \
	"local place = epoch .. ' ' .. offset\n"

/* Keeps `message`. */
#define KEEP                                                                              \
	"if size > 0 or not cluster then redis.call('HSET', KEYS[1], 'offset', offset) end\n" \
	"if size > 0 then\n"                                                                  \
	"  redis.call('XADD', KEYS[3], offset .. '-0', 'm', message)\n"                       \
	"  local over = redis.call('XLEN', KEYS[3]) - size\n"                                 \
	"  if over > 0 then\n"                                                                \
	"    local gone = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', over)\n"           \
	"    redis.call('HSET', KEYS[2], 'lost', string.match(gone[#gone][1], '%d+'))\n"      \
	"    redis.call('XTRIM', KEYS[3], 'MAXLEN', size)\n"                                  \
	"  end\n"                                                                             \
	"  redis.call('HSET', KEYS[2], 'last', offset)\n"                                     \
	"  if ttl > 0 then\n"                                                                 \
	"    redis.call('PEXPIRE', KEYS[3], ttl)\n"                                           \
	"    redis.call('PEXPIRE', KEYS[2], ttl + day)\n"                                     \
	"  else\n"                                                                            \
	"    redis.call('PERSIST', KEYS[3])\n"                                                \
	"    redis.call('PERSIST', KEYS[2])\n"                                                \
	"  end\n"                                                                             \
	"end\n"

/*
 * KEYS: position; what is known of the history; the history; [the idempotency key]
 * ARGV: 1 PUBLISH or SPUBLISH, 2 the channel, 3 front and 4 back of the envelope, 5 how many bytes
 * of the front tell that it was here before (0: it was not), 6 size and 7 ttl (ms) of the history,
 * 8 an epoch, 9 is that the epoch of a cluster, 10 how long the key is kept (ms)
 * Returns how many received it, was the key known, "epoch offset".
 */
static const char publish[] = NOW DAY TERMS
	"local key = KEYS[4]\n"
	"local before = key and redis.call('GET', key)\n"
	"if before then return {0, 1, before} end\n" EPOCH "local same = tonumber(ARGV[5])\n"
	"if same > 0 and size > 0 then\n" /* sent again: was it executed the first time? */
	"  local mark = string.sub(ARGV[3], 1, same)\n"
	"  for _, entry in ipairs(redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1000)) do\n"
	"    if string.sub(entry[2][2], 1, same) == mark then\n"
	"      return {0, 0, epoch .. ' ' .. string.match(entry[1], '%d+')}\n"
	"    end\n"
	"  end\n"
	"end\n" PLACE "local message = ARGV[3] .. place .. ' ' .. offset .. ARGV[4]\n" KEEP
	"if key then redis.call('SET', key, place, 'PX', ARGV[10]) end\n"
	"return {redis.call(ARGV[1], ARGV[2], message), 0, place}\n";

/*
 * Adds to a counter and publishes its value. Numbers of Lua are no integers: the value is read as
 * text.
 * KEYS: position; what is known of the history; the history; the counter
 * ARGV: 1 to 9 as above, but 5 what is to be added; 10 what comes behind the value
 * Returns 0, the value and "epoch offset"; 1 and what it is when there is no such value; 2 when it
 * is no integer; 3 when it is not there.
 */
static const char step[] = NOW DAY TERMS
	"local was = redis.pcall('GET', KEYS[4])\n"
	"if not was then return {3, ''} end\n"
	"if type(was) == 'table' then\n"
	"  return string.find(was.err, 'WRONGTYPE') and {2, 'no string'} or was\n"
	"end\n"
	"local sum = redis.pcall('INCRBY', KEYS[4], ARGV[5])\n"
	"if type(sum) == 'table' then\n"
	"  if string.find(sum.err, 'overflow') then return {1, was} end\n"
	"  return string.find(sum.err, 'not an integer') and {2, was} or sum\n"
	"end\n"
	"local value = redis.call('GET', KEYS[4])\n" EPOCH PLACE
	"local message = ARGV[3] .. place .. ' ' .. offset .. ARGV[4] .. value .. ARGV[10]\n" KEEP
	"redis.call(ARGV[1], ARGV[2], message)\n"
	"return {0, value, place}\n";

/*
 * KEYS: position; what is known of the history; the history
 * ARGV: 1 epoch, 2 is that the epoch of a cluster, 3 is there a position since which, 4 its epoch
 * and 5 offset, 6 how many at most, 7 ttl (ms)
 * Returns epoch, offset where the channel is now, is nothing missing, envelopes...
 */
static const char history[] = NOW DAY
	"local cluster, has_since = ARGV[2] == '1', ARGV[3] == '1'\n"
	"local since, limit, ttl = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]) * 1000\n"
	"local at = redis.call('HMGET', KEYS[1], 'epoch', 'offset')\n"
	"local known = redis.call('HMGET', KEYS[2], 'last', 'lost')\n"
	"local last, lost = tonumber(known[1]), tonumber(known[2]) or 0\n"
	"local epoch = not cluster and at[1] or ARGV[1]\n"
	"if not cluster and not at[1] then redis.call('HSET', KEYS[1], 'epoch', epoch) end\n"
	"local newest = tonumber(at[2]) or 0\n"
	/* without a common sequence; clocks of nodes may differ by as much */
	"if cluster then newest = math.max(last or 0, now - 2000000) end\n"
	"local expired = 0\n"
	"if ttl > 0 then\n"
	"  expired = now - ttl\n"
	"  if not last then\n"
	"    lost = expired - day * 1000\n"
	"  elseif redis.call('EXISTS', KEYS[3]) == 0 then\n"
	"    lost = math.max(lost, last)\n"
	"  else\n"
	"    local old = redis.call('XREVRANGE', KEYS[3], text(expired), '-', 'COUNT', 1)\n"
	"    if old[1] then lost = math.max(lost, tonumber((string.match(old[1][1], '%d+')))) end\n"
	"  end\n"
	"end\n"
	"local recovered = has_since and ARGV[4] == epoch and since <= newest and since >= lost\n"
	"local result = {epoch, text(newest), recovered and 1 or 0}\n"
	"local first = text(math.max(has_since and since or 0, expired) + 1)\n"
	"if limit == 0 or has_since and not recovered then return result end\n"
	"if has_since then\n"
	"  for _, entry in ipairs(redis.call('XRANGE', KEYS[3], first, '+', 'COUNT', limit)) do\n"
	"    result[#result + 1] = entry[2][2]\n"
	"  end\n"
	"else\n"
	"  local found = redis.call('XREVRANGE', KEYS[3], '+', first, 'COUNT', limit)\n"
	"  for i = #found, 1, -1 do result[#result + 1] = found[i][2][2] end\n"
	"end\n"
	"return result\n";

/*
 * Presence. KEYS: 1 members (hash: id to info, which others read and write as well), 2 their order
 * (sorted set), 3 holders (hash: id to the servers that have connections of it, space between), 4
 * held (set: the ids that this server holds), [5 the channels in which this server holds any]
 */
#define NUMBER                                                                \
	"local function number()\n"                                               \
	"  local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')\n" \
	"  return text(math.max(now, (tonumber(newest[2]) or 0) + 1))\n"          \
	"end\n"

/*
 * ARGV: 1 PUBLISH or SPUBLISH, 2 its channel, 3 the server, 4 the member's id, 5 the message
 * that it is here, up to 6 its info, 7 publish that when it is new, 8 the channel's name
 * Returns whether it was published.
 */
static const char join[] =
	NOW NUMBER "local member, server = ARGV[4], ARGV[3]\n"
			   "local holders = redis.call('HGET', KEYS[3], member)\n"
			   "if not holders then\n"
			   "  redis.call('HSET', KEYS[3], member, server)\n"
			   "elseif not string.find(' ' .. holders .. ' ', ' ' .. server .. ' ', 1, true) then\n"
			   "  redis.call('HSET', KEYS[3], member, holders .. ' ' .. server)\n"
			   "end\n"
			   "redis.call('SADD', KEYS[4], member)\n"
			   "if KEYS[5] then redis.call('SADD', KEYS[5], ARGV[8]) end\n"
			   "redis.call('HSET', KEYS[1], member, ARGV[6])\n"
			   "if not redis.call('ZSCORE', KEYS[2], member) then\n"
			   "  redis.call('ZADD', KEYS[2], number(), member)\n"
			   "end\n"
			   "if holders or ARGV[7] ~= '1' then return 0 end\n"
			   "redis.call(ARGV[1], ARGV[2], ARGV[5] .. ARGV[6])\n"
			   "return 1\n";

/* Takes one server from those that hold a member. Returns whether that was the last. */
#define LET_GO                                                           \
	"local function let_go(member, server)\n"                            \
	"  local holders = redis.call('HGET', KEYS[3], member)\n"            \
	"  local rest = {}\n"                                                \
	"  for name in string.gmatch(holders or '', '%S+') do\n"             \
	"    if name ~= server then rest[#rest + 1] = name end\n"            \
	"  end\n"                                                            \
	"  if #rest > 0 then\n"                                              \
	"    redis.call('HSET', KEYS[3], member, table.concat(rest, ' '))\n" \
	"    return false\n"                                                 \
	"  end\n"                                                            \
	"  redis.call('HDEL', KEYS[3], member)\n"                            \
	"  redis.call('HDEL', KEYS[1], member)\n"                            \
	"  redis.call('ZREM', KEYS[2], member)\n"                            \
	"  return holders\n"                                                 \
	"end\n"

/*
 * ARGV: 1 PUBLISH or SPUBLISH, 2 its channel, 3 the server, 4 the member's id, 5 the message that
 * it has left, up to 6 its info as this server knows it, 7 publish that also when nobody knows of
 * it, 8 the channel's name
 * Returns whether it was published.
 */
static const char leave[] =
	LET_GO "local was_held = redis.call('SREM', KEYS[4], ARGV[4]) == 1\n"
		   "if KEYS[5] and redis.call('EXISTS', KEYS[4]) == 0 then\n"
		   "  redis.call('SREM', KEYS[5], ARGV[8])\n"
		   "end\n"
		   "local info = redis.call('HGET', KEYS[1], ARGV[4])\n"
		   "if not was_held then\n"
		   "  if ARGV[7] ~= '1' or redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return 0 end\n"
		   "elseif not let_go(ARGV[4], ARGV[3]) then\n"
		   "  return 0\n"
		   "end\n"
		   "redis.call(ARGV[1], ARGV[2], ARGV[5] .. (info or ARGV[6]))\n"
		   "return 1\n";

/*
 * Of a server that is dead. ARGV: 1 PUBLISH or SPUBLISH, 2 its channel, 3 the server, 4 how many at
 * most, 5 the channel's name
 * Returns how many are left; -1: it has come back (in a cluster nobody can look here).
 */
static const char reap[] =
	LET_GO "if KEYS[6] then\n"
		   "  local time = redis.call('TIME')\n"
		   "  local until_ = redis.call('ZSCORE', KEYS[6], ARGV[3])\n"
		   "  if until_ and tonumber(until_) > time[1] * 1000 + math.floor(time[2] / 1000) then\n"
		   "    return -1\n"
		   "  end\n"
		   "end\n"
		   "for _, member in ipairs(redis.call('SPOP', KEYS[4], ARGV[4])) do\n"
		   "  local info = redis.call('HGET', KEYS[1], member)\n"
		   "  if let_go(member, ARGV[3]) then\n"
		   "    redis.call(ARGV[1], ARGV[2], '\\0rtws1 L ' .. ARGV[3] .. ' 0 0 0 0 0 0 0 ' ..\n"
		   "      #member .. ' 0\\n' .. member .. (info or '{}'))\n"
		   "  end\n"
		   "end\n"
		   "local left = redis.call('SCARD', KEYS[4])\n"
		   "if left == 0 and KEYS[5] then redis.call('SREM', KEYS[5], ARGV[5]) end\n"
		   "return left\n";

/*
 * KEYS: members, order, holders. ARGV: 1 after which number, 2 how many at most
 * Whom others have put into the hash gets a place in the order here, and loses it when they take
 * it out.
 * Returns how many there are, the number to go on with, id, info, id, info...
 */
static const char members[] = NOW NUMBER
	"local limit = tonumber(ARGV[2])\n"
	"local total = redis.call('HLEN', KEYS[1])\n"
	"if total ~= redis.call('ZCARD', KEYS[2]) then\n"
	"  for _, member in ipairs(redis.call('HKEYS', KEYS[1])) do\n"
	"    if not redis.call('ZSCORE', KEYS[2], member) then\n"
	"      redis.call('ZADD', KEYS[2], number(), member)\n"
	"    end\n"
	"  end\n"
	"  for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do\n"
	"    if redis.call('HEXISTS', KEYS[1], member) == 0 and\n"
	"       redis.call('HEXISTS', KEYS[3], member) == 0 then\n"
	"      redis.call('ZREM', KEYS[2], member)\n"
	"    end\n"
	"  end\n"
	"end\n"
	"local result = {total, '0'}\n"
	"if limit == 0 then return result end\n"
	"local found = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'WITHSCORES',\n"
	"  'LIMIT', 0, limit + 1)\n"
	"for i = 1, math.min(#found, 2 * limit), 2 do\n"
	"  local info = redis.call('HGET', KEYS[1], found[i])\n"
	"  if info then\n"
	"    result[#result + 1] = found[i]\n"
	"    result[#result + 1] = info\n"
	"  end\n"
	"end\n"
	"if #found > 2 * limit then result[2] = text(tonumber(found[2 * limit])) end\n"
	"return result\n";

/*
 * A sign of life. KEYS: servers (sorted set: name to when it is dead without another one, ms), who
 * takes ws:messages, position. ARGV: 1 the server, 2 how long this sign counts (ms), 3 does it want
 * to take ws:messages, 4 an epoch, [5 a channel that all servers subscribe to]
 * Returns was it known to live, does it take ws:messages, epoch, how many servers hear that channel
 * (-1: nobody knows), the dead...
 */
static const char beat[] =
	"local time = redis.call('TIME')\n"
	"local now = time[1] * 1000 + math.floor(time[2] / 1000)\n"
	"local until_ = redis.call('ZSCORE', KEYS[1], ARGV[1])\n"
	"local lives = until_ and tonumber(until_) > now\n"
	"redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])\n"
	"redis.call('HSETNX', KEYS[3], 'epoch', ARGV[4])\n"
	"local taker = redis.call('GET', KEYS[2])\n"
	"if ARGV[3] == '1' and (not taker or taker == ARGV[1]) then\n"
	"  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])\n"
	"  taker = ARGV[1]\n"
	"end\n"
	"local heard = ARGV[5] and redis.pcall('PUBSUB', 'NUMSUB', ARGV[5]) or {}\n"
	"local result = {lives and 1 or 0, taker == ARGV[1] and 1 or 0,\n"
	"  redis.call('HGET', KEYS[3], 'epoch'), heard[2] or -1}\n"
	"for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 16)) do\n"
	"  result[#result + 1] = dead\n"
	"end\n"
	"return result\n";

/* Forgets a dead server. KEYS: servers. ARGV: its name. Returns whether it is still dead. */
static const char bury[] = "local time = redis.call('TIME')\n"
						   "local now = time[1] * 1000 + math.floor(time[2] / 1000)\n"
						   "local until_ = redis.call('ZSCORE', KEYS[1], ARGV[1])\n"
						   "if until_ and tonumber(until_) > now then return 0 end\n"
						   "redis.call('ZREM', KEYS[1], ARGV[1])\n"
						   "return 1\n";

/* This server ends. KEYS: servers, who takes ws:messages. ARGV: its name */
static const char farewell[] =
	"redis.call('ZREM', KEYS[1], ARGV[1])\n"
	"if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end\n"
	"return 1\n";

/* Up to so many of a list. KEYS: it. ARGV: how many */
static const char take[] = "local taken = redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1)\n"
						   "if #taken > 0 then redis.call('LTRIM', KEYS[1], #taken, -1) end\n"
						   "return taken\n";

/* clang-format on */

static const char *const sources[RTWS_SCRIPT_COUNT] = {
	[RTWS_SCRIPT_PUBLISH] = publish,   [RTWS_SCRIPT_STEP] = step,   [RTWS_SCRIPT_HISTORY] = history,
	[RTWS_SCRIPT_JOIN] = join,         [RTWS_SCRIPT_LEAVE] = leave, [RTWS_SCRIPT_REAP] = reap,
	[RTWS_SCRIPT_MEMBERS] = members,   [RTWS_SCRIPT_BEAT] = beat,   [RTWS_SCRIPT_BURY] = bury,
	[RTWS_SCRIPT_FAREWELL] = farewell, [RTWS_SCRIPT_TAKE] = take,
};

void rtws_redis_scripts_init(rtws_redis_script_t scripts[RTWS_SCRIPT_COUNT])
{
	for (int i = 0; i < RTWS_SCRIPT_COUNT; i++) {
		const char *of_streams = rtws_redis_stream_script((rtws_script_t) i);
		const char *source = of_streams != NULL ? of_streams : sources[i];

		rtws_redis_script_init(&scripts[i], source, strlen(source));
	}
}
