# hangtime: `make help` lists what there is.

CARGO   ?= cargo
LIB     := target/release/libhangtime.so
RUNNER  := target/examples/scenario
FILES   ?= $(wildcard tests/scenarios/*.scn)
STRIP   ?= strip

.PHONY: all demo test scenario header help check-rust check-c check-cpp check-scenarios \
        check-readme dart-test java-test coverage package docs install uninstall check-install \
        dist check-dist check-systems apple \
        android check-android clean

all: $(LIB)

## help: this list
help:
	@sed -n 's/^## /  make /p' Makefile

## demo: watch a call end because nobody else is in it
demo: $(LIB)
	@sh tests/setup.sh test || true
	$(MAKE) -s -C examples-c demo

## test: every test
test: setup check-rust check-c check-cpp check-scenarios check-readme dart-test java-test
	@echo "all tests passed"

## scenario FILES="a.scn b.scn": play scenario files (all of tests/scenarios when none is named)
scenario: $(RUNNER)
	@$(RUNNER) $(FILES)

## header: write include/hangtime.h anew from the source
header:
	HANGTIME_WRITE_HEADER=1 $(CARGO) test -q -p hangtime-header

## check-rust: model, engine, random histories, header, layers
check-rust:
	$(CARGO) test -q --workspace

## check-c: the contract of the C header, its dialects, the exported symbols
check-c: $(LIB)
	$(MAKE) -s -C tests/c header symbols check

## check-cpp: the C++ header
check-cpp: $(LIB)
	$(MAKE) -s -C tests/cpp check

## check-scenarios: every scenario file, and the runner itself
check-scenarios: $(RUNNER)
	$(RUNNER) --quiet tests/scenarios/*.scn
	sh tests/runner/run.sh $(RUNNER)

## check-readme: the README's code is the example's
check-readme:
	sh tests/readme.sh

## dart-test: the Dart package on a Dart virtual machine
dart-test:
	sh dart/test.sh

## java-test: the Java binding on the virtual machine of the desktop
java-test: $(LIB)
	sh packaging/android/test.sh

## check-systems: the contract on arm64, i686 and Windows, by emulators
check-systems:
	@sh tests/setup.sh systems
	sh tests/systems.sh arm64 i686 windows

## apple: an XCFramework for iOS and macOS, and the Swift package around it
apple:
	@[ "$$(uname)" = Darwin ] || sh tests/setup.sh apple
	packaging/apple/build.sh
	packaging/apple/check.sh

## bench: ours and other timer engines in turn, up to 20 minutes; BENCH=quick for two
bench: $(LIB)
	@sh tests/setup.sh bench
	python3 benches/run.py

## android: the archive for Android, into target/android; whole if ANDROID_NDK_HOME names an NDK
android:
	@sh packaging/android/build.sh

## check-android: that archive, without an NDK and with a stand-in for one
check-android:
	sh packaging/android/check.sh

## soak: random histories on 100,000 sessions in real time, SOAK_MINUTES=10 of them
soak: $(LIB)
	$(MAKE) -s -C tests/soak

## coverage: lines and branches of the model
coverage:
	sh tests/coverage.sh

## docs: the reference, as HTML and as manual pages, into target/docs
docs:
	@packaging/docs/docs.sh

## package: build what is installed, into target/package
package:
	@packaging/build.sh target/package

## install PREFIX=DIR DESTDIR=DIR: the library for C, C++, pkg-config and CMake, into /usr/local or DIR
install: package
	@packaging/install.sh install target/package

## uninstall PREFIX=DIR DESTDIR=DIR: take away what install has put there
uninstall:
	@packaging/install.sh uninstall

## check-install: an installed tree in programs of others, the gates, the same bytes from two folders
check-install: package
	sh tests/packaging/gates.sh
	sh tests/packaging/install.sh
	sh tests/packaging/two_libraries.sh target/package
	sh tests/packaging/reproducible.sh target/package
	sh tests/packaging/cinstall.sh

## dist PLATFORMS="a b": archives for strangers into target/dist, for all that can be built here or those named
dist:
	@sh tests/setup.sh dist systems apple || true
	@packaging/dist.sh $(PLATFORMS)

## check-dist: what dist has made is complete and always the same, and docs/packaging.md says what works
check-dist:
	sh tests/packaging/dist.sh target/dist
	sh tests/packaging/page.sh target/dist

## clean: remove everything that was built
clean:
	$(CARGO) clean

export PREFIX DESTDIR LIBDIR INCLUDEDIR DOCDIR MANDIR

.PHONY: setup examples bench soak FORCE
setup:
	@sh tests/setup.sh test

# Cargo knows best whether there is something to do.
$(LIB): FORCE
	$(CARGO) build --release
	@ln -sf libhangtime.so $(LIB).0

$(RUNNER): $(LIB) FORCE
	@$(MAKE) -s -C examples-c all

FORCE:
