// Registers that an endpoint needs. A folder of the user's data may lack them.

import Analytics
import Dataset
import HTTP

extension Request {
    /// The register of a schema.
    /// - Throws: 404 with the name of the missing file where the data lacks the register.
    func register(_ schema: RegisterSchema) throws(Problem) -> Register {
        if let register = dataset.register(schema) { return register }
        throw absent(schema)
    }

    private func absent(_ schema: RegisterSchema) -> Problem {
        Problem(
            .notFound, kind: "absent-register", title: "Absent register",
            detail:
                "The data has no register \(schema.name): the file \(schema.file) is missing. Add it to the data folder."
        )
    }

    /// The facts behind the review schedule.
    /// - Throws: 404 where one of their registers is absent.
    func reviewFacts() throws(Problem) -> ReviewFacts {
        if let facts = snapshot.reviewFacts { return facts }
        throw absent(ReviewFacts.registers.first { dataset.register($0) == nil } ?? .reviewFacts)
    }

    /// All labor cases.
    /// - Throws: 404 where a register that cases are made from is absent.
    func laborCases() throws(Problem) -> [LaborCase] {
        for schema in LaborCase.registers { _ = try register(schema) }
        return LaborCase.all(dataset)
    }
}
