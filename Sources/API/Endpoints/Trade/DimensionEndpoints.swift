// The further dimensions of the data, such as states and modes of transport.

import Dataset
import Formats
import HTTP

enum DimensionEndpoints {
    static let all = [list]

    private static let list = Endpoint(
        "/v1/dimensions", "Further dimensions of the figures, such as states, which a data folder adds.",
        columns: [
            Column<DetailDimension>("dimension", "The name: a parameter and a field of flows and balances.") {
                $0.name
            },
            Column<DetailDimension>("label", "The name for readers.") { $0.label },
            Column<DetailDimension>("basis", "Ids of the bases with figures by the dimension.") { $0.bases },
            Column<DetailDimension>("values", "The number of its values.") { $0.values.count },
            Column<DetailDimension>("link", "The path of the list of its values.") { dimension, request in
                request.endpoints.basePath + "/v1/dimensions/" + dimension.name
            },
        ], related: ["/v1/flows", "/v1/balances"]
    ) { request throws(Problem) in
        RecordList(
            request.dataset.detail.dimensions,
            emptyReason: {
                "The loaded data has no further dimensions; a data folder with a dataset.json can add some."
            })
    }

    /// Served only for data with further dimensions.
    static let values = Endpoint(
        "/v1/dimensions/{dimension}", "The values of a further dimension.", parameters: [dimension],
        columns: [
            Column<FurtherDimension.Value>("value", "The code.") { $0.code },
            Column<FurtherDimension.Value>("label", "The label.") { $0.label },
        ], related: ["/v1/dimensions"]
    ) { request throws(Problem) in RecordList(request[dimension].values) }

    private static let dimension = Parameter(path: "dimension", .dimension, "The name of a further dimension.")
}

extension ValueType<DetailDimension> {
    /// A further dimension, given by its name.
    static var dimension: ValueType {
        let names = ValueType<String>.words { $0.detail.dimensions.map(\.name) }
        return ValueType(
            description: names.description,
            find: { text, dataset in names.find(text, dataset).flatMap(dataset.detail.dimension) },
            problem: names.problem)
    }
}
