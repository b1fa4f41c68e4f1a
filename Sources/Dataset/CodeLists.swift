// The code lists of partners, groups, categories, sources and bases.

/// A country or territory, by ISO 3166-1; former ones by ISO 3166-3; others that a source lists by a user-assigned code (`X..`).
public struct Partner: Sendable, Equatable {
    /// ISO alpha-3, e.g. `MEX`.
    public let code: String
    /// Empty if ISO 3166 assigns none, or assigned it to two former countries.
    public let alpha2: String
    /// The United Nations' M49 number, three digits; empty for a partner without one.
    public let m49: String
    /// The name that the reports print, if any.
    public let name: String
    /// Other names, among them the forms printed in the reports.
    public let otherNames: [String]
    /// The Census Bureau's codes, four digits; the partner's figure is the sum of theirs. Empty if the Bureau lists none.
    public let census: [String]
    /// For former countries: from/to in years, `..` if the start is not given.
    public let existed: String
    public let note: String
}

/// A group of partners.
public struct PartnerGroup: Sendable, Equatable {
    /// The definition of the group by a source, for one type of trade or all.
    public struct Definition: Sendable, Equatable {
        public let name: String
        /// Nil if the definition applies to every type of trade.
        public let type: TradeType?
        /// Codes of partners; empty if the source does not list them.
        public let members: [String]
        public let text: String
        public let source: String
        /// The Census Bureau's codes of the aggregate, which differ between releases.
        public let census: [String]
        public let note: String
    }

    public let code: String
    public let definitions: [Definition]

    public var name: String {
        definitions.count == 1 ? definitions[0].name : definitions.map(\.name).joined(separator: "; ")
    }
}

/// A part of trade within a classification.
public struct Category: Sendable, Equatable {
    public let classification: String
    /// Unique within the classification; `total` for all trade.
    public let code: String
    public let type: TradeType?
    /// As printed.
    public let label: String
    public let definition: String
}

/// A report, a release of statistics, a legal text or another origin of facts.
public final class Source: Sendable {
    public let id: String
    /// `report`, `statistics`, `agreement`, `statute`, `press`, `statement` or `analysis`.
    public let kind: String
    /// The certainty of its facts: `published`, legal `text` or `statute`, or `reported` by others.
    public let certainty: String
    public let title: String
    public let authors: [String]
    public let publisher: String
    public let document: String
    public let year: String
    public let published: String
    /// A remark on `published` if it is not the date of the publication.
    public let dateNote: String
    public let citation: String
    public let language: String

    init(_ record: CSV.Record) throws(DataError) {
        id = try record.required("id")
        kind = try record.required("kind")
        certainty = try record.required("certainty")
        title = try record.required("title")
        authors = record.list("authors")
        publisher = record["publisher"]
        document = record["document"]
        year = record["year"]
        published = record["published"]
        dateNote = record["date_note"]
        citation = try record.required("citation")
        language = record["language"]
    }

    /// The source of a file set.
    init(_ new: SetDescription.SourceDescription) {
        (id, title, publisher, published, citation) = (new.id, new.title, new.publisher, new.released, new.citation)
        (kind, certainty) = ("statistics", "published")
        (authors, document, dateNote, language) = ([], "", "", "")
        year = String(new.released.prefix(4))
    }
}

/// The published total that a figure belongs to. Figures of two bases must not be added.
public struct Basis: Sendable, Equatable {
    public let id: String
    public let name: String
    public let description: String
}

/// All code lists of a dataset.
public final class CodeLists: Sendable {
    public let partners: [Partner]
    public let groups: [PartnerGroup]
    public let categories: [Category]
    public let sources: [Source]
    /// The bases, in order of preference.
    public let bases: [Basis]
    /// The classifications of the categories, in the order of the categories.
    public let classifications: [String]

    private let partnerIndex: [String: Int]
    private let groupIndex: [String: Int]
    private let areaByName: [String: String]
    private let areaByCensus: [String: String]

