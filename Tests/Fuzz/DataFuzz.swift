// The entry point of libFuzzer for CSV files.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if let fault = DataFuzzProperties.csv(input) { fatalError(fault) }
    return 0
}
