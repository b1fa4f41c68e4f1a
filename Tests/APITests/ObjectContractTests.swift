// Properties of every object and of every `meta`: the declared fields in order, with the declared kinds.
import APITestSupport
import Dataset
import TestSupport
import Testing

@testable import API
@testable import Formats

@Suite("The fields of every object")
struct ObjectContractTests {
    @Test("meta has the declared members with the declared kinds", arguments: ContractTests.targets.map(\.path))
    func meta(path: String) throws {
        let endpoint = try #require(EndpointList.api.all.first { $0.path == path })
        guard case .list(let content) = endpoint.content else { return }
        let meta = content.meta
        for target in try #require(ContractTests.targets.first { $0.path == path }).targets.prefix(4) {
            #expect(try misfits(metaOfItsOwn(client.get(target)), meta, inOrder: false) == [], "\(target)")
        }
    }

    private func metaOfItsOwn(_ response: ReceivedResponse) throws -> JSONText {
        guard case .object(let members) = try response.meta() else { return .null }
        let usual = ["count", "total", "unit", "dataset", "reason", "sources"]
        return .object(members.filter { !usual.contains($0.name) })
    }

    @Test(
        "every object has exactly the declared fields, in order, each of its kind",
        arguments: EndpointList.api.all.filter { if case .object = $0.content { true } else { false } }.map(\.path))
    func objects(path: String) throws {
        let endpoint = try #require(EndpointList.api.all.first { $0.path == path })
        guard case .object(let object) = endpoint.content, let parameter = endpoint.parameters.first else { return }
        // The root is text by default.
        var targets = [path == "/" ? "/?format=json" : client.concrete(endpoint)]
        // All values of the path parameter, or values for every kind of object.
        if parameter.location == .path {
            let dataset = client.snapshot.dataset
            let values: [String] =
                switch parameter.type.noun {
                case "partner or group": ["MEX", "FRO", "WLD", "TOP2", "USMCA"]
                case "group": dataset.codes.groups.map(\.code)
                case "table": dataset.tables.map(\.id)
                case "record": dataset.register(.laborCases)?.values("id") ?? []
                case "cell":
                    dataset.tables.flatMap { [$0.cellID(row: 1, column: 1), $0.cellID(row: $0.rows.count, column: 1)] }
                default: parameter.type.words?(dataset) ?? []
                }
            targets = values.map { path.replacing("{\(parameter.name)}", with: $0) }
        }
        #expect(!targets.isEmpty)
        for target in targets { #expect(try misfits(client.get(target).data(), object.fields) == [], "\(target)") }
    }

    /// The differences between an object and its declaration.
    private func misfits(_ object: JSONText, _ fields: [Field], inOrder: Bool = true) -> [String] {
        guard case .object(let members) = object else { return ["no object: \(object)"] }
        if inOrder, members.map(\.name) != fields.map(\.name) { return ["fields \(members.map(\.name))"] }
        return members.flatMap { member in
            fields.first { $0.name == member.name }.map { misfits(member.value, $0) } ?? ["undeclared \(member.name)"]
        }
    }

    private func misfits(_ value: JSONText, _ column: Field) -> [String] {
        let wrong = ["\(column.name): \(value)"]
        switch (column.kind, value) {
        case (_, .null): return column.isNullable ? [] : wrong
        case (.string, .string), (.date, .string), (.number, .number), (.boolean, .bool): return []
        case (.integer, .number(let text)): return Int(text).map(String.init) == text ? [] : wrong
        case (.list, .array(let elements)):
            return elements.allSatisfy { if case .string = $0 { true } else { false } } ? [] : wrong
        case (.texts, .object(let members)):
            return members.allSatisfy { if case .string(let text) = $0.value { !text.isEmpty } else { false } }
                ? [] : wrong
        case (.map(let inner), .object(let members)): return members.flatMap { misfits($0.value, inner) }
        case (.object(let inner), .object): return misfits(value, inner)
        case (.objects(let inner), .array(let elements)): return elements.flatMap { misfits($0, inner) }
        default: return wrong
        }
    }
}
