import 'dart:convert';
import 'dart:ffi';
import 'dart:io';
import 'dart:typed_data';

import '../exception.dart';

/// The allocator of the process, so that the package depends on no other.
final class _Heap {
  _Heap._(this.allocate, this.free);

  factory _Heap() {
    // On Windows no allocator is visible in the process; COM's is always there.
    final windows = Platform.isWindows;
    final library = windows
        ? DynamicLibrary.open('ole32.dll')
        : DynamicLibrary.process();
    return _Heap._(
      library.lookupFunction<Pointer<Void> Function(Size),
          Pointer<Void> Function(int)>(windows ? 'CoTaskMemAlloc' : 'malloc'),
      library.lookupFunction<Void Function(Pointer<Void>),
          void Function(Pointer<Void>)>(windows ? 'CoTaskMemFree' : 'free'),
    );
  }

  final Pointer<Void> Function(int size) allocate;
  final void Function(Pointer<Void> block) free;
}

final _heap = _Heap();

/// The memory of one call into the library.
final class Scratch {
  final _blocks = <Pointer<Void>>[];

  /// Allocates [size] bytes, all zero, until the call is over.
  Pointer<T> allocate<T extends NativeType>(int size) {
    final block = _heap.allocate(size);
    if (block == nullptr) throw OutOfMemoryError();
    _blocks.add(block);
    block.cast<Uint8>().asTypedList(size).fillRange(0, size, 0);
    return block.cast();
  }

  /// Copies bytes; the pointer is not null even if there are none.
  Pointer<Uint8> bytes(List<int> bytes) {
    final place = allocate<Uint8>(bytes.length + 1);
    place.asTypedList(bytes.length).setAll(0, bytes);
    return place;
  }

  /// Copies a text as C has it. [what] names it in the exception for a text
  /// that C can not have.
  Pointer<Uint8> text(String text, String what) {
    if (!_isWellFormed(text)) {
      throw HangtimeException(
        'INVALID',
        '$what is no text that can be written in UTF-8, or has a NUL '
            'character in it; give 1 to 255 bytes of UTF-8.',
      );
    }
    return bytes(utf8.encode(text));
  }

  void _free() => _blocks.forEach(_heap.free);
}

/// Runs a call with memory that is freed after it.
T withScratch<T>(T Function(Scratch scratch) call) {
  final scratch = Scratch();
  try {
    return call(scratch);
  } finally {
    scratch._free();
  }
}

/// Reads a NUL-terminated text.
String readText(Pointer<Uint8> text) {
  var length = 0;
  while ((text + length).value != 0) {
    length++;
  }
  return utf8.decode(text.asTypedList(length), allowMalformed: true);
}

/// Copies bytes out of memory that is about to be freed.
Uint8List readBytes(Pointer<Uint8> place, int length) =>
    Uint8List.fromList(place.asTypedList(length));

/// Has the library [write] into a buffer that is large enough.
Uint8List readBuffer(
  int Function(Pointer<Uint8> buffer, int size, Pointer<Size> length) write,
  void Function(int result) check,
) =>
    withScratch((scratch) {
      const tooSmall = 2; // HANGTIME_ERR_SIZE: there was more by then
      final length = scratch.allocate<Size>(sizeOf<Size>());
      while (true) {
        check(write(nullptr, 0, length));
        final size = length.value + 64;
        final buffer = scratch.allocate<Uint8>(size);
        final result = write(buffer, size, length);
        if (result == tooSmall) continue;
        check(result);
        return readBytes(buffer, length.value);
      }
    });

/// Tells whether every surrogate has its other half and nothing is NUL.
bool _isWellFormed(String text) =>
    !text.runes.any((rune) => rune == 0 || (rune >= 0xd800 && rune <= 0xdfff));
