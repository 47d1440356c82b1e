import CHangtime
import Foundation

/// How a session stands.
public struct SessionStatus: Equatable, Sendable {
    /// How far a session is in its life.
    public enum State: UInt32, Sendable {
        case new = 0
        case joined, timedOut, left, connectionClosed
    }

    /// What the time of a joined session does.
    public enum Phase: UInt32, Sendable {
        case none = 0
        case accompanied, disabled, paused, held, resyncing, counting, prompting
    }

    /// Whether the media link carries anything.
    public enum Link: UInt32, Sendable {
        case up = 0
        case down, closed
    }

    /// `nil` where the library is newer than this source and says something else.
    public let state: State?
    public let phase: Phase?
    public let link: Link?
    /// Why it timed out; `nil` if it did not.
    public let endCause: Cause?
    /// `nil` if the user is not alone.
    public let aloneFor: TimeInterval?
    /// `nil` if no prompt will come or it is shown.
    public let untilPrompt: TimeInterval?
    /// `nil` if the session will not end because the user is alone.
    public let untilEnd: TimeInterval?
    public let untilMaxDuration: TimeInterval?
    /// Users who are company, each once.
    public let others: Int
    /// Connections in the roster, of every kind.
    public let participants: Int
    public let holds: Int
    /// `nil` without a limit.
    public let extensionsLeft: Int?
    /// How many prompts have been shown.
    public let prompts: Int

    init(_ status: hangtime_status) {
        state = State(rawValue: status.state)
        phase = Phase(rawValue: status.phase)
        link = Link(rawValue: status.link)
        endCause = Cause(rawValue: status.end_cause)
        aloneFor = secondsUnlessNever(status.alone_for_ms)
        untilPrompt = secondsUnlessNever(status.until_prompt_ms)
        untilEnd = secondsUnlessNever(status.until_end_ms)
        untilMaxDuration = secondsUnlessNever(status.until_max_duration_ms)
        others = Int(status.others)
        participants = Int(status.participants)
        holds = Int(status.holds)
        extensionsLeft = status.extensions_left == UInt32.max ? nil : Int(status.extensions_left)
        prompts = Int(status.prompts)
    }
}