    /// - Parameters:
    ///   - sets: file sets, which may describe further bases.
    ///   - sources: as `sources` returns them.
    init(_ files: DataFiles, _ sets: [SetDescription], _ sources: [Source]) throws(DataError) {
        partners = try CodeLists.readPartners(files)
        categories = try CodeLists.readCategories(files)
        self.sources = sources
        groups = try CodeLists.readGroups(files, members: Set(partners.map(\.code)), sources: Set(sources.map(\.id)))
        bases = try CodeLists.withBases(try CodeLists.readBases(files), of: sets)
        var classifications: [String] = []
        for category in categories where !classifications.contains(category.classification) {
            classifications.append(category.classification)
        }
        self.classifications = classifications
        partnerIndex = Dictionary(uniqueKeysWithValues: partners.enumerated().map { ($1.code, $0) })
        groupIndex = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1.code, $0) })
        var byName: [String: String] = [:]
        func add(_ name: String, _ code: String) throws(DataError) {
            if let other = byName.updateValue(code, forKey: CodeLists.key(name)), other != code {
                throw DataError("partners.csv", nil, "'\(name)' is a name of \(other) and of \(code)")
            }
        }
        byName.reserveCapacity(partners.count * 8)
        for partner in partners {
            let names = [partner.code, partner.alpha2, partner.m49, partner.name] + partner.otherNames
            for name in names where !name.isEmpty { try add(name, partner.code) }
        }
        for group in groups {
            try add(group.code, group.code)
            for definition in group.definitions { try add(definition.name, group.code) }
        }
        areaByName = byName
        areaByCensus = try CodeLists.census(partners, groups)
    }

    /// These lists with further categories.
    init(_ lists: CodeLists, adding added: [Category]) {
        (partners, groups, sources, bases) = (lists.partners, lists.groups, lists.sources, lists.bases)
        (partnerIndex, groupIndex) = (lists.partnerIndex, lists.groupIndex)
        (areaByName, areaByCensus) = (lists.areaByName, lists.areaByCensus)
        categories = lists.categories + added
        var classifications = lists.classifications
        for category in added where !classifications.contains(category.classification) {
            classifications.append(category.classification)
        }
        self.classifications = classifications
    }

    /// The sources of the list and those that file sets describe.
    static func sources(_ files: DataFiles, _ sets: [SetDescription]) throws(DataError) -> [Source] {
        var sources = try readSources(files)
        for set in sets {
            guard case .new(let new) = set.source else { continue }
            guard !sources.contains(where: { $0.id == new.id }) else {
                throw DataError(set.file, set.line, "the source '\(new.id)' is described already; name it by its id")
            }
            sources.append(Source(new))
        }
        return sources
    }

    private static func withBases(_ bases: [Basis], of sets: [SetDescription]) throws(DataError) -> [Basis] {
        var bases = bases
        for set in sets {
            guard case .new(let new) = set.basis else { continue }
            guard !bases.contains(where: { $0.id == new.id }) else {
                throw DataError(set.file, set.line, "the basis '\(new.id)' is described already; name it by its id")
            }
            bases.append(Basis(id: new.id, name: new.name, description: new.description))
        }
        return bases
    }

    /// Ignores letter case and full stops (`U.S.`).
    private static func key(_ name: String) -> String {
        var name = name
        if let key = name.withUTF8({ latinKey($0) }) { return key }
        return String(name.lowercased().unicodeScalars.filter { $0 != "." })
    }

    /// The key of a name whose letters are in ASCII or Latin-1 (É), as nearly all are; nil for other names. The function of the
    /// standard library takes fifty times as long for names with an accent.
    private static func latinKey(_ name: UnsafeBufferPointer<UInt8>) -> String? {
        var isLatin = true
        let key = String(unsafeUninitializedCapacity: name.count) { key in
            var count = 0
            // The first byte of a letter that is not in ASCII.
            var lead: UInt8 = 0
            for byte in name {
                switch (lead, byte) {
                case (0, UInt8(ascii: ".")): continue
                case (0, 0x41...0x5a): key[count] = byte | 0x20
                case (0, 0..<0x80): key[count] = byte
                // U+00C0 to U+00FF: all up to U+00DE but the multiplication sign are capital letters.
                case (0, 0xc3): key[count] = byte
                case (0xc3, 0x80...0x96), (0xc3, 0x98...0x9e): key[count] = byte | 0x20
                case (0xc3, _): key[count] = byte
                default: isLatin = false
                }
                lead = lead == 0 && byte >= 0x80 ? byte : 0
                count += 1
            }
            return count
        }
        return isLatin ? key : nil
    }

    public func partner(_ code: String) -> Partner? { partnerIndex[code].map { partners[$0] } }
    public func isPartner(_ code: String) -> Bool { partnerIndex[code] != nil }
    public func partner(alpha2 code: String) -> Partner? { partners.first { $0.alpha2 == code && !code.isEmpty } }
    public func partner(m49 code: String) -> Partner? { partners.first { $0.m49 == code && !code.isEmpty } }
    public func group(_ code: String) -> PartnerGroup? { groupIndex[code].map { groups[$0] } }
    public func source(_ id: String) -> Source? { sources.first { $0.id == id } }
    public func category(_ classification: String, _ code: String) -> Category? {
        categories.first { $0.classification == classification && $0.code == code }
    }

    /// The code of the partner or group with this code, number or name; nil for an unknown name.
    public func area(named text: String) -> String? { areaByName[CodeLists.key(text)] }

    /// The partner or group that a code of the Census Bureau means (`2010`, `0003`, `4XXX`, `-`); nil for an unknown code.
    public func area(census code: String) -> String? { areaByCensus[code] }

    /// The name of a partner or group.
    public func areaName(_ code: String) -> String { partner(code)?.name ?? group(code)?.name ?? code }

    /// All codes and names of partners and groups, for suggestions.
    public var areaSpellings: [(spelling: String, meaning: String)] {
        partners.flatMap { partner in
            ([partner.code, partner.alpha2, partner.name] + partner.otherNames).filter { !$0.isEmpty }
                .map { ($0, partner.code) }
        } + groups.flatMap { group in ([group.code] + group.definitions.map(\.name)).map { ($0, group.code) } }
    }

    // MARK: reading

    private static func readPartners(_ files: DataFiles) throws(DataError) -> [Partner] {
        var partners: [Partner] = []
        var known: Set<String> = []
        let columns = ["code", "alpha2", "m49", "name", "names", "census", "existed", "note"]
        for record in try files.records("partners.csv", columns) {
            let code = try record.required("code")
            let m49 = record["m49"]
            guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5a).contains($0) }) else {
                throw record.error("the partner code '\(code)' is not three capital letters")
            }
            guard m49.isEmpty || m49.utf8.count == 3, m49.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw record.error("the M49 number '\(m49)' is not three digits")
            }
            guard known.insert(code).inserted else {
                throw record.error("duplicate partner '\(code)'")
            }
            partners.append(
                Partner(
                    code: code, alpha2: record["alpha2"], m49: m49, name: try record.required("name"),
                    otherNames: record.list("names"), census: record.list("census"), existed: record["existed"],
                    note: record["note"]))
        }
        return partners
    }

    private static func readGroups(
        _ files: DataFiles, members: Set<String>, sources: Set<String>
    ) throws(DataError) -> [PartnerGroup] {
        var groups: [PartnerGroup] = []
        let columns = ["code", "name", "type", "members", "definition", "source", "census", "note"]
        for record in try files.records("groups.csv", columns) {
            let code = try record.required("code")
            let definition = PartnerGroup.Definition(
                name: try record.required("name"), type: try tradeType(record), members: record.list("members"),
                text: try record.required("definition"), source: try record.required("source"),
                census: record.list("census"), note: record["note"])
            if let member = definition.members.first(where: { !members.contains($0) }) {
                throw record.error("\(code) has the unknown member '\(member)'")
            }
            guard sources.contains(definition.source) else {
                throw record.error("unknown source '\(definition.source)'")
            }
            if let index = groups.firstIndex(where: { $0.code == code }) {
                guard !groups[index].definitions.contains(where: { $0.type == definition.type }) else {
                    throw record.error("duplicate definition of the group '\(code)' for the same type of trade")
                }
                groups[index] = PartnerGroup(code: code, definitions: groups[index].definitions + [definition])
            } else {
                groups.append(PartnerGroup(code: code, definitions: [definition]))
            }
        }
        return groups
    }

    private static func census(
        _ partners: [Partner], _ groups: [PartnerGroup]
    ) throws(DataError) -> [String: String] {
        var areas: [String: String] = [:]
        let listed =
            partners.map { ("partners.csv", $0.code, $0.census) }
            + groups.map { ("groups.csv", $0.code, $0.definitions.flatMap(\.census)) }
        for (file, area, codes) in listed {
            for code in codes {
                if let other = areas.updateValue(area, forKey: code) {
                    throw DataError(file, nil, "\(other) and \(area) have the same Census code '\(code)'")
                }
            }
        }
        return areas
    }

    private static func readCategories(_ files: DataFiles) throws(DataError) -> [Category] {
        var categories: [Category] = []
        for record in try files.records(
            "categories.csv", ["classification", "category", "type", "label", "definition"])
        {
            let category = Category(
                classification: try record.required("classification"), code: try record.required("category"),
                type: try tradeType(record), label: try record.required("label"), definition: record["definition"])
            guard
                !categories.contains(where: { $0.classification == category.classification && $0.code == category.code }
                )
            else { throw record.error("duplicate category '\(category.code)' in '\(category.classification)'") }
            categories.append(category)
        }
        return categories
    }

    private static func readSources(_ files: DataFiles) throws(DataError) -> [Source] {
        let columns = [
            "id", "kind", "certainty", "title", "authors", "publisher", "document", "year", "published", "date_note",
            "citation", "language",
        ]
        var sources: [Source] = []
        for record in try files.records("sources.csv", columns) {
            let source = try Source(record)
            guard !sources.contains(where: { $0.id == source.id }) else {
                throw record.error("duplicate source '\(source.id)'")
            }
            sources.append(source)
        }
        return sources
    }

    private static func readBases(_ files: DataFiles) throws(DataError) -> [Basis] {
        var bases: [Basis] = []
        for record in try files.records("bases.csv", ["id", "name", "description"]) {
            let id = try record.required("id")
            guard !bases.contains(where: { $0.id == id }) else { throw record.error("duplicate basis '\(id)'") }
            bases.append(
                Basis(id: id, name: try record.required("name"), description: try record.required("description")))
        }
        return bases
    }

    private static func tradeType(_ record: CSV.Record) throws(DataError) -> TradeType? {
        let text = record["type"]
        guard !text.isEmpty else { return nil }
        guard let type = TradeType(rawValue: text) else {
            throw record.error(
                "unknown type '\(text)'; known: \(TradeType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return type
    }
}

/// Data files by name.
struct DataFiles {
    let all: [DataFile]

    func file(_ name: String) -> DataFile? { all.first { $0.name == name } }

    func csv(_ name: String) throws(DataError) -> CSV {
        guard let file = file(name) else { throw DataError(name, nil, "the file is missing") }
        return try CSV(file)
    }

    func records(_ name: String, _ columns: [String]) throws(DataError) -> [CSV.Record] {
        try csv(name).records(of: columns)
    }
}
