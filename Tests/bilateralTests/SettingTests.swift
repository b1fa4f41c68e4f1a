import Testing

@testable import bilateral

@Suite("Types of settings") struct SettingTests {
    @Test(arguments: ["/trade", "/a/b-c.d_e~f/0"]) func `a base path has segments without a slash at the end`(
        text: String
    ) {
        #expect(OptionType<String>.basePath.parse(text) == text)
    }

    @Test(arguments: ["", "/", "trade", "/trade/", "//a", "/a//b", "/a b", "/%41", "/a?b", "/..", "/é", "/a\r\nb"])
    func `any other text is not a base path`(text: String) {
        #expect(OptionType<String>.basePath.parse(text) == nil)
    }

    @Test func `trusted proxies are a list of addresses and networks`() {
        #expect(OptionType.addressRanges.parse("10.0.0.0/8, ::1")?.count == 2)
        for text in ["", "10.0.0.0/8,", "10.0.0.0/33", "proxy.example"] {
            #expect(OptionType.addressRanges.parse(text) == nil, "\(text)")
        }
    }

    @Test func `the access log is off, text or json`() {
        var configuration = Configuration()
        #expect(configuration.accessLog == .off)
        for choice in Configuration.AccessLog.allCases {
            configuration.accessLog = choice
            #expect(configuration.accessLog == choice)
        }
    }

    @Test func `a health check of a server on all interfaces requests the loopback interface, below the base path`() {
        var configuration = Configuration()
        configuration.basePath = "/trade"
        for (host, asked) in [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.1", "192.0.2.1")] {
            configuration.server.host = host
            #expect(Health.address(configuration) == ServerAddress(host: asked, port: 8080, basePath: "/trade"))
        }
    }
}
