// Registers: valid records, and faults with their lines.
import Testing

@testable import Dataset

@Suite("Faults in registers")
struct RegisterErrorTests {
    private static let operand = "a,1,USD,figure,,what,report,,,,,"

    @Test("a valid record loads")
    func valid() throws {
        let dataset = try SampleFiles.valid.adding(RegisterErrorTests.operand, to: "registers/operands.csv").load()
        let register = try #require(dataset.register(.operands))
        #expect(register.count == 1 && register.row(id: "a") == 0 && register.row(id: "b") == nil)
        #expect(register.text(0, "value") == "1" && register.text(0, "page") == "" && register.text(0, "no") == "")
        #expect(register.values("page") == [] && register.values("unit") == ["USD"])
    }

    @Test(
        "a fault is named with its line",
        arguments: [
            (",1,USD,figure,,what,report,,,,,", "'id' is empty"), ("a,1,USD,,,what,report,,,,,", "'kind' is empty"),
            ("a,,USD,figure,,what,report,,,,,", "'value' is empty"),
            ("a,1,USD,figure,,what,,,,,,", "'source' is empty"),
            ("a,1,USD,figure,,what,rumour,,,,,", "unknown source 'rumour'"),
            ("a,one,USD,figure,,what,report,,,,,", "'one' in the column 'value'"),
            ("a,5%,USD,figure,,what,report,,,,,", "'5%' in the column 'value'"),
            ("a,$5 B,USD,figure,,what,report,,,,,", "'$5 B' in the column 'value'"),
            ("a,1,USD,figure,,what,report,,,vii,,", "'vii' in the column 'page'"),
            ("a,1,USD,figure,,what,report,,,,,1.5", "'1.5' in the column 'line'"),
        ])
    func faults(line: String, reason: String) throws {
        try SampleFiles.valid.adding(
            RegisterErrorTests.operand.replacing("a,1", with: "z,1"), to: "registers/operands.csv"
        )
        .adding(line, to: "registers/operands.csv")
        .expectError("registers/operands.csv", 3, naming: [reason])
    }

    @Test("an id is unique in its register, and a reference leads to a record")
    func references() throws {
        try SampleFiles.valid.adding(RegisterErrorTests.operand, to: "registers/operands.csv")
            .adding(RegisterErrorTests.operand, to: "registers/operands.csv")
            .expectError("registers/operands.csv", 3, naming: ["id 'a'", "duplicate"])
        try SampleFiles.valid.adding("e,nowhere,2024-01-31,,vote,text,report,,,,,1", to: "registers/labor-events.csv")
            .expectError("registers/labor-events.csv", 2, naming: ["no 'nowhere' in labor-cases"])
    }

    @Test("a register that the data lacks is absent, and a file that is no register is refused")
    func optional() throws {
        #expect(try SampleFiles.valid.setting("registers/goals.csv", nil).load().register(.goals) == nil)
        SampleFiles.valid.setting("registers/goal.csv", Array("id\n".utf8))
            .expectError("registers/goal.csv", nil, naming: ["no such register", "goals"])
        try SampleFiles.valid.setting("registers/labor-cases.csv", nil)
            .adding("e,case,2024-01-31,,vote,text,report,,,,,1", to: "registers/labor-events.csv")
            .expectError("registers/labor-events.csv", 2, naming: ["registers/labor-cases.csv, which is missing"])
    }

    private func event(_ date: String) throws -> SampleFiles {
        try SampleFiles.valid.adding("e,\(date),,topic,title,,report,,,,,1,quote", to: "registers/events.csv")
    }

    @Test(
        "a date is a year, a month, a day, or a range of two, of which one may be open",
        arguments: [
            "2024", "2024-07", "2024-07-17", "2018/2019", "2021/..", "../2025-01", "2024-12/2025-12", "2024/2024-02",
        ])
    func dates(date: String) throws { _ = try event(date).load() }

    @Test(
        "other texts are not dates",
        arguments: [
            "24", "2024-13", "2024-00", "2024-7", "2024-07-32", "2024-07-00", "2024-07-17-1", "17 July 2024", "..",
            "2024/",
            "/2024", "2019/2018", "2018/2019/2020", "2024-YTD06", "2024-H1", " 2024", "+024", "2024-07-17T00:00",
        ])
    func badDates(date: String) throws {
        try event(date).expectError("registers/events.csv", 2, naming: ["'\(date)' in the column 'date'"])
    }

    private func indicator(_ period: String) throws -> SampleFiles {
        try SampleFiles.valid.adding(
            "i,topic,,measure,\(period),1,,,USD,,,report,,,,,1,,quote", to: "registers/indicators.csv")
    }

    @Test(
        "a period of a figure is a period, a date, or a range of two, of which one may be open",
        arguments: [
            "2024", "2025-H1", "2025-Q2", "2025-YTD06", "2000/2003", "2024-07", "2024-07-17", "2021/..", "../2050",
            "2024-YTD06/2025-YTD06", "2024-Q2/2025-Q2", "2022-06/2024-06", "",
        ])
    func periods(period: String) throws { _ = try indicator(period).load() }

    @Test(
        "other texts are not such periods",
        arguments: [
            "3Q2025", "2025-YTD13", "2025-Q5", "2025-H1/2024-H1", "../..", "FY2024", "2024–2025", "2025-YTD06/x",
        ])
    func badPeriods(period: String) throws {
        try indicator(period).expectError("registers/indicators.csv", 2, naming: ["'\(period)' in the column 'period'"])
    }
}
