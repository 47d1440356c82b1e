// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Hangtime",
    platforms: [.iOS(.v13), .macOS(.v11)],
    products: [
        .library(name: "Hangtime", targets: ["Hangtime"]),
    ],
    targets: [
        // Beside this file after `make apple`.
        .binaryTarget(name: "CHangtime", path: "CHangtime.xcframework"),
        .target(name: "Hangtime", dependencies: ["CHangtime"]),
        .testTarget(name: "HangtimeTests", dependencies: ["Hangtime", "CHangtime"]),
    ]
)
