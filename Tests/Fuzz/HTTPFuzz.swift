// The entry point of libFuzzer for HTTP. The build selects the properties: REQUEST, CHUNKED or TEXT.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    #if REQUEST
        let faults = [FuzzProperties.requestHead(input), FuzzProperties.connection(input)]
    #elseif CHUNKED
        let faults = [FuzzProperties.chunkedBody(input)]
    #else
        let faults = [FuzzProperties.fieldValues(input)]
    #endif
    for case let fault? in faults { fatalError(fault) }
    return 0
}
