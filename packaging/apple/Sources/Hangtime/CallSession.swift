import CHangtime
import Foundation

/// A call, to which the app reports what happens in it. All functions may be called from any thread
/// and from inside a listener. It is closed when nothing refers to it any more.
public final class CallSession: @unchecked Sendable {
    let engine: Engine
    let handle: hangtime_session

    init(engine: Engine, handle: hangtime_session) {
        self.engine = engine
        self.handle = handle
    }

    deinit {
        close()
    }

    /// Closes it, in whatever state it is. When this returns, except inside one of its listeners, none
    /// of them is running and none will run again. Twice is once.
    public func close() {
        _ = hangtime_session_close(engine.pointer, handle)
    }
}

// What has happened in the call.
extension CallSession {
    /// The local user joined, with those who were there.
    public func joined(as uid: String, participants: [Participant] = []) throws {
        let uid = try checked(uid)
        try withRoster(participants) { roster, count in
            try check(hangtime_session_joined(engine.pointer, handle, uid, roster, count))
        }
    }

    /// The local user left, or the call was torn down.
    public func left() throws {
        try check(hangtime_session_left(engine.pointer, handle))
    }

    public func participantJoined(_ participant: Participant) throws {
        try check(hangtime_participant_joined(
            engine.pointer, handle, try checked(participant.uid), try checked(participant.pid),
            participant.kind.rawValue))
    }

    public func participantChanged(_ pid: String, to kind: ParticipantKind) throws {
        try check(hangtime_participant_changed(
            engine.pointer, handle, try checked(pid), kind.rawValue))
    }

    /// One connection has gone.
    public func participantLeft(_ pid: String) throws {
        try check(hangtime_participant_left(engine.pointer, handle, try checked(pid)))
    }

    /// All connections of a user have gone.
    public func userLeft(_ uid: String) throws {
        try check(hangtime_user_left(engine.pointer, handle, try checked(uid)))
    }

    /// All who are there, judged at once.
    public func setParticipants(_ participants: [Participant]) throws {
        try withRoster(participants) { roster, count in
            try check(hangtime_roster_set(engine.pointer, handle, roster, count))
        }
    }

    public func connectionLost() throws {
        try check(hangtime_session_connection_lost(engine.pointer, handle))
    }

    /// The link came back; give the roster if it is known.
    public func connectionRestored(participants: [Participant]? = nil) throws {
        guard let participants else {
            try check(hangtime_session_connection_restored(engine.pointer, handle, nil, 0))
            return
        }
        try withRoster(participants) { roster, count in
            try check(hangtime_session_connection_restored(engine.pointer, handle, roster, count))
        }
    }

    /// The link was closed for good.
    public func connectionClosed() throws {
        try check(hangtime_session_connection_closed(engine.pointer, handle))
    }
}

// What the user or the app wishes.
extension CallSession {
    /// "Stay": the countdown begins anew.
    public func extend() throws {
        try check(hangtime_session_extend(engine.pointer, handle))
    }

    /// Keeps the countdown from going on until it is released, or for `maxAge`.
    public func hold(_ label: String, maxAge: TimeInterval = 0) throws {
        try check(hangtime_session_hold(
            engine.pointer, handle, try checked(label), try milliseconds(maxAge)))
    }

    public func releaseHold(_ label: String) throws {
        try check(hangtime_session_release_hold(engine.pointer, handle, try checked(label)))
    }

    /// Sets how long the user may be alone, from now on; 0 disables.
    public func setIdleTimeout(_ interval: TimeInterval) throws {
        try check(hangtime_session_set_idle_timeout(
            engine.pointer, handle, try milliseconds(interval)))
    }

    public func setWaitingTimeout(_ interval: TimeInterval) throws {
        try check(hangtime_session_set_waiting_timeout(
            engine.pointer, handle, try milliseconds(interval)))
    }
}

// What can be asked.
extension CallSession {
    public func status() throws -> SessionStatus {
        var status = hangtime_status()
        hangtime_status_init(&status, MemoryLayout<hangtime_status>.stride)
        try check(hangtime_session_status(engine.pointer, handle, &status))
        return SessionStatus(status)
    }

    /// The last things that happened, a line each.
    public func log() throws -> String {
        let text = try bytes { buffer, capacity, length in
            hangtime_session_log(
                engine.pointer, handle, buffer?.assumingMemoryBound(to: CChar.self), capacity, length)
        }
        return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The session as bytes, for `Engine.restoreSession(from:elapsed:)`.
    public func snapshot() throws -> Data {
        try bytes { buffer, capacity, length in
            hangtime_session_snapshot(engine.pointer, handle, buffer, capacity, length)
        }
    }

    /// Asks for the length first, and again if it has grown in between.
    private func bytes(
        _ ask: (UnsafeMutableRawPointer?, Int, UnsafeMutablePointer<Int>) -> hangtime_result
    ) throws -> Data {
        var length = 0
        try check(ask(nil, 0, &length))
        while true {
            // One more, for the end of a text.
            var data = Data(count: length + 1)
            let capacity = data.count
            let result = data.withUnsafeMutableBytes { ask($0.baseAddress, capacity, &length) }
            if result == HANGTIME_OK {
                return data.prefix(length)
            }
            guard result == HANGTIME_ERR_SIZE else {
                throw HangtimeError(code: result)
            }
            try check(ask(nil, 0, &length))
        }
    }
}

// How to be told.
extension CallSession {
    /// Adds a listener. It runs on a thread of the library, one event at a time: keep it short.
    @discardableResult
    public func addListener(
        _ handle: @escaping @Sendable (SessionEvent) -> Void
    ) throws -> Listener {
        try Feed.add(Feed(take: handle, end: {}), to: self)
    }

    /// What happens from now on, in order. It ends when the session is closed; a task that is
    /// cancelled takes its listener away. Keep the session for as long as you wish to be told.
    public func events() throws -> AsyncStream<SessionEvent> {
        var continuation: AsyncStream<SessionEvent>.Continuation!
        let stream = AsyncStream<SessionEvent> { continuation = $0 }
        let told = continuation!
        let listener = try Feed.add(
            Feed(take: { told.yield($0) }, end: { told.finish() }), to: self)
        // It may end on the thread of the listener or of anybody: nothing here waits.
        told.onTermination = { _ in listener.detach() }
        return stream
    }

    /// Hands each event to the main actor, in order, until the session is closed or the task is
    /// cancelled.
    @discardableResult
    public func onMainActor(
        _ handle: @escaping @MainActor @Sendable (SessionEvent) -> Void
    ) throws -> Task<Void, Never> {
        let stream = try self.events()
        return Task { @MainActor in
            for await event in stream {
                handle(event)
            }
        }
    }
}
