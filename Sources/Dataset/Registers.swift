// The registers of a dataset by name.

import Synchronization

final class Registers: Sendable {
    /// The files below `registers/`.
    private let files: DataFiles
    /// The ids of all sources.
    private let sources: Set<String>
    private let known = Mutex<[String: Register]>([:])

    init(_ files: DataFiles, sources: Set<String>) {
        self.files = DataFiles(all: files.all.filter { $0.name.hasPrefix("registers/") })
        self.sources = sources
    }

    /// Reads and checks all registers and the references between them.
    func readAll() throws(DataError) {
        var registers: [String: Register] = [:]
        for schema in RegisterSchema.all where files.file(schema.file) != nil {
            registers[schema.name] = try Register(schema, files, sources: sources)
        }
        for file in files.all {
            guard RegisterSchema.all.contains(where: { $0.file == file.name }) else {
                throw DataError(
                    file.name, nil,
                    "there is no such register; known: \(RegisterSchema.all.map(\.name).joined(separator: ", "))")
            }
        }
        for schema in RegisterSchema.all { try registers[schema.name]?.checkReferences(registers) }
        known.withLock { $0 = registers }
    }

    /// The register of a schema, which is read if `readAll` was not called; nil if it is absent or not valid.
    func register(_ schema: RegisterSchema) -> Register? {
        known.withLock { known in
            if let register = known[schema.name] { return register }
            let register = try? Register(schema, files, sources: sources)
            known[schema.name] = register
            return register
        }
    }
}
