/* hangtime: through its C functions, with a roster, ids of 16 bytes, and a listener for each
 * session; all threads report on all sessions of one engine. A timer is a session: disarmed when
 * somebody comes, armed when they have gone. */
#define PEER "hangtime"
#define PEER_SHARED 1
#define PEER_HAS_ROSTER 1
#define PEER_FAIRNESS
#define PEER_OPTIONS                                                                             \
    "  delivery=callback  how events are delivered: by callbacks; poll: the host takes them;\n"  \
    "                     idle-events: by callbacks, and whenever somebody comes or goes, too\n" \
    "  log=32             lines of its log that a session keeps\n"
#include "peer.h"
#include <hangtime.h>
#include <poll.h>
#include <sys/eventfd.h>

typedef struct {
    hangtime_engine *engine;
    int stop, events; /* descriptors; no events where they are delivered */
} loop;
typedef hangtime_session timer;

static const char *delivery = "callback";
static size_t log_lines = 32;
static const char local_uid[] = "alice-0123456789";
static const char uid[] = "bob-uid-01234567", pid[] = "bob-0123-4567-89";

/* The callback of this session takes that long: see fairness. */
static size_t slow_number = SIZE_MAX;
static void be_slow(void);

static const char *peer_version(void) { return hangtime_version(); }

static int is_polled(void) { return delivery[0] == 'p'; }

static int peer_option(const char *key, const char *value) {
    static const char *const deliveries[] = {"callback", "poll", "idle-events"};
    char *end;
    if (strcmp(key, "delivery") == 0) {
        for (size_t i = 0; i < 3; i++)
            if (strcmp(value, deliveries[i]) == 0) return delivery = deliveries[i], 1;
        wrong(value, "is no delivery");
    }
    if (strcmp(key, "log") != 0) return 0;
    log_lines = strtoul(value, &end, 10);
    if (*end || *value < '0' || *value > '9' || log_lines > UINT32_MAX)
        wrong(value, "is no number of lines");
    return 1;
}
static void peer_figures(void) { printf(",\"delivery\":\"%s\",\"log\":%zu", delivery, log_lines); }

static inline void check(hangtime_result result, const char *call) {
    if (result == HANGTIME_OK) return;
    fprintf(stderr, "%s: %s: %s\n", PEER, call, hangtime_result_message(result));
    exit(1);
}
#define CHECK(call) check(call, #call)

static void on_event(void *number, hangtime_session session) { (void)number, (void)session; }
static void on_cause(void *number, hangtime_session session, hangtime_cause cause) {
    (void)number, (void)session, (void)cause;
}
static void on_timed_out(void *number, hangtime_session session, hangtime_cause cause) {
    (void)session, (void)cause;
    if ((size_t)(uintptr_t)number == slow_number) be_slow();
    else fired((size_t)(uintptr_t)number);
}

static void loop_open(loop *on) {
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    intptr_t events = -1;
    if (is_polled()) options.delivery = HANGTIME_DELIVERY_POLL;
    CHECK(hangtime_engine_new(&options, &on->engine));
    if (is_polled()) CHECK(hangtime_engine_event_fd(on->engine, &events));
    on->events = (int)events;
    on->stop = eventfd(0, EFD_CLOEXEC);
    if (on->stop < 0) fail("no descriptor");
}
/* The number of a session is the end of its id. */
static inline void take(loop *on, const hangtime_event *event) {
    char id[32];
    size_t length;
    if (event->event_type != HANGTIME_EVENT_SESSION_TIMED_OUT) return;
    CHECK(hangtime_session_id(on->engine, event->session, id, sizeof id, &length));
    fired(strtoul(id + 8, NULL, 10));
}
static inline void take_all(loop *on) {
    hangtime_event events[256];
    size_t count;
    do {
        CHECK(hangtime_engine_take_events(on->engine, events, 256, &count));
        for (size_t i = 0; i < count; i++) take(on, &events[i]);
    } while (count == 256);
}
static void loop_run(loop *on) {
    struct pollfd waiting[2] = {{on->stop, POLLIN, 0}, {on->events, POLLIN, 0}};
    while (poll(waiting, 2, -1) < 0 || !waiting[0].revents)
        if (is_polled()) take_all(on);
}
static void loop_stop(loop *on) {
    if (eventfd_write(on->stop, 1)) fail("a loop can not be stopped");
}
static void loop_settle(loop *on) {
    if (is_polled()) take_all(on);
    else CHECK(hangtime_engine_flush(on->engine));
}
static void loop_close(loop *on) {
    CHECK(hangtime_engine_free(on->engine));
    close(on->stop);
}

static void timer_open(loop *on, timer *session, size_t number, uint64_t period_ms) {
    char id[32] = "session-";
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    hangtime_listener_id added;
    size_t rest = number;
    for (size_t digit = 16; digit-- > 8; rest /= 10) id[digit] = (char)('0' + rest % 10);
    settings.idle_timeout_ms = period_ms;
    settings.max_log_lines = (uint32_t)log_lines;
    CHECK(hangtime_session_open(on->engine, id, &settings, session));
    if (is_polled()) return;
    listener.user_data = (void *)(uintptr_t)number;
    listener.on_session_timed_out = on_timed_out;
    listener.on_session_joined = listener.on_session_left = on_event;
    listener.on_connection_lost = listener.on_connection_restored = on_event;
    listener.on_connection_closed = on_event;
    if (delivery[0] == 'i') {
        listener.on_idle_started = on_cause;
        listener.on_idle_stopped = on_event;
    }
    CHECK(hangtime_listener_add(on->engine, *session, &listener, &added));
}
static void timer_start(loop *on, timer *session, uint64_t period_ms) {
    (void)period_ms;
    CHECK(hangtime_session_joined(on->engine, *session, local_uid, NULL, 0));
}
static void timer_disarm(loop *on, timer *session) {
    CHECK(hangtime_participant_joined(on->engine, *session, uid, pid, HANGTIME_KIND_HUMAN));
}
static void timer_arm(loop *on, timer *session, uint64_t period_ms) {
    (void)period_ms;
    /* Two threads may meet on a session, so "no such participant" is an answer, too. */
    hangtime_result result = hangtime_participant_left(on->engine, *session, pid);
    if (result != HANGTIME_ERR_NOT_FOUND) check(result, "hangtime_participant_left");
}
static void timer_close(loop *on, timer *session) {
    CHECK(hangtime_session_close(on->engine, *session));
}

#include "workloads.h"
