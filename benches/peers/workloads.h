/* The workloads; at the end of a peer's file, so that the peer is compiled into them. */
#include "churn.h"
#include "lateness.h"
#include "footprint.h"
#ifdef PEER_FAIRNESS
#include "fairness.h"
#define FAIRNESS fairness, "how facts and deadlines fare while one callback is slow"
#else
#define FAIRNESS NULL, "facts are reported and events delivered by one and the same thread"
#endif

/* A peer that is only good for churn says why. */
#ifdef PEER_ONLY_CHURNS
#define WHOLE(work, says) 0 ? work : NULL, PEER_ONLY_CHURNS
#else
#define WHOLE(work, says) work, says
#endif

int main(int argc, char **argv) {
    const workload works[] = {
        {"churn", " n threads pairs ", churn,
         "ns for a random timer to be disarmed and armed again"},
        {"open", " n ", WHOLE(open_and_close, "ns to make and arm a timer, and to destroy it")},
        {"storm", " n spread_ms margin ", WHOLE(storm, "lateness of many that come due together")},
        {"single", " rounds ", WHOLE(single, "lateness of one at a time, of 20 to 50 ms")},
        {"memory", " n ", WHOLE(memory, "bytes of each")},
        {"idle", " n armed seconds ", WHOLE(idle, "wake-ups and processor time while none is due")},
        {"start", " rounds ",
         WHOLE(start, "microseconds until the first is armed, and what that adds to the process")},
        {"fairness", " n slow_us margin ", FAIRNESS},
    };
    return run_program(works, sizeof works / sizeof *works, argc, argv);
}
