import Foundation

/// Why the user is alone, or why a session timed out.
public enum Cause: UInt32, Sendable {
    /// Nobody else has been there yet.
    case waiting = 1
    /// Everybody else has left.
    case othersLeft
    /// The longest duration was reached.
    case maxDuration
}

/// Why a prompt is no longer shown.
public enum Dismissed: UInt32, Sendable {
    case joined = 1
    case extended, link, held, suspended, disabled, lengthened, left, expired
}

/// What happened in a session. Causes of a library newer than this source are `nil`.
public enum SessionEvent: Equatable, Sendable {
    case sessionJoined
    case sessionLeft
    /// Tear the call down, then report `left()`.
    case sessionTimedOut(Cause?)
    case connectionLost
    case connectionRestored
    case connectionClosed
    case idleStarted(Cause?)
    case idleStopped
    /// Ask "are you still there?": "stay" is `extend()`, "leave" is `left()`. Prompts are numbered
    /// from 1.
    case idlePrompt(remaining: TimeInterval, number: Int)
    case idlePromptDismissed(Dismissed?)
    case durationWarning(remaining: TimeInterval)
}
