// The data in the binary.
import Dataset
import Testing

/// The data files in the binary.
let allEmbeddedFiles = DataFile.embedded.filter { $0.name.hasPrefix("data/") }.map {
    DataFile(name: String($0.name.dropFirst("data/".count)), bytes: $0.bytes)
}

/// The data files without the description of file sets: the published tables and the registers.
let embeddedFiles = allEmbeddedFiles.filter { $0.name != "dataset.json" }

/// The published tables in the binary, loaded once for all tests.
let embedded = Result { try Dataset(files: embeddedFiles) }

/// All data in the binary.
let embeddedWithSets = Result { try Dataset(files: allEmbeddedFiles) }
