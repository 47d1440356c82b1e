import CHangtime
import Foundation

/// Sessions, and the two threads that serve them. One is enough for an app. It lives as long as
/// anything refers to it, its sessions included.
public final class Engine: @unchecked Sendable {
    // Every function of the library may be called from any thread; that the freeing is the last call
    // is seen to by reference counting.
    let pointer: OpaquePointer

    /// An engine on the system's clock, which counts the time a device sleeps.
    public convenience init() throws {
        try self.init(clock: HANGTIME_CLOCK_SYSTEM)
    }

    /// An engine whose clock stands until `advance(by:)` moves it: for tests of a host.
    public static func withManualClock() throws -> Engine {
        try Engine(clock: HANGTIME_CLOCK_MANUAL)
    }

    private init(clock: Int32) throws {
        var options = hangtime_engine_options()
        hangtime_engine_options_init(&options, MemoryLayout<hangtime_engine_options>.stride)
        options.clock = UInt32(clock)
        var made: OpaquePointer?
        try check(hangtime_engine_new(&options, &made))
        guard let made else {
            throw HangtimeError(code: HANGTIME_ERR_NULL)
        }
        pointer = made
    }

    deinit {
        // Closes what is still open; on the callback thread it does not wait for itself.
        _ = hangtime_engine_free(pointer)
    }

    /// Opens a session; the call is reported to it as it goes on, with `joined` first.
    public func openSession(
        _ id: String, settings: SessionSettings = SessionSettings()
    ) throws -> CallSession {
        var chosen = try settings.forLibrary()
        var handle: hangtime_session = 0
        try check(hangtime_session_open(pointer, try checked(id), &chosen, &handle))
        return CallSession(engine: self, handle: handle)
    }

    /// Opens a session from what `CallSession.snapshot()` has written, so much time ago.
    public func restoreSession(
        from snapshot: Data, elapsed: TimeInterval = 0
    ) throws -> CallSession {
        let elapsedMs = try milliseconds(elapsed)
        var handle: hangtime_session = 0
        try snapshot.withUnsafeBytes { bytes in
            var nothing: UInt8 = 0
            try withUnsafePointer(to: &nothing) { empty in
                try check(hangtime_session_restore(
                    pointer, bytes.baseAddress ?? UnsafeRawPointer(empty), bytes.count, elapsedMs,
                    nil, &handle, nil))
            }
        }
        return CallSession(engine: self, handle: handle)
    }

    /// Says that the app came back to the foreground: what is due waits for the grace, since
    /// joins that were missed arrive late.
    public func appResumed() throws {
        try check(hangtime_engine_app_resumed(pointer))
    }

    /// Waits until every event so far has been delivered. Not from inside a listener.
    public func flush() throws {
        try check(hangtime_engine_flush(pointer))
    }

    /// Moves a manual clock.
    public func advance(by interval: TimeInterval) throws {
        try check(hangtime_engine_advance(pointer, try milliseconds(interval)))
    }

    /// Moves a manual clock as a sleep of the device does: nothing runs in between.
    public func suspend(for interval: TimeInterval) throws {
        try check(hangtime_engine_suspend(pointer, try milliseconds(interval)))
    }

    /// The version of the library that runs, such as "0.1.0".
    public static var version: String { String(cString: hangtime_version()) }
}
