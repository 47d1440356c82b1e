import CHangtime
import Foundation

/// A listener that was added: as long as it is not removed, its session tells it everything.
public final class Listener: @unchecked Sendable {
    private weak var engine: Engine?
    private let id: hangtime_listener_id

    init(engine: Engine, id: hangtime_listener_id) {
        self.engine = engine
        self.id = id
    }

    /// Removes it. When this returns, except inside the listener itself, it is not running and will
    /// not run again: hold no lock that it takes. Twice is once.
    public func remove() {
        if let engine {
            _ = hangtime_listener_remove(engine.pointer, id)
        }
    }

    /// Removes it without waiting: one event on its way may still come.
    public func detach() {
        if let engine {
            _ = hangtime_listener_detach(engine.pointer, id)
        }
    }
}

/// What a listener of the library carries: the functions of the host. It is lent to the library with
/// a reference of its own, which goes with `on_release`.
final class Feed: Sendable {
    let take: @Sendable (SessionEvent) -> Void
    let end: @Sendable () -> Void

    init(take: @escaping @Sendable (SessionEvent) -> Void, end: @escaping @Sendable () -> Void) {
        self.take = take
        self.end = end
    }

    static func of(_ data: UnsafeMutableRawPointer?) -> Feed {
        // The library passes on what `forLibrary` gave it, and nothing after the release.
        Unmanaged<Feed>.fromOpaque(data!).takeUnretainedValue()
    }

    /// Adds a feed to a session. If that fails, nothing is lent.
    static func add(_ feed: Feed, to session: CallSession) throws -> Listener {
        var listener = forLibrary(Unmanaged.passRetained(feed).toOpaque())
        var id: hangtime_listener_id = 0
        let result = hangtime_listener_add(session.engine.pointer, session.handle, &listener, &id)
        if result != HANGTIME_OK {
            Unmanaged.passUnretained(feed).release()
        }
        try check(result)
        return Listener(engine: session.engine, id: id)
    }

    // Not in a method of an actor, so that no closure here is taken for one of that actor: they run
    // on a thread of the library.
    private static func forLibrary(_ data: UnsafeMutableRawPointer) -> hangtime_listener {
        var listener = hangtime_listener()
        hangtime_listener_init(&listener, MemoryLayout<hangtime_listener>.stride)
        listener.user_data = data
        listener.on_release = { data in
            let feed = Unmanaged<Feed>.fromOpaque(data!).takeRetainedValue()
            feed.end()
        }
        listener.on_session_joined = { data, _ in Feed.of(data).take(.sessionJoined) }
        listener.on_session_left = { data, _ in Feed.of(data).take(.sessionLeft) }
        listener.on_session_timed_out = { data, _, cause in
            Feed.of(data).take(.sessionTimedOut(Cause(rawValue: cause)))
        }
        listener.on_connection_lost = { data, _ in Feed.of(data).take(.connectionLost) }
        listener.on_connection_restored = { data, _ in Feed.of(data).take(.connectionRestored) }
        listener.on_connection_closed = { data, _ in Feed.of(data).take(.connectionClosed) }
        listener.on_idle_started = { data, _, cause in
            Feed.of(data).take(.idleStarted(Cause(rawValue: cause)))
        }
        listener.on_idle_stopped = { data, _ in Feed.of(data).take(.idleStopped) }
        listener.on_idle_prompt = { data, _, remaining, number in
            Feed.of(data).take(.idlePrompt(remaining: seconds(remaining), number: Int(number)))
        }
        listener.on_idle_prompt_dismissed = { data, _, dismissed in
            Feed.of(data).take(.idlePromptDismissed(Dismissed(rawValue: dismissed)))
        }
        listener.on_duration_warning = { data, _, remaining in
            Feed.of(data).take(.durationWarning(remaining: seconds(remaining)))
        }
        return listener
    }
}
