// swift-tools-version: 6.2
import PackageDescription

// With checks of exclusive access at run time a cached response takes 10,245 instructions instead of 6,573 (callgrind). The other
// modules gain less than 2 %.
let unchecked: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

// The compiler imports `_StringProcessing` otherwise, of which one call adds the parser of regular expressions to the program: 1.3 MB.
let plain: [SwiftSetting] = [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

// A target imports only targets that are listed above it.
let package = Package(
    name: "bilateral",
    products: [.executable(name: "bilateral", targets: ["bilateral"])],
    dependencies: [],
    targets: [
        .target(name: "CPosix"),
        .target(name: "CResources"),
        .systemLibrary(name: "CZlib"),
        .target(name: "Arithmetic", swiftSettings: plain),
        .target(name: "HTTP", dependencies: ["Arithmetic", "CPosix", "CZlib"], swiftSettings: plain + unchecked),
        .target(name: "Server", dependencies: ["Arithmetic", "HTTP", "CPosix"], swiftSettings: plain + unchecked),
        .target(name: "Dataset", dependencies: ["Arithmetic", "CPosix", "CResources", "CZlib"], swiftSettings: plain),
        .target(name: "Analytics", dependencies: ["Arithmetic", "Dataset"], swiftSettings: plain),
        .target(name: "Formats", dependencies: ["Arithmetic", "HTTP"], swiftSettings: plain),
        .target(
            name: "API", dependencies: ["Analytics", "Arithmetic", "Dataset", "Formats", "HTTP"], swiftSettings: plain),
        .executableTarget(
            name: "bilateral",
            dependencies: ["API", "Dataset", "Formats", "Server", "HTTP", "CPosix"],
            // The standard library goes into the release binary: it can then be moved to a machine without Swift, starts in
            // a few milliseconds, and stays small in memory. Apple systems have no static library of it. A root package may use
            // unsafe flags; no package depends on this one.
            swiftSettings: plain,
            linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release))]
        ),
        // Test targets without tests: code that other test targets share.
        .testTarget(name: "TestSupport", dependencies: ["CPosix"]),
        .testTarget(name: "TestData", dependencies: ["Dataset"], exclude: ["Fixture"]),
        .testTarget(name: "APITestSupport", dependencies: ["API", "Dataset", "HTTP", "TestData", "TestSupport"]),
        .testTarget(name: "ArithmeticTests", dependencies: ["Arithmetic"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"]),
        .testTarget(name: "ServerTests", dependencies: ["Server", "HTTP", "CPosix", "TestSupport"]),
        .testTarget(
            name: "DatasetTests", dependencies: ["Arithmetic", "Dataset", "TestData", "TestSupport"]),
        .testTarget(
            name: "AnalyticsTests", dependencies: ["Analytics", "Arithmetic", "Dataset", "TestData", "TestSupport"]),
        .testTarget(name: "FormatsTests", dependencies: ["Arithmetic", "CZlib", "Formats"]),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "APITestSupport", "Analytics", "Arithmetic", "Dataset", "Formats", "HTTP", "TestData",
                "TestSupport",
            ]),
        .testTarget(name: "bilateralTests", dependencies: ["bilateral"]),
        // Pins the figures and counts of the embedded data. No other target depends on them.
        .testTarget(
            name: "EmbeddedDataTests",
            dependencies: [
                "API", "APITestSupport", "Analytics", "Arithmetic", "Dataset", "TestData", "TestSupport",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
