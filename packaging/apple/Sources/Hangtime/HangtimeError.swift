import CHangtime

/// A call that the library refused. It has changed nothing.
public struct HangtimeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `HANGTIME_ERR_...` of hangtime.h.
    public let code: Int32

    /// The name of the code, such as "NOT_JOINED".
    public var name: String { String(cString: hangtime_result_name(code)) }

    /// What is wrong, in words.
    public var message: String { String(cString: hangtime_result_message(code)) }

    public var description: String { "\(name): \(message)" }

    /// An argument is wrong in itself.
    public static let invalid = HangtimeError(code: HANGTIME_ERR_INVALID)
    /// The session was closed.
    public static let closed = HangtimeError(code: HANGTIME_ERR_HANDLE)
    public static let notFound = HangtimeError(code: HANGTIME_ERR_NOT_FOUND)
    public static let notJoined = HangtimeError(code: HANGTIME_ERR_NOT_JOINED)
    public static let alreadyJoined = HangtimeError(code: HANGTIME_ERR_ALREADY_JOINED)
    public static let ended = HangtimeError(code: HANGTIME_ERR_ENDED)
    public static let notAlone = HangtimeError(code: HANGTIME_ERR_NOT_ALONE)
    public static let alreadyHeld = HangtimeError(code: HANGTIME_ERR_ALREADY_HELD)
    public static let limit = HangtimeError(code: HANGTIME_ERR_LIMIT)
}

/// Throws what a call of the library returned, unless it is `HANGTIME_OK`.
func check(_ result: hangtime_result) throws {
    if result != HANGTIME_OK {
        throw HangtimeError(code: result)
    }
}

/// Ids and labels go to the library NUL-terminated: what would be cut short is refused.
func checked(_ text: String) throws -> String {
    if text.utf8.contains(0) {
        throw HangtimeError.invalid
    }
    return text
}
