// The code lists: partners, groups, and the codes of the Census Bureau.
import Testing

@testable import Dataset

@Suite("Code lists")
struct CodesTests {
    @Test("each code of the Census Bureau means its partner or group")
    func censusCodes() throws {
        let codes = try publishedTables.get().codes
        let expected = [
            "2010": "MEX", "1220": "CAN", "5700": "CHN", "4279": "FRA", "2771": "ANT", "4799": "SCG", "4801": "SRB",
            "4802": "SRB", "7320": "SDN", "7321": "SDN", "7323": "SSD", "4803": "XKX", "8220": "XUN", "0003": "EU",
            "0027": "ASEAN", "0017": "CAFTA-DR", "0010": "USMCA", "0020": "USMCA", "0015": "WLD", "-": "WLD",
            "0012": "EUROPE", "4XXX": "EUROPE", "1XXX": "NORTH-AMERICA",
        ]
        for (census, code) in expected { #expect(codes.area(census: census) == code, "\(census)") }
        for census in ["0004", "0005", "0006", "0007", "0999"] { #expect(codes.area(census: census) == nil) }
        let listed = codes.partners.flatMap(\.census) + codes.groups.flatMap(\.definitions).flatMap(\.census)
        #expect(listed.count == 246 + 29)
        #expect(listed.allSatisfy { codes.area(census: $0) != nil })
    }

    @Test("each name is found in capital and in small letters, also with accents")
    func names() throws {
        let codes = try publishedTables.get().codes
        let spellings = codes.areaSpellings.filter { !$0.spelling.contains("ß") }
        #expect(spellings.contains { !$0.spelling.utf8.allSatisfy { $0 < 0x80 } })
        for (spelling, meaning) in spellings {
            for text in [spelling, spelling.uppercased(), spelling.lowercased()] {
                #expect(codes.area(named: text) == meaning, "\(text)")
            }
        }
    }

    @Test("partners beyond ISO 3166-1 are former countries and user-assigned codes, with a note")
    func furtherPartners() throws {
        let partners = try publishedTables.get().codes.partners
        let former = partners.filter { !$0.existed.isEmpty }
        #expect(former.map(\.code) == ["ANT", "CSK", "NTZ", "SCG", "SUN", "YUG"])
        // CS was the code of two of them.
        #expect(former.filter { $0.alpha2.isEmpty }.map(\.code) == ["CSK", "SCG"])
        #expect(former.allSatisfy { $0.m49.count == 3 && !$0.note.isEmpty && !$0.census.isEmpty })
        let assigned = partners.filter { $0.code.hasPrefix("X") }
        #expect(assigned.map(\.code) == ["XGZ", "XIO", "XKX", "XUN", "XWB"])
        #expect(assigned.allSatisfy { $0.m49.isEmpty && !$0.note.isEmpty && !$0.census.isEmpty })
        #expect(partners.count == 249 + former.count + assigned.count)
    }

    @Test("every partner of ISO 3166-1 is in its shape and that of M49, and no code or number is given twice")
    func shapes() throws {
        let partners = try publishedTables.get().codes.partners.filter { $0.existed.isEmpty && !$0.code.hasPrefix("X") }
        #expect(partners.count == 249)
        for partner in partners {
            #expect(partner.code.count == 3 && partner.code.allSatisfy { ("A"..."Z").contains($0) }, "\(partner.code)")
            #expect(
                partner.alpha2.count == 2 && partner.alpha2.allSatisfy { ("A"..."Z").contains($0) }, "\(partner.code)")
            #expect(partner.m49.count == 3 && partner.m49.allSatisfy { ("0"..."9").contains($0) }, "\(partner.code)")
        }
        #expect(Set(partners.map(\.alpha2)).count == 249 && Set(partners.map(\.m49)).count == 249)
        let known = [
            ("MEX", "MX", "484"), ("CAN", "CA", "124"), ("CHN", "CN", "156"), ("GBR", "GB", "826"),
            ("VNM", "VN", "704"),
        ]
        for (code, alpha2, m49) in known {
            #expect(partners.contains { $0.code == code && $0.alpha2 == alpha2 && $0.m49 == m49 }, "\(code)")
        }
    }

    @Test("every partner, group, category and basis that a figure names is in its list")
    func closed() throws {
        let dataset = try publishedTables.get()
        let (codes, store) = (dataset.codes, dataset.store)
        for row in 0..<store.count {
            #expect(codes.partner(store.partner(row)) != nil || codes.group(store.partner(row)) != nil)
            #expect(codes.partner(store.reporter(row))?.code == "USA")
            #expect(codes.category(store.classification(row), store.category(row)) != nil)
            #expect(codes.bases.contains { $0.id == store.basis(row) })
        }
        for definition in codes.groups.flatMap(\.definitions) {
            #expect(codes.source(definition.source) != nil, "\(definition.name)")
            #expect(definition.members.allSatisfy { codes.partner($0) != nil }, "\(definition.name)")
        }
    }

    @Test("a group's members are the partners that its tables rank")
    func members() throws {
        let dataset = try publishedTables.get()
        for (code, type, table) in [
            ("TOP15", TradeType.goods, "03"), ("TOP15", .services, "05"), ("LAC14", nil, "06"), ("LAC14", nil, "08"),
        ] {
            let group = try #require(dataset.codes.group(code))
            let members = try #require(group.definitions.first { $0.type == type }).members
            let labels = try #require(dataset.table("eclac-2024-t\(table)")).rows.filter { !$0.rank.isEmpty }.map(
                \.label)
            #expect(Set(members) == Set(labels.compactMap { dataset.codes.area(named: $0) }), "\(code) \(table)")
            #expect(members.count == labels.count)
        }
    }
}
