/*
 * Scripts of streams. KEYS: 1 the stream, 2 its dead letters; both are streams of Redis. ARGV[1]:
 * what the names of all keys begin with; those of a group follow from it and the first key, and lie
 * in its slot:
 *   due        sorted set: id to when it may be given out (again), ms
 *   order      sorted set of order, NUL and padded id: of each order only the first is given out
 *   consumers  sorted set: name to the end of its lease, ms
 * What a group has taken up and is not done with is in its pending list, with its attempts there.
 * An entry has the fields k kind, o order, d data; i its id before it died, g the group it is for.
 */
#include "broker/redis_scripts.h"

#define PRELUDE                                                                                  \
	"local E, D, head = KEYS[1], KEYS[2], ARGV[1]\n"                                             \
	"local chan = string.sub(E, #head + 2)\n"                                                    \
	"local time = redis.call('TIME')\n"                                                          \
	"local now = time[1] * 1000 + math.floor(time[2] / 1000)\n"                                  \
	"local function num(n) return string.format('%.0f', n) end\n"                                \
	"local function of(kind, group)\n"                                                           \
	"  return head .. '-' .. kind .. ':' .. #group .. ':' .. chan .. ':' .. group\n"             \
	"end\n"                                                                                      \
	"local function wake() redis.call('PUBLISH', head .. '-wake:' .. chan, '') end\n"            \
	"local function pad(id)\n"                                                                   \
	"  local ms, seq = string.match(id, '^(%d+)-(%d+)$')\n"                                      \
	"  return string.rep('0', 20 - #ms) .. ms .. string.rep('0', 20 - #seq) .. seq\n"            \
	"end\n"                                                                                      \
	"local function unpad(p)\n"                                                                  \
	"  local ms = string.match(string.sub(p, 1, 20), '^0*(%d+)$')\n"                             \
	"  local seq = string.match(string.sub(p, 21), '^0*(%d+)$')\n"                               \
	"  return ms .. '-' .. seq\n"                                                                \
	"end\n"                                                                                      \
	"local function fields(list)\n"                                                              \
	"  local f = {}\n"                                                                           \
	"  for i = 1, #list, 2 do f[list[i]] = list[i + 1] end\n"                                    \
	"  return f\n"                                                                               \
	"end\n"                                                                                      \
	"local function entry(id)\n"                                                                 \
	"  local found = redis.call('XRANGE', E, id, id)[1]\n"                                       \
	"  return found and fields(found[2])\n"                                                      \
	"end\n"                                                                                      \
	"local function groups()\n"                                                                  \
	"  if redis.call('EXISTS', E) == 0 then return {} end\n"                                     \
	"  local all = {}\n"                                                                         \
	"  for _, info in ipairs(redis.call('XINFO', 'GROUPS', E)) do all[#all + 1] = fields(info) " \
	"end\n"                                                                                      \
	"  return all\n"                                                                             \
	"end\n"                                                                                      \
	"local function pending(group, id)\n"                                                        \
	"  return redis.call('XPENDING', E, group, id, id, 1)[1]\n"                                  \
	"end\n"                                                                                      \
	"local function owes(g, id, f)\n"                                                            \
	"  if f.g and f.g ~= g.name then return false end\n"                                         \
	"  return pad(g['last-delivered-id']) < pad(id) or pending(g.name, id)\n"                    \
	"end\n"                                                                                      \
	"local function is_wanted(id, f)\n"                                                          \
	"  for _, g in ipairs(groups()) do\n"                                                        \
	"    if owes(g, id, f) then return true end\n"                                               \
	"  end\n"                                                                                    \
	"end\n"                                                                                      \
	"local function first_of(group, order)\n"                                                    \
	"  local p = redis.call('ZRANGEBYLEX', of('order', group), '[' .. order .. '\\0',\n"         \
	"    '(' .. order .. '\\1', 'LIMIT', 0, 1)[1]\n"                                             \
	"  return p and unpad(string.sub(p, #order + 2))\n"                                          \
	"end\n"                                                                                      \
	"local function leave(group, id, f)\n"                                                       \
	"  redis.call('XACK', E, group, id)\n"                                                       \
	"  redis.call('ZREM', of('due', group), id)\n"                                               \
	"  if f and f.o ~= '' then\n"                                                                \
	"    redis.call('ZREM', of('order', group), f.o .. '\\0' .. pad(id))\n"                      \
	"    local first = first_of(group, f.o)\n"                                                   \
	"    if first and redis.call('ZADD', of('due', group), 'NX', num(now), first) == 1 then\n"   \
	"      wake()\n"                                                                             \
	"    end\n"                                                                                  \
	"  end\n"                                                                                    \
	"end\n"                                                                                      \
	"local function finish(group, id, f)\n"                                                      \
	"  leave(group, id, f)\n"                                                                    \
	"  if f and not is_wanted(id, f) then redis.call('XDEL', E, id) end\n"                       \
	"end\n"                                                                                      \
	"local function remove_oldest()\n"                                                           \
	"  local oldest = redis.call('XRANGE', E, '-', '+', 'COUNT', 1)[1]\n"                        \
	"  for _, g in ipairs(groups()) do leave(g.name, oldest[1], fields(oldest[2])) end\n"        \
	"  redis.call('XDEL', E, oldest[1])\n"                                                       \
	"end\n"                                                                                      \
	"local function bury(group, id, f, attempts, why, most)\n"                                   \
	"  redis.call('XADD', D, '*', 'i', f.i or id, 'g', group, 'o', f.o, 'k', f.k, 'd', f.d,\n"   \
	"    'a', attempts, 'e', why, 't', num(now))\n"                                              \
	"  redis.call('XTRIM', D, 'MAXLEN', most)\n"                                                 \
	"  finish(group, id, f)\n"                                                                   \
	"end\n"

