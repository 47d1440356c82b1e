/*
 * The functions of io.hangtime.Native over hangtime.h. Each does three things: it takes what came
 * from Java, makes one call, and gives back the result. Java checks what it gives: texts end with a
 * NUL byte, outputs have room. What decides anything is in Java or in the library.
 */

#include <hangtime.h>
#include <jni.h>
#include <stdlib.h>
#include <string.h>

/* Java code runs on the callback thread, with frames and guard pages of the virtual machine. */
enum { CALLBACK_STACK_SIZE = 1024 * 1024 };

static JavaVM *machine;
static jmethodID on_event;

static hangtime_engine *engine_at(jlong address)
{
    return (hangtime_engine *)(intptr_t)address;
}

/* Bytes of Java for the length of a call. */
typedef struct {
    jbyteArray array;
    jbyte *bytes;
} text;

/* Without memory the bytes are NULL and an exception waits; the library then refuses NULL. */
static text take_text(JNIEnv *env, jbyteArray array)
{
    text text = {array, (*env)->GetByteArrayElements(env, array, NULL)};
    return text;
}

static const char *chars(text text)
{
    return (const char *)text.bytes;
}

static void give_back(JNIEnv *env, text text)
{
    if (text.bytes != NULL) {
        (*env)->ReleaseByteArrayElements(env, text.array, text.bytes, JNI_ABORT);
    }
}

/* Connections of Java for the length of a call. */
typedef struct {
    text texts;
    hangtime_participant *entries;
    size_t count;
    int is_there; /* false where there is no memory, and an exception waits */
} roster;

static void throw_out_of_memory(JNIEnv *env)
{
    jclass error = (*env)->FindClass(env, "java/lang/OutOfMemoryError");
    if (error != NULL) (*env)->ThrowNew(env, error, "no memory for a call into hangtime");
}

/* texts: of each connection its uid and its pid; NULL where the roster is not known. */
static roster take_roster(JNIEnv *env, jbyteArray texts, jintArray kinds)
{
    roster roster = {{NULL, NULL}, NULL, 0, 1};
    if (texts == NULL) return roster;
    roster.count = (size_t)(*env)->GetArrayLength(env, kinds);
    roster.entries = calloc(roster.count + 1, sizeof *roster.entries);
    jint *numbers = (*env)->GetIntArrayElements(env, kinds, NULL);
    if (numbers != NULL && roster.entries != NULL) roster.texts = take_text(env, texts);
    roster.is_there = roster.texts.bytes != NULL;
    const char *next = chars(roster.texts);
    for (size_t i = 0; roster.is_there && i < roster.count; i++) {
        roster.entries[i].uid = next;
        next += strlen(next) + 1;
        roster.entries[i].pid = next;
        next += strlen(next) + 1;
        roster.entries[i].kind = (hangtime_kind)numbers[i];
    }
    if (numbers != NULL) (*env)->ReleaseIntArrayElements(env, kinds, numbers, JNI_ABORT);
    if (roster.entries == NULL && numbers != NULL) throw_out_of_memory(env);
    return roster;
}

static void give_back_roster(JNIEnv *env, roster roster)
{
    give_back(env, roster.texts);
    free(roster.entries);
}

static void put(JNIEnv *env, jlongArray out, hangtime_result result, uint64_t value)
{
    if (result != HANGTIME_OK) return;
    jlong number = (jlong)value;
    (*env)->SetLongArrayRegion(env, out, 0, 1, &number);
}

/* The callback thread. */

static JNIEnv *attached(void)
{
    void *env = NULL;
    (*machine)->GetEnv(machine, &env, JNI_VERSION_1_6);
    return env;
}

static void on_thread_start(void *user_data)
{
    (void)user_data;
    JavaVMAttachArgs arguments = {JNI_VERSION_1_6, "hangtime-events", NULL};
#ifdef __ANDROID__
    JNIEnv *env;
#else
    void *env;
#endif
    /* Where it is refused, the machine is going down, and there is nobody to tell anything to. */
    (*machine)->AttachCurrentThreadAsDaemon(machine, &env, &arguments);
}

