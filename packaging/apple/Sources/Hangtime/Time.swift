import Foundation

/// Seconds as the milliseconds of the library, rounded up.
func milliseconds(_ seconds: TimeInterval) throws -> UInt64 {
    let ms = (seconds * 1000).rounded(.up)
    // What is more than the library takes, 2^53, it refuses by itself.
    guard ms >= 0, ms < 9e18 else {
        throw HangtimeError.invalid
    }
    return UInt64(ms)
}

/// Milliseconds of the library as seconds.
func seconds(_ milliseconds: UInt64) -> TimeInterval {
    TimeInterval(milliseconds) / 1000
}

/// The same where `HANGTIME_NEVER` stands for a time that never comes.
func secondsUnlessNever(_ milliseconds: UInt64) -> TimeInterval? {
    milliseconds == UInt64.max ? nil : seconds(milliseconds)
}
