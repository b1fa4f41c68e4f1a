// Code lists: categories and bases.

import Dataset
import Formats
import HTTP

enum CodeListEndpoints {
    static let all = [categories, bases]

    private static let categories = Endpoint(
        "/v1/categories", "Classifications and their categories, with the printed labels.", parameters: [.type],
        columns: [
            Column<Category>("classification", "The classification.") { $0.classification },
            Column<Category>("category", "The category.") { $0.code },
            Column<Category>("type", "The type of trade; null for every type.") { $0.type?.rawValue },
            Column<Category>("label", "The label as printed.") { $0.label },
            Column<Category>("definition", "The content of the category.") { $0.definition.nonEmpty },
        ], related: ["/v1/balances", "/v1/flows"]
    ) { request throws(Problem) in
        let types = request[.type]
        return RecordList(
            request.codes.categories.filter { category in
                types.isEmpty || category.type.map(types.contains) ?? true
            })
    }

    private static let bases = Endpoint(
        "/v1/bases", "The published totals that figures belong to, in order of preference.",
        columns: [
            Column<Basis>("id", "The id.") { $0.id }, Column<Basis>("name", "The name.") { $0.name },
            Column<Basis>("description", "The tables that add up to the total.") { $0.description },
        ], related: ["/v1/balances", "/v1/tables"]
    ) { request throws(Problem) in RecordList(request.codes.bases) }
}