static void on_thread_stop(void *user_data)
{
    (void)user_data;
    if (attached() != NULL) (*machine)->DetachCurrentThread(machine);
}

static void tell(void *feed, hangtime_event_type type, uint64_t remaining_ms, uint32_t value)
{
    JNIEnv *env = attached();
    if (env == NULL) return;
    (*env)->CallVoidMethod(env, feed, on_event, (jint)type, (jlong)remaining_ms, (jint)value);
    if ((*env)->ExceptionCheck(env)) {
        /* What listeners throw is caught in Java; this is what was thrown there about that. */
        (*env)->ExceptionDescribe(env);
        (*env)->ExceptionClear(env);
    }
}

static void on_release(void *feed)
{
    JNIEnv *env = attached();
    if (env != NULL) (*env)->DeleteGlobalRef(env, feed);
}

static void on_session_joined(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_SESSION_JOINED, 0, 0);
}

static void on_session_left(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_SESSION_LEFT, 0, 0);
}

static void on_session_timed_out(void *feed, hangtime_session session, hangtime_cause cause)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_SESSION_TIMED_OUT, 0, cause);
}

static void on_connection_lost(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_CONNECTION_LOST, 0, 0);
}

static void on_connection_restored(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_CONNECTION_RESTORED, 0, 0);
}

static void on_connection_closed(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_CONNECTION_CLOSED, 0, 0);
}

static void on_idle_started(void *feed, hangtime_session session, hangtime_cause cause)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_IDLE_STARTED, 0, cause);
}

static void on_idle_stopped(void *feed, hangtime_session session)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_IDLE_STOPPED, 0, 0);
}

static void on_idle_prompt(void *feed, hangtime_session session, uint64_t remaining_ms,
                           uint32_t number)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_IDLE_PROMPT, remaining_ms, number);
}

static void on_idle_prompt_dismissed(void *feed, hangtime_session session,
                                     hangtime_dismissed dismissed)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_IDLE_PROMPT_DISMISSED, 0, dismissed);
}

static void on_duration_warning(void *feed, hangtime_session session, uint64_t remaining_ms)
{
    (void)session;
    tell(feed, HANGTIME_EVENT_DURATION_WARNING, remaining_ms, 0);
}

/*
 * The listener of a session. It owns a reference to the feed, which on_release gives up; NULL where
 * there is no memory, and an exception waits.
 */
static hangtime_listener listener_for(JNIEnv *env, jobject feed)
{
    hangtime_listener listener = HANGTIME_LISTENER_INIT;
    listener.user_data = (*env)->NewGlobalRef(env, feed);
    if (listener.user_data == NULL && !(*env)->ExceptionCheck(env)) throw_out_of_memory(env);
    listener.on_release = on_release;
    listener.on_session_joined = on_session_joined;
    listener.on_session_left = on_session_left;
    listener.on_session_timed_out = on_session_timed_out;
    listener.on_connection_lost = on_connection_lost;
    listener.on_connection_restored = on_connection_restored;
    listener.on_connection_closed = on_connection_closed;
    listener.on_idle_started = on_idle_started;
    listener.on_idle_stopped = on_idle_stopped;
    listener.on_idle_prompt = on_idle_prompt;
    listener.on_idle_prompt_dismissed = on_idle_prompt_dismissed;
    listener.on_duration_warning = on_duration_warning;
    return listener;
}

/* The library. */

static jboolean is_compatible(JNIEnv *env, jclass class)
{
    (void)env;
    (void)class;
    /* While the major version is 0 a minor one may change anything. */
    return hangtime_version_number() / 100 == HANGTIME_VERSION_NUMBER / 100;
}