/*
 * KEYS[3]: what an id that makes it unique leads to, if there is one
 * ARGV: 2 length, 3 do the oldest go, 4 how long the key is kept (ms), 5 kind, 6 order, 7 data
 * Returns 0, or -1 when it is full; the id; was it there already.
 */
static const char append[] =
	PRELUDE "local known = KEYS[3] and redis.call('GET', KEYS[3])\n"
			"if known then return {0, known, 1} end\n"
			"while redis.call('XLEN', E) >= tonumber(ARGV[2]) do\n"
			"  if ARGV[3] ~= '1' then return {-1, '', 0} end\n"
			"  remove_oldest()\n"
			"end\n"
			"local id = redis.call('XADD', E, '*', 'k', ARGV[5], 'o', ARGV[6], 'd', ARGV[7])\n"
			"if KEYS[3] and ARGV[4] ~= '0' then redis.call('SET', KEYS[3], id, 'PX', ARGV[4]) end\n"
			"wake()\n"
			"return {0, id, 0}\n";

/*
 * ARGV: 2 group, 3 does it begin with what is new, 4 consumer, 5 how many, 6 lease (ms), 7 attempts
 * at most, 8 dead letters at most
 * Returns ms until the next is due, or -1; and of each entry: id, the id to show, attempt, kind,
 * data
 */
static const char take[] = PRELUDE
	"local group, consumer, want = ARGV[2], ARGV[4], tonumber(ARGV[5])\n"
	"local lease, W, O = tonumber(ARGV[6]), of('due', ARGV[2]), of('order', ARGV[2])\n"
	"local out, got = {-1}, 0\n"
	"local made = redis.pcall('XGROUP', 'CREATE', E, group, ARGV[3] == '1' and '$' or '0',\n"
	"  'MKSTREAM')\n"
	"if made.ok and ARGV[3] == '1' then\n" /* what waited for a first group, nobody wants */
	"  if #groups() == 1 then redis.call('XTRIM', E, 'MAXLEN', 0) end\n"
	"end\n"
	"redis.call('ZADD', of('consumers', group), num(now + lease), consumer)\n"
	"local function give(id, f, attempt)\n"
	"  redis.call('XCLAIM', E, group, consumer, 0, id, 'RETRYCOUNT', attempt, 'JUSTID')\n"
	"  redis.call('ZADD', W, num(now + lease), id)\n"
	"  for _, value in ipairs({id, f.i or id, attempt, f.k, f.d}) do out[#out + 1] = value end\n"
	"  got = got + 1\n"
	"end\n"
	"while got < want do\n"
	"  local id = redis.call('ZRANGEBYSCORE', W, '-inf', num(now), 'LIMIT', 0, 1)[1]\n"
	"  if not id then break end\n"
	"  local f, p = entry(id), pending(group, id)\n"
	"  if not f or not p then\n"
	"    leave(group, id, f)\n"
	"  elseif p[4] >= tonumber(ARGV[7]) then\n"
	"    bury(group, id, f, p[4], 'its process ended, or was silent, while it was handled',\n"
	"      ARGV[8])\n"
	"  else\n"
	"    give(id, f, p[4] + 1)\n"
	"  end\n"
	"end\n"
	"for _ = 1, 1000 do\n"
	"  local read = got < want and redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT',\n"
	"    want - got, 'STREAMS', E, '>')\n"
	"  if not read or not read[1] then break end\n"
	"  for _, new in ipairs(read[1][2]) do\n"
	"    local id, f = new[1], fields(new[2])\n"
	"    if f.g and f.g ~= group then\n"
	"      finish(group, id, f)\n"
	"    else\n"
	"      if f.o ~= '' then redis.call('ZADD', O, 0, f.o .. '\\0' .. pad(id)) end\n"
	"      if f.o == '' or first_of(group, f.o) == id then\n"
	"        give(id, f, 1)\n"
	"      else\n"
	"        redis.call('XCLAIM', E, group, consumer, 0, id, 'RETRYCOUNT', 0, 'JUSTID')\n"
	"      end\n"
	"    end\n"
	"  end\n"
	"end\n"
	"local next = redis.call('ZRANGE', W, 0, 0, 'WITHSCORES')[2]\n"
	"if next then out[1] = math.max(0, tonumber(next) - now) end\n"
	"return out\n";

/*
 * ARGV: 2 group, 3 consumer, 4 id, 5 outcome (rtws_outcome_t), 6 attempts at most, 7 delay (ms), 8
 * why, 9 dead letters at most
 */
static const char settle[] = PRELUDE
	"local group, id = ARGV[2], ARGV[4]\n"
	"local f, p = entry(id), pending(group, id)\n"
	"if not p then return 0 end\n"
	"if ARGV[5] == '0' or not f then\n"
	"  finish(group, id, f)\n"
	"elseif p[2] ~= ARGV[3] then\n" /* another has it by now */
	"  return 0\n"
	"elseif ARGV[5] == '2' then\n"
	"  redis.call('XCLAIM', E, group, p[2], 0, id, 'RETRYCOUNT', math.max(0, p[4] - 1), 'JUSTID')\n"
	"  redis.call('ZADD', of('due', group), num(now), id)\n"
	"  wake()\n"
	"elseif p[4] >= tonumber(ARGV[6]) then\n"
	"  bury(group, id, f, p[4], ARGV[8], ARGV[9])\n"
	"else\n"
	"  redis.call('ZADD', of('due', group), num(now + ARGV[7]), id)\n"
	"  wake()\n"
	"end\n"
	"return 1\n";

/*
 * ARGV: 2 group, 3 consumer, 4 lease (ms), 5 ids in hand, a space between; lease 0: it ends
 * Forgets consumers whose lease is over, and that have nothing.
 */
static const char renew[] =
	PRELUDE "local group, consumer, lease, C = ARGV[2], ARGV[3], tonumber(ARGV[4]), "
			"of('consumers', ARGV[2])\n"
			"redis.call('ZADD', C, num(now + lease), consumer)\n"
			"for id in string.gmatch(ARGV[5], '%S+') do\n"
			"  local p = pending(group, id)\n"
			"  if p and p[2] == consumer then\n"
			"    redis.call('ZADD', of('due', group), 'XX', num(now + lease), id)\n"
			"  end\n"
			"end\n"
			"if redis.call('EXISTS', E) == 0 then return 0 end\n"
			"for _, gone in ipairs(redis.call('ZRANGEBYSCORE', C, '-inf', num(now))) do\n"
			"  local left = redis.pcall('XPENDING', E, group, '-', '+', 1, gone)\n"
			"  if left.err or #left == 0 then\n"
			"    redis.pcall('XGROUP', 'DELCONSUMER', E, group, gone)\n"
			"    redis.call('ZREM', C, gone)\n"
			"  end\n"
			"end\n"
			"return 1\n";

