/// Why something that was asked of the library was not done. A call that fails
/// has changed nothing.
final class HangtimeException implements Exception {
  /// Makes an exception with a [code] for programs and a [message] for people.
  const HangtimeException(this.code, this.message);

  /// The cause by its name. Those of the library are `INVALID`, `HANDLE`,
  /// `NOT_FOUND`, `NOT_JOINED`, `ALREADY_JOINED`, `ENDED`, `NOT_ALONE`,
  /// `ALREADY_HELD`, `LIMIT`, `NOT_MANUAL`, `FORKED`, `THREAD`, `SYSTEM`,
  /// `PANIC`, `SNAPSHOT` and `VERSION`; those of this package
  /// `LIBRARY_NOT_FOUND`, `LIBRARY_MISMATCH`, `LIBRARY_OPEN` and `DISPOSED`.
  final String code;

  /// What was wrong, with what, and what to do about it.
  final String message;

  @override
  String toString() => 'HangtimeException($code): $message';
}