static jstring version(JNIEnv *env, jclass class)
{
    (void)class;
    return (*env)->NewStringUTF(env, hangtime_version());
}

static jstring result_name(JNIEnv *env, jclass class, jint result)
{
    (void)class;
    return (*env)->NewStringUTF(env, hangtime_result_name(result));
}

static jstring result_message(JNIEnv *env, jclass class, jint result)
{
    (void)class;
    return (*env)->NewStringUTF(env, hangtime_result_message(result));
}

/* Engines. */

static jint engine_new(JNIEnv *env, jclass class, jboolean is_clock_manual, jlong max_sessions,
                       jlongArray out)
{
    (void)class;
    hangtime_engine_options options = HANGTIME_ENGINE_OPTIONS_INIT;
    options.clock = is_clock_manual ? HANGTIME_CLOCK_MANUAL : HANGTIME_CLOCK_SYSTEM;
    options.max_sessions =
        (uint64_t)max_sessions > SIZE_MAX ? SIZE_MAX : (size_t)(uint64_t)max_sessions;
    options.thread_stack_size = CALLBACK_STACK_SIZE;
    options.on_thread_start = on_thread_start;
    options.on_thread_stop = on_thread_stop;
    hangtime_engine *engine = NULL;
    hangtime_result result = hangtime_engine_new(&options, &engine);
    put(env, out, result, (uint64_t)(uintptr_t)engine);
    return result;
}

static jint engine_free(JNIEnv *env, jclass class, jlong engine)
{
    (void)env;
    (void)class;
    return hangtime_engine_free(engine_at(engine));
}

static jint engine_flush(JNIEnv *env, jclass class, jlong engine)
{
    (void)env;
    (void)class;
    return hangtime_engine_flush(engine_at(engine));
}

static jint engine_app_resumed(JNIEnv *env, jclass class, jlong engine)
{
    (void)env;
    (void)class;
    return hangtime_engine_app_resumed(engine_at(engine));
}

static jint engine_next_deadline(JNIEnv *env, jclass class, jlong engine, jlongArray out)
{
    (void)class;
    uint64_t in_ms = 0;
    hangtime_result result = hangtime_engine_next_deadline(engine_at(engine), &in_ms);
    put(env, out, result, in_ms);
    return result;
}

static jint engine_stats(JNIEnv *env, jclass class, jlong engine, jlongArray out)
{
    (void)class;
    hangtime_stats stats;
    hangtime_stats_init(&stats, sizeof stats);
    hangtime_result result = hangtime_engine_stats(engine_at(engine), &stats);
    if (result != HANGTIME_OK) return result;
    const jlong numbers[] = {
        (jlong)stats.sessions,
        (jlong)stats.listeners,
        (jlong)stats.timed_out,
        (jlong)stats.events_queued,
        (jlong)stats.events_delivered,
        (jlong)stats.deadlines_queued,
        (jlong)stats.late,
        (jlong)stats.longest_late_us,
        (jlong)stats.callbacks_running,
        (jlong)stats.callback_running_for_us,
        (jlong)stats.longest_callback_us,
        (jlong)stats.shards,
        (jlong)stats.armed,
        (jlong)stats.not_joined,
        (jlong)stats.accompanied,
        (jlong)stats.disabled,
        (jlong)stats.paused,
        (jlong)stats.held,
        (jlong)stats.resyncing,
        (jlong)stats.counting,
        (jlong)stats.prompting,
        (jlong)stats.smallest_shard,
        (jlong)stats.largest_shard,
    };
    (*env)->SetLongArrayRegion(env, out, 0, sizeof numbers / sizeof *numbers, numbers);
    return result;
}

static jint engine_advance(JNIEnv *env, jclass class, jlong engine, jlong by_ms)
{
    (void)env;
    (void)class;
    return hangtime_engine_advance(engine_at(engine), (uint64_t)by_ms);
}

