# Found by find_package(hangtime CONFIG). The target is hangtime::hangtime, the DLL. The folder may be
# moved: everything is looked for from here.
get_filename_component(_hangtime_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET hangtime::hangtime)
  add_library(hangtime::hangtime SHARED IMPORTED)
  set_target_properties(hangtime::hangtime PROPERTIES
    IMPORTED_LOCATION "${_hangtime_prefix}/bin/hangtime.dll"
    IMPORTED_IMPLIB "${_hangtime_prefix}/lib/libhangtime.dll.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_hangtime_prefix}/include")
endif()

unset(_hangtime_prefix)
