// The declaration of a chart: which fields of a list it draws, and how.

public struct Chart: Sendable {
    public enum Shape: Sendable {
        /// One bar per record, with a whisker from `low` to `high` if the records have these fields.
        case bars(label: String, value: String, low: String? = nil, high: String? = nil)
        /// `values` over the field `over`. Records that differ in one of `panels` are drawn in separate panels.
        case series(over: String, values: [String], panels: [String])
        /// `value` over the field `over`, one line for each value of `by`, in one chart. A change of `basis` within a line is marked.
        case lines(over: String, value: String, by: String, basis: String)
        /// One span of days per record, in rows.
        case spans(Spans)
    }

    /// The fields that spans are drawn from.
    public struct Spans: Sendable {
        let label: String
        /// The first day.
        let from: String
        /// The last day. Without one, the span is a single day, or open.
        let to: String
        /// The field of the text next to a span, followed by `unit`.
        let note: String
        let unit: String
        /// The text next to a span without `note`.
        let otherwise: String?
        /// The field and value that mark a span without a last day as open.
        let open: (field: String, value: String)?
        /// The field and value that mark a span as uncertain, and the text added to its note.
        let tentative: (field: String, value: String, text: String)?

        public init(
            label: String, from: String, to: String, note: String, unit: String = "", otherwise: String? = nil,
            open: (field: String, value: String)? = nil,
            tentative: (field: String, value: String, text: String)? = nil
        ) {
            self.label = label
            self.from = from
            self.to = to
            self.note = note
            self.unit = unit
            self.otherwise = otherwise
            self.open = open
            self.tentative = tentative
        }
    }

    let title: String
    let shape: Shape
    /// Fields that are added to the title if all records have the same value.
    let constants: [String]
    /// Members of `meta` that are written after the sources.
    let meta: [String]

    public init(_ title: String, _ shape: Shape, constants: [String] = [], meta: [String] = []) {
        self.title = title
        self.shape = shape
        self.constants = constants
        self.meta = meta
    }
}
