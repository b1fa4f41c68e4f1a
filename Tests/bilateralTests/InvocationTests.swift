import Testing

@testable import bilateral

/// Reads a command line without a configuration file.
private func invocation(
    _ line: String, environment: [String: String] = [:], files: [String: String] = [:]
) throws(UsageError) -> Invocation {
    try Invocation(
        arguments: line.split(separator: " ").map(String.init), environment: environment
    ) { path throws(UsageError) in
        guard let text = files[path] else { throw UsageError(description: "no file \(path)") }
        return text
    }
}

/// The message of a refused command line; nil if it is accepted.
private func message(
    _ line: String, environment: [String: String] = [:], files: [String: String] = [:]
) -> String? {
    do throws(UsageError) {
        _ = try invocation(line, environment: environment, files: files)
        return nil
    } catch {
        return error.description
    }
}

@Suite("Command line") struct InvocationTests {
    @Test func `an option overrides the environment, which overrides the file, which overrides the default`() throws {
        let file = ["a.conf": "port = 1\nmax-fields = 11\nhead-timeout = 3"]
        let environment = ["BILATERAL_PORT": "2", "BILATERAL_MAX_FIELDS": "12", "BILATERAL_CONFIG": "a.conf"]
        #expect(try invocation("serve").configuration.server.port == 8080)
        #expect(try invocation("serve --config a.conf", files: file).configuration.server.port == 1)
        let all = try invocation("serve --port 3", environment: environment, files: file).configuration
        #expect(all.server.port == 3)
        #expect(all.server.limits.fieldCount == 12)
        #expect(all.server.timeouts.head == 3_000)
    }

    @Test func `serve is the command when none is given`() throws {
        guard case .run(.serve) = try invocation("--port=0").action else {
            Issue.record("not serve")
            return
        }
    }

    @Test func `a value can follow the option as the next word or after an equals sign`() throws {
        #expect(try invocation("--host ::1").configuration.server.host == "::1")
        #expect(try invocation("--host=::1").configuration.server.host == "::1")
        #expect(try invocation("--data=a=b").configuration.data == "a=b")
    }

    @Test(arguments: [
        ("--prot 1", "unknown option '--prot'; nearest: --port; 'bilateral help options' lists the options"),
        ("--port 70000", "--port: '70000' is not a port from 0 to 65535"),
        ("--port", "--port needs a value: --port PORT, a port from 0 to 65535"),
        ("--port 1 --port 2", "--port is given twice"),
        ("--threads 0", "--threads: '0' is not an integer from 1 to 256"),
        (
            "--max-head 2T",
            "--max-head: '2T' is not a number of bytes from 1K to 1M (K, M and G are powers of 1,024)"
        ),
        ("--head-timeout 0", "--head-timeout: '0' is not a whole number of seconds from 1 to 86400"),
        (
            "get --color alway /v1", "--color: 'alway' is not auto, always or never; nearest: always"
        ),
        (
            "get /v1 --server https://a",
            "--server: 'https://a' is not an address such as http://127.0.0.1:8080 "
                + "(https needs a tool such as curl)"
        ),
        ("get", "get needs TARGET: bilateral get '/v1/rankings/tdr?year=2023'"),
        (
            "get /v1 /v2",
            "get takes one TARGET, but got '/v2' as well; quote an operand that contains & or spaces"
        ),
        ("check it", "check takes no operand, but got 'it'"),
        (
            "health --threads 2",
            "health has no option --threads; it has --host, --port, --config, --base-path, --timeout"
        ),
        (
            "chekc",
            "unknown command 'chekc'; nearest: check; the commands are \(Command.Name.allCases.map(\.rawValue).joined(separator: ", "))"
        ),
    ]) func `the message of a wrong command line has the reason and the valid value`(line: String, expected: String) {
        #expect(message(line) == expected)
    }

    @Test func `a target without a command suggests get`() {
        #expect(message("/v1/partners")?.contains("bilateral get '/v1/partners'") == true)
    }

