import CHangtime
import Foundation

/// What kind of call a session is. No rule depends on it.
public enum SessionType: UInt32, Sendable {
    case video = 0
    case voice
}

/// What a host may choose for a session, in seconds; hangtime_settings of hangtime.h says what each
/// of them means. 0 disables, or means "at once" for graces and the notice.
public struct SessionSettings: Equatable, Sendable {
    /// How long the user may be alone: five minutes if not told otherwise.
    public var idleTimeout: TimeInterval
    /// The same while nobody else has been there yet; `nil` follows `idleTimeout`.
    public var waitingTimeout: TimeInterval?
    /// The last part of these periods, in which "are you still there?" is shown.
    public var prompt: TimeInterval
    public var resyncGrace: TimeInterval
    public var leaveGrace: TimeInterval
    public var minNotice: TimeInterval
    public var maxDuration: TimeInterval
    public var maxDurationWarning: TimeInterval
    /// How often the user may extend; 0 is no limit.
    public var maxExtensions: UInt32
    /// Who is company.
    public var countKinds: Set<ParticipantKind>
    public var countOwnDevices: Bool
    /// Whether the countdown goes on while the link is lost.
    public var countWhileLinkLost: Bool
    public var type: SessionType

    /// The defaults, as the library has them.
    public init() {
        let defaults = SessionSettings.defaults()
        idleTimeout = seconds(defaults.idle_timeout_ms)
        waitingTimeout = secondsUnlessNever(defaults.waiting_timeout_ms)
        prompt = seconds(defaults.prompt_ms)
        resyncGrace = seconds(defaults.resync_grace_ms)
        leaveGrace = seconds(defaults.leave_grace_ms)
        minNotice = seconds(defaults.min_notice_ms)
        maxDuration = seconds(defaults.max_duration_ms)
        maxDurationWarning = seconds(defaults.max_duration_warning_ms)
        maxExtensions = defaults.max_extensions
        countKinds = Set(ParticipantKind.allCases.filter { defaults.count_kinds & $0.bit != 0 })
        countOwnDevices = defaults.count_own_devices != 0
        countWhileLinkLost = defaults.link_lost == UInt32(HANGTIME_LINK_LOST_COUNT)
        type = SessionType(rawValue: defaults.session_type) ?? .video
    }

    public init(idleTimeout: TimeInterval) {
        self.init()
        self.idleTimeout = idleTimeout
    }

    private static func defaults() -> hangtime_settings {
        var settings = hangtime_settings()
        hangtime_settings_init(&settings, MemoryLayout<hangtime_settings>.stride)
        return settings
    }

    func forLibrary() throws -> hangtime_settings {
        var settings = SessionSettings.defaults()
        settings.idle_timeout_ms = try milliseconds(idleTimeout)
        settings.waiting_timeout_ms = try waitingTimeout.map(milliseconds) ?? UInt64.max
        settings.prompt_ms = try milliseconds(prompt)
        settings.resync_grace_ms = try milliseconds(resyncGrace)
        settings.leave_grace_ms = try milliseconds(leaveGrace)
        settings.min_notice_ms = try milliseconds(minNotice)
        settings.max_duration_ms = try milliseconds(maxDuration)
        settings.max_duration_warning_ms = try milliseconds(maxDurationWarning)
        settings.max_extensions = maxExtensions
        settings.count_kinds = countKinds.reduce(0) { $0 | $1.bit }
        settings.count_own_devices = countOwnDevices ? 1 : 0
        settings.link_lost =
            UInt32(countWhileLinkLost ? HANGTIME_LINK_LOST_COUNT : HANGTIME_LINK_LOST_FREEZE)
        settings.session_type = type.rawValue
        return settings
    }
}

private extension ParticipantKind {
    var bit: UInt32 { 1 << rawValue }
}