static jint engine_suspend(JNIEnv *env, jclass class, jlong engine, jlong for_ms)
{
    (void)env;
    (void)class;
    return hangtime_engine_suspend(engine_at(engine), (uint64_t)for_ms);
}

/* Sessions. */

/* The numbers in the order in which SessionSettings writes them. */
static hangtime_settings take_settings(JNIEnv *env, jlongArray array)
{
    jlong numbers[16] = {0};
    hangtime_settings settings = HANGTIME_SETTINGS_INIT;
    (*env)->GetLongArrayRegion(env, array, 0, 16, numbers);
    settings.idle_timeout_ms = (uint64_t)numbers[0];
    settings.waiting_timeout_ms = (uint64_t)numbers[1]; /* -1 is HANGTIME_FOLLOW */
    settings.prompt_ms = (uint64_t)numbers[2];
    settings.resync_grace_ms = (uint64_t)numbers[3];
    settings.leave_grace_ms = (uint64_t)numbers[4];
    settings.min_notice_ms = (uint64_t)numbers[5];
    settings.max_duration_ms = (uint64_t)numbers[6];
    settings.max_duration_warning_ms = (uint64_t)numbers[7];
    settings.max_extensions = (uint32_t)numbers[8];
    settings.count_kinds = (uint32_t)numbers[9];
    settings.count_own_devices = (uint32_t)numbers[10];
    settings.link_lost = (hangtime_link_lost)numbers[11];
    settings.session_type = (hangtime_session_type)numbers[12];
    settings.max_participants = (uint32_t)numbers[13];
    settings.max_holds = (uint32_t)numbers[14];
    settings.max_log_lines = (uint32_t)numbers[15];
    return settings;
}

static jstring settings_fault(JNIEnv *env, jclass class, jlongArray numbers)
{
    (void)class;
    hangtime_settings settings = take_settings(env, numbers);
    const char *field = NULL;
    const char *reason = NULL;
    if (hangtime_settings_check(&settings, &field, &reason) == HANGTIME_OK) return NULL;
    char fault[256] = "";
    strncat(fault, field, 63);
    strcat(fault, " ");
    strncat(fault, reason, 191);
    return (*env)->NewStringUTF(env, fault);
}

static jint session_open(JNIEnv *env, jclass class, jlong engine, jbyteArray id,
                         jlongArray numbers, jobject feed, jlongArray out)
{
    (void)class;
    hangtime_settings settings = take_settings(env, numbers);
    hangtime_session session = 0;
    hangtime_listener listener = listener_for(env, feed);
    hangtime_listener_id listener_id = 0;
    if (listener.user_data == NULL) return HANGTIME_ERR_NULL;
    text session_id = take_text(env, id);
    hangtime_result result =
        hangtime_session_open(engine_at(engine), chars(session_id), &settings, &session);
    give_back(env, session_id);
    if (result == HANGTIME_OK) {
        result = hangtime_listener_add(engine_at(engine), session, &listener, &listener_id);
        if (result != HANGTIME_OK) hangtime_session_close(engine_at(engine), session);
    }
    if (result != HANGTIME_OK) on_release(listener.user_data);
    put(env, out, result, session);
    return result;
}

static jint session_restore(JNIEnv *env, jclass class, jlong engine, jbyteArray bytes,
                            jlong elapsed_ms, jobject feed, jlongArray out)
{
    (void)class;
    hangtime_session session = 0;
    hangtime_listener listener = listener_for(env, feed);
    hangtime_listener_id listener_id = 0;
    if (listener.user_data == NULL) return HANGTIME_ERR_NULL;
    size_t length = (size_t)(*env)->GetArrayLength(env, bytes);
    text snapshot = take_text(env, bytes);
    hangtime_result result =
        hangtime_session_restore(engine_at(engine), snapshot.bytes, length, (uint64_t)elapsed_ms,
                                 &listener, &session, &listener_id);
    give_back(env, snapshot);
    if (result != HANGTIME_OK) on_release(listener.user_data);
    put(env, out, result, session);
    return result;
}

