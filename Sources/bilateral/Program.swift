// The program: reads the command line and runs a command.
// Exit statuses: 0 success, 1 failure, 2 wrong usage or configuration, 3 no server reached (get).

import API
import CPosix

@main
enum Program {
    static func main() {
        cposix_configure_heap()
        do throws(UsageError) {
            try run()
        } catch {
            System.fail(error.description, status: 2)
        }
    }

    private static func run() throws(UsageError) {
        // The first argument is the name of the program. The standard library reads the arguments from /proc on Linux.
        guard !CommandLine.arguments.isEmpty else {
            throw UsageError(description: "the arguments of the command line cannot be read; mount /proc")
        }
        let environment = System.environment
        let invocation = try Invocation(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: environment, read: System.readText)
        for warning in invocation.warnings { System.report(warning) }
        let configuration = invocation.configuration
        switch invocation.action {
        case .version: System.print("bilateral \(bilateralVersion)")
        case .help(let topic): System.print(try HelpText.on(topic))
        case .run(.help): System.print(try HelpText.on(invocation.operands.first))
        case .run(.manual): System.print(ManualPage.text(version: bilateralVersion))
        case .run(.completions):
            let name = invocation.operands[0]
            guard let shell = Shell(rawValue: name) else {
                let names = Shell.allCases.map(\.rawValue)
                throw UsageError(description: "no completions for '\(name)'; expected \(names.alternatives)")
            }
            System.print(Completions.script(for: shell))
        case .run(.check): System.write(DataSource.inventory(configuration)[...])
        case .run(.export): try Export.run(invocation.operands.first, configuration)
        case .run(.describe): try Describe.run(invocation.operands[0])
        case .run(.get):
            cposix_exit(Get(invocation.operands[0], configuration, environment: environment).run())
        case .run(.health): cposix_exit(Health.run(configuration))
        case .run(.serve): Serve.run(configuration)
        }
    }
}
