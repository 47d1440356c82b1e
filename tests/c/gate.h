/*
 * A callback that stays inside until it is let go, and a thread that calls something meanwhile.
 */
#ifndef GATE_H
#define GATE_H

#include <semaphore.h>

#include "room.h"
#include "tasks.h"

/* The first callback through it stops there; later ones pass. */
struct gate {
  sem_t entered;
  sem_t opened;
  atomic_bool closed;
  /* Set by the callback as the last thing it does. */
  atomic_bool left;
};

static inline void gate_init(struct gate *gate) {
  sem_init(&gate->entered, 0, 0);
  sem_init(&gate->opened, 0, 0);
  atomic_store(&gate->closed, true);
  atomic_store(&gate->left, false);
}

static inline void gate_wait(sem_t *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
}

/* A reaction; the context of the record is the gate. */
static inline void gate_pass(struct record *record, hangtime_event_type type,
                             hangtime_session session) {
  (void)type;
  (void)session;
  struct gate *gate = record->context;
  if (atomic_exchange(&gate->closed, false)) {
    sem_post(&gate->entered);
    gate_wait(&gate->opened);
    /* Time for a barrier that does not hold to be passed. */
    for (int n = 0; n < 1000; n++) {
      sched_yield();
    }
    CHECK_EQUAL(0, record_released(record));
    atomic_store(&gate->left, true);
  }
}

static inline void gate_free(struct gate *gate) {
  sem_destroy(&gate->entered);
  sem_destroy(&gate->opened);
}

/* A room whose first callback is in the gate. */
static inline void gate_room_open(struct gate *gate, struct room *room) {
  gate_init(gate);
  room_open(room, NULL);
  room->record.on_event = gate_pass;
  room->record.context = gate;
  CHECK_OK(hangtime_session_joined(room->engine, room->session, "alice", NULL, 0));
  gate_wait(&gate->entered);
}

/* A thread that calls something which is to wait. */
struct caller {
  hangtime_result (*call)(struct room *room);
  struct room *room;
  struct gate *gate;
  pthread_t thread;
  atomic_int task;
  atomic_bool returned;
  hangtime_result result;
};

static inline void *caller_run(void *data) {
  struct caller *caller = data;
  atomic_store(&caller->task, task_self());
  caller->result = caller->call(caller->room);
  atomic_store(&caller->returned, true);
  CHECK(atomic_load(&caller->gate->left));
  return NULL;
}

static inline void caller_start(struct caller *caller) {
  CHECK(pthread_create(&caller->thread, NULL, caller_run, caller) == 0);
}

/* Waits until the caller waits itself, and checks that it has not returned. */
static inline void caller_await(struct caller *caller) {
  int seen = 0;
  while (seen < 3 && !atomic_load(&caller->returned)) {
    pid_t task = atomic_load(&caller->task);
    seen = task != 0 && task_sleeps(task) ? seen + 1 : 0;
    sched_yield();
  }
  CHECK(!atomic_load(&caller->returned));
}

static inline hangtime_result caller_join(struct caller *caller) {
  pthread_join(caller->thread, NULL);
  return caller->result;
}

#endif
