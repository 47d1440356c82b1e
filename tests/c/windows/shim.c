/*
 * What wine does not have: the clock of the library, made of one that wine has. A test may let it
 * jump, as it does when a device wakes up. Windows itself needs none of this.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

static volatile LONG64 slept;

void WINAPI shim_interrupt_time(ULONGLONG *time);
void WINAPI shim_interrupt_time(ULONGLONG *time) {
  LARGE_INTEGER ticks, per_second;
  QueryPerformanceCounter(&ticks);
  QueryPerformanceFrequency(&per_second);
  ULONGLONG whole = (ULONGLONG)(ticks.QuadPart / per_second.QuadPart);
  ULONGLONG rest = (ULONGLONG)(ticks.QuadPart % per_second.QuadPart);
  *time = whole * 10000000 + rest * 10000000 / (ULONGLONG)per_second.QuadPart +
          (ULONGLONG)InterlockedAdd64(&slept, 0);
}

void shim_sleep(ULONGLONG seconds);
void shim_sleep(ULONGLONG seconds) { InterlockedAdd64(&slept, (LONG64)(seconds * 10000000)); }
