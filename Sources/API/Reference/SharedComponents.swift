// Parts of the OpenAPI document that several operations share, written once and referenced.

import Formats
import HTTP

/// Components of one kind, for the parts that more than one operation has.
struct SharedComponents {
    /// The kind of component: `parameters`, `responses`.
    private let section: String
    /// In the order of first use.
    let members: [JSON.Member]
    /// Names by the JSON of the component.
    private let names: [String: String]

    /// - Parameter parts: the parts of all operations. Different parts may have the same name.
    init(_ section: String, _ parts: [JSON.Member]) {
        self.section = section
        var counts: [String: Int] = [:]
        for part in parts { counts[SharedComponents.text(part.value), default: 0] += 1 }
        var (members, names, numbers): ([JSON.Member], [String: String], [String: Int]) = ([], [:], [:])
        for part in parts {
            let text = SharedComponents.text(part.value)
            guard names[text] == nil, counts[text] ?? 0 > 1 else { continue }
            let number = (numbers[part.name] ?? 0) + 1
            numbers[part.name] = number
            let name = number == 1 ? part.name : "\(part.name)-\(number)"
            names[text] = name
            members.append(JSON.Member(name, part.value))
        }
        (self.members, self.names) = (members, names)
    }

    /// A reference to the component; the part itself if only one operation has it.
    func reference(to part: JSON) -> JSON {
        guard let name = names[SharedComponents.text(part)] else { return part }
        return .object(["$ref": .string("#/components/\(section)/\(name)")])
    }

    private static func text(_ value: JSON) -> String {
        var writer = JSONWriter()
        value.write(&writer)
        return String(decoding: writer.finished(), as: UTF8.self)
    }
}
