// Schemas of objects that occur in several schemas of the OpenAPI document, written once as components. Without this the document
// is twice as long, and a generated client has a type for each occurrence.

import Arithmetic
import Formats
import HTTP

struct SharedSchemas {
    /// A reference is shorter than the schema from this number of bytes on.
    private static let leastBytes = 150

    private var counts: [String: Int] = [:]
    /// Names by the text of the schema.
    private var names: [String: String] = [:]
    private var components: [JSON.Member] = []
    private var taken: Set<String>

    /// The schemas with references, followed by the shared ones.
    static func share(_ schemas: [JSON.Member]) -> [JSON.Member] {
        var shared = SharedSchemas(taken: Set(schemas.map(\.name)))
        for schema in schemas { shared.count(schema.value) }
        let replaced = schemas.map { JSON.Member($0.name, shared.replacingChildren($0.value, name: $0.name)) }
        return replaced + shared.components
    }

    private init(taken: Set<String>) { self.taken = taken }

    private mutating func count(_ schema: JSON) {
        switch schema {
        case .object(let members):
            if let text = SharedSchemas.text(members) { counts[text, default: 0] += 1 }
            for member in members { count(member.value) }
        case .array(let elements): for element in elements { count(element) }
        default: break
        }
    }

    /// - Parameter name: the name of the property that has the schema.
    private mutating func replacing(_ schema: JSON, name: String) -> JSON {
        guard case .object(let members) = schema, let text = SharedSchemas.text(members), counts[text] ?? 0 > 1,
            text.utf8.count >= SharedSchemas.leastBytes
        else { return replacingChildren(schema, name: name) }
        let isNullable = members.contains { $0.name == "type" && $0.value == .strings(["object", "null"]) }
        let reference = JSON.object(["$ref": .string("#/components/schemas/\(component(text, members, name: name))")])
        return isNullable ? .object(["anyOf": .array([reference, .object(["type": .string("null")])])]) : reference
    }

    private mutating func component(_ text: String, _ members: [JSON.Member], name: String) -> String {
        if let known = names[text] { return known }
        let words = name.split(at: "_").map(\.capitalizedFirst).joined()
        var unique = words
        var number = 2
        while !taken.insert(unique).inserted {
            unique = words + String(number)
            number += 1
        }
        names[text] = unique
        // The reference says whether the value may be null.
        let object = members.map { $0.name == "type" ? JSON.Member("type", .string("object")) : $0 }
        let index = components.count
        components.append(JSON.Member(unique, .null))
        components[index] = JSON.Member(unique, replacingChildren(.object(object), name: name))
        return unique
    }

    private mutating func replacingChildren(_ schema: JSON, name: String) -> JSON {
        switch schema {
        case .object(let members):
            var replaced: [JSON.Member] = []
            for member in members {
                guard member.name == "properties", case .object(let properties) = member.value else {
                    replaced.append(JSON.Member(member.name, replacing(member.value, name: name)))
                    continue
                }
                var inner: [JSON.Member] = []
                for property in properties {
                    inner.append(JSON.Member(property.name, replacing(property.value, name: property.name)))
                }
                replaced.append(JSON.Member("properties", .object(inner)))
            }
            return .object(replaced)
        case .array(let elements):
            var replaced: [JSON] = []
            for element in elements { replaced.append(replacing(element, name: name)) }
            return .array(replaced)
        default: return schema
        }
    }

    /// The JSON of the schema of an object; nil for any other schema.
    private static func text(_ members: [JSON.Member]) -> String? {
        guard members.contains(where: { $0.name == "properties" }), members.contains(where: { $0.name == "type" })
        else {
            return nil
        }
        var writer = JSONWriter()
        JSON.object(members).write(&writer)
        return String(decoding: writer.finished(), as: UTF8.self)
    }
}