static jint session_close(JNIEnv *env, jclass class, jlong engine, jlong session)
{
    (void)env;
    (void)class;
    return hangtime_session_close(engine_at(engine), (hangtime_session)session);
}

static jint session_status(JNIEnv *env, jclass class, jlong engine, jlong session, jlongArray out)
{
    (void)class;
    hangtime_status status;
    hangtime_status_init(&status, sizeof status);
    hangtime_result result =
        hangtime_session_status(engine_at(engine), (hangtime_session)session, &status);
    if (result != HANGTIME_OK) return result;
    const jlong numbers[] = {
        (jlong)status.alone_for_ms,
        (jlong)status.until_prompt_ms,
        (jlong)status.until_end_ms,
        (jlong)status.until_max_duration_ms,
        status.state,
        status.phase,
        status.link,
        status.end_cause,
        status.session_type,
        status.others,
        status.participants,
        status.holds,
        status.extensions_left,
        status.prompts,
    };
    (*env)->SetLongArrayRegion(env, out, 0, sizeof numbers / sizeof *numbers, numbers);
    return result;
}

/* What session_read reads, as in Native. */
enum { READ_ID, READ_LOG, READ_SNAPSHOT };

static hangtime_result read_into(hangtime_engine *engine, hangtime_session session, jint what,
                                 void *buffer, size_t capacity, size_t *out_length)
{
    switch (what) {
        case READ_ID: return hangtime_session_id(engine, session, buffer, capacity, out_length);
        case READ_LOG: return hangtime_session_log(engine, session, buffer, capacity, out_length);
        default: return hangtime_session_snapshot(engine, session, buffer, capacity, out_length);
    }
}

static jint session_read(JNIEnv *env, jclass class, jlong engine, jlong session, jint what,
                         jobjectArray out)
{
    (void)class;
    void *buffer = NULL;
    size_t length = 0;
    hangtime_result result = read_into(engine_at(engine), (hangtime_session)session, what, NULL, 0,
                                       &length);
    while (result == HANGTIME_OK || result == HANGTIME_ERR_SIZE) {
        size_t capacity = length + 64; /* it may grow until the next call */
        free(buffer);
        buffer = malloc(capacity);
        if (buffer == NULL) {
            throw_out_of_memory(env);
            return HANGTIME_ERR_NULL;
        }
        result = read_into(engine_at(engine), (hangtime_session)session, what, buffer, capacity,
                           &length);
        if (result == HANGTIME_OK) break;
        if (result == HANGTIME_ERR_SIZE) length = capacity * 2;
    }
    if (result == HANGTIME_OK) {
        jbyteArray bytes = (*env)->NewByteArray(env, (jsize)length);
        if (bytes != NULL) {
            (*env)->SetByteArrayRegion(env, bytes, 0, (jsize)length, buffer);
            (*env)->SetObjectArrayElement(env, out, 0, bytes);
        }
    }
    free(buffer);
    return result;
}

/* Reports. */

static jint session_joined(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray uid,
                           jbyteArray texts, jintArray kinds)
{
    (void)class;
    roster roster = take_roster(env, texts, kinds);
    hangtime_result result = HANGTIME_ERR_NULL;
    if (roster.is_there) {
        text local_uid = take_text(env, uid);
        result = hangtime_session_joined(engine_at(engine), (hangtime_session)session,
                                         chars(local_uid), roster.entries, roster.count);
        give_back(env, local_uid);
    }
    give_back_roster(env, roster);
    return result;
}

typedef hangtime_result report_roster(hangtime_engine *engine, hangtime_session session,
                                      const hangtime_participant *roster, size_t count);

