// Faults that stop the loading of a dataset: each is refused with its file, its line and the reason.
import Arithmetic
import Testing

@testable import Dataset

@Suite("Faults that stop loading")
struct LoadingErrorTests {
    @Test("the sample without a fault loads")
    func validSample() throws {
        let dataset = try SampleFiles.valid.load()
        #expect(dataset.release == Dataset.Release(version: "1.2", date: "2026-01-31"))
        #expect(dataset.tables.map(\.id) == ["one"])
        #expect(dataset.tables[0].columns.map(\.label) == ["Sold, 2023", "imports, 2023", "exports-share, 2023"])
        #expect(dataset.store.count == 5)
        #expect(dataset.store.partners == ["CAN", "MEX"])
        #expect(dataset.codes.groups.map(\.code) == ["WLD", "NAM"])
        #expect(dataset.discrepancies.map(\.id) == ["odd"])
    }

    static let codes = [
        Fault(
            "an unknown partner, with the nearest one", in: "tables/one.csv", "Canada,CAN", "Canada,Cananda",
            line: 3,
            naming: "unknown partner 'Cananda'", "nearest: CAN"),
        Fault(
            "an unknown reporter, where tables.csv names it", in: "tables.csv", ",USA,", ",UAS,", line: 2,
            naming: "unknown reporter 'UAS'", "nearest: USA"),
        Fault(
            "an unknown category, with the known ones", in: "tables.csv", "goods,total,total", "goods,end-use,boats",
            line: 2,
            naming: "unknown category 'boats'", "'end-use'", "cars"),
        Fault(
            "an unknown classification, with the known ones", in: "tables.csv", "goods,total,total",
            "goods,colour,red",
            line: 2, naming: "unknown classification 'colour'", "total", "end-use"),
        Fault(
            "an unknown type of trade", in: "tables.csv", ",goods,", ",gods,", line: 2, naming: "unknown type 'gods'"),
        Fault(
            "an unknown type of trade in a group", in: "groups.csv", ",goods,", ",gods,", line: 3,
            naming: "unknown type 'gods'", "goods, services, goods-and-services"),
        Fault(
            "an unknown type of trade in a category", in: "categories.csv", ",goods,", ",gods,", line: 3,
            naming: "unknown type 'gods'"),
        Fault(
            "an unknown basis", in: "tables.csv", ",first,", ",third,", line: 2, naming: "unknown basis 'third'"),
        Fault(
            "money without a unit of money, with the known units", in: "tables.csv", "USD million", "EUR million",
            line: 2, of: "tables/one.csv", naming: "no unit of money", "USD, USD thousand, USD million"),
        Fault(
            "an unknown source", in: "tables.csv", "one,report", "one,rumour", line: 2,
            naming: "unknown source 'rumour'"),
        Fault(
            "an unknown source of a group", in: "groups.csv", "Everyone.,report", "Everyone.,rumour", line: 2,
            naming: "unknown source 'rumour'"),
        Fault(
            "an unknown member of a group", in: "groups.csv", "CAN|MEX", "CAN|MXE", line: 3, naming: "NAM", "'MXE'"),
        Fault(
            "a column that is neither a dimension nor a value", in: "tables/one.csv", "imports 2023", "import 2023",
            line: 1,
            naming: "'import 2023'", "exports 2023", "imports", "partner"),
        Fault(
            "a heading with an invalid period", in: "tables/one.csv", "imports 2023", "imports 203", line: 1,
            naming: "'imports 203'"),
    ]

    @Test("an unknown code is refused with the known codes", arguments: codes)
    func unknownCode(fault: Fault) throws { try fault.check() }

    static let flows = [
        Fault(
            "an unknown flow, with the known ones", in: "tables/one.csv", "exports,,1", "re-exports,,1", line: 2,
            naming: "unknown flow 're-exports'", "exports, imports, balance"),
        Fault(
            "an unknown measure", in: "tables/one.csv", "imports,share", "imports,half", line: 3,
            naming: "unknown measure 'half'", "share"),
        Fault(
            "a share of a share", in: "tables/one.csv", "imports,share", "imports-share,share", line: 3,
            naming: "unknown measure 'share' of 'imports-share'", "share-in-total"),
        Fault(
            "a share of a balance in a classification, which is not a measure", in: "tables/one.csv", "imports,share",
            "balance,share-in-classification", line: 3,
            naming: "unknown measure 'share-in-classification' of 'balance'"),
        Fault(
            "money in a row of shares", in: "tables/one.csv", "4%", "4", line: 3, naming: "'2023'", "no % sign"),
    ]

    @Test("a flow or measure in a row is refused with the row's line", arguments: flows)
    func flowInRow(fault: Fault) throws { try fault.check(SampleFiles.byFlow) }

    static let periods = [
        Fault(
            "a row without a period", in: "tables/one.csv", "2023,goods", ",goods", line: 2, naming: "'Sold'",
            "no period"),
        Fault(
            "an invalid period", in: "tables/one.csv", "2023-07", "2023-13", line: 3, naming: "no period",
            "'2023-13'"),
        Fault(
            "an unknown type of trade in a row", in: "tables/one.csv", "services", "service", line: 3,
            naming: "unknown type 'service'"),
        Fault(
            "a row without a type in a table without a type", in: "tables/one.csv", "services", "", line: 3,
            naming: "the type is missing in the row and in tables.csv"),
    ]

    @Test("a period or type in a row is refused with the row's line", arguments: periods)
    func periodInRow(fault: Fault) throws { try fault.check(SampleFiles.byPeriod) }

