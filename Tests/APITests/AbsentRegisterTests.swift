// Data without registers: their endpoints return a problem that names the file; all others work.
import Dataset
import HTTP
import Testing

@testable import API

@Suite("Absent registers")
struct AbsentRegisterTests {
    private let service: Service

    init() throws {
        let files = Client.files.filter { !$0.name.hasPrefix("data/registers/") }
        service = Service(snapshot: try Snapshot(files: files))
    }

    @Test(
        "the endpoint of an absent register is 404 and names the file to add",
        arguments: [
            ("/v1/indicators", "indicators"), ("/v1/claims", "claims"), ("/v1/claims?verdict=exact", "claims"),
            ("/v1/events", "events"), ("/v1/goals", "goals"), ("/v1/operands", "operands"),
            ("/v1/usmca/rules", "usmca-rules"), ("/v1/usmca/provisions", "usmca-provisions"),
            ("/v1/usmca/reviews", "review-facts"), ("/v1/usmca/labor-cases", "labor-cases"),
            ("/v1/usmca/labor-cases/summary", "labor-cases"), ("/v1/usmca/labor-cases/gm-silao", "labor-cases"),
        ])
    func named(target: String, register: String) throws {
        do throws(Problem) {
            _ = try service.get(target, accept: nil, at: Client.noon)
            Issue.record("\(target) answers")
        } catch {
            #expect(error.status == .notFound && error.kind == "absent-register", "\(error.text)")
            #expect(error.detail.contains("registers/\(register).csv"), "\(error.text)")
        }
    }

    @Test(
        "endpoints that only cite registers work without them",
        arguments: [
            "/v1/usmca", "/v1/discrepancies", "/v1/sources", "/v1", "/openapi.json", "/v1/partners/MEX/balance",
        ])
    func others(target: String) throws {
        #expect(try service.get(target, accept: nil, at: Client.noon).status == .ok)
    }
}
