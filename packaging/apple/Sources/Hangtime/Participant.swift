import CHangtime
import Foundation

/// What somebody in a session is.
public enum ParticipantKind: UInt32, CaseIterable, Sendable {
    /// The kind that is known already, or human.
    case unknown = 0
    case human, phone, viewer, bot, recorder, hidden
}

/// One connection in a roster: a user may have several, one for each device.
public struct Participant: Equatable, Sendable {
    public var uid: String
    public var pid: String
    public var kind: ParticipantKind

    /// Without a `pid` of its own, a user has one connection, which is called as the user is.
    public init(uid: String, pid: String? = nil, kind: ParticipantKind = .unknown) {
        self.uid = uid
        self.pid = pid ?? uid
        self.kind = kind
    }
}

/// Lends a roster to the library for the time of a call.
func withRoster<Result>(
    _ roster: [Participant],
    _ body: (UnsafePointer<hangtime_participant>?, Int) throws -> Result
) throws -> Result {
    var texts: [UnsafeMutablePointer<CChar>] = []
    defer { texts.forEach { free($0) } }
    func copy(_ text: String) throws -> UnsafePointer<CChar> {
        guard let copy = strdup(try checked(text)) else {
            throw HangtimeError(code: HANGTIME_ERR_SYSTEM)
        }
        texts.append(copy)
        return UnsafePointer(copy)
    }
    let lent = try roster.map {
        hangtime_participant(uid: try copy($0.uid), pid: try copy($0.pid), kind: $0.kind.rawValue)
    }
    return try lent.withUnsafeBufferPointer { try body($0.baseAddress, $0.count) }
}