    static let numbers = [
        Fault(
            "a text that is not a number, with its cell", in: "tables/one.csv", "20.25", "20.2.5", line: 2,
            naming: "'20.2.5'", "one-r01-c02", "imports, 2023", "readings.csv"),
        Fault(
            "a reading that is not a number", in: "readings.csv", "c02,,", "c02,x,", line: 3, of: "tables/one.csv",
            naming: "'x'"),
        Fault(
            "a percent sign in a column of money", in: "tables/one.csv", "20.25", "20.25%", line: 2,
            naming: "imports, 2023", "has money"),
        Fault(
            "no percent sign in a column of shares", in: "tables/one.csv", "25%", "25", line: 3,
            naming: "exports-share, 2023", "no % sign"),
        Fault(
            "a figure in billions in a table of another unit", in: "tables/one.csv", "20.25", "$20.25 B", line: 2,
            naming: "imports, 2023", "ends in B", "not in billions"),
        Fault(
            "a dollar sign without its B", in: "tables/one.csv", "20.25", "$20.25", line: 2, naming: "'$20.25'",
            "not a number"),
        Fault(
            "a figure that exceeds 64 bits", in: "tables/one.csv", "20.25", "9223372036855", line: 2,
            naming: "imports, 2023", "too large"),
        Fault(
            "a figure of more than 18 digits", in: "tables/one.csv", "20.25", "1000000000000000000", line: 2,
            naming: "one-r01-c02", "not a number"),
        Fault(
            "a fraction of a dollar", in: "tables/one.csv", "20.25", "20.1234567", line: 2,
            naming: "not a whole number of US dollars"),
        Fault(
            "a precision that is not a power of ten", in: "tables.csv", "million,,", "million,2000,", line: 2,
            naming: "precision '2000'", "power of ten"),
        Fault(
            "a precision that is not a number", in: "tables.csv", "million,,", "million,10k,", line: 2, naming: "'10k'"),
        Fault(
            "a figure more precise than its table", in: "tables.csv", "million,,", "million,1000000,", line: 2,
            of: "tables/one.csv", naming: "Sold, 2023", "more precise"),
        Fault(
            "a page that is not a number", in: "tables.csv", ",7,", ",vii,", line: 2, naming: "page 'vii'"),
        Fault(
            "an M49 number of two digits", in: "partners.csv", "484", "48", line: 3, naming: "M49", "'48'"),
        Fault(
            "an M49 number with a sign", in: "partners.csv", "484", "+48", line: 3, naming: "M49", "'+48'"),
    ]

    @Test("a figure that contradicts its unit or measure is refused", arguments: numbers)
    func number(fault: Fault) throws { try fault.check() }

    @Test("the largest figure of 64 bits loads")
    func largest() throws {
        let dataset = try SampleFiles.valid.replacing("20.25", with: "9223372036854", in: "tables/one.csv").load()
        let store = dataset.store
        let row = try #require((0..<store.count).first { store.measure($0) == .imports })
        #expect(store.value(row) == 9_223_372_036_854_000_000 && store.precision(row) == 6)
    }

    @Test("an amount with B is read in a table of billions")
    func billions() throws {
        let dataset = try SampleFiles.valid.replacing("USD million", with: "USD billion", in: "tables.csv")
            .replacing("20.25", with: "-$20.2 B", in: "tables/one.csv").load()
        let store = dataset.store
        let row = try #require((0..<store.count).first { store.measure($0) == .imports })
        #expect(store.value(row) == -20_200_000_000 && store.precision(row) == 8)
    }

    @Test("a column in other_columns has any text and gives no figures")
    func otherColumns() throws {
        let dataset = try SampleFiles.valid
            .replacing("exports:Sold,,", with: "exports:Sold,imports 2023|Remark,", in: "tables.csv")
            .replacing("imports 2023", with: "Remark", in: "tables/one.csv")
            .replacing("20.25", with: "+107%", in: "tables/one.csv")
            .replacing(",7,–,", with: ",7,up to 7,", in: "tables/one.csv")
            .setting("readings.csv", Array("cell,value,reason\n".utf8)).load()
        let cells = dataset.tables[0].rows.map { $0.cells[1] }
        #expect(cells.map(\.text) == ["+107%", "up to 7"])
        #expect(cells.map(\.value) == [PrintedNumber("107%"), nil])
        #expect(dataset.tables[0].columns.map(\.isOther) == [false, true, false])
        #expect(dataset.tables[0].columns[1].label == "Remark")
        let store = dataset.store
        #expect((0..<store.count).map { store.measure($0) }.filter { $0 == .imports }.isEmpty && store.count == 4)
    }

    @Test("a table with only shares needs no unit of money")
    func sharesOnly() throws {
        let dataset = try SampleFiles.byFlow.replacing("USD million", with: "percent", in: "tables.csv")
            .replacing("exports,,1,2", with: "exports,share-in-total,1%,2%", in: "tables/one.csv").load()
        let store = dataset.store
        #expect(Set((0..<store.count).map { store.measure($0) }) == [.exportsShareInTotal, .importsShare])
        #expect(dataset.tables[0].unit == "percent")
    }

    @Test("a figure has the precision of its table, and more decimals are refused")
    func precision() throws {
        let dataset = try SampleFiles.valid.replacing("million,,", with: "million,10000,", in: "tables.csv").load()
        let store = dataset.store
        #expect((0..<store.count).filter { !store.measure($0).isShare }.map { store.precision($0) } == [4, 4, 4])
        #expect((0..<store.count).filter { store.measure($0).isShare }.map { store.precision($0) } == [6, 6])
    }
}