static jint with_roster(JNIEnv *env, report_roster *report, jlong engine, jlong session,
                        jbyteArray texts, jintArray kinds)
{
    roster roster = take_roster(env, texts, kinds);
    hangtime_result result = HANGTIME_ERR_NULL;
    if (roster.is_there) {
        result = report(engine_at(engine), (hangtime_session)session, roster.entries, roster.count);
    }
    give_back_roster(env, roster);
    return result;
}

static jint roster_set(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray texts,
                       jintArray kinds)
{
    (void)class;
    return with_roster(env, hangtime_roster_set, engine, session, texts, kinds);
}

static jint connection_restored(JNIEnv *env, jclass class, jlong engine, jlong session,
                                jbyteArray texts, jintArray kinds)
{
    (void)class;
    return with_roster(env, hangtime_session_connection_restored, engine, session, texts, kinds);
}

static jint session_left(JNIEnv *env, jclass class, jlong engine, jlong session)
{
    (void)env;
    (void)class;
    return hangtime_session_left(engine_at(engine), (hangtime_session)session);
}

static jint connection_lost(JNIEnv *env, jclass class, jlong engine, jlong session)
{
    (void)env;
    (void)class;
    return hangtime_session_connection_lost(engine_at(engine), (hangtime_session)session);
}

static jint connection_closed(JNIEnv *env, jclass class, jlong engine, jlong session)
{
    (void)env;
    (void)class;
    return hangtime_session_connection_closed(engine_at(engine), (hangtime_session)session);
}

static jint extend(JNIEnv *env, jclass class, jlong engine, jlong session)
{
    (void)env;
    (void)class;
    return hangtime_session_extend(engine_at(engine), (hangtime_session)session);
}

static jint participant_joined(JNIEnv *env, jclass class, jlong engine, jlong session,
                               jbyteArray uid, jbyteArray pid, jint kind)
{
    (void)class;
    text user = take_text(env, uid);
    hangtime_result result = HANGTIME_ERR_NULL;
    if (user.bytes != NULL) {
        text connection = take_text(env, pid);
        result = hangtime_participant_joined(engine_at(engine), (hangtime_session)session,
                                             chars(user), chars(connection), (hangtime_kind)kind);
        give_back(env, connection);
    }
    give_back(env, user);
    return result;
}

static jint participant_changed(JNIEnv *env, jclass class, jlong engine, jlong session,
                                jbyteArray pid, jint kind)
{
    (void)class;
    text connection = take_text(env, pid);
    hangtime_result result = hangtime_participant_changed(
        engine_at(engine), (hangtime_session)session, chars(connection), (hangtime_kind)kind);
    give_back(env, connection);
    return result;
}

typedef hangtime_result report_text(hangtime_engine *engine, hangtime_session session,
                                    const char *text);

static jint with_text(JNIEnv *env, report_text *report, jlong engine, jlong session,
                      jbyteArray array)
{
    text text = take_text(env, array);
    hangtime_result result = report(engine_at(engine), (hangtime_session)session, chars(text));
    give_back(env, text);
    return result;
}

static jint participant_left(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray pid)
{
    (void)class;
    return with_text(env, hangtime_participant_left, engine, session, pid);
}

static jint user_left(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray uid)
{
    (void)class;
    return with_text(env, hangtime_user_left, engine, session, uid);
}

static jint release_hold(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray label)
{
    (void)class;
    return with_text(env, hangtime_session_release_hold, engine, session, label);
}

static jint hold(JNIEnv *env, jclass class, jlong engine, jlong session, jbyteArray label,
                 jlong max_age_ms)
{
    (void)class;
    text name = take_text(env, label);
    hangtime_result result = hangtime_session_hold(engine_at(engine), (hangtime_session)session,
                                                   chars(name), (uint64_t)max_age_ms);
    give_back(env, name);
    return result;
}

static jint set_idle_timeout(JNIEnv *env, jclass class, jlong engine, jlong session, jlong ms)
{
    (void)env;
    (void)class;
    return hangtime_session_set_idle_timeout(engine_at(engine), (hangtime_session)session,
                                             (uint64_t)ms);
}

