/*
 * A port as a Dart virtual machine has it, for those who do not have one: it takes messages and
 * writes them down, until it is closed.
 */
#ifndef DART_H
#define DART_H

#include <pthread.h>

#include "check.h"

/* Dart_CObject of dart_native_api.h, as far as the library makes it. */
struct dart_object {
  int32_t type;
  union {
    int64_t integer;
    struct {
      intptr_t length;
      struct dart_object **values;
    } array;
    void *longest[5];
  } value;
};

enum { DART_NULL = 0, DART_INT64 = 3, DART_ARRAY = 6 };
enum { DART_PORTS = 4, DART_MOST = 64, DART_FIELDS = 8 };

/* Ports 1 to 3; nothing that is posted to another is taken. */
static struct dart_port {
  pthread_mutex_t mutex;
  bool closed;
  size_t nulls;
  size_t count;
  int64_t messages[DART_MOST][DART_FIELDS];
} dart_ports[DART_PORTS];

static inline void dart_port_open(int64_t port) {
  struct dart_port *place = &dart_ports[port];
  *place = (struct dart_port){.mutex = PTHREAD_MUTEX_INITIALIZER};
}

static inline bool dart_take(struct dart_port *place, const struct dart_object *message) {
  if (place->closed) {
    return false;
  }
  if (message->type == DART_NULL) {
    place->nulls++;
    return true;
  }
  CHECK_EQUAL(DART_ARRAY, message->type);
  CHECK_EQUAL(DART_FIELDS, message->value.array.length);
  for (int n = 0; n < DART_FIELDS; n++) {
    const struct dart_object *element = message->value.array.values[n];
    CHECK_EQUAL(DART_INT64, element->type);
    if (place->count < DART_MOST) {
      place->messages[place->count][n] = element->value.integer;
    }
  }
  place->count++;
  return true;
}

/* Dart_PostCObject. */
static inline bool dart_post(int64_t port, struct dart_object *message) {
  if (port <= 0 || port >= DART_PORTS) {
    return false;
  }
  struct dart_port *place = &dart_ports[port];
  pthread_mutex_lock(&place->mutex);
  bool taken = dart_take(place, message);
  pthread_mutex_unlock(&place->mutex);
  return taken;
}

/* The function as the interface takes it, an address. */
static inline void *dart_post_address(void) {
  bool (*post)(int64_t, struct dart_object *) = dart_post;
  void *address;
  memcpy(&address, &post, sizeof address);
  return address;
}

static inline size_t dart_port_count(int64_t port) {
  struct dart_port *place = &dart_ports[port];
  pthread_mutex_lock(&place->mutex);
  size_t count = place->count;
  pthread_mutex_unlock(&place->mutex);
  return count;
}

static inline void dart_port_close(int64_t port) {
  struct dart_port *place = &dart_ports[port];
  pthread_mutex_lock(&place->mutex);
  place->closed = true;
  pthread_mutex_unlock(&place->mutex);
}

#endif
