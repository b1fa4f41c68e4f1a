// The client of these tests: requests to the fixture dataset.
import APITestSupport
import Dataset

@testable import API

let client = APIClient.fixture

extension APIClient {
    /// A target of an endpoint, with existing values for its path parameters.
    func concrete(_ endpoint: Endpoint) -> String {
        endpoint.pathParameters.reduce(endpoint.path) { path, parameter in
            path.replacing("{\(parameter.name)}", with: parameter.type.example(snapshot.dataset))
        }
    }
}

/// The fixture with 1,200 indicators, more than a page of JSON holds.
let manyIndicators: APIClient = {
    let name = "data/registers/indicators.csv"
    let header =
        "id,topic,area,measure,period,value,low,high,unit,qualifier,attributed_to,source,section,element,page,page_of,line,note,"
        + "quote\n"
    let records = (1...1_200).map {
        "report-i\($0),trade,WLD,made-up trade \($0),2023,\($0),,,percent,,,report,,,,,1,,World trade grew by \($0) percent."
    }
    let bytes = Array((header + records.joined(separator: "\n") + "\n").utf8)
    let files = client.files.filter { $0.name != name } + [DataFile(name: name, bytes: bytes)]
    do { return try APIClient(files: files) } catch { fatalError("\(error)") }
}()
