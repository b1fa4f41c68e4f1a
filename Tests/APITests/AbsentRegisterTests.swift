// Data without registers: their endpoints return a problem that names the file; all others work.
import APITestSupport
import TestData
import Testing

@Suite("Absent registers")
struct AbsentRegisterTests {
    private let client: APIClient

    init() throws { client = try APIClient(files: Fixture.without("registers/")) }

    @Test(
        "the endpoint of an absent register is 404 and names the file to add",
        arguments: [
            ("/v1/indicators", "indicators"), ("/v1/claims", "claims"), ("/v1/claims?verdict=exact", "claims"),
            ("/v1/events", "events"), ("/v1/goals", "goals"), ("/v1/operands", "operands"),
            ("/v1/usmca/rules", "usmca-rules"), ("/v1/usmca/provisions", "usmca-provisions"),
            ("/v1/usmca/reviews", "review-facts"), ("/v1/usmca/labor-cases", "labor-cases"),
            ("/v1/usmca/labor-cases/summary", "labor-cases"), ("/v1/usmca/labor-cases/alpha", "labor-cases"),
        ])
    func named(target: String, register: String) throws {
        try client.refused(target, 404, "absent-register", naming: "registers/\(register).csv")
    }

    @Test(
        "endpoints that only cite registers work without them",
        arguments: [
            "/v1/usmca", "/v1/discrepancies", "/v1/sources", "/v1", "/openapi.json", "/v1/partners/MEX/balance",
        ])
    func others(target: String) throws {
        #expect(client.problem(target) == nil)
    }
}
