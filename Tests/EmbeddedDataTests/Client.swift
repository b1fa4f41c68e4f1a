// The client of these tests: requests to the data in the binary.
import APITestSupport

let client = APIClient.embedded

/// The published tables and registers, without the Census series.
let tablesClient = Result { try APIClient(files: client.files.filter { $0.name != "data/dataset.json" }) }
