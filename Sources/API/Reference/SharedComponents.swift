// What the OpenAPI document says once and refers to from wherever it holds.

import HTTP

/// Parts of operations that more than one of them has, each with a name among the document's components.
struct SharedComponents {
    /// The kind of component: `parameters`, `responses`.
    private let section: String
    /// In the order they come first.
    let members: [JSON.Member]
    /// By what they say.
    private let names: [String: String]

    /// - Parameter parts: those of all operations; two that differ may have the same name.
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
            members.append(JSON.Member(name: name, value: part.value))
        }
        (self.members, self.names) = (members, names)
    }

    /// Where the part stands; itself, where no other operation has it.
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
