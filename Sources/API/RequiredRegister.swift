// Registers that an endpoint requires. Registers are optional in a folder of the user's data.

import Analytics
import Dataset
import HTTP

extension Problem {
    /// 404 with the name of the missing file.
    static func absentRegister(_ schema: RegisterSchema) -> Problem {
        Problem(
            .notFound, kind: "absent-register", title: "Absent register",
            detail:
                "The data has no register \(schema.name): the file \(schema.file) is missing. Add it to the data folder."
        )
    }
}

extension Request {
    func register(_ schema: RegisterSchema) throws(Problem) -> Register {
        guard let register = dataset.register(schema) else { throw .absentRegister(schema) }
        return register
    }

    /// The facts behind the review schedule.
    func reviewFacts() throws(Problem) -> ReviewFacts {
        if let facts = snapshot.reviewFacts { return facts }
        throw .absentRegister(ReviewFacts.registers.first { dataset.register($0) == nil } ?? .reviewFacts)
    }

    /// All labor cases with their records.
    func laborRecords() throws(Problem) -> [LaborRecord] {
        for schema in LaborCase.registers { _ = try register(schema) }
        let (cases, events) = (try register(.laborCases), try register(.laborEvents))
        return LaborCase.all(dataset).map { item in
            LaborRecord(
                item: item, record: RegisterRecord(register: cases, row: item.row),
                events: item.events.map { RegisterRecord(register: events, row: $0) })
        }
    }
}