    @Test func `a bad value in the environment names the variable`() {
        #expect(
            message("serve", environment: ["BILATERAL_THREADS": "none"])
                == "BILATERAL_THREADS: 'none' is not an integer from 1 to 256")
        #expect(
            message("serve", environment: ["BILATERAL_PORT": "tcp://10.0.0.1:80"])?.contains("enableServiceLinks")
                == true)
    }

    @Test func `a command reads only the variables of its options`() {
        #expect(message("manual", environment: ["BILATERAL_PORT": "x"]) == nil)
        #expect(message("get /v1", environment: ["BILATERAL_PORT": "x"]) == nil)
        #expect(message("health", environment: ["BILATERAL_PORT": "x"]) != nil)
        #expect(message("check", environment: ["BILATERAL_PORT": "x"]) != nil)
    }

    @Test func `an empty variable is not set`() throws {
        #expect(try invocation("serve", environment: ["BILATERAL_PORT": ""]).configuration.server.port == 8080)
    }

    @Test func `a variable that looks like a setting is reported with the nearest name`() throws {
        let variables = [
            "BILATERAL_PROT": "1", "BILATERAL_SERVICE_HOST": "a", "BILATERAL_PORT_80_TCP": "b", "HOME": "/",
        ]
        #expect(
            try invocation("serve", environment: variables).warnings == [
                "the environment variable BILATERAL_PROT is not a setting; nearest: BILATERAL_PORT"
            ])
    }

    @Test(arguments: [
        ("# c\n\nprot = 1", "a.conf, line 3: unknown setting 'prot'; nearest: port"),
        ("port = 99999", "a.conf, line 1: port: '99999' is not a port from 0 to 65535"),
        ("port 1", "a.conf, line 1: 'port 1' is not 'name = value'"),
        ("port = 1\nhost = ::\nport = 2", "a.conf, line 3: port is already set in line 1"),
        ("host = \"::\"", "a.conf, line 1: host: write the value without quotes"),
        ("format = csv", "a.conf, line 1: unknown setting 'format'"),
        ("config = b.conf", "a.conf, line 1: unknown setting 'config'"),
        ("host =", "a.conf, line 1: host: '' is not a host name, an IPv4 or an IPv6 address"),
    ]) func `an error in the configuration file has its line`(text: String, expected: String) {
        #expect(message("check --config a.conf", files: ["a.conf": text])?.hasPrefix(expected) == true)
        #expect(message("get /v1 --config a.conf", files: ["a.conf": text])?.hasPrefix(expected) == true)
    }

    @Test func `a configuration file may have blanks, comments, carriage returns and an equals sign in a value`() throws
    {
        let text = "  # comment\r\n\tport=1\r\nhost =  ::1 \r\n\r\ndata = /a = b"
        let configuration = try invocation("serve --config a.conf", files: ["a.conf": text]).configuration
        #expect(configuration.server.port == 1)
        #expect(configuration.server.host == "::1")
        #expect(configuration.data == "/a = b")
    }

    @Test func `help and version need no valid configuration`() throws {
        guard case .help(nil) = try invocation("--help", environment: ["BILATERAL_PORT": "x"]).action,
            case .help("get") = try invocation("get -h").action,
            case .version = try invocation("--version --port 1").action
        else {
            Issue.record("help or version was not recognised")
            return
        }
    }

    @Test func `sizes are read with their suffixes and written in the shortest exact form`() {
        for (text, bytes) in [
            ("0", 0), ("1000", 1_000), ("64K", 65_536), ("64k", 65_536), ("3M", 3 << 20), ("1G", 1 << 30),
        ] {
            #expect(ByteCount.parse(text) == bytes)
            #expect(ByteCount.parse(ByteCount.format(bytes)) == bytes)
        }
        for text in ["", "K", "-1", "1.5M", "9223372036854775807G", "1KK", "0x10"] {
            #expect(ByteCount.parse(text) == nil)
        }
    }
}

@Suite("Option declarations") struct OptionTests {
    @Test func `names are unique, and every command has a declaration`() {
        #expect(Set(Option.all.map(\.name)).count == Option.all.count)
        #expect(Command.all.map(\.name) == Command.Name.allCases)
    }

    @Test func `the options that commands name exist`() {
        for command in Command.all {
            for name in command.optionNames ?? [] { #expect(Option.all.contains { $0.name == name }) }
        }
    }

    @Test func `defaults and completed words are valid values`() {
        for option in Option.all {
            if let text = option.defaultText, !text.contains(" ") {
                var configuration = Configuration()
                #expect(option.assign(text, &configuration), "\(option.name)")
            }
            if case .words(let words) = option.completion {
                for word in words {
                    var configuration = Configuration()
                    #expect(option.assign(word, &configuration), "\(option.name) \(word)")
                }
            }
        }
    }
}
