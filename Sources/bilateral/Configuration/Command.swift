// All commands, in the order of the help text.

/// A command of the command line.
struct Command: Sendable {
    enum Name: String, CaseIterable, Sendable {
        case serve, get, health, check, describe, export, completions, manual, help
    }

    let name: Name
    /// The operands as the usage line shows them.
    var operands = ""
    var operandCount = 0...0
    var operandCompletion = Completion.none
    let summary: String
    /// Further sentences for `bilateral help COMMAND` and the manual page.
    var details = ""
    /// The names of the options it takes; nil for all settings.
    var optionNames: [String]? = []
    var examples: [(command: String, purpose: String)] = []
    /// Exit statuses other than 0 and 2, whose meaning is the same for every command.
    var exits: [(status: Int, meaning: String)] = []

    /// The options that the command takes.
    var options: [Option] {
        guard let optionNames else { return Option.all.filter(\.isSetting) }
        return Option.all.filter { optionNames.contains($0.name) }
    }

    static func named(_ name: Name) -> Command {
        // Every name has a declaration, which a test checks.
        all.first { $0.name == name } ?? all[0]
    }

    static let all: [Command] = [
        Command(
            name: .serve, summary: "Serve the API. This is the default command.",
            details: """
                SIGHUP reads the data again and opens the file of the access log again; data that is not valid is \
                refused, and the old data stays. SIGTERM and SIGINT wait for --drain-delay, finish the requests in \
                flight, then exit; a second signal exits at once.
                """,
            optionNames: nil,
            examples: [
                ("bilateral", "serve on http://127.0.0.1:8080"),
                ("bilateral --host 0.0.0.0 --port 80", "serve on every network interface"),
            ],
            exits: [(1, "the data is not valid, or the server cannot listen")]),
        Command(
            name: .get, operands: "TARGET", operandCount: 1...1, summary: "Print the response to one request.",
            details: """
                Answers from the embedded data or a data folder without a server, or asks a running server. \
                On a terminal it prints a text table, cut to the width of the terminal; elsewhere JSON.
                """,
            optionNames: ["data", "strict", "config", "server", "format", "color", "timeout"],
            examples: [
                ("bilateral get '/v1/rankings/tdr?year=2023'", "a table on a terminal"),
                ("bilateral get '/v1/balances?partner=MEX' --format csv > mexico.csv", "a CSV file"),
                ("bilateral get /v1/partners --server http://127.0.0.1:8080", "from a running server"),
            ],
            exits: [
                (1, "the response is an error (status 400 or above), or the data is not valid"),
                (3, "the server cannot be reached or does not answer in time"),
            ]),
        Command(
            name: .health, summary: "Check that the server at the configured address is ready.",
            details: """
                Asks /readyz at --host and --port, where the address for all interfaces means this machine. \
                For container health checks and probes.
                """,
            optionNames: ["host", "port", "base-path", "config", "timeout"],
            examples: [("bilateral health --port 8080 --timeout 2", "exit status 0 if the server is ready")],
            exits: [(1, "the server is not ready, cannot be reached or does not answer in time")]),
        Command(
            name: .check, summary: "Check the settings and the data, and print an inventory.",
            optionNames: nil,
            examples: [
                ("bilateral check --config /etc/bilateral.conf", "before a restart or a reload"),
                ("bilateral check --data /srv/trade", "a folder of data: files read, rows skipped, lines rejected"),
                ("bilateral check --data /srv/trade --strict", "fail if a line is rejected"),
            ],
            exits: [(1, "the data is not valid; file, line and reason are on standard error")]),
        Command(
            name: .describe, operands: "FILE", operandCount: 1...1, operandCompletion: .file,
            summary: "Print a first dataset.json for a CSV file.",
            details: """
                Reads the header and the first rows, and proposes the meaning of each column. Source, basis and columns \
                with several possible meanings are named on standard error; complete them before use.
                """,
            examples: [("bilateral describe trade.csv > dataset.json", "then complete it, and run check")],
            exits: [(1, "the file cannot be read, or no column holds amounts")]),
        Command(
            name: .export, operands: "[PART]", operandCount: 0...1,
            summary: "Print all figures, or those of one file set or of the tables.",
            details: """
                One row for each figure of each release, with its further dimensions and measures, and the id of its \
                cell or line. PART is tables or the id of a file set. Formats: csv and ndjson.
                """,
            optionNames: ["data", "strict", "config", "format"],
            examples: [
                ("bilateral export > figures.csv", "everything"),
                ("bilateral export transborder --data /srv/trade --format ndjson", "one file set"),
            ],
            exits: [(1, "the data is not valid")]),
        Command(
            name: .completions, operands: "SHELL", operandCount: 1...1,
            operandCompletion: .words(Shell.allCases.map(\.rawValue)),
            summary: "Print completions for bash, zsh or fish.",
            examples: [
                (
                    "bilateral completions bash > ~/.local/share/bash-completion/completions/bilateral",
                    "install them for bash"
                )
            ]),
        Command(
            name: .manual, summary: "Print the manual page in roff.",
            examples: [("bilateral manual | man -l -", "read it")]),
        Command(
            name: .help, operands: "[COMMAND|options]", operandCount: 0...1,
            operandCompletion: .words(Name.allCases.map(\.rawValue) + ["options"]),
            summary: "Explain a command, or list all settings of the server."),
    ]
}

/// A shell with completions.
enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish
}