static jint set_waiting_timeout(JNIEnv *env, jclass class, jlong engine, jlong session, jlong ms)
{
    (void)env;
    (void)class;
    return hangtime_session_set_waiting_timeout(engine_at(engine), (hangtime_session)session,
                                                (uint64_t)ms);
}

/* Loading. */

#define NATIVE(name, signature, function) {(char *)name, (char *)signature, (void *)function}

static const JNINativeMethod METHODS[] = {
    NATIVE("isCompatible", "()Z", is_compatible),
    NATIVE("version", "()Ljava/lang/String;", version),
    NATIVE("resultName", "(I)Ljava/lang/String;", result_name),
    NATIVE("resultMessage", "(I)Ljava/lang/String;", result_message),
    NATIVE("engineNew", "(ZJ[J)I", engine_new),
    NATIVE("engineFree", "(J)I", engine_free),
    NATIVE("engineFlush", "(J)I", engine_flush),
    NATIVE("engineAppResumed", "(J)I", engine_app_resumed),
    NATIVE("engineNextDeadline", "(J[J)I", engine_next_deadline),
    NATIVE("engineStats", "(J[J)I", engine_stats),
    NATIVE("engineAdvance", "(JJ)I", engine_advance),
    NATIVE("engineSuspend", "(JJ)I", engine_suspend),
    NATIVE("settingsFault", "([J)Ljava/lang/String;", settings_fault),
    NATIVE("sessionOpen", "(J[B[JLio/hangtime/Feed;[J)I", session_open),
    NATIVE("sessionRestore", "(J[BJLio/hangtime/Feed;[J)I", session_restore),
    NATIVE("sessionClose", "(JJ)I", session_close),
    NATIVE("sessionStatus", "(JJ[J)I", session_status),
    NATIVE("sessionRead", "(JJI[[B)I", session_read),
    NATIVE("sessionJoined", "(JJ[B[B[I)I", session_joined),
    NATIVE("sessionLeft", "(JJ)I", session_left),
    NATIVE("participantJoined", "(JJ[B[BI)I", participant_joined),
    NATIVE("participantChanged", "(JJ[BI)I", participant_changed),
    NATIVE("participantLeft", "(JJ[B)I", participant_left),
    NATIVE("userLeft", "(JJ[B)I", user_left),
    NATIVE("rosterSet", "(JJ[B[I)I", roster_set),
    NATIVE("connectionLost", "(JJ)I", connection_lost),
    NATIVE("connectionRestored", "(JJ[B[I)I", connection_restored),
    NATIVE("connectionClosed", "(JJ)I", connection_closed),
    NATIVE("extend", "(JJ)I", extend),
    NATIVE("hold", "(JJ[BJ)I", hold),
    NATIVE("releaseHold", "(JJ[B)I", release_hold),
    NATIVE("setIdleTimeout", "(JJJ)I", set_idle_timeout),
    NATIVE("setWaitingTimeout", "(JJJ)I", set_waiting_timeout),
};

/* The virtual machine calls this as it loads the library; all else is found by the table above. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved)
{
    (void)reserved;
    machine = vm;
    JNIEnv *env = attached();
    if (env == NULL) return JNI_ERR;
    jclass feed = (*env)->FindClass(env, "io/hangtime/Feed");
    if (feed == NULL) return JNI_ERR;
    on_event = (*env)->GetMethodID(env, feed, "onEvent", "(IJI)V");
    if (on_event == NULL) return JNI_ERR;
    jclass native = (*env)->FindClass(env, "io/hangtime/Native");
    if (native == NULL) return JNI_ERR;
    jint count = sizeof METHODS / sizeof *METHODS;
    if ((*env)->RegisterNatives(env, native, METHODS, count) != 0) return JNI_ERR;
    return JNI_VERSION_1_6;
}
