import CHangtime
import XCTest
@testable import Hangtime

/// Events as they come, from whichever thread.
private final class Record: @unchecked Sendable {
    private let lock = NSLock()
    private var told: [SessionEvent] = []

    func note(_ event: SessionEvent) {
        lock.lock()
        defer { lock.unlock() }
        told.append(event)
    }

    var events: [SessionEvent] {
        lock.lock()
        defer { lock.unlock() }
        return told
    }
}

final class HangtimeTests: XCTestCase {
    func testACallThatNobodyJoinsTimesOutAfterItsPeriod() throws {
        let engine = try Engine.withManualClock()
        let session = try engine.openSession("room", settings: SessionSettings(idleTimeout: 120))
        let record = Record()
        try session.addListener(record.note)
        try session.joined(as: "alice")
        try engine.advance(by: 119.999)
        try engine.flush()
        XCTAssertEqual(record.events, [.sessionJoined, .idleStarted(.waiting)])
        try engine.advance(by: 0.001)
        try engine.flush()
        XCTAssertEqual(record.events.last, .sessionTimedOut(.waiting))
        XCTAssertEqual(try session.status().state, .timedOut)
        XCTAssertEqual(try session.status().endCause, .waiting)
    }

    func testTheDefaultsAreThoseOfTheLibrary() throws {
        let settings = SessionSettings()
        XCTAssertEqual(settings.idleTimeout, 300)
        XCTAssertNil(settings.waitingTimeout)
        XCTAssertEqual(settings.countKinds, [.human, .phone, .viewer])
        XCTAssertEqual(try settings.forLibrary().waiting_timeout_ms, UInt64.max)
    }

    func testTheNumbersOfTheEnumsAreThoseOfTheHeader() {
        XCTAssertEqual(ParticipantKind.hidden.rawValue, UInt32(HANGTIME_KIND_HIDDEN))
        XCTAssertEqual(Cause.maxDuration.rawValue, UInt32(HANGTIME_CAUSE_MAX_DURATION))
        XCTAssertEqual(Dismissed.expired.rawValue, UInt32(HANGTIME_DISMISSED_EXPIRED))
        XCTAssertEqual(SessionStatus.State.connectionClosed.rawValue,
                       UInt32(HANGTIME_STATE_CONNECTION_CLOSED))
        XCTAssertEqual(SessionStatus.Phase.prompting.rawValue, UInt32(HANGTIME_PHASE_PROMPTING))
        XCTAssertEqual(SessionStatus.Link.closed.rawValue, UInt32(HANGTIME_LINK_CLOSED))
        XCTAssertEqual(SessionType.voice.rawValue, UInt32(HANGTIME_TYPE_VOICE))
    }

    func testARefusedCallSaysWhyAndChangesNothing() throws {
        let session = try Engine.withManualClock().openSession("room")
        XCTAssertThrowsError(try session.extend()) { error in
            XCTAssertEqual(error as? HangtimeError, .notJoined)
        }
        XCTAssertThrowsError(try session.joined(as: "ali\0ce")) { error in
            XCTAssertEqual(error as? HangtimeError, .invalid)
        }
        XCTAssertEqual(try session.status().state, .new)
        XCTAssertFalse(HangtimeError.notJoined.message.isEmpty)
    }

    func testADurationThatIsNoneIsRefused() throws {
        let engine = try Engine.withManualClock()
        for wrong in [-1, .nan, .infinity, 1e300] {
            XCTAssertThrowsError(
                try engine.openSession("room", settings: SessionSettings(idleTimeout: wrong)))
        }
    }

    func testAStreamEndsWithItsSession() async throws {
        let engine = try Engine.withManualClock()
        let session = try engine.openSession("room")
        let events = try session.events()
        try session.joined(as: "alice", participants: [Participant(uid: "bob")])
        try session.left()
        try engine.flush()
        session.close()
        var told: [SessionEvent] = []
        for await event in events {
            told.append(event)
        }
        XCTAssertEqual(told, [.sessionJoined, .sessionLeft])
    }

    @MainActor
    func testEventsReachTheMainActorInOrder() async throws {
        let engine = try Engine.withManualClock()
        let session = try engine.openSession("room")
        let record = Record()
        let task = try session.onMainActor { event in
            XCTAssertTrue(Thread.isMainThread)
            record.note(event)
        }
        try session.joined(as: "alice")
        try session.participantJoined(Participant(uid: "bob", pid: "phone", kind: .phone))
        try session.participantLeft("phone")
        try engine.flush()
        session.close()
        await task.value
        XCTAssertEqual(record.events, [
            .sessionJoined, .idleStarted(.waiting), .idleStopped, .idleStarted(.othersLeft),
        ])
    }

    func testARemovedListenerIsReleasedAndToldNoMore() throws {
        final class Witness: Sendable {}
        let engine = try Engine.withManualClock()
        let session = try engine.openSession("room")
        let record = Record()
        weak var released: Witness?
        let listener: Listener
        do {
            let witness = Witness()
            released = witness
            listener = try session.addListener { [witness] event in
                _ = witness
                record.note(event)
            }
        }
        XCTAssertNotNil(released)
        listener.remove()
        XCTAssertNil(released)
        listener.remove()
        try session.joined(as: "alice")
        try engine.flush()
        XCTAssertEqual(record.events, [])
    }

    func testAListenerOfAClosedSessionIsRefusedAndReleased() throws {
        final class Witness: Sendable {}
        let session = try Engine.withManualClock().openSession("room")
        session.close()
        weak var released: Witness?
        do {
            let witness = Witness()
            released = witness
            XCTAssertThrowsError(try session.addListener { [witness] _ in _ = witness })
        }
        XCTAssertNil(released)
    }

    func testASessionMovesToAnotherEngine() throws {
        let first = try Engine.withManualClock()
        let session = try first.openSession("room", settings: SessionSettings(idleTimeout: 60))
        try session.joined(as: "alice")
        let bytes = try session.snapshot()
        let second = try Engine.withManualClock()
        let moved = try second.restoreSession(from: bytes, elapsed: 59)
        XCTAssertEqual(try moved.status().untilEnd, 1)
        XCTAssertFalse(try moved.log().isEmpty)
        XCTAssertThrowsError(try second.restoreSession(from: Data()))
    }

    func testAnEngineMayBeLetGoInsideAListener() throws {
        let done = expectation(description: "told")
        done.assertForOverFulfill = false
        final class Owner: @unchecked Sendable {
            var session: CallSession?
        }
        let owner = Owner()
        owner.session = try Engine().openSession("room")
        try owner.session?.addListener { _ in
            owner.session = nil
            done.fulfill()
        }
        try owner.session?.joined(as: "alice")
        wait(for: [done], timeout: 60)
    }
}
