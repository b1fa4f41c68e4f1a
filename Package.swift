// swift-tools-version: 6.2
import PackageDescription

// Overlapping access to memory is looked for in tests; the release build leaves that out, as it would cost every request.
let settings: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

// The arrows between the rooms: a target may import only what stands above it here. There are no packages, and never will be.
let package = Package(
    name: "bilateral",
    products: [.executable(name: "bilateral", targets: ["bilateral"])],
    dependencies: [],
    targets: [
        .target(name: "CPosix"),
        .target(name: "CResources"),
        .systemLibrary(name: "CZlib"),
        .target(name: "HTTP", dependencies: ["CZlib"], swiftSettings: settings),
        .target(name: "Server", dependencies: ["HTTP", "CPosix"], swiftSettings: settings),
        .target(name: "Dataset", dependencies: ["CResources"], swiftSettings: settings),
        .target(name: "Analytics", dependencies: ["Dataset"], swiftSettings: settings),
        .target(name: "API", dependencies: ["Analytics", "Dataset", "HTTP"], swiftSettings: settings),
        .executableTarget(
            name: "bilateral",
            dependencies: ["API", "Analytics", "Dataset", "Server", "HTTP", "CPosix"], swiftSettings: settings,
            // The standard library goes into the release binary: it can then be moved to a machine without Swift, starts in
            // a few milliseconds, and stays small in memory. A root package may say so; nobody depends on this one.
            linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]
        ),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP"]),
        .testTarget(name: "ServerTests", dependencies: ["Server", "HTTP", "CPosix"]),
        .testTarget(name: "DatasetTests", dependencies: ["Dataset", "CResources"]),
        .testTarget(name: "AnalyticsTests", dependencies: ["Analytics", "Dataset"]),
        .testTarget(name: "APITests", dependencies: ["API", "Analytics", "Dataset", "HTTP"]),
    ],
    swiftLanguageModes: [.v6]
)
