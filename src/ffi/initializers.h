/*
 * Initializers for C: they write what the _init functions write.
 *
 *     hangtime_settings settings = HANGTIME_SETTINGS_INIT;
 */
#define HANGTIME_ENGINE_OPTIONS_INIT                                                    \
  {                                                                                     \
    sizeof(hangtime_engine_options), HANGTIME_CLOCK_SYSTEM, HANGTIME_DELIVERY_CALLBACK, \
        16777216, 262144, NULL, NULL, NULL                                              \
  }

#define HANGTIME_SETTINGS_INIT                                                              \
  {                                                                                         \
    sizeof(hangtime_settings), 300000, HANGTIME_FOLLOW, 0, 5000, 0, 10000, 0, 0, 0,         \
        HANGTIME_COUNT_PEOPLE, 0, HANGTIME_LINK_LOST_FREEZE, HANGTIME_TYPE_VIDEO, 10000,    \
        1000, 100, 32, 0                                                                    \
  }

#define HANGTIME_LISTENER_INIT                                                              \
  {                                                                                         \
    sizeof(hangtime_listener), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,  \
        NULL, NULL, NULL                                                                    \
  }

#define HANGTIME_STATUS_INIT                                         \
  {                                                                  \
    sizeof(hangtime_status), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 \
  }

#define HANGTIME_STATS_INIT                                                             \
  {                                                                                     \
    sizeof(hangtime_stats), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0, 0, 0                                                                      \
  }
