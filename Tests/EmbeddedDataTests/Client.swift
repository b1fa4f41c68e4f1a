// The data in the binary, and requests to it. Loaded once for all tests.
import APITestSupport
import Dataset

let client = APIClient.embedded

/// The published tables and the registers, without the Census series.
let tablesClient = Result { try APIClient(files: client.files.filter { $0.name != "data/dataset.json" }) }

let publishedTables = tablesClient.map(\.snapshot.dataset)