/* ARGV: 2 id, 3 group or empty, 4 are they discarded. Returns how many it was. */
static const char undertake[] =
	PRELUDE "local count, there = 0, {}\n"
			"for _, g in ipairs(groups()) do there[g.name] = true end\n"
			"for _, dead in ipairs(redis.call('XRANGE', D, '-', '+')) do\n"
			"  local f = fields(dead[2])\n"
			"  if f.i == ARGV[2] and (ARGV[3] == '' or f.g == ARGV[3]) and\n"
			"     (ARGV[4] == '1' or there[f.g]) then\n"
			"    if ARGV[4] ~= '1' then\n"
			"      redis.call('XADD', E, '*', 'k', f.k, 'o', f.o, 'd', f.d, 'i', f.i, 'g', f.g)\n"
			"    end\n"
			"    redis.call('XDEL', D, dead[1])\n"
			"    count = count + 1\n"
			"  end\n"
			"end\n"
			"if count > 0 then wake() end\n"
			"return count\n";

/* ARGV: 2 length. Returns how many were removed. */
static const char trim[] = PRELUDE "local count = 0\n"
								   "while redis.call('XLEN', E) > tonumber(ARGV[2]) do\n"
								   "  remove_oldest()\n"
								   "  count = count + 1\n"
								   "end\n"
								   "return count\n";

/* ARGV: 2 group. Returns -1 when it has consumers; was it there. */
static const char remove_group[] = PRELUDE
	"local group, mine = ARGV[2], nil\n"
	"for _, g in ipairs(groups()) do if g.name == group then mine = g end end\n"
	"if not mine then return 0 end\n"
	"if redis.call('ZCOUNT', of('consumers', group), num(now + 1), '+inf') > 0 then return -1 end\n"
	"local owed = {}\n"
	"for _, e in ipairs(redis.call('XRANGE', E, '-', '+')) do\n"
	"  local f = fields(e[2])\n"
	"  if owes(mine, e[1], f) then owed[#owed + 1] = {e[1], {g = f.g}} end\n"
	"end\n"
	"redis.call('XGROUP', 'DESTROY', E, group)\n"
	"redis.call('DEL', of('due', group), of('order', group), of('consumers', group))\n"
	"for _, e in ipairs(owed) do\n"
	"  if not is_wanted(e[1], e[2]) then redis.call('XDEL', E, e[1]) end\n"
	"end\n"
	"return 1\n";

/*
 * Returns length, dead letters, and of each group: name, waiting, in hand, consumers. Waiting is
 * exact up to 10000 that nobody has had.
 */
static const char info[] =
	PRELUDE "local out = {redis.call('XLEN', E), redis.call('XLEN', D)}\n"
			"for _, g in ipairs(groups()) do\n"
			"  local waiting, last = g.lag, g['last-delivered-id']\n"
			"  if not waiting then\n"
			"    waiting = #redis.call('XRANGE', E, '(' .. last, '+', 'COUNT', 10000)\n"
			"  end\n"
			"  for _, value in ipairs({g.name, waiting + g.pending, g.pending,\n"
			"    redis.call('ZCOUNT', of('consumers', g.name), num(now + 1), '+inf')}) do\n"
			"    out[#out + 1] = value\n"
			"  end\n"
			"end\n"
			"return out\n";

const char *rtws_redis_stream_script(rtws_script_t script)
{
	switch (script) {
		case RTWS_SCRIPT_STREAM_APPEND:
			return append;
		case RTWS_SCRIPT_STREAM_TAKE:
			return take;
		case RTWS_SCRIPT_STREAM_SETTLE:
			return settle;
		case RTWS_SCRIPT_STREAM_RENEW:
			return renew;
		case RTWS_SCRIPT_STREAM_UNDERTAKE:
			return undertake;
		case RTWS_SCRIPT_STREAM_TRIM:
			return trim;
		case RTWS_SCRIPT_STREAM_REMOVE:
			return remove_group;
		case RTWS_SCRIPT_STREAM_INFO:
			return info;
		default:
			return NULL;
	}
}
